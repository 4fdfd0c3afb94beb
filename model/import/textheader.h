// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"
#include "model/store/fieldtable.h"
#include "model/store/segmentwriter.h"

#include <string>
#include <string_view>
#include <vector>

namespace widelens {

// Reads the headers of a text log. The bytes between the time and the message are one key: parsed once per distinct key,
// a look-up for every further line.
class TextHeader
{
public:
    TextHeader(const Pattern &pattern, const Rules &rules, FieldTable &fields, SegmentWriter &writer);

    struct Result {
        Time time = kNoTime;
        uint32_t context = 0;
        size_t message = 0; // where the message begins
    };
    bool read(std::string_view line, Result &result);
    // Whether a line that has no header may be the beginning of one: it agrees with the time as far as it goes.
    bool looksCut(std::string_view line) const;

    // How much of a line a header may take.
    static constexpr size_t kReach = 2048;

private:
    struct Known {
        uint64_t hash = 0;
        std::string key; // empty: free
        uint32_t context = 0;
    };

    bool readTimes(std::string_view line, Time &time, size_t &at) const;
    bool readSlowly(std::string_view line, size_t keyBegin, Result &result);
    uint32_t contextOf(std::string_view line);
    void remember(std::string_view key, uint64_t hash, uint32_t context);

    const Pattern &m_pattern;
    const Rules &m_rules;
    FieldTable &m_fields;
    SegmentWriter &m_writer;
    std::vector<Known> m_known;
    size_t m_count = 0;
    size_t m_shortest = kReach; // known key without its ending: no need to look for an ending before that
    std::vector<Pattern::Span> m_spans;
    bool m_epochFirst;
    bool m_datetimeSecond;
    std::string m_ending; // of the header: ": "
};

} // namespace widelens
