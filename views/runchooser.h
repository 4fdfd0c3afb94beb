// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <memory>
#include <string>
#include <vector>

class QLabel;
class QTableView;

namespace widelens {

class RunListModel;
struct Rules;

// Lets the reader choose which of the runs in a parent directory to open, one or several together. The last is selected.
// What the runs are is read meanwhile; that ends with the dialog.
class RunChooser : public QDialog
{
    Q_OBJECT
public:
    // Zone: as Session::setZone().
    RunChooser(std::shared_ptr<const Rules> rules, const QString &parentPath, const std::vector<std::string> &directories, const QString &zone = {}, QWidget *parent = nullptr);

    void done(int result) override;
    QStringList chosen() const; // paths, in the order of their numbers

signals:
    void runsChosen(const QStringList &paths);

private:
    void showReading();

    RunListModel *m_model;
    QTableView *m_table;
    QLabel *m_reading;
};

} // namespace widelens
