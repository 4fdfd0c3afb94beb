// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/summary.h"

#include "model/rules/rules.h"

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

} // namespace

std::vector<FieldPresence> presentFields(const EventStore &store)
{
    Presence presence(store);
    for (const auto &view : store.segments()) {
        if (view->rowCount() == 0)
            continue;
        presence.count(*view);
        const Source &source = store.sources()[view->source()];
        for (const char *name : { "created", "formatted" }) {
            const FieldId id = store.fields().find(name);
            if (id == kNoField || !view->find(id)) { // text logs have them in every record
                presence.entry(name).present += view->rowCount();
                presence.entry(name).byReference = true;
            }
        }
        presence.entry("template").present += view->rowCount();
        presence.entry("logsource").present += view->rowCount();
        presence.entry(store.rules().runField).present += rowsWithRun(store, *view);
        if (source.run == kNoRun)
            continue;
        const Run &run = store.runs()[index(source.run)];
        if (!run.rundir.empty())
            presence.entry("rundir").present += view->rowCount();
    }
    return presence.take();
}

} // namespace widelens
