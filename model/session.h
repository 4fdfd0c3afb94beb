// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/loader.h"
#include "model/pivot.h"
#include "model/selectedrows.h"
#include "model/task.h"
#include "model/timetext.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace widelens {

// The one mutable object: what is open, what the filter leaves of it, and where the reader is. Views read it and ask it,
// never each other. Lives on the GUI thread and never waits: loading and filtering go on in the background, and what was
// shown stays until the next result is there.
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
    void close();
    // What is opened or reloaded from now on is read with these; what is shown keeps those that it was read with.
    void setRules(std::shared_ptr<const Rules> rules);
    void cancelLoading(); // keeps what was read so far; of a reload, what was there before
    void setStore(std::shared_ptr<const EventStore> store); // a newer version; another store only after close()
    const std::shared_ptr<const EventStore> &store() const { return m_store; } // never null
    const std::shared_ptr<const Rules> &rules() const { return m_rules; }
    const QStringList &paths() const { return m_paths; }
    bool isOpen() const { return m_open; }
    bool isLoading() const { return m_loader != nullptr; }
    const LoadProgress &loadProgress() const { return m_loadProgress; }

    // --- the rows that the filter leaves; never null, at any time valid for store()
    const std::shared_ptr<const EventRows> &rows() const { return m_rows; }
    bool isFiltering() const { return m_filterTask.isRunning(); }
    double filterProgress() const { return m_filterProgress; } // 0…1
    void cancelFiltering(); // back to the filter that the rows show

    // --- filter: chips and a time range. Each change is one step of the history.
    const QList<Pivot> &pivots() const { return m_wanted.pivots; }
    void setPivots(const QList<Pivot> &pivots);
    void addPivot(const Pivot &pivot); // switches on the chip that is there already; replaces one on the same fields
    void removePivot(qsizetype index);
    void setPivotEnabled(qsizetype index, bool enabled);
    TimeRange range() const { return m_wanted.range; }
    void setRange(TimeRange range);
    void clearFilter();
    Filter filter() const; // what the enabled chips and the range say together
    bool canGoBack() const { return m_historyAt > 0; }
    bool canGoForward() const { return m_historyAt + 1 < m_history.size(); }
    void goBack();
    void goForward();

    // --- the current event
    EventRef current() const { return m_current; }
    void setCurrent(EventRef event);
    // Index in rows() of an event; rows().size() when the filter left it out.
    size_t rowOf(EventRef event) const;
    void goToTime(Time time); // the event of rows() that is nearest in time becomes the current one
    // Rows that copying is about: indexes in rows(). The current event alone after setCurrent() and when rows come or go.
    const SelectedRows &selection() const { return m_selection; }
    void setSelection(const SelectedRows &selection, EventRef current);

    // --- the entity whose page is asked for; a kind of "" for none
    const Entity &entity() const { return m_entity; }
    void showEntity(const Entity &entity); // again, too: its page may have been closed

    // --- how times are shown
    TimeDisplay timeDisplay() const { return m_timeDisplay; }
    void setTimeDisplay(TimeDisplay display);
    Time timeOrigin() const; // where Relative begins: the first run's start
    Time timeOrigin(EventRef event) const; // of the event's own run
    QString timeText(EventRef event, int digits = 6) const;

signals:
    void opened(); // another run: what was known of the last one is void
    void replaced(); // by the same run read again, while there is no store: its events have other EventRefs
    void storeChanged(); // a new version of the same store, or another one
    void rowsChanged();
    void filterChanged(); // chips or history
    void rangeChanged();
    void currentChanged();
    void entityWanted();
    void selectionChanged();
    void timeDisplayChanged();
    void progressChanged(); // loadProgress() or filterProgress()
    void busyChanged(); // isLoading() or isFiltering()
    void failed(const QString &message);

private:
    struct View {
        QList<Pivot> pivots;
        TimeRange range;
        bool operator==(const View &) const = default;
    };

    void startLoading();
    void dropLoader();
    void replaceStore(std::shared_ptr<const EventStore> store);
    void adoptVersion(std::shared_ptr<const EventStore> store);
    void want(const View &view, bool remember = true);
    void applyWanted();
    void startFiltering();
    void showRows(std::shared_ptr<const EventRows> rows, const View &view);
    void resetView();
    void selectCurrent();

    std::shared_ptr<const Rules> m_rules; // of m_store
    std::shared_ptr<const Rules> m_nextRules;
    std::shared_ptr<const EventStore> m_store;
    std::shared_ptr<const EventRows> m_rows;
    QStringList m_paths;
    bool m_open = false;
    bool m_reloading = false;
    View m_wanted;
    View m_shown; // what m_rows were filtered by
    QList<View> m_history;
    qsizetype m_historyAt = 0;
    EventRef m_current;
    Entity m_entity;
    SelectedRows m_selection;
    TimeDisplay m_timeDisplay = TimeDisplay::Utc;
    std::unique_ptr<Loader> m_loader;
    std::shared_ptr<Inbox> m_inbox; // of the running loader
    LoadProgress m_loadProgress;
    Task<std::shared_ptr<const EventRows>> m_filterTask;
    bool m_filterAgain = false; // a newer version came while filtering
    double m_filterProgress = 0;
};

} // namespace widelens
