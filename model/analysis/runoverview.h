// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/runsummary.h"

namespace widelens {

// What a list of runs says of one of them, once its logs were read.
struct RunOverview {
    std::string dfk; // "" while no line names it
    Time began = kNoTime;
    Time ended = kNoTime; // of its last event
    bool finished = false;
    std::vector<std::pair<std::string, std::string>> facts; // see Run::facts
    std::vector<RunSummary::StateCount> states; // entities by their last state; those that occur, lifecycle order
    uint64_t entities = 0; // that have states
    uint64_t failed = 0; // of these, in a state of failure
    uint64_t events = 0;
};

// Of the run in directory `rundir`; where none is called so, of the first one that has a name.
RunOverview overviewOf(const EventStore &store, const RunSummary &summary, std::string_view rundir);

} // namespace widelens
