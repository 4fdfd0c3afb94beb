// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <vector>

namespace widelens {

// Directories beside runs that belong to one of them each: PARENT/LABEL/STAMP, where runs have a directory LABEL, too, and
// STAMP begins with a date. Nothing but the order of their starts tells whose a STAMP is: the nth is that of the nth run
// with a LABEL, as long as there are as many of both. `runs` are all of the parent's, in order; `of` are those that it is
// asked for. Answers STAMP → run. Lists these runs, and PARENT/LABEL for what they hold.
std::map<std::filesystem::path, std::filesystem::path> directoriesBeside(const std::filesystem::path &parent, const std::vector<std::filesystem::path> &runs,
                                                                         const std::vector<std::filesystem::path> &of);

} // namespace widelens
