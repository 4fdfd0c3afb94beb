// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filter.h"
#include "model/store/eventstore.h"

#include <vector>

namespace widelens {

// Rows in equal parts, for a strip with as many pixels: part i holds the rows [beginOfPart(i), beginOfPart(i + 1)).
// With more parts than rows some are empty.
size_t beginOfPart(size_t part, size_t parts, size_t rows);

// Events of one part that ask for attention, and the first of them. Errors are no warnings here.
struct LevelDensity {
    uint32_t warnings = 0;
    uint32_t errors = 0;
    size_t firstWarning = 0; // index in the rows; undefined without any
    size_t firstError = 0;
};

// What the rows of each part say by their levels. O(rows). Empty when cancelled.
std::vector<LevelDensity> levelDensity(const EventStore &store, const EventRows &rows, size_t parts, const Continue &goOn = {});

} // namespace widelens
