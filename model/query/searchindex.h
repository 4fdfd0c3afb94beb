// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/atoms.h"
#include "model/query/filter.h"
#include "model/store/blockfilter.h"
#include "model/store/eventstore.h"

#include <memory>
#include <utility>
#include <vector>

namespace widelens {

// Where values may stand in the columns that name entities, and from which keys they may follow: with it a pivot costs as much
// as what it finds, not as much as the run. Of a complete store; half a byte an entry of these columns. Immutable.
class SearchIndex
{
public:
    // On all cores; about as long as one filter takes without it. Null when cancelled. `block`: see BlockFilter.
    static std::shared_ptr<const SearchIndex> build(const EventStore &store, const Continue &goOn = {}, size_t block = BlockFilter::kBlock);

    // Null where there is none: the column is short, or says the same all along.
    const BlockFilter *column(uint32_t segment, FieldId field) const;
    const BlockFilter *facts(size_t rule, size_t implied) const; // by node; of the first value alone

    // Equal for values that compare as equal numbers, or as equal texts.
    static uint64_t hashOf(const Value &value);
    static uint64_t hashOf(Atom atom);

private:
    std::vector<std::vector<std::pair<FieldId, BlockFilter>>> m_columns; // by segment
    std::vector<std::vector<BlockFilter>> m_facts; // by rule and implied field
};

} // namespace widelens
