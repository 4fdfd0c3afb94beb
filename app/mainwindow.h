// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands.h"
#include "model/task.h"

#include <QHash>
#include <QMainWindow>

#include <memory>

class QDockWidget;
class QSplitter;
class QStackedWidget;

namespace widelens {

struct PlotRequest;
struct Rules;
struct Source;
class AxisHistory;
class EventTableView;
class FindBar;
class FontSize;
class Finder;
class InspectorView;
class IssueModel;
class MetricPlot;
class Navigator;
class PlotExporter;
class Session;
class StatesPlot;
class SummaryView;
class TimeAxis;
class WelcomePage;

// Puts the views together around one session: menus, toolbar, docks. No logic of its own.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(std::shared_ptr<const Rules> rules, QWidget *parent = nullptr);

    void open(const QStringList &paths);
    void tellRuleProblems(const std::vector<std::string> &problems); // rule files of the user's that were left out
    Session *session() const { return m_session; }
    QAction *action(const QString &id) const { return m_actions.value(id); }
    QWidget *metricPlotWidget() const;

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void makeViews();
    void makeDocks();
    void makeActions();
    void makeMenus();
    void makeToolBar();
    void connectSession();
    void connectTable();
    void connectSummary();
    CommandTargets targets();
    void fillRecentMenu(QMenu *menu);
    void fillThemeMenu(QMenu *menu);
    void chooseRuns(const QString &parentPath, const std::vector<std::string> &directories);
    void openRun();
    void openFiles();
    void teachFile();
    void teach(const Source &source);
    void readRules(bool ask);
    PlotRequest plotRequest(const QString &view) const;
    void exportPlot(const QString &view);
    void showPlots(bool shown);
    void showPanels(bool shown);
    QDockWidget *showDock(const QString &name);
    void listEntities(const QString &kind, const QString &filter = {}, const QString &field = {});
    void showIssues();
    void exportEvents();
    void findOn(bool forward);
    void goToStep(qsizetype by);
    void noteBookmark();
    void goToBookmark(bool forward);
    void goToPane(bool forward);
    void askWhereTo();
    void closeTab();
    void selectTab(qsizetype by);
    void chooseColumns();
    void showPalette();
    void about();
    void rememberFirstLayout();
    void resetLayout();
    void restoreLayout();
    void updateIcons();
    void updateOpen();
    void updateHistory();
    void tell(const QString &message);

    Session *m_session;
    TimeAxis *m_axis;
    AxisHistory *m_axisHistory;
    PlotExporter *m_exporter;
    FontSize *m_fontSize;
    QStackedWidget *m_pages;
    WelcomePage *m_welcome;
    QSplitter *m_workspace;
    QSplitter *m_plots;
    StatesPlot *m_states;
    MetricPlot *m_metric;
    EventTableView *m_events;
    Finder *m_finder;
    FindBar *m_findBar;
    Navigator *m_navigator;
    InspectorView *m_inspector;
    SummaryView *m_summary;
    IssueModel *m_issues;
    QList<QDockWidget *> m_docks; // the inspector first
    Task<std::shared_ptr<const std::vector<std::string>>> m_lookTask; // at what is to be opened
    std::vector<Command> m_commands;
    QHash<QString, QAction *> m_actions;
    QByteArray m_rulesRead; // the fingerprint of the user's rule files that are in use
    QByteArray m_firstLayout;
    QByteArray m_panels; // their layout while nothing is open
    bool m_panelsShown = true;
};

} // namespace widelens
