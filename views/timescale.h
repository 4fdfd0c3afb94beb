// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/time.h"
#include "model/timetext.h"

#include <QString>

namespace widelens {

// A stretch of time laid out on a row of pixels. Pure; the ends of the range lie on the ends of the row.
struct TimeScale {
    TimeRange range;
    double left = 0; // pixels
    double width = 1;

    double x(Time time) const;
    Time time(double x) const;
};

// The range between two pixels in either order, never empty.
TimeRange rangeBetween(const TimeScale &scale, double x1, double x2);

// Clock time, UTC, with as many digits as a distance of `step` seconds asks for: "05:20", "05:20:01", "05:20:01.25".
QString formatClock(Time time, double step);
// What passed since a start, alike: "+0:05", "+0:00:01.25", "−0:01", days as hours: "+26:00".
QString formatPassed(Time passed, double step);
// "05:20:01.250 – 05:20:03.750 UTC (2.5 s)", or in local time, or from `origin` on; open ends are left open.
QString formatRange(TimeRange range, TimeDisplay display = TimeDisplay::Utc, Time origin = kNoTime);
// A step of clock time that divides the visible seconds into about `count` parts: 1, 2, 5, 10, 15, 30 s, 1 min …
double clockStep(double seconds, int count);

} // namespace widelens
