// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/storeassembly.h"

#include "model/rules/rules.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

namespace widelens {

void noteCancelled(Source &source)
{
    widelens::addIssue(source, Issue::Severity::Note, 0, 0, "reading was cancelled before its end", "open the run again to read all of it");
}

StoreAssembly::StoreAssembly(std::shared_ptr<const Rules> rules, std::shared_ptr<FieldTable> fields, std::shared_ptr<TemplateTable> templates, std::vector<Run> runs, std::vector<Source> sources)
    : m_rules(std::move(rules))
    , m_fields(std::move(fields))
    , m_templates(std::move(templates))
    , m_runs(std::move(runs))
    , m_sources(std::make_shared<std::vector<Source>>(std::move(sources)))
{
}

bool StoreAssembly::update(const SegmentList &segments, std::vector<Source> sources, const std::vector<Run> &runs, const std::function<bool(double)> &goOn)
{
    m_ordered.resize(segments.size(), 0);
    EventRows rows = orderRows(segments, m_ordered, goOn);
    if (!rows.empty() && !m_rows->empty())
        rows = mergeOrdered(segments, *m_rows, rows, goOn);
    if (goOn && !goOn(1))
        return false;
    if (!rows.empty())
        m_rows = std::make_shared<EventRows>(std::move(rows));
    m_segments = segments;
    m_sources = std::make_shared<std::vector<Source>>(std::move(sources));
    m_sourcesAreShared = false;
    for (size_t i = m_runs.size(); i < runs.size(); ++i)
        m_runs.push_back(runs[i]);
    for (size_t i = 0; i < m_segments.size(); ++i)
        m_ordered[i] = m_segments[i]->rowCount();
    readRuns();
    return true;
}

std::vector<Source> &StoreAssembly::ownSources()
{
    if (std::exchange(m_sourcesAreShared, false))
        m_sources = std::make_shared<std::vector<Source>>(*m_sources);
    return *m_sources;
}

void StoreAssembly::breakOff()
{
    for (Source &source : ownSources()) {
        if (!source.done && source.lines > 0)
            noteCancelled(source);
        else if (!source.done)
            widelens::addIssue(source, Issue::Severity::Note, 0, 0, "not read: reading was cancelled before its turn", "open the run again to read it");
        source.done = true;
    }
}

void StoreAssembly::sortRuns(size_t first)
{
    const auto key = [this](size_t run) {
        const std::string name = m_runs[run].rundir.substr(std::min(m_runs[run].rundir.find_first_not_of('0'), m_runs[run].rundir.size()));
        const std::string &path = m_runs[run].path;
        return std::tuple(path.substr(0, path.size() - std::min(path.size(), m_runs[run].rundir.size())), name.size(), name);
    };
    std::vector<size_t> order(m_runs.size());
    std::iota(order.begin(), order.end(), size_t(0));
    std::stable_sort(order.begin() + static_cast<ptrdiff_t>(std::min(first, order.size())), order.end(), [&](size_t a, size_t b) { return key(a) < key(b); });
    std::vector<Run> runs;
    std::vector<RunId> numbers(m_runs.size());
    for (const size_t old : order) {
        numbers[old] = static_cast<RunId>(runs.size());
        runs.push_back(std::move(m_runs[old]));
    }
    m_runs = std::move(runs);
    for (auto &source : ownSources())
        source.run = source.run == kNoRun ? kNoRun : numbers[index(source.run)];
}

void StoreAssembly::sort(size_t firstRun)
{
    sortRuns(firstRun);
    std::vector<uint32_t> order(m_sources->size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [this](uint32_t a, uint32_t b) { return (*m_sources)[a].path < (*m_sources)[b].path; });
    if (std::is_sorted(order.begin(), order.end()))
        return;
    m_renumbered = true;
    std::vector<Source> sources;
    std::vector<uint32_t> numbers(order.size());
    for (const uint32_t old : order) {
        numbers[old] = static_cast<uint32_t>(sources.size());
        sources.push_back(std::move(ownSources()[old]));
    }
    *m_sources = std::move(sources);
    auto rows = std::make_shared<EventRows>(*m_rows);
    sortSegments(numbers, *rows);
    // The time order stays, but for events of one time.
    const auto timeOf = [this](EventRef event) { return m_segments[event.segment]->time(event.row); };
    for (auto from = rows->begin(); from != rows->end();) {
        auto to = from + 1;
        while (to != rows->end() && timeOf(*to) == timeOf(*from))
            ++to;
        std::sort(from, to);
        from = to;
    }
    m_rows = std::move(rows);
}

// `numbers`: of each source now. Events are renamed.
void StoreAssembly::sortSegments(const std::vector<uint32_t> &numbers, EventRows &rows)
{
    std::vector<uint32_t> order(m_segments.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return numbers[m_segments[a]->source()] < numbers[m_segments[b]->source()]; });
    SegmentList segments;
    std::vector<uint32_t> places(order.size());
    std::vector<uint32_t> ordered;
    for (const uint32_t old : order) {
        places[old] = static_cast<uint32_t>(segments.size());
        ordered.push_back(m_ordered[old]);
        auto view = std::make_shared<SegmentView>(*m_segments[old]);
        view->m_source = numbers[view->m_source];
        segments.push_back(std::move(view));
    }
    m_segments = std::move(segments);
    m_ordered = std::move(ordered);
    for (EventRef &event : rows)
        event.segment = places[event.segment];
}

// A run's own id is the first that its logs name: a log begins with its own run, even where others follow in it.
void StoreAssembly::readRuns()
{
    const FieldId field = m_fields->find(m_rules->runField);
    // What stands beside its directory may tell of other runs too: it counts only where nothing in it tells.
    const auto isBeside = [this](size_t source) { return (*m_sources)[source].logsource.rfind("../", 0) == 0; };
    std::vector<bool> tells(m_runs.size(), false);
    std::vector<bool> hasTimes(m_runs.size(), false);
    for (const auto &segment : m_segments) {
        const Source &source = (*m_sources)[segment->source()];
        if (source.run == kNoRun || isBeside(segment->source()))
            continue;
        const ColumnView *column = field != kNoField ? segment->find(field) : nullptr;
        tells[index(source.run)] = tells[index(source.run)] || (column && column->column && column->count > 0);
        hasTimes[index(source.run)] = hasTimes[index(source.run)] || source.first != kNoTime;
    }
    std::vector<Time> first(m_runs.size(), kNoTime);
    uint32_t told = 0xffffffff; // the last source that named one
    for (const auto &segment : m_segments) {
        const Source &source = (*m_sources)[segment->source()];
        const RunId run = source.run;
        const ColumnView *column = field != kNoField ? segment->find(field) : nullptr;
        if (run == kNoRun || !column || !column->column || column->count == 0 || (isBeside(segment->source()) && tells[index(run)]) || std::exchange(told, segment->source()) == segment->source())
            continue;
        const uint32_t row = column->column->rows[0];
        const Time time = segment->time(row);
        if (first[index(run)] != kNoTime && first[index(run)] <= time)
            continue;
        first[index(run)] = time;
        m_runs[index(run)].dfk = toText(segment->value(column->column->cells[0]));
        m_runs[index(run)].dfkProof = source.logsource + " line " + std::to_string(segment->line(row));
    }
    for (auto &run : m_runs)
        run.began = run.ended = kNoTime;
    for (size_t i = 0; i < m_sources->size(); ++i) {
        const Source &source = (*m_sources)[i];
        if (source.run == kNoRun || source.first == kNoTime || (isBeside(i) && hasTimes[index(source.run)]))
            continue;
        Run &run = m_runs[index(source.run)];
        run.began = run.began == kNoTime ? source.first : std::min(run.began, source.first);
        run.ended = std::max(run.ended, source.last);
    }
}

RunId StoreAssembly::runForDfk(std::string_view dfk)
{
    for (size_t i = 0; i < m_runs.size(); ++i) {
        if (m_runs[i].dfk == dfk)
            return static_cast<RunId>(i);
    }
    Run run;
    run.dfk = dfk;
    m_runs.push_back(std::move(run));
    return static_cast<RunId>(m_runs.size() - 1);
}

void StoreAssembly::readRunCells(uint32_t segment)
{
    const FieldId field = m_fields->find(m_rules->runField);
    const ColumnView *column = field != kNoField ? m_segments[segment]->find(field) : nullptr;
    if (!column || !column->column)
        return;
    std::map<Cell, RunId> cells;
    Cell last = 0;
    bool any = false;
    for (size_t i = 0; i < column->count; ++i) {
        const Cell cell = column->column->cells[i];
        if (any && cell == last)
            continue;
        any = true;
        last = cell;
        if (!cells.count(cell))
            cells[cell] = runForDfk(toText(m_segments[segment]->value(cell)));
    }
    const RunId own = sourceOf(segment).run;
    if (cells.empty() || (cells.size() == 1 && cells.begin()->second == own && m_segments[segment]->runRanges().empty()))
        return; // says what its directory says
    auto view = std::make_shared<SegmentView>(*m_segments[segment]);
    view->m_runCells.assign(cells.begin(), cells.end());
    m_segments[segment] = std::move(view);
}

void StoreAssembly::setCopies(uint32_t segment, std::vector<bool> copies)
{
    auto view = std::make_shared<SegmentView>(*m_segments[segment]);
    sourceOf(segment).copies += static_cast<uint64_t>(std::count(copies.begin(), copies.end(), true));
    view->m_copies = std::move(copies);
    m_segments[segment] = std::move(view);
}

void StoreAssembly::setRunRanges(uint32_t segment, std::vector<SegmentView::RunRange> ranges)
{
    auto view = std::make_shared<SegmentView>(*m_segments[segment]);
    view->m_runRanges = std::move(ranges);
    m_segments[segment] = std::move(view);
}

void StoreAssembly::addIssue(uint32_t source, Issue issue)
{
    ownSources()[source].issues.push_back(std::move(issue));
}

void StoreAssembly::readFacts()
{
    for (const auto &name : m_rules->runFacts) {
        const FieldId field = m_fields->find(name);
        for (const auto &segment : m_segments) {
            const RunId run = (*m_sources)[segment->source()].run;
            const ColumnView *column = field != kNoField ? segment->find(field) : nullptr;
            if (run == kNoRun || !column || !column->column || column->count == 0)
                continue;
            auto &facts = m_runs[index(run)].facts;
            if (std::none_of(facts.begin(), facts.end(), [&](const auto &fact) { return fact.first == name; }))
                facts.emplace_back(name, toText(segment->value(column->column->cells[0])));
        }
    }
}

void StoreAssembly::reorder()
{
    auto rows = std::make_shared<EventRows>();
    rows->reserve(m_rows->size());
    for (const EventRef event : *m_rows) {
        if (!m_segments[event.segment]->isCopy(event.row))
            rows->push_back(event);
    }
    m_rows = std::move(rows);
}

std::shared_ptr<const EventStore> StoreAssembly::withIdentity(const EventStore &store, std::shared_ptr<const Identity> identity, double seconds)
{
    auto copy = std::make_shared<EventStore>(store);
    copy->m_identity = std::move(identity);
    copy->m_searchIndex = std::make_shared<Late<SearchIndex>>();
    copy->m_loadSeconds = seconds;
    return copy;
}

// Of runs without a directory here, where a file tells of several (a database by itself): from the first row that is said to
// be its to the last.
void StoreAssembly::spanRuns(EventStore &store)
{
    std::vector<std::pair<Time, Time>> spans(store.m_runs.size(), { kNoTime, kNoTime });
    const auto add = [&](RunId run, Time time) {
        if (run == kNoRun || time == kNoTime)
            return;
        auto &[first, last] = spans[index(run)];
        first = first == kNoTime ? time : std::min(first, time);
        last = std::max(last, time);
    };
    for (const auto &segment : store.m_segments) {
        const ColumnView *column = segment->runCells().empty() ? nullptr : segment->find(store.m_runField);
        const std::map<Cell, RunId> runs(segment->runCells().begin(), segment->runCells().end());
        for (size_t i = 0; column && column->column && i < column->count; ++i) {
            const auto run = runs.find(column->column->cells[i]);
            add(run == runs.end() ? kNoRun : run->second, segment->time(column->column->rows[i]));
        }
        uint32_t row = 0;
        for (const auto &range : segment->runRanges()) {
            for (; row < range.end; ++row)
                add(range.run, segment->time(row));
        }
    }
    for (size_t i = 0; i < spans.size(); ++i) {
        if (spans[i].first != kNoTime && store.m_runs[i].rundir.empty())
            std::tie(store.m_runs[i].began, store.m_runs[i].ended) = spans[i];
    }
}

std::shared_ptr<const EventStore> StoreAssembly::publish(bool complete, double seconds)
{
    if (complete) {
        for (uint32_t i = 0; i < m_segments.size(); ++i)
            readRunCells(i);
    }
    auto store = std::make_shared<EventStore>();
    store->m_sources = m_sources;
    m_sourcesAreShared = true;
    store->m_runs = m_runs;
    store->m_segments = m_segments;
    store->m_rows = m_rows;
    store->m_fields = m_fields;
    store->m_templates = m_templates;
    store->m_rules = m_rules;
    store->m_runField = m_fields->intern(m_rules->runField);
    store->m_rundirField = m_fields->intern("rundir");
    store->m_logsourceField = m_fields->intern("logsource");
    if (complete && std::any_of(m_runs.begin(), m_runs.end(), [](const Run &run) { return run.rundir.empty(); }))
        spanRuns(*store);
    // Over what has times of its own: texts without any stand where their files were written, which may be days later.
    Time first = kNoTime;
    Time last = kNoTime;
    for (const auto &source : *m_sources) {
        if (source.first != kNoTime)
            first = first == kNoTime ? source.first : std::min(first, source.first);
        last = std::max(last, source.last);
    }
    if (first != kNoTime)
        store->m_span = { first, last + 1 };
    else if (!m_rows->empty())
        store->m_span = { store->time(m_rows->front()), store->time(m_rows->back()) + 1 };
    for (const auto &source : *m_sources) {
        store->m_eventCount += source.events;
        store->m_copyCount += source.copies;
    }
    store->m_complete = complete;
    store->m_renumbered = m_renumbered;
    store->m_loadSeconds = seconds;
    return store;
}

} // namespace widelens
