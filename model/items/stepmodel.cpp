// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/stepmodel.h"

#include "model/items/eventmodel.h"
#include "model/session.h"

#include <algorithm>

namespace widelens {

static constexpr size_t kMostAtOnce = 300; // messages asked for

StepModel::StepModel(Session *session, QObject *parent, RowCache::ReaderFactory factory)
    : QAbstractTableModel(parent), m_session(session), m_store(session->store()), m_cache(nullptr, std::move(factory))
{
    m_ask.setSingleShot(true);
    m_ask.setInterval(0);
    connect(&m_ask, &QTimer::timeout, this, [this] { m_cache.request(std::exchange(m_missing, {})); });
    const auto changed = [this] {
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    };
    connect(&m_cache, &RowCache::rowsReady, this, changed);
    connect(session, &Session::timeDisplayChanged, this, changed);
}

void StepModel::setEvents(std::shared_ptr<const EventStore> store, std::shared_ptr<const EventRows> events)
{
    beginResetModel();
    m_cache.clear();
    m_cache.setStore(store);
    m_store = std::move(store);
    m_events = std::move(events);
    m_missing.clear();
    const auto day = [this](EventRef event) { return m_store->time(event) / (86'400 * kSecond); };
    m_oneDay = m_events->empty() || day(m_events->front()) == day(m_events->back());
    endResetModel();
}

int StepModel::rowOf(EventRef event) const
{
    const size_t row = event.isValid() && event.segment < m_store->segments().size() ? m_store->lowerBound(*m_events, event) : m_events->size();
    return row < m_events->size() && (*m_events)[row] == event ? static_cast<int>(row) : -1;
}

int StepModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_events->size());
}

int StepModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant StepModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QString titles[ColumnCount] = { tr("Time"), tr("Δ step"), tr("Message"), tr("Source") };
    return section >= 0 && section < ColumnCount ? titles[section] : QVariant();
}

QString gapText(Time gap)
{
    const double seconds = static_cast<double>(gap) / 1e9;
    if (seconds < 60)
        return QStringLiteral("+%1 s").arg(seconds, 0, 'f', seconds < 1 ? 6 : 3);
    const auto minutes = static_cast<qint64>(seconds / 60);
    const QString rest = QString::number(seconds - 60 * static_cast<double>(minutes), 'f', 1);
    return minutes < 60 ? QStringLiteral("+%1 min %2 s").arg(minutes).arg(rest) : QStringLiteral("+%1 h %2 min %3 s").arg(minutes / 60).arg(minutes % 60).arg(rest);
}

const RowText *StepModel::message(int row) const
{
    const RowText *text = m_cache.find(eventAt(row));
    if (!text && m_missing.size() < kMostAtOnce) {
        m_missing.push_back(eventAt(row));
        m_ask.start();
    }
    return text;
}

QString StepModel::text(int row, int column) const
{
    const EventRef event = eventAt(row);
    switch (column) {
    case TimeColumn: {
        const QString text = m_session->timeText(event);
        return m_oneDay && text.size() > 11 && text[10] == u' ' ? text.mid(11) : text;
    }
    case GapColumn:
        return row > 0 ? gapText(m_store->time(event) - m_store->time(eventAt(row - 1))) : QString();
    case SourceColumn:
        return QString::fromStdString(m_store->source(event).logsource).section(u'/', -1);
    default:
        break;
    }
    const RowText *text = message(row);
    if (!text)
        return QStringLiteral("…");
    return text->problem.isEmpty() ? text->message : text->problem;
}

QVariant StepModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const EventRef event = eventAt(index.row());
    switch (role) {
    case Qt::ToolTipRole:
        if (index.column() == SourceColumn)
            return QStringLiteral("%1:%2").arg(QString::fromStdString(m_store->source(event).path)).arg(m_store->line(event));
        [[fallthrough]];
    case Qt::DisplayRole:
        return text(index.row(), index.column());
    case EventRole:
        return QVariant::fromValue(event);
    case MonospaceRole:
        return index.column() == TimeColumn || index.column() == GapColumn;
    case Qt::TextAlignmentRole:
        return QVariant((index.column() == GapColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case DimRole:
        return index.column() == SourceColumn;
    case PendingRole:
        return index.column() == MessageColumn && !m_cache.find(event);
    case LevelRole:
        return index.column() == MessageColumn || index.column() == 0 ? QVariant(static_cast<int>(levelClass(m_store->rules(), m_store->severity(event)))) : QVariant();
    default:
        return {};
    }
}

} // namespace widelens
