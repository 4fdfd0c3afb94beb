// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/transitions.h"

#include "model/analysis/transitionreading.h"
#include "model/analysis/transitionreadings.h"
#include "model/analysis/witnesses.h"
#include "model/rules/rules.h"
#include "model/store/parallel.h"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

namespace widelens {

namespace {

using Part = TransitionReading::Rows;
using Change = TransitionReading::Change;

// Within one file its own order is the truth for an entity: where the clock steps back, a later line counts from the time
// that was reached before. The changes stand in the order of their events.
void keepFileOrder(const EventStore &store, Transition *begin, Transition *end)
{
    uint32_t last = 0;
    for (Transition *change = begin; change != end; ++change) {
        const uint32_t source = store.segment(change->event).source();
        if (change != begin && source == last)
            change->time = std::max(change->time, change[-1].time);
        last = source;
    }
}

// Of one entity, in time order; several changes of one event stay in theirs. It has a few, for which memory to merge in would
// cost more than putting each in its place.
void sortChanges(Transition *begin, Transition *end)
{
    constexpr ptrdiff_t kFew = 32;
    const auto earlier = [](const Transition &a, const Transition &b) { return a.time != b.time ? a.time < b.time : a.event < b.event; };
    if (std::is_sorted(begin, end, earlier))
        return;
    if (end - begin > kFew)
        std::stable_sort(begin, end, earlier);
    else
        for (Transition *next = begin; next != end; ++next)
            std::rotate(std::upper_bound(begin, next, *next, earlier), next, next + 1);
}

// The states in the order of the rules; the answer has the place of each.
std::vector<uint16_t> orderStates(const Rules &rules, const std::vector<std::string> &states, Transitions &whole)
{
    const auto rank = [&](const std::string &name) {
        const StateRule *rule = rules.state(name);
        return rule ? rule->rank : std::numeric_limits<int>::max();
    };
    std::vector<std::pair<int, uint32_t>> ordered; // ranks and numbers
    for (uint32_t i = 0; i < states.size(); ++i)
        ordered.emplace_back(rank(states[i]), i);
    std::sort(ordered.begin(), ordered.end(), [&](const auto &a, const auto &b) { return a.first != b.first ? a.first < b.first : states[a.second] < states[b.second]; });
    std::vector<uint16_t> places(states.size());
    constexpr size_t last = Transitions::kMaxStates - 1;
    const bool areTooMany = states.size() > Transitions::kMaxStates;
    for (size_t i = 0; i < ordered.size(); ++i) {
        if (!areTooMany || i < last)
            whole.states.push_back(states[ordered[i].second]);
        places[ordered[i].second] = static_cast<uint16_t>(areTooMany ? std::min(i, last) : i);
    }
    if (areTooMany)
        whole.states.push_back(Transitions::kOtherStates);
    whole.otherStates = areTooMany ? states.size() - last : 0;
    return places;
}

// Within a try an entity only moves on: a change to a lower rank was reported late, by another process or after its effect,
// and is not applied. A state that opens a try begins the next one; what is left of an earlier try is late as well.
class Lateness
{
public:
    Lateness(const Rules &rules, const std::vector<std::string> &states)
    {
        for (const auto &name : states) {
            const StateRule *rule = rules.state(name);
            m_rank.push_back(rule ? rule->rank : 0);
            m_opens.push_back(!rule || rule->opens);
        }
    }
    void mark(Transition *begin, Transition *end) const; // of one entity

private:
    std::vector<int> m_rank;
    std::vector<char> m_opens;
};

void Lateness::mark(Transition *begin, Transition *end) const
{
    int current = 0;
    int32_t attempt = 0;
    bool any = false;
    for (Transition &transition : std::span(begin, end)) {
        const bool opening = m_opens[transition.state];
        transition.late = any && !opening && ((transition.attempt >= 0 && transition.attempt < attempt) || (transition.attempt <= attempt && m_rank[transition.state] < current));
        if (transition.late)
            continue;
        if (any && opening && current != m_rank[transition.state])
            ++attempt;
        attempt = std::max(attempt, transition.attempt);
        transition.attempt = attempt;
        current = m_rank[transition.state];
        any = true;
    }
}

// Puts the changes of entities beside each other, in the order of their events. What each part says goes to places of its own.
class Gathering
{
public:
    Gathering(const EventStore &store, const std::vector<RowRange> &ranges, std::vector<std::shared_ptr<const Part>> &parts)
        : m_store(store)
        , m_ranges(ranges)
        , m_parts(parts)
    {
    }

    bool gather(Transitions &whole, const Continue &goOn)
    {
        for (const auto &part : m_parts)
            number(whole, *part);
        const std::vector<uint16_t> places = orderStates(m_store.rules(), m_names.names(), whole);
        size_t size = 0;
        for (size_t &begin : whole.begins)
            begin = std::exchange(size, size + begin);
        whole.begins.push_back(size);
        whole.list.resize(size);
        return inParallel(m_parts.size(), goOn, 0.6, 0.8, [&](size_t i) { scatter(whole, i, places); });
    }

private:
    // In the numbers of the whole: entities, states, and each entity's changes, which follow those of the parts before.
    void number(Transitions &whole, const Part &part)
    {
        m_numbers.push_back(whole.entities.adopt(part.entities));
        m_before.emplace_back(part.counts.size());
        whole.begins.resize(whole.entities.size(), 0); // counts at first
        for (uint32_t i = 0; i < part.counts.size(); ++i) {
            size_t &sofar = whole.begins[m_numbers.back()[i]];
            m_before.back()[i] = static_cast<uint32_t>(std::exchange(sofar, sofar + part.counts[i]));
        }
        m_states.emplace_back();
        for (const auto &name : part.states.names())
            m_states.back().push_back(m_names.number(name));
        whole.unresolved += part.unresolved;
        whole.orphans += part.orphans;
        whole.contested += part.contested;
    }

    void scatter(Transitions &whole, size_t i, const std::vector<uint16_t> &places)
    {
        const Part &part = *m_parts[i];
        const RowRange &rows = m_ranges[i];
        const SegmentView &view = *m_store.segments()[rows.segment];
        for (const Change &change : part.changes) {
            const uint32_t entity = m_numbers[i][change.entity];
            const uint16_t state = places[m_states[i][change.state]];
            whole.list[whole.begins[entity] + m_before[i][change.entity]++] = { view.time(change.row), { rows.segment, change.row }, change.attempt, state };
        }
        m_parts[i].reset();
        m_numbers[i] = {};
        m_before[i] = {};
    }

    const EventStore &m_store;
    const std::vector<RowRange> &m_ranges;
    std::vector<std::shared_ptr<const Part>> &m_parts; // let go of as they are taken in
    std::vector<std::vector<uint32_t>> m_numbers; // by part: of its entities
    std::vector<std::vector<uint32_t>> m_before; // by part: changes of each of its entities in the parts before; then where the next goes
    std::vector<std::vector<uint32_t>> m_states; // by part: of its states
    NameNumbers m_names;
};

// What the changes of each entity mean, many entities at a time.
bool finish(const EventStore &store, Transitions &read, const Continue &goOn)
{
    constexpr size_t kEntitiesAtOnce = 1 << 14;
    const std::vector<bool> witnesses = witnessSegments(store);
    const bool anyWitness = std::find(witnesses.begin(), witnesses.end(), true) != witnesses.end();
    if (anyWitness)
        read.witnesses.resize(read.list.size());
    const Lateness lateness(store.rules(), read.states);
    const size_t entities = read.begins.size() - 1;
    std::vector<size_t> sizes(anyWitness ? entities : 0); // once changes are joined, fewer are left
    const auto work = [&](size_t chunk) {
        for (size_t e = chunk * kEntitiesAtOnce; e < std::min(entities, (chunk + 1) * kEntitiesAtOnce); ++e) {
            Transition *begin = read.list.data() + read.begins[e];
            Transition *end = read.list.data() + read.begins[e + 1];
            keepFileOrder(store, begin, end);
            sortChanges(begin, end);
            if (anyWitness) {
                sizes[e] = joinWitnesses(witnesses, { begin, end }, read.witnesses.data() + read.begins[e]);
                end = begin + sizes[e];
            }
            lateness.mark(begin, end);
        }
    };
    if (!inParallel((entities + kEntitiesAtOnce - 1) / kEntitiesAtOnce, goOn, 0.8, 1, work))
        return false;
    if (!anyWitness)
        return true;
    size_t kept = 0;
    for (size_t e = 0; e < entities; ++e) {
        const size_t begin = std::exchange(read.begins[e], kept);
        for (size_t i = begin; i < begin + sizes[e]; ++i) {
            read.list[kept] = read.list[i];
            read.witnesses[kept++] = read.witnesses[i];
        }
    }
    read.begins.back() = kept;
    read.list.resize(kept);
    read.witnesses.resize(kept);
    return true;
}

} // namespace

std::shared_ptr<const Transitions> readTransitions(const EventStore &store, const Continue &goOn, uint32_t rowsAtOnce, TransitionReadings *readings)
{
    const std::vector<RowRange> ranges = TransitionReading(store).isPossible() ? rowRanges(store, rowsAtOnce) : std::vector<RowRange>();
    std::vector<std::shared_ptr<const Part>> parts(ranges.size());
    const auto read = [&](size_t i) {
        parts[i] = readings ? readings->read(store, ranges[i]) : std::make_shared<const Part>(TransitionReading(store).readRows(ranges[i]));
    };
    if (!inParallel(ranges.size(), goOn, 0, 0.6, read))
        return nullptr;
    const KeyRule *kind = store.rules().key(store.rules().stateKind);
    auto whole = std::make_shared<Transitions>();
    whole->entities = EntityNumbers(kind ? kind->fields.size() : 1);
    if (!Gathering(store, ranges, parts).gather(*whole, goOn) || !finish(store, *whole, goOn))
        return nullptr;
    return whole;
}

std::shared_ptr<const Transitions> readTransitions(const TransitionSource &source, const EventStore &store, const Continue &goOn, uint32_t rowsAtOnce)
{
    return source ? source(goOn) : readTransitions(store, goOn, rowsAtOnce);
}

Transitions readTransitions(const EventStore &store, const EventRows &events)
{
    EventRows inFileOrder = events;
    std::sort(inFileOrder.begin(), inFileOrder.end());
    const Part part = TransitionReading(store).readSome(inFileOrder);
    Transitions read;
    const std::vector<uint16_t> places = orderStates(store.rules(), part.states.names(), read);
    for (const Change &change : part.changes)
        read.list.push_back({ store.time(inFileOrder[change.row]), inFileOrder[change.row], change.attempt, places[change.state] });
    read.begins = { 0, read.list.size() };
    finish(store, read, {});
    return read;
}

} // namespace widelens
