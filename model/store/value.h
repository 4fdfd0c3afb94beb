// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace widelens {

// What a field of an event holds. Absent is not "" and not "None". Text lives as long as the store it came from.
using Value = std::variant<std::monostate, int64_t, double, std::string_view>;

inline bool isAbsent(const Value &value) { return std::holds_alternative<std::monostate>(value); }

// As a person reads it: "" when absent, numbers in shortest form.
std::string toText(const Value &value);

// Whole number as Parsl writes ids: no sign but '-', no leading zeros, no spaces. Anything else is text.
bool parseCanonicalInt(std::string_view text, int64_t &number);

} // namespace widelens
