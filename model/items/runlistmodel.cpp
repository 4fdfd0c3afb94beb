// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/runlistmodel.h"

#include "model/rules/rules.h"
#include "model/timetext.h"

#include <QLocale>

#include <algorithm>
#include <limits>

namespace widelens {

using namespace Qt::StringLiterals;

static QString number(uint64_t count)
{
    return QLocale(QLocale::English, QLocale::UnitedStates).toString(qulonglong(count));
}

RunListModel::RunListModel(std::shared_ptr<const Rules> rules, const std::vector<std::string> &directories, QObject *parent)
    : QAbstractTableModel(parent), m_rules(rules), m_survey(std::move(rules))
{
    for (const std::string &directory : directories)
        m_runs.push_back({ { directory, directory.substr(directory.rfind('/') + 1) }, nullptr });
    connect(&m_survey, &RunSurvey::surveyed, this, &RunListModel::takeOverview);
    connect(&m_survey, &RunSurvey::finished, this, &RunListModel::readingChanged);
    auto work = [directories](const Continue &goOn) -> std::shared_ptr<const std::vector<RunEntry>> {
        return std::make_shared<std::vector<RunEntry>>(listRuns(directories, goOn));
    };
    m_task.start(this, work, [this](const std::shared_ptr<const std::vector<RunEntry>> &runs) { takeFiles(*runs); });
}

void RunListModel::takeFiles(const std::vector<RunEntry> &runs)
{
    for (size_t run = 0; run < runs.size(); ++run) // the same, in the same order
        m_runs[run].files = runs[run];
    m_listed = true;
    m_survey.start(runs);
    emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    emit listed();
}

void RunListModel::takeOverview(size_t run, const std::shared_ptr<const RunOverview> &overview)
{
    m_runs[run].overview = overview;
    ++m_known;
    const int row = static_cast<int>(run);
    emit dataChanged(index(row, 0), index(row, columnCount() - 1));
    emit readingChanged();
}

void RunListModel::stop()
{
    m_stopped = true;
    m_task.cancel();
    m_survey.stop();
    emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1)); // what is not known will not be
    emit readingChanged();
}

size_t RunListModel::tooLarge() const
{
    return static_cast<size_t>(std::count_if(m_runs.begin(), m_runs.end(), [](const Row &run) { return run.files.bytes > RunSurvey::kMostBytes; }));
}

int RunListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

int RunListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount + static_cast<int>(m_rules->runFacts.size());
}

// --- cells

const std::string &RunListModel::factOf(const RunOverview &run, int column) const
{
    static const std::string none;
    const std::string &name = m_rules->runFacts[static_cast<size_t>(column - ColumnCount)];
    const auto fact = std::find_if(run.facts.begin(), run.facts.end(), [&](const auto &f) { return f.first == name; });
    return fact == run.facts.end() ? none : fact->second;
}

QString RunListModel::text(const Row &run, int column) const
{
    if (column == RunColumn)
        return QString::fromStdString(run.files.rundir);
    if (column == FilesColumn || column == BytesColumn) {
        if (!m_listed)
            return m_stopped ? QString() : u"…"_s;
        return column == FilesColumn ? number(run.files.files) : QLocale::c().formattedDataSize(static_cast<qint64>(run.files.bytes));
    }
    return run.overview ? overviewText(*run.overview, column) : unknownText(run, column);
}

QString RunListModel::overviewText(const RunOverview &run, int column) const
{
    switch (column) {
    case StartColumn:
        return run.began == kNoTime ? QString() : timeText(run.began, TimeDisplay::Local, kNoTime, 0);
    case DurationColumn:
        return run.began == kNoTime || run.ended == kNoTime ? QString() : formatDuration(run.ended - run.began);
    case FinishedColumn:
        return run.finished ? tr("✔ yes") : run.events == 0 ? tr("no events") : tr("⚠ no");
    case EntitiesColumn:
        return number(run.entities);
    case StatesColumn: {
        QStringList parts; // failures first: they are looked for
        for (const bool failures : { true, false }) {
            for (const RunSummary::StateCount &state : run.states) {
                if (state.failure == failures)
                    parts.append((failures ? u"✖ %1 %2"_s : state.final ? u"%1 %2"_s : u"… %1 %2"_s).arg(number(state.count), QString::fromStdString(state.name)));
            }
        }
        return parts.join(u" · "_s);
    }
    case IdColumn:
        return QString::fromStdString(run.dfk);
    default:
        return QString::fromStdString(factOf(run, column));
    }
}

// Of a run that is too large to be read for a list, what its files say: it began before the oldest was complete.
QString RunListModel::unknownText(const Row &run, int column) const
{
    const bool tooLarge = run.files.bytes > RunSurvey::kMostBytes;
    if (tooLarge && column == StartColumn)
        return tr("before %1").arg(timeText(run.files.first, TimeDisplay::Local, kNoTime, 0));
    if (tooLarge && column == StatesColumn)
        return tr("not read: over %1").arg(QLocale::c().formattedDataSize(static_cast<qint64>(RunSurvey::kMostBytes), 0));
    return tooLarge || m_stopped ? QString() : u"…"_s;
}

QString RunListModel::toolTip(const Row &run, int column) const
{
    if (column == RunColumn || !m_listed)
        return QString::fromStdString(run.files.path);
    if (column == FilesColumn || column == BytesColumn)
        return tr("First file complete %1, last change %2").arg(timeText(run.files.first, TimeDisplay::Local, kNoTime, 0), timeText(run.files.last, TimeDisplay::Local, kNoTime, 0));
    if (column == FinishedColumn && run.overview && !run.overview->finished)
        return tr("Its log does not say that it was closed.");
    return text(run, column);
}

QVariant RunListModel::sortKey(const Row &run, int column) const
{
    const RunOverview *overview = run.overview.get();
    constexpr qlonglong unknown = std::numeric_limits<qlonglong>::min();
    switch (column) {
    case RunColumn:
        return QString::fromStdString(run.files.rundir).toULongLong();
    case StartColumn:
        return static_cast<qlonglong>(overview ? overview->began : run.files.first);
    case DurationColumn:
        return overview && overview->began != kNoTime ? static_cast<qlonglong>(overview->ended - overview->began) : unknown;
    case FinishedColumn:
        return overview ? static_cast<int>(overview->finished) : -1;
    case EntitiesColumn:
        return overview ? static_cast<qlonglong>(overview->entities) : unknown;
    case StatesColumn:
        return overview ? static_cast<qlonglong>(overview->failed) : unknown;
    case FilesColumn:
        return static_cast<qulonglong>(run.files.files);
    case BytesColumn:
        return static_cast<qulonglong>(run.files.bytes);
    default:
        return overview ? overviewText(*overview, column) : QString();
    }
}

QVariant RunListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row &run = m_runs[static_cast<size_t>(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(run, column);
    case Qt::ToolTipRole:
        return toolTip(run, column);
    case PathRole:
        return QString::fromStdString(run.files.path);
    case SortRole:
        return sortKey(run, column);
    case Qt::TextAlignmentRole: {
        const bool isNumber = column == DurationColumn || column == EntitiesColumn || column == FilesColumn || column == BytesColumn;
        return isNumber ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    }
    default:
        return {};
    }
}

QVariant RunListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const auto titleOf = [this](const std::string &field) {
        const FieldRule *rule = m_rules->field(field);
        const QString title = QString::fromStdString(rule && !rule->title.empty() ? rule->title : field).replace(u'_', u' ');
        return title.left(1).toUpper() + title.mid(1);
    };
    switch (section) {
    case RunColumn:
        return tr("Run");
    case StartColumn:
        return tr("Start (%1)").arg(timeDisplayName(TimeDisplay::Local, kNoTime));
    case DurationColumn:
        return tr("Duration");
    case FinishedColumn:
        return tr("Finished");
    case EntitiesColumn: {
        const KeyRule *kind = m_rules->key(m_rules->stateKind);
        const QString title = kind ? QString::fromStdString(kind->title) : tr("entities");
        return title.left(1).toUpper() + title.mid(1);
    }
    case StatesColumn:
        return tr("Ended as");
    case FilesColumn:
        return tr("Files");
    case BytesColumn:
        return tr("Size");
    case IdColumn:
        return tr("Id");
    default:
        return titleOf(m_rules->runFacts[static_cast<size_t>(section - ColumnCount)]);
    }
}

} // namespace widelens
