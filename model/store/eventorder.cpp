// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/eventorder.h"

#include <algorithm>

namespace widelens {

namespace {

struct Timed {
    Time time;
    EventRef event;
};

bool operator<(const Timed &a, const Timed &b)
{
    return a.time != b.time ? a.time < b.time : a.event < b.event;
}

using TimedRun = std::vector<Timed>;

TimedRun readRun(const SegmentView &segment, uint32_t number, uint32_t from)
{
    TimedRun run;
    run.reserve(segment.rowCount() - from);
    for (uint32_t row = from; row < segment.rowCount(); ++row) {
        if (!segment.isCopy(row))
            run.push_back({ segment.time(row), { number, row } });
    }
    if (!segment.isTimeSorted())
        std::sort(run.begin(), run.end());
    return run;
}

TimedRun merged(const TimedRun &a, const TimedRun &b)
{
    TimedRun result(a.size() + b.size());
    std::merge(a.begin(), a.end(), b.begin(), b.end(), result.begin());
    return result;
}

} // namespace

std::vector<EventRef> orderRows(const SegmentList &segments, const std::vector<uint32_t> &from)
{
    std::vector<TimedRun> runs;
    for (uint32_t i = 0; i < segments.size(); ++i) {
        const uint32_t first = i < from.size() ? from[i] : 0;
        if (segments[i] && segments[i]->rowCount() > first)
            runs.push_back(readRun(*segments[i], i, first));
    }
    // Always the two shortest, so that ten thousand small files cost no more than a few large ones.
    const auto longer = [](const TimedRun &a, const TimedRun &b) { return a.size() > b.size(); };
    std::make_heap(runs.begin(), runs.end(), longer);
    while (runs.size() > 1) {
        std::pop_heap(runs.begin(), runs.end(), longer);
        const TimedRun a = std::move(runs.back());
        runs.pop_back();
        std::pop_heap(runs.begin(), runs.end(), longer);
        const TimedRun b = std::move(runs.back());
        runs.pop_back();
        runs.push_back(merged(a, b));
        std::push_heap(runs.begin(), runs.end(), longer);
    }
    std::vector<EventRef> order;
    if (!runs.empty()) {
        order.reserve(runs[0].size());
        for (const auto &timed : runs[0])
            order.push_back(timed.event);
    }
    return order;
}

std::vector<EventRef> mergeOrdered(const SegmentList &segments, const std::vector<EventRef> &a, const std::vector<EventRef> &b)
{
    const auto timeOf = [&](EventRef event) { return segments[event.segment]->time(event.row); };
    std::vector<EventRef> result;
    result.reserve(a.size() + b.size());
    size_t i = 0;
    size_t j = 0;
    while (i < a.size() && j < b.size()) {
        const Time ta = timeOf(a[i]);
        const Time tb = timeOf(b[j]);
        const bool first = ta != tb ? ta < tb : a[i] < b[j];
        result.push_back(first ? a[i++] : b[j++]);
    }
    result.insert(result.end(), a.begin() + static_cast<ptrdiff_t>(i), a.end());
    result.insert(result.end(), b.begin() + static_cast<ptrdiff_t>(j), b.end());
    return result;
}

} // namespace widelens
