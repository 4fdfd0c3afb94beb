// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/quoting.h"

#include "model/import/damage.h"

#include <charconv>
#include <cmath>
#include <cstdio>

namespace widelens {

std::string jsonString(std::string_view raw)
{
    const std::string text = toUtf8(raw);
    std::string result = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (c == '\n') {
            result += "\\n";
        } else if (c == '\t') {
            result += "\\t";
        } else if (c == '\r') {
            result += "\\r";
        } else if (code < 0x20) {
            char buffer[8];
            std::snprintf(buffer, sizeof buffer, "\\u%04x", code);
            result += buffer;
        } else {
            result += c;
        }
    }
    return result + '"';
}

std::string jsonValue(const RecordField &field)
{
    const bool bare = field.kind == FieldKind::Int || field.kind == FieldKind::Real || field.kind == FieldKind::Json;
    return bare && !field.text.empty() ? toUtf8(field.text) : jsonString(field.text);
}

std::string jsonNumber(double number)
{
    if (!std::isfinite(number))
        return "null";
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number);
    return std::string(buffer, end.ptr);
}

std::string csvCell(std::string_view raw)
{
    const std::string text = toUtf8(raw);
    if (text.find_first_of(",\"\n\r") == std::string::npos)
        return text;
    std::string result = "\"";
    for (const char c : text) {
        result += c;
        if (c == '"')
            result += c;
    }
    return result + '"';
}

std::string tsvCell(std::string_view raw)
{
    std::string result;
    for (const char c : toUtf8(raw)) {
        if (c == '\t')
            result += "\\t";
        else if (c == '\n')
            result += "\\n";
        else if (c == '\r')
            result += "\\r";
        else
            result += c;
    }
    return result;
}

std::string markdownCell(std::string_view raw)
{
    std::string result;
    for (const char c : toUtf8(raw)) {
        if (c == '|' || c == '\\')
            result += '\\';
        if (c == '\n')
            result += "<br>";
        else if (c != '\r')
            result += c;
    }
    return result;
}

std::string grouped(uint64_t number)
{
    std::string text = std::to_string(number);
    for (size_t at = text.size(); at > 3; at -= 3)
        text.insert(at - 3, ",");
    return text;
}

} // namespace widelens
