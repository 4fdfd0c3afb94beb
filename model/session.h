// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/entitycounts.h"
#include "model/analysis/sharedtransitions.h"
#include "model/history.h"
#include "model/query/nearbyrows.h"
#include "model/runreader.h"
#include "model/selectedrows.h"
#include "model/timetext.h"

#include <QObject>
#include <QStringList>

#include <map>
#include <memory>

namespace widelens {

class Bookmarks;

// The one mutable object: what is open, what the filter leaves of it, and where the reader is. Views read it and ask it,
// never each other. Lives on the GUI thread and never waits: loading and filtering go on in the background, and what was
// shown stays until the next result is there. What is shown is shown in tabs: each has its own history, place and rows,
// all are of one store, and everything here is about the current one.
class Session : public QObject
{
    Q_OBJECT
public:
    explicit Session(std::shared_ptr<const Rules> rules, QObject *parent = nullptr);
    ~Session() override;

    // --- what is open
    void open(const QStringList &paths); // replaces what was open; failed() when nothing can be read
    // Reads the same again: what was shown stays until that is done, then place, filter and history go on. See replaced().
    void reload();
    // Adds to all times of a source (by its path), and reads the run again; 0 takes that back. Until another run is opened.
    void setShift(const std::string &source, Time shift);
    void close();
    // What is opened or reloaded from now on is read with these; what is shown keeps those that it was read with.
    void setRules(std::shared_ptr<const Rules> rules);
    // Likewise: the zone of times without one whose run does not tell it; a name, "": this machine's.
    void setZone(const QString &zone) { m_zone = zone; }
    void cancelLoading(); // keeps what was read so far; of a reload, what was there before
    void setStore(std::shared_ptr<const EventStore> store); // a newer version; another store only after close()
    const std::shared_ptr<const EventStore> &store() const { return m_store; } // never null
    TransitionSource transitions() const; // of store(); for any thread, and waits
    const std::shared_ptr<SharedTransitions> &sharedTransitions() const { return m_transitions; } // never null
    const std::shared_ptr<const Rules> &rules() const { return m_rules; }
    const QStringList &paths() const { return m_paths; }
    bool isOpen() const { return m_open; }
    bool isLoading() const { return m_reader.isRunning(); }
    const LoadProgress &loadProgress() const { return m_reader.progress(); }
    Bookmarks *bookmarks() const { return m_bookmarks; }

    // --- the rows that the filter leaves; never null, at any time valid for store(). While a filter is busy with a large run
    // they may be those around the current event alone.
    const std::shared_ptr<const EventRows> &rows() const { return m_rows; }
    bool hasAllRows() const { return !m_allRows; }
    std::optional<uint64_t> rowCount() const; // with those that are still looked for; none: not known yet
    void setFirstPageFrom(size_t events) { m_firstPageFrom = events; } // smaller runs are filtered as fast as anybody looks
    bool isFiltering() const { return m_filterTask.isRunning() || m_firstPageTask.isRunning(); }
    bool isIndexing() const { return m_indexTask.isRunning(); } // pivots take a little longer so long
    double filterProgress() const { return m_filterProgress; } // 0…1
    void cancelFiltering(); // back to the filter that the rows show

    // --- filter: chips and a time range. Each change is one step of the history.
    const QList<Pivot> &pivots() const { return wanted().pivots; }
    void setPivots(const QList<Pivot> &pivots);
    void addPivot(const Pivot &pivot); // switches on the chip that is there already; replaces one on the same fields
    void removePivot(qsizetype index);
    void setPivotEnabled(qsizetype index, bool enabled);
    void setPivotNegated(qsizetype index, bool negated);
    void movePivot(qsizetype from, qsizetype to); // to: its index afterwards
    TimeRange range() const { return wanted().range; }
    void setRange(TimeRange range);
    void clearFilter();
    void show(const ViewState &state); // all at once: one step
    Filter filter() const { return filterOf(wanted()); } // what the enabled chips and the range say together

    // --- columns of the table and zoom of the plots: steps of the same history
    const Columns &columns() const { return wanted().columns; }
    void setColumns(const Columns &columns);
    void startWithColumns(const Columns &columns); // no step: how a table begins
    TimeRange zoom() const { return wanted().zoom; } // everything: the plots show all there is
    void setZoom(TimeRange zoom);

    // --- history
    const History &history() const { return m_history; }
    bool canGoBack() const { return m_history.canGoBack(); }
    bool canGoForward() const { return m_history.canGoForward(); }
    void goBack() { goBy(-1); }
    void goForward() { goBy(1); }
    void goToStep(qsizetype step);
    void goBy(qsizetype steps); // from the one that is current, once what is unsettled is one

    // --- tabs
    qsizetype tabCount() const { return m_tabs.size(); }
    qsizetype currentTab() const { return m_tab; }
    const ViewState &tabState(qsizetype tab) const; // what it shows
    void openTab(); // one more of what is shown, behind the current one; becomes current
    void openInTab(const Pivot &pivot); // there, with this chip
    void selectTab(qsizetype tab);
    void moveTab(qsizetype from, qsizetype to);
    void closeTab(qsizetype tab); // never the last one

    // --- the current event
    EventRef current() const { return m_current; }
    void setCurrent(EventRef event);
    // Index in rows() of an event; rows().size() when the filter left it out.
    size_t rowOf(EventRef event) const;
    EventRef nearest(Time time) const; // of rows(); invalid when there are none
    void goToTime(Time time); // the event of rows() that is nearest in time becomes the current one
    void goToEvent(EventRef event); // becomes current; filters that leave it out are cleared
    EventRef top() const { return m_top; } // the first event on the screen, by the table; none at the very top
    void setTop(EventRef event) { m_top = event; }
    // Rows that copying is about: indexes in rows(). The current event alone after setCurrent() and when rows come or go.
    const SelectedRows &selection() const { return m_selection; }
    void setSelection(const SelectedRows &selection, EventRef current);

    // --- the entity whose page is asked for; a kind of "" for none
    const Entity &entity() const { return m_entity; }
    void showEntity(const Entity &entity); // again, too: its page may have been closed

    // --- how times are shown
    TimeDisplay timeDisplay() const { return m_timeDisplay; }
    void setTimeDisplay(TimeDisplay display);
    int timeDigits() const { return m_timeDigits; } // of the seconds, 0…9
    void setTimeDigits(int digits);
    Time timeOrigin() const; // where Relative begins: the first run's start
    Time timeOrigin(EventRef event) const; // of the event's own run
    QString timeText(EventRef event) const { return timeText(event, m_timeDigits); }
    QString timeText(EventRef event, int digits) const;

signals:
    void opened(); // another run: what was known of the last one is void
    void replaced(); // by the same run read again, while there is no store: its events have other EventRefs
    void storeChanged(); // a new version of the same store, or another one
    void rowsChanged();
    void rowCountChanged(); // rowCount() may be known by now
    void filterChanged(); // chips or range
    void rangeChanged();
    void columnsChanged();
    void zoomChanged();
    void leavingStep(); // another step or tab is next: what was not one yet (a zoom, a dragged column) becomes one
    void historyChanged(); // steps, or where the reader stands
    void tabsChanged(); // which there are, which is current, or what one shows
    void tabSelected(); // another tab is shown: top() says where
    void currentChanged();
    void entityWanted();
    void selectionChanged();
    void timeDisplayChanged();
    void progressChanged(); // loadProgress() or filterProgress()
    void busyChanged(); // isLoading() or isFiltering()
    void failed(const QString &message);

private:
    // What belongs to a tab; of the current one it stands in the members below.
    struct Tab {
        History history;
        ViewState shown;
        EventRef current;
        EventRef top;
        std::shared_ptr<const EventRows> rows; // of `store`; null: to be filtered again
        std::shared_ptr<const EventStore> store;
    };

    const ViewState &wanted() const { return m_history.current(); }
    void takeVersion(const std::shared_ptr<const EventStore> &store);
    void replaceStore(std::shared_ptr<const EventStore> store);
    void adoptVersion(std::shared_ptr<const EventStore> store);
    void buildIndex();
    void want(const ViewState &state);
    void showStep(const ViewState &before);
    void applyWanted(EventRef around); // what the first page is to be around, if it passes; else around top()
    void startFiltering();
    void startFirstPage(EventRef around);
    void stopFiltering();
    void showRows(std::shared_ptr<const EventRows> rows);
    void showAllRows(std::shared_ptr<const EventRows> rows, const ViewState &state);
    void showFirstPage(const NearbyRows &found);
    void countEntities();
    void goToAwaited();
    void resetView();
    void selectCurrent();
    Tab leaveTab();
    void enterTab(qsizetype tab);

    std::shared_ptr<const Rules> m_rules; // of m_store
    std::shared_ptr<const Rules> m_nextRules;
    std::shared_ptr<const EventStore> m_store;
    std::shared_ptr<SharedTransitions> m_transitions; // of what is open
    std::shared_ptr<const EventRows> m_rows;
    Bookmarks *m_bookmarks;
    QStringList m_paths;
    std::map<std::string, Time> m_shifts; // by path of a source
    bool m_open = false;
    bool m_reloading = false;
    History m_history;
    ViewState m_shown; // its pivots and range: what the last rows were filtered by that were all
    std::shared_ptr<const EventRows> m_allRows; // those rows, while m_rows are a part; null: m_rows are all
    EventRef m_current;
    EventRef m_top;
    QList<Tab> m_tabs = QList<Tab>(1);
    qsizetype m_tab = 0;
    Entity m_entity;
    SelectedRows m_selection;
    TimeDisplay m_timeDisplay = TimeDisplay::Utc;
    int m_timeDigits = 6;
    QString m_zone;
    RunReader m_reader;
    Task<std::shared_ptr<const EventRows>, promptPool> m_filterTask;
    bool m_filterAgain = false; // a newer version came while filtering
    double m_filterProgress = 0;
    size_t m_firstPageFrom = 200'000;
    Task<std::shared_ptr<const NearbyRows>, promptPool> m_firstPageTask;
    Task<std::shared_ptr<const EntityCounts>> m_countTask;
    std::shared_ptr<const EntityCounts> m_counts; // null: not counted yet
    EventRef m_awaited; // the current event, until it is known whether the filter leaves it; else none
    Time m_awaitedTime = kNoTime; // where the reader went before it was known which events are there
    Task<std::shared_ptr<const SearchIndex>, nextPool> m_indexTask;
};

} // namespace widelens
