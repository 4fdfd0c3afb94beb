// SPDX-License-Identifier: GPL-3.0-or-later
// The main window's commands: what they do, and the menus and the toolbar that offer them.
#include "app/mainwindow.h"

#include "app/cheatsheet.h"
#include "app/commandpalette.h"
#include "app/fontsize.h"
#include "app/recentruns.h"
#include "model/bookmarks.h"
#include "model/items/eventmodel.h"
#include "model/navigator.h"
#include "model/finder.h"
#include "model/session.h"
#include "model/timeaxis.h"
#include "views/columnchooser.h"
#include "views/eventcopier.h"
#include "views/eventtableview.h"
#include "views/findbar.h"
#include "views/inspectorview.h"
#include "views/metricplot.h"
#include "views/pivotbar.h"
#include "views/theme.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>
#include <QShortcut>
#include <QToolBar>

namespace widelens {

using namespace Qt::StringLiterals;

CommandTargets MainWindow::targets()
{
    CommandTargets t;
    t.openRun = [this] { openRun(); };
    t.openFiles = [this] { openFiles(); };
    t.openSample = [this] { m_session->open({ samplePath() }); };
    t.teach = [this] { teachFile(); };
    t.reload = [this] { m_session->reload(); };
    t.closeRun = [this] { m_session->close(); };
    t.quit = [this] { close(); };
    t.exportStates = [this] { exportPlot(u"states"_s); };
    t.exportMetric = [this] { exportPlot(u"metric:"_s + m_metric->metricName()); };
    t.goBack = [this] { goToStep(-1); };
    t.goForward = [this] { goToStep(1); };
    t.goTo = [this] { askWhereTo(); };
    t.newTab = [this] { m_session->openTab(); };
    t.closeTab = [this] { closeTab(); };
    t.nextTab = [this] { selectTab(1); };
    t.previousTab = [this] { selectTab(-1); };
    t.bookmark = [this] { m_session->bookmarks()->toggle(m_session->current()); };
    t.bookmarkNote = [this] { noteBookmark(); };
    t.nextBookmark = [this] { goToBookmark(true); };
    t.previousBookmark = [this] { goToBookmark(false); };
    t.focusBookmarks = [this] { showDock(u"bookmarksDock"_s)->findChild<QWidget *>(u"bookmarkTable"_s)->setFocus(); };
    t.nextPane = [this] { goToPane(true); };
    t.previousPane = [this] { goToPane(false); };
    t.fontLarger = [this] { m_fontSize->step(1); };
    t.fontSmaller = [this] { m_fontSize->step(-1); };
    t.fontReset = [this] { m_fontSize->set(0); };
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
    t.focusEntities = [this] { showDock(u"entitiesDock"_s)->findChild<QWidget *>(u"entityTable"_s)->setFocus(); };
    t.focusInspector = [this] {
        showDock(u"inspectorDock"_s);
        m_inspector->findChild<QWidget *>(u"fieldTable"_s)->setFocus();
    };
    t.exportEvents = [this] { exportEvents(); };
    t.find = [this] { m_findBar->open(); };
    t.findNext = [this] { findOn(true); };
    t.findPrevious = [this] { findOn(false); };
    t.selectAll = [this] { m_events->selectAll(); };
    t.copyText = [this] { m_events->copyRows(EventFormat::Kind::Text); };
    t.copyTsv = [this] { m_events->copyRows(EventFormat::Kind::Tsv); };
    t.copyJson = [this] { m_events->copyRows(EventFormat::Kind::JsonLines); };
    t.copyMarkdown = [this] { m_events->copyRows(EventFormat::Kind::Markdown); };
    t.nextError = [this] { m_navigator->go(Navigator::Target::Error, true); };
    t.previousError = [this] { m_navigator->go(Navigator::Target::Error, false); };
    t.nextWarning = [this] { m_navigator->go(Navigator::Target::Warning, true); };
    t.previousWarning = [this] { m_navigator->go(Navigator::Target::Warning, false); };
    t.nextSame = [this] { m_navigator->go(Navigator::Target::SameEntity, true); };
    t.previousSame = [this] { m_navigator->go(Navigator::Target::SameEntity, false); };
    t.rowDown = [this] { m_events->moveCurrent(1); };
    t.rowUp = [this] { m_events->moveCurrent(-1); };
    t.firstRow = [this] { m_events->moveToEnd(false); };
    t.lastRow = [this] { m_events->moveToEnd(true); };
    t.chooseColumns = [this] { chooseColumns(); };
    t.timesUtc = [this] { m_session->setTimeDisplay(TimeDisplay::Utc); };
    t.timesLocal = [this] { m_session->setTimeDisplay(TimeDisplay::Local); };
    t.timesRelative = [this] { m_session->setTimeDisplay(TimeDisplay::Relative); };
    t.deltaAbove = [this] { m_events->model()->setDelta(EventModel::Delta::RowAbove); };
    t.deltaHere = [this] { m_events->measureFromCurrent(); };
    t.deltaEntity = [this] { m_events->model()->setDelta(EventModel::Delta::Entity); };
    t.showPalette = [this] { showPalette(); };
    t.resetLayout = [this] { resetLayout(); };
    t.showShortcuts = [this] { showCheatSheet(m_commands, this); };
    t.about = [this] { about(); };
    return t;
}

// "Ctrl+F, /"
static QString keysText(const Command &command)
{
    QStringList keys;
    for (const QKeySequence &sequence : command.shortcuts)
        keys.append(sequence.toString(QKeySequence::NativeText));
    if (!command.tableKey.isEmpty())
        keys.append(command.tableKey.toString(QKeySequence::NativeText));
    return keys.join(u", "_s);
}

void MainWindow::makeActions()
{
    m_commands = makeCommands(targets());
    for (const Command &command : m_commands) {
        auto *action = new QAction(command.text, this);
        action->setObjectName(command.id);
        action->setShortcuts(command.shortcuts);
        action->setStatusTip(command.help);
        action->setProperty("tableKey", command.tableKey.toString(QKeySequence::NativeText));
        const QString keys = keysText(command);
        action->setToolTip(keys.isEmpty() ? command.help : u"%1 (%2)"_s.arg(command.help, keys));
        if (!command.tableKey.isEmpty()) {
            auto *shortcut = new QShortcut(command.tableKey, m_events, action, &QAction::trigger);
            shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        }
        connect(action, &QAction::triggered, this, command.run);
        addAction(action);
        m_actions.insert(command.id, action);
    }
    action(u"file.openSample"_s)->setEnabled(!samplePath().isEmpty());
}

// Menus follow from the ids of the commands: "file.…" is in File.
void MainWindow::makeMenus()
{
    const std::pair<QString, QString> menus[] = { { u"file"_s, tr("&File") }, { u"edit"_s, tr("&Edit") }, { u"go"_s, tr("&Go") }, { u"view"_s, tr("&View") }, { u"help"_s, tr("&Help") } };
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
            if (command.id == u"file.teach"_s) {
                QMenu *recent = menu->addMenu(tr("Open &Recent"));
                recent->setObjectName(u"menu.recent"_s);
                connect(recent, &QMenu::aboutToShow, this, [this, recent] { fillRecentMenu(recent); });
            }
            static const QStringList begins { u"file.exportEvents"_s, u"file.close"_s, u"edit.find"_s, u"edit.copyTsv"_s, u"edit.bookmark"_s, u"go.to"_s, u"go.nextError"_s, u"go.nextTab"_s, u"view.fontLarger"_s, u"view.fit"_s, u"go.table"_s,
                                              u"view.columns"_s, u"view.timesUtc"_s, u"view.deltaAbove"_s, u"view.resetLayout"_s };
            if (begins.contains(command.id))
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

// --- the table

void MainWindow::findOn(bool forward)
{
    if (m_finder->isActive())
        m_finder->go(forward);
    else
        m_findBar->open();
}

void MainWindow::chooseColumns()
{
    auto *chooser = new ColumnChooser(m_session, m_events->model()->fields(), this);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    connect(chooser, &ColumnChooser::chosenChanged, m_events, &EventTableView::setFields);
    chooser->show();
}

// --- help

void MainWindow::showPalette()
{
    QList<QAction *> actions;
    for (const Command &command : m_commands)
        actions.append(action(command.id));
    for (QDockWidget *dock : m_docks)
        actions.append(dock->toggleViewAction());
    auto *palette = new CommandPalette(actions, this);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->show();
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

} // namespace widelens
