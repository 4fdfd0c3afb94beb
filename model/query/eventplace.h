// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/eventstore.h"

#include <string>

namespace widelens {

// Where an event stands in the logs: holds also when they are read again after they have grown, where an EventRef does not.
struct EventPlace {
    std::string path; // of the source
    uint64_t line = 0; // 1-based; 0: nowhere

    bool operator==(const EventPlace &) const = default;
};

EventPlace placeOf(const EventStore &store, EventRef event); // nowhere for no event of the store
EventRef eventAt(const EventStore &store, const EventPlace &place); // not valid when there is none. O(log n)
EventRef eventAtOrBefore(const EventStore &store, const EventPlace &place); // alike; the one that goes on in that line, too

// The event that a copy is a copy of: of the same time, level and shape, in another file. Invalid when there is none. O(events of
// that time).
EventRef originalOf(const EventStore &store, EventRef copy);

} // namespace widelens
