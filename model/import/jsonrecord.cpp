// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordparser.h"

#include "model/import/damage.h"
#include "model/import/jsonkeys.h"

#include <simdjson.h>

#include <algorithm>

namespace widelens {

namespace {

using namespace simdjson;

// Calls visit(key, token) for each member; what stands before damage is still visited.
template<typename Visit>
bool forEachMember(std::string_view raw, Visit visit)
{
    ondemand::parser parser;
    const padded_string padded(raw);
    ondemand::document document;
    ondemand::object object;
    if (parser.iterate(padded).get(document) != SUCCESS || document.get_object().get(object) != SUCCESS)
        return false;
    for (auto element : object) {
        ondemand::field field;
        if (std::move(element).get(field) != SUCCESS)
            return false;
        const char *begin = field.key().raw();
        const char *end = begin;
        while (*end != '"')
            end += *end == '\\' ? 2 : 1;
        const std::string key = unescapeJson({ begin, static_cast<size_t>(end - begin) });
        std::string_view token = field.value().raw_json_token();
        while (!token.empty() && (token.back() == ' ' || token.back() == '\t' || token.back() == '\r' || token.back() == '\n'))
            token.remove_suffix(1);
        if (token.empty())
            return false;
        ondemand::object inner;
        ondemand::array list;
        if (token[0] == '{' && (field.value().get_object().get(inner) != SUCCESS || inner.raw_json().get(token) != SUCCESS))
            return false;
        if (token[0] == '[' && (field.value().get_array().get(list) != SUCCESS || list.raw_json().get(token) != SUCCESS))
            return false;
        if (!visit(key, token))
            return true;
    }
    return true;
}

std::string cleaned(std::string_view raw)
{
    return findByteDamage(raw, true).what || std::any_of(raw.begin(), raw.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r'; })
        ? withoutByteDamage(raw)
        : std::string(raw);
}

bool isNumber(std::string_view token)
{
    return (token[0] >= '0' && token[0] <= '9') || (token[0] == '-' && token.size() > 1 && token[1] >= '0' && token[1] <= '9');
}

} // namespace

void parseJsonRecord(const Rules &rules, const FormatRule &format, std::string_view raw, Record &record)
{
    const std::string text = cleaned(raw);
    forEachMember(text, [&](const std::string &key, std::string_view token) {
        const std::string name = rules.canonicalName(format.name, key);
        const std::string proof = key == name ? "JSON key" : "JSON key " + key;
        const bool quoted = token[0] == '"';
        const std::string value = quoted ? unescapeJson(token) : std::string(token);
        if (record.find(name) || (quoted && std::find(format.absent.begin(), format.absent.end(), value) != format.absent.end()))
            return true;
        RecordField field = makeField(rules, &format, name, value, quoted, Origin::Record, proof);
        if (!quoted && !isNumber(token)) {
            const bool json = token[0] == '{' || token[0] == '[' || token == "true" || token == "false" || token == "null";
            field.kind = json ? FieldKind::Json : FieldKind::Text; // NaN is text
            field.text = token;
        }
        record.fields.push_back(std::move(field));
        return true;
    });
}

std::string jsonMessage(const Rules &rules, const FormatRule &format, std::string_view raw, size_t limit)
{
    std::string message;
    const std::string text = cleaned(raw);
    forEachMember(text, [&](const std::string &key, std::string_view token) {
        if (rules.canonicalName(format.name, key) != "formatted")
            return true;
        message = token[0] == '"' ? unescapeJson(token) : std::string(token);
        return false;
    });
    return message.substr(0, limit);
}

} // namespace widelens
