// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow.h"

#include "app/plotexporter.h"
#include "app/recentruns.h"
#include "app/statusbar.h"
#include "model/session.h"
#include "model/timeaxis.h"
#include "views/eventtableview.h"
#include "views/exportdialog.h"
#include "views/inspectorview.h"
#include "views/listpanels.h"
#include "views/metricplot.h"
#include "views/pivotbar.h"
#include "views/statesplot.h"
#include "views/theme.h"
#include "views/welcomepage.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolBar>
#include <QUrl>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr int kLayoutVersion = 1;

MainWindow::MainWindow(std::shared_ptr<const Rules> rules, QWidget *parent)
    : QMainWindow(parent), m_session(new Session(std::move(rules), this)), m_axis(new TimeAxis(this)),
      m_exporter(new PlotExporter(m_session, this))
{
    setObjectName(u"mainWindow"_s);
    setAcceptDrops(true);
    makeViews();
    makeDocks();
    makeActions();
    makeMenus();
    makeToolBar();
    connectSession();
    updateIcons();
    updateHistory();
    resize(1440, 900);
    m_firstLayout = saveState(kLayoutVersion);
    resetLayout();
    restoreLayout();
    updateOpen();
}

// --- composition

void MainWindow::makeViews()
{
    m_states = new StatesPlot(m_session, m_axis);
    m_metric = new MetricPlot(m_session, m_axis);
    m_events = new EventTableView(m_session);
    m_plots = new QSplitter(Qt::Vertical);
    m_plots->setObjectName(u"plots"_s);
    m_plots->addWidget(m_states);
    m_plots->addWidget(m_metric);
    m_workspace = new QSplitter(Qt::Vertical);
    m_workspace->addWidget(m_plots);
    m_workspace->addWidget(m_events);
    for (QSplitter *splitter : { m_plots, m_workspace })
        splitter->setChildrenCollapsible(false);
    m_welcome = new WelcomePage;
    m_welcome->setSampleAvailable(!samplePath().isEmpty());
    m_pages = new QStackedWidget;
    m_pages->addWidget(m_welcome);
    m_pages->addWidget(m_workspace);
    setCentralWidget(m_pages);
}

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
    QDockWidget *sources = add(u"sourcesDock"_s, tr("Sources"), makeSourcesPanel(m_session), Qt::BottomDockWidgetArea);
    QDockWidget *issues = add(u"issuesDock"_s, tr("Issues"), makeIssuesPanel(m_session), Qt::BottomDockWidgetArea);
    tabifyDockWidget(sources, issues);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    resizeDocks({ inspector }, { 380 }, Qt::Horizontal);
    resizeDocks({ sources }, { 220 }, Qt::Vertical);
    sources->hide();
    issues->hide();
}

CommandTargets MainWindow::targets()
{
    CommandTargets t;
    t.openRun = [this] { openRun(); };
    t.openFiles = [this] { openFiles(); };
    t.openSample = [this] { m_session->open({ samplePath() }); };
    t.reload = [this] { m_session->reload(); };
    t.closeRun = [this] { m_session->close(); };
    t.quit = [this] { close(); };
    t.exportStates = [this] { exportPlot(u"states"_s); };
    t.exportMetric = [this] { exportPlot(u"metric:"_s + m_metric->metricName()); };
    t.goBack = [this] { m_session->goBack(); };
    t.goForward = [this] { m_session->goForward(); };
    t.clearFilter = [this] { m_session->clearFilter(); };
    t.clearRange = [this] { m_session->setRange({}); };
    t.fitTime = [this] { m_axis->fit(); };
    const auto zoom = [this](double factor) {
        const TimeRange visible = m_axis->visible();
        m_axis->zoomAt(visible.begin + (visible.end - visible.begin) / 2, factor);
    };
    t.zoomIn = [zoom] { zoom(0.7); };
    t.zoomOut = [zoom] { zoom(1 / 0.7); };
    t.zoomToRange = [this] {
        const TimeRange span = m_axis->span();
        const TimeRange range = m_session->range();
        m_axis->setVisible({ std::max(range.begin, span.begin), std::min(range.end, span.end) });
    };
    t.focusTable = [this] { m_events->setFocus(); };
    t.focusInspector = [this] {
        m_docks.first()->show();
        m_inspector->findChild<QWidget *>(u"fieldTable"_s)->setFocus();
    };
    t.resetLayout = [this] { resetLayout(); };
    t.showShortcuts = [this] { showShortcuts(); };
    t.about = [this] { about(); };
    return t;
}

void MainWindow::makeActions()
{
    m_commands = makeCommands(targets());
    for (const Command &command : m_commands) {
        auto *action = new QAction(command.text, this);
        action->setObjectName(command.id);
        action->setShortcut(command.shortcut);
        action->setStatusTip(command.help);
        const QString keys = command.shortcut.toString(QKeySequence::NativeText);
        action->setToolTip(keys.isEmpty() ? command.help : u"%1 (%2)"_s.arg(command.help, keys));
        connect(action, &QAction::triggered, this, command.run);
        addAction(action);
        m_actions.insert(command.id, action);
    }
    action(u"file.openSample"_s)->setEnabled(!samplePath().isEmpty());
}

// Menus follow from the ids of the commands: "file.…" is in File.
void MainWindow::makeMenus()
{
    const std::pair<QString, QString> menus[] = { { u"file"_s, tr("&File") }, { u"go"_s, tr("&Go") }, { u"view"_s, tr("&View") }, { u"help"_s, tr("&Help") } };
    for (const auto &[prefix, title] : menus) {
        QMenu *menu = menuBar()->addMenu(title);
        menu->setObjectName(u"menu."_s + prefix);
        if (prefix == u"view"_s) {
            for (QDockWidget *dock : m_docks)
                menu->addAction(dock->toggleViewAction());
            QAction *plots = menu->addAction(tr("&Plots"));
            plots->setCheckable(true);
            plots->setChecked(true);
            connect(plots, &QAction::toggled, this, &MainWindow::showPlots);
            QMenu *theme = menu->addMenu(tr("&Theme"));
            fillThemeMenu(theme);
            menu->addSeparator();
        }
        for (const Command &command : m_commands) {
            if (!command.id.startsWith(prefix + u'.'))
                continue;
            if (command.id == u"file.reload"_s) {
                QMenu *recent = menu->addMenu(tr("Open &Recent"));
                recent->setObjectName(u"menu.recent"_s);
                connect(recent, &QMenu::aboutToShow, this, [this, recent] { fillRecentMenu(recent); });
            }
            if (command.id == u"file.exportStates"_s || command.id == u"file.close"_s || command.id == u"go.table"_s)
                menu->addSeparator();
            menu->addAction(action(command.id));
        }
    }
}

void MainWindow::makeToolBar()
{
    auto *bar = new QToolBar(tr("Toolbar"));
    bar->setObjectName(u"toolBar"_s);
    bar->setMovable(false);
    bar->setIconSize({ 20, 20 });
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    for (const QString &id : { u"file.openRun"_s, u"go.back"_s, u"go.forward"_s, u"view.fit"_s })
        bar->addAction(action(id));
    bar->addSeparator();
    bar->addWidget(new PivotBar(m_session));
    addToolBar(bar);
}

void MainWindow::connectSession()
{
    auto *status = new StatusBar(m_session);
    setStatusBar(status);
    connect(status, &StatusBar::issuesWanted, this, &MainWindow::showIssues);
    connect(m_session, &Session::storeChanged, this, [this] { m_axis->setSpan(m_session->store()->timeSpan()); });
    connect(m_session, &Session::opened, m_axis, &TimeAxis::fit);
    connect(m_session, &Session::opened, this, [this] {
        rememberRun(m_session->paths().first());
        m_events->setFocus();
    });
    connect(m_session, &Session::busyChanged, this, &MainWindow::updateOpen);
    connect(m_session, &Session::filterChanged, this, &MainWindow::updateHistory);
    connect(m_session, &Session::failed, this, &MainWindow::tell);
    connect(m_exporter, &PlotExporter::failed, this, &MainWindow::tell);
    connect(m_exporter, &PlotExporter::finished, this, [this](const QString &file) { statusBar()->showMessage(tr("Saved %1").arg(file), 8000); });
    connect(m_states, &StatesPlot::exportWanted, action(u"file.exportStates"_s), &QAction::trigger);
    connect(m_metric, &MetricPlot::exportWanted, action(u"file.exportMetric"_s), &QAction::trigger);
    connect(m_events, &EventTableView::rowActivated, action(u"go.inspector"_s), &QAction::trigger);
    connect(m_welcome, &WelcomePage::openDirectoryWanted, this, &MainWindow::openRun);
    connect(m_welcome, &WelcomePage::openFileWanted, this, &MainWindow::openFiles);
    connect(m_welcome, &WelcomePage::sampleWanted, action(u"file.openSample"_s), &QAction::trigger);
    connect(m_welcome, &WelcomePage::recentWanted, this, [this](const QString &path) { open({ path }); });
}

QWidget *MainWindow::metricPlotWidget() const
{
    return m_metric;
}

// --- what is open

void MainWindow::open(const QStringList &paths)
{
    m_session->open(paths);
}

void MainWindow::openRun()
{
    const QString path = QFileDialog::getExistingDirectory(this, tr("Open run"), recentRuns().value(0));
    if (!path.isEmpty())
        open({ path });
}

void MainWindow::openFiles()
{
    const QStringList paths = QFileDialog::getOpenFileNames(this, tr("Open files"), recentRuns().value(0));
    if (!paths.isEmpty())
        open(paths);
}

void MainWindow::updateOpen()
{
    const bool isOpen = m_session->isOpen();
    m_pages->setCurrentWidget(isOpen ? static_cast<QWidget *>(m_workspace) : m_welcome);
    if (!isOpen)
        m_welcome->setRecent(recentRuns());
    showPanels(isOpen);
    for (const QString &id : { u"file.reload"_s, u"file.close"_s, u"file.exportStates"_s, u"file.exportMetric"_s })
        action(id)->setEnabled(isOpen);
    QStringList names;
    for (const QString &path : m_session->paths())
        names.append(QDir(path).dirName());
    setWindowTitle(isOpen ? tr("%1 — Widelens").arg(names.mid(0, 3).join(u", "_s)) : tr("Widelens"));
}

void MainWindow::updateHistory()
{
    action(u"go.back"_s)->setEnabled(m_session->canGoBack());
    action(u"go.forward"_s)->setEnabled(m_session->canGoForward());
}

void MainWindow::fillRecentMenu(QMenu *menu)
{
    menu->clear();
    for (const QString &path : recentRuns()) {
        const bool exists = QFileInfo::exists(path);
        QAction *recent = menu->addAction(exists ? path : tr("%1 (missing)").arg(path), this, [this, path] { open({ path }); });
        recent->setEnabled(exists);
    }
    menu->addSeparator();
    menu->addAction(tr("Forget These"), this, [] { forgetRuns(); });
}

static QStringList localPaths(const QMimeData *data)
{
    QStringList paths;
    for (const QUrl &url : data->urls()) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    return paths;
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!localPaths(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    open(localPaths(event->mimeData()));
}

// --- plots and panels

void MainWindow::exportPlot(const QString &view)
{
    PlotRequest request;
    request.view = view;
    request.range = m_session->range();
    request.stacked = m_states->isStacked();
    const QString folder = QSettings().value(u"exportFolder"_s, QDir::homePath()).toString();
    request.file = folder + u'/' + QString(view).replace(u':', u'_') + u".png"_s;
    auto *dialog = new ExportDialog(request, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const PlotRequest chosen = dialog->request();
        QSettings().setValue(u"exportFolder"_s, QFileInfo(chosen.file).absolutePath());
        m_exporter->start(chosen);
    });
    dialog->open();
}

void MainWindow::showPlots(bool shown)
{
    m_plots->setVisible(shown);
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

void MainWindow::showIssues()
{
    m_docks.last()->show();
    m_docks.last()->raise();
}

void MainWindow::tell(const QString &message)
{
    auto *box = new QMessageBox(QMessageBox::Warning, tr("Widelens"), message, QMessageBox::Ok, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void MainWindow::showShortcuts()
{
    QString rows;
    const auto add = [&rows](const QString &keys, const QString &what) {
        rows += u"<tr><td style=\"padding-right:18px\"><b>%1</b></td><td>%2</td></tr>"_s.arg(keys.toHtmlEscaped(), what.toHtmlEscaped());
    };
    for (const Command &command : m_commands) {
        if (!command.shortcut.isEmpty())
            add(command.shortcut.toString(QKeySequence::NativeText), command.help);
    }
    add(tr("Click on a link"), tr("Shows only events about it."));
    add(tr("Enter"), tr("Goes from the row to all its fields."));
    add(tr("Drag in a plot"), tr("Selects a time range; Esc clears it."));
    add(tr("Click in a plot"), tr("Goes to the event nearest in time."));
    add(tr("Wheel, middle button"), tr("Moves along the time."));
    add(tr("Ctrl+wheel"), tr("Zooms where the mouse is; a double click shows all."));
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Keys and mouse"), u"<table>%1</table>"_s.arg(rows), QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void MainWindow::about()
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("About Widelens"),
                                tr("<h3>Widelens %1</h3><p>Explores the logs of many-task runs.</p><p>Free software: GNU General Public License, "
                                   "version 3 or later. Uses Qt, QCustomPlot, simdjson and JSON for Modern C++.</p>").arg(QStringLiteral(WIDELENS_VERSION)),
                                QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

// --- looks

void MainWindow::fillThemeMenu(QMenu *menu)
{
    auto *group = new QActionGroup(menu);
    const int chosen = QSettings().value(u"theme"_s).toInt();
    const std::pair<ThemeMode, QString> modes[] = { { ThemeMode::System, tr("&System") }, { ThemeMode::Light, tr("&Light") }, { ThemeMode::Dark, tr("&Dark") } };
    for (const auto &entry : modes) {
        QAction *choice = menu->addAction(entry.second);
        choice->setCheckable(true);
        choice->setChecked(static_cast<int>(entry.first) == chosen);
        group->addAction(choice);
        connect(choice, &QAction::triggered, this, [mode = entry.first] {
            QSettings().setValue(u"theme"_s, static_cast<int>(mode));
            applyTheme(mode);
        });
    }
}

void MainWindow::updateIcons()
{
    for (const Command &command : m_commands) {
        if (!command.icon.isEmpty())
            action(command.id)->setIcon(themedIcon(command.icon, palette()));
    }
    setWindowIcon(themedIcon(u"widelens"_s, palette()));
}

void MainWindow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        updateIcons();
    QMainWindow::changeEvent(event);
}

void MainWindow::resetLayout()
{
    restoreState(m_firstLayout, kLayoutVersion);
    m_workspace->setSizes({ 4800, 5200 });
    m_plots->setSizes({ 1000, 1000 });
}

void MainWindow::restoreLayout()
{
    const QSettings settings;
    if (const QByteArray geometry = settings.value(u"geometry"_s).toByteArray(); !geometry.isEmpty())
        restoreGeometry(geometry);
    restoreState(settings.value(u"layout"_s).toByteArray(), kLayoutVersion);
    m_workspace->restoreState(settings.value(u"workspace"_s).toByteArray());
    m_plots->restoreState(settings.value(u"plots"_s).toByteArray());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    QSettings settings;
    settings.setValue(u"geometry"_s, saveGeometry());
    settings.setValue(u"layout"_s, m_panelsShown ? saveState(kLayoutVersion) : m_panels);
    settings.setValue(u"workspace"_s, m_workspace->saveState());
    settings.setValue(u"plots"_s, m_plots->saveState());
    m_session->cancelLoading();
    QMainWindow::closeEvent(event);
}

} // namespace widelens
