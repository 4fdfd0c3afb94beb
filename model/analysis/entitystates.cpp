// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/entitystates.h"

#include "model/rules/rules.h"
#include "model/store/parallel.h"

#include <algorithm>
#include <span>

namespace widelens {

namespace {

using Type = EntityColumn::Type;
constexpr size_t kEntitiesOfAPiece = 1 << 12;

// A try that no line names is none: its states are the entity's.
uint32_t rowOfTry(const EntityPass &pass, const Transitions &read, uint32_t entity, const Transition &change)
{
    std::vector<Value> key;
    for (size_t k = 0; k < read.entities.keyFields(); ++k)
        key.push_back(read.entities.value(entity, k));
    key.push_back(static_cast<int64_t>(std::max(change.attempt, 0)));
    return pass.entities().find(read.entities.run(entity), key);
}

// The changes of one entity. `rowOf` says where the one goes; kNone: nowhere.
template<typename RowOf>
void readEntity(std::span<const Transition> changes, const std::vector<char> &isFinal, Time now, StateColumns &to, RowOf rowOf)
{
    for (size_t i = 0; i < changes.size(); ++i) {
        const Transition &change = changes[i];
        const uint32_t row = rowOf(change);
        if (change.late || row == EntityNumbers::kNone)
            continue;
        size_t next = i + 1;
        while (next < changes.size() && changes[next].late)
            ++next;
        const bool isLast = next == changes.size();
        const bool ends = isFinal[change.state];
        const Time until = !isLast ? changes[next].time : ends ? change.time : now;
        if (to.start.cells[row] == EntityColumn::kAbsent)
            to.start.cells[row] = change.time;
        to.last.cells[row] = change.state;
        to.end.cells[row] = ends ? change.time : isLast ? EntityColumn::kAbsent : until; // absent: still going on
        int64_t &sofar = to.spent[change.state].cells[row];
        if (!ends)
            sofar = (sofar == EntityColumn::kAbsent ? 0 : sofar) + (until - change.time);
    }
}

} // namespace

StateColumns readStateColumns(const EventStore &store, const Transitions &read, EntityPass &pass, bool ofTries)
{
    StateColumns to {
        { store.rules().stateField, {}, Type::Text, {} },
        { "tries", "tries", Type::Number, {} },
        { "start", "start", Type::Instant, {} },
        { "end", "end", Type::Instant, {} },
        { "duration", "duration", Type::Duration, {} },
        {},
    };
    std::vector<char> isFinal;
    for (const auto &name : read.states) {
        to.spent.push_back({ "state " + name, name, Type::Duration, {} });
        const StateRule *rule = store.rules().state(name);
        isFinal.push_back(rule && rule->final);
    }
    const std::vector<uint32_t> rowOf = ofTries ? std::vector<uint32_t>() : pass.adopt(read.entities);
    const size_t rows = pass.entities().size();
    std::vector<EntityColumn *> columns { &to.last, &to.tries, &to.start, &to.end, &to.whole };
    for (EntityColumn &column : to.spent)
        columns.push_back(&column);
    inParallel(columns.size(), [&](size_t i) { columns[i]->cells.resize(rows, EntityColumn::kAbsent); });
    const size_t entities = read.entities.size();
    inParallel((entities + kEntitiesOfAPiece - 1) / kEntitiesOfAPiece, [&](size_t chunk) {
        const auto end = static_cast<uint32_t>(std::min(entities, (chunk + 1) * kEntitiesOfAPiece));
        for (auto entity = static_cast<uint32_t>(chunk * kEntitiesOfAPiece); entity < end; ++entity) {
            if (ofTries)
                readEntity(read.of(entity), isFinal, store.timeSpan().end, to, [&](const Transition &change) { return rowOfTry(pass, read, entity, change); });
            else
                readEntity(read.of(entity), isFinal, store.timeSpan().end, to, [row = rowOf[entity]](const Transition &) { return row; });
        }
    });
    for (uint32_t row = 0; row < rows; ++row) {
        if (to.start.cells[row] != EntityColumn::kAbsent && to.end.cells[row] != EntityColumn::kAbsent)
            to.whole.cells[row] = to.end.cells[row] - to.start.cells[row];
        if (pass.hasTries() && pass.tryCount[row] > 0)
            to.tries.cells[row] = pass.tryCount[row];
    }
    return to;
}

} // namespace widelens
