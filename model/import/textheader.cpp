// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/textheader.h"

#include "model/import/headertime.h"
#include "model/import/values.h"
#include "model/store/hash.h"

#include <algorithm>
#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace widelens {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// Eight ASCII digits as a number; `bad` becomes true when one is none. Three multiplications instead of eight.
uint64_t eightDigits(uint64_t word, bool &bad)
{
    const uint64_t digits = word ^ 0x3030303030303030ull; // a digit is 0…9 now
    bad |= ((digits + 0x7676767676767676ull) | digits) & 0x8080808080808080ull;
    word = digits * 10 + (digits >> 8);
    return (((word & 0x000000ff000000ffull) * 0x000f424000000064ull) + (((word >> 16) & 0x000000ff000000ffull) * 0x0000271000000001ull)) >> 32;
}

// Position of `ending` in the text from `at`; npos: none.
size_t findEnding(std::string_view text, size_t at, const std::string &ending)
{
#ifdef __SSE2__
    if (ending.size() >= 2) {
        const __m128i first = _mm_set1_epi8(ending[0]);
        const __m128i second = _mm_set1_epi8(ending[1]);
        for (; at + 17 <= text.size(); at += 16) {
            const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i *>(text.data() + at));
            const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i *>(text.data() + at + 1));
            auto mask = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(_mm_cmpeq_epi8(a, first), _mm_cmpeq_epi8(b, second))));
            for (; mask; mask &= mask - 1) {
                const size_t place = at + static_cast<size_t>(std::countr_zero(mask));
                if (ending.size() == 2 || text.substr(place, ending.size()) == ending)
                    return place;
            }
        }
    }
#endif
    return text.find(ending, at);
}

constexpr size_t kDatetimeLength = 19;

uint16_t tagOf(uint64_t hash)
{
    return static_cast<uint16_t>(hash >> 48 | 1);
}

uint32_t hashOf(const std::vector<std::pair<FieldId, Cell>> &fields)
{
    uint64_t hash = fields.size();
    for (const auto &[field, cell] : fields)
        hash = mix(hash ^ (static_cast<uint64_t>(index(field)) << 32 | cell), 0xa0761d6478bd642full);
    return static_cast<uint32_t>(hash >> 32);
}

} // namespace

size_t TextHeader::timeCapture(const Pattern &pattern)
{
    for (size_t i = 0; i < pattern.captureNames().size(); ++i) {
        if (Pattern::isTime(pattern.captureType(i)))
            return i;
    }
    return kNoCapture;
}

bool TextHeader::isHeader(const Pattern &pattern, std::string_view line, Time written)
{
    std::vector<Pattern::Span> spans;
    if (!pattern.match(line.substr(0, kReach), spans))
        return false;
    const size_t time = timeCapture(pattern);
    bool isLocal = false;
    return time == kNoCapture || spans[time].begin == spans[time].end || headerTime(pattern.captureType(time), line.substr(spans[time].begin, spans[time].end - spans[time].begin), written, isLocal).has_value();
}

TextHeader::TextHeader(const Pattern &pattern, const Rules &rules, FieldTable &fields, SegmentWriter &writer, LocalClock &clock, Time written)
    : m_pattern(pattern)
    , m_rules(rules)
    , m_fields(fields)
    , m_writer(writer)
    , m_known(256)
    , m_tags(256)
    , m_parts(pattern.captureNames().size())
    , m_clock(clock)
    , m_written(written)
    , m_time(timeCapture(pattern))
{
    const bool timeFirst = m_time == 0 && pattern.prefix().empty();
    m_epochFirst = timeFirst && pattern.captureType(0) == Pattern::Type::Epoch;
    m_dateFirst = timeFirst && pattern.captureType(0) == Pattern::Type::Datetime;
    const std::string &text = pattern.source();
    m_datetimeSecond = m_epochFirst && text.compare(text.find('}'), 3, "} {") == 0 && pattern.captureType(1) == Pattern::Type::Datetime;
    const size_t end = text.rfind('{');
    const size_t begin = text.rfind('}', end);
    m_ending = begin == std::string::npos ? text.substr(0, end) : text.substr(begin + 1, end - begin - 1);
}

// "1785900001.042317" followed by a space, as Python's %f writes it: ten digits, six digits. The second is mostly that of the
// line before.
bool TextHeader::readEpoch(std::string_view line, Time &time)
{
    if (line.size() < 18 || line[10] != '.' || line[17] != ' ')
        return false;
    constexpr uint64_t kZeros = 0x3030; // "00"
    constexpr uint64_t kLast = 9'223'372'035; // that a Time can hold
    const uint64_t head = load64(line.data());
    uint16_t tail;
    std::memcpy(&tail, line.data() + 8, 2);
    bool bad = false;
    const uint64_t micros = eightDigits((load64(line.data() + 9) & ~uint64_t(0xffff)) | kZeros, bad);
    if (m_second == kNoTime || head != m_epochHead || tail != m_epochTail) {
        const uint64_t second = eightDigits(head, bad) * 100 + static_cast<uint64_t>((line[8] - '0') * 10 + (line[9] - '0'));
        if (bad || !isDigit(line[8]) || !isDigit(line[9]) || second > kLast)
            return false;
        m_epochHead = head;
        m_epochTail = tail;
        m_second = static_cast<Time>(second) * kSecond;
    }
    time = m_second + static_cast<Time>(micros * 1000);
    return !bad;
}

bool TextHeader::readTimes(std::string_view line, Time &time, size_t &at)
{
    if (m_dateFirst)
        return readDate(line, time, at);
    if (!m_epochFirst || !readEpoch(line, time))
        return false;
    at = 18;
    if (m_datetimeSecond) {
        if (line.size() < at + kDatetimeLength + 1 || line[at + 4] != '-' || line[at + 13] != ':' || line[at + kDatetimeLength] != ' ')
            return false;
        at += kDatetimeLength + 1;
    }
    return true;
}

// "2026-08-05 05:20:01", then a fraction or nothing; no zone. The key begins behind it.
bool TextHeader::readDate(std::string_view line, Time &time, size_t &at)
{
    if (line.size() <= kDatetimeLength)
        return false;
    if (m_second == kNoTime || std::memcmp(line.data(), m_secondText.data(), kDatetimeLength) != 0) {
        bool hasZone = false; // "10:08-50" is no time with seconds
        const auto local = parseIsoTime(line.substr(0, kDatetimeLength), 0, &hasZone);
        if (!local || hasZone)
            return false;
        m_second = m_clock.toUtc(*local, m_line);
        std::memcpy(m_secondText.data(), line.data(), kDatetimeLength);
    }
    at = kDatetimeLength;
    Time unit = kSecond;
    Time fraction = 0;
    if ((line[at] == '.' || line[at] == ',') && at + 1 < line.size() && isDigit(line[at + 1])) {
        for (++at; at < line.size() && isDigit(line[at]); ++at) {
            unit /= 10;
            fraction += (line[at] - '0') * unit;
        }
    }
    if (at >= line.size() || line[at] == 'Z' || line[at] == '+' || line[at] == '-')
        return false; // it has a zone, perhaps
    time = m_second + fraction;
    return true;
}

bool TextHeader::read(std::string_view line, uint64_t lineNumber, Result &result)
{
    m_line = lineNumber;
    result.time = kNoTime;
    size_t keyBegin = 0;
    if (line.empty() || !isDigit(line[0]))
        return m_epochFirst || m_dateFirst ? false : readSlowly(line, 0, result);
    if (!readTimes(line, result.time, keyBegin))
        return readSlowly(line, 0, result);
    // Where a header can have places like its end before it, a key may begin another one: no guessing then.
    const Known &guess = m_known[m_known[m_last].next];
    if (m_endings == 1 && !guess.key.empty() && line.compare(keyBegin, guess.key.size(), guess.key) == 0) {
        m_last = m_known[m_last].next;
        result.context = guess.context;
        result.message = keyBegin + guess.key.size();
        return true;
    }
    // The first place that could end the header, no nearer than it ever was; most lines have it there. Where other headers had
    // such places before their end, so many of them are tried.
    size_t found = findEnding(line, std::min(keyBegin + m_shortest, line.size()), m_ending);
    for (size_t i = 0; i < m_endings && found != std::string_view::npos; ++i) {
        const size_t keyEnd = found + m_ending.size();
        const std::string_view key = line.substr(keyBegin, keyEnd - keyBegin);
        const uint64_t hash = hashBytes(key);
        for (size_t k = hash & (m_known.size() - 1); m_tags[k]; k = (k + 1) & (m_known.size() - 1)) {
            if (m_tags[k] == tagOf(hash) && m_known[k].hash == hash && m_known[k].key == key) {
                m_known[m_last].next = static_cast<uint32_t>(k);
                m_last = k;
                result.context = m_known[k].context;
                result.message = keyEnd;
                return true;
            }
        }
        found = i + 1 < m_endings ? findEnding(line, keyEnd, m_ending) : std::string_view::npos;
    }
    return readSlowly(line, keyBegin, result);
}

std::optional<Time> TextHeader::timeOf(std::string_view text, Pattern::Type type)
{
    bool isLocal = false;
    const auto time = headerTime(type, text, m_written, isLocal);
    if (!time || !isLocal)
        return time;
    // Its whole seconds decide which of two instants it is: as for a date that was looked up.
    const Time fraction = *time - (*time / kSecond) * kSecond;
    return m_clock.toUtc(*time - fraction, m_line) + fraction;
}

bool TextHeader::readSlowly(std::string_view line, size_t keyBegin, Result &result)
{
    if (!m_pattern.match(line.substr(0, kReach), m_spans))
        return false;
    if (m_time != kNoCapture && keyBegin == 0) { // else the time was read already
        const auto &span = m_spans[m_time];
        if (span.begin < span.end) { // one that may be missing is none
            const auto parsed = timeOf(line.substr(span.begin, span.end - span.begin), m_pattern.captureType(m_time));
            if (!parsed)
                return false;
            result.time = *parsed;
        }
    }
    result.message = m_spans.back().begin;
    result.context = contextOf(line);
    if (keyBegin == 0)
        return true; // a time of unusual width: not worth a key
    constexpr size_t kMostEndings = 8;
    const size_t first = findEnding(line, keyBegin, m_ending);
    size_t found = first;
    size_t count = 1;
    while (found != std::string_view::npos && found + m_ending.size() < result.message && count < kMostEndings) {
        found = findEnding(line, found + m_ending.size(), m_ending);
        ++count;
    }
    if (found != std::string_view::npos && found + m_ending.size() == result.message) {
        const std::string_view key = line.substr(keyBegin, result.message - keyBegin);
        m_shortest = std::min(m_shortest, first - keyBegin);
        m_endings = std::max(m_endings, count);
        remember(key, hashBytes(key), result.context);
    }
    return true;
}

// Says something about all records that share it: has a name, and is no time.
bool TextHeader::isOfContext(size_t capture) const
{
    return !m_pattern.captureNames()[capture].empty() && !Pattern::isTime(m_pattern.captureType(capture));
}

// Most values are those of the header before.
void TextHeader::readPart(size_t capture, std::string_view text)
{
    Part &part = m_parts[capture];
    if (part.text == text)
        return;
    if (part.text.empty()) {
        const FieldRule *field = m_rules.field(m_pattern.captureNames()[capture]);
        part.field = m_fields.intern(m_pattern.captureNames()[capture]);
        part.type = field ? field->type : FieldRule::Type::Any;
        if (m_pattern.captureNames()[capture] == m_rules.levelField) {
            m_levelField = part.field;
            m_levelIsRanked = field;
        }
    }
    part.cell = cellOf(m_writer.pool(), text, part.type);
    part.text = text;
}

// By its values: headers that differ elsewhere, as in a time, share it.
uint32_t TextHeader::contextOf(std::string_view line)
{
    m_cells.clear();
    for (size_t i = 0; i + 1 < m_parts.size(); ++i) {
        if (!isOfContext(i))
            continue;
        const std::string_view text = captureValue(m_pattern.captureType(i), line.substr(m_spans[i].begin, m_spans[i].end - m_spans[i].begin));
        if (text.empty())
            continue; // "MainProcess- ": the process is not said
        readPart(i, text);
        m_cells.emplace_back(m_parts[i].field, m_parts[i].cell);
    }
    if (m_contextCount * 2 >= m_contexts.size())
        makeRoomForContexts();
    const uint32_t hash = hashOf(m_cells);
    size_t at = hash & (m_contexts.size() - 1);
    for (; m_contexts[at].code; at = (at + 1) & (m_contexts.size() - 1)) {
        if (m_contexts[at].hash == hash && m_writer.context(m_contexts[at].code - 1).fields == m_cells)
            return m_contexts[at].code - 1;
    }
    const uint32_t code = addContext();
    m_contexts[at] = { hash, code + 1 };
    ++m_contextCount;
    return code;
}

uint32_t TextHeader::addContext()
{
    Context context;
    context.fields = m_cells;
    for (const auto &[field, cell] : m_cells) {
        if (field != m_levelField)
            continue;
        if (const Value value = m_writer.pool().value(cell); std::holds_alternative<std::string_view>(value)) {
            context.levelName = std::get<std::string_view>(value);
            context.severity = m_levelIsRanked ? m_rules.levelRank(context.levelName) : -1;
        }
    }
    return m_writer.addContext(std::move(context));
}

void TextHeader::makeRoomForContexts()
{
    std::vector<KnownContext> old(m_contexts.empty() ? 64 : 2 * m_contexts.size());
    old.swap(m_contexts);
    for (const auto &known : old) {
        if (!known.code)
            continue;
        size_t at = known.hash & (m_contexts.size() - 1);
        while (m_contexts[at].code)
            at = (at + 1) & (m_contexts.size() - 1);
        m_contexts[at] = known;
    }
}

void TextHeader::remember(std::string_view key, uint64_t hash, uint32_t context)
{
    if (m_count == kMaxKeys)
        return;
    if (++m_count * 2 > m_known.size()) {
        std::vector<Known> old(m_known.size() * 2);
        old.swap(m_known);
        m_tags.assign(m_known.size(), 0);
        m_last = 0;
        for (Known &known : old) {
            known.next = 0;
            if (!known.key.empty())
                insert(known);
        }
    }
    insert({ hash, m_keys.keep(key), context, 0 });
}

void TextHeader::insert(const Known &known)
{
    size_t i = known.hash & (m_known.size() - 1);
    while (m_tags[i])
        i = (i + 1) & (m_known.size() - 1);
    m_known[i] = known;
    m_tags[i] = tagOf(known.hash);
}

bool TextHeader::looksCut(std::string_view line) const
{
    // As far as the text goes it agrees with a time at the beginning of a line, and no further header follows.
    constexpr std::string_view epoch = "dddddddddd.dddddd dddd-dd-dd dd:dd:dd ";
    constexpr std::string_view datetime = "dddd-dd-dd dd:dd:dd";
    constexpr std::string_view micros = "dddddddddddddddd ";
    constexpr std::string_view yearless = "Aaa dd dd:dd:dd ";
    const bool timeFirst = m_time == 0 && m_pattern.prefix().empty();
    const auto type = timeFirst ? m_pattern.captureType(0) : Pattern::Type::Rest;
    const bool isYearless = type == Pattern::Type::Yearless;
    if (!m_epochFirst && !m_dateFirst && !isYearless && type != Pattern::Type::EpochMicros)
        return false;
    const std::string_view shape = m_dateFirst ? datetime : isYearless ? yearless : !m_epochFirst ? micros : m_datetimeSecond ? epoch : epoch.substr(0, 17);
    for (size_t i = 0; i < shape.size() && i < line.size(); ++i) {
        const char c = line[i];
        const char s = shape[i];
        const bool fits = s == 'd' ? isDigit(c) || (isYearless && c == ' ' && i == 4) : s == 'A' ? c >= 'A' && c <= 'Z' : s == 'a' ? c >= 'a' && c <= 'z' : c == s || (s == '-' && c == '/') || (s == ' ' && c == 'T');
        if (!fits)
            return false;
    }
    return !m_pattern.match(line.substr(0, kReach), const_cast<TextHeader *>(this)->m_spans);
}

} // namespace widelens
