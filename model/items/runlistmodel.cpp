// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/runlistmodel.h"

#include "model/timetext.h"

#include <QLocale>

namespace widelens {

using namespace Qt::StringLiterals;

RunListModel::RunListModel(const std::vector<std::string> &directories, QObject *parent) : QAbstractTableModel(parent)
{
    for (const std::string &directory : directories)
        m_runs.push_back({ directory, directory.substr(directory.rfind('/') + 1) });
    auto work = [directories](const Continue &goOn) -> std::shared_ptr<const std::vector<RunEntry>> {
        return std::make_shared<std::vector<RunEntry>>(listRuns(directories, goOn));
    };
    m_task.start(this, work, [this](const std::shared_ptr<const std::vector<RunEntry>> &runs) {
        m_runs = *runs; // the same, in the same order
        m_listed = true;
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        emit listed();
    });
}

int RunListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

int RunListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RunListModel::text(const RunEntry &run, int column) const
{
    if (column == RunColumn)
        return QString::fromStdString(run.rundir);
    if (!m_listed)
        return u"…"_s;
    switch (column) {
    case FirstColumn:
        return timeText(run.first, TimeDisplay::Local, kNoTime, 0);
    case LastColumn:
        return timeText(run.last, TimeDisplay::Local, kNoTime, 0);
    case FilesColumn:
        return QLocale(QLocale::English, QLocale::UnitedStates).toString(qulonglong(run.files));
    default:
        return QLocale::c().formattedDataSize(static_cast<qint64>(run.bytes));
    }
}

QVariant RunListModel::sortKey(const RunEntry &run, int column) const
{
    switch (column) {
    case RunColumn:
        return QString::fromStdString(run.rundir).toULongLong();
    case FirstColumn:
        return static_cast<qlonglong>(run.first);
    case LastColumn:
        return static_cast<qlonglong>(run.last);
    case FilesColumn:
        return static_cast<qulonglong>(run.files);
    default:
        return static_cast<qulonglong>(run.bytes);
    }
}

QVariant RunListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const RunEntry &run = m_runs[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(run, index.column());
    case Qt::ToolTipRole:
    case PathRole:
        return QString::fromStdString(run.path);
    case SortRole:
        return sortKey(run, index.column());
    case Qt::TextAlignmentRole:
        return index.column() >= FilesColumn ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    default:
        return {};
    }
}

QVariant RunListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case RunColumn:
        return tr("Run");
    case FirstColumn:
        return tr("First file complete");
    case LastColumn:
        return tr("Last change");
    case FilesColumn:
        return tr("Files");
    default:
        return tr("Size");
    }
}

} // namespace widelens
