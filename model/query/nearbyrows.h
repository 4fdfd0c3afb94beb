// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filter.h"

#include <optional>

namespace widelens {

// What a filter leaves around a place, found before it was asked of all events. The rows follow upon each other in what
// applyFilter() answers.
struct NearbyRows {
    EventRows rows; // in time order
    bool reachesBegin = false; // there are none before these
    bool reachesEnd = false;
};

// At least `page` rows on either side of `event`, if it passes, else of where `otherwise` stands (none: the beginning), or all
// that there are on that side: looked for ever further away. Nothing where they are rare, or when cancelled. Costs as much as
// the events looked at.
std::optional<NearbyRows> nearbyRows(const std::shared_ptr<const EventStore> &store, const Filter &filter, EventRef event, EventRef otherwise, size_t page,
                                     const Continue &goOn = {});

} // namespace widelens
