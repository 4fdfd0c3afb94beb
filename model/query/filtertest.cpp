// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/filtertest.h"

#include <algorithm>
#include <limits>

namespace widelens {

std::span<const EventRef> eventsIn(const EventStore &store, TimeRange range)
{
    const EventRows &all = *store.rows();
    const size_t begin = range.begin == kNoTime ? 0 : store.lowerBound(all, range.begin);
    const size_t end = range.end == std::numeric_limits<Time>::max() ? all.size() : store.lowerBound(all, range.end);
    return { all.data() + begin, std::max(begin, end) - begin };
}

FilterTest::FilterTest(const std::shared_ptr<const EventStore> &store, const Filter &filter) : m_terms(store, filter.terms)
{
    m_excluded.reserve(filter.excluded.size());
    for (const std::vector<Term> &terms : filter.excluded)
        m_excluded.emplace_back(store, terms);
}

std::unique_ptr<RowSelection> FilterTest::select(uint32_t segment, const Continue &goOn)
{
    return withoutExcluded(segment, goOn, m_terms.select(segment, goOn));
}

std::unique_ptr<RowSelection> FilterTest::select(uint32_t segment, const Continue &goOn, std::unique_ptr<RowSelection> rows)
{
    return withoutExcluded(segment, goOn, m_terms.select(segment, goOn, std::move(rows)));
}

std::unique_ptr<RowSelection> FilterTest::withoutExcluded(uint32_t segment, const Continue &goOn, std::unique_ptr<RowSelection> rows)
{
    for (TermTest &group : m_excluded) {
        const auto left = rows ? group.select(segment, goOn, std::make_unique<RowSelection>(*rows)) : nullptr;
        if (left)
            rows = subtract(*rows, *left);
    }
    return rows;
}

} // namespace widelens
