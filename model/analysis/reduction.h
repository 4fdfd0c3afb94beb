// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/time.h"

#include <cstddef>
#include <vector>

namespace widelens {

// A step function as a plot wants it: at each point the value that holds from then on.
struct StepPoints {
    std::vector<double> seconds; // since `origin`
    std::vector<double> values;
};

// What a plot of `pixels` columns over `range` can show of a step function: at most four points a column (what holds when
// it is entered, the lowest, the highest and what holds when it is left), so that no peak is lost. The first point stands at
// the range's begin with the value that holds there (or at the first sample, if that comes later); the last at its end.
// O(log n + samples in the range).
StepPoints reduceSteps(const std::vector<Time> &times, const std::vector<double> &values, TimeRange range, Time origin, size_t pixels);

} // namespace widelens
