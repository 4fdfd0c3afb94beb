// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/atoms.h"
#include "model/identity/implicationtable.h"
#include "model/identity/rowwalk.h"
#include "model/query/filter.h"
#include "model/store/eventstore.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace widelens {

class SearchIndex;

// A value that follows from others, with the proof of it: the rule, and an event at which key and value stand together.
struct Derived {
    std::string field;
    Value value; // text lives as long as the Identity
    int rule = -1; // index into Rules::implications
    bool fitted = false; // the key was completed by the only value that fits
    EventRef proof;
};

// Several values for what should be one.
struct Conflict {
    int rule = -1;
    RunId run = kNoRun;
    std::vector<std::pair<std::string, Value>> key;
    std::string field;
    std::vector<Derived> values; // two or more, in order of their proofs
    bool isFollowed = true; // false: they are too many, and lead to nothing
    bool hasMore = false; // more values follow than are kept
};

// What follows about the identity of events: the implications of the rules, applied together until nothing new follows.
// Derived values live with the key that implies them, not with events: memory and time go with entities and with the
// events that state something about two of them at once. Immutable; any thread may read it.
class Identity
{
public:
    static constexpr size_t kMaxFields = RowWalk::kMaxFields; // identity fields of all rules together; as many rules
    // Where many values contradict each other, everything that follows from any of them would be a multiple of all events. So
    // keys of very many values are not followed (ImplicationTable::kMaxFollowed), and at one event no more is followed than
    // this many values, and this many keys of one rule, and no more values with keys are taken over from it. See leftOut().
    static constexpr size_t kMaxFollowing = 128;
    static constexpr size_t kMaxKeys = 256;
    static constexpr size_t kMaxJoined = 512;

    // Of a whole store; see IdentityBuild for one that grows. Null when cancelled.
    static std::shared_ptr<const Identity> build(const EventStore &store, const Continue &goOn = {});

    // Everything that follows for an event beyond what it says itself; several of one field are a conflict. A list in the
    // event ("Sent tasks: [3, 4]") has an answer for each element.
    std::vector<Derived> derive(const EventStore &store, EventRef event) const;
    std::vector<Derived> derive(const EventStore &store, EventRef event, FieldId field) const;
    // The same without its proofs, which cost more than all the rest: for passes over many events.
    struct Follows {
        std::string_view field; // lives as long as the Identity, as its value
        Value value;
    };
    std::vector<Follows> follows(const EventStore &store, EventRef event) const;
    bool mayDerive(FieldId field) const; // whether any rule implies it

    // Whether any rule could derive it in this segment: some rule's key is stated or can be derived there, and the path does not
    // say the field already.
    bool mayDeriveIn(const EventStore &store, uint32_t segment, FieldId field) const;
    // Whether it could at an event that states these of fields().
    bool mayDeriveFrom(FieldMask stated, FieldId field) const;
    const std::vector<FieldId> &fields() const { return m_fields; } // that take part; kNoField where one does not occur

    // What is known of an entity by its key (fields in the rule's order, without the run's): implied fields and facts.
    std::vector<Derived> known(const EventStore &store, int rule, RunId run, const std::vector<Value> &key) const;

    // The events that have `value` in `field` by derivation have these explicit keys: a list of term lists. Too many to list
    // (over `limit`): answers false. O(keys of the rules); with an index about as many as are found.
    struct ImpliedKey {
        RunId run;
        std::vector<std::pair<FieldId, Value>> terms;
    };
    bool impliedKeys(FieldId field, const Value &value, size_t limit, std::vector<ImpliedKey> &keys, const SearchIndex *index = nullptr) const;

    std::vector<Conflict> conflicts(const EventStore &store) const;
    // Events for which more follows than these bounds let through.
    struct LeftOut {
        uint64_t events = 0;
        EventRef first; // in the order of segments
    };
    const LeftOut &leftOut() const { return m_leftOut; }
    // The line that says a fact: the one at which key and value stand together, or where the value came from there.
    EventRef witness(const EventStore &store, const std::string &field, const ImplicationTable::Fact &fact) const;
    // What a rule knows, for scans over many entities: fields are the rule's `implies`, then its `facts`.
    const ImplicationTable &table(size_t rule) const { return m_tables[rule]; }
    const AtomPool &atoms() const { return m_atoms; }

private:
    friend class IdentityBuild;
    using Atoms = std::array<Atom, kMaxFields>;

    static constexpr FieldMask bit(size_t place) { return FieldMask(1) << place; }

    // What is known at one event: its own atoms and those derived, sets while conflicts last.
    struct Known {
        struct Item {
            uint8_t field;
            bool fitted;
            int16_t rule;
            ImplicationTable::Fact fact;
        };
        // What is derived of each field and value is found by their hash.
        static constexpr size_t kPlaces = 2 * kMaxFollowing;
        static_assert((kPlaces & (kPlaces - 1)) == 0);

        void state(const std::vector<Atom> &atoms); // and nothing is derived
        bool add(const Item &item); // unless it is known, or there are too many

        Atoms own {};
        FieldMask mask = 0;
        std::vector<Item> derived;
        std::array<uint8_t, kPlaces> places {}; // + 1
        bool isCut = false; // more would follow
    };
    static_assert(kMaxFollowing < 256);
    struct Rule {
        std::vector<uint8_t> key;
        std::vector<uint8_t> implied; // implies, then facts
        size_t widening = 0; // how many of `implied` are fields of events
        FieldMask keyMask = 0;
        int fit = -1; // place in `key`
    };

    using RuleMask = uint64_t;
    // `rules`: those that are applied.
    void close(Known &known, RunId run, bool fit, RuleMask rules = ~RuleMask(0)) const;
    // Each answers the fields that were learnt.
    FieldMask closeByRule(Known &known, RunId run, size_t rule) const;
    FieldMask closeByFit(Known &known, RunId run, size_t rule) const;
    template<typename Visit>
    bool eachKey(const Known &known, const Rule &rule, Visit visit) const; // false: there are more than kMaxKeys
    bool readRow(const EventStore &store, EventRef event, std::vector<Known> &out) const;
    template<typename Visit>
    void eachDerived(const EventStore &store, EventRef event, Visit visit) const; // visit(Known::Item), each value once
    template<typename Visit>
    void eachSource(const EventStore &store, EventRef event, uint8_t field, Atom value, Visit visit) const; // visit(Fact)
    Derived publicForm(const EventStore &store, const Known::Item &item) const;
    EventRef witness(const EventStore &store, uint8_t field, const ImplicationTable::Fact &fact) const;
    void readFits();
    bool mayLeaveOut() const; // at any event; false: surely not
    bool leavesOut(Known &known, RunId run) const; // at this one: what it states
    static size_t countValues(const Known &known, uint8_t field);
    std::vector<uint32_t> nodesWith(size_t rule, size_t implied, Atom value, const SearchIndex *index, size_t limit) const;
    int fieldIndex(FieldId field) const;

    std::vector<FieldId> m_fields;
    std::vector<std::string> m_names;
    std::vector<Rule> m_rules;
    std::vector<ImplicationTable> m_tables;
    // For rules with a fit: the values that the field has in any key, at most kMaxFitValues (beyond that nothing is fitted).
    static constexpr size_t kMaxFitValues = 64;
    std::vector<std::vector<Atom>> m_fitValues;
    AtomPool m_atoms;
    LeftOut m_leftOut;
};

// Every combination of the values that the key's fields have: one, while nothing is in conflict.
template<typename Visit>
bool Identity::eachKey(const Known &known, const Rule &rule, Visit visit) const
{
    std::array<Atom, kMaxFields> key {};
    size_t visited = 0;
    const auto choose = [&](auto &&self, size_t i) -> bool {
        if (i == rule.key.size()) {
            if (visited++ == kMaxKeys)
                return false;
            visit(key.data());
            return true;
        }
        const uint8_t field = rule.key[i];
        if (known.own[field]) {
            key[i] = known.own[field];
            if (!self(self, i + 1))
                return false;
        }
        for (const auto &item : known.derived) {
            if (item.field != field || item.fact.value == known.own[field])
                continue;
            key[i] = item.fact.value;
            if (!self(self, i + 1))
                return false;
        }
        return true;
    };
    return choose(choose, 0);
}

} // namespace widelens
