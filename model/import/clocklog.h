// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"
#include "model/store/filereader.h"
#include "model/store/source.h"

#include <string>
#include <string_view>
#include <vector>

namespace widelens {

// What one record of a log says of its time.
struct ClockReading {
    Time epoch = kNoTime; // the instant; kNoTime: it does not say
    Time local = kNoTime; // what its host's clock showed, as if it were UTC; kNoTime: it does not say
    std::string epochText;
    std::string localText;
};

// A log looked at for its times alone: a text log by its headers, JSON records and rows of a database by their time keys, and
// by the keys that the rules call its clock.
class ClockLog
{
public:
    // Recognises the source. `rules` must outlive this.
    ClockLog(const Rules &rules, Source source);

    static constexpr size_t kBlock = 64 * 1024;
    enum class Which { Both, Any };
    // Of the records (those that give both, or any) that begin in the block from `offset` on, in order. Reads that block.
    std::vector<ClockReading> readings(uint64_t offset, Which which);
    uint64_t lastBlock() const { return m_source.bytes > kBlock ? m_source.bytes - kBlock : 0; }
    const std::string &name() const { return m_source.logsource; }

private:
    bool read(std::string_view line, ClockReading &reading);
    bool readHeader(std::string_view line, ClockReading &reading);
    bool readObject(std::string_view line, ClockReading &reading) const;

    Source m_source;
    FileReader m_file;
    const FormatRule *m_format = nullptr; // null: it has no times
    std::vector<size_t> m_times; // captures of its header
    std::vector<Pattern::Span> m_spans;
};

} // namespace widelens
