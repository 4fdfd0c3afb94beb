// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QAction;
class QLineEdit;
class QListView;
class QSortFilterProxyModel;

namespace widelens {

// Finds a command by words of its name or of its help, and runs it.
class CommandPalette : public QDialog
{
    Q_OBJECT
public:
    CommandPalette(const QList<QAction *> &actions, QWidget *parent = nullptr);

    static QList<QPair<QString, QString>> keyHelp(); // its keys, and what they do

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void run();

    QList<QAction *> m_actions;
    QLineEdit *m_search;
    QListView *m_list;
    QSortFilterProxyModel *m_found;
};

} // namespace widelens
