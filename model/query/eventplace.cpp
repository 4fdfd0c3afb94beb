// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/eventplace.h"

namespace widelens {

EventPlace placeOf(const EventStore &store, EventRef event)
{
    if (!event.isValid() || event.segment >= store.segments().size() || event.row >= store.segment(event).rowCount())
        return {};
    return { store.source(event).path, store.line(event) };
}

EventRef eventAtOrBefore(const EventStore &store, const EventPlace &place)
{
    for (uint32_t i = 0; i < store.segments().size() && place.line > 0; ++i) {
        const SegmentView &view = *store.segments()[i];
        if (store.sources()[view.source()].path != place.path)
            continue;
        uint32_t low = 0;
        uint32_t high = view.rowCount();
        while (low < high) { // rows stand in file order; the first behind the line
            const uint32_t middle = low + (high - low) / 2;
            if (view.line(middle) <= place.line)
                low = middle + 1;
            else
                high = middle;
        }
        if (low > 0)
            return { i, low - 1 };
    }
    return {};
}

EventRef eventAt(const EventStore &store, const EventPlace &place)
{
    const EventRef event = eventAtOrBefore(store, place);
    return event.isValid() && store.line(event) == place.line ? event : EventRef {};
}

} // namespace widelens
