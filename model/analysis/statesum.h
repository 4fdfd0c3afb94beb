// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/states.h"
#include "model/analysis/transitions.h"

#include <cstddef>
#include <optional>
#include <span>

namespace widelens {

constexpr size_t kMovesAtOnce = 1 << 15;

// Adds up the changes of state of many entities (by entity, then in time order; none of them late) to the number of entities in
// each of so many states over time. On all cores, O(t log t); nothing when cancelled.
std::optional<StateSeries> addUpStates(std::span<const Transition> changes, size_t states, const Continue &goOn, size_t movesAtOnce = kMovesAtOnce);

} // namespace widelens
