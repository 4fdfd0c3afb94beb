// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/segmentwriter.h"

#include <algorithm>

namespace widelens {

namespace {

// A text field stays a column while its distinct values stay few: under 1 % of its entries once there are this many.
constexpr size_t kEntriesBeforeCheck = 65'536;

} // namespace

SegmentWriter::SegmentWriter(uint32_t source, Time shift)
    : m_source(source)
    , m_shift(shift)
{
}

void SegmentWriter::continueAfter(uint64_t lines, Time last, uint32_t marks)
{
    const uint32_t rows = rowCount();
    for (uint32_t row = 0; row < rows; ++row)
        m_columns->lines[row] += static_cast<uint32_t>(lines);
    uint32_t timeless = 0; // rows without a time before the first that has one
    while (timeless < m_timeless.size() && m_timeless[timeless] == timeless)
        m_columns->times[timeless++] = last;
    if (timeless == rows)
        m_lastTime = last;
    else
        m_timeSorted = m_timeSorted && (timeless == 0 || m_columns->times[timeless] >= last);
    if (marks)
        m_marks.insert(m_marks.begin(), { 0, marks });
}

void SegmentWriter::makeRoom()
{
    SegmentColumns &columns = *m_columns;
    m_room = std::min({ columns.times.reserve(), columns.offsets.reserve(), columns.lengths.reserve(), columns.lines.reserve(), columns.contextCodes.reserve(), columns.templates.reserve() });
}

Time SegmentWriter::predecessorsTime()
{
    m_timeless.push_back(m_row);
    return m_lastTime;
}

void SegmentWriter::extendTo(uint64_t end)
{
    const uint64_t length = end - m_columns->offsets.back();
    m_columns->lengths.back() = static_cast<uint32_t>(std::min<uint64_t>(length, 0xffffffffu));
}

SegmentWriter::ColumnState &SegmentWriter::addColumn(FieldId field)
{
    const auto slot = index(field);
    if (slot >= m_slots.size())
        m_slots.resize(slot + 16, -1);
    m_slots[slot] = static_cast<int32_t>(m_states.size());
    ColumnState state;
    state.field = field;
    state.column = std::make_shared<SparseColumn>();
    state.column->field = field;
    m_states.push_back(std::move(state));
    return m_states.back();
}

void SegmentWriter::addText(FieldId field, std::string_view text)
{
    ColumnState &state = column(field);
    if (!state.column) {
        count(field);
        return;
    }
    const size_t before = m_columns->pool.size();
    const Cell cell = m_columns->pool.internText(text);
    state.distinctTexts += m_columns->pool.size() - before;
    add(field, cell);
    const size_t entries = state.column->rows.size();
    if (entries % kEntriesBeforeCheck == 0 && state.distinctTexts * 100 > entries)
        state.column.reset(); // versions handed out keep theirs
}

void SegmentWriter::addConstant(FieldId field, Cell cell)
{
    m_constants.emplace_back(field, cell);
}

uint32_t SegmentWriter::addContext(Context context)
{
    m_columns->contexts.push_back(std::move(context));
    m_contextEvents.push_back(0);
    return static_cast<uint32_t>(m_contextEvents.size() - 1);
}

uint32_t SegmentWriter::addTemplate(TemplateId id)
{
    const auto place = [this](TemplateId wanted) { // of that template, or where it belongs
        size_t at = (index(wanted) * 0x9e3779b97f4a7c15ull >> 32) & (m_localTemplates.size() - 1);
        while (m_localTemplates[at] && m_templateIds[m_localTemplates[at] - 1] != wanted)
            at = (at + 1) & (m_localTemplates.size() - 1);
        return at;
    };
    if (m_templateIds.size() * 2 >= m_localTemplates.size()) {
        m_localTemplates.assign(std::max<size_t>(64, m_localTemplates.size() * 2), 0);
        for (uint32_t i = 0; i < m_templateIds.size(); ++i)
            m_localTemplates[place(m_templateIds[i])] = i + 1;
    }
    uint32_t &slot = m_localTemplates[place(id)];
    if (!slot) {
        m_templateIds.push_back(id);
        m_templateEvents.push_back(0);
        slot = static_cast<uint32_t>(m_templateIds.size());
    }
    return slot - 1;
}

std::shared_ptr<const SegmentView> SegmentWriter::publish(bool all) const
{
    auto view = std::make_shared<SegmentView>();
    const uint32_t rows = rowCount();
    view->m_source = m_source;
    view->m_rows = all || rows == 0 ? rows : rows - 1;
    view->m_columns = m_columns;
    view->m_constants = m_constants;
    for (const auto &state : m_states) {
        const bool isOpen = view->m_rows < rows && state.lastRow == m_row; // the last row has it, which is left out
        ColumnView column { state.field, state.column, 0, state.present - isOpen };
        if (state.column) {
            column.count = state.column->rows.size();
            while (column.count > 0 && state.column->rows[column.count - 1] >= view->m_rows)
                --column.count;
        }
        view->m_sparse.push_back(std::move(column));
    }
    std::sort(view->m_sparse.begin(), view->m_sparse.end(), [](const auto &a, const auto &b) { return a.field < b.field; });
    view->m_contextEvents = m_contextEvents;
    view->m_templateIds = m_templateIds;
    view->m_templateEvents = m_templateEvents;
    view->m_timeless = m_timeless;
    view->m_marks = m_marks;
    view->m_timeSorted = m_timeSorted;
    return view;
}

} // namespace widelens
