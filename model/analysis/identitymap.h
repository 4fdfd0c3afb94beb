// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filter.h"
#include "model/store/eventstore.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace widelens {

// Which kinds of entity the run has, how they lead to one another, and in what numbers.
struct IdentityMap {
    struct Node {
        std::string kind;
        std::string title; // for people, fitting the count
        uint64_t count = 0; // at least 1
    };
    // Each entity of `from` belongs to one of `to`: its key says so, or an implication leads there.
    struct Link {
        size_t from = 0; // of nodes
        size_t to = 0;
        std::string rule; // the implication; empty: the key
        bool described = false; // the implication tells a fact of `from`, which its events need not have
        std::string field; // that tells the `to` of a `from`: the last of its key; empty for runs
        uint64_t linked = 0; // how many of `from` lead to one
        uint64_t reached = 0; // how many of `to` are led to
    };
    std::vector<Node> nodes; // in the order of the rules: most specific first
    std::vector<Link> links; // without cycles; those that go without saying by two others are left out

    uint64_t without(const Link &link) const { return nodes[link.from].count - link.linked; } // orphans
    uint64_t unreached(const Link &link) const { return nodes[link.to].count - std::min(nodes[link.to].count, link.reached); }
};

// Cost: one census of all kinds, then a look-up an entity and link. Null when cancelled.
std::shared_ptr<const IdentityMap> mapIdentity(const EventStore &store, const Continue &goOn = {});

// "385 of 388 tries belong to 64 of 70 workers"
std::string describe(const IdentityMap &map, const IdentityMap::Link &link);

} // namespace widelens
