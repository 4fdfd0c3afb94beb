// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/states.h"

#include "model/identity/identity.h"
#include "model/query/keyscan.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace widelens {

namespace {

struct Transition {
    uint64_t entity;
    Time time;
    EventRef event;
    uint32_t state;
    int32_t attempt; // which try; -1: the line does not say
};

// Numbers the key sequences of a kind over all segments.
class EntityNumbers
{
public:
    uint64_t number(RunId run, const std::vector<Value> &key)
    {
        const auto *whole = std::get_if<int64_t>(&key[0]);
        if (key.size() == 1 && whole && *whole >= 0 && *whole < 0x7fffffff)
            return (static_cast<uint64_t>(index(run)) << 32) | static_cast<uint64_t>(*whole);
        std::string text = std::to_string(index(run));
        for (const Value &value : key)
            text += '\0' + toText(value);
        return m_numbers.try_emplace(std::move(text), (uint64_t(1) << 63) | m_numbers.size()).first->second;
    }

private:
    std::unordered_map<std::string, uint64_t> m_numbers;
};

class StateCounting
{
public:
    StateCounting(const EventStore &store, const std::vector<std::string> &by)
        : m_store(store)
        , m_by(by)
    {
        const KeyRule *key = store.rules().key(store.rules().stateKind);
        m_keyNames = key ? key->fields : std::vector<std::string>();
        for (const auto &name : m_keyNames)
            m_key.push_back(store.fields().find(name));
        m_tryField = store.fields().find(store.rules().tryField);
        m_state = store.fields().find(store.rules().stateField);
        m_possible = key && m_state != kNoField && std::find(m_key.begin(), m_key.end(), kNoField) == m_key.end();
    }

    StateCounts count(const Continue &goOn)
    {
        if (!m_possible || !collect(goOn))
            return {};
        std::sort(m_transitions.begin(), m_transitions.end(), [](const Transition &a, const Transition &b) {
            if (a.entity != b.entity)
                return a.entity < b.entity;
            return a.time != b.time ? a.time < b.time : a.event < b.event;
        });
        orderStates();
        dropLate();
        m_result.transitions = m_transitions.size();
        readGroups();
        addUp();
        if (m_result.unresolved)
            m_result.remarks.push_back(std::to_string(m_result.unresolved) + " state changes are not counted: their lines do not say which run they belong to");
        if (m_orphans)
            m_result.remarks.push_back(std::to_string(m_orphans) + " state changes are not counted: no line says whose they are");
        if (m_contested)
            m_result.remarks.push_back(std::to_string(m_contested) + " state changes are not counted: several entities claim them");
        return std::move(m_result);
    }

private:
    bool collect(const Continue &goOn)
    {
        const size_t count = m_store.segments().size();
        for (uint32_t i = 0; i < count; ++i) {
            if (goOn && !goOn(static_cast<double>(i) / static_cast<double>(count)))
                return false;
            const SegmentView &view = *m_store.segments()[i];
            std::unordered_map<Cell, uint32_t> states;
            KeyScan(m_store, i, { m_state }).each([&](uint32_t row, const std::vector<Cell> &cells) {
                const RunId run = m_store.run({ i, row });
                std::vector<Value> key;
                if (run == kNoRun) {
                    ++m_result.unresolved;
                    return;
                }
                if (!readKey({ i, row }, key))
                    return;
                auto [found, isNew] = states.try_emplace(cells.back(), 0);
                if (isNew)
                    found->second = stateNumber(toText(view.value(cells.back())));
                m_transitions.push_back({ m_numbers.number(run, key), view.time(row), { i, row }, found->second, m_try });
            });
        }
        return true;
    }

    static int32_t tryNumber(const Value &value)
    {
        int64_t number = -1;
        return parseCanonicalInt(toText(value), number) && number >= 0 && number < 0x7fffffff ? static_cast<int32_t>(number) : -1;
    }

    // The key of the entity that changes, from the line or from what follows for it; also which try of it (m_try, -1: not known).
    bool readKey(EventRef event, std::vector<Value> &key)
    {
        bool complete = true;
        for (const FieldId field : m_key) {
            key.push_back(field == kNoField ? Value() : m_store.value(event, field));
            complete &= !isAbsent(key.back());
        }
        Value number = m_tryField == kNoField ? Value() : m_store.value(event, m_tryField);
        if (!complete && !m_store.identity())
            return false;
        if (!complete) {
            for (const auto &derived : m_store.identity()->derive(m_store, event)) {
                for (size_t k = 0; k < m_key.size(); ++k) {
                    if (m_keyNames[k] != derived.field)
                        continue;
                    if (!isAbsent(key[k]) && key[k] != derived.value) {
                        ++m_contested;
                        return false; // several entities claim it
                    }
                    key[k] = derived.value;
                }
                if (derived.field == m_store.rules().tryField)
                    number = derived.value;
            }
            complete = std::none_of(key.begin(), key.end(), isAbsent);
            m_orphans += !complete;
        }
        m_try = tryNumber(number);
        return complete;
    }

    uint32_t stateNumber(const std::string &name)
    {
        const auto found = std::find(m_result.states.begin(), m_result.states.end(), name);
        if (found == m_result.states.end())
            m_result.states.push_back(name);
        return static_cast<uint32_t>(std::find(m_result.states.begin(), m_result.states.end(), name) - m_result.states.begin());
    }

    void orderStates()
    {
        const auto rank = [this](const std::string &name) {
            const StateRule *rule = m_store.rules().state(name);
            return rule ? rule->rank : std::numeric_limits<int>::max();
        };
        std::vector<std::string> ordered = m_result.states;
        std::sort(ordered.begin(), ordered.end(), [&](const auto &a, const auto &b) { return rank(a) != rank(b) ? rank(a) < rank(b) : a < b; });
        std::vector<uint32_t> place(ordered.size());
        for (size_t i = 0; i < ordered.size(); ++i)
            place[i] = static_cast<uint32_t>(std::find(ordered.begin(), ordered.end(), m_result.states[i]) - ordered.begin());
        for (auto &transition : m_transitions)
            transition.state = place[transition.state];
        m_result.states = std::move(ordered);
    }

    // Within a try an entity only moves on: a change to a lower rank was reported late, by another process or after its effect,
    // and is not applied. A state that opens a try begins the next one; what is left of an earlier try is late as well.
    void dropLate()
    {
        std::vector<int> rank;
        std::vector<bool> opens;
        for (const auto &name : m_result.states) {
            const StateRule *rule = m_store.rules().state(name);
            rank.push_back(rule ? rule->rank : 0);
            opens.push_back(!rule || rule->opens);
        }
        uint64_t entity = ~uint64_t(0);
        int current = 0;
        int32_t attempt = 0;
        bool any = false;
        std::erase_if(m_transitions, [&](const Transition &transition) {
            if (transition.entity != entity) {
                entity = transition.entity;
                any = false;
                attempt = 0;
            }
            const bool opening = opens[transition.state];
            const bool late = any && !opening && ((transition.attempt >= 0 && transition.attempt < attempt) || (transition.attempt <= attempt && rank[transition.state] < current));
            if (late)
                return true;
            if (any && opening && current != rank[transition.state])
                ++attempt;
            attempt = std::max(attempt, transition.attempt);
            current = rank[transition.state];
            any = true;
            return false;
        });
    }

    // For each `by` field, the value that any event of the entity has for it; the first in time order.
    void readGroups()
    {
        m_groupOf.clear();
        for (size_t b = 0; b < m_by.size(); ++b) {
            const FieldId field = m_store.fields().find(m_by[b]);
            std::unordered_map<uint64_t, std::pair<Time, std::string>> values;
            for (uint32_t i = 0; i < m_store.segments().size(); ++i) {
                const SegmentView &view = *m_store.segments()[i];
                std::vector<FieldId> fields = m_key;
                const bool ofRun = m_by[b] == "rundir" || m_by[b] == m_store.rules().runField;
                if (!ofRun)
                    fields.push_back(field);
                if (!ofRun && field == kNoField)
                    continue;
                KeyScan(m_store, i, fields).each([&](uint32_t row, const std::vector<Cell> &cells) {
                    const RunId run = m_store.run({ i, row });
                    if (run == kNoRun)
                        return;
                    std::vector<Value> key;
                    for (size_t k = 0; k < m_key.size(); ++k)
                        key.push_back(view.value(cells[k]));
                    const uint64_t entity = m_numbers.number(run, key);
                    const Time time = view.time(row);
                    const auto found = values.find(entity);
                    if (found != values.end() && found->second.first <= time)
                        return;
                    const Run &which = m_store.runs()[index(run)];
                    values[entity] = { time, !ofRun ? toText(view.value(cells.back())) : m_by[b] == "rundir" ? which.rundir : which.dfk };
                });
            }
            for (const auto &transition : m_transitions) {
                auto &group = m_groupOf[transition.entity];
                group.resize(m_by.size());
                const auto found = values.find(transition.entity);
                if (found != values.end())
                    group[b] = found->second.second;
            }
        }
    }

    struct Change {
        Time time;
        uint32_t state;
        int delta;
    };

    void addUp()
    {
        std::map<std::vector<std::string>, std::vector<Change>> groups;
        for (size_t i = 0; i < m_transitions.size(); ++i) {
            const Transition &transition = m_transitions[i];
            auto &changes = groups[m_by.empty() ? std::vector<std::string>() : m_groupOf[transition.entity]];
            const bool first = i == 0 || m_transitions[i - 1].entity != transition.entity;
            if (!first && m_transitions[i - 1].state == transition.state)
                continue;
            if (!first)
                changes.push_back({ transition.time, m_transitions[i - 1].state, -1 });
            changes.push_back({ transition.time, transition.state, 1 });
        }
        for (auto &[by, changes] : groups) {
            std::sort(changes.begin(), changes.end(), [](const Change &a, const Change &b) { return a.time < b.time; });
            m_result.series.push_back(seriesOf(by, changes));
        }
    }

    StateSeries seriesOf(const std::vector<std::string> &by, const std::vector<Change> &changes) const
    {
        StateSeries series;
        series.by = by;
        series.counts.resize(m_result.states.size());
        std::vector<int64_t> counts(m_result.states.size());
        std::vector<int64_t> before(counts);
        for (size_t i = 0; i < changes.size();) {
            const Time time = changes[i].time;
            for (; i < changes.size() && changes[i].time == time; ++i)
                counts[changes[i].state] += changes[i].delta;
            if (counts == before)
                continue;
            before = counts;
            series.times.push_back(time);
            for (size_t s = 0; s < counts.size(); ++s)
                series.counts[s].push_back(static_cast<uint32_t>(counts[s]));
        }
        return series;
    }

    const EventStore &m_store;
    const std::vector<std::string> &m_by;
    std::vector<FieldId> m_key;
    std::vector<std::string> m_keyNames;
    FieldId m_state = kNoField;
    FieldId m_tryField = kNoField;
    int32_t m_try = -1;
    uint64_t m_orphans = 0;
    uint64_t m_contested = 0;
    bool m_possible = false;
    EntityNumbers m_numbers;
    std::vector<Transition> m_transitions;
    std::unordered_map<uint64_t, std::vector<std::string>> m_groupOf;
    StateCounts m_result;
};

} // namespace

StateCounts countStates(const EventStore &store, const std::vector<std::string> &by, const Continue &goOn)
{
    return StateCounting(store, by).count(goOn);
}

} // namespace widelens
