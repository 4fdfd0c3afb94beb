// SPDX-License-Identifier: GPL-3.0-or-later
// Where the main window's panels stand, and how that is remembered.
#include "app/mainwindow.h"

#include "app/savedsetting.h"
#include "app/settings.h"
#include "model/items/issuemodel.h"
#include "model/session.h"
#include "views/bookmarkspanel.h"
#include "views/entitiespanel.h"
#include "views/entitypage.h"
#include "views/eventtableview.h"
#include "views/identitymapview.h"
#include "views/inspectorview.h"
#include "views/issuespanel.h"
#include "views/sourcespanel.h"
#include "views/summaryview.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QSettings>
#include <QSplitter>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr int kLayoutVersion = 4;

void MainWindow::makeDocks()
{
    m_inspector = new InspectorView(m_session);
    const auto add = [this](const QString &name, const QString &title, QWidget *widget, Qt::DockWidgetArea area) {
        auto *dock = new QDockWidget(title, this);
        dock->setObjectName(name);
        dock->setWidget(widget);
        addDockWidget(area, dock);
        m_docks.append(dock);
        return dock;
    };
    QDockWidget *inspector = add(u"inspectorDock"_s, tr("Inspector"), m_inspector, Qt::RightDockWidgetArea);
    m_summary = new SummaryView(m_session);
    QDockWidget *summary = add(u"summaryDock"_s, tr("Summary"), m_summary, Qt::RightDockWidgetArea);
    QDockWidget *sources = add(u"sourcesDock"_s, tr("Sources"), makeSourcesPanel(m_session, [this](const Source &source) { teach(source); }), Qt::BottomDockWidgetArea);
    QDockWidget *entity = add(u"entityDock"_s, tr("Entity"), new EntityPage(m_session), Qt::RightDockWidgetArea);
    auto *list = new EntitiesPanel(m_session);
    QDockWidget *entities = add(u"entitiesDock"_s, tr("Entities"), list, Qt::BottomDockWidgetArea);
    auto *map = new IdentityMapView(m_session);
    QDockWidget *mapDock = add(u"mapDock"_s, tr("Map"), map, Qt::BottomDockWidgetArea);
    m_issues = new IssueModel(m_session, this);
    QDockWidget *issues = add(u"issuesDock"_s, tr("Issues"), makeIssuesPanel(m_session, m_issues), Qt::BottomDockWidgetArea);
    connect(map, &IdentityMapView::listWanted, this, &MainWindow::listEntities);
    connect(list, &EntitiesPanel::mapWanted, this, [this] { showDock(u"mapDock"_s)->widget()->setFocus(); });
    QDockWidget *bookmarks = add(u"bookmarksDock"_s, tr("Bookmarks"), new BookmarksPanel(m_session), Qt::BottomDockWidgetArea);
    tabifyDockWidget(summary, inspector);
    tabifyDockWidget(inspector, entity);
    tabifyDockWidget(entities, mapDock);
    tabifyDockWidget(mapDock, sources);
    tabifyDockWidget(sources, issues);
    tabifyDockWidget(issues, bookmarks);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    resizeDocks({ inspector }, { 380 }, Qt::Horizontal);
    resizeDocks({ sources }, { 220 }, Qt::Vertical);
    for (QDockWidget *dock : { entity, entities, mapDock, sources, issues, bookmarks })
        dock->hide();
}

// Panels have nothing to say of an empty window; they come back as they were.
void MainWindow::showPanels(bool shown)
{
    if (shown == m_panelsShown)
        return;
    m_panelsShown = shown;
    if (!shown)
        m_panels = saveState(kLayoutVersion);
    for (QDockWidget *dock : m_docks) {
        dock->toggleViewAction()->setEnabled(shown);
        if (!shown)
            dock->hide();
    }
    if (shown)
        restoreState(m_panels, kLayoutVersion);
}

QDockWidget *MainWindow::showDock(const QString &name)
{
    auto *dock = findChild<QDockWidget *>(name);
    dock->show();
    dock->raise();
    return dock;
}

void MainWindow::listEntities(const QString &kind, const QString &filter, const QString &field)
{
    showDock(u"entitiesDock"_s)->findChild<EntitiesPanel *>()->showKind(kind, filter, field);
}

void MainWindow::showIssues()
{
    showDock(u"issuesDock"_s);
}

// --- what is remembered

// What the window looks like before anybody has moved anything.
void MainWindow::rememberFirstLayout()
{
    m_firstLayout = saveState(kLayoutVersion);
}

void MainWindow::resetLayout()
{
    restoreState(m_firstLayout, kLayoutVersion);
    m_workspace->setSizes({ 4800, 5200 });
    m_plots->setSizes({ 1000, 1000 });
    m_plots->show();
}

void MainWindow::restoreLayout()
{
    m_session->setTimeDigits(m_settings->now().timeDigits);
    m_session->setZone(m_settings->now().zone);
    m_session->setTimeDisplay(m_settings->now().times);
    m_events->restoreColumns();
    if (!m_settings->now().restoreLayout)
        return;
    const QSettings settings;
    if (const QByteArray geometry = settings.value(u"geometry"_s).toByteArray(); !geometry.isEmpty())
        restoreGeometry(geometry);
    restoreState(settings.value(u"layout"_s).toByteArray(), kLayoutVersion);
    m_workspace->restoreState(settings.value(u"workspace"_s).toByteArray());
    m_plots->restoreState(settings.value(u"plots"_s).toByteArray());
    m_plots->setVisible(settings.value(u"plotsShown"_s, true).toBool());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    QSettings settings;
    settings.setValue(u"geometry"_s, saveGeometry());
    settings.setValue(u"layout"_s, m_panelsShown ? saveState(kLayoutVersion) : m_panels);
    settings.setValue(u"workspace"_s, m_workspace->saveState());
    settings.setValue(u"plots"_s, m_plots->saveState());
    settings.setValue(u"plotsShown"_s, !m_plots->isHidden());
    settings.setValue(u"last"_s, m_session->paths());
    saveSetting(u"reopening"_s, {});
    m_events->saveColumns();
    m_session->cancelLoading();
    QMainWindow::closeEvent(event);
}

} // namespace widelens
