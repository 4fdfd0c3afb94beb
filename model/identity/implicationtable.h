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
// A node lies in one piece, and keys whose ids are neighbours have neighbouring slots in the index: ids are mostly
// met in order, and look-ups then miss the cache once for several of them.
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
        , m_stride(1 + keyFields + 2 * impliedFields)
        , m_slots(64)
    {
    }

    size_t size() const { return m_size; }
    RunId run(uint32_t node) const { return static_cast<RunId>(m_data[node * m_stride]); }
    Atom key(uint32_t node, size_t i) const { return m_data[node * m_stride + 1 + i]; }

    uint32_t find(RunId run, const Atom *key) const
    {
        const uint64_t hash = hashOf(run, key);
        for (size_t at = slotOf(hash); m_slots[at].node; at = (at + 1) & (m_slots.size() - 1)) {
            if (m_slots[at].tag == tagOf(hash) && equals(m_slots[at].node - 1, run, key))
                return m_slots[at].node - 1;
        }
        return kNone;
    }

    uint32_t findOrAdd(RunId run, const Atom *key)
    {
        if (m_size * 3 >= m_slots.size())
            grow();
        const uint64_t hash = hashOf(run, key);
        size_t at = slotOf(hash);
        for (; m_slots[at].node; at = (at + 1) & (m_slots.size() - 1)) {
            if (m_slots[at].tag == tagOf(hash) && equals(m_slots[at].node - 1, run, key))
                return m_slots[at].node - 1;
        }
        const uint32_t node = m_size++;
        m_data.push_back(index(run));
        m_data.insert(m_data.end(), key, key + m_keyFields);
        m_data.resize(m_data.size() + 2 * m_impliedFields);
        m_slots[at] = { tagOf(hash), node + 1 };
        return node;
    }

    // True when the value is new for this field of the node.
    bool add(uint32_t node, size_t field, Atom value, EventRef proof)
    {
        uint64_t *fact = &m_data[factPlace(node, field)];
        if (fact[0] == 0 || fact[0] == value) {
            const bool isNew = fact[0] == 0;
            fact[0] = value;
            fact[1] = isNew ? packed(proof) : std::min(fact[1], packed(proof));
            return isNew;
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
        const uint64_t *fact = &m_data[factPlace(node, field)];
        if (fact[0] == 0)
            return;
        visit(Fact { fact[0], { static_cast<uint32_t>(fact[1] >> 32), static_cast<uint32_t>(fact[1]) } });
        if (m_more.empty())
            return;
        const auto more = m_more.find(static_cast<uint64_t>(node) * m_impliedFields + field);
        if (more == m_more.end())
            return;
        for (const Fact &other : more->second)
            visit(other);
    }

    bool isContested() const { return !m_more.empty(); }
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
    struct Slot {
        uint32_t tag = 0;
        uint32_t node = 0; // + 1; 0: free
    };
    static constexpr unsigned kNeighbours = 64; // keys with slots side by side

    static uint64_t packed(EventRef event) { return static_cast<uint64_t>(event.segment) << 32 | event.row; }
    size_t factPlace(uint32_t node, size_t field) const { return node * m_stride + 1 + m_keyFields + 2 * field; }

    // The low bits tell neighbours apart, by the largest atom of the key (an id among labels and tries); the others are mixed.
    uint64_t hashOf(RunId run, const Atom *key) const
    {
        const size_t largest = static_cast<size_t>(std::max_element(key, key + m_keyFields) - key);
        uint64_t h = index(run) + largest + 0x9e3779b97f4a7c15ull;
        for (size_t i = 0; i < m_keyFields; ++i)
            h = i == largest ? h : mix(h ^ key[i], 0xd6e8feb86659fd93ull);
        const Atom id = key[largest];
        const uint64_t number = id >> 1; // of a whole number or of a text: both come in order
        h = mix(h ^ (number / kNeighbours) ^ (id & 1) << 63, 0xa0761d6478bd642full);
        return h * kNeighbours | number % kNeighbours;
    }
    size_t slotOf(uint64_t hash) const { return hash & (m_slots.size() - 1); }
    static uint32_t tagOf(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }

    bool equals(uint32_t node, RunId run, const Atom *key) const
    {
        const uint64_t *data = &m_data[node * m_stride];
        if (data[0] != index(run))
            return false;
        for (size_t i = 0; i < m_keyFields; ++i) {
            if (data[1 + i] != key[i])
                return false;
        }
        return true;
    }
    void grow()
    {
        std::vector<Slot> slots(m_slots.size() * 2);
        m_slots.swap(slots);
        for (uint32_t node = 0; node < m_size; ++node) {
            const uint64_t hash = hashOf(run(node), &m_data[node * m_stride + 1]);
            size_t at = slotOf(hash);
            while (m_slots[at].node)
                at = (at + 1) & (m_slots.size() - 1);
            m_slots[at] = { tagOf(hash), node + 1 };
        }
    }

    size_t m_keyFields;
    size_t m_impliedFields;
    size_t m_stride;
    uint32_t m_size = 0;
    std::vector<uint64_t> m_data; // a node: run, key atoms, then value and proof of each implied field
    std::unordered_map<uint64_t, std::vector<Fact>> m_more;
    std::vector<Slot> m_slots;
};

} // namespace widelens
