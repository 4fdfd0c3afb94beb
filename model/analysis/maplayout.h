// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/identitymap.h"

#include <vector>

namespace widelens {

// Where an IdentityMap is drawn, in units of one node: what others lead to stands in layer 0, what leads there behind it;
// lanes keep the nodes of a layer apart and go through no node between.
struct MapLayout {
    struct Point {
        double layer = 0;
        double lane = 0;
        bool operator==(const Point &) const = default;
    };
    std::vector<Point> nodes; // of the map's nodes
    std::vector<std::vector<Point>> routes; // of the map's links: from, a point in each layer between, to
    double layers = 0; // all points lie in [0, layers) and [0, lanes)
    double lanes = 0;
};

// O(n · links); the same for the same map.
MapLayout layOut(const IdentityMap &map);

} // namespace widelens
