// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/keymodel.h"

#include <QFont>

namespace widelens {

QString placeText(KeyScope scope)
{
    switch (scope) {
    case KeyScope::Window:
        break;
    case KeyScope::Table:
        return KeyModel::tr("in the table");
    case KeyScope::Plot:
        return KeyModel::tr("in a plot");
    }
    return KeyModel::tr("anywhere");
}

KeyModel::KeyModel(Keymap *keymap, QObject *parent) : QAbstractTableModel(parent), m_keymap(keymap)
{
    connect(keymap, &Keymap::changed, this, [this] { emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1)); });
}

int KeyModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_keymap->keySlots().size());
}

int KeyModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant KeyModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const KeySlot &where = slot(index.row());
    const Command &command = *m_keymap->command(where.command);
    const QString keys = keysText(m_keymap->keys(where));
    const bool isChanged = m_keymap->isChanged(where);
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case CommandColumn:
            return plainText(command);
        case PlaceColumn:
            return placeText(where.scope);
        case KeysColumn:
            return keys;
        default: // said only where it is another one
            return !isChanged ? QString() : m_keymap->usualKeys(where).isEmpty() ? tr("none") : keysText(m_keymap->usualKeys(where));
        }
    case Qt::FontRole:
        if (isChanged) {
            QFont bold;
            bold.setBold(true);
            return bold;
        }
        return {};
    case Qt::ToolTipRole:
        return command.help;
    case SearchRole:
        return QString(plainText(command) + u' ' + command.help + u' ' + keys + u' ' + placeText(where.scope)).toLower();
    default:
        return {};
    }
}

QVariant KeyModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= ColumnCount)
        return {};
    const QString titles[] = { tr("Command"), tr("Where"), tr("Keys"), tr("Usually") };
    return titles[section];
}

} // namespace widelens
