// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/entitynumbers.h"
#include "model/identity/rowkeys.h"
#include "model/query/filter.h"
#include "model/query/rowranges.h"
#include "model/rules/rules.h"
#include "model/store/eventstore.h"
#include "model/store/largememory.h"

#include <memory>
#include <set>
#include <unordered_map>
#include <vector>

namespace widelens {

// Meets all entities of a kind, event by event: how many events each has, the first and the last, and which tries. An event
// belongs to the entities that it names or that follow for it, as entitiesOf() says, but its cost is a look-up or two.
// Rows are read on all cores, many at a time, and put together in their order, so that the numbers do not depend on who was
// first: entities are numbered as events name them, in the order of the events' numbers.
class EntityPass
{
public:
    EntityPass(const EventStore &store, const KeyRule &kind, uint32_t rowsAtOnce = kRowsAtOnce);

    // Only these rows are looked at: an entity without any is not met.
    void countOnly(const EventRows &rows);
    bool run(const Continue &goOn); // false: cancelled
    std::vector<uint32_t> adopt(const EntityNumbers &others); // their numbers here; a new one has no events
    const EntityNumbers &entities() const { return m_entities; }
    bool hasTries() const { return m_hasTries; }

    // By entity. EntityColumn::kAbsent where nothing is known.
    LargeVector<int64_t> events, first, last, tryCount, lastTry;

private:
    using Members = std::vector<uint32_t>; // the entities that a row belongs to

    void read(const RowRange &rows);
    void take(const std::vector<std::unique_ptr<EntityPass>> &parts); // of later rows
    void takeTries(const EntityPass &part, const std::vector<uint32_t> &numbers);
    void growAll();
    void clear();
    void countTries();
    void readByColumns(const RowRange &rows);
    void readByContext(const RowRange &rows);
    uint32_t entity(RunId run, const std::vector<Value> &key);
    void readRow(EventRef event, RunId run, const std::vector<Atom> &stated);
    uint64_t withLists(uint64_t hash, EventRef event) const;
    const Members &derivedMembers(EventRef event, RunId run, const std::vector<Atom> &stated);
    Members membersOf(EventRef event, RunId run);
    void choose(const std::vector<std::vector<Value>> &parts, size_t k, std::vector<Value> &key, RunId run, Members &members);
    void count(EventRef event, uint32_t entity);
    void addTryOf(uint32_t entity, Atom attempt);
    void addTry(uint32_t entity, int64_t attempt);
    uint32_t grown(uint32_t number);
    bool isWanted(EventRef event) const { return !m_only || (*m_only)[event.segment][event.row]; }

    const EventStore &m_store;
    const KeyRule &m_kind;
    uint32_t m_rowsAtOnce;
    bool m_hasTries = false;
    std::shared_ptr<const std::vector<std::vector<bool>>> m_only; // [segment][row]; null: all; a segment without any: empty
    EntityNumbers m_entities;
    RowKeys m_keys;
    LargeVector<uint64_t> m_firstTries; // by entity, a bit each of tries 0 to 63
    std::set<std::pair<uint32_t, int64_t>> m_laterTries; // of entities: hardly anything is tried so often
    EventRef m_counted; // the row whose entities are in m_countedEntities
    Members m_countedEntities;
    EventRef m_derivedOf; // the row whose derived entities were counted last
    std::unordered_map<uint64_t, Members> m_known; // what was derived in these rows, by what is stated
};

} // namespace widelens
