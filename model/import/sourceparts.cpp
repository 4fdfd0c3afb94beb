// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/sourceparts.h"

#include "model/import/textheader.h"

#include <algorithm>
#include <optional>

namespace widelens {

namespace {

constexpr uint64_t kReach = 4 * 1024 * 1024; // so near a record has to begin

bool isBegin(const FormatRule &format, std::string_view line, Time written)
{
    if (!format.isText())
        return line.substr(0, 1) == "{";
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    return TextHeader::isHeader(*format.header, line, written);
}

// Where the first record begins at or behind `from`, before `to`.
std::optional<uint64_t> recordFrom(const FormatRule &format, FileReader &file, uint64_t from, uint64_t to, Time written)
{
    LineReader reader(file, to, from - 1); // the rest of the line before, if only its end
    LineReader::Line line;
    reader.next(line);
    while (reader.next(line) && line.terminated) {
        if (isBegin(format, { line.begin, line.length }, written))
            return line.offset;
    }
    return std::nullopt;
}

} // namespace

std::vector<SourcePart> partsOf(const FormatRule &format, const Source &source, FileReader &file, uint64_t partBytes, uint32_t most)
{
    std::vector<SourcePart> parts { {} };
    const bool isDivisible = format.kind == FormatRule::Kind::Text || format.kind == FormatRule::Kind::JsonLines;
    const uint32_t count = isDivisible && !source.spooled ? std::min(most, mostParts(source.bytes, partBytes)) : 1;
    const Time written = whenWritten(source);
    for (uint32_t number = 1; number < count; ++number) {
        const uint64_t from = number * partBytes;
        const uint64_t to = std::min({ from + kReach, from + partBytes, source.bytes });
        if (const auto begin = recordFrom(format, file, from, to, written))
            parts.push_back({ number, *begin });
    }
    return parts;
}

} // namespace widelens
