// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/tablerows.h"

#include "model/import/keyedline.h"

namespace widelens {

TableRows::TableRows(KeyedLine &keyed, Source &source, OnRow onRow)
    : m_keyed(keyed)
    , m_source(source)
    , m_onRow(std::move(onRow))
{
}

void TableRows::add(const LineReader::Line &line, uint64_t number)
{
    const std::string_view text(line.begin, line.length);
    const Part part { m_text.size() + (m_parts.empty() ? 0 : 1), line.length, line.offset, number, line.terminated };
    if (m_parts.empty() && (m_linesAreRows || !m_keyed.isOpen(text))) {
        hand(text, part, line.terminated);
        return;
    }
    if (!m_parts.empty())
        m_text += '\n';
    m_text += text;
    m_parts.push_back(part);
    const bool mayClose = text.find('"') != std::string_view::npos; // else all that came before need not be split again
    if (mayClose && !m_keyed.isOpen(m_text)) {
        const std::string row = std::move(m_text);
        const auto parts = std::move(m_parts);
        m_text.clear();
        m_parts.clear();
        m_source.continued += parts.size() - 1;
        hand(row, parts.front(), line.terminated);
    } else if (m_parts.size() >= kMaxLines || m_text.size() >= kMaxBytes) {
        m_linesAreRows = true;
        addIssue(m_source, Issue::Severity::Damage, m_parts.front().line, m_parts.front().offset, "a quote is never closed: from here on each line is read as a row",
                 "mend the row and open the run again; values with line ends are cut until then");
        handParts();
    }
}

// A row that is open at the end of the file is cut, or its quote is a slip: nothing of it is lost as rows of a line each.
void TableRows::finish()
{
    handParts();
}

void TableRows::handParts()
{
    const std::string text = std::move(m_text);
    const auto parts = std::move(m_parts);
    m_text.clear();
    m_parts.clear();
    for (const Part &part : parts)
        hand(std::string_view(text).substr(part.begin, part.length), part, part.terminated);
}

void TableRows::hand(std::string_view text, const Part &first, bool terminated)
{
    text = text.substr(0, text.find_last_not_of('\r') + 1);
    if (text.find_first_not_of(" \t") == std::string_view::npos)
        ++m_source.blank;
    else
        m_onRow({ text, first.offset, first.line, terminated });
}

} // namespace widelens
