// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/maplayout.h"

#include <algorithm>
#include <cmath>

namespace widelens {

namespace {

constexpr int kSweeps = 12;

// After Sugiyama: layers by the longest way, places for links in the layers that they cross, an order with few crossings,
// then lanes as straight as their order allows.
class LayoutSearch
{
public:
    explicit LayoutSearch(const IdentityMap &map)
        : m_map(map)
    {
    }

    MapLayout search()
    {
        findLayers();
        makePlaces();
        for (int sweep = 0; sweep < kSweeps; ++sweep)
            orderLayers(sweep % 2 == 0);
        for (auto &layer : m_layers) {
            for (size_t i = 0; i < layer.size(); ++i)
                m_lanes[layer[i]] = static_cast<double>(i) - static_cast<double>(layer.size() - 1) / 2;
        }
        for (int sweep = 0; sweep < kSweeps; ++sweep)
            straighten(sweep % 2 == 0);
        return result();
    }

private:
    void findLayers()
    {
        const size_t count = m_map.nodes.size();
        m_layerOf.assign(count, 0);
        // As often as there are nodes: a cycle, should there be one, ends.
        for (size_t i = 0; i < count; ++i) {
            for (const auto &link : m_map.links)
                m_layerOf[link.from] = std::min(std::max(m_layerOf[link.from], m_layerOf[link.to] + 1), count - 1);
        }
    }

    size_t addPlace(size_t layer)
    {
        m_layers.resize(std::max(m_layers.size(), layer + 1));
        m_neighbours.emplace_back();
        m_lanes.push_back(0);
        m_placeLayer.push_back(layer);
        m_layers[layer].push_back(m_lanes.size() - 1);
        return m_lanes.size() - 1;
    }

    // A node is the place of its number; a link has a place in every layer between.
    void makePlaces()
    {
        for (const size_t layer : m_layerOf)
            addPlace(layer);
        for (const auto &link : m_map.links) {
            std::vector<size_t> route { link.from };
            for (size_t layer = m_layerOf[link.from]; layer > m_layerOf[link.to] + 1; --layer)
                route.push_back(addPlace(layer - 1));
            route.push_back(link.to);
            for (size_t i = 1; i < route.size(); ++i) {
                m_neighbours[route[i]].push_back(route[i - 1]);
                m_neighbours[route[i - 1]].push_back(route[i]);
            }
            m_routes.push_back(std::move(route));
        }
    }

    // By the mean place of the neighbours in the layer before.
    void orderLayers(bool upwards)
    {
        std::vector<double> at(m_lanes.size(), 0);
        const auto renumber = [&](const std::vector<size_t> &layer) {
            for (size_t i = 0; i < layer.size(); ++i)
                at[layer[i]] = static_cast<double>(i) - static_cast<double>(layer.size() - 1) / 2;
        };
        for (const auto &layer : m_layers)
            renumber(layer);
        for (size_t step = 1; step < m_layers.size(); ++step) {
            auto &layer = m_layers[upwards ? step : m_layers.size() - 1 - step];
            std::vector<double> wanted(m_lanes.size(), 0);
            for (const size_t place : layer)
                wanted[place] = mean(place, upwards, at, at[place]);
            std::stable_sort(layer.begin(), layer.end(), [&](size_t a, size_t b) { return wanted[a] < wanted[b]; });
            renumber(layer);
        }
    }

    // Of the neighbours in layers below (or above); `otherwise` where there are none.
    double mean(size_t place, bool below, const std::vector<double> &at, double otherwise) const
    {
        double sum = 0;
        int count = 0;
        for (const size_t other : m_neighbours[place]) {
            if ((m_placeLayer[other] < m_placeLayer[place]) == below) {
                sum += at[other];
                ++count;
            }
        }
        return count ? sum / count : otherwise;
    }

    // The nearest lanes to the neighbours' that keep the order and a distance of one.
    void straighten(bool upwards)
    {
        for (size_t step = 0; step < m_layers.size(); ++step) {
            const auto &layer = m_layers[upwards ? step : m_layers.size() - 1 - step];
            struct Block {
                double sum;
                size_t count;
            };
            std::vector<Block> blocks;
            for (size_t i = 0; i < layer.size(); ++i) {
                blocks.push_back({ mean(layer[i], upwards, m_lanes, m_lanes[layer[i]]) - static_cast<double>(i), 1 });
                while (blocks.size() > 1 && blocks[blocks.size() - 2].sum / static_cast<double>(blocks[blocks.size() - 2].count) > blocks.back().sum / static_cast<double>(blocks.back().count)) {
                    const Block last = blocks.back();
                    blocks.pop_back();
                    blocks.back().sum += last.sum;
                    blocks.back().count += last.count;
                }
            }
            size_t i = 0;
            for (const Block &block : blocks) {
                for (size_t k = 0; k < block.count; ++k, ++i)
                    m_lanes[layer[i]] = block.sum / static_cast<double>(block.count) + static_cast<double>(i);
            }
        }
    }

    MapLayout result() const
    {
        MapLayout layout;
        const double least = m_lanes.empty() ? 0 : *std::min_element(m_lanes.begin(), m_lanes.end());
        const auto point = [&](size_t place) { return MapLayout::Point { static_cast<double>(m_placeLayer[place]), m_lanes[place] - least }; };
        for (size_t node = 0; node < m_map.nodes.size(); ++node)
            layout.nodes.push_back(point(node));
        for (const auto &route : m_routes) {
            layout.routes.emplace_back();
            for (const size_t place : route)
                layout.routes.back().push_back(point(place));
        }
        layout.layers = static_cast<double>(m_layers.size());
        for (const double lane : m_lanes)
            layout.lanes = std::max(layout.lanes, lane - least + 1);
        return layout;
    }

    const IdentityMap &m_map;
    std::vector<size_t> m_layerOf; // by node
    std::vector<std::vector<size_t>> m_layers; // places, in order
    std::vector<size_t> m_placeLayer;
    std::vector<std::vector<size_t>> m_neighbours;
    std::vector<double> m_lanes; // by place
    std::vector<std::vector<size_t>> m_routes; // places, by link
};

} // namespace

MapLayout layOut(const IdentityMap &map)
{
    return LayoutSearch(map).search();
}

} // namespace widelens
