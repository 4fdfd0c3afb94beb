// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/databasefile.h"
#include "model/rules/rules.h"

#include <atomic>
#include <functional>
#include <string>
#include <string_view>

namespace widelens {

// Which of the rules' formats fits a database, by its tables; null: none. `why` says what was seen.
const FormatRule *recogniseDatabase(const Rules &rules, const DatabaseFile &database, std::string &why);

// Hands out every row of every table as one line of JSON, in order of time: the table's name, a message as the format's rules
// write it, then the columns that are not NULL. Rows without a time come last. `write` answers false to stop. The answer says
// what could not be read; empty: all was.
std::string writeRows(const FormatRule &format, const DatabaseFile &database, const std::atomic<bool> &cancelled, const std::function<bool(std::string_view line)> &write);

} // namespace widelens
