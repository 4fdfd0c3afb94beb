// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/eventstore.h"

#include <functional>
#include <vector>

namespace widelens {

using SegmentList = std::vector<std::shared_ptr<const SegmentView>>;

// The rows [from[i], rowCount) of each segment i merged in time order (time, segment, row), copies left out. A merge of runs
// that are sorted already, range of time by range, on all cores: O(n log s) for the s segments that meet in a range; a segment
// whose times go backwards is sorted first. Nothing when cancelled.
EventRows orderRows(const SegmentList &segments, const std::vector<uint32_t> &from, const std::function<bool(double)> &goOn = {});

// Two ordered lists as one, on all cores. O(a + b), without a look at the times where one list goes on behind the other.
// Nothing when cancelled.
EventRows mergeOrdered(const SegmentList &segments, const EventRows &a, const EventRows &b, const std::function<bool(double)> &goOn = {});

} // namespace widelens
