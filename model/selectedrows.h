// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace widelens {

// Rows that the reader selected, as spans: all of a hundred million cost no more than one. A row that was chosen last is
// the anchor from which a span is drawn.
class SelectedRows
{
public:
    struct Span {
        size_t begin = 0;
        size_t end = 0; // one behind the last
        bool operator==(const Span &) const = default;
    };

    void clear();
    void select(size_t row); // this one alone; the anchor
    void toggle(size_t row); // beside the others; the anchor
    void extendTo(size_t row); // the span from the anchor, alone
    void selectAll(size_t rows);

    bool contains(size_t row) const;
    size_t count() const;
    bool isEmpty() const { return m_spans.empty(); }
    const std::vector<Span> &spans() const { return m_spans; } // ascending, apart from each other
    size_t anchor() const { return m_anchor; }
    bool operator==(const SelectedRows &) const = default;

private:
    std::vector<Span> m_spans;
    size_t m_anchor = 0;
};

} // namespace widelens
