// SPDX-License-Identifier: GPL-3.0-or-later
// What the main window's commands do.
#include "app/mainwindow.h"

#include "app/cheatsheet.h"
#include "app/fontsize.h"
#include "app/keymap.h"
#include "app/recentruns.h"
#include "app/settings.h"
#include "model/bookmarks.h"
#include "model/finder.h"
#include "model/items/eventmodel.h"
#include "model/navigator.h"
#include "model/session.h"
#include "model/timeaxis.h"
#include "views/columnchooser.h"
#include "views/eventcopier.h"
#include "views/eventtableview.h"
#include "views/findbar.h"
#include "views/metricplot.h"
#include "views/plotexport.h"
#include "views/statesplot.h"
#include "views/timeplot.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QMessageBox>
#include <QSplitter>
#include <QStatusBar>
#include <QTableView>

namespace widelens {

using namespace Qt::StringLiterals;

MainWindow::Deeds MainWindow::deeds()
{
    Deeds does;
    addFileDeeds(does);
    addEditDeeds(does);
    addGoDeeds(does);
    addFilterDeeds(does);
    addViewDeeds(does);
    addPlotDeeds(does);
    does[u"help.palette"_s] = { [this] { showPalette(); } };
    does[u"help.shortcuts"_s] = { [this] { showCheatSheet(*m_keymap, this); } };
    does[u"help.about"_s] = { [this] { about(); } };
    return does;
}

void MainWindow::addFileDeeds(Deeds &does)
{
    does[u"file.openRun"_s] = { [this] { openRun(); } };
    does[u"file.openFiles"_s] = { [this] { openFiles(); } };
    does[u"file.openSample"_s] = { [this] { m_session->open({ samplePath() }); } };
    does[u"file.forgetRecent"_s] = { [this] {
        forgetRuns();
        updateOpen();
    } };
    does[u"file.teach"_s] = { [this] { teachFile(); } };
    does[u"file.reload"_s] = { [this] { m_session->reload(); } };
    does[u"file.cancel"_s] = { [this] { statusBar()->findChild<QAbstractButton *>(u"cancelButton"_s)->click(); } };
    does[u"file.exportEvents"_s] = { [this] { exportEvents(); } };
    does[u"file.exportStates"_s] = { [this] { exportPlot(u"states"_s); } };
    does[u"file.exportMetric"_s] = { [this] { exportPlot(metricView()); } };
    does[u"file.settings"_s] = { [this] { showSettings(); } };
    does[u"file.close"_s] = { [this] { m_session->close(); } };
    does[u"file.quit"_s] = { [this] { close(); } };
}

void MainWindow::addEditDeeds(Deeds &does)
{
    does[u"edit.undo"_s] = { [this] { m_session->goBack(); } };
    does[u"edit.redo"_s] = { [this] { m_session->goForward(); } };
    does[u"edit.find"_s] = { [this] { m_findBar->open(); } };
    does[u"edit.findNext"_s] = { [this] { findOn(true); } };
    does[u"edit.findPrevious"_s] = { [this] { findOn(false); } };
    for (const auto &[id, name] : { std::pair { u"edit.findCase"_s, u"findCase"_s }, { u"edit.findWord"_s, u"findWord"_s }, { u"edit.findRegex"_s, u"findRegex"_s }, { u"edit.findRecord"_s, u"findRecord"_s } }) {
        auto *button = m_findBar->findChild<QAbstractButton *>(name);
        does[id] = { [this, button] {
            button->toggle();
            m_findBar->open();
        }, [button] { return button->isChecked(); } };
    }
    const std::pair<QString, EventFormat::Kind> copies[] = { { u"edit.copyTsv"_s, EventFormat::Kind::Tsv }, { u"edit.copyText"_s, EventFormat::Kind::Text },
                                                             { u"edit.copyJson"_s, EventFormat::Kind::JsonLines }, { u"edit.copyMarkdown"_s, EventFormat::Kind::Markdown } };
    for (const auto &[id, kind] : copies)
        does[id] = { [this, what = kind] { m_events->copyRows(what); } };
    does[u"edit.copyMessage"_s] = { [this] { withCurrent([this](EventRef event) { m_events->copier()->copyMessage(event); }); } };
    does[u"edit.copyTime"_s] = { [this] { withCurrent([this](EventRef event) { m_events->copier()->copyText(exactTimeText(m_session->store()->time(event))); }); } };
    does[u"edit.selectAll"_s] = { [this] { m_events->selectAll(); } };
    does[u"edit.rowMenu"_s] = { [this] {
        QTableView *table = m_events->table();
        emit table->customContextMenuRequested(table->visualRect(table->currentIndex()).center());
    } };
    does[u"edit.bookmark"_s] = { [this] { m_session->bookmarks()->toggle(m_session->current()); } };
    does[u"edit.bookmarkNote"_s] = { [this] { noteBookmark(); } };
}

void MainWindow::addGoDeeds(Deeds &does)
{
    does[u"go.back"_s] = does[u"edit.undo"_s];
    does[u"go.forward"_s] = does[u"edit.redo"_s];
    does[u"go.to"_s] = { [this] { askWhereTo(); } };
    const std::tuple<QString, Navigator::Target, bool> targets[] = {
        { u"go.nextError"_s, Navigator::Target::Error, true },        { u"go.previousError"_s, Navigator::Target::Error, false },
        { u"go.nextWarning"_s, Navigator::Target::Warning, true },    { u"go.previousWarning"_s, Navigator::Target::Warning, false },
        { u"go.nextSame"_s, Navigator::Target::SameEntity, true },    { u"go.previousSame"_s, Navigator::Target::SameEntity, false },
    };
    for (const auto &[id, target, forward] : targets)
        does[id] = { [this, what = target, on = forward] { m_navigator->go(what, on); } };
    does[u"go.nextBookmark"_s] = { [this] { goToBookmark(true); } };
    does[u"go.previousBookmark"_s] = { [this] { goToBookmark(false); } };
    does[u"go.nextTab"_s] = { [this] { selectTab(1); } };
    does[u"go.previousTab"_s] = { [this] { selectTab(-1); } };
    does[u"go.nextPane"_s] = { [this] { goToPane(true); } };
    does[u"go.previousPane"_s] = { [this] { goToPane(false); } };
    does[u"go.table"_s] = { [this] { m_events->setFocus(); } };
    for (const QDockWidget *dock : std::as_const(m_docks))
        does[u"go."_s + dock->objectName().chopped(4)] = { [this, name = dock->objectName()] { goToDock(name); } };
    does[u"table.down"_s] = { [this] { m_events->moveCurrent(1); } };
    does[u"table.up"_s] = { [this] { m_events->moveCurrent(-1); } };
    does[u"table.first"_s] = { [this] { m_events->moveToEnd(false); } };
    does[u"table.last"_s] = { [this] { m_events->moveToEnd(true); } };
}

void MainWindow::addViewDeeds(Deeds &does)
{
    does[u"panel.plots"_s] = { [this] { m_plots->setVisible(m_plots->isHidden()); }, [this] { return !m_plots->isHidden(); } };
    for (QDockWidget *dock : std::as_const(m_docks)) {
        does[u"panel."_s + dock->objectName().chopped(4)] = { [this, dock] {
            if (dock->isHidden())
                showDock(dock->objectName());
            else
                dock->hide();
        }, [dock] { return !dock->isHidden(); } };
    }
    const std::pair<QString, ThemeMode> themes[] = { { u"theme.system"_s, ThemeMode::System }, { u"theme.light"_s, ThemeMode::Light }, { u"theme.dark"_s, ThemeMode::Dark } };
    for (const auto &[id, theme] : themes) {
        does[id] = { [this, mode = theme] {
            Preferences wanted = m_settings->now();
            wanted.theme = mode;
            m_settings->set(wanted);
        }, [this, mode = theme] { return m_settings->now().theme == mode; } };
    }
    does[u"view.newTab"_s] = { [this] { m_session->openTab(); } };
    does[u"view.closeTab"_s] = { [this] { closeTab(); } };
    does[u"view.fontLarger"_s] = { [this] { m_fontSize->step(1); } };
    does[u"view.fontSmaller"_s] = { [this] { m_fontSize->step(-1); } };
    does[u"view.fontReset"_s] = { [this] { m_fontSize->set(0); } };
    does[u"view.columns"_s] = { [this] { chooseColumns(); } };
    does[u"view.fitColumns"_s] = { [this] { m_events->fitColumns(); } };
    does[u"view.onlyWithValues"_s] = { [this] { m_events->setOnlyWithValues(!m_events->isOnlyWithValues()); }, [this] { return m_events->isOnlyWithValues(); } };
    const std::pair<QString, int> columns[] = { { u"column.time"_s, EventModel::TimeColumn }, { u"column.delta"_s, EventModel::DeltaColumn }, { u"column.level"_s, EventModel::LevelColumn },
                                                { u"column.source"_s, EventModel::SourceColumn }, { u"column.entity"_s, EventModel::EntityColumn } };
    for (const auto &[id, column] : columns) {
        const auto isShown = [this, at = column] { return !m_events->table()->horizontalHeader()->isSectionHidden(at); };
        does[id] = { [this, isShown, at = column] { m_events->showColumn(at, !isShown()); }, isShown };
    }
    const std::pair<QString, TimeDisplay> times[] = { { u"times.utc"_s, TimeDisplay::Utc }, { u"times.local"_s, TimeDisplay::Local }, { u"times.relative"_s, TimeDisplay::Relative } };
    for (const auto &[id, display] : times)
        does[id] = { [this, how = display] { m_session->setTimeDisplay(how); }, [this, how = display] { return m_session->timeDisplay() == how; } };
    EventModel *model = m_events->model();
    const std::pair<QString, EventModel::Delta> deltas[] = { { u"delta.above"_s, EventModel::Delta::RowAbove }, { u"delta.entity"_s, EventModel::Delta::Entity } };
    for (const auto &[id, delta] : deltas)
        does[id] = { [model, to = delta] { model->setDelta(to); }, [model, to = delta] { return model->delta() == to; } };
    does[u"delta.here"_s] = { [this] { m_events->measureFromCurrent(); }, [model] { return model->delta() == EventModel::Delta::Reference; } };
    does[u"view.resetLayout"_s] = { [this] { resetLayout(); } };
}

// --- plots

QString MainWindow::metricView() const
{
    return u"metric:"_s + m_metric->metricName();
}

// The one that has the keyboard, or else the mouse.
TimePlot *MainWindow::activePlot() const
{
    const QWidget *focus = QApplication::focusWidget();
    if (m_metric->isAncestorOf(focus))
        return m_metric->plot();
    return m_metric->plot()->hovered() != kNoTime && !m_states->isAncestorOf(focus) ? m_metric->plot() : m_states->plot();
}

void MainWindow::addPlotDeeds(Deeds &does)
{
    does[u"plot.fit"_s] = { [this] { m_axis->fit(); } };
    does[u"plot.zoomIn"_s] = { [this] { activePlot()->zoom(0.8); } };
    does[u"plot.zoomOut"_s] = { [this] { activePlot()->zoom(1.25); } };
    does[u"plot.zoomToRange"_s] = { [this] { activePlot()->zoomToSelection(); } };
    does[u"plot.left"_s] = { [this] { m_axis->pan(-0.1); } };
    does[u"plot.right"_s] = { [this] { m_axis->pan(0.1); } };
    does[u"plot.previous"_s] = { [this] { activePlot()->step(false); } };
    does[u"plot.next"_s] = { [this] { activePlot()->step(true); } };
    does[u"plot.mark"_s] = { [this] { activePlot()->toggleMark(); } };
    does[u"plot.leave"_s] = { [this] { activePlot()->leave(); } };
    does[u"plot.stacked"_s] = { [this] { m_states->setStacked(!m_states->isStacked()); }, [this] { return m_states->isStacked(); } };
    auto *onlyShown = m_states->findChild<QAbstractButton *>(u"onlyShown"_s);
    does[u"plot.onlyShown"_s] = { [onlyShown] { onlyShown->toggle(); }, [onlyShown] { return onlyShown->isChecked(); } };
    does[u"plot.metric"_s] = { [this] {
        auto *chooser = m_metric->findChild<QComboBox *>(u"metricChooser"_s);
        chooser->setFocus();
        chooser->showPopup();
    } };
    does[u"plot.copyStates"_s] = { [this] { copyPlot(u"states"_s, PlotCopy::Picture); } };
    does[u"plot.copyStatesData"_s] = { [this] { copyPlot(u"states"_s, PlotCopy::Data); } };
    does[u"plot.copyMetric"_s] = { [this] { copyPlot(metricView(), PlotCopy::Picture); } };
    does[u"plot.copyMetricData"_s] = { [this] { copyPlot(metricView(), PlotCopy::Data); } };
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
