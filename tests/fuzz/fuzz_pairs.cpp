// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/damage.h"
#include "model/import/keyedline.h"
#include "tests/fuzz/reading.h"

#include <nlohmann/json.hpp>

using namespace widelens;

// Any bytes as pairs or columns: every line is accounted for, and what a line is rewritten as is JSON to another reader.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    if (count < 2)
        return 0;
    const FormatRule &format = formatOf(bytes[0], { FormatRule::Kind::Pairs, FormatRule::Kind::Columns });
    const std::string_view text(reinterpret_cast<const char *>(bytes) + 1, count - 1);
    Reading reading;
    spoolBytes(reading, text, "events.log");
    readBytes(reading, format);
    for (uint32_t row = 0; row < reading.segment->rowCount(); ++row) {
        const uint64_t offset = reading.segment->offset(row);
        const std::string_view raw = text.substr(offset, reading.segment->length(row));
        const std::string clean = findByteDamage(raw, true).what ? withoutByteDamage(raw) : std::string(raw); // as the importer reads it
        KeyedLine line(fuzzRules(), format, reading.source.columnsAt(offset));
        std::string json;
        require(line.read(clean, json) == KeyedLine::Kind::Record);
        require(nlohmann::json::accept(json));
    }
    return 0;
}
