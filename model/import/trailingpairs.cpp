// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/trailingpairs.h"

#include <algorithm>

namespace widelens {

std::vector<TrailingPair> trailingPairs(const std::vector<std::string> &keys, std::string_view line)
{
    std::vector<TrailingPair> pairs; // the last one first
    size_t end = line.size();
    for (size_t colon = line.rfind(": "); colon != std::string_view::npos && colon > 0; colon = line.rfind(": ", colon - 1)) {
        const size_t space = line.find_last_of(" \t", colon - 1);
        if (space == std::string_view::npos)
            break; // the line begins with it: that is the message
        const std::string_view key = line.substr(space + 1, colon - space - 1);
        if (!std::binary_search(keys.begin(), keys.end(), key))
            continue;
        if (std::any_of(pairs.begin(), pairs.end(), [&](const TrailingPair &pair) { return pair.key == key; }))
            break;
        pairs.push_back({ key, line.substr(colon + 2, end - std::min(end, colon + 2)) });
        end = space;
    }
    std::reverse(pairs.begin(), pairs.end());
    return pairs;
}

} // namespace widelens
