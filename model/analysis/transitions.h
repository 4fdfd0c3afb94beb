// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/entitynumbers.h"
#include "model/query/filter.h"
#include "model/query/rowranges.h"
#include "model/store/eventstore.h"
#include "model/store/largememory.h"

#include <optional>
#include <string>
#include <vector>

namespace widelens {

class TransitionReadings;

// An event that moves an entity to a state.
struct Transition {
    uint32_t entity; // of Transitions::entities
    uint32_t state; // of Transitions::states
    Time time; // of its event; where the clock stepped back in the file, that of the entity's change before
    EventRef event;
    int32_t attempt; // which try, as its line says or as follows for it; -1: not known
    bool late = false; // reported after what came later: not applied
    EventRef witness {}; // a second source says the same
};

struct Transitions {
    std::vector<std::string> states; // those that occur, in the rules' lifecycle order; unknown ones last, by name
    EntityNumbers entities;
    LargeVector<Transition> list; // by entity, then in time order
    uint64_t unresolved = 0; // name an entity but not its run: left out
    uint64_t orphans = 0; // no line says whose they are: left out
    uint64_t contested = 0; // several entities claim them: left out
};

// All changes of state of the entities that have states. Nothing when cancelled; empty where the rules know no states. Entities
// are numbered as the events name them, in the order of their numbers. On all cores; O(t) beside one pass over the columns that
// name entities and states, for t changes. `readings`: of earlier versions of the same run; rows that they hold are not read again.
std::optional<Transitions> readTransitions(const EventStore &store, const Continue &goOn = {}, uint32_t rowsAtOnce = kRowsAtOnce, TransitionReadings *readings = nullptr);
// Those among `events`, whatever entity they belong to, as of one entity. For the page of an entity.
Transitions readTransitions(const EventStore &store, const EventRows &events);

} // namespace widelens
