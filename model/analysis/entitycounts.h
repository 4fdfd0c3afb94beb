// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filter.h"
#include "model/store/eventstore.h"

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace widelens {

// How many events the entities have of whose kind there are few: executors, blocks, managers. They have so many that a filter
// cannot count them while somebody waits. Of a complete store; immutable.
class EntityCounts
{
public:
    static constexpr uint64_t kFew = 4096;

    // One pass over all events a kind, on all cores. Kinds with more than `few` entities are left out, as a filter for one of
    // these is fast. Null when cancelled.
    static std::shared_ptr<const EntityCounts> count(const EventStore &store, const Continue &goOn = {}, uint64_t few = kFew);

    // Of a filter that asks for one of them and nothing else.
    std::optional<uint64_t> of(const Filter &filter) const;

private:
    std::unordered_map<std::string, std::optional<uint64_t>> m_events; // by the terms' text; none: several entities have it
};

} // namespace widelens
