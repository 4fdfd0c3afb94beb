// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/runoverview.h"

#include <algorithm>

namespace widelens {

RunOverview overviewOf(const EventStore &store, const RunSummary &summary, std::string_view rundir)
{
    RunOverview overview;
    overview.events = store.rows()->size();
    const std::vector<Run> &runs = store.runs();
    auto run = std::find_if(runs.begin(), runs.end(), [&](const Run &r) { return r.rundir == rundir && !r.dfk.empty(); });
    if (run == runs.end())
        run = std::find_if(runs.begin(), runs.end(), [](const Run &r) { return !r.dfk.empty(); });
    if (run == runs.end())
        run = std::find_if(runs.begin(), runs.end(), [&](const Run &r) { return r.rundir == rundir; });
    if (run == runs.end())
        return overview;
    overview.dfk = run->dfk;
    overview.began = run->began;
    overview.ended = run->ended;
    overview.finished = run->finished;
    overview.facts = run->facts;
    const auto &counts = summary.statesOfRuns[static_cast<size_t>(run - runs.begin())];
    for (size_t state = 0; state < counts.size(); ++state) {
        if (counts[state] == 0)
            continue;
        overview.states.push_back(summary.states[state]);
        overview.states.back().count = counts[state];
        overview.entities += counts[state];
        overview.failed += summary.states[state].failure ? counts[state] : 0;
    }
    return overview;
}

} // namespace widelens
