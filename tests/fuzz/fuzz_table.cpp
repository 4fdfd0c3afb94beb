// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/keyedline.h"
#include "model/import/recognition.h"
#include "tests/fuzz/reading.h"

#include <nlohmann/json.hpp>
#include <simdjson.h>

using namespace widelens;

// Any bytes as a table: where it is one every line is accounted for, and each row is JSON to another reader.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    const std::string_view text(reinterpret_cast<const char *>(bytes), count);
    const FormatRule &format = formatOf(0, { FormatRule::Kind::Table });
    auto head = readTableHead(fuzzRules(), format, text, true);
    if (!head)
        return 0;
    Reading reading;
    spoolBytes(reading, text, "table.csv");
    reading.source.columns = { head->names };
    readBytes(reading, format);
    for (uint32_t row = 0; row < reading.segment->rowCount(); ++row) {
        const std::string_view raw = text.substr(reading.segment->offset(row), reading.segment->length(row));
        KeyedLine line(fuzzRules(), format, head->names);
        std::string json;
        if (!simdjson::validate_utf8(raw.data(), raw.size()))
            continue; // was mended while it was read
        require(line.read(raw, json) != KeyedLine::Kind::Record || nlohmann::json::accept(json));
    }
    return 0;
}
