// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTabBar>

namespace widelens {

class Session;

// The session's tabs over the event table; hidden while there is one. Closed by their button or a middle click, moved
// with the mouse.
class ViewTabs : public QTabBar
{
    Q_OBJECT
public:
    explicit ViewTabs(Session *session, QWidget *parent = nullptr);

protected:
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    void showTabs();

    Session *m_session;
    bool m_syncing = false;
};

} // namespace widelens
