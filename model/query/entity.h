// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filter.h"
#include "model/store/eventstore.h"

#include <map>
#include <string>
#include <vector>

namespace widelens {

struct KeyRule;

// An entity is a kind ("task") and the values of that kind's key fields: run and parsl_task_id. The run part is the
// run's dfk, or its directory while no dfk is known.
struct Entity {
    std::string kind;
    std::vector<Term> key; // the terms that select its events; the first is the run's for kinds that have one
    size_t own = 0; // how many terms are the kind's own, behind the run's

    // "task 58", "worker 4f65c2b07a19/1": the kind's label and its own key values, without the run.
    std::string label() const;
    bool operator==(const Entity &) const = default;
};

// The entity of a kind with these values of the kind's own fields.
Entity makeEntity(const EventStore &store, const KeyRule &kind, RunId run, const std::vector<std::string> &values);

// All entities an event belongs to by its own fields and its path, most specific first (order of the rules). Of a list the
// first few elements.
std::vector<Entity> entitiesOf(const EventStore &store, EventRef event);

// How many distinct key sequences of each kind there are; kinds that do not occur are left out. O(entries of key columns).
// Nothing when cancelled.
std::map<std::string, uint64_t> countEntities(const EventStore &store, const Continue &goOn = {});

// Distinct key sequences of a kind that match `given` (KEY=VALUE terms with canonical or short names). For "about":
// none, one, or an ambiguity to list. Stops after `limit`.
struct EntityMatch {
    std::vector<Entity> entities;
    std::string error; // a word that is no field or short name: what, and what there is
};
EntityMatch findEntities(const EventStore &store, const std::vector<Term> &given, size_t limit = 20);

} // namespace widelens
