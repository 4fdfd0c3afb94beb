// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/timetext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimeZone>

namespace widelens {

using namespace Qt::StringLiterals;

static QDateTime utc(Time time)
{
    return QDateTime::fromMSecsSinceEpoch(time / 1'000'000, Qt::UTC);
}

int localOffset(Time time)
{
    return QTimeZone::systemTimeZone().offsetFromUtc(utc(time));
}

static QString relativeText(Time time, Time origin, int digits)
{
    constexpr Time day = 86'400 * kSecond;
    const Time passed = time - origin;
    const Time size = passed < 0 ? -passed : passed;
    const QString clock = QString::fromStdString(formatTime(size % day, digits)).mid(11); // behind "1970-01-01 "
    const QString sign = passed < 0 ? u"−"_s : u"+"_s;
    return size < day ? sign + clock : u"%1%2d %3"_s.arg(sign).arg(size / day).arg(clock);
}

QString timeText(Time time, TimeDisplay display, Time origin, int digits)
{
    if (time == kNoTime)
        return {};
    if (display == TimeDisplay::Relative && origin != kNoTime)
        return relativeText(time, origin, digits);
    return QString::fromStdString(formatTime(time, digits, display == TimeDisplay::Local ? localOffset(time) : 0));
}

QString exactTimeText(Time time)
{
    if (time == kNoTime)
        return {};
    QString text = QString::fromStdString(formatTime(time, 9));
    text[10] = u'T';
    return text + u'Z';
}

QString timeDisplayName(TimeDisplay display, Time at)
{
    switch (display) {
    case TimeDisplay::Utc:
        return u"UTC"_s;
    case TimeDisplay::Local:
        return QTimeZone::systemTimeZone().abbreviation(utc(at == kNoTime ? 0 : at));
    case TimeDisplay::Relative:
        break;
    }
    return QCoreApplication::translate("timetext", "from start");
}

QString formatSeconds(Time duration, int digits)
{
    const Time size = duration < 0 ? -duration : duration; // all digits: a double holds no more than 53 bits of them
    const QString all = u"%1.%2"_s.arg(size / kSecond).arg(size % kSecond, 9, 10, QChar(u'0'));
    return (duration < 0 ? u"-"_s : QString()) + all.chopped(9 - digits);
}

QString formatDuration(Time duration)
{
    const auto number = [](double value) { return QString::number(value, 'g', 3); };
    const double seconds = static_cast<double>(duration) / 1e9;
    if (duration < 1000)
        return u"%1 ns"_s.arg(duration);
    if (duration < 999'500)
        return u"%1 µs"_s.arg(number(seconds * 1e6));
    if (duration < 999'500'000)
        return u"%1 ms"_s.arg(number(seconds * 1e3));
    if (duration < 60 * kSecond)
        return u"%1 s"_s.arg(number(seconds));
    const qint64 whole = (duration + kSecond / 2) / kSecond;
    if (whole < 3600)
        return u"%1 min %2 s"_s.arg(whole / 60).arg(whole % 60);
    return u"%1 h %2 min"_s.arg(whole / 3600).arg(whole % 3600 / 60);
}

} // namespace widelens
