// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/states.h"
#include "model/analysis/transitions.h"

#include <string>

namespace widelens {

// All that a result says, to be compared: also the entities' numbers, and which lines say so.
std::string textOf(const Transitions &read);
std::string textOf(const StateCounts &counts);

} // namespace widelens
