// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/generate/simulation.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace widelens::bench {

// Logs that break what readers assume. Each answers what it wrote; equal arguments give equal bytes.

// One text log where every message has words, and every record a thread, that no other has: nothing repeats.
Written writeUnique(const std::string &folder, uint64_t bytes);
// `files` worker logs of a few lines each.
Written writeManyFiles(const std::string &folder, uint64_t files);
// One log of the submitting process, of `bytes`.
Written writeOneFile(const std::string &folder, Dialect dialect, uint64_t bytes);
// One text log whose times jump back and forth by up to an hour.
Written writeDisorder(const std::string &folder, uint64_t records);
// A text log in which one line between two ordinary ones has `bytes`.
Written writeLongLine(const std::string &folder, uint64_t bytes);

} // namespace widelens::bench
