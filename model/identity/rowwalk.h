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
        m_row = m_constants;
    }

    const std::vector<Atom> &constants() const { return m_constants; }
    FieldMask constantMask() const
    {
        FieldMask mask = 0;
        for (size_t i = 0; i < m_constants.size(); ++i)
            mask |= m_constants[i] ? FieldMask(1) << i : 0;
        return mask;
    }

    // One row, behind all that were visited before. Costs little where it is not far behind them.
    bool hasList(uint32_t row)
    {
        moveTo(row);
        return std::any_of(m_columns.begin(), m_columns.end(), [](const Column &column) { return column.at - column.begin > 1; });
    }
    // Whether test(atoms) holds for the row, of a list for any element.
    template<typename Test>
    bool any(uint32_t row, Test test)
    {
        moveTo(row);
        bool isNew = true;
        return anyElement(m_row, isNew, [&] { return test(m_row); });
    }

    // visit(row, atoms, isNew) for the rows whose set of fields (bits) is wanted(mask); the others cost a few comparisons.
    // `isNew` is false where the atoms are those of the visit before: rows often say again what the row above them said.
    template<typename Wanted, typename Visit>
    void each(Wanted wanted, Visit visit)
    {
        const FieldMask byPath = constantMask();
        std::vector<Atom> atoms = m_constants;
        bool isNew = true;
        for (uint32_t row = nextRow(); row < m_end; row = nextRow()) {
            if (wanted(byPath | take(row)) && !m_view.isCopy(row))
                visitElements(row, atoms, isNew, visit);
        }
    }

    // The same for the rows that have one of the fields in its column (not by the path alone). What other columns hold between
    // them costs one comparison an entry.
    template<typename Visit>
    void eachWith(size_t field, Visit visit)
    {
        const auto leading = std::find_if(m_columns.begin(), m_columns.end(), [field](const Column &column) { return column.field == field; });
        if (leading == m_columns.end())
            return;
        std::vector<Atom> atoms = m_constants;
        bool isNew = true;
        for (uint32_t row = leading->next; row < m_end; row = leading->next) {
            for (auto &column : m_columns)
                column.stepTo(row);
            take(row);
            if (!m_view.isCopy(row))
                visitElements(row, atoms, isNew, visit);
        }
    }

private:
    struct Column {
        Column(size_t f, const ColumnView *v, size_t first)
            : field(f)
            , view(v)
            , begin(first)
            , at(first)
        {
            goOnAt();
        }
        void advance()
        {
            ++at;
            if (++m_place != m_placesEnd) [[likely]]
                next = *m_place;
            else
                goOnAt();
        }
        // To the first entry that is not before the row: one by one, or by leaps.
        void stepTo(uint32_t row)
        {
            while (next < row)
                advance();
        }
        void leapTo(uint32_t row)
        {
            if (next >= row)
                return;
            at = SegmentView::lowerBound(*view, row, at);
            goOnAt();
        }
        size_t field;
        const ColumnView *view;
        size_t begin;
        size_t at;
        uint32_t next = 0xffffffff; // row of the entry at `at`

    private:
        void goOnAt() // where entries lie side by side again
        {
            next = 0xffffffff;
            if (at == view->count)
                return;
            const auto [places, count] = view->column->rows.run(at, view->count);
            m_place = places;
            m_placesEnd = places + count;
            next = *places;
        }
        const uint32_t *m_place = nullptr;
        const uint32_t *m_placesEnd = nullptr;
    };

    uint32_t nextRow() const
    {
        uint32_t row = 0xffffffff;
        for (const auto &column : m_columns)
            row = std::min(row, column.next);
        return row;
    }

    // The entries of a row at which no column is beyond it: which fields it has.
    FieldMask take(uint32_t row)
    {
        FieldMask mask = 0;
        for (auto &column : m_columns) {
            column.begin = column.at;
            while (column.next == row)
                column.advance();
            mask |= column.at > column.begin ? FieldMask(1) << column.field : 0;
        }
        return mask;
    }
    void moveTo(uint32_t row)
    {
        for (auto &column : m_columns)
            column.leapTo(row);
        take(row);
    }
    // Sets the atoms of the row whose entries were taken, of its list one element after the other, until test() holds.
    template<typename Test>
    bool anyElement(std::vector<Atom> &atoms, bool &isNew, Test test)
    {
        const auto set = [&](size_t field, Atom value) {
            isNew |= atoms[field] != value;
            atoms[field] = value;
        };
        const Column *list = nullptr;
        for (const auto &column : m_columns) {
            const size_t count = column.at - column.begin;
            set(column.field, count > 0 ? m_atoms(column.view->column->cells[column.begin]) : m_constants[column.field]);
            if (count > 1 && !list)
                list = &column;
        }
        bool holds = test();
        for (size_t i = list ? list->begin + 1 : 0; !holds && list && i < list->at; ++i) {
            set(list->field, m_atoms(list->view->column->cells[i]));
            holds = test();
        }
        return holds;
    }

    template<typename Visit>
    void visitElements(uint32_t row, std::vector<Atom> &atoms, bool &isNew, Visit &visit)
    {
        anyElement(atoms, isNew, [&] {
            visit(row, atoms, isNew);
            isNew = false;
            return false;
        });
    }

    const SegmentView &m_view;
    uint32_t m_end;
    CellAtoms m_atoms;
    std::vector<Atom> m_constants;
    std::vector<Atom> m_row; // of one that was asked for
    std::vector<Column> m_columns;
};

} // namespace widelens
