// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/entitynumbers.h"
#include "model/query/filter.h"
#include "model/rules/rules.h"
#include "model/store/eventstore.h"

#include <optional>
#include <vector>

namespace widelens {

// The entities of one kind that lines, headers or paths name outright: each with the first event that does, and whether
// more than one source names it. Of the kind without fields, runs, those that have a name; without events.
struct Census {
    EntityNumbers entities;
    std::vector<EventRef> firsts; // in time order the first; by entity
    std::vector<bool> several; // named by several sources; by entity

    size_t size() const { return entities.size(); }
};

// One pass over the entries of the shortest column of the key in each segment. Nothing when cancelled.
std::optional<Census> takeCensus(const EventStore &store, const KeyRule &kind, const Continue &goOn = {});
// Of all kinds, in the order of the rules; on all cores. Empty when cancelled; kinds that do not occur have no entities.
std::vector<Census> takeCensuses(const EventStore &store, const Continue &goOn = {});

} // namespace widelens
