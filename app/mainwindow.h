// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/entity.h"
#include "model/task.h"

#include <QHash>
#include <QMainWindow>

#include <functional>
#include <memory>

class QDockWidget;
class QShortcut;
class QSplitter;
class QStackedWidget;

namespace widelens {

enum class PlotCopy;
struct PlotRequest;
struct Preferences;
struct Rules;
struct Source;
class EventTableView;
class FindBar;
class FontSize;
class Finder;
class InspectorView;
class IssueModel;
class Keymap;
class MetricPlot;
class Navigator;
class PlotExporter;
class Session;
class Settings;
class StatesPlot;
class SummaryView;
class TimeAxis;
class TimePlot;
class WelcomePage;

// Puts the views together around one session: menus, toolbar, docks. No logic of its own.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(std::shared_ptr<const Rules> rules, QWidget *parent = nullptr);
    ~MainWindow() override;

    void open(const QStringList &paths);
    void openLast(); // what was open when the program ended, if the reader wants that
    void tellRuleProblems(const std::vector<std::string> &problems); // rule files of the user's that were left out
    Session *session() const { return m_session; }
    QAction *action(const QString &id) const { return m_actions.value(id); }
    Keymap *keymap() const { return m_keymap; }
    Settings *settings() const { return m_settings; }
    QWidget *metricPlotWidget() const;

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    // What a command does, and whether it is on; isOn: null for what is not on or off.
    struct Deed {
        std::function<void()> run;
        std::function<bool()> isOn = {};
    };
    using Deeds = QHash<QString, Deed>; // by the command's id

    void makeViews();
    void makeDocks();
    void makeActions();
    void makeMenus();
    void makeToolBar();
    void connectSession();
    void connectTable();
    void connectSummary();
    Deeds deeds();
    void addFileDeeds(Deeds &does);
    void addEditDeeds(Deeds &does);
    void addGoDeeds(Deeds &does);
    void addFilterDeeds(Deeds &does);
    void addViewDeeds(Deeds &does);
    void addPlotDeeds(Deeds &does);
    void withCurrent(const std::function<void(EventRef)> &run);
    void withEntity(const std::function<void(const Entity &)> &run);
    void updateKeys();
    void updateChoices();
    void fillRecentMenu(QMenu *menu);
    void showSettings();
    void applySettings(const Preferences &before);
    void tellSettingsProblems();
    void chooseRuns(const QString &parentPath, const std::vector<std::string> &directories);
    void openRun();
    void openFiles();
    void teachFile();
    void teach(const Source &source);
    void readRules(bool ask);
    std::shared_ptr<const Rules> loadOwnRules();
    PlotRequest plotRequest(const QString &view) const;
    bool lacksRows(); // says so, too
    void exportPlot(const QString &view);
    void copyPlot(const QString &view, PlotCopy what);
    QString metricView() const;
    TimePlot *activePlot() const;
    void showPanels(bool shown);
    QDockWidget *showDock(const QString &name);
    void goToDock(const QString &name);
    void listEntities(const QString &kind, const QString &filter = {}, const QString &field = {});
    void showIssues();
    void exportEvents();
    void findOn(bool forward);
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
    void say(const QString &message); // in the status bar, for a while

    Session *m_session;
    Settings *m_settings;
    Keymap *m_keymap = nullptr;
    TimeAxis *m_axis;
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
    Task<std::shared_ptr<const std::vector<std::string>>, promptPool> m_lookTask; // at what is to be opened
    Deeds m_deeds;
    QList<QShortcut *> m_localKeys; // of the table and of the plots
    QHash<QString, QAction *> m_actions;
    QByteArray m_rulesRead; // the fingerprint of the user's rule files that are in use
    QByteArray m_firstLayout;
    QByteArray m_panels; // their layout while nothing is open
    bool m_panelsShown = true;
};

} // namespace widelens
