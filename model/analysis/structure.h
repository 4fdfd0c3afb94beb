// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace widelens {

// What a text is made of: JSON, the repr of a Python object ("Config(executors=[…])", dicts, lists, tuples, sets), or a
// traceback with its frames. A tree held flat: node 0 is the root.
struct Structure {
    enum class Kind { Text, Scalar, Object, List, Call, Traceback, Frame };
    struct Node {
        Kind kind = Kind::Scalar;
        std::string name; // key, argument, function of a frame; empty for elements of a list
        std::string text; // scalar: as in the source; call: what is called; frame: "PATH:LINE"; traceback: the exception
        int parent = -1;
        std::vector<int> children;
    };
    std::vector<Node> nodes; // empty: no structure worth a tree

    bool isEmpty() const { return nodes.empty(); }
    // Indented, as JSON and Python are written; a subtree from `node` on.
    std::string indented(int node = 0) const;
    // A scalar without quotes and escapes; anything else indented.
    std::string plain(int node) const;
};

// The text as a whole, or what stands in it between other text: the root then holds each with the words before it as its
// name. Lenient: what is no value ends the part. O(n); at most kMaxNodes nodes.
Structure readStructure(std::string_view text);
constexpr size_t kMaxStructureNodes = 20'000;

} // namespace widelens
