// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"
#include "model/store/segment.h"

#include <string_view>

namespace widelens {

// From the text of a value to what a column holds of it.

// Without the b'…' of a Python bytes repr, where the field is one that comes in both spellings.
inline std::string_view cleanValue(std::string_view text, bool stripBytes)
{
    if (stripBytes && text.size() >= 3 && text[0] == 'b' && (text[1] == '\'' || text[1] == '"') && text.back() == text[1])
        return text.substr(2, text.size() - 3);
    return text;
}

// A whole number in canonical form of at most nine digits: the usual id.
inline bool parseSmallInt(std::string_view text, uint32_t &number)
{
    if (text.empty() || text.size() > 9 || (text[0] == '0' && text.size() > 1))
        return false;
    uint32_t value = 0;
    for (const char c : text) {
        const auto digit = static_cast<uint32_t>(c - '0');
        if (digit > 9)
            return false;
        value = value * 10 + digit;
    }
    number = value;
    return true;
}

// Whether the value stays text in a field of this type (it is text, or it is none of the numbers the type asks for).
bool isTextCell(std::string_view text, FieldRule::Type type);
// Any: whole numbers in canonical form are numbers. Int, Real: a number, else the text as it is. Text: always text.
Cell cellOf(ValuePool &pool, std::string_view text, FieldRule::Type type);

// The elements of "[1, 2]", quotes removed.
template<typename Visit>
void forEachListElement(std::string_view list, Visit visit)
{
    size_t at = 0;
    while (at < list.size()) {
        const size_t begin = list.find_first_not_of("[], '", at);
        if (begin == std::string_view::npos)
            return;
        size_t end = list.find_first_of("], '", begin);
        if (end == std::string_view::npos)
            end = list.size();
        visit(list.substr(begin, end - begin));
        at = end;
    }
}

} // namespace widelens
