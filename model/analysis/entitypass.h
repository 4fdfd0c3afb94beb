// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/entitynumbers.h"
#include "model/identity/identity.h"
#include "model/query/filter.h"
#include "model/rules/rules.h"
#include "model/store/eventstore.h"

#include <unordered_map>
#include <vector>

namespace widelens {

// Meets all entities of a kind, event by event: how many events each has, the first and the last, and which tries. An event
// belongs to the entities that it names or that follow for it, as entitiesOf() says, but its cost is a look-up or two.
class EntityPass
{
public:
    EntityPass(const EventStore &store, const KeyRule &kind);

    // Only these rows are counted: an entity without any has no events.
    void countOnly(const EventRows &rows);
    bool run(const Continue &goOn); // false: cancelled
    uint32_t entity(RunId run, const std::vector<Value> &key); // its number; a new one has no events
    const EntityNumbers &entities() const { return m_entities; }
    bool hasTries() const { return m_hasTries; }

    // By entity. EntityColumn::kAbsent where nothing is known.
    std::vector<int64_t> events, first, last, tryCount, lastTry;

private:
    using Members = std::vector<uint32_t>; // the entities that a row belongs to

    // An implication whose fields are all watched.
    struct Step {
        size_t rule;
        std::vector<size_t> key; // places in m_watched
        std::vector<std::pair<size_t, size_t>> implied; // place in the table, place in m_watched
    };
    // An implication that finds one missing part of its key where a single one fits: left to Identity.
    struct Fit {
        size_t missing;
        std::vector<size_t> rest;
    };
    enum class Closing { Complete, Incomplete, Contested };

    void readSegment(uint32_t segment);
    void readSegmentByContext(uint32_t segment);
    void readRow(EventRef event, RunId run, const std::vector<Atom> &stated);
    bool keyIsInContext(const SegmentView &view) const;
    bool isComplete() const;
    Closing close();
    bool mayFit() const;
    bool follow(const Step &step, RunId run, bool &contested);
    const Members &derivedMembers(EventRef event, RunId run, const std::vector<Atom> &stated);
    Members membersOf(EventRef event, RunId run);
    void choose(const std::vector<std::vector<Value>> &parts, size_t k, std::vector<Value> &key, RunId run, Members &members);
    void count(EventRef event, uint32_t entity);
    void addTry(uint32_t entity, Atom attempt);
    uint32_t grown(uint32_t number);
    Atom toIdentity(Atom own);
    Atom toOwn(Atom identity);

    const EventStore &m_store;
    const KeyRule &m_kind;
    const Identity *m_identity;
    std::vector<FieldId> m_key;
    std::vector<FieldId> m_watched; // the key, then the try, then the fields that implications know
    std::vector<Step> m_steps;
    std::vector<Fit> m_fits;
    bool m_allSteps = true; // no implication was left out
    size_t m_tryPlace = 0; // in m_watched
    FieldId m_try = kNoField;
    bool m_hasTries = false;
    bool m_contested = false;
    std::vector<std::vector<bool>> m_only; // [segment][row]; empty: all
    EntityNumbers m_entities;
    EntityNumbers m_tries;
    std::vector<Atom> m_atoms; // of the row, in the order of m_watched; what follows is added
    RunId m_run = kNoRun; // of the row
    EventRef m_counted; // the row whose entities are in m_countedEntities
    Members m_countedEntities;
    std::unordered_map<uint64_t, Members> m_known; // what was derived in this segment, by what is stated
    std::vector<Atom> m_toIdentity; // by text
    std::vector<Atom> m_toOwn;
    std::vector<Atom> m_keyAtoms;
};

} // namespace widelens
