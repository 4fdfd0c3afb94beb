// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/clocklog.h"

#include "model/import/headertime.h"
#include "model/import/jsonkeys.h"
#include "model/import/recognition.h"
#include "model/import/recordparser.h"
#include "model/import/textheader.h"

#include <algorithm>

namespace widelens {

namespace {

// The first of each sort counts.
void take(Time time, bool isLocal, std::string_view text, ClockReading &reading)
{
    Time &to = isLocal ? reading.local : reading.epoch;
    if (to != kNoTime)
        return;
    to = time;
    (isLocal ? reading.localText : reading.epochText) = text;
}

} // namespace

ClockLog::ClockLog(const Rules &rules, Source source)
    : m_source(std::move(source))
{
    const FormatRule *format = recognise(rules, m_source, m_file);
    const bool isObjects = format && (format->kind == FormatRule::Kind::JsonLines || format->kind == FormatRule::Kind::Database);
    if (isObjects) {
        m_format = format;
        return;
    }
    if (!format || !format->header)
        return;
    for (size_t i = 0; i < format->header->captureNames().size(); ++i) {
        if (Pattern::isTime(format->header->captureType(i)))
            m_times.push_back(i);
    }
    if (!m_times.empty())
        m_format = format;
}

std::vector<ClockReading> ClockLog::readings(uint64_t offset, Which which)
{
    std::vector<ClockReading> found;
    if (!m_format)
        return found;
    std::string block(kBlock, '\0');
    const int64_t n = m_file.readAt(offset, block.data(), block.size());
    block.resize(n > 0 ? static_cast<size_t>(n) : 0);
    size_t at = offset == 0 || block.empty() ? 0 : std::min(block.find('\n'), block.size() - 1) + 1;
    ClockReading reading;
    while (at < block.size()) {
        const size_t end = std::min(block.find('\n', at), block.size());
        const bool isThere = read(std::string_view(block).substr(at, end - at), reading);
        const bool hasBoth = reading.epoch != kNoTime && reading.local != kNoTime;
        if (isThere && (hasBoth || which != Which::Both))
            found.push_back(reading);
        at = end + 1;
    }
    return found;
}

bool ClockLog::read(std::string_view line, ClockReading &reading)
{
    reading = {};
    return m_format->header ? readHeader(line, reading) : readObject(line, reading);
}

bool ClockLog::readHeader(std::string_view line, ClockReading &reading)
{
    if (!m_format->header->match(line.substr(0, TextHeader::kReach), m_spans))
        return false;
    for (const size_t capture : m_times) {
        const std::string_view text = line.substr(m_spans[capture].begin, m_spans[capture].end - m_spans[capture].begin);
        bool isLocal = false;
        const auto time = headerTime(m_format->header->captureType(capture), text, m_source.written, isLocal);
        if (time)
            take(*time, isLocal, text, reading);
    }
    return reading.epoch != kNoTime || reading.local != kNoTime;
}

bool ClockLog::readObject(std::string_view line, ClockReading &reading) const
{
    static const Rules none; // keys as they stand in the record
    static const FormatRule plain = [] {
        FormatRule format;
        format.name = "\n";
        return format;
    }();
    Record record;
    parseJsonRecord(none, plain, line, record);
    for (const auto &key : m_format->timeKeys) {
        const RecordField *field = record.find(key.key);
        bool isLocal = false;
        const Time time = field ? timeOf(field->text, key.unit, &isLocal) : kNoTime;
        if (time == kNoTime)
            continue;
        take(time, isLocal, field->text, reading);
        break;
    }
    for (const auto &key : m_format->clockKeys) {
        const RecordField *field = record.find(key);
        bool hasZone = false;
        const auto local = field ? parseIsoTime(field->text, 0, &hasZone) : std::nullopt;
        if (local && !hasZone)
            take(*local, true, field->text, reading);
    }
    return reading.epoch != kNoTime || reading.local != kNoTime;
}

} // namespace widelens
