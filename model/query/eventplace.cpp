// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/eventplace.h"

#include <map>

namespace widelens {

EventPlace placeOf(const EventStore &store, EventRef event)
{
    if (!event.isValid() || event.segment >= store.segments().size() || event.row >= store.segment(event).rowCount())
        return {};
    return { store.source(event).path, store.line(event) };
}

EventRef eventAtOrBefore(const EventStore &store, const EventPlace &place)
{
    EventRef found;
    for (uint32_t i = 0; i < store.segments().size() && place.line > 0; ++i) {
        const SegmentView &view = *store.segments()[i];
        if (store.sources()[view.source()].path != place.path)
            continue;
        if (found.isValid() && store.segment(found).source() != view.source())
            break;
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
            found = { i, low - 1 };
    }
    return found;
}

EventRef originalOf(const EventStore &store, EventRef copy)
{
    const Time time = store.time(copy);
    const auto isAlike = [&](EventRef event) {
        return store.time(event) == time && store.severity(event) == store.severity(copy) && store.templateId(event) == store.templateId(copy);
    };
    // The nth of its file answers to the nth of the others.
    size_t nth = 0;
    for (EventRef before = store.previousInFile(copy); before.isValid() && isAlike(before); before = store.previousInFile(before))
        ++nth;
    const EventRows &rows = *store.rows();
    EventRef found;
    std::map<uint32_t, size_t> seen; // by source
    for (size_t row = store.lowerBound(rows, time); row < rows.size() && store.time(rows[row]) == time; ++row) {
        const EventRef event = rows[row];
        if (store.isSameFile(event, copy) || !isAlike(event))
            continue;
        if (seen[store.segment(event).source()]++ == nth)
            return event;
        found = event;
    }
    return found;
}

EventRef eventAt(const EventStore &store, const EventPlace &place)
{
    const EventRef event = eventAtOrBefore(store, place);
    return event.isValid() && store.line(event) == place.line ? event : EventRef {};
}

} // namespace widelens
