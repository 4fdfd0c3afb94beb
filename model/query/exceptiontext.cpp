// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/exceptiontext.h"

#include <algorithm>
#include <cctype>

namespace widelens {

std::optional<std::pair<std::string, std::string>> exceptionIn(std::string_view message)
{
    constexpr std::string_view head = "Traceback (most recent call last):";
    const size_t traceback = message.rfind(head);
    if (traceback == std::string_view::npos)
        return std::nullopt;
    const auto isName = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; };
    // The first line behind the frames that is not indented.
    size_t begin = message.find('\n', traceback);
    while (begin != std::string_view::npos) {
        ++begin;
        const size_t end = std::min(message.find('\n', begin), message.size());
        const std::string_view line = message.substr(begin, end - begin);
        if (!line.empty() && line.front() != ' ' && line.front() != '\t') {
            const auto nameEnd = static_cast<size_t>(std::find_if_not(line.begin(), line.end(), isName) - line.begin());
            const std::string_view rest = line.substr(nameEnd);
            if (nameEnd == 0 || (!rest.empty() && rest.front() != ':'))
                return std::nullopt;
            return std::make_pair(std::string(line.substr(0, nameEnd)), std::string(rest.size() > 2 ? rest.substr(2) : std::string_view()));
        }
        begin = end == message.size() ? std::string_view::npos : end;
    }
    return std::nullopt;
}

std::string withoutNumbers(std::string_view text)
{
    std::string result;
    for (size_t i = 0; i < text.size();) {
        const bool inWord = i > 0 && (std::isalpha(static_cast<unsigned char>(text[i - 1])) || text[i - 1] == '_');
        if (!std::isdigit(static_cast<unsigned char>(text[i])) || inWord) {
            result += text[i++];
            continue;
        }
        const bool hex = text.substr(i, 2) == "0x";
        i += hex ? 2 : 0;
        while (i < text.size() && (hex ? std::isxdigit(static_cast<unsigned char>(text[i])) : std::isdigit(static_cast<unsigned char>(text[i]))))
            ++i;
        result += '#';
    }
    return result;
}

std::string_view shortName(std::string_view type)
{
    const size_t dot = type.rfind('.');
    return dot == std::string_view::npos ? type : type.substr(dot + 1);
}

std::string exceptionLine(std::string_view message)
{
    const auto exception = exceptionIn(message);
    return exception ? std::string(shortName(exception->first)) + ": " + withoutNumbers(exception->second) : std::string();
}

} // namespace widelens
