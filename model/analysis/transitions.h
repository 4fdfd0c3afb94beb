// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/entitynumbers.h"
#include "model/query/filter.h"
#include "model/query/rowranges.h"
#include "model/store/eventstore.h"
#include "model/store/largememory.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace widelens {

class TransitionReadings;

// An event that moves an entity to a state. There may be as many as events: nothing is in it that can stand elsewhere.
struct Transition {
    Time time; // of its event; where the clock stepped back in the file, that of the entity's change before
    EventRef event;
    int32_t attempt; // which try, as its line says or as follows for it; -1: not known
    uint16_t state; // of Transitions::states
    bool late = false; // reported after what came later: not applied
};

struct Transitions {
    // Told apart; what runs have in practice is far below. What is beyond is in the last, kOtherStates.
    static constexpr size_t kMaxStates = 128;
    static constexpr const char *kOtherStates = "other states";

    std::vector<std::string> states; // those that occur, in the rules' lifecycle order; unknown ones last, by name
    EntityNumbers entities;
    LargeVector<Transition> list; // by entity, then in time order
    LargeVector<size_t> begins; // in the list, of each entity; then the end
    LargeVector<EventRef> witnesses; // as the list: a second source says the same there; empty where no source is one
    uint64_t unresolved = 0; // name an entity but not its run: left out
    uint64_t orphans = 0; // no line says whose they are: left out
    uint64_t contested = 0; // several entities claim them: left out
    uint64_t otherStates = 0; // states that are not told apart

    // Of an entity, in time order.
    std::span<const Transition> of(uint32_t entity) const { return { list.data() + begins[entity], begins[entity + 1] - begins[entity] }; }
    // Of one in the list; invalid where no other source says the same.
    EventRef witness(const Transition &change) const { return witnesses.empty() ? EventRef() : witnesses[static_cast<size_t>(&change - list.data())]; }
};

// Reads the changes of a certain store, or has them from somewhere. Null: cancelled.
using TransitionSource = std::function<std::shared_ptr<const Transitions>(const Continue &goOn)>;

// All changes of state of the entities that have states. Null when cancelled; empty where the rules know no states. Entities
// are numbered as the events name them, in the order of their numbers. On all cores; O(t) beside one pass over the columns that
// name entities and states, for t changes. `readings`: of earlier versions of the same run; rows that they hold are not read again.
std::shared_ptr<const Transitions> readTransitions(const EventStore &store, const Continue &goOn = {}, uint32_t rowsAtOnce = kRowsAtOnce, TransitionReadings *readings = nullptr);
// Those that `source` has; where there is none they are read.
std::shared_ptr<const Transitions> readTransitions(const TransitionSource &source, const EventStore &store, const Continue &goOn, uint32_t rowsAtOnce = kRowsAtOnce);
// Those among `events`, whatever entity they belong to, as of one entity. For the page of an entity.
Transitions readTransitions(const EventStore &store, const EventRows &events);

} // namespace widelens
