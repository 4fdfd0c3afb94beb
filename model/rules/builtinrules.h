// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace widelens {

// Name and JSON text of the rule files that ship with Widelens, in the order in which they are added.
const std::vector<std::pair<std::string_view, std::string_view>> &builtinRules();

} // namespace widelens
