// SPDX-License-Identifier: GPL-3.0-or-later
// Ways through the window: history, tabs, bookmarks, places, panes.
#include "app/mainwindow.h"

#include "model/bookmarks.h"
#include "model/session.h"
#include "views/eventtableview.h"
#include "views/gotodialog.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QDockWidget>
#include <QInputDialog>
#include <QSplitter>
#include <QStatusBar>
#include <QTimer>

namespace widelens {

using namespace Qt::StringLiterals;

void MainWindow::closeTab()
{
    if (m_session->tabCount() > 1)
        m_session->closeTab(m_session->currentTab());
    else if (m_session->isOpen())
        say(tr("This is the only tab. %1 closes the run.").arg(action(u"file.close"_s)->shortcut().toString(QKeySequence::NativeText)));
}

void MainWindow::selectTab(qsizetype by)
{
    const qsizetype count = m_session->tabCount();
    m_session->selectTab((m_session->currentTab() + count + by) % count);
}

void MainWindow::askWhereTo()
{
    if (!m_session->isOpen())
        return;
    auto *dialog = new GotoDialog(m_session, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, m_events, qOverload<>(&QWidget::setFocus));
    dialog->open();
}

// --- bookmarks

void MainWindow::noteBookmark()
{
    const EventRef event = m_session->current();
    if (!event.isValid()) {
        say(tr("Choose an event first: the bookmark is set there."));
        return;
    }
    const Bookmarks *bookmarks = m_session->bookmarks();
    const qsizetype there = bookmarks->indexOf(event);
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(u"noteDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Bookmark"));
    dialog->setLabelText(tr("Note on the event of %1:").arg(m_session->timeText(event)));
    dialog->setTextValue(there < 0 ? QString() : bookmarks->list()[there].note);
    dialog->resize(480, dialog->sizeHint().height());
    for (const auto gone : { &Session::opened, &Session::replaced }) // events have other names then
        connect(m_session, gone, dialog, &QDialog::reject);
    connect(dialog, &QInputDialog::textValueSelected, m_session, [this, event](const QString &note) { m_session->bookmarks()->add(event, note.trimmed()); });
    dialog->open();
}

void MainWindow::goToBookmark(bool forward)
{
    const EventRef event = m_session->bookmarks()->next(m_session->current(), forward);
    if (event.isValid())
        m_session->setCurrent(event);
    else if (m_session->bookmarks()->list().isEmpty())
        say(tr("No bookmarks yet: %1 sets one.").arg(action(u"edit.bookmark"_s)->shortcut().toString(QKeySequence::NativeText)));
    else
        say(forward ? tr("No bookmark further down among the events shown.") : tr("No bookmark further up among the events shown."));
}

// --- panes

// The first widget in there that takes the keyboard.
static QWidget *focusable(QWidget *pane)
{
    if (pane->focusProxy() && pane->focusProxy()->isVisibleTo(pane))
        return pane->focusProxy();
    if (pane->focusPolicy() & Qt::TabFocus && pane->isEnabled())
        return pane;
    for (QWidget *widget = pane->nextInFocusChain(); widget && widget != pane; widget = widget->nextInFocusChain()) {
        if (pane->isAncestorOf(widget) && widget->isVisibleTo(pane) && widget->isEnabled() && widget->focusPolicy() & Qt::TabFocus)
            return widget;
    }
    return nullptr;
}

// The list of a panel before its buttons.
static QWidget *firstList(QWidget *pane)
{
    for (QAbstractItemView *list : pane->findChildren<QAbstractItemView *>()) {
        if (list->isVisibleTo(pane) && list->focusPolicy() & Qt::TabFocus)
            return list;
    }
    return focusable(pane);
}

void MainWindow::goToDock(const QString &name)
{
    QWidget *pane = showDock(name)->widget();
    QWidget *target = firstList(pane);
    (target ? target : pane)->setFocus(Qt::ShortcutFocusReason);
    QTimer::singleShot(0, target ? target : pane, [target = target ? target : pane] { target->setFocus(Qt::ShortcutFocusReason); }); // once it is to be seen
}

void MainWindow::goToPane(bool forward)
{
    QList<QWidget *> panes { findChild<QWidget *>(u"pivotBar"_s) };
    for (int i = 0; i < m_plots->count(); ++i)
        panes.append(m_plots->widget(i));
    panes.append(m_events);
    for (QDockWidget *dock : std::as_const(m_docks)) {
        if (!dock->visibleRegion().isEmpty()) // not behind another tab
            panes.append(dock->widget());
    }
    QList<QWidget *> targets;
    qsizetype at = -1;
    for (QWidget *pane : std::as_const(panes)) {
        QWidget *target = pane && pane->isVisible() ? focusable(pane) : nullptr;
        if (!target)
            continue;
        if (pane->isAncestorOf(QApplication::focusWidget()) || target == QApplication::focusWidget())
            at = targets.size();
        targets.append(target);
    }
    if (targets.isEmpty())
        return;
    const qsizetype count = targets.size();
    const qsizetype next = at < 0 ? 0 : (at + (forward ? 1 : count - 1)) % count;
    targets[next]->setFocus(forward ? Qt::TabFocusReason : Qt::BacktabFocusReason);
}

} // namespace widelens
