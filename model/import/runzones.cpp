// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/runzones.h"

#include "model/import/recognition.h"
#include "model/import/textheader.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace widelens {

namespace {

constexpr size_t kMostFiles = 24; // of a run, that are looked into
constexpr size_t kBlock = 64 * 1024;
constexpr int kQuarter = 900; // offsets are multiples of it, as they have been since 1972

struct Reading {
    Time epoch = kNoTime; // kNoTime: the header has none
    Time local = kNoTime; // as if it were UTC
    std::string epochText;
    std::string localText;
};

// A text log of a run, and where in its header the times stand.
class TimedLog
{
public:
    TimedLog(const Rules &rules, Source source)
        : m_source(std::move(source))
    {
        const FormatRule *format = recognise(rules, m_source, m_file);
        if (!format || !format->header)
            return;
        m_header = &*format->header;
        for (size_t i = 0; i < m_header->captureNames().size(); ++i) {
            if (m_header->captureType(i) == Pattern::Type::Epoch && m_epoch == kNone)
                m_epoch = i;
            if (m_header->captureType(i) == Pattern::Type::Datetime && m_local == kNone)
                m_local = i;
        }
    }

    bool hasBoth() const { return m_epoch != kNone && m_local != kNone; }
    bool hasLocalOnly() const { return m_epoch == kNone && m_local != kNone; }
    const std::string &name() const { return m_source.logsource; }

    // All readings in the block from `offset` on, in order; only its first or last one when asked for.
    enum class Which { First, Last, All };
    std::vector<Reading> readings(uint64_t offset, Which which)
    {
        std::string block(kBlock, '\0');
        const int64_t n = m_file.readAt(offset, block.data(), block.size());
        block.resize(n > 0 ? static_cast<size_t>(n) : 0);
        std::vector<Reading> found;
        size_t at = offset == 0 ? 0 : std::min(block.find('\n'), block.size() - 1) + 1;
        while (at < block.size()) {
            const size_t end = std::min(block.find('\n', at), block.size());
            if (const auto reading = read(std::string_view(block).substr(at, end - at))) {
                if (which == Which::Last)
                    found.clear();
                found.push_back(*reading);
                if (which == Which::First)
                    break;
            }
            at = end + 1;
        }
        return found;
    }

    uint64_t lastBlock() const { return m_source.bytes > kBlock ? m_source.bytes - kBlock : 0; }

private:
    static constexpr size_t kNone = static_cast<size_t>(-1);

    std::optional<Reading> read(std::string_view line)
    {
        if (!m_header->match(line.substr(0, TextHeader::kReach), m_spans))
            return std::nullopt;
        const auto text = [&](size_t capture) { return std::string(line.substr(m_spans[capture].begin, m_spans[capture].end - m_spans[capture].begin)); };
        Reading reading;
        if (m_epoch != kNone) {
            reading.epochText = text(m_epoch);
            reading.epoch = parseEpochSeconds(reading.epochText).value_or(kNoTime);
        }
        bool hasZone = false;
        reading.localText = text(m_local);
        reading.local = parseIsoTime(reading.localText, 0, &hasZone).value_or(kNoTime);
        const bool complete = reading.local != kNoTime && !hasZone && (m_epoch == kNone || reading.epoch != kNoTime);
        return complete ? std::optional(reading) : std::nullopt;
    }

    Source m_source;
    FileReader m_file;
    const Pattern *m_header = nullptr;
    size_t m_epoch = kNone;
    size_t m_local = kNone;
    std::vector<Pattern::Span> m_spans;
};

// The offset that makes both readings one instant; nothing when no offset does.
std::optional<int> offsetOf(const Reading &reading)
{
    const double difference = static_cast<double>(reading.local - reading.epoch) / 1e9;
    const double offset = std::round(difference / kQuarter) * kQuarter;
    const bool plausible = std::abs(difference - offset) <= 2 && std::abs(offset) <= 15 * 3600;
    return plausible ? std::optional(static_cast<int>(offset)) : std::nullopt;
}

// Where the offset changes between two places of a log that differ in it: halves until one block holds the change.
void addChanges(TimedLog &log, uint64_t from, int fromOffset, uint64_t to, int toOffset, std::vector<TimeZone::Piece> &pieces)
{
    if (fromOffset == toOffset)
        return;
    if (to - from > kBlock) {
        const uint64_t middle = from + (to - from) / 2;
        const auto reading = log.readings(middle, TimedLog::Which::First);
        const auto offset = reading.empty() ? std::nullopt : offsetOf(reading[0]);
        if (offset) {
            addChanges(log, from, fromOffset, middle, *offset, pieces);
            addChanges(log, middle, *offset, to, toOffset, pieces);
            return;
        }
    }
    for (const uint64_t block : { from, from + kBlock / 2, to }) {
        for (const Reading &reading : log.readings(block, TimedLog::Which::All)) {
            const auto offset = offsetOf(reading);
            if (offset && *offset == toOffset && pieces.back().offset != toOffset) {
                pieces.push_back({ reading.epoch, toOffset });
                return;
            }
        }
    }
}

std::optional<ZoneChoice> fromBoth(TimedLog &log)
{
    const auto first = log.readings(0, TimedLog::Which::First);
    auto last = log.readings(log.lastBlock(), TimedLog::Which::Last);
    if (first.empty())
        return std::nullopt;
    if (last.empty())
        last = first;
    const auto begin = offsetOf(first[0]);
    const auto end = offsetOf(last[0]);
    if (!begin || !end)
        return std::nullopt;
    std::vector<TimeZone::Piece> pieces { { kNoTime, *begin } };
    addChanges(log, 0, *begin, log.lastBlock(), *end, pieces);
    return ZoneChoice { TimeZone::observed(std::move(pieces)), log.name() + " gives both: " + first[0].epochText + " is " + first[0].localText };
}

// The zones in which all these instants fall into the time that the log covers.
std::optional<ZoneChoice> fromNames(TimedLog &log, const std::vector<std::pair<Time, std::string>> &instants, std::string &remark)
{
    const auto first = log.readings(0, TimedLog::Which::First);
    const auto last = log.readings(log.lastBlock(), TimedLog::Which::Last);
    if (first.empty() || last.empty() || instants.empty())
        return std::nullopt;
    constexpr Time slack = 2 * kSecond; // whole seconds are cut
    const auto [earliest, latest] = std::minmax_element(instants.begin(), instants.end());
    std::vector<int> fitting;
    for (int offset = -12 * 3600; offset <= 14 * 3600; offset += kQuarter) {
        if (first[0].local - offset * kSecond <= earliest->first + slack && last[0].local - offset * kSecond >= latest->first - slack)
            fitting.push_back(offset);
    }
    if (fitting.size() > 1)
        remark = "; the names of files fit " + std::to_string(fitting.size()) + " zones";
    if (fitting.size() != 1)
        return std::nullopt;
    return ZoneChoice { TimeZone::fixed(fitting[0]), "only so the time in the name " + earliest->second + " falls into that of " + log.name() };
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

ZoneChoice RunZones::otherwise(const std::string &remark) const
{
    if (const auto zone = m_asked.empty() ? std::nullopt : TimeZone::named(m_asked))
        return { *zone, "as was asked for; nothing in the run tells" + remark };
    return { TimeZone::local(), "the zone of this machine; nothing in the run tells" + remark };
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
    std::optional<TimedLog> local;
    std::erase_if(sources, [](const Source *source) { return source->bytes == 0; });
    for (size_t i = 0; i < sources.size() && i < kMostFiles; ++i) {
        TimedLog log(m_rules, *sources[i]);
        if (log.hasBoth()) {
            if (auto choice = fromBoth(log))
                return std::move(*choice);
        } else if (log.hasLocalOnly() && !local) {
            local.emplace(m_rules, *sources[i]);
        }
    }
    std::vector<std::pair<Time, std::string>> instants;
    for (const Source *source : sources) {
        const PathFields path = readPath(m_rules, source->logsource);
        if (path.created != kNoTime)
            instants.emplace_back(path.created, source->logsource);
    }
    std::string remark;
    if (local) {
        if (auto choice = fromNames(*local, instants, remark))
            return std::move(*choice);
    }
    return otherwise(remark);
}

} // namespace widelens
