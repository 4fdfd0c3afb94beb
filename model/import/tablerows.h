// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/filereader.h"
#include "model/store/source.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace widelens {

class KeyedLine;

// Puts the lines of a table together to rows: one goes on while a quote is open. Where that lasts too long, the quote is a
// slip: from there on each line is a row. Counts blank lines and those that continue a row.
class TableRows
{
public:
    struct Row {
        std::string_view text; // without the '\r' at its end
        uint64_t offset;
        uint64_t line; // its first
        bool terminated;
    };
    using OnRow = std::function<void(const Row &)>;

    TableRows(KeyedLine &keyed, Source &source, OnRow onRow);

    void add(const LineReader::Line &line, uint64_t number);
    void finish(); // after the last line

private:
    static constexpr size_t kMaxLines = 1000; // of one row
    static constexpr size_t kMaxBytes = 1 << 20;
    struct Part {
        size_t begin; // in m_text
        size_t length;
        uint64_t offset;
        uint64_t line;
        bool terminated;
    };

    void hand(std::string_view text, const Part &first, bool terminated);
    void handParts();

    KeyedLine &m_keyed;
    Source &m_source;
    OnRow m_onRow;
    std::string m_text; // lines of a row that is not yet whole
    std::vector<Part> m_parts;
    bool m_linesAreRows = false;
};

} // namespace widelens
