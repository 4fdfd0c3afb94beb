// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For .cpp files only, like the header it needs.
#include "views/timescale.h"

#include <qcustomplot.h>

namespace widelens {

// Ticks at round clock times on an axis of seconds since `origin`.
class ClockTicker : public QCPAxisTicker
{
public:
    // Seconds are counted from `origin`; what is shown is that many ns later: the zone, or minus the run's start.
    void setClock(Time origin, Time shift, bool relative)
    {
        m_shown = origin + shift;
        m_relative = relative;
        constexpr Time day = 86'400 * kSecond;
        setTickOrigin(-static_cast<double>(m_shown % day) / 1e9); // ticks count from midnight, or from the start
    }

protected:
    double getTickStep(const QCPRange &range) override
    {
        m_step = clockStep(range.size(), tickCount());
        return m_step;
    }
    int getSubTickCount(double) override { return 4; }
    QString getTickLabel(double tick, const QLocale &, QChar, int) override
    {
        const Time time = m_shown + static_cast<Time>(std::llround(tick * 1e9));
        return m_relative ? formatPassed(time, m_step) : formatClock(time, m_step);
    }

private:
    Time m_shown = 0;
    bool m_relative = false;
    double m_step = 1;
};

} // namespace widelens
