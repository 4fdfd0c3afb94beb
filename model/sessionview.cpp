// SPDX-License-Identifier: GPL-3.0-or-later
// What the session shows of its store: rows, filter, history, tabs, the current event.
#include "model/session.h"

#include "model/query/eventplace.h"

#include <algorithm>

namespace widelens {

// --- rows

void Session::applyWanted(EventRef around)
{
    if (!filter().isEmpty()) {
        startFirstPage(around);
        return;
    }
    const bool wasBusy = isFiltering();
    stopFiltering();
    showAllRows(m_store->rows(), wanted());
    if (wasBusy)
        emit busyChanged();
}

void Session::startFiltering()
{
    m_filterAgain = false;
    m_filterProgress = 0;
    auto work = [store = m_store, filter = filter()](const Continue &goOn) { return applyFilter(store, filter, goOn); };
    auto done = [this, state = wanted()](const std::shared_ptr<const EventRows> &rows) {
        if (rows)
            showAllRows(rows, state);
        if (m_filterAgain)
            startFiltering();
        else
            emit busyChanged();
    };
    m_filterTask.start(this, work, done, [this](double fraction) {
        m_filterProgress = fraction;
        emit progressChanged();
    });
    emit busyChanged();
}

// Of a large run somebody sees what passes near by before everything is looked at, which takes all cores then.
void Session::startFirstPage(EventRef around)
{
    constexpr size_t page = 128; // rows: more than a screen has
    m_filterTask.cancel();
    const bool isBack = isSameFilter(filterOf(m_shown), filter());
    if (isBack && !hasAllRows()) // to what was shown before another filter had come far
        showRows(std::exchange(m_allRows, nullptr));
    if (isBack || m_store->rows()->size() < m_firstPageFrom) {
        m_firstPageTask.cancel();
        startFiltering();
        return;
    }
    m_filterAgain = false;
    m_filterProgress = 0;
    auto work = [store = m_store, filter = filter(), around, top = m_top](const Continue &goOn) {
        auto found = nearbyRows(store, filter, around, top, page, goOn);
        return found ? std::make_shared<const NearbyRows>(std::move(*found)) : nullptr;
    };
    m_firstPageTask.start(this, work, [this](const std::shared_ptr<const NearbyRows> &found) {
        startFiltering();
        if (found)
            showFirstPage(*found);
    });
    emit busyChanged();
}

void Session::showFirstPage(const NearbyRows &found)
{
    if (hasAllRows())
        m_allRows = m_rows;
    showRows(std::make_shared<EventRows>(found.rows));
}

void Session::showAllRows(std::shared_ptr<const EventRows> rows, const ViewState &state)
{
    m_shown = state;
    m_allRows = nullptr;
    if (rows == m_rows)
        return;
    showRows(std::move(rows));
    goToAwaited();
}

void Session::showRows(std::shared_ptr<const EventRows> rows)
{
    m_rows = freedInBackground(std::move(rows));
    emit rowsChanged();
    selectCurrent();
}

void Session::stopFiltering()
{
    m_filterTask.cancel();
    m_firstPageTask.cancel();
    m_filterAgain = false;
}

void Session::cancelFiltering()
{
    if (!isFiltering())
        return;
    stopFiltering();
    if (filterOf(wanted()) != filterOf(m_shown)) {
        ViewState state = wanted(); // zoom and columns go on
        state.pivots = m_shown.pivots;
        state.range = m_shown.range;
        m_history.replace(state);
        m_history.forgetForward();
        for (const auto told : { &Session::filterChanged, &Session::rangeChanged, &Session::historyChanged })
            emit(this->*told)();
    }
    if (!hasAllRows())
        showAllRows(std::exchange(m_allRows, nullptr), m_shown);
    emit busyChanged();
}

std::optional<uint64_t> Session::rowCount() const
{
    if (hasAllRows())
        return m_rows->size();
    return m_counts ? m_counts->of(filter()) : std::nullopt;
}

// --- filter, columns, zoom: steps of the history

void Session::want(const ViewState &state)
{
    if (state == wanted())
        return;
    const ViewState before = wanted();
    m_history.push(state);
    showStep(before);
}

void Session::goBy(qsizetype steps)
{
    emit leavingStep();
    goToStep(m_history.at() + steps);
}

void Session::goToStep(qsizetype step)
{
    emit leavingStep();
    const ViewState before = wanted();
    const qsizetype at = m_history.at();
    m_history.goTo(step);
    if (m_history.at() != at)
        showStep(before);
}

void Session::showStep(const ViewState &before)
{
    const ViewState now = wanted();
    if (now.columns != before.columns)
        emit columnsChanged();
    if (now.pivots != before.pivots || now.range != before.range) {
        emit filterChanged();
        emit tabsChanged();
    }
    if (now.range != before.range)
        emit rangeChanged();
    if (now.zoom != before.zoom)
        emit zoomChanged();
    emit historyChanged();
    if (!isSameFilter(filterOf(now), filterOf(before)))
        applyWanted(m_current);
    else if (!isFiltering())
        m_shown = now;
}

void Session::show(const ViewState &state)
{
    want(state);
}

void Session::setPivots(const QList<Pivot> &pivots)
{
    ViewState state = wanted();
    state.pivots = pivots;
    want(state);
}

static bool sameFields(const Pivot &a, const Pivot &b)
{
    const auto sameField = [](const Term &x, const Term &y) { return x.field == y.field; };
    return a.negated == b.negated && std::equal(a.terms.begin(), a.terms.end(), b.terms.begin(), b.terms.end(), sameField);
}

static QList<Pivot> withPivot(QList<Pivot> pivots, const Pivot &pivot)
{
    const auto there = std::find_if(pivots.begin(), pivots.end(), [&](const Pivot &p) {
        return p.negated ? p.terms == pivot.terms && pivot.negated : sameFields(p, pivot);
    });
    if (there == pivots.end())
        pivots.append(pivot);
    else
        *there = pivot;
    return pivots;
}

void Session::addPivot(const Pivot &pivot)
{
    setPivots(withPivot(pivots(), pivot));
}

void Session::removePivot(qsizetype index)
{
    QList<Pivot> changed = pivots();
    changed.removeAt(index);
    setPivots(changed);
}

void Session::setPivotEnabled(qsizetype index, bool enabled)
{
    QList<Pivot> changed = pivots();
    changed[index].enabled = enabled;
    setPivots(changed);
}

void Session::setPivotNegated(qsizetype index, bool negated)
{
    QList<Pivot> changed = pivots();
    changed[index].negated = negated;
    setPivots(changed);
}

void Session::movePivot(qsizetype from, qsizetype to)
{
    QList<Pivot> changed = pivots();
    changed.move(from, qBound(qsizetype(0), to, changed.size() - 1));
    setPivots(changed);
}

void Session::setRange(TimeRange range)
{
    ViewState state = wanted();
    state.range = range;
    want(state);
}

void Session::clearFilter()
{
    ViewState state = wanted();
    state.pivots.clear();
    state.range = {};
    want(state);
}

void Session::setColumns(const Columns &columns)
{
    ViewState state = wanted();
    state.columns = columns;
    want(state);
}

void Session::startWithColumns(const Columns &columns)
{
    ViewState state = wanted();
    state.columns = columns;
    m_history.replace(state);
    emit columnsChanged();
}

void Session::setZoom(TimeRange zoom)
{
    ViewState state = wanted();
    state.zoom = zoom;
    want(state);
}

// --- tabs

const ViewState &Session::tabState(qsizetype tab) const
{
    return tab == m_tab ? wanted() : m_tabs[tab].history.current();
}

Session::Tab Session::leaveTab()
{
    stopFiltering();
    Tab tab { m_history, m_shown, m_current, m_top, hasAllRows() ? m_rows : m_allRows, m_store };
    // Rows that cost much memory are filtered again instead of kept.
    constexpr size_t most = 10'000'000;
    if (tab.rows != m_store->rows() && tab.rows->size() > most)
        tab.rows = nullptr;
    return tab;
}

void Session::enterTab(qsizetype at)
{
    const Tab tab = std::exchange(m_tabs[at], Tab());
    m_tab = at;
    m_history = tab.history;
    m_current = tab.current;
    m_selection.clear();
    if (tab.rows && tab.store == m_store) {
        m_rows = tab.rows;
        m_allRows = nullptr;
        m_shown = tab.shown;
        emit rowsChanged();
    }
    for (const auto told : { &Session::columnsChanged, &Session::filterChanged, &Session::rangeChanged, &Session::zoomChanged, &Session::historyChanged,
                             &Session::tabsChanged, &Session::currentChanged })
        emit(this->*told)();
    m_top = tab.top;
    emit tabSelected();
    if (m_rows != tab.rows || !isSameFilter(filterOf(m_shown), filter()))
        applyWanted({}); // its rows begin where they began
    emit busyChanged(); // the filter of the other tab was stopped
    selectCurrent();
    emit selectionChanged();
}

void Session::selectTab(qsizetype tab)
{
    if (tab < 0 || tab >= m_tabs.size() || tab == m_tab)
        return;
    emit leavingStep();
    m_tabs[m_tab] = leaveTab();
    enterTab(tab);
}

void Session::openTab()
{
    emit leavingStep();
    m_tabs[m_tab] = leaveTab();
    Tab tab = m_tabs[m_tab];
    tab.history = History(wanted());
    m_tabs.insert(m_tab + 1, tab);
    enterTab(m_tab + 1);
}

void Session::openInTab(const Pivot &pivot)
{
    openTab();
    addPivot(pivot);
}

void Session::moveTab(qsizetype from, qsizetype to)
{
    m_tabs.move(from, to); // the current one is empty here: it moves alike
    if (from == m_tab)
        m_tab = to;
    else if (from < m_tab && to >= m_tab)
        --m_tab;
    else if (from > m_tab && to <= m_tab)
        ++m_tab;
    emit tabsChanged();
}

void Session::closeTab(qsizetype tab)
{
    if (m_tabs.size() < 2 || tab < 0 || tab >= m_tabs.size())
        return;
    if (tab == m_tab) {
        stopFiltering();
        m_tabs.removeAt(tab);
        enterTab(std::min(tab, m_tabs.size() - 1));
        return;
    }
    m_tabs.removeAt(tab);
    if (tab < m_tab)
        --m_tab;
    emit tabsChanged();
}

// --- the current event

void Session::setCurrent(EventRef event)
{
    const bool changes = event != m_current;
    m_current = event;
    m_awaited = {};
    m_awaitedTime = kNoTime;
    if (changes)
        emit currentChanged();
    selectCurrent();
}

void Session::selectCurrent()
{
    SelectedRows selection;
    if (const size_t row = rowOf(m_current); row < m_rows->size())
        selection.select(row);
    setSelection(selection, m_current);
}

void Session::setSelection(const SelectedRows &selection, EventRef current)
{
    const bool changes = selection != m_selection;
    m_selection = selection;
    if (current != m_current) {
        m_current = current;
        m_awaited = {};
        m_awaitedTime = kNoTime;
        emit currentChanged();
    }
    if (changes)
        emit selectionChanged();
}

size_t Session::rowOf(EventRef event) const
{
    if (!event.isValid() || event.segment >= m_store->segments().size())
        return m_rows->size();
    const size_t row = m_store->lowerBound(*m_rows, event);
    return row < m_rows->size() && (*m_rows)[row] == event ? row : m_rows->size();
}

EventRef Session::nearest(Time time) const
{
    if (m_rows->empty())
        return {};
    size_t row = std::min(m_store->lowerBound(*m_rows, time), m_rows->size() - 1);
    if (row > 0 && time - m_store->time((*m_rows)[row - 1]) < m_store->time((*m_rows)[row]) - time)
        --row;
    return (*m_rows)[row];
}

void Session::goToTime(Time time)
{
    const bool isAmongRows = !m_rows->empty() && m_store->time(m_rows->front()) <= time && time <= m_store->time(m_rows->back());
    if (!hasAllRows() && !isAmongRows)
        m_awaitedTime = time;
    else if (!m_rows->empty())
        setCurrent(nearest(time));
}

void Session::goToEvent(EventRef event)
{
    if (event.isValid() && m_store->isCopy(event)) {
        if (const EventRef original = originalOf(*m_store, event); original.isValid())
            event = original; // copies have no row
    }
    const bool isAmongRows = !event.isValid() || rowOf(event) < m_rows->size();
    if (!isAmongRows && hasAllRows())
        clearFilter();
    setCurrent(event);
    if (!isAmongRows && !hasAllRows())
        m_awaited = event;
}

// All rows are there, and what the reader wanted of them can be told.
void Session::goToAwaited()
{
    const EventRef event = std::exchange(m_awaited, {});
    const Time time = std::exchange(m_awaitedTime, kNoTime);
    if (event.isValid() && event == m_current)
        goToEvent(event);
    else if (time != kNoTime)
        goToTime(time);
}

} // namespace widelens
