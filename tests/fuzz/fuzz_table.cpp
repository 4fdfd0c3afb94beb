// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/keyedline.h"
#include "model/import/recognition.h"
#include "tests/fuzz/reading.h"

#include <nlohmann/json.hpp>
#include <simdjson.h>

#include <algorithm>
#include <optional>

using namespace widelens;

namespace {

// The values of a row by the grammar of RFC 4180 alone; none where the row does not follow it, or has spaces around a value.
std::optional<std::vector<std::string>> splitNaively(std::string_view row, char separator)
{
    std::vector<std::string> values;
    size_t at = 0;
    while (true) {
        std::string value;
        if (at < row.size() && row[at] == '"') {
            for (++at; at < row.size() && (row[at] != '"' || row.substr(at, 2) == "\"\""); ++at) {
                value += row[at];
                at += row[at] == '"';
            }
            if (at++ == row.size())
                return std::nullopt; // it is open
        } else {
            while (at < row.size() && row[at] != separator)
                value += row[at++];
            if (value.find('"') != std::string::npos || value.starts_with(' ') || value.ends_with(' '))
                return std::nullopt;
        }
        values.push_back(std::move(value));
        if (at == row.size())
            return values;
        if (row[at++] != separator)
            return std::nullopt;
    }
}

} // namespace

// Any bytes as a table: where it is one every line is accounted for, each row is JSON to another reader, and its values are those
// that the grammar has.
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
        std::string_view raw = text.substr(reading.segment->offset(row), reading.segment->length(row));
        raw = raw.substr(0, raw.find_last_not_of('\r') + 1);
        KeyedLine line(fuzzRules(), format, head->names);
        std::string json;
        if (!simdjson::validate_utf8(raw.data(), raw.size()))
            continue; // was mended while it was read
        if (line.read(raw, json) != KeyedLine::Kind::Record)
            continue;
        const auto object = nlohmann::json::parse(json, nullptr, false);
        require(object.is_object());
        const auto values = splitNaively(raw, head->names.separator);
        if (!values || raw.starts_with("\xef\xbb\xbf"))
            continue;
        const auto &names = head->names.names;
        for (size_t i = 0; i < std::min(values->size(), names.size()); ++i) {
            const bool isTwice = names[i] == "created" || names[i] == "formatted" || std::count(names.begin(), names.end(), names[i]) > 1;
            if (isTwice || (*values)[i].empty())
                continue;
            require(object.contains(names[i]));
            require(!object[names[i]].is_string() || object[names[i]] == (*values)[i]);
        }
    }
    return 0;
}
