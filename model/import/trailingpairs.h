// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace widelens {

// A "key: value" behind a message.
struct TrailingPair {
    std::string_view key;
    std::string_view value;
};

// The pairs at the end of a line whose keys are among `keys` (sorted), as a program appends them without quotes: each value goes
// to the next of these keys, or to the end. Where a key comes twice, the pairs begin behind the first. What is in front of them is
// the message; as it may say a key and a colon itself, nothing tells for sure where it ends. O(length · log keys).
std::vector<TrailingPair> trailingPairs(const std::vector<std::string> &keys, std::string_view line);

} // namespace widelens
