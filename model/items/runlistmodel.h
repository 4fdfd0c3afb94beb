// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/runlist.h"
#include "model/task.h"

#include <QAbstractTableModel>

namespace widelens {

// The runs in a parent directory, before any is opened. Their files are looked at in the background.
class RunListModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { RunColumn, FirstColumn, LastColumn, FilesColumn, BytesColumn, ColumnCount };
    static constexpr int SortRole = Qt::UserRole + 100;
    static constexpr int PathRole = Qt::UserRole + 101; // QString, of the directory

    explicit RunListModel(const std::vector<std::string> &directories, QObject *parent = nullptr);
    bool isListing() const { return m_task.isRunning(); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    void listed();

private:
    QString text(const RunEntry &run, int column) const;
    QVariant sortKey(const RunEntry &run, int column) const;

    std::vector<RunEntry> m_runs;
    bool m_listed = false; // files and times are known
    Task<std::shared_ptr<const std::vector<RunEntry>>> m_task;
};

} // namespace widelens
