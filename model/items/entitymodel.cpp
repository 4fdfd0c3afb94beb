// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/entitymodel.h"

#include "model/rules/rules.h"
#include "model/session.h"

#include <algorithm>

namespace widelens {

EntityModel::EntityModel(Session *session, QObject *parent)
    : QAbstractTableModel(parent), m_session(session), m_store(session->store())
{
    connect(session, &Session::storeChanged, this, &EntityModel::onStoreChanged);
    connect(session, &Session::timeDisplayChanged, this, [this] {
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), { Qt::DisplayRole });
    });
    connect(session, &Session::opened, this, [this] { setTable(std::make_shared<EntityTable>()); });
}

// --- what is listed

void EntityModel::setActive(bool active)
{
    m_active = active;
    if (active && m_stale)
        onStoreChanged();
}

void EntityModel::onStoreChanged()
{
    m_stale = true;
    if (!m_session->isOpen()) {
        cancel();
        m_kinds.clear();
        emit kindsChanged();
        m_store = m_session->store();
        setTable(std::make_shared<EntityTable>());
        return;
    }
    if (!m_active)
        return;
    // While loading, versions may come faster than they are listed: let each listing end.
    m_again = m_countTask.isRunning() || isBusy();
    if (m_again)
        return;
    m_stale = false;
    countKinds();
    if (m_kind.isEmpty()) // what a run is about
        m_kind = QString::fromStdString(m_session->rules()->stateKind);
    if (!m_kind.isEmpty())
        list();
}

void EntityModel::countKinds()
{
    auto work = [store = m_session->store()](const Continue &goOn) -> std::shared_ptr<const QList<Kind>> {
        auto kinds = std::make_shared<QList<Kind>>();
        const auto counts = countEntities(*store, goOn);
        for (const auto &rule : store->rules().keys) {
            if (const auto found = counts.find(rule.kind); found != counts.end())
                kinds->append({ QString::fromStdString(rule.kind), QString::fromStdString(rule.title), found->second });
        }
        // What has states is what a run is about.
        const QString first = QString::fromStdString(store->rules().stateKind);
        std::stable_partition(kinds->begin(), kinds->end(), [&](const Kind &kind) { return kind.name == first; });
        return kinds;
    };
    m_countTask.start(this, work, [this](const std::shared_ptr<const QList<Kind>> &kinds) {
        if (*kinds != m_kinds) {
            m_kinds = *kinds;
            emit kindsChanged();
        }
        if (m_again && !isBusy())
            onStoreChanged();
    });
}

void EntityModel::setKind(const QString &kind)
{
    if (kind == m_kind)
        return;
    m_kind = kind;
    m_sortColumn = 0;
    m_descending = false;
    list();
}

void EntityModel::list()
{
    if (!m_active || m_kind.isEmpty())
        return;
    m_orderTask.cancel();
    m_progress = 0;
    auto work = [store = m_session->store(), source = m_session->transitions(), kind = m_kind.toStdString()](const Continue &goOn) {
        return listEntities(*store, kind, goOn, kRowsAtOnce, source);
    };
    m_listTask.start(this, work, [this, store = m_session->store()](const std::shared_ptr<const EntityTable> &table) {
        if (table) {
            m_store = store;
            setTable(table);
        } else {
            emit busyChanged();
        }
    }, [this](double fraction) {
        m_progress = fraction;
        emit progressChanged();
    });
    emit busyChanged();
}

void EntityModel::cancel()
{
    m_listTask.cancel();
    m_orderTask.cancel();
    m_countTask.cancel();
    m_next.reset();
    m_again = false;
    emit busyChanged();
}

void EntityModel::setTable(std::shared_ptr<const EntityTable> table)
{
    m_next = std::move(table);
    readSortField(*m_next);
    order();
}

// --- which rows, in which order

void EntityModel::setFilter(const QString &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    order();
}

void EntityModel::sort(int column, Qt::SortOrder order)
{
    const bool descending = order == Qt::DescendingOrder;
    if (column == m_sortColumn && descending == m_descending)
        return;
    m_sortColumn = column;
    m_descending = descending;
    this->order();
}

void EntityModel::sortByField(const QString &field)
{
    m_sortField = field;
    if (m_active && m_listTask.isRunning())
        return;
    readSortField(m_next ? *m_next : *m_table);
    order();
}

void EntityModel::readSortField(const EntityTable &table)
{
    const bool listed = table.kind == m_kind.toStdString();
    if (m_sortField.isEmpty() || !listed)
        return;
    m_sortColumn = std::max(0, table.findColumn(m_sortField.toStdString()));
    m_descending = false;
    m_sortField.clear();
}

void EntityModel::order()
{
    const std::shared_ptr<const EntityTable> table = m_next ? m_next : m_table;
    auto work = [table, order = EntityOrder { m_filter.toStdString(), m_sortColumn, m_descending }](const Continue &goOn) { return orderEntities(*table, order, goOn); };
    m_orderTask.start(this, work, [this, table](const std::shared_ptr<const EntityRows> &rows) {
        if (rows)
            showRows(table, rows);
        emit busyChanged();
        if (m_again)
            onStoreChanged();
    });
    emit busyChanged();
}

void EntityModel::showRows(std::shared_ptr<const EntityTable> table, std::shared_ptr<const EntityRows> rows)
{
    const bool other = table != m_table;
    beginResetModel();
    if (other)
        m_table = freedInBackground(std::move(table));
    m_rows = freedInBackground(std::move(rows));
    m_next.reset();
    if (other)
        readLevels();
    endResetModel();
    if (other)
        emit tableChanged();
}

// Which texts of the state column stand for a failure.
void EntityModel::readLevels()
{
    const Rules &rules = *m_session->rules();
    m_stateColumn = m_table->findColumn(rules.stateField);
    m_levels.assign(m_table->texts.size(), LevelClass::None);
    for (const StateRule &state : rules.states) {
        const auto found = std::find(m_table->texts.begin(), m_table->texts.end(), state.name);
        if (state.failure && found != m_table->texts.end())
            m_levels[static_cast<size_t>(found - m_table->texts.begin())] = LevelClass::Error;
    }
}

Entity EntityModel::entity(int row) const
{
    return row >= 0 && row < rowCount() ? m_table->entity(*m_store, (*m_rows)[static_cast<size_t>(row)]) : Entity();
}

int EntityModel::rowOf(const Entity &entity) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (this->entity(row) == entity)
            return row;
    }
    return -1;
}

// --- cells

int EntityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(std::min<size_t>(m_rows->size(), std::numeric_limits<int>::max()));
}

int EntityModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table->columns.size());
}

QVariant EntityModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const EntityColumn &column = m_table->columns[static_cast<size_t>(section)];
    if (role == Qt::DisplayRole) {
        const bool isSeconds = column.type == EntityColumn::Type::Duration;
        const QString title = QString::fromStdString(column.title);
        return isSeconds ? tr("%1 (s)").arg(title) : title;
    }
    if (role == Qt::ToolTipRole)
        return QString::fromStdString(column.name);
    return {};
}

QString EntityModel::cellText(const EntityColumn &column, int64_t cell, bool full) const
{
    switch (column.type) {
    case EntityColumn::Type::Text:
        return QString::fromStdString(m_table->texts[static_cast<size_t>(cell)]);
    case EntityColumn::Type::Number:
        return QString::number(cell);
    case EntityColumn::Type::Instant:
        return full ? exactTimeText(cell) : timeText(cell, m_session->timeDisplay(), m_session->timeOrigin(), 3);
    default:
        return QString::number(static_cast<double>(cell) / 1e9, 'f', full ? 9 : 3);
    }
}

LevelClass EntityModel::level(uint32_t row) const
{
    if (m_stateColumn < 0)
        return LevelClass::None;
    const int64_t cell = m_table->columns[static_cast<size_t>(m_stateColumn)].cells[row];
    return cell == EntityColumn::kAbsent ? LevelClass::None : m_levels[static_cast<size_t>(cell)];
}

QVariant EntityModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount())
        return {};
    const uint32_t row = (*m_rows)[static_cast<size_t>(index.row())];
    const EntityColumn &column = m_table->columns[static_cast<size_t>(index.column())];
    const int64_t cell = column.cells[row];
    const bool isText = column.type == EntityColumn::Type::Text;
    switch (role) {
    case Qt::DisplayRole:
        return cell == EntityColumn::kAbsent ? QString() : cellText(column, cell, false);
    case Qt::ToolTipRole:
    case FullTextRole:
        return cell == EntityColumn::kAbsent ? tr("not known") : cellText(column, cell, true);
    case Qt::TextAlignmentRole:
        return QVariant((isText ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case LevelRole:
        return index.column() == 0 || index.column() == m_stateColumn ? QVariant(static_cast<int>(level(row))) : QVariant();
    default:
        return {};
    }
}

} // namespace widelens
