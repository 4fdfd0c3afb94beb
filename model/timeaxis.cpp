// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/timeaxis.h"

#include <algorithm>

namespace widelens {

static constexpr Time kNarrowest = 1000; // ns: below that double seconds would jitter

// A little air on both sides, so that the first and the last step can be seen.
TimeRange TimeAxis::fittedRange() const
{
    if (isEmpty())
        return { 0, 0 };
    const Time margin = std::max<Time>((m_span.end - m_span.begin) / 100, kNarrowest);
    return { m_span.begin - margin, m_span.end + margin };
}

void TimeAxis::setSpan(TimeRange span)
{
    if (span.isEverything())
        span = { 0, 0 };
    if (span == m_span)
        return;
    m_span = span;
    emit spanChanged();
    if (m_fitted || isEmpty())
        fit();
}

void TimeAxis::setVisible(TimeRange range)
{
    if (isEmpty())
        return;
    const TimeRange all = fittedRange();
    const Time width = std::clamp(range.end - range.begin, kNarrowest, all.end - all.begin);
    const Time begin = std::clamp(range.begin, all.begin, all.end - width);
    m_fitted = width == all.end - all.begin;
    range = { begin, begin + width };
    if (range == m_visible)
        return;
    m_visible = range;
    emit visibleChanged();
}

void TimeAxis::zoomAt(Time centre, double factor)
{
    const double before = static_cast<double>(centre - m_visible.begin) * factor;
    const double after = static_cast<double>(m_visible.end - centre) * factor;
    setVisible({ centre - static_cast<Time>(before), centre + static_cast<Time>(after) });
}

void TimeAxis::pan(double fraction)
{
    const Time shift = static_cast<Time>(static_cast<double>(m_visible.end - m_visible.begin) * fraction);
    setVisible({ m_visible.begin + shift, m_visible.end + shift });
}

void TimeAxis::fit()
{
    m_fitted = true;
    const TimeRange all = fittedRange();
    if (all == m_visible)
        return;
    m_visible = all;
    emit visibleChanged();
}

} // namespace widelens
