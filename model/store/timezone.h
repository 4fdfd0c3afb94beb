// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/time.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace widelens {

// How far local clocks are ahead of UTC, and when that changes. A value; copies share what they know. Thread-safe.
class TimeZone
{
public:
    TimeZone(); // UTC
    static TimeZone fixed(int offset); // seconds east of Greenwich: "UTC-05:00"
    // "America/New_York", from the system's time zone database, whose rules reach to 2037; "UTC+05:30". Nothing for other words.
    static std::optional<TimeZone> named(const std::string &name);
    static TimeZone local(); // this machine's, as the C library has it (TZ)
    // Observed: from each instant on, this offset; the first also before. At least one, ascending.
    struct Piece {
        Time from;
        int offset;
    };
    static TimeZone observed(std::vector<Piece> pieces);

    const std::string &name() const;
    int offsetAt(Time time) const; // seconds east of Greenwich

    // The instants that a clock on the wall showing `local` (ns, as if it were UTC) may mean. Usually one; two, the earlier
    // first, where the clock was set back; in a gap, where it was set forward, the one that it would have been without.
    struct Instants {
        Time first = kNoTime;
        Time second = kNoTime; // kNoTime: there is only one
    };
    Instants instantsOf(Time local) const;

    struct Rule;

private:
    explicit TimeZone(std::shared_ptr<const Rule> rule);
    std::shared_ptr<const Rule> m_rule;
};

// "UTC", "UTC-05:00", "UTC+05:30".
std::string offsetName(int offset);

} // namespace widelens
