// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/viewtabs.h"

#include "model/session.h"
#include "views/breadcrumbs.h"

#include <QMouseEvent>

namespace widelens {

using namespace Qt::StringLiterals;

ViewTabs::ViewTabs(Session *session, QWidget *parent) : QTabBar(parent), m_session(session)
{
    setObjectName(u"viewTabs"_s);
    setAccessibleName(tr("Tabs of events"));
    setDocumentMode(true);
    setExpanding(false);
    setMovable(true);
    setTabsClosable(true);
    setElideMode(Qt::ElideMiddle);
    setUsesScrollButtons(true);
    connect(session, &Session::tabsChanged, this, &ViewTabs::showTabs);
    connect(session, &Session::timeDisplayChanged, this, &ViewTabs::showTabs);
    connect(this, &QTabBar::currentChanged, this, [this](int tab) {
        if (!m_syncing)
            m_session->selectTab(tab);
    });
    connect(this, &QTabBar::tabCloseRequested, session, [this](int tab) { m_session->closeTab(tab); });
    connect(this, &QTabBar::tabMoved, session, [this](int from, int to) {
        if (!m_syncing)
            m_session->moveTab(from, to);
    });
    showTabs();
}

void ViewTabs::showTabs()
{
    m_syncing = true;
    const int wanted = static_cast<int>(m_session->tabCount());
    while (count() > wanted)
        removeTab(count() - 1);
    while (count() < wanted)
        addTab(QString());
    for (int tab = 0; tab < wanted; ++tab) {
        QString text = stateText(m_session->tabState(tab), m_session->timeDisplay(), m_session->timeOrigin());
        setTabToolTip(tab, text);
        for (const ButtonPosition side : { LeftSide, RightSide }) {
            if (QWidget *close = tabButton(tab, side))
                close->setAccessibleName(tr("Close %1").arg(text));
        }
        if (text.size() > 40)
            text = text.left(39) + u'…';
        setTabText(tab, text.replace(u'&', u"&&"_s));
    }
    setCurrentIndex(static_cast<int>(m_session->currentTab()));
    setVisible(wanted > 1);
    m_syncing = false;
}

void ViewTabs::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::MiddleButton && tabAt(event->position().toPoint()) >= 0)
        m_session->closeTab(tabAt(event->position().toPoint()));
    else
        QTabBar::mouseReleaseEvent(event);
}

} // namespace widelens
