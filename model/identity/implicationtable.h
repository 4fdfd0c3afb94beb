// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/atoms.h"
#include "model/store/hash.h"
#include "model/store/ids.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace widelens {

// What one implication knows: for each key the set of values of each implied field, each with its earliest proof. One value
// of a field stands in place; further ones (a conflict) aside, so that the usual case costs 16 bytes a field.
class ImplicationTable
{
public:
    static constexpr uint32_t kNone = 0xffffffff;

    struct Fact {
        Atom value = 0;
        EventRef proof;
    };

    ImplicationTable(size_t keyFields, size_t impliedFields)
        : m_keyFields(keyFields)
        , m_impliedFields(impliedFields)
        , m_slots(64, 0)
    {
    }

    size_t size() const { return m_runs.size(); }
    RunId run(uint32_t node) const { return m_runs[node]; }
    Atom key(uint32_t node, size_t i) const { return m_keys[node * m_keyFields + i]; }

    uint32_t find(RunId run, const Atom *key) const
    {
        for (size_t at = hashOf(run, key) & (m_slots.size() - 1); m_slots[at]; at = (at + 1) & (m_slots.size() - 1)) {
            if (equals(m_slots[at] - 1, run, key))
                return m_slots[at] - 1;
        }
        return kNone;
    }

    uint32_t findOrAdd(RunId run, const Atom *key)
    {
        if (m_runs.size() * 2 >= m_slots.size())
            grow();
        size_t at = hashOf(run, key) & (m_slots.size() - 1);
        for (; m_slots[at]; at = (at + 1) & (m_slots.size() - 1)) {
            if (equals(m_slots[at] - 1, run, key))
                return m_slots[at] - 1;
        }
        const auto node = static_cast<uint32_t>(m_runs.size());
        m_runs.push_back(run);
        m_keys.insert(m_keys.end(), key, key + m_keyFields);
        m_facts.resize(m_facts.size() + m_impliedFields);
        m_slots[at] = node + 1;
        return node;
    }

    // True when the value is new for this field of the node.
    bool add(uint32_t node, size_t field, Atom value, EventRef proof)
    {
        Fact &fact = m_facts[node * m_impliedFields + field];
        if (fact.value == 0) {
            fact = { value, proof };
            return true;
        }
        if (fact.value == value) {
            fact.proof = std::min(fact.proof, proof);
            return false;
        }
        auto &more = m_more[static_cast<uint64_t>(node) * m_impliedFields + field];
        for (Fact &other : more) {
            if (other.value == value) {
                other.proof = std::min(other.proof, proof);
                return false;
            }
        }
        more.push_back({ value, proof });
        return true;
    }

    template<typename Visit>
    void eachFact(uint32_t node, size_t field, Visit visit) const
    {
        const size_t place = node * m_impliedFields + field;
        if (m_facts[place].value == 0)
            return;
        visit(m_facts[place]);
        if (m_more.empty())
            return;
        const auto more = m_more.find(place);
        if (more == m_more.end())
            return;
        for (const Fact &fact : more->second)
            visit(fact);
    }

    // Nodes and fields with more than one value.
    std::vector<std::pair<uint32_t, size_t>> contested() const
    {
        std::vector<std::pair<uint32_t, size_t>> places;
        for (const auto &[place, facts] : m_more)
            places.emplace_back(static_cast<uint32_t>(place / m_impliedFields), place % m_impliedFields);
        std::sort(places.begin(), places.end());
        return places;
    }

private:
    uint64_t hashOf(RunId run, const Atom *key) const
    {
        uint64_t h = index(run) + 0x9e3779b97f4a7c15ull;
        for (size_t i = 0; i < m_keyFields; ++i)
            h = mix(h ^ key[i], 0xd6e8feb86659fd93ull);
        return h;
    }
    bool equals(uint32_t node, RunId run, const Atom *key) const
    {
        return m_runs[node] == run && std::equal(key, key + m_keyFields, m_keys.begin() + static_cast<ptrdiff_t>(node * m_keyFields));
    }
    void grow()
    {
        std::vector<uint32_t> slots(m_slots.size() * 2, 0);
        for (uint32_t node = 0; node < m_runs.size(); ++node) {
            size_t at = hashOf(m_runs[node], &m_keys[node * m_keyFields]) & (slots.size() - 1);
            while (slots[at])
                at = (at + 1) & (slots.size() - 1);
            slots[at] = node + 1;
        }
        m_slots = std::move(slots);
    }

    size_t m_keyFields;
    size_t m_impliedFields;
    std::vector<RunId> m_runs;
    std::vector<Atom> m_keys;
    std::vector<Fact> m_facts;
    std::unordered_map<uint64_t, std::vector<Fact>> m_more;
    std::vector<uint32_t> m_slots;
};

} // namespace widelens
