// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

namespace widelens {

// What the messages of a source say about those that come after them, and what was asked of those that came before: where a
// later part of a file is read at the same time as the earlier ones, its answers may turn out to be others.
struct SourceState {
    uint32_t marks = 0; // bits, numbers in Rules::marks
    std::unordered_map<std::string, uint32_t> ordinals; // field and value → how many so far
    uint32_t missed = 0; // marks that would have changed something, had they been there
    uint64_t shapeOverflow = 0; // messages whose shapes were not remembered
};

} // namespace widelens
