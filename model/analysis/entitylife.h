// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/entity.h"
#include "model/query/filter.h"
#include "model/store/eventstore.h"

#include <memory>
#include <string>
#include <vector>

namespace widelens {

// All that is known of one entity, for its page.
struct EntityLife {
    // What is known of it, with the event that proves it. Several of one field and try contradict each other.
    struct Fact {
        int64_t attempt = -1; // of which try; -1: of the whole
        std::string field;
        std::string title;
        std::string text;
        std::string rule; // the implication it follows by
        EventRef proof;
        bool contested = false;
    };
    // A time in one state.
    struct Span {
        std::string state;
        int32_t attempt = 0;
        Time begin = 0;
        Time end = 0; // where the logs end while it is open
        bool open = false;
        EventRef event; // that began it
    };
    struct Neighbour {
        std::string relation; // "waits for", "worker", "next on worker 4f65/1"
        std::string detail; // "try 1", "0.52 s later"; may be empty
        Entity entity;
        EventRef proof; // may be invalid
    };

    Entity entity;
    std::vector<Fact> facts;
    std::vector<Span> spans; // empty for kinds without states
    std::vector<EventRef> lateStates; // reported after what came later: not in the spans
    std::shared_ptr<const EventRows> events; // never null
    std::vector<Neighbour> neighbours;
    size_t neighboursLeftOut = 0;
};

// Costs a filter by the entity's key, one for each worker it was on, and a look at what other entities depend on. Null
// when cancelled.
std::shared_ptr<const EntityLife> lifeOf(const std::shared_ptr<const EventStore> &store, const Entity &entity, const Continue &goOn = {});

} // namespace widelens
