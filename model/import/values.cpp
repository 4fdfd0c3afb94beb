// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/values.h"

#include <charconv>

namespace widelens {

namespace {

// Not NaN and not Infinity, in whatever spelling: they stay text.
bool parseReal(std::string_view text, double &number)
{
    const size_t sign = !text.empty() && text[0] == '-' ? 1 : 0;
    if (text.size() == sign || ((text[sign] < '0' || text[sign] > '9') && text[sign] != '.'))
        return false;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
}

} // namespace

bool isTextCell(std::string_view text, FieldRule::Type type)
{
    int64_t number = 0;
    double real = 0;
    switch (type) {
    case FieldRule::Type::Text:
        return true;
    case FieldRule::Type::Any:
    case FieldRule::Type::Int:
        return !parseCanonicalInt(text, number);
    case FieldRule::Type::Real:
    case FieldRule::Type::Instant:
        return !parseReal(text, real);
    }
    return true;
}

Cell cellOf(ValuePool &pool, std::string_view text, FieldRule::Type type)
{
    int64_t number = 0;
    double real = 0;
    if (type != FieldRule::Type::Text && parseCanonicalInt(text, number))
        return pool.internInt(number);
    if ((type == FieldRule::Type::Real || type == FieldRule::Type::Instant) && parseReal(text, real))
        return pool.internReal(real);
    return pool.internText(text);
}

} // namespace widelens
