// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/atoms.h"
#include "model/store/eventstore.h"

#include <algorithm>
#include <vector>

namespace widelens {

// Walks the rows of a segment that hold any of some fields in their columns, with the atoms of all of these fields: from
// columns, else from the file's path. A row with a list is visited once for each element. One pass over the columns.
class RowWalk
{
public:
    // `atoms` takes in the values that occur.
    RowWalk(const EventStore &store, uint32_t segment, const std::vector<FieldId> &fields, AtomPool &atoms)
        : m_view(*store.segments()[segment])
        , m_constants(fields.size(), 0)
    {
        m_pooled.reserve(64);
        for (size_t i = 0; i < fields.size(); ++i) {
            for (const auto &[field, cell] : m_view.constants()) {
                if (field == fields[i])
                    m_constants[i] = atoms.intern(m_view.value(cell));
            }
            const ColumnView *column = m_view.find(fields[i]);
            if (column && column->column && column->count > 0)
                m_columns.emplace_back(i, column);
        }
        m_atoms = &atoms;
    }

    const std::vector<Atom> &constants() const { return m_constants; }

    // visit(row, atoms) for the rows whose set of fields (bits) is wanted(mask); the others cost a few comparisons.
    template<typename Wanted, typename Visit>
    void each(Wanted wanted, Visit visit)
    {
        uint32_t constantMask = 0;
        for (size_t i = 0; i < m_constants.size(); ++i)
            constantMask |= m_constants[i] ? uint32_t(1) << i : 0;
        std::vector<Atom> atoms;
        for (uint32_t row = nextRow(); row < m_view.rowCount(); row = nextRow()) {
            uint32_t mask = constantMask;
            for (auto &column : m_columns) {
                column.begin = column.at;
                while (column.next == row)
                    column.advance();
                mask |= column.at > column.begin ? uint32_t(1) << column.field : 0;
            }
            if (!wanted(mask) || m_view.isCopy(row))
                continue;
            atoms = m_constants;
            const Column *list = nullptr;
            for (const auto &column : m_columns) {
                if (column.at > column.begin)
                    atoms[column.field] = atomOf(column.view->column->cells[column.begin]);
                if (column.at > column.begin + 1 && !list)
                    list = &column;
            }
            visit(row, atoms);
            for (size_t i = list ? list->begin + 1 : 0; list && i < list->at; ++i) {
                atoms[list->field] = atomOf(list->view->column->cells[i]);
                visit(row, atoms);
            }
        }
    }

private:
    struct Column {
        Column(size_t f, const ColumnView *v)
            : field(f)
            , view(v)
            , next(v->column->rows[0])
        {
        }
        void advance()
        {
            ++at;
            next = at < view->count ? view->column->rows[at] : 0xffffffff;
        }
        size_t field;
        const ColumnView *view;
        size_t begin = 0;
        size_t at = 0;
        uint32_t next; // row of the entry at `at`
    };

    uint32_t nextRow() const
    {
        uint32_t row = 0xffffffff;
        for (const auto &column : m_columns)
            row = std::min(row, column.next);
        return row;
    }

    Atom atomOf(Cell cell)
    {
        if (cell < ValuePool::kPooled)
            return (static_cast<Atom>(cell) << 1) + 2;
        const size_t place = cell & ~ValuePool::kPooled;
        if (place >= m_pooled.size())
            m_pooled.resize(place + 64, 0);
        if (m_pooled[place] == 0)
            m_pooled[place] = m_atoms->intern(m_view.value(cell));
        return m_pooled[place];
    }

    const SegmentView &m_view;
    std::vector<Atom> m_constants;
    std::vector<Column> m_columns;
    std::vector<Atom> m_pooled; // of the segment's pool
    AtomPool *m_atoms;
};

} // namespace widelens
