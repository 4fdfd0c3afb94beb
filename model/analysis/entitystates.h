// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/entitypass.h"
#include "model/analysis/entitytable.h"
#include "model/analysis/transitions.h"

#include <vector>

namespace widelens {

// What changes of state tell of entities, or of their tries. Cells by the entity's number in the pass.
struct StateColumns {
    EntityColumn last; // a number in Transitions::states
    EntityColumn tries;
    EntityColumn start;
    EntityColumn end;
    EntityColumn whole; // from start to end
    std::vector<EntityColumn> spent; // in each state
};

// On all cores. Entities that the pass did not meet are added to it, with no events; tries that no line names are left out.
StateColumns readStateColumns(const EventStore &store, const Transitions &read, EntityPass &pass, bool ofTries);

} // namespace widelens
