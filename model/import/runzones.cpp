// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/runzones.h"

#include "model/import/clocklog.h"
#include "model/import/recognition.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace widelens {

namespace {

constexpr size_t kMostFiles = 24; // of a run, that are looked into
constexpr int kQuarter = 900; // offsets are multiples of it, as they have been since 1972
constexpr Time kApart = 60 * kSecond; // a record may be written so long after what it tells of, and hosts end one after the other
constexpr Time kWrittenLate = 5 * kSecond; // a record may stand in a buffer so long

// Seconds east of Greenwich that an offset may be, and that make both readings one instant; nothing when none does.
std::optional<int> offsetOf(Time local, Time epoch, Time early, Time late)
{
    const Time quarter = kQuarter * kSecond;
    const Time difference = local - epoch;
    const Time offset = static_cast<Time>(std::llround(static_cast<double>(difference) / static_cast<double>(quarter))) * quarter;
    const bool plausible = difference - offset >= -late && difference - offset <= early && std::abs(offset) <= 15 * 3600 * kSecond;
    return plausible ? std::optional(static_cast<int>(offset / kSecond)) : std::nullopt;
}

std::optional<int> offsetOf(const ClockReading &reading)
{
    return offsetOf(reading.local, reading.epoch, kApart, kApart);
}

// Clocks are set at a whole hour: at the last one before what shows that they were.
Time changeBetween(Time before, Time after)
{
    const Time hour = 3600 * kSecond;
    const Time whole = after - after % hour;
    return before != kNoTime && before < whole ? whole : after;
}

// Where the offset changes between two places of a log that differ in it: halves until one block holds the change.
void addChanges(ClockLog &log, uint64_t from, int fromOffset, uint64_t to, int toOffset, std::vector<TimeZone::Piece> &pieces)
{
    if (fromOffset == toOffset)
        return;
    if (to - from > ClockLog::kBlock) {
        const uint64_t middle = from + (to - from) / 2;
        const auto reading = log.readings(middle, ClockLog::Which::Both);
        const auto offset = reading.empty() ? std::nullopt : offsetOf(reading[0]);
        if (offset) {
            addChanges(log, from, fromOffset, middle, *offset, pieces);
            addChanges(log, middle, *offset, to, toOffset, pieces);
            return;
        }
    }
    Time before = kNoTime; // the last instant with the offset that was
    for (const uint64_t block : { from, from + ClockLog::kBlock / 2, to }) {
        for (const ClockReading &reading : log.readings(block, ClockLog::Which::Both)) {
            const auto offset = offsetOf(reading);
            if (offset && *offset == toOffset && pieces.back().offset != toOffset) {
                pieces.push_back({ changeBetween(before, reading.epoch), toOffset });
                return;
            }
            if (offset && *offset == fromOffset)
                before = reading.epoch;
        }
    }
}

std::optional<ZoneChoice> fromBoth(ClockLog &log)
{
    const auto first = log.readings(0, ClockLog::Which::Both);
    auto last = log.readings(log.lastBlock(), ClockLog::Which::Both);
    if (first.empty())
        return std::nullopt;
    if (last.empty())
        last = first;
    const auto begin = offsetOf(first.front());
    const auto end = offsetOf(last.back());
    if (!begin || !end)
        return std::nullopt;
    std::vector<TimeZone::Piece> pieces { { kNoTime, *begin } };
    addChanges(log, 0, *begin, log.lastBlock(), *end, pieces);
    return ZoneChoice { TimeZone::observed(std::move(pieces)), log.name() + " gives both: " + first[0].epochText + " is " + first[0].localText };
}

// From when to when something lasted, on one clock.
struct Span {
    Time first = kNoTime;
    Time last = kNoTime;

    bool isKnown() const { return first != kNoTime; }
    void add(Time time)
    {
        first = isKnown() ? std::min(first, time) : time;
        last = last == kNoTime ? time : std::max(last, time);
    }
    bool holds(const Span &other, Time offset, Time slack) const { return first <= other.first + offset + slack && last >= other.last + offset - slack; }
};

// A log whose times say no zone.
struct LocalLog {
    std::string name;
    Time written = kNoTime; // the file
    Span span; // on its host's clock
    std::string lastText;
};

std::vector<int> fittingOffsets(const std::function<bool(Time)> &fits)
{
    std::vector<int> fitting;
    for (int offset = -12 * 3600; offset <= 14 * 3600; offset += kQuarter) {
        if (fits(offset * kSecond))
            fitting.push_back(offset);
    }
    return fitting;
}

// The zone in which all these instants fall into the time that the log covers, if there is just one.
std::optional<ZoneChoice> fromNames(const LocalLog &log, const std::vector<std::pair<Time, std::string>> &instants, std::string &remark)
{
    if (instants.empty())
        return std::nullopt;
    const auto [earliest, latest] = std::minmax_element(instants.begin(), instants.end());
    const Span named { earliest->first, latest->first };
    const auto fitting = fittingOffsets([&](Time offset) { return log.span.holds(named, offset, 2 * kSecond); }); // whole seconds are cut
    if (fitting.size() > 1)
        remark = "; the names of files fit " + std::to_string(fitting.size()) + " zones";
    if (fitting.size() != 1)
        return std::nullopt;
    return ZoneChoice { TimeZone::fixed(fitting[0]), "only so the time in the name " + earliest->second + " falls into that of " + log.name };
}

// The zone in which the log lies within the time of those that give instants, or they in its, if there is just one.
std::optional<ZoneChoice> fromSpans(const LocalLog &log, const Span &others, std::string &remark)
{
    if (!others.isKnown())
        return std::nullopt;
    const auto fitting = fittingOffsets([&](Time offset) { return log.span.holds(others, offset, kApart) || others.holds(log.span, -offset, kApart); });
    if (fitting.size() > 1 && remark.empty())
        remark = "; the times of the other logs fit " + std::to_string(fitting.size()) + " zones";
    if (fitting.size() != 1)
        return std::nullopt;
    return ZoneChoice { TimeZone::fixed(fitting[0]), "only so " + log.name + " falls into the time of the run's other logs" };
}

// The zone in which the logs end when their files were last written; nothing where one of them says another one. A copy
// that was made later is mostly more than a day off, or not by quarters of an hour.
std::optional<ZoneChoice> fromWritten(const std::vector<LocalLog> &logs)
{
    std::optional<ZoneChoice> choice;
    for (const LocalLog &log : logs) {
        const auto offset = log.written == kNoTime ? std::nullopt : offsetOf(log.span.last, log.written, kSecond, kWrittenLate);
        if (!offset)
            continue;
        if (choice && choice->zone.offsetAt(0) != *offset)
            return std::nullopt;
        if (!choice)
            choice = ZoneChoice { TimeZone::fixed(*offset), log.name + " was last written at " + formatTime(log.written, 0) + " UTC, and ends at " + log.lastText };
    }
    return choice;
}

} // namespace

RunZones::RunZones(const Rules &rules, SourcesOf sourcesOf, std::string asked)
    : m_rules(rules)
    , m_sourcesOf(std::move(sourcesOf))
    , m_asked(std::move(asked))
{
}

const ZoneChoice &RunZones::of(RunId run)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_choices.find(run);
    if (found != m_choices.end())
        return found->second;
    return m_choices.emplace(run, find(run)).first->second;
}

ZoneChoice RunZones::find(RunId run) const
{
    const std::vector<Source> all = m_sourcesOf(run);
    std::vector<const Source *> sources;
    for (const auto &source : all)
        sources.push_back(&source);
    // What is nearest to the top of the run tells most, and of that the largest.
    const auto depth = [](const Source *source) { return std::count(source->logsource.begin(), source->logsource.end(), '/'); };
    std::stable_sort(sources.begin(), sources.end(), [&](const Source *a, const Source *b) { return depth(a) != depth(b) ? depth(a) < depth(b) : a->bytes > b->bytes; });
    std::erase_if(sources, [](const Source *source) { return source->bytes == 0; });
    std::vector<LocalLog> locals;
    Span others;
    for (size_t i = 0; i < sources.size() && i < kMostFiles; ++i) {
        ClockLog log(m_rules, *sources[i]);
        if (auto choice = fromBoth(log))
            return std::move(*choice);
        LocalLog local { log.name(), sources[i]->written, {}, {} };
        Span instants;
        for (const uint64_t block : { uint64_t(0), log.lastBlock() }) {
            for (const ClockReading &reading : log.readings(block, ClockLog::Which::Any)) {
                if (reading.epoch != kNoTime) {
                    instants.add(reading.epoch);
                    continue;
                }
                local.span.add(reading.local);
                if (local.span.last == reading.local)
                    local.lastText = reading.localText;
            }
        }
        if (local.span.isKnown()) {
            locals.push_back(std::move(local));
        } else if (instants.isKnown()) {
            others.add(instants.first);
            others.add(instants.last);
        }
    }
    std::vector<std::pair<Time, std::string>> instants;
    for (const Source *source : sources) {
        const PathFields path = readPath(m_rules, source->logsource);
        if (path.created != kNoTime)
            instants.emplace_back(path.created, source->logsource);
    }
    std::string remark;
    for (const LocalLog &log : locals) {
        if (auto choice = fromNames(log, instants, remark))
            return std::move(*choice);
    }
    for (const LocalLog &log : locals) {
        if (auto choice = fromSpans(log, others, remark))
            return std::move(*choice);
    }
    if (const auto zone = m_asked.empty() ? std::nullopt : TimeZone::named(m_asked))
        return { *zone, "as was asked for; nothing in the run tells" + remark };
    if (auto choice = fromWritten(locals))
        return std::move(*choice);
    return { TimeZone::local(), "the zone of this machine; nothing in the run tells" + remark };
}

} // namespace widelens
