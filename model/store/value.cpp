// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/value.h"

#include <charconv>

namespace widelens {

std::string toText(const Value &value)
{
    if (const auto *text = std::get_if<std::string_view>(&value))
        return std::string(*text);
    char buffer[32];
    std::to_chars_result end { buffer, std::errc() };
    if (const auto *number = std::get_if<int64_t>(&value))
        end = std::to_chars(buffer, buffer + sizeof buffer, *number);
    else if (const auto *real = std::get_if<double>(&value))
        end = std::to_chars(buffer, buffer + sizeof buffer, *real);
    return std::string(buffer, end.ptr);
}

bool parseCanonicalInt(std::string_view text, int64_t &number)
{
    if (text.empty() || text.size() > 20)
        return false;
    const std::string_view digits = text[0] == '-' ? text.substr(1) : text;
    if (digits.empty() || digits[0] < '0' || digits[0] > '9' || (digits[0] == '0' && text.size() > 1))
        return false;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
}

} // namespace widelens
