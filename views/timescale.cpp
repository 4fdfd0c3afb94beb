// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timescale.h"

#include <algorithm>
#include <cmath>

namespace widelens {

using namespace Qt::StringLiterals;

double TimeScale::x(Time time) const
{
    // Differences first: epoch nanoseconds do not fit a double.
    return left + width * static_cast<double>(time - range.begin) / static_cast<double>(range.end - range.begin);
}

Time TimeScale::time(double x) const
{
    const double fraction = (x - left) / width;
    return range.begin + static_cast<Time>(std::llround(fraction * static_cast<double>(range.end - range.begin)));
}

TimeRange rangeBetween(const TimeScale &scale, double x1, double x2)
{
    const Time a = scale.time(std::min(x1, x2));
    const Time b = scale.time(std::max(x1, x2));
    return { a, std::max(b, a + 1) };
}

QString formatClock(Time time, double step)
{
    const int digits = step >= 1 ? 0 : std::min(9, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
    const QString text = QString::fromStdString(formatTime(time, digits));
    if (step >= 86'400)
        return text.left(10);
    return step >= 60 ? text.mid(11, 5) : text.mid(11);
}

QString formatPassed(Time passed, double step)
{
    const Time size = passed < 0 ? -passed : passed;
    const QString clock = formatClock(size % (3600 * kSecond), std::min(step, 3600.0)); // "00:mm:ss"
    return u"%1%2%3"_s.arg(passed < 0 ? u"−"_s : u"+"_s).arg(size / (3600 * kSecond)).arg(clock.mid(2));
}

QString formatRange(TimeRange range, TimeDisplay display, Time origin)
{
    if (range.isEverything())
        return {};
    const bool relative = display == TimeDisplay::Relative && origin != kNoTime;
    const bool open = range.begin == kNoTime || range.end == TimeRange().end;
    const double step = !open && range.end - range.begin < kSecond / 100 ? 1e-6 : 1e-3;
    const auto text = [&](Time time) {
        if (relative)
            return formatPassed(time - origin, step);
        return formatClock(time + (display == TimeDisplay::Local ? localOffset(time) * kSecond : 0), step);
    };
    const Time some = range.begin == kNoTime ? range.end : range.begin;
    const QString zone = relative ? QString() : u' ' + timeDisplayName(display == TimeDisplay::Relative ? TimeDisplay::Utc : display, some);
    if (range.begin == kNoTime)
        return u"until %1%2"_s.arg(text(range.end), zone);
    if (range.end == TimeRange().end)
        return u"from %1%2"_s.arg(text(range.begin), zone);
    return u"%1 – %2%3 (%4)"_s.arg(text(range.begin), text(range.end), zone, formatDuration(range.end - range.begin));
}

double clockStep(double seconds, int count)
{
    const double wanted = seconds / std::max(1, count);
    for (const double step : { 1., 2., 5., 10., 15., 30., 60., 120., 300., 600., 900., 1800., 3600., 7200., 10800., 21600., 43200., 86400. }) {
        if (wanted <= step) {
            if (step > 1)
                return step;
            break;
        }
    }
    const double unit = wanted > 1 ? 86'400 : 1; // days, or parts of a second
    const double power = std::pow(10, std::floor(std::log10(wanted / unit)));
    for (const double factor : { 1., 2., 5., 10. }) {
        if (wanted <= factor * power * unit * (1 + 1e-9))
            return factor * power * unit;
    }
    return 10 * power * unit;
}

} // namespace widelens
