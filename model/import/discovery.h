// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/source.h"

#include <functional>
#include <string>
#include <vector>

namespace widelens {

// What lies below the paths a user named: run directories, and every file in them, in path order.
struct Discovery {
    std::vector<Run> runs;
    std::vector<Source> sources; // format not chosen yet; refused files and unreadable directories carry their issue
};

// A numbered directory is a run; a directory that holds numbered ones is a parent of runs (its other files stand beside
// them); any other directory is a run by itself. `run` keeps only the run directory of that name. Links to directories
// are not followed, so a tree cannot hold itself. Once isStopped() says so nothing more is looked for, and an issue tells.
Discovery discover(const std::vector<std::string> &paths, const std::string &run = {}, const std::function<bool()> &isStopped = {});

// The numbered directories in a parent of runs, by number; none where `path` is no parent. Lists that one directory only.
std::vector<std::string> runDirectories(const std::string &path);

} // namespace widelens
