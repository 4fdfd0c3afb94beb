// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filter.h"
#include "model/query/termtest.h"

#include <memory>
#include <span>
#include <vector>

namespace widelens {

// The events of a range of time, as part of all. O(log n).
std::span<const EventRef> eventsIn(const EventStore &store, TimeRange range);

// Decides a filter's terms and groups (not its range) on the rows of a segment. One thread's: others have a copy each.
class FilterTest
{
public:
    FilterTest(const std::shared_ptr<const EventStore> &store, const Filter &filter);

    std::unique_ptr<RowSelection> select(uint32_t segment, const Continue &goOn); // null: none; void where goOn said no
    // Of these rows. Costs in proportion to them where a term must be read from the file.
    std::unique_ptr<RowSelection> select(uint32_t segment, const Continue &goOn, std::unique_ptr<RowSelection> rows);

private:
    std::unique_ptr<RowSelection> withoutExcluded(uint32_t segment, const Continue &goOn, std::unique_ptr<RowSelection> rows);

    TermTest m_terms;
    std::vector<TermTest> m_excluded;
};

} // namespace widelens
