// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/cellatoms.h"
#include "model/store/eventstore.h"

#include <algorithm>
#include <mutex>
#include <vector>

namespace widelens {

using FieldMask = uint64_t; // fields, by their place in a list of at most 64

// Walks the rows of a segment that hold any of some fields in their columns, with the atoms of all of these fields: from
// columns, else from the file's path. A row with a list is visited once for each element. One pass over the columns.
class RowWalk
{
public:
    static constexpr size_t kMaxFields = 64;

    // Rows [begin, end). `atoms` takes in the values that occur; the mutex guards it where others use it, too.
    RowWalk(const EventStore &store, uint32_t segment, const std::vector<FieldId> &fields, AtomPool &atoms, uint32_t begin = 0, uint32_t end = 0xffffffff, std::mutex *mutex = nullptr)
        : m_view(*store.segments()[segment])
        , m_end(std::min(end, m_view.rowCount()))
        , m_atoms(m_view, atoms, mutex)
        , m_constants(fields.size(), 0)
    {
        for (size_t i = 0; i < fields.size(); ++i) {
            for (const auto &[field, cell] : m_view.constants()) {
                if (field == fields[i])
                    m_constants[i] = m_atoms(cell);
            }
            const ColumnView *column = m_view.find(fields[i]);
            const size_t first = column && column->column ? begin > 0 ? SegmentView::lowerBound(*column, begin) : 0 : 0;
            if (column && column->column && first < column->count)
                m_columns.emplace_back(i, column, first);
        }
    }

    const std::vector<Atom> &constants() const { return m_constants; }
    FieldMask constantMask() const
    {
        FieldMask mask = 0;
        for (size_t i = 0; i < m_constants.size(); ++i)
            mask |= m_constants[i] ? FieldMask(1) << i : 0;
        return mask;
    }

    // visit(row, atoms, isNew) for the rows whose set of fields (bits) is wanted(mask); the others cost a few comparisons.
    // `isNew` is false where the atoms are those of the visit before: rows often say again what the row above them said.
    template<typename Wanted, typename Visit>
    void each(Wanted wanted, Visit visit)
    {
        const FieldMask byPath = constantMask();
        std::vector<Atom> atoms = m_constants;
        bool isNew = true;
        const auto set = [&](size_t field, Atom value) {
            isNew |= atoms[field] != value;
            atoms[field] = value;
        };
        for (uint32_t row = nextRow(); row < m_end; row = nextRow()) {
            FieldMask mask = byPath;
            for (auto &column : m_columns) {
                column.begin = column.at;
                while (column.next == row)
                    column.advance();
                mask |= column.at > column.begin ? FieldMask(1) << column.field : 0;
            }
            if (!wanted(mask) || m_view.isCopy(row))
                continue;
            const Column *list = nullptr;
            for (const auto &column : m_columns) {
                const size_t count = column.at - column.begin;
                set(column.field, count > 0 ? m_atoms(column.view->column->cells[column.begin]) : m_constants[column.field]);
                if (count > 1 && !list)
                    list = &column;
            }
            visit(row, atoms, isNew);
            isNew = false;
            for (size_t i = list ? list->begin + 1 : 0; list && i < list->at; ++i) {
                set(list->field, m_atoms(list->view->column->cells[i]));
                visit(row, atoms, isNew);
                isNew = false;
            }
        }
    }

private:
    struct Column {
        Column(size_t f, const ColumnView *v, size_t first)
            : field(f)
            , view(v)
            , begin(first)
            , at(first)
            , next(v->column->rows[first])
        {
        }
        void advance()
        {
            ++at;
            next = at < view->count ? view->column->rows[at] : 0xffffffff;
        }
        size_t field;
        const ColumnView *view;
        size_t begin;
        size_t at;
        uint32_t next; // row of the entry at `at`
    };

    uint32_t nextRow() const
    {
        uint32_t row = 0xffffffff;
        for (const auto &column : m_columns)
            row = std::min(row, column.next);
        return row;
    }

    const SegmentView &m_view;
    uint32_t m_end;
    CellAtoms m_atoms;
    std::vector<Atom> m_constants;
    std::vector<Column> m_columns;
};

} // namespace widelens
