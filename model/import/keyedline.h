// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/tablehead.h"
#include "model/rules/rules.h"

#include <string>
#include <string_view>
#include <vector>

namespace widelens {

// A line of name=value pairs, of columns that a comment line names, or a row of a table, rewritten as a JSON object: what reads
// JSON lines reads these as well. Stateful for columns: a comment line with the time's name in it names those that follow.
class KeyedLine
{
public:
    enum class Kind { Record, Comment, Broken };

    KeyedLine(const Rules &rules, const FormatRule &format, Source::Names columns = {});

    // Fills `json` for a Record. Broken: neither pairs nor as many columns as there are names. The row of a table that repeats
    // its names is a Comment; one that has fewer or more columns is a Record of those that it has, and isUneven().
    Kind read(std::string_view line, std::string &json);
    const Source::Names &columns() const { return m_columns; } // as they are now
    bool isUneven() const { return m_uneven; }
    // Whether the row of a table goes on in the next line: a quote is open.
    bool isOpen(std::string_view row);
    // Whether the line's first key of the format's times holds one, and all keys are there that the format requires.
    bool fits(std::string_view line);

private:
    struct Pair {
        std::string_view key;
        std::string_view value;
        bool quoted = false; // text, also where it looks like a number
        bool escaped = false; // backslashes are escapes
    };

    bool readPairs(std::string_view line);
    bool readColumns(std::string_view line);
    Kind readRow(std::string_view row);
    void readNames(std::string_view line);
    void writeMessage(std::string_view line, std::string &json) const;

    const Rules &m_rules;
    const FormatRule &m_format;
    Source::Names m_columns;
    bool m_uneven = false;
    std::vector<TableCell> m_cells;
    std::string m_created; // a row's date and time of day
    std::vector<Pair> m_pairs;
};

} // namespace widelens
