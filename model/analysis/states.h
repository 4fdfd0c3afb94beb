// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/transitions.h"

#include <string>
#include <vector>

namespace widelens {

// Entities in each state over time, as steps: row i holds from times[i] until times[i + 1].
struct StateSeries {
    std::vector<std::string> by; // values of the --by fields of this group; empty without --by
    std::vector<Time> times; // ascending, distinct
    std::vector<LargeVector<uint32_t>> counts; // [state][row]
};

struct StateCounts {
    std::vector<std::string> states; // those that occur, in the rules' lifecycle order; unknown ones last, by name
    std::vector<StateSeries> series; // one, or one a group in order of `by`
    uint64_t transitions = 0;
    uint64_t unresolved = 0; // transitions that name an entity but not its run: not counted
    std::vector<std::string> remarks; // sentences for the reader: what is not in the picture, and why
    std::vector<std::string> untold; // likewise, of states that no log here tells of, and what would
};

// Tasks in each state over time, summed over the runs, or per value of `by` (canonical field names). An entity counts
// from its first known state on. O(t log t) for t transitions, on all cores. Empty when cancelled. `source`: of the transitions,
// where somebody else needs them too; by default they are read.
StateCounts countStates(const EventStore &store, const std::vector<std::string> &by = {}, const Continue &goOn = {}, uint32_t rowsAtOnce = kRowsAtOnce, const TransitionSource &source = {});
// Of the tasks alone that any of the rows is about; all that is known of their states counts, whichever rows say it. One pass
// over all rows more.
StateCounts countStatesOf(const EventStore &store, const EventRows &rows, const Continue &goOn = {}, const TransitionSource &source = {});

} // namespace widelens
