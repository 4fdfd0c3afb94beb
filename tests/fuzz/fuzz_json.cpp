// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordparser.h"
#include "tests/fuzz/reading.h"

#include <nlohmann/json.hpp>

#include <map>

using namespace widelens;

namespace {

// The members of a line that is JSON for a reader that is known to be right; false: it is none, or it says a thing twice.
bool readNaively(const FormatRule &format, const std::string &raw, std::map<std::string, nlohmann::json> &members)
{
    bool twice = false;
    const auto watch = [&](int depth, nlohmann::json::parse_event_t event, nlohmann::json &parsed) {
        if (event == nlohmann::json::parse_event_t::key && depth == 1)
            twice |= !members.emplace(fuzzRules().canonicalName(format.name, parsed.get<std::string>()), nullptr).second;
        return true;
    };
    const nlohmann::json object = nlohmann::json::parse(raw, watch, false);
    if (!object.is_object() || twice)
        return false;
    for (const auto &[key, value] : object.items())
        members[fuzzRules().canonicalName(format.name, key)] = value;
    return true;
}

} // namespace

// Any bytes as JSON lines: every line is accounted for; of a line that is JSON to another reader all texts and whole numbers are
// the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    if (count < 2)
        return 0;
    const FormatRule &format = formatOf(bytes[0], { FormatRule::Kind::JsonLines });
    const std::string_view text(reinterpret_cast<const char *>(bytes) + 1, count - 1);
    Reading reading;
    spoolBytes(reading, text, "parsl.jsonlog");
    readBytes(reading, format);
    for (uint32_t row = 0; row < reading.segment->rowCount(); ++row) {
        const std::string raw(text.substr(reading.segment->offset(row), reading.segment->length(row)));
        Record record;
        parseJsonRecord(fuzzRules(), format, raw, record);
        jsonMessage(fuzzRules(), format, raw, 100);
        std::map<std::string, nlohmann::json> members;
        if (!readNaively(format, raw, members))
            continue;
        for (const auto &[name, value] : members) {
            const RecordField *field = record.find(name);
            const bool isAbsent = value.is_string() && std::find(format.absent.begin(), format.absent.end(), value.get<std::string>()) != format.absent.end();
            require(isAbsent ? !field : field != nullptr);
            const FieldRule *rule = fuzzRules().field(name);
            if (!field || (rule && rule->stripBytes))
                continue;
            if (value.is_string())
                require(field->text == value.get<std::string>());
            else if (value.is_number_integer() && field->kind == FieldKind::Int)
                require(field->text == value.dump() || field->text == "-0");
        }
    }
    return 0;
}
