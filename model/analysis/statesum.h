// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/states.h"
#include "model/analysis/transitions.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace widelens {

constexpr size_t kMovesAtOnce = 1 << 15;

struct StateSum {
    StateSeries series;
    uint64_t transitions = 0; // that were applied
};

// Adds up the changes of state of some entities, but for late ones, to the number of entities in each state over time. On all
// cores, O(t log t); nothing when cancelled.
std::optional<StateSum> addUpStates(const Transitions &read, const std::vector<uint32_t> &entities, const Continue &goOn, size_t movesAtOnce = kMovesAtOnce);

} // namespace widelens
