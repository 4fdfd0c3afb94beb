// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/localclock.h"
#include "model/rules/rules.h"
#include "model/store/fieldtable.h"
#include "model/store/segmentwriter.h"
#include "model/store/textarena.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace widelens {

// Reads the headers of a text log. Where a header begins with its time, the bytes between the time and the message are one key:
// parsed once per distinct key, a look-up for every further line; a date is read once per second of the log. At most kMaxKeys
// are remembered; headers beyond them are parsed each time, with the same result.
class TextHeader
{
public:
    // `written`: when the file was last written, for times without a year.
    TextHeader(const Pattern &pattern, const Rules &rules, FieldTable &fields, SegmentWriter &writer, LocalClock &clock, Time written = kNoTime);

    struct Result {
        Time time = kNoTime; // stays so where the header has none
        uint32_t context = 0;
        size_t message = 0; // where the message begins
    };
    bool read(std::string_view line, uint64_t lineNumber, Result &result);
    // Whether a line that has no header may be the beginning of one: it agrees with the time as far as it goes.
    bool looksCut(std::string_view line) const;

    static constexpr size_t kMaxKeys = 16'384;
    // How much of a line a header may take.
    static constexpr size_t kReach = 2048;
    static constexpr size_t kNoCapture = static_cast<size_t>(-1);
    // Which capture of a header is the time of its record: the first that is one.
    static size_t timeCapture(const Pattern &pattern);
    // Whether read() finds a header, without remembering anything. Slower.
    static bool isHeader(const Pattern &pattern, std::string_view line, Time written);

private:
    // The bytes between time and message.
    struct Known {
        uint64_t hash = 0;
        std::string_view key;
        uint32_t context = 0;
        uint32_t next = 0; // place of the header that last followed this one: a program says things in the same order
    };
    // What a capture of the header is, looked up once, and its last value.
    struct Part {
        FieldId field = kNoField;
        FieldRule::Type type = FieldRule::Type::Any;
        std::string text; // empty: none yet
        Cell cell = 0;
    };
    struct KnownContext {
        uint32_t hash = 0;
        uint32_t code = 0; // + 1; 0: free
    };

    bool readEpoch(std::string_view line, Time &time);
    bool readTimes(std::string_view line, Time &time, size_t &at);
    bool readDate(std::string_view line, Time &time, size_t &at);
    bool readSlowly(std::string_view line, size_t keyBegin, Result &result);
    std::optional<Time> timeOf(std::string_view text, Pattern::Type type);
    bool isOfContext(size_t capture) const;
    void readPart(size_t capture, std::string_view text);
    uint32_t contextOf(std::string_view line);
    uint32_t addContext();
    void makeRoomForContexts();
    void remember(std::string_view key, uint64_t hash, uint32_t context);
    void insert(const Known &known);

    const Pattern &m_pattern;
    const Rules &m_rules;
    FieldTable &m_fields;
    SegmentWriter &m_writer;
    TextArena m_keys;
    std::vector<Known> m_known;
    std::vector<uint16_t> m_tags; // by place in m_known: of its hash; 0: free. Small enough to stay in the core's cache
    size_t m_count = 0;
    std::vector<Part> m_parts; // by capture
    FieldId m_levelField = kNoField;
    bool m_levelIsRanked = false;
    std::vector<std::pair<FieldId, Cell>> m_cells; // of the header at hand
    std::vector<KnownContext> m_contexts;
    size_t m_contextCount = 0;
    size_t m_last = 0; // place in m_known of the header before
    size_t m_shortest = kReach; // known key without its ending: no need to look for an ending before that
    size_t m_endings = 1; // of how many places like the ending of a header the last one of a known key may be
    std::vector<Pattern::Span> m_spans;
    LocalClock &m_clock;
    Time m_written;
    uint64_t m_line = 0;
    size_t m_time; // the capture that is the time; kNoCapture
    bool m_epochFirst;
    bool m_dateFirst;
    bool m_datetimeSecond;
    std::string m_ending; // of the header: ": "
    uint64_t m_epochHead = 0; // the digits of the last second since the epoch that was read: eight …
    uint16_t m_epochTail = 0; // … and two
    std::array<char, 20> m_secondText {}; // the last date that was read …
    Time m_second = kNoTime; // … and the instant that it, or the last whole second since the epoch, means
};

} // namespace widelens
