// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/reduction.h"

#include <algorithm>
#include <cmath>

namespace widelens {

namespace {

double secondsFrom(Time origin, Time time)
{
    return static_cast<double>(time - origin) / 1e9;
}

} // namespace

StepPoints reduceSteps(const std::vector<Time> &times, const std::vector<double> &values, TimeRange range, Time origin, size_t pixels)
{
    StepPoints points;
    if (times.empty() || pixels == 0)
        return points;
    const Time begin = std::max(range.begin, times.front());
    const Time end = range.end == std::numeric_limits<Time>::max() ? times.back() : range.end;
    if (begin > end)
        return points;
    const auto add = [&](Time time, double value) {
        points.seconds.push_back(secondsFrom(origin, time));
        points.values.push_back(value);
    };
    size_t i = static_cast<size_t>(std::upper_bound(times.begin(), times.end(), begin) - times.begin());
    double held = values[i > 0 ? i - 1 : 0];
    add(begin, held);
    const double column = std::max(1.0, static_cast<double>(end - begin) / static_cast<double>(pixels));
    while (i < times.size() && times[i] <= end) {
        // All samples of this pixel column: the first, the extremes in their order, the last.
        const Time limit = begin + static_cast<Time>((std::floor(static_cast<double>(times[i] - begin) / column) + 1) * column);
        size_t last = i;
        size_t low = i;
        size_t high = i;
        while (last + 1 < times.size() && times[last + 1] < limit && times[last + 1] <= end) {
            ++last;
            if (values[last] < values[low])
                low = last;
            if (values[last] > values[high])
                high = last;
        }
        size_t picks[] = { i, std::min(low, high), std::max(low, high), last };
        size_t previous = times.size();
        for (const size_t pick : picks) {
            if (pick != previous)
                add(times[pick], values[pick]);
            previous = pick;
        }
        held = values[last];
        i = last + 1;
    }
    if (points.seconds.back() < secondsFrom(origin, end))
        add(end, held);
    return points;
}

} // namespace widelens
