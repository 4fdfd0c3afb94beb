// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filter.h"
#include "model/store/time.h"

#include <string>
#include <vector>

namespace widelens {

// A run directory as it can be listed without reading its logs.
struct RunEntry {
    std::string path;
    std::string rundir;
    uint64_t files = 0;
    uint64_t bytes = 0;
    Time first = kNoTime; // when the oldest of its files was written last
    Time last = kNoTime; // and the newest
};

// Looks at the files of these directories, not into them. Empty when cancelled. May take as long as the file system does.
std::vector<RunEntry> listRuns(const std::vector<std::string> &directories, const Continue &goOn = {});

} // namespace widelens
