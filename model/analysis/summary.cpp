// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/summary.h"

#include "model/rules/rules.h"

#include <algorithm>

namespace widelens {

namespace {

const char *typeName(FieldRule::Type type)
{
    switch (type) {
    case FieldRule::Type::Int:
        return "int";
    case FieldRule::Type::Real:
        return "real";
    case FieldRule::Type::Instant:
        return "time";
    case FieldRule::Type::Text:
    case FieldRule::Type::Any:
        break;
    }
    return "text";
}

class Presence
{
public:
    explicit Presence(const EventStore &store)
        : m_store(store)
    {
    }

    void count(const SegmentView &view)
    {
        for (const auto &column : view.sparse()) {
            if (m_store.fields().name(column.field) == m_store.rules().runField)
                continue; // counted with the runs
            FieldPresence &field = entry(m_store.fields().name(column.field));
            field.present += column.present;
            field.byReference |= !column.column;
            const bool sample = column.column && column.count > 0;
            if (sample)
                seen(field, view.value(column.column->cells[column.count / 2]));
        }
        for (uint32_t code = 0; code < view.contextCount(); ++code) {
            for (const auto &[id, cell] : view.columns().contexts[code].fields) {
                FieldPresence &field = entry(m_store.fields().name(id));
                field.present += view.contextEvents()[code];
                seen(field, view.value(cell));
            }
        }
        for (const auto &[id, cell] : view.constants()) {
            const ColumnView *column = view.find(id);
            FieldPresence &field = entry(m_store.fields().name(id));
            field.present += view.rowCount() - (column ? column->present : 0);
            seen(field, view.value(cell));
        }
    }

    // Of some rows, ascending. What is by reference is not known row by row: its share of the source stands for it.
    void count(const SegmentView &view, const std::vector<uint32_t> &rows)
    {
        std::vector<uint64_t> contexts(view.contextCount());
        for (const uint32_t row : rows)
            ++contexts[view.contextCode(row)];
        std::map<FieldId, uint64_t> inColumns;
        for (const auto &column : view.sparse()) {
            const uint64_t present = column.column ? presentIn(column, rows) : column.present * rows.size() / std::max<uint64_t>(1, view.rowCount());
            inColumns[column.field] = present;
            if (m_store.fields().name(column.field) == m_store.rules().runField)
                continue; // counted with the runs
            FieldPresence &field = entry(m_store.fields().name(column.field));
            field.present += present;
            field.byReference |= !column.column;
            if (present > 0 && column.column)
                seen(field, view.value(column.column->cells[column.count / 2]));
        }
        for (uint32_t code = 0; code < view.contextCount(); ++code) {
            for (const auto &[id, cell] : view.columns().contexts[code].fields) {
                FieldPresence &field = entry(m_store.fields().name(id));
                field.present += contexts[code];
                seen(field, view.value(cell));
            }
        }
        for (const auto &[id, cell] : view.constants()) {
            FieldPresence &field = entry(m_store.fields().name(id));
            field.present += rows.size() - std::min<uint64_t>(rows.size(), inColumns[id]);
            seen(field, view.value(cell));
        }
    }

    // What every event of a source has.
    void countPlace(const SegmentView &view, uint64_t rows, uint64_t rowsWithRun)
    {
        for (const char *name : { "created", "formatted" }) {
            const FieldId id = m_store.fields().find(name);
            if (id == kNoField || !view.find(id)) { // text logs have them in every record
                entry(name).present += rows;
                entry(name).byReference = true;
            }
        }
        entry("template").present += rows;
        entry("logsource").present += rows;
        entry(m_store.rules().runField).present += rowsWithRun;
        const RunId run = m_store.sources()[view.source()].run;
        if (run != kNoRun && !m_store.runs()[index(run)].rundir.empty())
            entry("rundir").present += rows;
    }

    FieldPresence &entry(const std::string &name)
    {
        auto [found, isNew] = m_fields.try_emplace(name);
        if (isNew) {
            const FieldRule *rule = m_store.rules().field(name);
            found->second.name = name;
            found->second.noise = rule && rule->noise;
            found->second.type = rule && rule->type != FieldRule::Type::Any ? typeName(rule->type) : "";
        }
        return found->second;
    }

    std::vector<FieldPresence> take()
    {
        std::vector<FieldPresence> result;
        for (auto &[name, field] : m_fields) {
            if (field.present == 0)
                continue;
            if (field.type.empty())
                field.type = "text";
            result.push_back(std::move(field));
        }
        return result;
    }

private:
    static uint64_t presentIn(const ColumnView &column, const std::vector<uint32_t> &rows)
    {
        uint64_t present = 0;
        size_t i = 0;
        for (const uint32_t row : rows) {
            while (i < column.count && column.column->rows[i] < row)
                ++i;
            present += i < column.count && column.column->rows[i] == row;
        }
        return present;
    }

    // Without a rule, the narrowest type that every value looked at has.
    static void seen(FieldPresence &field, const Value &value)
    {
        if (field.type == "text")
            return;
        if (std::holds_alternative<std::string_view>(value))
            field.type = field.type.empty() ? "text" : field.type;
        else if (field.type.empty())
            field.type = std::holds_alternative<int64_t>(value) ? "int" : "real";
    }

    const EventStore &m_store;
    std::map<std::string, FieldPresence> m_fields;
};

// Rows whose run's own id is known: from the line itself, or from what was found about its process or directory.
uint64_t rowsWithRun(const EventStore &store, const SegmentView &view)
{
    const ColumnView *column = view.find(store.fields().find(store.rules().runField));
    const RunId own = store.sources()[view.source()].run;
    const auto isKnown = [&](RunId run) { return run != kNoRun && !store.runs()[index(run)].dfk.empty(); };
    if (view.runRanges().empty())
        return isKnown(own) ? view.rowCount() : column ? column->present : 0;
    uint64_t rows = 0;
    uint32_t begin = 0;
    for (const auto &range : view.runRanges()) {
        rows += isKnown(range.run) ? range.end - begin : 0;
        begin = range.end;
    }
    return rows;
}

// Counts these rows of a segment, ascending.
void countRows(Presence &presence, const EventStore &store, uint32_t segment, const std::vector<uint32_t> &rows)
{
    const SegmentView &view = *store.segments()[segment];
    const auto hasRun = [&](uint32_t row) {
        const RunId run = store.run({ segment, row });
        return run != kNoRun && !store.runs()[index(run)].dfk.empty();
    };
    presence.count(view, rows);
    presence.countPlace(view, rows.size(), static_cast<uint64_t>(std::count_if(rows.begin(), rows.end(), hasRun)));
}

std::vector<uint32_t> rowsWithoutCopies(const SegmentView &view)
{
    std::vector<uint32_t> rows;
    for (uint32_t row = 0; row < view.rowCount(); ++row) {
        if (!view.isCopy(row))
            rows.push_back(row);
    }
    return rows;
}

} // namespace

std::vector<FieldPresence> presentFields(const EventStore &store)
{
    Presence presence(store);
    for (uint32_t i = 0; i < store.segments().size(); ++i) {
        const SegmentView &view = *store.segments()[i];
        if (view.rowCount() == 0)
            continue;
        if (view.hasCopies()) {
            if (const auto rows = rowsWithoutCopies(view); !rows.empty())
                countRows(presence, store, i, rows);
            continue;
        }
        presence.count(view);
        presence.countPlace(view, view.rowCount(), rowsWithRun(store, view));
    }
    return presence.take();
}

std::vector<FieldPresence> presentFields(const EventStore &store, const EventRows &rows, const Continue &goOn)
{
    std::vector<std::vector<uint32_t>> bySegment(store.segments().size());
    for (const EventRef event : rows)
        bySegment[event.segment].push_back(event.row);
    Presence presence(store);
    for (uint32_t i = 0; i < bySegment.size(); ++i) {
        std::vector<uint32_t> &own = bySegment[i];
        if (goOn && !goOn(static_cast<double>(i) / static_cast<double>(bySegment.size())))
            return {};
        if (own.empty())
            continue;
        std::sort(own.begin(), own.end());
        countRows(presence, store, i, own);
        own = {};
    }
    return presence.take();
}

bool isByReference(const EventStore &store, const std::string &field)
{
    const FieldId id = store.fields().find(field);
    const bool inEveryRecord = field == "created" || field == "formatted";
    return std::any_of(store.segments().begin(), store.segments().end(), [&](const auto &view) {
        const ColumnView *column = id == kNoField ? nullptr : view->find(id);
        return column ? !column->column : inEveryRecord && view->rowCount() > 0;
    });
}

} // namespace widelens
