// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/keyindex.h"
#include "model/store/ids.h"
#include "model/store/sharedchunks.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace widelens {

// What one implication knows: for each key (a node) the set of values of each implied field, each with its earliest proof. One
// value of a field stands in place; further ones (a conflict) aside, so that the usual case costs 16 bytes a field, and a field
// that no event says none. Fields stand apart: one thread may add to each. Copies share what neither changes.
class ImplicationTable
{
public:
    static constexpr uint32_t kNone = KeyIndex::kNone;
    using Cursor = KeyIndex::Cursor;

    struct Fact {
        Atom value = 0;
        EventRef proof;
        // The event at `proof` does not say the value itself: it follows there, too. Lines that say it come first.
        bool joined = false;
    };
    using Proof = uint64_t; // in the order of preference
    static Proof proofOf(EventRef event, bool joined) { return static_cast<uint64_t>(joined) << 63 | static_cast<uint64_t>(event.segment) << 32 | event.row; }

    ImplicationTable(size_t keyFields, size_t impliedFields)
        : m_keys(keyFields)
        , m_fields(impliedFields)
    {
    }

    size_t size() const { return m_keys.size(); }
    RunId run(uint32_t node) const { return m_keys.run(node); }
    Atom key(uint32_t node, size_t i) const { return m_keys.key(node, i); }

    uint32_t find(RunId run, const Atom *key, Cursor &cursor) const { return m_keys.find(run, key, cursor); }
    uint32_t find(RunId run, const Atom *key) const
    {
        Cursor cursor;
        return m_keys.find(run, key, cursor);
    }
    uint32_t findOrAdd(RunId run, const Atom *key, Cursor &cursor) { return m_keys.findOrAdd(run, key, cursor); }

    // True when the value is new for this field of the node.
    bool add(uint32_t node, size_t field, Atom value, Proof proof)
    {
        Field &known = m_fields[field];
        const Entry *old = known.first.find(node);
        if (old && old->value == value && old->proof <= proof)
            return false;
        if (!old || old->value == 0 || old->value == value) {
            const bool isNew = !old || old->value == 0;
            const Entry entry { value, isNew ? proof : std::min(old->proof, proof) };
            *known.first.writable(node) = entry;
            return isNew;
        }
        auto &more = known.more[node];
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
        const Field &known = m_fields[field];
        const Entry *fact = known.first.find(node);
        if (!fact || fact->value == 0)
            return;
        const auto more = known.more.empty() ? known.more.end() : known.more.find(node);
        if (more == known.more.end()) {
            visit(unpacked(fact->value, fact->proof));
            return;
        }
        auto all = more->second; // in the order of their proofs, whichever came first
        all.emplace_back(fact->value, fact->proof);
        std::sort(all.begin(), all.end(), [](const auto &x, const auto &y) { return x.second < y.second; });
        for (const auto &[value, proof] : all)
            visit(unpacked(value, proof));
    }

    // The first value, all there is while nothing is contested; 0: none. `field` as in add().
    Atom firstValue(uint32_t node, size_t field) const
    {
        const Entry *fact = m_fields[field].first.find(node);
        return fact ? fact->value : 0;
    }
    bool isContested() const
    {
        return std::any_of(m_fields.begin(), m_fields.end(), [](const Field &field) { return !field.more.empty(); });
    }
    // Nodes and fields with more than one value.
    std::vector<std::pair<uint32_t, size_t>> contested() const
    {
        std::vector<std::pair<uint32_t, size_t>> places;
        for (size_t field = 0; field < m_fields.size(); ++field) {
            for (const auto &[node, facts] : m_fields[field].more)
                places.emplace_back(node, field);
        }
        std::sort(places.begin(), places.end());
        return places;
    }

private:
    struct Entry {
        Atom value = 0; // 0: none
        Proof proof = 0;
    };
    struct Field {
        SharedChunks<Entry> first; // by node
        std::unordered_map<uint32_t, std::vector<std::pair<Atom, Proof>>> more;
    };

    static Fact unpacked(Atom value, Proof proof) { return { value, { static_cast<uint32_t>(proof >> 32) & 0x7fffffff, static_cast<uint32_t>(proof) }, (proof >> 63) != 0 }; }

    KeyIndex m_keys;
    std::vector<Field> m_fields;
};

} // namespace widelens
