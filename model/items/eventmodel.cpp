// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/eventmodel.h"

#include "model/analysis/summary.h"
#include "model/bookmarks.h"
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
    connect(session, &Session::replaced, &m_cache, &RowCache::clear);
    for (const auto anew : { &Session::opened, &Session::replaced })
        connect(session, anew, this, [this] { setReference({}); });
    connect(&m_cache, &RowCache::rowsReady, this, [this] { tellChanged(MessageColumn, columnCount() - 1); });
    connect(session->bookmarks(), &Bookmarks::changed, this, [this] { tellChanged(0, 0); });
    connect(&m_previous, &PreviousEvents::ready, this, [this] { tellChanged(DeltaColumn, DeltaColumn); });
    connect(session, &Session::timeDisplayChanged, this, [this] {
        emit headerDataChanged(Qt::Horizontal, TimeColumn, TimeColumn);
        tellChanged(TimeColumn, TimeColumn);
    });
    onStoreChanged();
}

void EventModel::onStoreChanged()
{
    const std::shared_ptr<const EventStore> &store = m_session->store();
    m_known.clear(); // what was found out meanwhile may change what a row is about
    m_cache.setStore(store);
    m_previous.setStore(store);
    if (!m_session->isOpen())
        m_cache.clear();
    updateFieldColumns();
    emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    tellChanged(0, columnCount() - 1);
}

void EventModel::tellChanged(int firstColumn, int lastColumn)
{
    if (m_count > 0)
        emit dataChanged(index(0, firstColumn), index(m_count - 1, lastColumn));
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

EventRef EventModel::eventAt(int row) const
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
    if (m_delta == Delta::Entity)
        m_previous.request({ wanted.begin(), wanted.begin() + static_cast<ptrdiff_t>(std::min(page, wanted.size())) });
    m_cache.request(std::move(wanted));
}

void EventModel::setDelta(Delta delta)
{
    m_delta = delta;
    emit headerDataChanged(Qt::Horizontal, DeltaColumn, DeltaColumn);
    tellChanged(0, DeltaColumn);
    requestTexts();
}

void EventModel::setReference(EventRef event)
{
    m_reference = event;
    setDelta(event.isValid() ? Delta::Reference : Delta::RowAbove);
}

void EventModel::setMatcher(std::shared_ptr<const TextMatcher> matcher)
{
    m_matcher = std::move(matcher);
    tellChanged(0, columnCount() - 1);
}

QList<TextSpan> EventModel::matches(EventRef ref, int column, int row) const
{
    const bool searched = column == MessageColumn || (column >= FirstFieldColumn && m_matcher && m_matcher->query().wholeRecord);
    if (!m_matcher || !searched || m_session->store()->severity(ref) < m_matcher->query().minSeverity)
        return {};
    return m_matcher->spans(text(ref, column, row));
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
    for (const QString &name : m_fieldNames) {
        FieldColumn column { name.toStdString(), -1 };
        if (isByReference(*m_session->store(), column.name)) {
            column.cached = static_cast<int>(cached.size());
            cached.push_back(column.name);
        }
        m_fields.push_back(std::move(column));
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
        return timeTitle();
    case DeltaColumn:
        return deltaTitle();
    case LevelColumn:
        return tr("Level ▾");
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

bool EventModel::isOneDay() const
{
    constexpr Time day = 86'400 * kSecond;
    const TimeRange span = m_session->store()->timeSpan();
    if (span.isEverything())
        return false;
    const auto dayOf = [&](Time t) { return (t + (m_session->timeDisplay() == TimeDisplay::Local ? localOffset(t) * kSecond : 0)) / day; };
    return dayOf(span.begin) == dayOf(span.end - 1);
}

QString EventModel::timeTitle() const
{
    const TimeDisplay display = m_session->timeDisplay();
    const Time first = m_session->store()->timeSpan().begin;
    if (display == TimeDisplay::Relative)
        return tr("Time from start");
    const QString zone = timeDisplayName(display, first);
    return isOneDay() ? u"%1 %2"_s.arg(widelens::timeText(first, display, kNoTime, 0).left(10), zone) : tr("Time (%1)").arg(zone);
}

QString EventModel::deltaTitle() const
{
    switch (m_delta) {
    case Delta::RowAbove:
        break;
    case Delta::Reference:
        return tr("Δ s to mark");
    case Delta::Entity:
        return tr("Δ s, same");
    }
    return tr("Δ s");
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
    const EventRef ref = eventAt(index.row());
    if (!index.isValid() || !ref.isValid())
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(ref, column, index.row());
    case Qt::ToolTipRole:
        return data(index, FullTextRole);
    case FullTextRole:
        if (column == DeltaColumn)
            return deltaText(index.row(), 9);
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
    case MatchesRole:
        return QVariant::fromValue(matches(ref, column, index.row()));
    case BookmarkRole: {
        const Bookmarks &bookmarks = *m_session->bookmarks();
        const qsizetype at = bookmarks.indexOf(ref);
        return at < 0 ? QVariant() : QVariant(bookmarks.list()[at].note);
    }
    case ReferenceRole:
        return ref == m_reference;
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
        return deltaText(row, 6);
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
    const EventStore &store = *m_session->store();
    const Time time = store.time(ref);
    if (time == kNoTime)
        return full ? tr("no time") : QString();
    if (!full) {
        const QString shown = m_session->timeText(ref);
        return m_session->timeDisplay() != TimeDisplay::Relative && isOneDay() ? shown.mid(11) : shown;
    }
    const QString exact = QString::fromStdString(formatTime(time, 9)) + tr(" UTC");
    return store.hasTime(ref) ? exact : tr("%1 (of the record before: this one has no time)").arg(exact);
}

Time EventModel::deltaFrom(size_t row) const
{
    const EventStore &store = *m_session->store();
    const EventRef *from = nullptr;
    switch (m_delta) {
    case Delta::RowAbove:
        from = row > 0 ? &(*m_rows)[row - 1] : nullptr;
        break;
    case Delta::Reference:
        from = &m_reference;
        break;
    case Delta::Entity:
        from = m_previous.find((*m_rows)[row]);
        break;
    }
    return from && from->isValid() && from->segment < store.segments().size() ? store.time(*from) : kNoTime;
}

QString EventModel::deltaText(int row, int digits) const
{
    const size_t at = m_first + static_cast<size_t>(row);
    const Time before = deltaFrom(at);
    const Time time = m_session->store()->time((*m_rows)[at]);
    if (before == kNoTime || time == kNoTime)
        return {};
    return formatSeconds(time - before, digits);
}

std::function<std::string(EventRef)> EventModel::deltaOf() const
{
    const auto from = [store = m_session->store(), rows = m_rows, delta = m_delta, reference = m_reference,
                       entities = PreviousEvents::finder(m_session->store())](EventRef event) -> EventRef {
        if (delta == Delta::Reference)
            return reference;
        if (delta == Delta::Entity)
            return entities(event);
        const size_t row = store->lowerBound(*rows, event);
        return row > 0 ? (*rows)[row - 1] : EventRef {};
    };
    return [store = m_session->store(), from](EventRef event) -> std::string {
        const EventRef before = from(event);
        const Time time = store->time(event);
        return before.isValid() && store->time(before) != kNoTime && time != kNoTime ? formatSeconds(time - store->time(before), 9).toStdString() : std::string();
    };
}

QString EventModel::messageText(EventRef ref) const
{
    const RowText *row = m_cache.find(ref);
    if (!row)
        return u"…"_s;
    if (!row->problem.isEmpty())
        return row->problem;
    if (row->folded > 0)
        return row->message + (row->folded == 1 ? tr("  … +1 line") : tr("  … +%1 lines").arg(row->folded));
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
