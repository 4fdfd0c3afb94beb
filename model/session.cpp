// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/session.h"

#include "model/bookmarks.h"
#include "model/query/eventplace.h"
#include "model/query/searchindex.h"

namespace widelens {

namespace {

std::shared_ptr<SharedTransitions> newTransitions()
{
    const auto start = [](std::function<void()> work) { sharedPool()->start(std::move(work)); };
    return freedInBackground(std::make_shared<SharedTransitions>(start));
}

} // namespace

Session::Session(std::shared_ptr<const Rules> rules, QObject *parent)
    : QObject(parent), m_rules(std::move(rules)), m_nextRules(m_rules), m_store(EventStore::empty(m_rules)), m_transitions(newTransitions()), m_rows(m_store->rows()), m_bookmarks(new Bookmarks(this))
{
    connect(&m_reader, &RunReader::versionRead, this, &Session::takeVersion);
    connect(&m_reader, &RunReader::progressChanged, this, &Session::progressChanged);
}

Session::~Session() = default;

// --- what is open

void Session::open(const QStringList &paths)
{
    if (const QString problem = RunReader::check(paths); !problem.isEmpty()) {
        emit failed(problem);
        return;
    }
    if (paths != m_paths)
        m_shifts.clear();
    close();
    m_paths = paths;
    m_open = true;
    m_reader.start(m_nextRules, m_paths, m_shifts, m_zone);
    emit opened();
    emit busyChanged();
}

void Session::setRules(std::shared_ptr<const Rules> rules)
{
    m_nextRules = std::move(rules);
    if (!m_open)
        resetView();
}

void Session::reload()
{
    const bool anything = m_open && !m_store->rows()->empty() && !isLoading();
    if (!anything) {
        if (m_open)
            open(QStringList(m_paths)); // a copy: closing clears them
        return;
    }
    if (const QString problem = RunReader::check(m_paths); !problem.isEmpty()) {
        emit failed(problem);
        return;
    }
    m_reloading = true;
    m_reader.start(m_nextRules, m_paths, m_shifts, m_zone);
    emit busyChanged();
}

void Session::setShift(const std::string &source, Time shift)
{
    if (shift == 0)
        m_shifts.erase(source);
    else
        m_shifts[source] = shift;
    reload();
}

void Session::takeVersion(const std::shared_ptr<const EventStore> &store)
{
    const bool isOther = m_reloading ? store->isComplete() : store->isRenumbered() && !m_store->rows()->empty();
    if (isOther)
        replaceStore(store);
    else if (!m_reloading)
        adoptVersion(store);
    if (store->isComplete())
        emit busyChanged();
}

// The same run, read again: events have new names, places are the same.
void Session::replaceStore(std::shared_ptr<const EventStore> store)
{
    m_tabs[m_tab] = leaveTab();
    struct Places {
        EventPlace current, top;
    };
    std::vector<Places> places;
    for (const Tab &tab : m_tabs)
        places.push_back({ placeOf(*m_store, tab.current), placeOf(*m_store, tab.top) });
    QList<Tab> tabs = m_tabs;
    const qsizetype at = m_tab;
    m_reloading = false;
    stopFiltering();
    resetView();
    emit replaced();
    for (qsizetype i = 0; i < tabs.size(); ++i) {
        tabs[i].current = eventAt(*store, places[static_cast<size_t>(i)].current);
        tabs[i].top = eventAt(*store, places[static_cast<size_t>(i)].top);
        tabs[i].rows = nullptr;
        tabs[i].store = nullptr;
    }
    m_tabs = tabs;
    m_tab = at;
    m_history = tabs[at].history;
    m_current = tabs[at].current;
    m_top = tabs[at].top;
    adoptVersion(std::move(store));
    // Not the zoom: nobody has changed it meanwhile.
    for (const auto told : { &Session::historyChanged, &Session::tabsChanged, &Session::filterChanged, &Session::rangeChanged, &Session::currentChanged,
                             &Session::tabSelected })
        emit(this->*told)();
}

void Session::close()
{
    m_reader.stop();
    m_reloading = false;
    stopFiltering();
    m_indexTask.cancel();
    m_countTask.cancel();
    m_open = false;
    m_paths.clear();
    resetView();
    emit busyChanged();
}

// One tab that shows everything; how the columns are stays as it is.
void Session::resetView()
{
    ViewState begin;
    begin.columns = columns();
    m_history = History(begin);
    m_shown = {};
    m_tabs = { Tab() };
    m_tab = 0;
    m_entity = {};
    m_current = {};
    m_top = {};
    m_selection.clear();
    m_rules = m_nextRules;
    // Rows first: nobody may look up an event of a store that is gone.
    const std::shared_ptr<const EventStore> none = EventStore::empty(m_rules);
    m_rows = none->rows();
    m_allRows = nullptr;
    m_awaited = {};
    m_awaitedTime = kNoTime;
    emit rowsChanged();
    m_store = none;
    m_transitions = newTransitions();
    for (const auto told : { &Session::storeChanged, &Session::filterChanged, &Session::rangeChanged, &Session::historyChanged, &Session::tabsChanged,
                             &Session::currentChanged, &Session::selectionChanged })
        emit(this->*told)();
}

void Session::cancelLoading()
{
    if (m_reloading) {
        m_reader.stop();
        m_reloading = false;
        emit busyChanged();
    } else {
        m_reader.cancel();
    }
}

TransitionSource Session::transitions() const
{
    return [shared = m_transitions, store = m_store](const Continue &goOn) { return shared->of(store, goOn); };
}

void Session::setStore(std::shared_ptr<const EventStore> store)
{
    m_open = true;
    adoptVersion(std::move(store));
}

void Session::adoptVersion(std::shared_ptr<const EventStore> store)
{
    m_store = freedInBackground(std::move(store));
    m_counts = nullptr;
    emit storeChanged();
    buildIndex();
    countEntities();
    // Restarting the filter for each version would let none of them end.
    if (isFiltering())
        m_filterAgain = true;
    else
        applyWanted(m_current);
}

// Until it is there, filters look at everything.
void Session::buildIndex()
{
    m_indexTask.cancel();
    if (!m_store->isComplete() || m_store->searchIndex())
        return;
    auto work = [store = m_store](const Continue &goOn) {
        auto index = SearchIndex::build(*store, goOn);
        if (index)
            store->setSearchIndex(index);
        return index;
    };
    m_indexTask.start(this, work, [](const std::shared_ptr<const SearchIndex> &) {});
}

// Which a filter cannot tell of a large run while somebody waits.
void Session::countEntities()
{
    m_countTask.cancel();
    if (!m_store->isComplete() || m_store->rows()->size() < m_firstPageFrom)
        return;
    auto work = [store = m_store](const Continue &goOn) { return EntityCounts::count(*store, goOn); };
    m_countTask.start(this, work, [this](const std::shared_ptr<const EntityCounts> &counts) {
        m_counts = counts;
        emit rowCountChanged();
    });
}

void Session::showEntity(const Entity &entity)
{
    m_entity = entity;
    emit entityWanted();
}

// --- how times are shown

void Session::setTimeDisplay(TimeDisplay display)
{
    if (display == m_timeDisplay)
        return;
    m_timeDisplay = display;
    emit timeDisplayChanged();
}

void Session::setTimeDigits(int digits)
{
    if (digits == m_timeDigits)
        return;
    m_timeDigits = digits;
    emit timeDisplayChanged();
}

Time Session::timeOrigin() const
{
    const TimeRange span = m_store->timeSpan();
    Time origin = span.isEverything() ? kNoTime : span.begin;
    for (const Run &run : m_store->runs()) {
        if (run.began != kNoTime && (origin == kNoTime || run.began < origin))
            origin = run.began;
    }
    return origin;
}

Time Session::timeOrigin(EventRef event) const
{
    const RunId run = m_store->run(event);
    const Time began = run == kNoRun ? kNoTime : m_store->runs()[index(run)].began;
    return began == kNoTime ? timeOrigin() : began;
}

QString Session::timeText(EventRef event, int digits) const
{
    const Time origin = m_timeDisplay == TimeDisplay::Relative ? timeOrigin(event) : kNoTime;
    return widelens::timeText(m_store->time(event), m_timeDisplay, origin, digits);
}

} // namespace widelens
