// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace widelens {

// The last line of a traceback in a message: class and text of its exception.
std::optional<std::pair<std::string, std::string>> exceptionIn(std::string_view message);
// The class without the modules it lies in: logs name it either way.
std::string_view shortName(std::string_view type);
// "task 58 on 0x7f3a" → "task # on #": messages that differ in numbers alone are one.
std::string withoutNumbers(std::string_view text);
// "RuntimeError: task # on #", of a message with a traceback; "" without one.
std::string exceptionLine(std::string_view message);

} // namespace widelens
