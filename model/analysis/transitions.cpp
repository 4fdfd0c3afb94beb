// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/transitions.h"

#include "model/analysis/transitionreading.h"
#include "model/analysis/witnesses.h"
#include "model/rules/rules.h"
#include "model/store/parallel.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>

namespace widelens {

namespace {

// What another segment says, in the entities and states of the whole.
void append(Transitions &whole, const Transitions &part)
{
    const std::vector<uint32_t> entities = whole.entities.adopt(part.entities);
    std::vector<uint32_t> states;
    for (const auto &name : part.states)
        states.push_back(numberOf(whole.states, name));
    for (Transition transition : part.list) {
        transition.entity = entities[transition.entity];
        transition.state = states[transition.state];
        whole.list.push_back(transition);
    }
    whole.unresolved += part.unresolved;
    whole.orphans += part.orphans;
    whole.contested += part.contested;
}

// By entity, then in time order. An entity has a few: they are put beside each other, then sorted by themselves.
void sortChanges(Transitions &read)
{
    const size_t count = read.entities.size();
    std::vector<size_t> begin(std::max<size_t>(count, 1) + 1, 0); // where there is one entity, it needs no number
    for (const auto &transition : read.list)
        ++begin[transition.entity + 1];
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::vector<size_t> next = begin;
    std::vector<Transition> sorted(read.list.size());
    for (const auto &transition : read.list)
        sorted[next[transition.entity]++] = transition;
    read.list = std::move(sorted);
    const auto earlier = [](const Transition &a, const Transition &b) { return a.time != b.time ? a.time < b.time : a.event < b.event; };
    for (size_t i = 0; i + 1 < begin.size(); ++i) {
        const auto from = read.list.begin() + static_cast<ptrdiff_t>(begin[i]);
        const auto to = read.list.begin() + static_cast<ptrdiff_t>(begin[i + 1]);
        if (!std::is_sorted(from, to, earlier))
            std::stable_sort(from, to, earlier); // several changes of one event stay in their order
    }
}

void orderStates(const Rules &rules, Transitions &read)
{
    const auto rank = [&](const std::string &name) {
        const StateRule *rule = rules.state(name);
        return rule ? rule->rank : std::numeric_limits<int>::max();
    };
    std::vector<std::string> ordered = read.states;
    std::sort(ordered.begin(), ordered.end(), [&](const auto &a, const auto &b) { return rank(a) != rank(b) ? rank(a) < rank(b) : a < b; });
    std::vector<uint32_t> place(ordered.size());
    for (size_t i = 0; i < ordered.size(); ++i)
        place[i] = static_cast<uint32_t>(std::find(ordered.begin(), ordered.end(), read.states[i]) - ordered.begin());
    for (auto &transition : read.list)
        transition.state = place[transition.state];
    read.states = std::move(ordered);
}

// Within a try an entity only moves on: a change to a lower rank was reported late, by another process or after its effect,
// and is not applied. A state that opens a try begins the next one; what is left of an earlier try is late as well.
void markLate(const Rules &rules, Transitions &read)
{
    std::vector<int> rank;
    std::vector<bool> opens;
    for (const auto &name : read.states) {
        const StateRule *rule = rules.state(name);
        rank.push_back(rule ? rule->rank : 0);
        opens.push_back(!rule || rule->opens);
    }
    uint32_t entity = EntityNumbers::kNone;
    int current = 0;
    int32_t attempt = 0;
    bool any = false;
    for (Transition &transition : read.list) {
        if (transition.entity != entity) {
            entity = transition.entity;
            any = false;
            attempt = 0;
        }
        const bool opening = opens[transition.state];
        transition.late = any && !opening && ((transition.attempt >= 0 && transition.attempt < attempt) || (transition.attempt <= attempt && rank[transition.state] < current));
        if (transition.late)
            continue;
        if (any && opening && current != rank[transition.state])
            ++attempt;
        attempt = std::max(attempt, transition.attempt);
        transition.attempt = attempt;
        current = rank[transition.state];
        any = true;
    }
}

// What can be read by itself: segments [begin, end).
struct Unit {
    uint32_t begin;
    uint32_t end;
};

// The segments of a source one by one, but together where its times step back.
std::vector<Unit> unitsOf(const EventStore &store)
{
    const auto &segments = store.segments();
    std::vector<Unit> units;
    const auto count = static_cast<uint32_t>(segments.size());
    for (uint32_t begin = 0, end = 0; begin < count; begin = end) {
        bool onlyGrows = true;
        Time last = kNoTime;
        for (; end < count && segments[end]->source() == segments[begin]->source(); ++end) {
            const SegmentView &view = *segments[end];
            if (view.rowCount() == 0)
                continue;
            onlyGrows = onlyGrows && view.isTimeSorted() && view.time(0) >= last;
            last = view.time(view.rowCount() - 1);
        }
        for (uint32_t segment = begin; onlyGrows && segment < end; ++segment)
            units.push_back({ segment, segment + 1 });
        if (!onlyGrows)
            units.push_back({ begin, end });
    }
    return units;
}

Transitions finish(const EventStore &store, Transitions read)
{
    sortChanges(read);
    joinWitnesses(store, read.list);
    orderStates(store.rules(), read);
    markLate(store.rules(), read);
    return read;
}

} // namespace

std::optional<Transitions> readTransitions(const EventStore &store, const Continue &goOn)
{
    Transitions whole;
    const std::vector<Unit> units = TransitionReading(store).isPossible() ? unitsOf(store) : std::vector<Unit>();
    std::vector<std::unique_ptr<Transitions>> parts(units.size());
    const auto read = [&](size_t i) { parts[i] = std::make_unique<Transitions>(TransitionReading(store).readSegments(units[i].begin, units[i].end)); };
    const auto take = [&](size_t i) {
        if (parts[i]->list.size() > whole.list.size())
            std::swap(whole, *parts[i]); // the shorter is copied
        append(whole, *parts[i]);
        parts[i].reset();
    };
    if (!inBatches(units.size(), goOn, read, take))
        return std::nullopt;
    return finish(store, std::move(whole));
}

Transitions readTransitions(const EventStore &store, const EventRows &events)
{
    return finish(store, TransitionReading(store).readSome(events));
}

} // namespace widelens
