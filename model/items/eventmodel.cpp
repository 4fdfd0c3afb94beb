// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/eventmodel.h"

#include "model/analysis/summary.h"
#include "model/items/messagelinks.h"
#include "model/rules/rules.h"
#include "model/session.h"

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr qsizetype kMaxKnown = 4096;

EventModel::EventModel(Session *session, QObject *parent, RowCache::ReaderFactory factory)
    : QAbstractTableModel(parent), m_session(session), m_cache(nullptr, std::move(factory)), m_rows(session->rows())
{
    connect(session, &Session::storeChanged, this, &EventModel::onStoreChanged);
    connect(session, &Session::rowsChanged, this, &EventModel::adoptRows); // rows of a closed store must not be asked for
    connect(session, &Session::opened, &m_cache, &RowCache::clear);
    connect(&m_cache, &RowCache::rowsReady, this, [this] {
        if (m_count > 0)
            emit dataChanged(index(0, MessageColumn), index(m_count - 1, columnCount() - 1));
    });
    onStoreChanged();
}

void EventModel::onStoreChanged()
{
    const std::shared_ptr<const EventStore> &store = m_session->store();
    constexpr Time day = 86'400 * kSecond;
    const TimeRange span = store->timeSpan();
    m_oneDay = !span.isEverything() && span.begin / day == (span.end - 1) / day;
    m_known.clear(); // what was found out meanwhile may change what a row is about
    m_cache.setStore(store);
    if (!m_session->isOpen())
        m_cache.clear();
    updateFieldColumns();
    emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    if (m_count > 0)
        emit dataChanged(index(0, 0), index(m_count - 1, columnCount() - 1));
}

// --- the window

size_t EventModel::totalRows() const
{
    return m_rows->size();
}

void EventModel::setWindow(size_t first, int rows)
{
    const int count = static_cast<int>(std::min<size_t>(static_cast<size_t>(std::max(rows, 0)), m_rows->size()));
    first = std::min(first, m_rows->size() - static_cast<size_t>(count));
    if (count < m_count) {
        beginRemoveRows({}, count, m_count - 1);
        m_count = count;
        endRemoveRows();
    }
    m_first = std::min(first, m_rows->size() - static_cast<size_t>(count));
    if (count > m_count) {
        beginInsertRows({}, m_count, count - 1);
        m_count = count;
        endInsertRows();
    }
    if (m_count > 0)
        emit dataChanged(index(0, 0), index(m_count - 1, columnCount() - 1));
    requestTexts();
}

void EventModel::refresh(size_t first, int rows)
{
    adoptRows();
    setWindow(first, rows);
}

// Rows go while they are what they were; then the others become different ones.
void EventModel::adoptRows()
{
    const std::shared_ptr<const EventRows> &rows = m_session->rows();
    if (rows == m_rows)
        return;
    if (static_cast<size_t>(m_count) > rows->size()) {
        const int count = static_cast<int>(rows->size());
        beginRemoveRows({}, count, m_count - 1);
        m_count = count;
        endRemoveRows();
    }
    m_rows = rows;
    m_first = std::min(m_first, m_rows->size() - static_cast<size_t>(m_count));
    if (m_count > 0)
        emit dataChanged(index(0, 0), index(m_count - 1, columnCount() - 1));
}

EventRef EventModel::event(int row) const
{
    return row >= 0 && row < m_count ? (*m_rows)[m_first + static_cast<size_t>(row)] : EventRef {};
}

// The rows on the screen first, then a page on either side.
void EventModel::requestTexts()
{
    std::vector<EventRef> wanted;
    const size_t page = static_cast<size_t>(m_count);
    const auto add = [&](size_t begin, size_t end) {
        for (size_t row = begin; row < std::min(end, m_rows->size()); ++row)
            wanted.push_back((*m_rows)[row]);
    };
    add(m_first, m_first + page);
    add(m_first + page, m_first + 2 * page);
    add(m_first - std::min(page, m_first), m_first);
    m_cache.request(std::move(wanted));
}

// --- columns

void EventModel::setFields(const QStringList &fields)
{
    if (fields == m_fieldNames)
        return;
    beginResetModel();
    m_fieldNames = fields;
    updateFieldColumns();
    endResetModel();
    requestTexts();
}

void EventModel::updateFieldColumns()
{
    m_fields.clear();
    std::vector<std::string> cached;
    if (!m_fieldNames.isEmpty()) {
        const std::vector<FieldPresence> present = presentFields(*m_session->store());
        for (const QString &name : m_fieldNames) {
            FieldColumn column { name.toStdString(), -1 };
            const bool byReference = std::any_of(present.begin(), present.end(),
                                                 [&](const FieldPresence &p) { return p.byReference && p.name == column.name; });
            if (byReference) {
                column.cached = static_cast<int>(cached.size());
                cached.push_back(column.name);
            }
            m_fields.push_back(std::move(column));
        }
    }
    m_cache.setFields(std::move(cached));
}

int EventModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_count;
}

int EventModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : FirstFieldColumn + static_cast<int>(m_fieldNames.size());
}

QVariant EventModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && section == DeltaColumn)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return m_oneDay ? tr("%1 UTC").arg(QString::fromStdString(formatTime(m_session->store()->timeSpan().begin, 0)).left(10)) : tr("Time (UTC)");
    case DeltaColumn:
        return tr("Δ s");
    case LevelColumn:
        return tr("Level");
    case SourceColumn:
        return tr("Source");
    case EntityColumn:
        return tr("About");
    case MessageColumn:
        return tr("Message");
    default:
        return m_fieldNames.value(section - FirstFieldColumn);
    }
}

// --- cells

LevelClass levelClass(const Rules &rules, int severity)
{
    if (severity < 0)
        return LevelClass::None;
    if (severity >= rules.levelRank("ERROR"))
        return LevelClass::Error;
    if (severity >= rules.levelRank("WARNING"))
        return LevelClass::Warning;
    return severity >= rules.levelRank("INFO") ? LevelClass::Normal : LevelClass::Quiet;
}

QVariant EventModel::data(const QModelIndex &index, int role) const
{
    const EventRef ref = event(index.row());
    if (!index.isValid() || !ref.isValid())
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(ref, column, index.row());
    case Qt::ToolTipRole:
        return data(index, FullTextRole);
    case FullTextRole:
        return column == TimeColumn ? timeText(ref, true) : text(ref, column, index.row());
    case Qt::TextAlignmentRole:
        return column == DeltaColumn ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case EventRole:
        return QVariant::fromValue(ref);
    case LevelRole:
        return static_cast<int>(levelClass(*m_session->rules(), m_session->store()->severity(ref)));
    case LinksRole:
        return QVariant::fromValue(links(ref, column));
    case MonospaceRole:
        return column == TimeColumn || column == DeltaColumn || column == MessageColumn;
    case PendingRole:
        return column == MessageColumn && !m_cache.find(ref);
    case DimRole:
        return column == DeltaColumn || (column == TimeColumn && !m_session->store()->hasTime(ref));
    default:
        return {};
    }
}

QString EventModel::text(EventRef ref, int column, int row) const
{
    switch (column) {
    case TimeColumn:
        return timeText(ref, false);
    case DeltaColumn:
        return deltaText(row);
    case LevelColumn: {
        const std::string_view name = m_session->store()->levelName(ref);
        return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    }
    case SourceColumn:
        return rowOf(ref).source;
    case EntityColumn:
        return rowOf(ref).entities;
    case MessageColumn:
        return messageText(ref);
    default:
        return fieldText(ref, m_fields[static_cast<size_t>(column - FirstFieldColumn)]);
    }
}

QString EventModel::timeText(EventRef ref, bool full) const
{
    const Time time = m_session->store()->time(ref);
    if (time == kNoTime)
        return full ? tr("no time") : QString();
    if (!full)
        return QString::fromStdString(formatTime(time)).mid(m_oneDay ? 11 : 0);
    const QString exact = QString::fromStdString(formatTime(time, 9)) + tr(" UTC");
    return m_session->store()->hasTime(ref) ? exact : tr("%1 (of the record before: this one has no time)").arg(exact);
}

QString EventModel::deltaText(int row) const
{
    const size_t at = m_first + static_cast<size_t>(row);
    if (at == 0)
        return {};
    const EventStore &store = *m_session->store();
    const Time before = store.time((*m_rows)[at - 1]);
    const Time time = store.time((*m_rows)[at]);
    if (before == kNoTime || time == kNoTime)
        return {};
    return QString::number(static_cast<double>(time - before) / 1e9, 'f', 6);
}

QString EventModel::messageText(EventRef ref) const
{
    const RowText *row = m_cache.find(ref);
    if (!row)
        return u"…"_s;
    if (!row->problem.isEmpty())
        return row->problem;
    return row->hasMore ? row->message + u" …"_s : row->message;
}

QString EventModel::fieldText(EventRef ref, const FieldColumn &column) const
{
    if (column.cached >= 0) {
        const RowText *row = m_cache.find(ref);
        return row ? row->fields.value(column.cached) : u"…"_s;
    }
    std::vector<Value> values;
    const EventStore &store = *m_session->store();
    if (const FieldId field = store.fields().find(column.name); field != kNoField)
        store.values(ref, field, values);
    QStringList texts;
    for (const Value &value : values)
        texts.append(QString::fromStdString(toText(value)));
    return texts.join(u", "_s);
}

// --- identities

const EventModel::Row &EventModel::rowOf(EventRef ref) const
{
    if (const auto it = m_known.constFind(ref); it != m_known.cend())
        return *it;
    if (m_known.size() > kMaxKnown)
        m_known.clear();
    const EventStore &store = *m_session->store();
    Row row;
    row.source = QString::fromStdString(store.sources().size() > 0 ? store.source(ref).logsource : std::string());
    row.sourceLinks = { Link { 0, row.source.size(), pivotOnSource(store.source(ref)) } };
    row.identities = entitiesOf(store, ref);
    for (const Entity &entity : row.identities) {
        const Pivot pivot = pivotOn(entity);
        if (!row.entities.isEmpty())
            row.entities += u" · "_s;
        row.entityLinks.append({ row.entities.size(), pivot.label.size(), pivot });
        row.entities += pivot.label;
    }
    return *m_known.insert(ref, std::move(row));
}

QList<Link> EventModel::links(EventRef ref, int column) const
{
    if (column == SourceColumn)
        return rowOf(ref).sourceLinks;
    if (column == EntityColumn)
        return rowOf(ref).entityLinks;
    if (column == MessageColumn)
        return messageLinks(ref);
    if (column >= FirstFieldColumn) {
        const FieldColumn &field = m_fields[static_cast<size_t>(column - FirstFieldColumn)];
        if (const Entity *entity = entityForField(rowOf(ref).identities, field.name))
            return { Link { 0, fieldText(ref, field).size(), pivotOn(*entity) } };
    }
    return {};
}

QList<Link> EventModel::messageLinks(EventRef ref) const
{
    const RowText *row = m_cache.find(ref);
    if (!row || !row->problem.isEmpty())
        return {};
    const EventStore &store = *m_session->store();
    return linksInMessage(store, store.templateId(ref), row->message, rowOf(ref).identities);
}

} // namespace widelens
