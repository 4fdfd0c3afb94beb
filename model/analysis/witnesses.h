// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/transitions.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace widelens {

// Segments whose source says again what logs say: a database that was written while the program ran. By segment.
std::vector<bool> witnessSegments(const EventStore &store);

// Where a log and a witness tell of the same change of an entity's state, it is one: that of the log, with the other as its
// witness; the nearest in time go together. The answer is how many changes are left, in their order, at the beginning; what
// only a witness tells is among them. `isWitness`: as witnessSegments(). `witnesses`: of each change; invalid until it has one.
size_t joinWitnesses(const std::vector<bool> &isWitness, std::span<Transition> changes, EventRef *witnesses);

// What logs and witnesses do not tell alike, one finding for an entity, or for a state where it is the same with many.
struct Disagreement {
    std::string what; // without the entity
    uint32_t entity = 0; // of Transitions::entities; the first of many
    bool isOfMany = false;
    std::vector<EventRef> evidence;
};
void findDisagreements(const EventStore &store, const Transitions &read, const std::function<void(Disagreement)> &add);

} // namespace widelens
