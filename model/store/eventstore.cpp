// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/eventstore.h"

#include "model/rules/rules.h"
#include "model/store/eventorder.h"

#include <algorithm>

namespace widelens {

bool EventStore::isBefore(EventRef a, EventRef b) const
{
    const Time ta = time(a);
    const Time tb = time(b);
    return ta != tb ? ta < tb : a < b;
}

size_t EventStore::lowerBound(const EventRows &rows, Time time) const
{
    const auto found = std::lower_bound(rows.begin(), rows.end(), time, [this](EventRef event, Time t) { return this->time(event) < t; });
    return static_cast<size_t>(found - rows.begin());
}

size_t EventStore::lowerBound(const EventRows &rows, EventRef event) const
{
    if (!event.isValid() || event.segment >= m_segments.size() || !m_segments[event.segment] || event.row >= m_segments[event.segment]->rowCount())
        return rows.size();
    const auto found = std::lower_bound(rows.begin(), rows.end(), event, [this](EventRef a, EventRef b) { return isBefore(a, b); });
    return static_cast<size_t>(found - rows.begin());
}

void EventStore::values(EventRef event, FieldId field, std::vector<Value> &out) const
{
    out.clear();
    const SegmentView &view = segment(event);
    if (const ColumnView *column = view.find(field)) {
        const auto [begin, end] = SegmentView::entriesOf(*column, event.row);
        for (size_t i = begin; i < end; ++i)
            out.push_back(view.value(column->column->cells[i]));
    }
    if (out.empty()) {
        const Value single = value(event, field);
        if (!isAbsent(single))
            out.push_back(single);
    }
}

Value EventStore::value(EventRef event, FieldId field) const
{
    const SegmentView &view = segment(event);
    if (const ColumnView *column = view.find(field); column && column->column) {
        const size_t i = SegmentView::lowerBound(*column, event.row);
        if (i < column->count && column->column->rows[i] == event.row)
            return view.value(column->column->cells[i]);
    }
    for (const auto &[id, cell] : view.context(event.row).fields) {
        if (id == field)
            return view.value(cell);
    }
    for (const auto &[id, cell] : view.constants()) {
        if (id == field)
            return view.value(cell);
    }
    if (field == m_runField) {
        const RunId id = run(event);
        if (id != kNoRun && !m_runs[index(id)].dfk.empty())
            return std::string_view(m_runs[index(id)].dfk);
    } else if (field == m_logsourceField) {
        return std::string_view(source(event).logsource);
    } else if (field == m_rundirField) {
        const RunId id = source(event).run;
        if (id != kNoRun && !m_runs[index(id)].rundir.empty())
            return std::string_view(m_runs[index(id)].rundir);
    }
    return {};
}

std::string_view EventStore::levelName(EventRef event) const
{
    return segment(event).context(event.row).levelName;
}

int EventStore::severity(EventRef event) const
{
    return segment(event).context(event.row).severity;
}

RunId EventStore::runOfRow(EventRef event) const
{
    const SegmentView &view = segment(event);
    if (!view.runCells().empty()) {
        const ColumnView *column = view.find(m_runField);
        const size_t i = column ? SegmentView::lowerBound(*column, event.row) : 0;
        if (column && column->column && i < column->count && column->column->rows[i] == event.row) {
            for (const auto &[cell, run] : view.runCells()) {
                if (cell == column->column->cells[i])
                    return run;
            }
        }
    }
    if (!view.runRanges().empty()) {
        const auto &ranges = view.runRanges();
        const auto found = std::upper_bound(ranges.begin(), ranges.end(), event.row, [](uint32_t row, const auto &range) { return row < range.end; });
        return found == ranges.end() ? kNoRun : found->run;
    }
    return source(event).run;
}

bool EventStore::isCopy(EventRef event) const
{
    return segment(event).isCopy(event.row);
}

EventRef EventStore::previousInFile(EventRef event) const
{
    if (event.row > 0)
        return { event.segment, event.row - 1 };
    for (uint32_t i = event.segment; i-- > 0 && m_segments[i]->source() == segment(event).source();) {
        if (m_segments[i]->rowCount() > 0)
            return { i, m_segments[i]->rowCount() - 1 };
    }
    return {};
}

EventRows EventStore::copies() const
{
    EventRows rows;
    for (uint32_t i = 0; i < m_segments.size(); ++i) {
        for (uint32_t row = 0; m_segments[i] && m_segments[i]->hasCopies() && row < m_segments[i]->rowCount(); ++row) {
            if (m_segments[i]->isCopy(row))
                rows.push_back({ i, row });
        }
    }
    std::sort(rows.begin(), rows.end(), [this](EventRef a, EventRef b) { return isBefore(a, b); });
    return rows;
}

std::shared_ptr<const EventStore> EventStore::empty(std::shared_ptr<const Rules> rules)
{
    auto store = std::make_shared<EventStore>();
    store->m_rules = std::move(rules);
    store->m_fields = std::make_shared<FieldTable>();
    store->m_templates = std::make_shared<TemplateTable>();
    store->m_complete = true;
    return store;
}

} // namespace widelens
