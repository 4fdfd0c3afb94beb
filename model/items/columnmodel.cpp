// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/columnmodel.h"

#include "model/session.h"

#include <QLocale>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

ColumnModel::ColumnModel(Session *session, QObject *parent) : QAbstractTableModel(parent), m_session(session)
{
    connect(session, &Session::rowsChanged, this, &ColumnModel::count);
    connect(session, &Session::storeChanged, this, &ColumnModel::count);
    count();
}

void ColumnModel::count()
{
    m_countAgain = m_task.isRunning();
    if (m_countAgain || !m_session->hasAllRows()) // all of them come soon
        return;
    using Result = std::pair<std::vector<FieldPresence>, size_t>;
    auto work = [store = m_session->store(), rows = m_session->rows()](const Continue &goOn) -> std::shared_ptr<const Result> {
        std::vector<FieldPresence> all = presentFields(*store);
        if (rows == store->rows() && store->copyCount() == 0) // copies are not shown
            return std::make_shared<Result>(std::move(all), rows->size());
        // What is not present in these rows is listed too, with 0.
        const std::vector<FieldPresence> here = presentFields(*store, *rows, goOn);
        for (FieldPresence &field : all) {
            const auto found = std::find_if(here.begin(), here.end(), [&](const FieldPresence &f) { return f.name == field.name; });
            field.present = found == here.end() ? 0 : found->present;
        }
        return std::make_shared<Result>(std::move(all), rows->size());
    };
    m_task.start(this, work, [this](const std::shared_ptr<const Result> &result) {
        show(result->first, result->second);
        if (m_countAgain)
            count();
    });
}

void ColumnModel::show(const std::vector<FieldPresence> &shown, size_t rows)
{
    beginResetModel();
    m_fields = shown;
    m_rows = rows;
    endResetModel();
    emit counted();
}

void ColumnModel::setChosen(const QStringList &names)
{
    if (names == m_chosen)
        return;
    m_chosen = names;
    if (!m_fields.empty())
        emit dataChanged(index(0, NameColumn), index(rowCount() - 1, NameColumn), { Qt::CheckStateRole });
    emit chosenChanged();
}

void ColumnModel::dropEmpty()
{
    QStringList kept;
    for (const QString &name : m_chosen) {
        const auto has = [&](const FieldPresence &f) { return f.present > 0 && QString::fromStdString(f.name) == name; };
        if (std::any_of(m_fields.begin(), m_fields.end(), has))
            kept.append(name);
    }
    setChosen(kept);
}

bool ColumnModel::isEmpty(const QString &name) const
{
    const auto found = std::find_if(m_fields.begin(), m_fields.end(), [&](const FieldPresence &f) { return QString::fromStdString(f.name) == name; });
    return found != m_fields.end() ? found->present == 0 && !found->byReference : !m_fields.empty();
}

int ColumnModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_fields.size());
}

int ColumnModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ColumnModel::presentText(const FieldPresence &field) const
{
    const QLocale locale(QLocale::English, QLocale::UnitedStates);
    const double share = m_rows ? 100.0 * static_cast<double>(field.present) / static_cast<double>(m_rows) : 0;
    const QString percent = share > 0 && share < 1 ? u"< 1 %"_s : u"%1 %"_s.arg(qRound(share));
    return u"%1  (%2)"_s.arg(locale.toString(qulonglong(field.present)), percent);
}

QVariant ColumnModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const FieldPresence &field = m_fields[static_cast<size_t>(index.row())];
    const QString name = QString::fromStdString(field.name);
    const int column = index.column();
    if (role == PresentRole)
        return static_cast<qulonglong>(field.present);
    if (role == SortRole)
        return column == PresentColumn ? QVariant(static_cast<qulonglong>(field.present)) : data(index, Qt::DisplayRole);
    if (role == Qt::CheckStateRole && column == NameColumn)
        return m_chosen.contains(name) ? Qt::Checked : Qt::Unchecked;
    if (role == Qt::TextAlignmentRole && column == PresentColumn)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && field.byReference)
        return tr("Read from the files when it is shown. How many rows shown have it is estimated.");
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case NameColumn:
        return name;
    case PresentColumn:
        return presentText(field);
    default:
        return QString::fromStdString(field.type);
    }
}

bool ColumnModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || role != Qt::CheckStateRole || index.column() != NameColumn)
        return false;
    const QString name = index.data().toString();
    QStringList chosen = m_chosen;
    chosen.removeAll(name);
    if (value.toInt() == Qt::Checked)
        chosen.append(name);
    setChosen(chosen);
    return true;
}

Qt::ItemFlags ColumnModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.column() == NameColumn ? flags | Qt::ItemIsUserCheckable : flags;
}

QVariant ColumnModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Field");
    case PresentColumn:
        return tr("In the rows shown");
    case TypeColumn:
        return tr("Type");
    default:
        return {};
    }
}

} // namespace widelens
