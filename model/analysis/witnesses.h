// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/transitions.h"

#include <functional>
#include <string>
#include <vector>

namespace widelens {

// Segments whose source says again what logs say: a database that was written while the program ran. By segment.
std::vector<bool> witnessSegments(const EventStore &store);

// Where a log and a witness tell of the same change of state, it is one: that of the log, with the other as its witness; the
// nearest in time go together. [begin, end) is sorted by entity and stays so; the answer is its new end. What only a witness
// tells stays in it. `isWitness`: as witnessSegments().
Transition *joinWitnesses(const std::vector<bool> &isWitness, Transition *begin, Transition *end);

// What logs and witnesses do not tell alike, one finding for an entity, or for a state where it is the same with many.
struct Disagreement {
    std::string what; // without the entity
    uint32_t entity = 0; // of Transitions::entities; the first of many
    bool isOfMany = false;
    std::vector<EventRef> evidence;
};
void findDisagreements(const EventStore &store, const Transitions &read, const std::function<void(Disagreement)> &add);

} // namespace widelens
