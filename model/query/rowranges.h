// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/eventstore.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace widelens {

// Rows of a segment that one thread reads in one go.
struct RowRange {
    uint32_t segment;
    uint32_t begin;
    uint32_t end;
};

constexpr uint32_t kRowsAtOnce = 1 << 17; // what is found in them is put together with the rest: not too few

// All rows, in the order of their numbers. Results must not depend on `rowsAtOnce`.
inline std::vector<RowRange> rowRanges(const EventStore &store, uint32_t rowsAtOnce = kRowsAtOnce)
{
    std::vector<RowRange> ranges;
    for (uint32_t i = 0; i < store.segments().size(); ++i) {
        const uint32_t rows = store.segments()[i] ? store.segments()[i]->rowCount() : 0;
        for (uint32_t begin = 0; begin < rows; begin = ranges.back().end)
            ranges.push_back({ i, begin, begin + std::min(rowsAtOnce, rows - begin) });
    }
    return ranges;
}

} // namespace widelens
