// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/runsurvey.h"
#include "model/task.h"

#include <QAbstractTableModel>

namespace widelens {

// The runs in a parent directory, before any is opened. Their files are looked at in the background, then their logs are
// read one by one for what they say: the columns after the first fill row by row. Runs too large for that keep what is
// known of their files. What the rules call facts of a run has a column each, behind ColumnCount.
class RunListModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { RunColumn, StartColumn, DurationColumn, FinishedColumn, EntitiesColumn, StatesColumn, BytesColumn, FilesColumn, IdColumn, ColumnCount };
    static constexpr int SortRole = Qt::UserRole + 100;
    static constexpr int PathRole = Qt::UserRole + 101; // QString, of the directory

    RunListModel(std::shared_ptr<const Rules> rules, const std::vector<std::string> &directories, QObject *parent = nullptr);
    bool isListing() const { return m_task.isRunning(); }
    void setZone(const QString &zone) { m_survey.setZone(zone); } // before the event loop goes on
    bool isReading() const { return isListing() || m_survey.isRunning(); }
    size_t known() const { return m_known; } // runs whose logs were read
    size_t tooLarge() const; // runs that are not read
    void stop(); // reads no more; what is known stays

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    void listed();
    void readingChanged(); // one more is known, or reading has ended

private:
    struct Row {
        RunEntry files;
        std::shared_ptr<const RunOverview> overview; // null: not known yet, or never
    };

    void takeFiles(const std::vector<RunEntry> &runs);
    void takeOverview(size_t run, const std::shared_ptr<const RunOverview> &overview);
    QString text(const Row &run, int column) const;
    QString overviewText(const RunOverview &run, int column) const;
    QString unknownText(const Row &run, int column) const;
    QString toolTip(const Row &run, int column) const;
    QVariant sortKey(const Row &run, int column) const;
    const std::string &factOf(const RunOverview &run, int column) const;

    std::shared_ptr<const Rules> m_rules;
    std::vector<Row> m_runs;
    bool m_listed = false; // files and times are known
    bool m_stopped = false;
    size_t m_known = 0;
    RunSurvey m_survey;
    Task<std::shared_ptr<const std::vector<RunEntry>>> m_task;
};

} // namespace widelens
