// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QTableView;
class QToolButton;

namespace widelens {

class BookmarkModel;
class Session;

// The bookmarks of the open runs. A double click or Enter goes to one, F2 writes its note, Del takes it away.
class BookmarksPanel : public QWidget
{
    Q_OBJECT
public:
    explicit BookmarksPanel(Session *session, QWidget *parent = nullptr);

signals:
    void missing(); // the bookmark that was asked for is not in what is open

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QToolButton *addButton(const QString &name, const QString &text, const QString &toolTip, void (BookmarksPanel::*run)());
    void goTo();
    void editNote();
    void removeChosen();
    void update();

    Session *m_session;
    BookmarkModel *m_model;
    QTableView *m_table;
    QLabel *m_notice;
    QList<QToolButton *> m_buttons;
};

} // namespace widelens
