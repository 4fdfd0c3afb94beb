// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/issuemodel.h"

#include "model/session.h"

#include <algorithm>

namespace widelens {

IssueModel::IssueModel(Session *session, QObject *parent)
    : QAbstractTableModel(parent), m_session(session), m_store(session->store())
{
    connect(session, &Session::storeChanged, this, &IssueModel::collect);
    connect(session, &Session::storeChanged, this, &IssueModel::search);
    collect();
    search();
}

void IssueModel::collect()
{
    beginResetModel();
    m_store = m_session->store();
    m_places.clear();
    m_total = m_serious = 0;
    const std::vector<Source> &sources = m_store->sources();
    for (uint32_t s = 0; s < sources.size(); ++s) {
        m_total += sources[s].issues.size() + sources[s].issuesLeftOut;
        for (uint32_t i = 0; i < sources[s].issues.size() && m_places.size() < kMaxRows; ++i) {
            m_places.push_back({ s, i });
            m_serious += sources[s].issues[i].severity != Issue::Severity::Note;
        }
    }
    endResetModel();
}

// Half a run does not fit together: only a whole one is looked at.
void IssueModel::search()
{
    m_task.cancel();
    setFindings(std::make_shared<Findings>());
    if (m_session->isOpen() && !m_session->isLoading() && m_session->store()->identity()) {
        auto work = [store = m_session->store(), source = m_session->transitions()](const Continue &goOn) { return findFindings(*store, goOn, source); };
        m_task.start(this, work, [this](const std::shared_ptr<const Findings> &findings) {
            if (findings)
                setFindings(findings);
            emit searchingChanged();
        });
    }
    emit searchingChanged();
}

void IssueModel::setFindings(std::shared_ptr<const Findings> findings)
{
    if (findings->list.empty() && m_findings->list.empty())
        return;
    beginResetModel();
    m_findings = std::move(findings);
    endResetModel();
}

const Finding *IssueModel::finding(int row) const
{
    return row >= 0 && static_cast<size_t>(row) < m_findings->list.size() ? &m_findings->list[static_cast<size_t>(row)] : nullptr;
}

int IssueModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    return static_cast<int>(m_findings->list.size() + m_places.size()) + (m_total > m_places.size() ? 1 : 0);
}

int IssueModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant IssueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QString titles[ColumnCount] = { tr("Severity"), tr("Kind"), tr("Source"), tr("Line"), tr("What"), tr("What to do") };
    return section >= 0 && section < ColumnCount ? titles[section] : QVariant();
}

QVariant IssueModel::cell(const Place &place, int column) const
{
    const Source &source = m_store->sources()[place.source];
    const Issue &issue = source.issues[place.issue];
    switch (column) {
    case SeverityColumn:
        return QString::fromLatin1(severityName(issue.severity));
    case KindColumn:
        return QStringLiteral("source");
    case SourceColumn:
        return QString::fromStdString(source.path);
    case LineColumn:
        return issue.line ? QVariant(quint64(issue.line)) : QVariant(QString());
    case WhatColumn:
        return QString::fromStdString(issue.what);
    default:
        return QString::fromStdString(issue.fix);
    }
}

// What to do about a finding: where to look.
static QString adviceOn(const Finding &finding)
{
    switch (finding.kind) {
    case Finding::Kind::Conflict:
        return IssueModel::tr("See the lines that say so: each value has its own");
    case Finding::Kind::Orphan:
        return IssueModel::tr("See whether the log that names its owner is missing or begins later");
    case Finding::Kind::OneSource:
        return IssueModel::tr("See whether a log is missing, or the id never got further");
    case Finding::Kind::NoRun:
        return IssueModel::tr("Open the run by itself, or with the log that names it");
    case Finding::Kind::LateState:
        return IssueModel::tr("Two processes reported it; it is not counted in the plot of states");
    case Finding::Kind::EffectFirst:
        return IssueModel::tr("See Sources for their zones; the times of a source can be shifted there");
    case Finding::Kind::Disagreement:
        return IssueModel::tr("See both sources: a line or a row is missing, or a clock is off");
    default:
        return IssueModel::tr("See the events around it");
    }
}

QVariant IssueModel::findingCell(const Finding &finding, int column) const
{
    const EventRef event = finding.evidence.front();
    switch (column) {
    case SeverityColumn:
        return isSerious(finding.kind) ? tr("warning") : tr("hint");
    case KindColumn:
        return QString::fromLatin1(findingName(finding.kind));
    case SourceColumn:
        return QString::fromStdString(m_store->source(event).path);
    case LineColumn:
        return quint64(m_store->line(event));
    case WhatColumn:
        return QString::fromStdString(finding.what);
    default:
        return adviceOn(finding);
    }
}

static LevelClass levelOf(Issue::Severity severity)
{
    switch (severity) {
    case Issue::Severity::Note:
        return LevelClass::Quiet;
    case Issue::Severity::Damage:
        return LevelClass::Warning;
    default:
        return LevelClass::Error;
    }
}

QVariant IssueModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    if (const Finding *found = finding(index.row())) {
        if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
            return findingCell(*found, index.column());
        const bool levelled = role == LevelRole && index.column() == SeverityColumn;
        return levelled ? QVariant(static_cast<int>(isSerious(found->kind) ? LevelClass::Warning : LevelClass::Quiet)) : QVariant();
    }
    const size_t row = static_cast<size_t>(index.row()) - m_findings->list.size();
    if (row >= m_places.size()) {
        const bool shown = role == Qt::DisplayRole && index.column() == WhatColumn;
        return shown ? QVariant(tr("and %1 more").arg(m_total - m_places.size())) : QVariant();
    }
    const Issue &issue = m_store->sources()[m_places[row].source].issues[m_places[row].issue];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return cell(m_places[row], index.column());
    case LevelRole:
        return index.column() == SeverityColumn ? QVariant(static_cast<int>(levelOf(issue.severity))) : QVariant();
    default:
        return {};
    }
}

EventRef IssueModel::eventAt(int row) const
{
    if (const Finding *found = finding(row))
        return found->evidence.front();
    const size_t issue = static_cast<size_t>(row) - m_findings->list.size();
    if (row < 0 || issue >= m_places.size())
        return {};
    const Place place = m_places[issue];
    const uint64_t line = m_store->sources()[place.source].issues[place.issue].line;
    const auto &segments = m_store->segments();
    EventRef last;
    for (uint32_t s = 0; s < segments.size(); ++s) {
        if (segments[s]->source() != place.source || segments[s]->rowCount() == 0)
            continue;
        uint32_t begin = 0;
        uint32_t end = segments[s]->rowCount();
        while (begin < end) {
            const uint32_t middle = begin + (end - begin) / 2;
            if (segments[s]->line(middle) < line)
                begin = middle + 1;
            else
                end = middle;
        }
        if (begin < segments[s]->rowCount())
            return { s, begin };
        last = { s, segments[s]->rowCount() - 1 };
    }
    return last;
}

IssueModel::Spot IssueModel::spotOf(int row) const
{
    if (const Finding *found = finding(row)) {
        const EventRef event = found->evidence.front();
        const SegmentView &segment = m_store->segment(event);
        return { static_cast<int>(segment.source()), segment.offset(event.row), segment.length(event.row), m_store->line(event) };
    }
    const size_t issue = static_cast<size_t>(row) - m_findings->list.size();
    if (row < 0 || issue >= m_places.size())
        return {};
    const Issue &at = m_store->sources()[m_places[issue].source].issues[m_places[issue].issue];
    return { static_cast<int>(m_places[issue].source), at.offset, 0, at.line ? at.line : at.offset == 0 };
}

} // namespace widelens
