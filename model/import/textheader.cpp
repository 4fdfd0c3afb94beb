// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/textheader.h"

#include "model/import/values.h"
#include "model/store/hash.h"

#include <cstring>

namespace widelens {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// "1785900001.042317" followed by a space, as Python's %f writes it: ten digits, six digits.
bool readFixedEpoch(std::string_view line, Time &time)
{
    if (line.size() < 18 || line[10] != '.' || line[17] != ' ')
        return false;
    uint64_t seconds = 0;
    uint64_t micros = 0;
    unsigned bad = 0;
    for (size_t i = 0; i < 10; ++i) {
        const auto digit = static_cast<unsigned>(static_cast<unsigned char>(line[i])) - '0';
        bad |= digit > 9;
        seconds = seconds * 10 + digit;
    }
    for (size_t i = 11; i < 17; ++i) {
        const auto digit = static_cast<unsigned>(static_cast<unsigned char>(line[i])) - '0';
        bad |= digit > 9;
        micros = micros * 10 + digit;
    }
    if (bad || seconds > 9'223'372'035ull)
        return false;
    time = static_cast<Time>(seconds * 1'000'000'000ull + micros * 1000);
    return true;
}

constexpr size_t kDatetimeLength = 19;

} // namespace

TextHeader::TextHeader(const Pattern &pattern, const Rules &rules, FieldTable &fields, SegmentWriter &writer)
    : m_pattern(pattern)
    , m_rules(rules)
    , m_fields(fields)
    , m_writer(writer)
    , m_known(256)
{
    m_epochFirst = pattern.captureType(0) == Pattern::Type::Epoch;
    m_datetimeSecond = m_epochFirst && pattern.captureNames().size() > 1 && pattern.captureType(1) == Pattern::Type::Datetime;
    const std::string &text = pattern.source();
    const size_t end = text.rfind('{');
    const size_t begin = text.rfind('}', end);
    m_ending = text.substr(begin + 1, end - begin - 1);
}

bool TextHeader::readTimes(std::string_view line, Time &time, size_t &at) const
{
    if (!m_epochFirst || !readFixedEpoch(line, time))
        return false;
    at = 18;
    if (m_datetimeSecond) {
        if (line.size() < at + kDatetimeLength + 1 || line[at + 4] != '-' || line[at + 13] != ':' || line[at + kDatetimeLength] != ' ')
            return false;
        at += kDatetimeLength + 1;
    }
    return true;
}

bool TextHeader::read(std::string_view line, Result &result)
{
    size_t keyBegin = 0;
    if (line.empty() || !isDigit(line[0]))
        return m_epochFirst ? false : readSlowly(line, 0, 0, result);
    if (!readTimes(line, result.time, keyBegin))
        return readSlowly(line, 0, 0, result);
    // The first place that could end the header; most lines have it there, the others are parsed each time.
    size_t keyEnd = std::string_view::npos;
    const char *from = line.data() + keyBegin;
    const char *end = line.data() + line.size();
    const char last = m_ending[0];
    while (const void *found = std::memchr(from, last, static_cast<size_t>(end - from))) {
        const char *place = static_cast<const char *>(found);
        if (static_cast<size_t>(end - place) >= m_ending.size() && std::memcmp(place, m_ending.data(), m_ending.size()) == 0) {
            keyEnd = static_cast<size_t>(place - line.data()) + m_ending.size();
            break;
        }
        from = place + 1;
    }
    if (keyEnd == std::string_view::npos)
        return readSlowly(line, 0, 0, result);
    const std::string_view key = line.substr(keyBegin, keyEnd - keyBegin);
    const uint64_t hash = hashBytes(key);
    for (size_t i = hash & (m_known.size() - 1); !m_known[i].key.empty(); i = (i + 1) & (m_known.size() - 1)) {
        if (m_known[i].hash == hash && m_known[i].key == key) {
            result.context = m_known[i].context;
            result.message = keyEnd;
            return true;
        }
    }
    return readSlowly(line, keyBegin, keyEnd, result);
}

bool TextHeader::readSlowly(std::string_view line, size_t keyBegin, size_t keyEnd, Result &result)
{
    if (!m_pattern.match(line.substr(0, kReach), m_spans))
        return false;
    const auto &time = m_spans[0];
    const std::string_view timeText = line.substr(time.begin, time.end - time.begin);
    const auto parsed = m_epochFirst ? parseEpochSeconds(timeText) : parseIsoTime(timeText);
    if (!parsed)
        return false;
    result.time = *parsed;
    result.message = m_spans.back().begin;
    result.context = contextOf(line);
    if (keyEnd == result.message && keyEnd > keyBegin) {
        const std::string_view key = line.substr(keyBegin, keyEnd - keyBegin);
        remember(key, hashBytes(key), result.context);
    }
    return true;
}

uint32_t TextHeader::contextOf(std::string_view line)
{
    // The same header behind another time, or one that the look-up cannot find: known by all of its fields.
    const auto &names = m_pattern.captureNames();
    std::string all;
    for (size_t i = 0; i + 1 < names.size(); ++i) {
        if (m_pattern.captureType(i) != Pattern::Type::Epoch && m_pattern.captureType(i) != Pattern::Type::Datetime)
            all.append(line.substr(m_spans[i].begin, m_spans[i].end - m_spans[i].begin)).push_back('\n');
    }
    all += '\x01';
    const uint64_t hash = hashBytes(all);
    for (size_t i = hash & (m_known.size() - 1); !m_known[i].key.empty(); i = (i + 1) & (m_known.size() - 1)) {
        if (m_known[i].hash == hash && m_known[i].key == all)
            return m_known[i].context;
    }
    Context context;
    for (size_t i = 0; i + 1 < names.size(); ++i) {
        const auto type = m_pattern.captureType(i);
        if (type == Pattern::Type::Epoch || type == Pattern::Type::Datetime || names[i].empty())
            continue;
        const std::string_view text = line.substr(m_spans[i].begin, m_spans[i].end - m_spans[i].begin);
        if (text.empty() && type == Pattern::Type::Digits)
            continue; // "MainProcess- ": the process is not said
        const FieldRule *field = m_rules.field(names[i]);
        const Cell cell = cellOf(m_writer.pool(), text, field ? field->type : FieldRule::Type::Any);
        context.fields.emplace_back(m_fields.intern(names[i]), cell);
        if (const int rank = m_rules.levelRank(text); rank >= 0 && field && names[i] == m_rules.levelField) {
            context.severity = rank;
        }
        if (names[i] == m_rules.levelField)
            context.levelName = std::get<std::string_view>(m_writer.pool().value(cell));
    }
    const uint32_t code = m_writer.addContext(std::move(context));
    remember(all, hash, code);
    return code;
}

void TextHeader::remember(std::string_view key, uint64_t hash, uint32_t context)
{
    if (++m_count * 2 > m_known.size()) {
        std::vector<Known> old(m_known.size() * 2);
        old.swap(m_known);
        for (auto &known : old) {
            if (known.key.empty())
                continue;
            size_t i = known.hash & (m_known.size() - 1);
            while (!m_known[i].key.empty())
                i = (i + 1) & (m_known.size() - 1);
            m_known[i] = std::move(known);
        }
    }
    size_t i = hash & (m_known.size() - 1);
    while (!m_known[i].key.empty())
        i = (i + 1) & (m_known.size() - 1);
    m_known[i] = { hash, std::string(key), context };
}

bool TextHeader::looksCut(std::string_view line) const
{
    // As far as the text goes it agrees with a time at the beginning of a line, and no further header follows.
    constexpr std::string_view epoch = "dddddddddd.dddddd dddd-dd-dd dd:dd:dd ";
    constexpr std::string_view datetime = "dddd-dd-dd dd:dd:dd";
    const std::string_view shape = m_epochFirst ? epoch : datetime;
    for (size_t i = 0; i < shape.size() && i < line.size(); ++i) {
        if (shape[i] == 'd' ? !isDigit(line[i]) : line[i] != shape[i])
            return false;
    }
    return !m_pattern.match(line.substr(0, kReach), const_cast<TextHeader *>(this)->m_spans);
}

} // namespace widelens
