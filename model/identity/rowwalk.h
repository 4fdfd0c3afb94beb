// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/atoms.h"
#include "model/store/eventstore.h"

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
                m_columns.push_back({ i, column, 0 });
        }
        m_atoms = &atoms;
    }

    const std::vector<Atom> &constants() const { return m_constants; }
    bool hasColumns() const { return !m_columns.empty(); }

    // visit(row, atoms)
    template<typename Visit>
    void each(Visit visit)
    {
        std::vector<Atom> atoms;
        while (true) {
            uint32_t row = 0xffffffff;
            for (const auto &column : m_columns) {
                if (column.at < column.view->count)
                    row = std::min(row, column.view->column->rows[column.at]);
            }
            if (row >= m_view.rowCount())
                return;
            atoms = m_constants;
            const Column *list = nullptr;
            size_t listBegin = 0;
            for (auto &column : m_columns) {
                const size_t begin = column.at;
                while (column.at < column.view->count && column.view->column->rows[column.at] == row)
                    ++column.at;
                if (column.at > begin)
                    atoms[column.field] = atomOf(column.view->column->cells[begin]);
                if (column.at > begin + 1 && !list) {
                    list = &column;
                    listBegin = begin;
                }
            }
            if (m_view.isCopy(row))
                continue;
            visit(row, atoms);
            for (size_t i = listBegin + 1; list && i < list->at; ++i) {
                atoms[list->field] = atomOf(list->view->column->cells[i]);
                visit(row, atoms);
            }
        }
    }

private:
    struct Column {
        size_t field;
        const ColumnView *view;
        size_t at;
    };

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
