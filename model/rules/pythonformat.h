// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace widelens {

// Whether the text looks like a format string of Python's logging: it has "%(name)".
bool isPythonFormat(std::string_view text);

// "%(asctime)s %(levelname)s %(message)s" → "{created:datetime} {levelname:level} {formatted:rest}": the header pattern that
// reads what it writes. What stands behind the message stays part of it. Throws std::invalid_argument with a sentence that
// says what is wrong with it.
std::string patternOfPythonFormat(std::string_view format);

} // namespace widelens
