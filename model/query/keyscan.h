// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/eventstore.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace widelens {

// Walks the rows of one segment on which all of some fields have a value, wherever it stands: in the line's header, its
// columns or the file's path. Cells are the segment's own. Lists fan out: a row is visited once per element of the last
// field. Copies are left out. Cost: the entries of the shortest column, or the rows where no field is a column.
class KeyScan
{
public:
    KeyScan(const EventStore &store, uint32_t segment, const std::vector<FieldId> &fields);

    // visit(row, cells) for rows [begin, end): cells in order of the fields.
    template<typename Visit>
    void each(Visit visit, uint32_t begin = 0, uint32_t end = 0xffffffff) const
    {
        if (!m_possible)
            return;
        const SegmentView &view = *m_store.segments()[m_segment];
        std::vector<Cell> cells(m_parts.size());
        if (!m_driver) {
            for (uint32_t row = begin; row < std::min(end, view.rowCount()); ++row)
                visitRow(view, row, cells, 0, visit);
            return;
        }
        uint32_t last = 0xffffffff;
        for (size_t i = begin > 0 ? SegmentView::lowerBound(*m_driver, begin) : 0; i < m_driver->count; ++i) {
            const uint32_t row = m_driver->column->rows[i];
            if (row >= end)
                return;
            if (row != last)
                visitRow(view, row, cells, 0, visit);
            last = row;
        }
    }
    // Without columns, every row of a context says the same: visit(context, cells) once per context instead.
    bool isPerContext() const { return m_possible && !m_anyColumn; }
    template<typename Visit>
    void eachContext(Visit visit) const
    {
        const SegmentView &view = *m_store.segments()[m_segment];
        std::vector<Cell> cells(m_parts.size());
        for (uint32_t code = 0; code < view.contextCount(); ++code) {
            bool complete = view.contextEvents()[code] > 0;
            for (size_t k = 0; k < m_parts.size() && complete; ++k)
                complete = constantCell(view, code, m_parts[k], cells[k]);
            if (complete)
                visit(code, cells);
        }
    }

private:
    struct Part {
        FieldId field = kNoField;
        const ColumnView *column = nullptr;
        std::optional<Cell> constant;
        bool inContext = false;
    };

    static bool constantCell(const SegmentView &view, uint32_t code, const Part &part, Cell &cell)
    {
        if (part.inContext) {
            for (const auto &[field, value] : view.columns().contexts[code].fields) {
                if (field == part.field) {
                    cell = value;
                    return true;
                }
            }
        }
        if (part.constant)
            cell = *part.constant;
        return part.constant.has_value();
    }

    template<typename Visit>
    void visitRow(const SegmentView &view, uint32_t row, std::vector<Cell> &cells, size_t part, Visit &visit) const
    {
        if (part == 0 && view.isCopy(row))
            return;
        if (part == m_parts.size()) {
            visit(row, cells);
            return;
        }
        const Part &p = m_parts[part];
        bool any = false;
        if (p.column) {
            for (size_t i = SegmentView::lowerBound(*p.column, row); i < p.column->count && p.column->column->rows[i] == row; ++i) {
                cells[part] = p.column->column->cells[i];
                any = true;
                visitRow(view, row, cells, part + 1, visit);
            }
        }
        if (!any && constantCell(view, view.contextCode(row), p, cells[part]))
            visitRow(view, row, cells, part + 1, visit);
    }

    const EventStore &m_store;
    uint32_t m_segment;
    std::vector<Part> m_parts;
    const ColumnView *m_driver = nullptr;
    bool m_possible = true;
    bool m_anyColumn = false;
};

} // namespace widelens
