// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/segment.h"

#include <memory>
#include <string_view>
#include <vector>

namespace widelens {

// Builds the columns of one segment, on the one thread that reads it.
class SegmentWriter
{
public:
    explicit SegmentWriter(uint32_t source, Time shift = 0); // `shift` is added to every time

    // Where rows without a time stand as long as no row before them has one.
    void startAt(Time time) { m_lastTime = time; }
    // Puts what was read as a later part of a file behind what came before it: so many lines, the time of the last row, the
    // marks of the source. Before anything was handed out.
    void continueAfter(uint64_t lines, Time last, uint32_t marks);
    // A new row; what add() is given afterwards belongs to it. A time of kNoTime becomes the predecessor's.
    void append(Time time, uint64_t offset, uint32_t length, uint64_t line, uint32_t contextCode, uint32_t localTemplate)
    {
        if (m_room == 0) [[unlikely]]
            makeRoom();
        --m_room;
        ++m_row;
        if (time == kNoTime) [[unlikely]]
            time = predecessorsTime();
        else
            time += m_shift;
        m_timeSorted = m_timeSorted && time >= m_lastTime;
        m_lastTime = time;
        SegmentColumns &columns = *m_columns;
        columns.times.appendInRoom(time);
        columns.offsets.appendInRoom(offset);
        columns.lengths.appendInRoom(length);
        columns.lines.appendInRoom(static_cast<uint32_t>(line));
        columns.contextCodes.appendInRoom(contextCode);
        columns.templates.appendInRoom(m_templateIds[localTemplate]);
        ++m_contextEvents[contextCode];
        ++m_templateEvents[localTemplate];
    }
    // The last row also owns what follows it in the file, up to `end` (continuation lines).
    void extendTo(uint64_t end);

    // A value of the last row. A second value of the same field is a further element of a list.
    void add(FieldId field, Cell cell)
    {
        ColumnState &state = column(field);
        if (state.lastRow != m_row) {
            state.lastRow = m_row;
            ++state.present;
        }
        if (state.column) {
            state.column->rows.push_back(m_row);
            state.column->cells.push_back(cell);
        }
    }
    // As add(), for text of which there may be too many distinct values to keep.
    void addText(FieldId field, std::string_view text);
    // A field that is by reference, in so many more rows: it is never a column.
    void countReferences(FieldId field, uint64_t rows)
    {
        ColumnState &state = column(field);
        state.column.reset();
        state.present += rows;
    }
    // Counts a field that is no column any more.
    void count(FieldId field)
    {
        ColumnState &state = column(field);
        if (state.lastRow != m_row) {
            state.lastRow = m_row;
            ++state.present;
        }
    }
    bool has(FieldId field) const // the last row has it already
    {
        const auto slot = index(field);
        return slot < m_slots.size() && m_slots[slot] >= 0 && m_states[static_cast<size_t>(m_slots[slot])].lastRow == m_row;
    }
    void addConstant(FieldId field, Cell cell);
    // From the next row to be appended on, the source has these marks.
    void mark(uint32_t bits) { m_marks.emplace_back(rowCount(), bits); }

    uint32_t addContext(Context context);
    const Context &context(uint32_t code) const { return m_columns->contexts[code]; }
    uint32_t addTemplate(TemplateId id); // local code of a template
    ValuePool &pool() { return m_columns->pool; }
    uint32_t rowCount() const { return m_row + 1; }
    Time lastTime() const { return m_lastTime; }

    // Everything so far, but for the last row unless `all`: that one may still grow.
    std::shared_ptr<const SegmentView> publish(bool all) const;

private:
    struct ColumnState {
        FieldId field = kNoField;
        std::shared_ptr<SparseColumn> column;
        uint64_t present = 0;
        uint32_t lastRow = 0xffffffff;
        uint64_t distinctTexts = 0; // values that were new to the pool
    };
    ColumnState &column(FieldId field)
    {
        const auto slot = index(field);
        if (slot < m_slots.size() && m_slots[slot] >= 0) [[likely]]
            return m_states[static_cast<size_t>(m_slots[slot])];
        return addColumn(field);
    }
    ColumnState &addColumn(FieldId field);
    void makeRoom();
    Time predecessorsTime();

    uint32_t m_source;
    Time m_shift;
    uint32_t m_row = 0xffffffff; // the last one
    size_t m_room = 0; // rows that fit into the columns before one of them has to grow
    Time m_lastTime = kNoTime;
    bool m_timeSorted = true;
    std::shared_ptr<SegmentColumns> m_columns = std::make_shared<SegmentColumns>();
    std::vector<int32_t> m_slots; // FieldId → index in m_states, -1
    std::vector<ColumnState> m_states;
    std::vector<std::pair<FieldId, Cell>> m_constants;
    std::vector<uint64_t> m_contextEvents;
    std::vector<TemplateId> m_templateIds;
    std::vector<uint64_t> m_templateEvents;
    std::vector<uint32_t> m_localTemplates; // open addressing, local code + 1 by template
    std::vector<uint32_t> m_timeless;
    std::vector<std::pair<uint32_t, uint32_t>> m_marks;
};

} // namespace widelens
