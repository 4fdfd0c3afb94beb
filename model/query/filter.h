// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/eventstore.h"

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace widelens {

// One condition on one field. `value` is compared as text and, when both sides are numbers, as numbers.
struct Term {
    std::string field; // canonical name, or one of the pseudo fields "logsource", "rundir", "source" (its path), "template",
                       // "severity" (of at least that level; no event without a level is), "traceback" (last line of the
                       // one in its message, see exceptionLine())
    std::string value;
    bool negated = false;

    bool operator==(const Term &) const = default;
};

// What is shown: every term holds, none of the groups holds as a whole, and the time lies in the range. Terms for several key
// fields of a kind hold for the same entity, where a line names several. Terms that belong together (the key of one entity)
// share a chip: see Pivot in the session.
struct Filter {
    std::vector<Term> terms;
    TimeRange range;
    std::vector<std::vector<Term>> excluded = {}; // an event that meets all terms of one of them is left out

    bool isEmpty() const { return terms.empty() && range.isEverything() && excluded.empty(); }
    bool operator==(const Filter &) const = default;
};

// "a=1 and b=x and c!=\"y z\"" → terms. On failure returns false and says what and where in `error`.
bool parseFilter(std::string_view text, std::vector<Term> &terms, std::string &error);

// Progress of a job in [0, 1]; answers false to cancel it.
using Continue = std::function<bool(double)>;

// The events that the filter leaves, in time order. Field conditions are decided once per distinct value; the cost is
// the entries of the fields' columns, of those that name entities only about as many as are found once the store has its
// search index; plus n log n of a short answer's n, or all rows for a long one. Fields that are by reference are read from
// the files. Returns null when cancelled.
std::shared_ptr<const EventRows> applyFilter(const std::shared_ptr<const EventStore> &store, const Filter &filter,
                                             const Continue &goOn = {});

} // namespace widelens
