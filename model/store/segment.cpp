// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/segment.h"

#include <algorithm>

namespace widelens {

std::shared_ptr<const SegmentView> SegmentView::nothingOf(uint32_t source)
{
    static const auto none = std::make_shared<const SegmentColumns>();
    auto view = std::make_shared<SegmentView>();
    view->m_source = source;
    view->m_columns = none;
    return view;
}

uint32_t SegmentView::marksAt(uint32_t row) const
{
    uint32_t marks = 0;
    for (const auto &[from, bits] : m_marks)
        marks |= from <= row ? bits : 0;
    return marks;
}

bool SegmentView::hasTime(uint32_t row) const
{
    return !std::binary_search(m_timeless.begin(), m_timeless.end(), row);
}

const ColumnView *SegmentView::find(FieldId field) const
{
    const auto found = std::lower_bound(m_sparse.begin(), m_sparse.end(), field, [](const ColumnView &view, FieldId id) { return view.field < id; });
    return found != m_sparse.end() && found->field == field ? &*found : nullptr;
}

// Of the entries [low, low + count).
static size_t lowerBoundAmong(const SparseColumn &column, uint32_t row, size_t low, size_t count)
{
    while (count > 0) {
        const size_t half = count / 2;
        if (column.rows[low + half] < row) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

size_t SegmentView::lowerBound(const ColumnView &view, uint32_t row)
{
    return view.column ? lowerBoundAmong(*view.column, row, 0, view.count) : 0;
}

std::pair<size_t, size_t> SegmentView::entriesOf(const ColumnView &view, uint32_t row)
{
    const size_t begin = lowerBound(view, row);
    size_t end = begin;
    while (view.column && end < view.count && view.column->rows[end] == row)
        ++end;
    return { begin, end };
}

size_t SegmentView::lowerBound(const ColumnView &view, uint32_t row, size_t from)
{
    if (!view.column)
        return 0;
    size_t step = 1;
    while (step <= view.count - from && view.column->rows[from + step - 1] < row) {
        from += step;
        step *= 2;
    }
    return lowerBoundAmong(*view.column, row, from, std::min(step - 1, view.count - from));
}

bool SegmentView::isInContexts(const std::vector<FieldId> &fields) const
{
    for (uint32_t code = 0; code < contextCount(); ++code) {
        for (const auto &[field, cell] : m_columns->contexts[code].fields) {
            if (std::find(fields.begin(), fields.end(), field) != fields.end())
                return true;
        }
    }
    return false;
}

} // namespace widelens
