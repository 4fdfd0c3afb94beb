// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace widelens {

// Bytes that no log should hold. `what` is null when there are none.
struct ByteDamage {
    const char *what = nullptr;
    const char *fix = nullptr;
    size_t offset = 0;
};

// NUL bytes and invalid UTF-8. A character that is cut at the end of an unterminated line is not reported here.
ByteDamage findByteDamage(std::string_view text, bool terminated);
// Whether the text ends inside a multi-byte character.
bool endsInsideCharacter(std::string_view text);
// A copy with every invalid byte, NUL and raw control character replaced by '?', byte for byte: offsets stay. `keepControls`:
// control characters but NUL may stand there.
std::string withoutByteDamage(std::string_view text, bool keepControls = false);
// Valid UTF-8 for output: invalid bytes become U+FFFD.
std::string toUtf8(std::string_view text);

} // namespace widelens
