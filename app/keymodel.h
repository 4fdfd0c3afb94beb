// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/keymap.h"

#include <QAbstractTableModel>

namespace widelens {

// The commands and their keys, a row a slot of the keymap.
class KeyModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { CommandColumn, PlaceColumn, KeysColumn, UsualColumn, ColumnCount };
    enum Role { SearchRole = Qt::UserRole + 1 }; // what a search looks in

    explicit KeyModel(Keymap *keymap, QObject *parent = nullptr);

    const KeySlot &slot(int row) const { return m_keymap->keySlots()[static_cast<size_t>(row)]; }

    int rowCount(const QModelIndex &parent = {}) const final;
    int columnCount(const QModelIndex &parent = {}) const final;
    QVariant data(const QModelIndex &index, int role) const final;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const final;

private:
    Keymap *m_keymap;
};

QString placeText(KeyScope scope); // "anywhere", "in the table"

} // namespace widelens
