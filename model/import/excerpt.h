// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/source.h"

#include <string>
#include <vector>

namespace widelens {

// A place in a source with the lines around it, as they stand in the file.
struct Excerpt {
    std::vector<std::string> before; // in file order
    std::vector<std::string> lines; // the place itself; empty beyond the end of the file
    std::vector<std::string> after;
    uint64_t firstLine = 0; // number of the first of all these lines, 1-based; 0 when it is not known
    bool isCut = false; // the place itself is longer than kMaxBytes
    std::string problem; // why nothing was read; empty when all is well

    static constexpr size_t kMaxBytes = size_t(8) << 20; // of the place itself
    static constexpr size_t kMaxNeighbour = 2000; // bytes of a line around it
};

// Reads `length` bytes from `offset` on (0: to the end of the line) and at most `around` lines before and behind. `line` is the
// number of the line at `offset`, 0 when it is not known. Blocks as long as the file system does: never on the GUI thread.
Excerpt readExcerpt(const Source &source, uint64_t offset, uint64_t length, uint64_t line, size_t around = 10);

} // namespace widelens
