// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/atoms.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace widelens {

// The values of a field in conflict, but for the first, each with its earliest proof. However many: each is found at once.
class FurtherValues
{
public:
    using Proof = uint64_t;
    using Item = std::pair<Atom, Proof>;

    size_t size() const { return m_items.size(); }
    const Item &earliest() const { return m_earliest; } // there is one

    // Whether it is there already; then this may be the earlier proof.
    bool confirm(Atom value, Proof proof)
    {
        Proof *known = find(value);
        if (!known)
            return false;
        *known = std::min(*known, proof);
        readEarliest(value, proof);
        return true;
    }
    void append(Atom value, Proof proof) // that is not there
    {
        m_items.emplace_back(value, proof);
        readEarliest(value, proof);
        for (size_t i = m_places.size(); i < m_items.size() && m_items.size() > kFew; ++i)
            m_places.emplace(m_items[i].first, i);
    }
    // With the first one, in the order of their proofs, whichever came first.
    std::vector<Item> inOrder(const Item &first) const
    {
        std::vector<Item> all = m_items;
        all.push_back(first);
        std::sort(all.begin(), all.end(), [](const Item &a, const Item &b) { return std::tie(a.second, a.first) < std::tie(b.second, b.first); });
        return all;
    }

    bool leftOut = false; // others that follow

private:
    static constexpr size_t kFew = 16; // to be searched one by one

    Proof *find(Atom value)
    {
        if (!m_places.empty()) {
            const auto place = m_places.find(value);
            return place == m_places.end() ? nullptr : &m_items[place->second].second;
        }
        const auto found = std::find_if(m_items.begin(), m_items.end(), [value](const Item &item) { return item.first == value; });
        return found == m_items.end() ? nullptr : &found->second;
    }
    void readEarliest(Atom value, Proof proof)
    {
        if (proof < m_earliest.second)
            m_earliest = { value, proof };
    }

    std::vector<Item> m_items;
    std::unordered_map<Atom, size_t> m_places; // of m_items, once they are many
    Item m_earliest { 0, ~Proof(0) };
};

} // namespace widelens
