// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/transitions.h"

#include "model/analysis/witnesses.h"
#include "model/identity/identity.h"
#include "model/query/keyscan.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace widelens {

namespace {

// Within one file its own order is the truth for an entity: where the clock steps back, a later line counts from the time
// that was reached before. A file whose times only grow needs no memory.
class FileClock
{
public:
    explicit FileClock(bool isSorted)
        : m_isSorted(isSorted)
    {
    }
    Time forward(uint32_t entity, Time time)
    {
        if (m_isSorted)
            return time;
        Time &reached = m_reached.try_emplace(entity, time).first->second;
        return reached = std::max(reached, time);
    }

private:
    bool m_isSorted;
    std::unordered_map<uint32_t, Time> m_reached;
};

class TransitionReading
{
public:
    explicit TransitionReading(const EventStore &store)
        : m_store(store)
        , m_rules(store.rules())
    {
        const KeyRule *key = m_rules.key(m_rules.stateKind);
        m_keyNames = key ? key->fields : std::vector<std::string>();
        for (const auto &name : m_keyNames)
            m_key.push_back(store.fields().find(name));
        m_tryField = store.fields().find(m_rules.tryField);
        m_state = store.fields().find(m_rules.stateField);
        m_possible = key && m_state != kNoField && std::find(m_key.begin(), m_key.end(), kNoField) == m_key.end();
        m_result.entities = EntityNumbers(m_key.size());
    }

    std::optional<Transitions> readAll(const Continue &goOn)
    {
        const size_t count = m_possible ? m_store.segments().size() : 0;
        for (uint32_t i = 0; i < count; ++i) {
            if (goOn && !goOn(static_cast<double>(i) / static_cast<double>(count)))
                return std::nullopt;
            const SegmentView &view = *m_store.segments()[i];
            std::unordered_map<Cell, uint32_t> states;
            FileClock clock(view.isTimeSorted());
            KeyScan(m_store, i, { m_state }).each([&](uint32_t row, const std::vector<Cell> &cells) {
                const RunId run = m_store.run({ i, row });
                if (run == kNoRun) {
                    ++m_result.unresolved;
                    return;
                }
                m_values.clear();
                if (!readKey({ i, row }))
                    return;
                auto [found, isNew] = states.try_emplace(cells.back(), 0);
                if (isNew)
                    found->second = stateNumber(toText(view.value(cells.back())));
                const uint32_t entity = m_result.entities.number(run, m_values);
                m_result.list.push_back({ entity, found->second, clock.forward(entity, view.time(row)), { i, row }, m_try });
            });
        }
        return finish();
    }

    Transitions readSome(const EventRows &events)
    {
        std::vector<Value> states;
        EventRows inFileOrder = events;
        std::sort(inFileOrder.begin(), inFileOrder.end());
        FileClock clock(false);
        uint32_t segment = 0xffffffff;
        for (const EventRef event : inFileOrder) {
            if (event.segment != segment)
                clock = FileClock(false);
            segment = event.segment;
            if (!m_possible || m_store.run(event) == kNoRun)
                continue;
            m_store.values(event, m_state, states);
            m_values.clear();
            if (states.empty() || !readKey(event))
                continue;
            for (const Value &state : states)
                m_result.list.push_back({ 0, stateNumber(toText(state)), clock.forward(0, m_store.time(event)), event, m_try });
        }
        return finish();
    }

private:
    Transitions finish()
    {
        // Several changes of one event stay in their order.
        std::stable_sort(m_result.list.begin(), m_result.list.end(), [](const Transition &a, const Transition &b) {
            if (a.entity != b.entity)
                return a.entity < b.entity;
            return a.time != b.time ? a.time < b.time : a.event < b.event;
        });
        joinWitnesses(m_store, m_result.list);
        orderStates();
        markLate();
        return std::move(m_result);
    }

    static int32_t tryNumber(const Value &value)
    {
        int64_t number = -1;
        return parseCanonicalInt(toText(value), number) && number >= 0 && number < 0x7fffffff ? static_cast<int32_t>(number) : -1;
    }

    // The key of the entity that changes, from the line or from what follows for it; also which try of it (m_try, -1: not known).
    bool readKey(EventRef event)
    {
        bool complete = true;
        for (const FieldId field : m_key) {
            m_values.push_back(m_store.value(event, field));
            complete &= !isAbsent(m_values.back());
        }
        Value number = m_tryField == kNoField ? Value() : m_store.value(event, m_tryField);
        if (!complete && !m_store.identity())
            return false;
        if (!complete) {
            for (const auto &derived : m_store.identity()->derive(m_store, event)) {
                for (size_t k = 0; k < m_key.size(); ++k) {
                    if (m_keyNames[k] != derived.field)
                        continue;
                    if (!isAbsent(m_values[k]) && m_values[k] != derived.value) {
                        ++m_result.contested;
                        return false; // several entities claim it
                    }
                    m_values[k] = derived.value;
                }
                if (derived.field == m_rules.tryField)
                    number = derived.value;
            }
            complete = std::none_of(m_values.begin(), m_values.end(), isAbsent);
            m_result.orphans += !complete;
        }
        m_try = tryNumber(number);
        return complete;
    }

    uint32_t stateNumber(const std::string &name)
    {
        auto &states = m_result.states;
        const auto found = std::find(states.begin(), states.end(), name);
        const auto number = static_cast<uint32_t>(found - states.begin());
        if (found == states.end())
            states.push_back(name);
        return number;
    }

    void orderStates()
    {
        const auto rank = [this](const std::string &name) {
            const StateRule *rule = m_rules.state(name);
            return rule ? rule->rank : std::numeric_limits<int>::max();
        };
        std::vector<std::string> ordered = m_result.states;
        std::sort(ordered.begin(), ordered.end(), [&](const auto &a, const auto &b) { return rank(a) != rank(b) ? rank(a) < rank(b) : a < b; });
        std::vector<uint32_t> place(ordered.size());
        for (size_t i = 0; i < ordered.size(); ++i)
            place[i] = static_cast<uint32_t>(std::find(ordered.begin(), ordered.end(), m_result.states[i]) - ordered.begin());
        for (auto &transition : m_result.list)
            transition.state = place[transition.state];
        m_result.states = std::move(ordered);
    }

    // Within a try an entity only moves on: a change to a lower rank was reported late, by another process or after its effect,
    // and is not applied. A state that opens a try begins the next one; what is left of an earlier try is late as well.
    void markLate()
    {
        std::vector<int> rank;
        std::vector<bool> opens;
        for (const auto &name : m_result.states) {
            const StateRule *rule = m_rules.state(name);
            rank.push_back(rule ? rule->rank : 0);
            opens.push_back(!rule || rule->opens);
        }
        uint32_t entity = EntityNumbers::kNone;
        int current = 0;
        int32_t attempt = 0;
        bool any = false;
        for (Transition &transition : m_result.list) {
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

    const EventStore &m_store;
    const Rules &m_rules;
    std::vector<std::string> m_keyNames;
    std::vector<FieldId> m_key;
    std::vector<Value> m_values;
    FieldId m_state = kNoField;
    FieldId m_tryField = kNoField;
    int32_t m_try = -1;
    bool m_possible = false;
    Transitions m_result;
};

} // namespace

std::optional<Transitions> readTransitions(const EventStore &store, const Continue &goOn)
{
    return TransitionReading(store).readAll(goOn);
}

Transitions readTransitions(const EventStore &store, const EventRows &events)
{
    return TransitionReading(store).readSome(events);
}

} // namespace widelens
