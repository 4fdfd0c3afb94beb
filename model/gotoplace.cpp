// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/gotoplace.h"

#include "model/query/eventplace.h"
#include "model/session.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <cmath>

namespace widelens {

using namespace Qt::StringLiterals;

static QString say(const char *text)
{
    return QCoreApplication::translate("gotoplace", text);
}

static GotoPlace atRow(const Session &session, double row)
{
    const EventRows &rows = *session.rows();
    const double last = static_cast<double>(rows.size() - 1);
    return { rows[static_cast<size_t>(std::clamp(row, 0.0, last))], {} };
}

static GotoPlace atTime(const Session &session, Time time)
{
    return { session.nearest(time), {} };
}

// Where the reader is in time: at the current event, else at the first shown.
static Time hereIn(const Session &session)
{
    const EventRef event = session.current().isValid() ? session.current() : session.rows()->front();
    const Time time = session.store()->time(event);
    return time == kNoTime ? session.store()->timeSpan().begin : time;
}

static GotoPlace byDistance(const Session &session, const QRegularExpressionMatch &match)
{
    static const QHash<QString, double> units { { u"ms"_s, 1e6 }, { u"s"_s, 1e9 }, { u"m"_s, 60e9 }, { u"min"_s, 60e9 }, { u"h"_s, 3600e9 }, { u"d"_s, 86400e9 } };
    const double distance = match.captured(2).toDouble() * units.value(match.captured(3).toLower());
    if (distance > 9e18)
        return { {}, say("So far no run goes.") };
    const bool back = match.captured(1) != u"+";
    return atTime(session, hereIn(session) + static_cast<Time>(back ? -distance : distance));
}

// A time of day on the day where the reader is; what passed since the start when that is how times are shown.
static GotoPlace byClock(const Session &session, const QRegularExpressionMatch &match)
{
    const double fraction = match.captured(4).isEmpty() ? 0 : (u"0."_s + match.captured(4)).toDouble();
    const Time clock = (match.captured(1).toLongLong() * 3600 + match.captured(2).toLongLong() * 60 + match.captured(3).toLongLong()) * kSecond
        + static_cast<Time>(std::llround(fraction * 1e9));
    if (session.timeDisplay() == TimeDisplay::Relative)
        return atTime(session, session.timeOrigin() + clock);
    constexpr Time day = 86'400 * kSecond;
    const Time here = hereIn(session);
    const Time shift = session.timeDisplay() == TimeDisplay::Local ? localOffset(here) * kSecond : 0;
    const Time time = (here + shift) / day * day + clock - shift;
    // A run over midnight: the day where there are events at that time.
    const TimeRange span = session.store()->timeSpan();
    for (const Time other : { time, time + day, time - day }) {
        if (span.contains(other))
            return atTime(session, other);
    }
    return atTime(session, time);
}

static GotoPlace bySource(const Session &session, const QString &name, uint64_t line)
{
    const EventStore &store = *session.store();
    const Source *found = nullptr;
    for (const Source &source : store.sources()) {
        const QString path = QString::fromStdString(source.path);
        if (path == name || QString::fromStdString(source.logsource) == name) {
            found = &source;
            break;
        }
        if (!found && path.endsWith(name, Qt::CaseInsensitive))
            found = &source;
    }
    if (!found)
        return { {}, say("No source is called %1.").arg(name) };
    const EventRef event = eventAtOrBefore(store, { found->path, line });
    if (!event.isValid())
        return { {}, say("%1 has no event at that line.").arg(QString::fromStdString(found->path)) };
    const EventRef original = store.isCopy(event) ? originalOf(store, event) : EventRef {};
    if (!original.isValid())
        return { event, {} };
    const QString remark = say("%1:%2 is a copy and left out; this is the same event in %3").arg(QString::fromStdString(found->path)).arg(store.line(event)).arg(QString::fromStdString(store.source(original).path));
    return { original, {}, remark };
}

GotoPlace findPlace(const Session &session, const QString &typed)
{
    const QString text = typed.trimmed();
    if (text.isEmpty() || session.rows()->empty())
        return {};
    if (!session.hasAllRows())
        return { {}, say("The filter is not done yet: where rows and times are among the events is known then.") };
    static const QRegularExpression row(u"^[0-9]+$"_s);
    static const QRegularExpression part(u"^([0-9.]+) ?%$"_s);
    static const QRegularExpression distance(u"^([+\\-−]) ?([0-9]+(?:\\.[0-9]+)?) ?(ms|s|min|m|h|d)$"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression clock(u"^\\+?([0-9]{1,5}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?$"_s);
    static const QRegularExpression source(u"^(.*[^:0-9].*?)[: ] ?([0-9]+)$"_s);
    if (row.match(text).hasMatch())
        return atRow(session, text.toDouble() - 1);
    if (const auto match = part.match(text); match.hasMatch())
        return atRow(session, match.captured(1).toDouble() / 100 * static_cast<double>(session.rows()->size() - 1));
    if (const auto match = distance.match(text); match.hasMatch())
        return byDistance(session, match);
    if (const auto match = clock.match(text); match.hasMatch())
        return byClock(session, match);
    const int offset = session.timeDisplay() == TimeDisplay::Local ? localOffset(hereIn(session)) : 0;
    if (const auto time = parseIsoTime(text.toStdString(), offset))
        return atTime(session, *time);
    if (const auto match = source.match(text); match.hasMatch())
        return bySource(session, match.captured(1).trimmed(), match.captured(2).toULongLong());
    return { {}, say("A row (1200), a part (50%), a time (14:02:31), a distance (+10m) or a line of a source (manager.log:120) is meant?") };
}

} // namespace widelens
