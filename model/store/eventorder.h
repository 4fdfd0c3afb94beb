// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/eventstore.h"

#include <vector>

namespace widelens {

using SegmentList = std::vector<std::shared_ptr<const SegmentView>>;

// The rows [from[i], rowCount) of each segment i merged in time order (time, segment, row), copies left out. Mostly a merge
// of runs that are sorted already: O(n log s) for s segments; a segment whose times go backwards is sorted first.
std::vector<EventRef> orderRows(const SegmentList &segments, const std::vector<uint32_t> &from);

// Two ordered lists as one. O(a + b).
std::vector<EventRef> mergeOrdered(const SegmentList &segments, const std::vector<EventRef> &a, const std::vector<EventRef> &b);

} // namespace widelens
