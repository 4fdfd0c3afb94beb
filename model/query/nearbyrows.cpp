// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/nearbyrows.h"

#include "model/query/filtertest.h"
#include "model/store/hash.h"

#include <algorithm>
#include <map>
#include <span>

namespace widelens {

namespace {

constexpr size_t kFirstLook = 512; // events on either side; then twice as many, and so on
constexpr size_t kPatience = size_t(1) << 16; // events looked at, at most
constexpr size_t kProbes = 256; // events all over the run: what none of them is, all are found of as fast through the index

// Those of some events in time order that the filter leaves. `goOn` may end it early.
class NearbySearch
{
public:
    NearbySearch(const std::shared_ptr<const EventStore> &store, const Filter &filter, const Continue &goOn)
        : m_store(*store)
        , m_test(store, filter)
        , m_goOn(goOn)
    {
    }

    bool passes(EventRef event) { return !passing({ &event, 1 }).empty(); }
    bool isRare(std::span<const EventRef> events)
    {
        EventRows probes;
        for (size_t i = 1; i <= kProbes; ++i) // by chance: at equal distances they may meet the same beat again and again
            probes.push_back(events[mix(i, 0x9e3779b97f4a7c15ull) % events.size()]);
        std::sort(probes.begin(), probes.end());
        probes.erase(std::unique(probes.begin(), probes.end()), probes.end());
        return passing(probes).empty();
    }
    EventRows passing(std::span<const EventRef> events)
    {
        std::map<uint32_t, std::vector<uint32_t>> bySegment;
        for (const EventRef event : events)
            bySegment[event.segment].push_back(event.row);
        std::map<uint32_t, std::unique_ptr<RowSelection>> passing;
        for (auto &[segment, rows] : bySegment) {
            std::sort(rows.begin(), rows.end());
            passing[segment] = m_test.select(segment, m_goOn, RowSelection::list(m_store.segments()[segment]->rowCount(), std::move(rows)));
        }
        EventRows answer;
        for (const EventRef event : events) {
            const RowSelection *rows = passing[event.segment].get();
            if (rows && rows->contains(event.row))
                answer.push_back(event);
        }
        return answer;
    }

private:
    const EventStore &m_store;
    FilterTest m_test;
    const Continue &m_goOn;
};

// First index in them that is not before the event.
size_t placeOf(const EventStore &store, std::span<const EventRef> events, EventRef event)
{
    const auto found = std::lower_bound(events.begin(), events.end(), event, [&](EventRef a, EventRef b) { return store.isBefore(a, b); });
    return static_cast<size_t>(found - events.begin());
}

} // namespace

std::optional<NearbyRows> nearbyRows(const std::shared_ptr<const EventStore> &store, const Filter &filter, EventRef event, EventRef otherwise, size_t page,
                                     const Continue &goOn)
{
    const std::span<const EventRef> events = eventsIn(*store, filter.range);
    NearbySearch search(store, filter, goOn);
    size_t begin = event.isValid() ? placeOf(*store, events, event) : events.size();
    const bool passes = begin < events.size() && events[begin] == event && search.passes(event);
    if (!passes)
        begin = otherwise.isValid() ? placeOf(*store, events, otherwise) : 0;
    size_t end = begin;
    EventRows before; // from the place backward
    EventRows after;
    for (size_t look = kFirstLook; (before.size() < page && begin > 0) || (after.size() < page && end < events.size()); look *= 2) {
        if (goOn && !goOn(0))
            return std::nullopt;
        if (before.size() < page) {
            const size_t count = std::min(look, begin);
            begin -= count;
            const EventRows found = search.passing(events.subspan(begin, count));
            before.insert(before.end(), found.rbegin(), found.rend());
        }
        if (after.size() < page) {
            const size_t count = std::min(look, events.size() - end);
            const EventRows found = search.passing(events.subspan(end, count));
            after.insert(after.end(), found.begin(), found.end());
            end += count;
        }
        const bool isFirst = look == kFirstLook;
        const bool isThin = before.size() < page && after.size() < page;
        if (end - begin > kPatience || (isFirst && isThin && end - begin < events.size() && search.isRare(events)))
            return std::nullopt;
    }
    if (goOn && !goOn(0))
        return std::nullopt; // what was looked at may not be all
    NearbyRows nearby { { before.rbegin(), before.rend() }, begin == 0, end == events.size() };
    nearby.rows.insert(nearby.rows.end(), after.begin(), after.end());
    return nearby;
}

} // namespace widelens
