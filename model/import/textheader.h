// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/localclock.h"
#include "model/rules/rules.h"
#include "model/store/fieldtable.h"
#include "model/store/segmentwriter.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace widelens {

// Reads the headers of a text log. Where a header begins with its time, the bytes between the time and the message are one key:
// parsed once per distinct key, a look-up for every further line; a date is read once per second of the log.
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

    // How much of a line a header may take.
    static constexpr size_t kReach = 2048;
    static constexpr size_t kNoCapture = static_cast<size_t>(-1);
    // Which capture of a header is the time of its record: the first that is one.
    static size_t timeCapture(const Pattern &pattern);
    // Whether read() finds a header, without remembering anything. Slower.
    static bool isHeader(const Pattern &pattern, std::string_view line, Time written);

private:
    struct Known {
        uint64_t hash = 0;
        std::string key; // empty: free
        uint32_t context = 0;
        uint32_t next = 0; // place of the header that last followed this one: a program says things in the same order
    };

    bool readTimes(std::string_view line, Time &time, size_t &at);
    bool readDate(std::string_view line, Time &time, size_t &at);
    bool readSlowly(std::string_view line, size_t keyBegin, Result &result);
    std::optional<Time> timeOf(std::string_view text, Pattern::Type type);
    bool isOfContext(size_t capture) const;
    uint32_t contextOf(std::string_view line);
    void remember(std::string_view key, uint64_t hash, uint32_t context);

    const Pattern &m_pattern;
    const Rules &m_rules;
    FieldTable &m_fields;
    SegmentWriter &m_writer;
    std::vector<Known> m_known;
    size_t m_count = 0;
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
    std::array<char, 20> m_secondText {}; // the last date that was read …
    Time m_second = kNoTime; // … and the instant that it means
};

} // namespace widelens
