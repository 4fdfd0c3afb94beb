// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"

#include <string>
#include <string_view>
#include <vector>

namespace widelens {

// A line of name=value pairs, or of columns that a comment line names, rewritten as a JSON object: what reads JSON lines
// reads these as well. Stateful for columns: a comment line with the time's name in it names those that follow.
class KeyedLine
{
public:
    enum class Kind { Record, Comment, Broken };

    KeyedLine(const Rules &rules, const FormatRule &format, std::vector<std::string> names = {});

    // Fills `json` for a Record. Broken: neither pairs nor as many columns as there are names.
    Kind read(std::string_view line, std::string &json);
    const std::vector<std::string> &names() const { return m_names; } // of the columns, as they are now
    // Whether the line's first key of the format's times holds one, and all keys are there that the format requires.
    bool fits(std::string_view line);

private:
    struct Pair {
        std::string_view key;
        std::string_view value;
        bool quoted = false;
    };

    bool readPairs(std::string_view line);
    bool readColumns(std::string_view line);
    void readNames(std::string_view line);
    void writeMessage(std::string_view line, std::string &json) const;

    const Rules &m_rules;
    const FormatRule &m_format;
    std::vector<std::string> m_names;
    std::vector<Pair> m_pairs;
};

} // namespace widelens
