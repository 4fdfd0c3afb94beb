// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/runzones.h"
#include "model/store/source.h"

namespace widelens {

// From the clock on the wall of one source's host to instants, in file order. Which zone it is, is asked when the first time
// without a zone comes; the source then says so. One importer's.
class LocalClock
{
public:
    // `zones` may be null: times without a zone are UTC then.
    LocalClock(Source &source, RunZones *zones)
        : m_source(source)
        , m_zones(zones)
    {
    }

    // `local`: ns as if it were UTC; `line` is where it stands. Where the clock was set back, a local time occurs twice: the
    // one that keeps the order of the file is meant.
    Time toUtc(Time local, uint64_t line)
    {
        if (!m_choice)
            choose();
        const TimeZone::Instants instants = m_choice->zone.instantsOf(local);
        m_state.last = instants.second == kNoTime ? instants.first : oneOf(instants, line);
        return m_state.last;
    }

    // What the order of the file was needed for, or will be: another part of it goes on from there.
    struct State {
        Time last = kNoTime;
        bool noted = false; // a time that occurs twice was met
    };
    const State &state() const { return m_state; }
    void resume(const State &state) { m_state = state; }

private:
    void choose();
    Time oneOf(const TimeZone::Instants &instants, uint64_t line);

    Source &m_source;
    RunZones *m_zones;
    const ZoneChoice *m_choice = nullptr;
    State m_state;
};

} // namespace widelens
