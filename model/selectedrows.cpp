// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/selectedrows.h"

#include <algorithm>

namespace widelens {

void SelectedRows::clear()
{
    m_spans.clear();
    m_anchor = 0;
}

void SelectedRows::select(size_t row)
{
    m_spans = { { row, row + 1 } };
    m_anchor = row;
}

void SelectedRows::toggle(size_t row)
{
    const bool was = contains(row);
    std::vector<Span> spans;
    bool placed = was;
    for (const Span &span : m_spans) {
        if (was && row >= span.begin && row < span.end) {
            if (span.begin < row)
                spans.push_back({ span.begin, row });
            if (row + 1 < span.end)
                spans.push_back({ row + 1, span.end });
            continue;
        }
        if (!placed && row < span.begin) {
            spans.push_back({ row, row + 1 });
            placed = true;
        }
        spans.push_back(span);
    }
    if (!placed)
        spans.push_back({ row, row + 1 });
    m_spans.clear();
    for (const Span &span : spans) {
        if (!m_spans.empty() && m_spans.back().end == span.begin)
            m_spans.back().end = span.end;
        else
            m_spans.push_back(span);
    }
    m_anchor = row;
}

void SelectedRows::extendTo(size_t row)
{
    m_spans = { { std::min(row, m_anchor), std::max(row, m_anchor) + 1 } };
}

void SelectedRows::selectAll(size_t rows)
{
    m_spans.clear();
    if (rows > 0)
        m_spans.push_back({ 0, rows });
}

bool SelectedRows::contains(size_t row) const
{
    const auto after = std::upper_bound(m_spans.begin(), m_spans.end(), row, [](size_t r, const Span &span) { return r < span.begin; });
    return after != m_spans.begin() && row < std::prev(after)->end;
}

size_t SelectedRows::count() const
{
    size_t count = 0;
    for (const Span &span : m_spans)
        count += span.end - span.begin;
    return count;
}

} // namespace widelens
