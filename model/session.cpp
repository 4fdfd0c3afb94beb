// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/session.h"

#include "model/query/eventplace.h"

#include <algorithm>

namespace widelens {

static constexpr qsizetype kMaxHistory = 200;

Session::Session(std::shared_ptr<const Rules> rules, QObject *parent)
    : QObject(parent), m_rules(std::move(rules)), m_nextRules(m_rules), m_store(EventStore::empty(m_rules)), m_rows(m_store->rows()),
      m_history({ View {} })
{
}

Session::~Session()
{
    if (m_inbox)
        m_inbox->close();
    if (m_loader)
        m_loader->cancel();
    retire(std::move(m_loader));
}

// --- what is open

static LoadOptions loadOptions(const QStringList &paths)
{
    LoadOptions options;
    for (const QString &path : paths)
        options.paths.push_back(path.toStdString());
    return options;
}

void Session::open(const QStringList &paths)
{
    if (const std::string problem = checkPaths(loadOptions(paths).paths); !problem.empty()) {
        emit failed(QString::fromStdString(problem));
        return;
    }
    close();
    m_paths = paths;
    m_open = true;
    startLoading();
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
    if (const std::string problem = checkPaths(loadOptions(m_paths).paths); !problem.empty()) {
        emit failed(QString::fromStdString(problem));
        return;
    }
    m_reloading = true;
    startLoading();
}

void Session::startLoading()
{
    dropLoader();
    m_loader = std::make_unique<Loader>(m_nextRules, loadOptions(m_paths));
    m_inbox = std::make_shared<Inbox>(this);
    if (!m_reloading)
        emit opened();
    emit busyChanged();
    // Calls of a loader that was closed meanwhile may still be queued: they carry their inbox to be told apart.
    auto onVersion = [this, inbox = m_inbox](std::shared_ptr<const EventStore> store) {
        inbox->post([this, inbox, store] {
            if (inbox != m_inbox || (m_reloading && !store->isComplete()))
                return;
            if (m_reloading || (store->isRenumbered() && !m_store->rows()->empty()))
                replaceStore(store);
            else
                adoptVersion(store);
        });
    };
    auto onProgress = [this, inbox = m_inbox](const LoadProgress &progress) {
        inbox->post([this, inbox, progress] {
            if (inbox != m_inbox)
                return;
            m_loadProgress = progress;
            emit progressChanged();
        });
    };
    m_loader->start(onVersion, onProgress);
}

void Session::dropLoader()
{
    if (m_inbox)
        m_inbox->close();
    m_inbox.reset();
    if (m_loader)
        m_loader->cancel();
    retire(std::move(m_loader));
    m_loadProgress = {};
}

void Session::replaceStore(std::shared_ptr<const EventStore> store)
{
    const EventPlace place = placeOf(*m_store, m_current);
    const View wanted = m_wanted;
    const QList<View> history = m_history;
    const qsizetype historyAt = m_historyAt;
    m_reloading = false;
    m_filterTask.cancel();
    m_filterAgain = false;
    resetView();
    emit replaced();
    m_wanted = wanted;
    m_history = history;
    m_historyAt = historyAt;
    m_current = eventAt(*store, place);
    adoptVersion(std::move(store));
    emit filterChanged();
    emit rangeChanged();
    emit currentChanged();
}

void Session::close()
{
    dropLoader();
    m_reloading = false;
    m_filterTask.cancel();
    m_filterAgain = false;
    m_open = false;
    m_paths.clear();
    resetView();
    emit busyChanged();
}

void Session::resetView()
{
    m_wanted = m_shown = {};
    m_history = { View {} };
    m_historyAt = 0;
    m_entity = {};
    m_current = {};
    m_selection.clear();
    m_rules = m_nextRules;
    // Rows first: nobody may look up an event of a store that is gone.
    const std::shared_ptr<const EventStore> none = EventStore::empty(m_rules);
    m_rows = none->rows();
    emit rowsChanged();
    m_store = none;
    emit storeChanged();
    emit filterChanged();
    emit rangeChanged();
    emit currentChanged();
    emit selectionChanged();
}

void Session::cancelLoading()
{
    if (m_reloading) {
        dropLoader();
        m_reloading = false;
        emit busyChanged();
    } else if (m_loader) {
        m_loader->cancel();
    }
}

void Session::setStore(std::shared_ptr<const EventStore> store)
{
    m_open = true;
    adoptVersion(std::move(store));
}

void Session::adoptVersion(std::shared_ptr<const EventStore> store)
{
    m_store = std::move(store);
    if (m_store->isComplete() && m_loader) {
        retire(std::move(m_loader));
        emit busyChanged();
    }
    emit storeChanged();
    // Restarting the filter for each version would let none of them end.
    if (isFiltering())
        m_filterAgain = true;
    else
        applyWanted();
}

// --- rows

void Session::applyWanted()
{
    if (!filter().isEmpty()) {
        startFiltering();
        return;
    }
    const bool wasBusy = isFiltering();
    m_filterTask.cancel();
    m_filterAgain = false;
    showRows(m_store->rows(), m_wanted);
    if (wasBusy)
        emit busyChanged();
}

void Session::startFiltering()
{
    m_filterAgain = false;
    m_filterProgress = 0;
    auto work = [store = m_store, filter = filter()](const Continue &goOn) { return applyFilter(store, filter, goOn); };
    auto done = [this, view = m_wanted](const std::shared_ptr<const EventRows> &rows) {
        if (rows)
            showRows(rows, view);
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

void Session::showRows(std::shared_ptr<const EventRows> rows, const View &view)
{
    m_shown = view;
    if (rows == m_rows)
        return;
    m_rows = std::move(rows);
    emit rowsChanged();
    selectCurrent();
}

void Session::cancelFiltering()
{
    if (!isFiltering())
        return;
    m_filterTask.cancel();
    m_filterAgain = false;
    if (m_wanted != m_shown) {
        m_wanted = m_shown;
        m_history.resize(m_historyAt + 1);
        m_history.back() = m_shown;
        emit filterChanged();
        emit rangeChanged();
    }
    emit busyChanged();
}

// --- filter

Filter Session::filter() const
{
    Filter filter;
    for (const Pivot &pivot : m_wanted.pivots) {
        if (!pivot.enabled)
            continue;
        for (Term term : pivot.terms) {
            term.negated = term.negated != pivot.negated;
            filter.terms.push_back(std::move(term));
        }
    }
    filter.range = m_wanted.range;
    return filter;
}

void Session::want(const View &view, bool remember)
{
    if (view == m_wanted)
        return;
    const bool sameRange = view.range == m_wanted.range;
    const Filter before = filter();
    m_wanted = view;
    if (remember) {
        m_history.resize(m_historyAt + 1);
        m_history.append(view);
        if (m_history.size() > kMaxHistory)
            m_history.removeFirst();
        m_historyAt = m_history.size() - 1;
    }
    emit filterChanged();
    if (!sameRange)
        emit rangeChanged();
    if (filter() != before)
        applyWanted();
}

void Session::setPivots(const QList<Pivot> &pivots)
{
    want({ pivots, m_wanted.range });
}

static bool sameFields(const Pivot &a, const Pivot &b)
{
    const auto sameField = [](const Term &x, const Term &y) { return x.field == y.field; };
    return a.negated == b.negated && std::equal(a.terms.begin(), a.terms.end(), b.terms.begin(), b.terms.end(), sameField);
}

void Session::addPivot(const Pivot &pivot)
{
    QList<Pivot> pivots = m_wanted.pivots;
    const auto there = std::find_if(pivots.begin(), pivots.end(), [&](const Pivot &p) {
        return p.negated ? p.terms == pivot.terms && pivot.negated : sameFields(p, pivot);
    });
    if (there == pivots.end())
        pivots.append(pivot);
    else
        *there = pivot;
    setPivots(pivots);
}

void Session::removePivot(qsizetype index)
{
    QList<Pivot> pivots = m_wanted.pivots;
    pivots.removeAt(index);
    setPivots(pivots);
}

void Session::setPivotEnabled(qsizetype index, bool enabled)
{
    QList<Pivot> pivots = m_wanted.pivots;
    pivots[index].enabled = enabled;
    setPivots(pivots);
}

void Session::setRange(TimeRange range)
{
    want({ m_wanted.pivots, range });
}

void Session::clearFilter()
{
    want({});
}

void Session::goBack()
{
    if (canGoBack())
        want(m_history[--m_historyAt], false);
}

void Session::goForward()
{
    if (canGoForward())
        want(m_history[++m_historyAt], false);
}

void Session::showEntity(const Entity &entity)
{
    m_entity = entity;
    emit entityWanted();
}

// --- the current event

void Session::setCurrent(EventRef event)
{
    const bool changes = event != m_current;
    m_current = event;
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

void Session::goToTime(Time time)
{
    if (m_rows->empty())
        return;
    size_t row = std::min(m_store->lowerBound(*m_rows, time), m_rows->size() - 1);
    if (row > 0 && time - m_store->time((*m_rows)[row - 1]) < m_store->time((*m_rows)[row]) - time)
        --row;
    setCurrent((*m_rows)[row]);
}

// --- how times are shown

void Session::setTimeDisplay(TimeDisplay display)
{
    if (display == m_timeDisplay)
        return;
    m_timeDisplay = display;
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
