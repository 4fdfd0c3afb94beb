// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"
#include "model/store/source.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace widelens {

struct TableCell {
    std::string text; // without quotes
    bool quoted = false;
};

// Splits a row of a table as RFC 4180 has it: values in double quotes may hold separators, line ends and doubled quotes.
// False: a quote is open at the end; the cells are those that there would be if it ended there. O(length).
bool splitRow(std::string_view row, char separator, std::vector<TableCell> &cells);

// One time of a date and a time of day that stand in two columns: "2026-08-05", "5:20:01" → "2026-08-05 05:20:01".
std::string dateAndClock(std::string_view date, std::string_view clock);

// A table by its first row, which names the columns, and the rows behind it.
struct TableHead {
    Source::Names names;
    std::string why;
};
// `text`: the file's first blocks; `whole`: it is all of it. None where it is no table, or none of its columns is a time. Text
// that only has commas in it is no table: all rows must have as many columns as there are names.
std::optional<TableHead> readTableHead(const Rules &rules, const FormatRule &format, std::string_view text, bool whole);

} // namespace widelens
