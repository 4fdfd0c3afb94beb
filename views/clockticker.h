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
    void setClockOrigin(Time origin)
    {
        m_origin = origin;
        constexpr Time day = 86'400 * kSecond;
        setTickOrigin(-static_cast<double>(origin % day) / 1e9); // ticks count from midnight
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
        return formatClock(m_origin + static_cast<Time>(std::llround(tick * 1e9)), m_step);
    }

private:
    Time m_origin = 0;
    double m_step = 1;
};

} // namespace widelens
