// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/record.h"

#include <string>
#include <string_view>

namespace widelens {

// How values are written, for people and for other programs. Everything is valid UTF-8.

std::string grouped(uint64_t number); // 4,210: as people read it
std::string jsonString(std::string_view text); // with quotes
std::string jsonValue(const RecordField &field); // numbers as numbers, exactly as written
std::string jsonNumber(double number); // shortest form; null where there is none
std::string csvCell(std::string_view text);
std::string tsvCell(std::string_view text); // tab and newline as \t and \n
std::string markdownCell(std::string_view text); // of a table

} // namespace widelens
