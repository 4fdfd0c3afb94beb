// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/states.h"

#include "model/analysis/entitypass.h"
#include "model/analysis/statesum.h"
#include "model/query/keyscan.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <unordered_map>

namespace widelens {

namespace {

class StateCounting
{
public:
    StateCounting(const EventStore &store, const std::vector<std::string> &by, uint32_t rowsAtOnce)
        : m_store(store)
        , m_by(by)
        , m_rowsAtOnce(rowsAtOnce)
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
        m_pass.emplace(m_store, *key, m_rowsAtOnce);
        m_pass->countOnly(rows);
        return m_pass->run(goOn);
    }

    StateCounts count(const Continue &goOn, const TransitionSource &source)
    {
        m_read = readTransitions(source, m_store, [&](double part) { return !goOn || goOn(0.7 * part); }, m_rowsAtOnce);
        if (!m_read)
            return {};
        m_entities.resize(m_read->entities.size());
        std::iota(m_entities.begin(), m_entities.end(), 0u);
        if (m_pass)
            dropOthers();
        m_result = remarksOf(*m_read);
        if (m_entities.empty())
            return std::move(m_result);
        m_result.states = m_read->states;
        m_result.untold = untoldOf(m_result.states);
        readGroups();
        return addUp(goOn) ? std::move(m_result) : StateCounts();
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
        if (read.otherStates)
            counts.remarks.push_back(std::to_string(read.otherStates) + " states are counted as one, \"" + Transitions::kOtherStates + "\": " + std::to_string(Transitions::kMaxStates - 1) + " are told apart");
        return counts;
    }

    // Where a state has no line, its absence must not look as if no entity had ever been in it.
    std::vector<std::string> untoldOf(const std::vector<std::string> &told) const
    {
        std::vector<std::string> sentences;
        for (const StateRule &state : m_store.rules().states) {
            if (!state.needs.empty() && std::find(told.begin(), told.end(), state.name) == told.end())
                sentences.push_back("no log here says when they are " + state.name + ": it needs " + state.needs);
        }
        return sentences;
    }

    void dropOthers()
    {
        std::erase_if(m_entities, [this](uint32_t entity) {
            std::vector<Value> key;
            for (size_t k = 0; k < m_key.size(); ++k)
                key.push_back(m_read->entities.value(entity, k));
            const uint32_t number = m_pass->entities().find(m_read->entities.run(entity), key);
            return number == EntityNumbers::kNone || m_pass->events[number] == 0;
        });
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
                    const uint32_t entity = m_read->entities.find(run, key);
                    if (entity == EntityNumbers::kNone)
                        return;
                    const Time time = view.time(row);
                    const auto found = values.find(entity);
                    if (found != values.end() && found->second.first <= time)
                        return;
                    const Run &which = m_store.runs()[index(run)];
                    values[entity] = { time, !ofRun ? toText(view.value(cells.back())) : m_by[b] == "rundir" ? which.rundir : which.dfk };
                });
            }
            for (const uint32_t entity : m_entities) {
                auto &group = m_groupOf[entity];
                group.resize(m_by.size());
                const auto found = values.find(entity);
                if (found != values.end())
                    group[b] = found->second.second;
            }
        }
    }

    bool addUp(const Continue &goOn)
    {
        std::map<std::vector<std::string>, std::vector<uint32_t>> groups;
        for (size_t i = 0; i < m_entities.size() && !m_by.empty(); ++i)
            groups[m_groupOf[m_entities[i]]].push_back(m_entities[i]);
        const size_t movesAtOnce = std::max<size_t>(1, m_rowsAtOnce / 4);
        if (m_by.empty())
            return add({}, addUpStates(*m_read, m_entities, [&](double done) { return !goOn || goOn(0.7 + 0.3 * done); }, movesAtOnce));
        return std::all_of(groups.begin(), groups.end(), [&](const auto &group) { return add(group.first, addUpStates(*m_read, group.second, goOn, movesAtOnce)); });
    }
    bool add(const std::vector<std::string> &by, std::optional<StateSum> sum)
    {
        if (!sum)
            return false;
        m_result.series.push_back(std::move(sum->series));
        m_result.series.back().by = by;
        m_result.transitions += sum->transitions;
        return true;
    }

    const EventStore &m_store;
    const std::vector<std::string> &m_by;
    std::vector<FieldId> m_key;
    uint32_t m_rowsAtOnce;
    std::optional<EntityPass> m_pass;
    std::shared_ptr<const Transitions> m_read;
    std::vector<uint32_t> m_entities; // that are counted
    std::unordered_map<uint32_t, std::vector<std::string>> m_groupOf;
    StateCounts m_result;
};

} // namespace

StateCounts countStates(const EventStore &store, const std::vector<std::string> &by, const Continue &goOn, uint32_t rowsAtOnce, const TransitionSource &source)
{
    return StateCounting(store, by, rowsAtOnce).count(goOn, source);
}

StateCounts countStatesOf(const EventStore &store, const EventRows &rows, const Continue &goOn, const TransitionSource &source)
{
    const std::vector<std::string> none;
    StateCounting counting(store, none, kRowsAtOnce);
    return counting.limitTo(rows, goOn) ? counting.count(goOn, source) : StateCounts();
}

} // namespace widelens
