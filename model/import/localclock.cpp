// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/localclock.h"

namespace widelens {

namespace {

// Threads write a little out of order; an hour that comes again is more than that.
constexpr Time kSlack = 60 * kSecond;

} // namespace

void LocalClock::choose()
{
    static const ZoneChoice utc { TimeZone(), "nothing tells" };
    m_choice = m_zones ? &m_zones->of(m_source.run) : &utc;
    m_source.zone = m_choice->zone.name();
    m_source.zoneWhy = m_choice->why;
}

Time LocalClock::oneOf(const TimeZone::Instants &instants, uint64_t line)
{
    if (!m_state.noted)
        addIssue(m_source, Issue::Severity::Note, line, 0, "the clock was set back in this hour: its times occur twice, the order of the file tells which is meant",
                 "nothing to do; where the file begins in this hour, the earlier one was taken");
    m_state.noted = true;
    return m_state.last == kNoTime || instants.first >= m_state.last - kSlack ? instants.first : instants.second;
}

} // namespace widelens
