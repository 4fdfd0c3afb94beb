// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace widelens {

// Rows of a chunk that match, ascending: a list while they are few, else a bit a row, so that a word that stands in every one
// of a hundred million rows costs 12 MB.
class MatchSet
{
public:
    static constexpr size_t kRows = size_t(1) << 14; // of a chunk; also "none"

    MatchSet() = default;
    explicit MatchSet(const std::vector<uint32_t> &rows); // ascending, below kRows

    size_t size() const { return m_size; }
    bool contains(size_t row) const;
    size_t countBelow(size_t row) const;
    size_t firstFrom(size_t row) const; // not before it; kRows: none
    size_t lastBelow(size_t row) const; // kRows: none

private:
    using Bits = std::array<uint64_t, kRows / 64>;
    static constexpr size_t kFew = sizeof(Bits) / sizeof(uint16_t);

    size_t m_size = 0;
    std::vector<uint16_t> m_list;
    std::unique_ptr<Bits> m_bits; // null: the list
};

} // namespace widelens
