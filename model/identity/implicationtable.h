// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/furthervalues.h"
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
// A key with very many values for a field tells nothing of the events that have it, and whoever followed each of them, at each
// of these events, would never come to an end: none of them is followed. They stay known, as a conflict.
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
    // Of a field of a key. More are kept where lines state them, and not followed; values that only follow are left out then.
    static constexpr size_t kMaxFollowed = 16;

    using Proof = FurtherValues::Proof; // in the order of preference
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

    // True when the value is new for this field of the node. `onlyFollowed`: it is left out where it would not be followed.
    bool add(uint32_t node, size_t field, Atom value, Proof proof, bool onlyFollowed = false)
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
        FurtherValues &more = known.more[node];
        if (more.confirm(value, proof))
            return false;
        if (onlyFollowed && more.size() + 1 >= kMaxFollowed) {
            // Where they are not followed anyway, nothing is missed.
            if (more.size() + 1 == kMaxFollowed)
                known.leftOut = more.leftOut = true;
            return false;
        }
        more.append(value, proof);
        known.unfollowed += more.size() == kMaxFollowed;
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
        for (const auto &[value, proof] : more->second.inOrder({ fact->value, fact->proof }))
            visit(unpacked(value, proof));
    }

    // The first value, all there is while nothing is contested; 0: none. `field` as in add().
    Atom firstValue(uint32_t node, size_t field) const
    {
        const Entry *fact = m_fields[field].first.find(node);
        return fact ? fact->value : 0;
    }
    // The value with the best proof; none: 0.
    Fact earliest(uint32_t node, size_t field) const
    {
        const Field &known = m_fields[field];
        const Entry *fact = known.first.find(node);
        if (!fact || fact->value == 0)
            return {};
        const auto more = known.more.empty() ? known.more.end() : known.more.find(node);
        const auto [value, proof] = more == known.more.end() || fact->proof < more->second.earliest().second ? std::pair(fact->value, fact->proof) : more->second.earliest();
        return unpacked(value, proof);
    }
    // Whether what is known is taken to hold for the events with this key.
    bool isFollowed(uint32_t node, size_t field) const
    {
        const Field &known = m_fields[field];
        const auto more = known.unfollowed == 0 ? known.more.end() : known.more.find(node);
        return more == known.more.end() || more->second.size() < kMaxFollowed;
    }
    // Whether more values follow than are kept.
    bool hasMore(uint32_t node, size_t field) const
    {
        const auto more = m_fields[field].more.find(node);
        return more != m_fields[field].more.end() && more->second.leftOut;
    }
    size_t unfollowed(size_t field) const { return m_fields[field].unfollowed; } // nodes
    bool hasMore(size_t field) const { return m_fields[field].leftOut; } // any node
    // The most values of a node that are followed, at least 1.
    size_t mostFollowed(size_t field) const
    {
        size_t most = 1;
        for (const auto &[node, more] : m_fields[field].more)
            most = more.size() < kMaxFollowed ? std::max(most, more.size() + 1) : most;
        return most;
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
        std::unordered_map<uint32_t, FurtherValues> more; // of nodes in conflict
        size_t unfollowed = 0; // nodes with more values than are followed
        bool leftOut = false;
    };

    static Fact unpacked(Atom value, Proof proof) { return { value, { static_cast<uint32_t>(proof >> 32) & 0x7fffffff, static_cast<uint32_t>(proof) }, (proof >> 63) != 0 }; }

    KeyIndex m_keys;
    std::vector<Field> m_fields;
};

} // namespace widelens
