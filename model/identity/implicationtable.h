// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/atoms.h"
#include "model/store/hash.h"
#include "model/store/ids.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <unordered_map>
#include <vector>

namespace widelens {

// What one implication knows: for each key the set of values of each implied field, each with its earliest proof. One value
// of a field stands in place; further ones (a conflict) aside, so that the usual case costs 16 bytes a field.
// A node lies in one piece, and keys whose ids are neighbours have neighbouring slots in the index: ids are mostly
// met in order, and look-ups then miss the cache once for several of them. Copies share what neither changes.
class ImplicationTable
{
public:
    static constexpr uint32_t kNone = 0xffffffff;

    struct Fact {
        Atom value = 0;
        EventRef proof;
        // The event at `proof` does not say the value itself: it follows there, too. Lines that say it come first.
        bool joined = false;
    };
    using Proof = uint64_t; // in the order of preference
    static Proof proofOf(EventRef event, bool joined) { return static_cast<uint64_t>(joined) << 63 | static_cast<uint64_t>(event.segment) << 32 | event.row; }

    ImplicationTable(size_t keyFields, size_t impliedFields)
        : m_keyFields(keyFields)
        , m_impliedFields(impliedFields)
        , m_stride(1 + keyFields + 2 * impliedFields)
        , m_slots(std::make_shared<std::vector<Slot>>(64))
    {
    }

    size_t size() const { return m_size; }
    RunId run(uint32_t node) const { return static_cast<RunId>(*data(node)); }
    Atom key(uint32_t node, size_t i) const { return data(node)[1 + i]; }

    uint32_t find(RunId run, const Atom *key) const
    {
        const uint64_t hash = hashOf(run, key);
        const std::vector<Slot> &slots = *m_slots;
        for (size_t at = slotOf(hash); slots[at].node; at = (at + 1) & (slots.size() - 1)) {
            if (slots[at].tag == tagOf(hash) && equals(slots[at].node - 1, run, key))
                return slots[at].node - 1;
        }
        return kNone;
    }

    uint32_t findOrAdd(RunId run, const Atom *key)
    {
        const uint64_t hash = hashOf(run, key);
        size_t at = slotOf(hash);
        for (const std::vector<Slot> &slots = *m_slots; slots[at].node; at = (at + 1) & (slots.size() - 1)) {
            if (slots[at].tag == tagOf(hash) && equals(slots[at].node - 1, run, key))
                return slots[at].node - 1;
        }
        if (m_size * 3 >= m_slots->size()) {
            grow();
            at = freeSlot(*m_slots, hash);
        } else if (isShared(m_slots)) {
            m_slots = std::make_shared<std::vector<Slot>>(*m_slots);
        }
        const uint32_t node = m_size++;
        if (node % kChunk == 0)
            m_chunks.emplace_back(new uint64_t[kChunk * m_stride]());
        uint64_t *words = writable(node);
        words[0] = index(run);
        std::copy(key, key + m_keyFields, words + 1);
        (*m_slots)[at] = { tagOf(hash), node + 1 };
        return node;
    }

    // True when the value is new for this field of the node.
    bool add(uint32_t node, size_t field, Atom value, Proof proof)
    {
        const uint64_t *old = data(node) + factPlace(field);
        if (old[0] == value && old[1] <= proof)
            return false;
        uint64_t *fact = writable(node) + factPlace(field);
        if (fact[0] == 0 || fact[0] == value) {
            const bool isNew = fact[0] == 0;
            fact[0] = value;
            fact[1] = isNew ? proof : std::min(fact[1], proof);
            return isNew;
        }
        auto &more = m_more[static_cast<uint64_t>(node) * m_impliedFields + field];
        for (auto &[other, earliest] : more) {
            if (other == value) {
                earliest = std::min(earliest, proof);
                return false;
            }
        }
        more.emplace_back(value, proof);
        return true;
    }

    template<typename Visit>
    void eachFact(uint32_t node, size_t field, Visit visit) const
    {
        const uint64_t *fact = data(node) + factPlace(field);
        if (fact[0] == 0)
            return;
        const auto more = m_more.empty() ? m_more.end() : m_more.find(static_cast<uint64_t>(node) * m_impliedFields + field);
        if (more == m_more.end()) {
            visit(unpacked(fact[0], fact[1]));
            return;
        }
        auto all = more->second; // in the order of their proofs, whichever came first
        all.emplace_back(fact[0], fact[1]);
        std::sort(all.begin(), all.end(), [](const auto &x, const auto &y) { return x.second < y.second; });
        for (const auto &[value, proof] : all)
            visit(unpacked(value, proof));
    }

    // The first value, all there is while nothing is contested; 0: none. `field` as in add().
    Atom firstValue(uint32_t node, size_t field) const { return data(node)[factPlace(field)]; }
    // Where the search for a key will begin: to be asked for well before it.
    void prefetch(RunId run, const Atom *key) const { __builtin_prefetch(&(*m_slots)[slotOf(hashOf(run, key))]); }
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
    static constexpr uint32_t kChunk = 1024; // nodes that are copied together
    static constexpr unsigned kNeighbours = 64; // keys with slots side by side

    static Fact unpacked(Atom value, Proof proof) { return { value, { static_cast<uint32_t>(proof >> 32) & 0x7fffffff, static_cast<uint32_t>(proof) }, (proof >> 63) != 0 }; }
    size_t factPlace(size_t field) const { return 1 + m_keyFields + 2 * field; }
    const uint64_t *data(uint32_t node) const { return m_chunks[node / kChunk].get() + (node % kChunk) * m_stride; }
    uint64_t *writable(uint32_t node)
    {
        auto &chunk = m_chunks[node / kChunk];
        if (isShared(chunk)) {
            std::shared_ptr<uint64_t[]> own(new uint64_t[kChunk * m_stride]);
            std::copy(chunk.get(), chunk.get() + kChunk * m_stride, own.get());
            chunk = std::move(own);
        }
        return chunk.get() + (node % kChunk) * m_stride;
    }
    template<typename T>
    static bool isShared(const std::shared_ptr<T> &part)
    {
        const bool shared = part.use_count() > 1;
        if (!shared)
            std::atomic_thread_fence(std::memory_order_acquire); // whoever had it has read all it wanted
        return shared;
    }

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
    size_t slotOf(uint64_t hash) const { return hash & (m_slots->size() - 1); }
    static uint32_t tagOf(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }

    bool equals(uint32_t node, RunId run, const Atom *key) const
    {
        const uint64_t *words = data(node);
        if (words[0] != index(run))
            return false;
        for (size_t i = 0; i < m_keyFields; ++i) {
            if (words[1 + i] != key[i])
                return false;
        }
        return true;
    }
    void grow()
    {
        auto slots = std::make_shared<std::vector<Slot>>(m_slots->size() * 2);
        m_slots = slots;
        for (uint32_t node = 0; node < m_size; ++node) {
            const uint64_t hash = hashOf(run(node), data(node) + 1);
            (*slots)[freeSlot(*slots, hash)] = { tagOf(hash), node + 1 };
        }
    }
    size_t freeSlot(const std::vector<Slot> &slots, uint64_t hash) const
    {
        size_t at = slotOf(hash);
        while (slots[at].node)
            at = (at + 1) & (slots.size() - 1);
        return at;
    }

    size_t m_keyFields;
    size_t m_impliedFields;
    size_t m_stride;
    uint32_t m_size = 0;
    // Of kChunk nodes each: run, key atoms, then value and proof of each implied field.
    std::vector<std::shared_ptr<uint64_t[]>> m_chunks;
    std::unordered_map<uint64_t, std::vector<std::pair<Atom, Proof>>> m_more;
    std::shared_ptr<std::vector<Slot>> m_slots;
};

} // namespace widelens
