// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/transitions.h"
#include "model/query/entity.h"

#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace widelens {

// One column of a table of entities: eight bytes a row, each distinct text once for all columns.
struct EntityColumn {
    enum class Type { Text, Number, Instant, Duration };
    static constexpr int64_t kAbsent = std::numeric_limits<int64_t>::min();

    std::string name; // the field, or "events", "first", "state running" …
    std::string title; // for people
    Type type = Type::Text;
    LargeVector<int64_t> cells; // a text's place in EntityTable::texts, a number, or nanoseconds
};

// All entities of a kind, with what follows about each from the events. Columns that say nothing of any are left out.
struct EntityTable {
    std::string kind;
    std::string title; // plural
    size_t rowCount = 0;
    size_t keyColumns = 0; // the first ones: the kind's own fields
    std::vector<EntityColumn> columns;
    std::vector<std::string> texts;
    std::vector<RunId> runs; // of each row

    int findColumn(std::string_view name) const; // -1: there is none
    // As it stands in the table: "" when absent, instants as epoch seconds, durations in seconds.
    std::string text(size_t row, size_t column) const;
    Entity entity(const EventStore &store, size_t row) const;
};

// One pass over the columns that name entities, then one look-up a fact and entity; on all cores. The rows stand as events name
// the entities, in the order of the events' numbers. Null when cancelled.
// `source`: see countStates().
std::shared_ptr<const EntityTable> listEntities(const EventStore &store, const std::string &kind, const Continue &goOn = {}, uint32_t rowsAtOnce = kRowsAtOnce, const TransitionSource &source = {});

// Which rows of a table are shown, and in which order.
struct EntityOrder {
    // Words that must all fit: one that a text of the row contains, or a number that the row has; "app:stack" asks of one
    // column for part of a text, "app=stack" for the whole (or one of several, as in "A | B"), "app=stack|fold" for one of
    // these, "has:app" and "no:app" want rows with it and without, "duration>2.5" and "tries<3" compare. Upper and lower
    // case are alike; a word with spaces stands in quotes: app="stack all".
    std::string filter;
    int column = 0;
    bool descending = false;
};
using EntityRows = std::vector<uint32_t>;
// O(n log n); texts are compared once per distinct text. Rows without a value come last. Null when cancelled.
std::shared_ptr<const EntityRows> orderEntities(const EntityTable &table, const EntityOrder &order, const Continue &goOn = {});

} // namespace widelens
