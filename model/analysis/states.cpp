// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/states.h"

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
};

// Numbers the key sequences of a kind over all segments.
class EntityNumbers
{
public:
    uint64_t number(const SegmentView &view, RunId run, const std::vector<Cell> &cells, size_t count)
    {
        if (count == 1 && cells[0] < ValuePool::kPooled)
            return (static_cast<uint64_t>(index(run)) << 32) | cells[0];
        std::string text = std::to_string(index(run));
        for (size_t k = 0; k < count; ++k)
            text += '\0' + toText(view.value(cells[k]));
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
        for (const auto &name : key ? key->fields : std::vector<std::string>())
            m_key.push_back(store.fields().find(name));
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
        m_result.transitions = m_transitions.size();
        orderStates();
        readGroups();
        addUp();
        if (m_result.unresolved)
            m_result.remarks.push_back(std::to_string(m_result.unresolved) + " state changes are not counted: their lines do not say which run they belong to");
        return std::move(m_result);
    }

private:
    bool collect(const Continue &goOn)
    {
        std::vector<FieldId> fields = m_key;
        fields.push_back(m_state);
        for (uint32_t i = 0; i < m_store.segments().size(); ++i) {
            if (goOn && !goOn(static_cast<double>(i) / static_cast<double>(m_store.segments().size())))
                return false;
            const SegmentView &view = *m_store.segments()[i];
            std::unordered_map<Cell, uint32_t> states;
            KeyScan(m_store, i, fields).each([&](uint32_t row, const std::vector<Cell> &cells) {
                const RunId run = m_store.run({ i, row });
                if (run == kNoRun) {
                    ++m_result.unresolved;
                    return;
                }
                auto [found, isNew] = states.try_emplace(cells.back(), 0);
                if (isNew)
                    found->second = stateNumber(toText(view.value(cells.back())));
                m_transitions.push_back({ m_numbers.number(view, run, cells, m_key.size()), view.time(row), { i, row }, found->second });
            });
        }
        return true;
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
                    const uint64_t entity = m_numbers.number(view, run, cells, m_key.size());
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
    FieldId m_state = kNoField;
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
