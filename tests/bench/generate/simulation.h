// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/generate/logfile.h"

#include <string>

namespace widelens::bench {

// A run as its logs would tell it: tasks are submitted, launched, queued at the interchange, sent to managers, run by
// workers, come back, fail now and then and are tried again.
struct RunPlan {
    std::string folder; // becomes the run's directory
    Dialect dialect = Dialect::Text;
    uint64_t tasks = 1000;
    unsigned managers = 4;
    unsigned workers = 8; // of each manager
    uint64_t seed = 1; // equal plans give equal bytes
};

struct Written {
    uint64_t records = 0;
    uint64_t bytes = 0;
    uint64_t tries = 0;
    uint64_t failed = 0; // tasks that failed for good
};

// Writes the run's logs in one pass; about 34 records a task. Holds what is in flight, not the run: memory does not grow
// with tasks. Existing files are overwritten.
Written writeRun(const RunPlan &plan);

} // namespace widelens::bench
