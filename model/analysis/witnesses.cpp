// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/witnesses.h"

#include "model/rules/rules.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>

namespace widelens {

namespace {

constexpr size_t kFewPairs = 4096; // beyond, those of one entity go together in order of time
constexpr Time kClocksDiffer = kSecond;
constexpr uint64_t kFew = 20; // or one in ten: listed one by one

using Index = std::vector<size_t>;

// Changes of one entity to one state, told by logs and by witnesses: pairs, the nearest first.
std::vector<std::pair<size_t, size_t>> pairsOf(const Transition *list, const Index &logs, const Index &witnesses)
{
    std::vector<std::pair<size_t, size_t>> pairs;
    if (logs.size() * witnesses.size() > kFewPairs) {
        for (size_t i = 0; i < std::min(logs.size(), witnesses.size()); ++i)
            pairs.emplace_back(logs[i], witnesses[i]);
        return pairs;
    }
    for (const size_t log : logs) {
        for (const size_t witness : witnesses)
            pairs.emplace_back(log, witness);
    }
    const auto distance = [&](const std::pair<size_t, size_t> &pair) {
        const Transition &log = list[pair.first];
        const Transition &witness = list[pair.second];
        const bool otherTry = log.attempt >= 0 && witness.attempt >= 0 && log.attempt != witness.attempt;
        return std::pair(otherTry, std::abs(log.time - witness.time));
    };
    std::stable_sort(pairs.begin(), pairs.end(), [&](const auto &a, const auto &b) { return distance(a) < distance(b); });
    return pairs;
}

} // namespace

std::vector<bool> witnessSegments(const EventStore &store)
{
    std::vector<bool> result;
    for (const auto &segment : store.segments()) {
        const FormatRule *format = store.rules().format(store.sources()[segment->source()].format);
        result.push_back(segment->rowCount() > 0 && format && format->witness);
    }
    return result;
}

size_t joinWitnesses(const std::vector<bool> &isWitness, std::span<Transition> changes, EventRef *witnesses)
{
    std::fill_n(witnesses, changes.size(), EventRef());
    std::map<uint32_t, std::pair<Index, Index>> states; // told by logs, by witnesses
    for (size_t i = 0; i < changes.size(); ++i) {
        auto &told = states[changes[i].state];
        (isWitness[changes[i].event.segment] ? told.second : told.first).push_back(i);
    }
    std::vector<bool> joined(changes.size(), false);
    for (const auto &[state, told] : states) {
        for (const auto &[log, witness] : pairsOf(changes.data(), told.first, told.second)) {
            if (witnesses[log].isValid() || joined[witness])
                continue;
            witnesses[log] = changes[witness].event;
            joined[witness] = true;
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < changes.size(); ++i) {
        if (joined[i])
            continue;
        changes[kept] = changes[i];
        witnesses[kept++] = witnesses[i];
    }
    return kept;
}

namespace {

class Comparison
{
public:
    Comparison(const EventStore &store, const Transitions &read)
        : m_store(store)
        , m_read(read)
        , m_isWitness(witnessSegments(store))
    {
    }

    void run(const std::function<void(Disagreement)> &add)
    {
        count();
        for (const auto &[key, told] : m_told) {
            for (const Side side : { LogOnly, WitnessOnly }) {
                if (isOfMany(told, side))
                    add(ofMany(key.second, told, side));
            }
        }
        for (uint32_t entity = 0; entity < m_read.entities.size(); ++entity)
            compare(entity, add);
    }

private:
    enum Side { LogOnly, WitnessOnly };
    // Changes to one state in one run.
    struct Told {
        uint64_t both = 0;
        uint64_t only[2] = { 0, 0 };
        const Transition *first[2] = { nullptr, nullptr };
        uint32_t entityOfFirst[2] = { 0, 0 };
    };

    Side side(const Transition &transition) const { return m_isWitness[transition.event.segment] ? WitnessOnly : LogOnly; }

    void count()
    {
        for (uint32_t entity = 0; entity < m_read.entities.size(); ++entity)
            count(entity);
    }
    void count(uint32_t entity)
    {
        const RunId run = m_read.entities.run(entity);
        for (const Transition &transition : m_read.of(entity)) {
            Told &which = m_told[{ run, transition.state }];
            if (m_read.witness(transition).isValid()) {
                ++which.both;
                if (isFinal(transition.state))
                    m_ends.insert({ { run, LogOnly }, { run, WitnessOnly } });
                continue;
            }
            const Side s = side(transition);
            if (isFinal(transition.state))
                m_ends.insert({ run, s });
            if (which.only[s]++ > 0)
                continue;
            which.first[s] = &transition;
            which.entityOfFirst[s] = entity;
        }
    }

    // The other side tells of this state, but not of many of its changes; where it tells of none, it does not know the state.
    static bool isOfMany(const Told &told, Side side)
    {
        return told.both > 0 && told.only[side] > kFew && told.only[side] > (told.both + told.only[side]) / 10;
    }
    // Which states a side does not know at all says nothing; how things end, both know if they know any end.
    bool isWorthSaying(RunId run, uint32_t state, Side side) const
    {
        const Told &which = m_told.at({ run, state });
        const bool isEnd = isFinal(state) && m_ends.contains({ run, static_cast<Side>(1 - side) });
        return (which.both > 0 || which.only[1 - side] > 0 || isEnd) && !isOfMany(which, side);
    }
    bool isFinal(uint32_t state) const
    {
        const StateRule *rule = m_store.rules().state(m_read.states[state]);
        return rule && rule->final;
    }

    std::string nameOf(Side side, const Transition &transition) const
    {
        return side == WitnessOnly ? m_store.source(transition.event).logsource : "the logs";
    }

    Disagreement ofMany(uint32_t state, const Told &told, Side side) const
    {
        const Transition &first = *told.first[side];
        Disagreement result { {}, told.entityOfFirst[side], true, { first.event } };
        result.what = std::to_string(told.only[side]) + " of " + std::to_string(told.only[side] + told.both) + " changes to " + m_read.states[state] + " stand in " + nameOf(side, first) + " alone";
        return result;
    }

    void compare(uint32_t entity, const std::function<void(Disagreement)> &add)
    {
        const RunId run = m_read.entities.run(entity);
        std::set<uint32_t> toldByBoth; // states
        for (const Transition &transition : m_read.of(entity)) {
            if (m_read.witness(transition).isValid())
                toldByBoth.insert(transition.state);
        }
        Disagreement result { {}, entity, false, {} };
        std::string only[2];
        std::string where;
        Time apart = kClocksDiffer;
        const Transition *apartest = nullptr;
        for (const Transition &transition : m_read.of(entity)) {
            if (const EventRef witness = m_read.witness(transition); witness.isValid()) {
                const Time difference = std::abs(m_store.time(witness) - m_store.time(transition.event));
                apartest = difference > apart ? &transition : apartest;
                apart = std::max(apart, difference);
                continue;
            }
            const Side s = side(transition);
            if (!isWorthSaying(run, transition.state, s))
                continue;
            only[s] += (only[s].empty() ? "" : ", ") + m_read.states[transition.state] + (toldByBoth.contains(transition.state) ? " once more" : "");
            if (s == WitnessOnly)
                where = m_store.source(transition.event).logsource;
            if (result.evidence.size() < 4)
                result.evidence.push_back(transition.event);
        }
        if (!only[LogOnly].empty())
            result.what = "only the logs say " + only[LogOnly];
        if (!only[WitnessOnly].empty())
            result.what += (result.what.empty() ? "" : "; ") + ("only " + where + " says " + only[WitnessOnly]);
        if (apartest) {
            char seconds[32];
            std::snprintf(seconds, sizeof seconds, "%.1f s", static_cast<double>(apart) / 1e9);
            result.what += (result.what.empty() ? "" : "; ") + (m_read.states[apartest->state] + " is " + seconds + " apart in " + m_store.source(apartest->event).logsource + " and " + m_store.source(m_read.witness(*apartest)).logsource);
            result.evidence.push_back(apartest->event);
            result.evidence.push_back(m_read.witness(*apartest));
        }
        if (!result.what.empty())
            add(std::move(result));
    }

    const EventStore &m_store;
    const Transitions &m_read;
    const std::vector<bool> m_isWitness;
    std::map<std::pair<RunId, uint32_t>, Told> m_told;
    std::set<std::pair<RunId, Side>> m_ends; // who tells how entities of a run end
};

} // namespace

void findDisagreements(const EventStore &store, const Transitions &read, const std::function<void(Disagreement)> &add)
{
    Comparison(store, read).run(add);
}

} // namespace widelens
