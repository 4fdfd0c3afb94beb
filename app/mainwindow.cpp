// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow.h"

#include "app/fontsize.h"
#include "app/keymap.h"
#include "app/plotexporter.h"
#include "app/recentruns.h"
#include "app/settings.h"
#include "app/statusbar.h"
#include "app/userrules.h"
#include "model/axishistory.h"
#include "model/bookmarks.h"
#include "model/finder.h"
#include "model/import/discovery.h"
#include "model/items/eventmodel.h"
#include "model/items/issuemodel.h"
#include "model/navigator.h"
#include "model/session.h"
#include "model/timeaxis.h"
#include "views/bookmarkspanel.h"
#include "views/breadcrumbs.h"
#include "views/eventcopier.h"
#include "views/eventtableview.h"
#include "views/findbar.h"
#include "views/focusring.h"
#include "views/inspectorview.h"
#include "views/legendview.h"
#include "views/metricplot.h"
#include "views/runchooser.h"
#include "views/statesplot.h"
#include "views/summaryview.h"
#include "views/teachdialog.h"
#include "views/theme.h"
#include "views/viewtabs.h"
#include "views/welcomepage.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QMimeData>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace widelens {

using namespace Qt::StringLiterals;

MainWindow::MainWindow(std::shared_ptr<const Rules> rules, QWidget *parent)
    : QMainWindow(parent), m_session(new Session(std::move(rules), this)), m_settings(new Settings(this)), m_axis(new TimeAxis(this)),
      m_exporter(new PlotExporter(m_session, this)), m_fontSize(new FontSize(this))
{
    setObjectName(u"mainWindow"_s);
    m_rulesRead = rulesFingerprint();
    new AxisHistory(m_session, m_axis, this);
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
    rememberFirstLayout();
    resetLayout();
    restoreLayout();
    updateOpen();
    for (QAbstractScrollArea *text : findChildren<QAbstractScrollArea *>()) {
        if (text->inherits("QTextEdit") || text->inherits("QPlainTextEdit")) // nothing in them tells that they have the keyboard
            new FocusRing(text);
    }
    connect(m_settings, &Settings::changed, this, &MainWindow::applySettings);
    connect(m_session, &Session::timeDisplayChanged, this, [this] {
        Preferences wanted = m_settings->now();
        wanted.times = m_session->timeDisplay();
        m_settings->set(wanted);
    });
    tellSettingsProblems();
}

// Dialogs use what the window has, which was made before them and would go before them.
MainWindow::~MainWindow()
{
    qDeleteAll(findChildren<QDialog *>(Qt::FindDirectChildrenOnly));
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
    m_finder = new Finder(m_session, this);
    m_navigator = new Navigator(m_session, this);
    m_findBar = new FindBar(m_session, m_finder);
    auto *table = new QWidget;
    auto *below = new QVBoxLayout(table);
    below->setContentsMargins(0, 0, 0, 0);
    below->setSpacing(0);
    below->addWidget(new ViewTabs(m_session));
    below->addWidget(new Breadcrumbs(m_session));
    below->addWidget(m_events, 1);
    below->addWidget(m_findBar);
    m_workspace->addWidget(m_plots);
    m_workspace->addWidget(table);
    for (QSplitter *splitter : { m_plots, m_workspace })
        splitter->setChildrenCollapsible(false);
    const QList<LegendView *> legends = m_plots->findChildren<LegendView *>();
    for (const LegendView *legend : legends) {
        connect(legend, &LegendView::widthWanted, this, [legends] {
            int widest = 0;
            for (const LegendView *other : legends)
                widest = std::max(widest, other->wantedWidth());
            for (LegendView *other : legends)
                other->setLeastWidth(widest);
        });
    }
    m_welcome = new WelcomePage;
    m_welcome->setSampleAvailable(!samplePath().isEmpty());
    m_pages = new QStackedWidget;
    m_pages->addWidget(m_welcome);
    m_pages->addWidget(m_workspace);
    setCentralWidget(m_pages);
}

void MainWindow::connectSession()
{
    auto *status = new StatusBar(m_session, m_issues, m_events->copier()->exporter());
    setStatusBar(status);
    connect(status, &StatusBar::issuesWanted, this, &MainWindow::showIssues);
    connect(m_session, &Session::storeChanged, this, [this] {
        // While a run is read again there is nothing for a moment: the plots keep their place.
        if (!m_session->isOpen() || !m_session->store()->sources().empty())
            m_axis->setSpan(m_session->store()->timeSpan());
    });
    connect(m_session, &Session::entityWanted, this, [this] { showDock(u"entityDock"_s); });
    connect(m_session, &Session::opened, m_axis, &TimeAxis::fit);
    connect(m_session, &Session::opened, this, [this] {
        rememberRun(m_session->paths().first());
        m_events->setFocus();
    });
    connect(m_session, &Session::busyChanged, this, &MainWindow::updateOpen);
    connect(m_session, &Session::historyChanged, this, &MainWindow::updateHistory);
    connect(m_session->bookmarks(), &Bookmarks::failed, this, &MainWindow::tell);
    connect(findChild<BookmarksPanel *>(), &BookmarksPanel::missing, this, [this] {
        say(tr("That event is not in what is open: its file is gone, or was written anew."));
    });
    connect(m_session, &Session::failed, this, &MainWindow::tell);
    connect(m_exporter, &PlotExporter::failed, this, &MainWindow::tell);
    connect(m_exporter, &PlotExporter::finished, this, [this](const QString &file) { say(tr("Saved %1").arg(file)); });
    connect(m_exporter, &PlotExporter::copied, this, &MainWindow::say);
    connect(m_states, &StatesPlot::copyWanted, this, [this](PlotCopy what) { copyPlot(u"states"_s, what); });
    connect(m_metric, &MetricPlot::copyWanted, this, [this](PlotCopy what) { copyPlot(metricView(), what); });
    connect(m_states, &StatesPlot::exportWanted, action(u"file.exportStates"_s), &QAction::trigger);
    connect(m_metric, &MetricPlot::exportWanted, action(u"file.exportMetric"_s), &QAction::trigger);
    connect(new RulesWatcher(rulesFolder(), this), &RulesWatcher::changed, this, [this] { readRules(true); });
    connectTable();
    connectSummary();
    connect(m_events, &EventTableView::rowActivated, action(u"go.inspector"_s), &QAction::trigger);
    connect(m_welcome, &WelcomePage::openDirectoryWanted, this, &MainWindow::openRun);
    connect(m_welcome, &WelcomePage::openFileWanted, this, &MainWindow::openFiles);
    connect(m_welcome, &WelcomePage::sampleWanted, action(u"file.openSample"_s), &QAction::trigger);
    connect(m_welcome, &WelcomePage::recentWanted, this, [this](const QString &path) { open({ path }); });
}

void MainWindow::connectTable()
{
    m_events->setFinder(m_finder);
    connect(m_finder, &Finder::wrapped, this, [this](bool forward) {
        say(forward ? tr("From the last match to the first") : tr("From the first match to the last"));
    });
    connect(m_findBar, &FindBar::dismissed, m_events, qOverload<>(&QWidget::setFocus));
    connect(m_navigator, &Navigator::notFound, this, &MainWindow::say);
    connect(m_inspector, &InspectorView::said, this, &MainWindow::say);
    connect(m_inspector, &InspectorView::columnWanted, m_events, &EventTableView::addField);
    connect(m_events, &EventTableView::columnsWanted, action(u"view.columns"_s), &QAction::trigger);
    connect(m_events->copier(), &EventCopier::said, this, &MainWindow::say);
    connect(m_events->copier()->exporter(), &EventExporter::failed, this, &MainWindow::tell);
}

// The first thing to see of a run is its summary; the inspector comes forward with the first event that is chosen.
void MainWindow::connectSummary()
{
    auto *dock = findChild<QDockWidget *>(u"summaryDock"_s);
    connect(m_session, &Session::opened, dock, [dock] {
        if (!dock->isHidden())
            dock->raise();
    }, Qt::QueuedConnection); // the panels come back first
    connect(m_session, &Session::currentChanged, this, [this, dock] {
        QDockWidget *inspector = m_docks.first();
        if (m_session->current().isValid() && !dock->visibleRegion().isEmpty() && !inspector->isHidden())
            inspector->raise();
    });
    connect(m_summary, &SummaryView::eventsWanted, m_events, qOverload<>(&QWidget::setFocus));
    const auto listIn = [this](const QString &panel, const QString &line) {
        return [this, panel, line](const QString &filter) { showDock(panel)->findChild<QLineEdit *>(line)->setText(filter); };
    };
    connect(m_summary, &SummaryView::issuesWanted, this, listIn(u"issuesDock"_s, u"issueFilter"_s));
    connect(m_summary, &SummaryView::sourcesWanted, this, listIn(u"sourcesDock"_s, u"sourceFilter"_s));
    connect(m_summary, &SummaryView::kindWanted, this, [this](const QString &kind, const QString &filter) { listEntities(kind, filter); });
}

QWidget *MainWindow::metricPlotWidget() const
{
    return m_metric;
}

// --- what is open

void MainWindow::open(const QStringList &paths)
{
    // A parent of runs: which? Looking may take as long as its file system does.
    const auto work = [paths](const Continue &) -> std::shared_ptr<const std::vector<std::string>> {
        return std::make_shared<std::vector<std::string>>(paths.size() == 1 ? runDirectories(paths[0].toStdString()) : std::vector<std::string>());
    };
    m_lookTask.start(this, work, [this, paths](const std::shared_ptr<const std::vector<std::string>> &runs) {
        if (runs->size() > 1)
            chooseRuns(paths[0], *runs);
        else
            m_session->open(paths);
    });
}

void MainWindow::chooseRuns(const QString &parentPath, const std::vector<std::string> &directories)
{
    auto *chooser = new RunChooser(m_session->rules(), parentPath, directories, m_settings->now().zone, this);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    connect(chooser, &RunChooser::runsChosen, m_session, &Session::open);
    chooser->open();
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

// --- the user's rules

void MainWindow::teachFile()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("A log to learn from"), recentRuns().value(0));
    if (path.isEmpty())
        return;
    Source source;
    source.filePath = path.toStdString();
    source.path = QFileInfo(path).fileName().toStdString();
    teach(source);
}

void MainWindow::teach(const Source &source)
{
    auto *dialog = new TeachDialog(source, rulesFolder(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &TeachDialog::saved, this, [this] { readRules(false); });
    dialog->open();
}

std::shared_ptr<const Rules> MainWindow::loadOwnRules()
{
    std::vector<std::string> problems;
    const auto rules = loadRules({ rulesFolder().toStdString(), {}, m_settings->now().guess }, problems);
    if (!problems.empty())
        tellRuleProblems(problems);
    return rules;
}

// The rules anew, with the user's own. `ask`: whether what is open is to be read again; it has been said already, else.
void MainWindow::readRules(bool ask)
{
    const QByteArray stand = rulesFingerprint();
    if (stand == m_rulesRead)
        return; // saved unchanged, or read already
    m_rulesRead = stand;
    m_session->setRules(loadOwnRules());
    if (!m_session->isOpen())
        return;
    if (!ask) {
        m_session->reload();
        return;
    }
    auto *box = new QMessageBox(QMessageBox::Question, tr("Rule files have changed"), tr("Rule files have changed. Read what is open again with them?"), QMessageBox::Yes | QMessageBox::No, this);
    box->setObjectName(u"rulesChanged"_s);
    box->button(QMessageBox::Yes)->setText(tr("&Read Again"));
    box->button(QMessageBox::No)->setText(tr("&Later"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(box, &QDialog::finished, this, [this](int answer) {
        if (answer == QMessageBox::Yes)
            m_session->reload();
    });
    box->open();
}

void MainWindow::tellRuleProblems(const std::vector<std::string> &problems)
{
    QStringList lines;
    for (const auto &problem : problems)
        lines.append(QString::fromStdString(problem));
    tell(tr("These rule files cannot be used and were left out:\n\n%1").arg(lines.join(u"\n\n"_s)));
}

void MainWindow::updateOpen()
{
    const bool isOpen = m_session->isOpen();
    m_pages->setCurrentWidget(isOpen ? static_cast<QWidget *>(m_workspace) : m_welcome);
    if (!isOpen)
        m_welcome->setRecent(recentRuns());
    showPanels(isOpen);
    static const QStringList always { u"file.openRun"_s, u"file.openFiles"_s, u"file.openSample"_s, u"file.forgetRecent"_s, u"file.teach"_s, u"file.settings"_s, u"file.quit"_s,
                                      u"theme.system"_s, u"theme.light"_s, u"theme.dark"_s, u"view.fontLarger"_s, u"view.fontSmaller"_s, u"view.fontReset"_s, u"view.resetLayout"_s,
                                      u"help.palette"_s, u"help.shortcuts"_s, u"help.about"_s };
    for (auto action = m_actions.cbegin(); action != m_actions.cend(); ++action) {
        if (!always.contains(action.key()))
            (*action)->setEnabled(isOpen);
    }
    updateHistory();
    QStringList names;
    for (const QString &path : m_session->paths())
        names.append(path == u"-"_s ? tr("standard input") : QDir(path).dirName());
    setWindowTitle(isOpen ? tr("%1 — Widelens").arg(names.mid(0, 3).join(u", "_s)) : tr("Widelens"));
}

void MainWindow::updateHistory()
{
    for (const QString &id : { u"go.back"_s, u"edit.undo"_s })
        action(id)->setEnabled(m_session->isOpen() && m_session->canGoBack());
    for (const QString &id : { u"go.forward"_s, u"edit.redo"_s })
        action(id)->setEnabled(m_session->isOpen() && m_session->canGoForward());
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

void MainWindow::say(const QString &message)
{
    statusBar()->showMessage(message, 8000);
}

void MainWindow::tell(const QString &message)
{
    auto *box = new QMessageBox(QMessageBox::Warning, tr("Widelens"), message, QMessageBox::Ok, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

// --- looks

void MainWindow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        updateIcons();
    QMainWindow::changeEvent(event);
}

} // namespace widelens
