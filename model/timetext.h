// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/time.h"

#include <QString>

namespace widelens {

// How instants are shown: as the clock in Greenwich or here, or as what passed since an origin.
enum class TimeDisplay { Utc, Local, Relative };

// "2026-11-22 14:26:02.304477", with Relative "+00:00:01.042317" (days are told: "+1d 02:00:00.5").
QString timeText(Time time, TimeDisplay display, Time origin, int digits = 6);
// Whole: "2026-11-22T14:26:02.304477000Z", nothing rounded.
QString exactTimeText(Time time);
int localOffset(Time time); // seconds east of Greenwich at that time
// "UTC", "CET", "from start"
QString timeDisplayName(TimeDisplay display, Time at);
// "3.12 s", "250 ms", "1 min 5 s", "2 h 3 min": three digits are enough to compare.
QString formatDuration(Time duration);
// "-1.234567": seconds, cut after so many digits (1…9).
QString formatSeconds(Time duration, int digits);

} // namespace widelens
