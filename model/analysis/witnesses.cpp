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

Transition *joinWitnesses(const std::vector<bool> &isWitness, Transition *list, Transition *listEnd)
{
    const auto size = static_cast<size_t>(listEnd - list);
    std::vector<bool> joined(size, false);
    for (size_t begin = 0; begin < size;) {
        size_t end = begin;
        std::map<uint32_t, std::pair<Index, Index>> states; // told by logs, by witnesses
        for (; end < size && list[end].entity == list[begin].entity; ++end) {
            auto &told = states[list[end].state];
            (isWitness[list[end].event.segment] ? told.second : told.first).push_back(end);
        }
        for (const auto &[state, told] : states) {
            for (const auto &[log, witness] : pairsOf(list, told.first, told.second)) {
                if (list[log].witness.isValid() || joined[witness])
                    continue;
                list[log].witness = list[witness].event;
                joined[witness] = true;
            }
        }
        begin = end;
    }
    size_t kept = 0;
    for (size_t i = 0; i < size; ++i) {
        if (!joined[i])
            list[kept++] = list[i];
    }
    return list + kept;
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
        for (size_t begin = 0; begin < m_read.list.size();) {
            size_t end = begin;
            while (end < m_read.list.size() && m_read.list[end].entity == m_read.list[begin].entity)
                ++end;
            compare(begin, end, add);
            begin = end;
        }
    }

private:
    enum Side { LogOnly, WitnessOnly };
    // Changes to one state in one run.
    struct Told {
        uint64_t both = 0;
        uint64_t only[2] = { 0, 0 };
        const Transition *first[2] = { nullptr, nullptr };
    };

    Side side(const Transition &transition) const { return m_isWitness[transition.event.segment] ? WitnessOnly : LogOnly; }
    Told &told(const Transition &transition) { return m_told[{ m_read.entities.run(transition.entity), transition.state }]; }

    void count()
    {
        for (const Transition &transition : m_read.list) {
            Told &which = told(transition);
            const RunId run = m_read.entities.run(transition.entity);
            if (transition.witness.isValid()) {
                ++which.both;
                if (isFinal(transition.state))
                    m_ends.insert({ { run, LogOnly }, { run, WitnessOnly } });
                continue;
            }
            const Side s = side(transition);
            if (isFinal(transition.state))
                m_ends.insert({ run, s });
            if (which.only[s]++ == 0)
                which.first[s] = &transition;
        }
    }

    // The other side tells of this state, but not of many of its changes; where it tells of none, it does not know the state.
    static bool isOfMany(const Told &told, Side side)
    {
        return told.both > 0 && told.only[side] > kFew && told.only[side] > (told.both + told.only[side]) / 10;
    }
    // Which states a side does not know at all says nothing; how things end, both know if they know any end.
    bool isWorthSaying(const Transition &transition, Side side)
    {
        const Told &which = told(transition);
        const bool isEnd = isFinal(transition.state) && m_ends.contains({ m_read.entities.run(transition.entity), static_cast<Side>(1 - side) });
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
        Disagreement result { {}, first.entity, true, { first.event } };
        result.what = std::to_string(told.only[side]) + " of " + std::to_string(told.only[side] + told.both) + " changes to " + m_read.states[state] + " stand in " + nameOf(side, first) + " alone";
        return result;
    }

    void compare(size_t begin, size_t end, const std::function<void(Disagreement)> &add)
    {
        Disagreement result { {}, m_read.list[begin].entity, false, {} };
        std::string only[2];
        std::string where;
        Time apart = kClocksDiffer;
        const Transition *apartest = nullptr;
        for (size_t i = begin; i < end; ++i) {
            const Transition &transition = m_read.list[i];
            if (transition.witness.isValid()) {
                const Time difference = std::abs(m_store.time(transition.witness) - m_store.time(transition.event));
                apartest = difference > apart ? &transition : apartest;
                apart = std::max(apart, difference);
                continue;
            }
            const Side s = side(transition);
            if (!isWorthSaying(transition, s))
                continue;
            const bool isAgain = std::any_of(m_read.list.begin() + static_cast<ptrdiff_t>(begin), m_read.list.begin() + static_cast<ptrdiff_t>(end),
                                             [&](const Transition &other) { return other.state == transition.state && other.witness.isValid(); });
            only[s] += (only[s].empty() ? "" : ", ") + m_read.states[transition.state] + (isAgain ? " once more" : "");
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
            result.what += (result.what.empty() ? "" : "; ") + (m_read.states[apartest->state] + " is " + seconds + " apart in " + m_store.source(apartest->event).logsource + " and " + m_store.source(apartest->witness).logsource);
            result.evidence.push_back(apartest->event);
            result.evidence.push_back(apartest->witness);
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
