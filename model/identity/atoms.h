// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/segment.h"
#include "model/store/value.h"

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>

namespace widelens {

// A value, the same number for equal values in any segment. 0: no value.
using Atom = uint64_t;

// Whole numbers that are not negative are atoms by themselves; everything else is kept here once.
class AtomPool
{
public:
    Atom intern(const Value &value)
    {
        if (const auto *number = std::get_if<int64_t>(&value); number && *number >= 0)
            return (static_cast<uint64_t>(*number) << 1) + 2;
        if (isAbsent(value))
            return 0;
        const std::string text = toText(value);
        const auto [found, isNew] = m_numbers.try_emplace(text, m_texts.size());
        if (isNew)
            m_texts.push_back(text);
        return (static_cast<uint64_t>(found->second) << 1) | 1;
    }
    // The atom of a value if it is known; 0 otherwise.
    Atom find(const Value &value) const
    {
        if (const auto *number = std::get_if<int64_t>(&value); number && *number >= 0)
            return (static_cast<uint64_t>(*number) << 1) + 2;
        const auto found = m_numbers.find(toText(value));
        return found == m_numbers.end() ? 0 : (static_cast<uint64_t>(found->second) << 1) | 1;
    }
    Value value(Atom atom) const
    {
        if (atom == 0)
            return {};
        if (atom & 1)
            return std::string_view(m_texts[atom >> 1]);
        return static_cast<int64_t>((atom - 2) >> 1);
    }

private:
    std::unordered_map<std::string, size_t> m_numbers;
    std::deque<std::string> m_texts; // stable addresses
};

} // namespace widelens
