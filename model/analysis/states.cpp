// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/states.h"

#include "model/analysis/entitypass.h"
#include "model/analysis/transitions.h"
#include "model/query/keyscan.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

namespace widelens {

namespace {

class StateCounting
{
public:
    StateCounting(const EventStore &store, const std::vector<std::string> &by)
        : m_store(store)
        , m_by(by)
    {
        if (const KeyRule *key = store.rules().key(store.rules().stateKind)) {
            for (const auto &name : key->fields)
                m_key.push_back(store.fields().find(name));
        }
    }

    // Counts only entities that these rows are about. False: cancelled.
    bool limitTo(const EventRows &rows, const Continue &goOn)
    {
        const KeyRule *key = m_store.rules().key(m_store.rules().stateKind);
        if (!key)
            return true;
        m_pass.emplace(m_store, *key);
        m_pass->countOnly(rows);
        return m_pass->run(goOn);
    }

    StateCounts count(const Continue &goOn)
    {
        std::optional<Transitions> read = readTransitions(m_store, goOn);
        if (!read || read->states.empty())
            return read ? remarksOf(*read) : StateCounts();
        m_read = std::move(*read);
        std::erase_if(m_read.list, [](const Transition &transition) { return transition.late; });
        if (m_pass)
            dropOthers();
        if (m_read.list.empty())
            return remarksOf(m_read);
        m_result = remarksOf(m_read);
        m_result.states = m_read.states;
        m_result.transitions = m_read.list.size();
        readGroups();
        addUp();
        return std::move(m_result);
    }

private:
    static StateCounts remarksOf(const Transitions &read)
    {
        StateCounts counts;
        counts.unresolved = read.unresolved;
        if (read.unresolved)
            counts.remarks.push_back(std::to_string(read.unresolved) + " state changes are not counted: their lines do not say which run they belong to");
        if (read.orphans)
            counts.remarks.push_back(std::to_string(read.orphans) + " state changes are not counted: no line says whose they are");
        if (read.contested)
            counts.remarks.push_back(std::to_string(read.contested) + " state changes are not counted: several entities claim them");
        return counts;
    }

    void dropOthers()
    {
        std::vector<bool> wanted(m_read.entities.size());
        for (uint32_t entity = 0; entity < wanted.size(); ++entity) {
            std::vector<Value> key;
            for (size_t k = 0; k < m_key.size(); ++k)
                key.push_back(m_read.entities.value(entity, k));
            const uint32_t number = m_pass->entities().find(m_read.entities.run(entity), key);
            wanted[entity] = number != EntityNumbers::kNone && m_pass->events[number] > 0;
        }
        std::erase_if(m_read.list, [&](const Transition &transition) { return !wanted[transition.entity]; });
    }

    // For each `by` field, the value that any event of the entity has for it; the first in time order.
    void readGroups()
    {
        m_groupOf.clear();
        for (size_t b = 0; b < m_by.size(); ++b) {
            const FieldId field = m_store.fields().find(m_by[b]);
            std::unordered_map<uint32_t, std::pair<Time, std::string>> values;
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
                    const uint32_t entity = m_read.entities.number(run, key);
                    const Time time = view.time(row);
                    const auto found = values.find(entity);
                    if (found != values.end() && found->second.first <= time)
                        return;
                    const Run &which = m_store.runs()[index(run)];
                    values[entity] = { time, !ofRun ? toText(view.value(cells.back())) : m_by[b] == "rundir" ? which.rundir : which.dfk };
                });
            }
            for (const auto &transition : m_read.list) {
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
        for (size_t i = 0; i < m_read.list.size(); ++i) {
            const Transition &transition = m_read.list[i];
            auto &changes = groups[m_by.empty() ? std::vector<std::string>() : m_groupOf[transition.entity]];
            const bool first = i == 0 || m_read.list[i - 1].entity != transition.entity;
            if (!first && m_read.list[i - 1].state == transition.state)
                continue;
            if (!first)
                changes.push_back({ transition.time, m_read.list[i - 1].state, -1 });
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
    std::optional<EntityPass> m_pass;
    Transitions m_read;
    std::unordered_map<uint32_t, std::vector<std::string>> m_groupOf;
    StateCounts m_result;
};

} // namespace

StateCounts countStates(const EventStore &store, const std::vector<std::string> &by, const Continue &goOn)
{
    return StateCounting(store, by).count(goOn);
}

StateCounts countStatesOf(const EventStore &store, const EventRows &rows, const Continue &goOn)
{
    const std::vector<std::string> none;
    StateCounting counting(store, none);
    return counting.limitTo(rows, goOn) ? counting.count(goOn) : StateCounts();
}

} // namespace widelens
