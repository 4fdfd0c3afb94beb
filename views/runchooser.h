// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <string>
#include <vector>

class QTableView;

namespace widelens {

class RunListModel;

// Lets the reader choose which of the runs in a parent directory to open, one or several together. The last is selected.
class RunChooser : public QDialog
{
    Q_OBJECT
public:
    RunChooser(const QString &parentPath, const std::vector<std::string> &directories, QWidget *parent = nullptr);

    QStringList chosen() const; // paths, in the order of their numbers

signals:
    void runsChosen(const QStringList &paths);

private:
    RunListModel *m_model;
    QTableView *m_table;
};

} // namespace widelens
