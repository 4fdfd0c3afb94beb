// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/matchset.h"

#include <algorithm>
#include <bit>

namespace widelens {

MatchSet::MatchSet(const std::vector<uint32_t> &rows)
    : m_size(rows.size())
{
    if (rows.size() <= kFew) {
        m_list.assign(rows.begin(), rows.end());
        return;
    }
    m_bits = std::make_unique<Bits>();
    for (const uint32_t row : rows)
        (*m_bits)[row / 64] |= uint64_t(1) << row % 64;
}

bool MatchSet::contains(size_t row) const
{
    return row < kRows && firstFrom(row) == row;
}

size_t MatchSet::countBelow(size_t row) const
{
    if (row >= kRows)
        return m_size;
    if (!m_bits)
        return static_cast<size_t>(std::lower_bound(m_list.begin(), m_list.end(), row) - m_list.begin());
    size_t count = 0;
    for (size_t word = 0; word < row / 64; ++word)
        count += static_cast<size_t>(std::popcount((*m_bits)[word]));
    return count + static_cast<size_t>(std::popcount((*m_bits)[row / 64] & ((uint64_t(1) << row % 64) - 1)));
}

size_t MatchSet::firstFrom(size_t row) const
{
    if (!m_bits) {
        const auto found = std::lower_bound(m_list.begin(), m_list.end(), row);
        return found == m_list.end() ? kRows : *found;
    }
    for (size_t word = row / 64; word < m_bits->size(); ++word) {
        const uint64_t bits = (*m_bits)[word] & (word == row / 64 ? ~uint64_t(0) << row % 64 : ~uint64_t(0));
        if (bits)
            return word * 64 + static_cast<size_t>(std::countr_zero(bits));
    }
    return kRows;
}

size_t MatchSet::lastBelow(size_t row) const
{
    const size_t before = countBelow(row);
    if (before == 0)
        return kRows;
    if (!m_bits)
        return m_list[before - 1];
    for (size_t word = (std::min(row, kRows) - 1) / 64;; --word) {
        const uint64_t bits = (*m_bits)[word] & (word == row / 64 ? (uint64_t(1) << row % 64) - 1 : ~uint64_t(0));
        if (bits)
            return word * 64 + 63 - static_cast<size_t>(std::countl_zero(bits));
    }
}

} // namespace widelens
