// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace widelens {

// An instant: nanoseconds since 1970-01-01 UTC. Covers the years 1678 to 2262.
using Time = int64_t;

inline constexpr Time kNoTime = std::numeric_limits<Time>::min();
inline constexpr Time kSecond = 1'000'000'000;

// Half-open [begin, end); a default range holds every instant.
struct TimeRange {
    Time begin = kNoTime;
    Time end = std::numeric_limits<Time>::max();

    bool isEverything() const { return begin == kNoTime && end == std::numeric_limits<Time>::max(); }
    bool contains(Time time) const { return time >= begin && time < end; }
    bool operator==(const TimeRange &) const = default;
};

// "1785900001.042317" → ns, exact for up to nine fraction digits (further digits are cut). No sign, no exponent
// other than what Python's float repr writes ("1.7859e+09" is accepted, through double).
std::optional<Time> parseEpochSeconds(std::string_view text);

// ISO 8601 and what Python prints: "2026-08-05T05:20:01.042317Z", "2026-08-05 05:20:01,123+02:00", "2026-08-05", "20260805T052001Z".
// A time without a zone is read as UTC plus `offset` seconds east of Greenwich; `hasZone`, if given, tells them apart.
// Returns nothing for anything else.
std::optional<Time> parseIsoTime(std::string_view text, int offset = 0, bool *hasZone = nullptr);

// "2026-08-05 05:20:01.042317" (digits: 0…9 fraction digits), UTC plus `offset` seconds.
std::string formatTime(Time time, int digits = 6, int offset = 0);

// Epoch seconds as a decimal number without trailing zeros and without rounding: "1785900001.042317".
std::string formatEpochSeconds(Time time);

} // namespace widelens
