// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace widelens {

// Some rows of a segment, ascending: all of them, a list while they are few, else a bit a row.
class RowSelection
{
public:
    static std::unique_ptr<RowSelection> everything(uint32_t rows);
    static std::unique_ptr<RowSelection> list(uint32_t rows, std::vector<uint32_t> chosen); // ascending, none twice; of `rows`

    uint32_t rowCount() const { return m_rows; } // of the segment
    size_t count() const { return m_count; }
    bool isEverything() const { return m_count == m_rows; }
    bool isList() const { return !isEverything() && m_bits.empty(); }
    bool contains(uint32_t row) const // O(1), but for a list O(log n)
    {
        if (!m_bits.empty())
            return m_bits[row / 64] >> row % 64 & 1;
        return isEverything() || std::binary_search(m_list.begin(), m_list.end(), row);
    }
    // Makes contains() fast where much will be asked.
    void useBits();

    template<typename Visit>
    void each(Visit visit) const
    {
        if (isEverything()) {
            for (uint32_t row = 0; row < m_rows; ++row)
                visit(row);
            return;
        }
        for (const uint32_t row : m_list)
            visit(row);
        for (size_t word = 0; m_list.empty() && word < m_bits.size(); ++word) {
            for (uint64_t bits = m_bits[word]; bits != 0; bits &= bits - 1)
                visit(static_cast<uint32_t>(word * 64 + static_cast<size_t>(std::countr_zero(bits))));
        }
    }

    // The rows of which test(row) holds; asked in their order, once.
    template<typename Test>
    std::unique_ptr<RowSelection> keep(Test test) const
    {
        auto kept = none(m_rows);
        each([&](uint32_t row) {
            if (test(row))
                kept->append(row);
        });
        return kept;
    }

    static std::unique_ptr<RowSelection> none(uint32_t rows) { return list(rows, {}); }
    void append(uint32_t row) // behind all that are in it
    {
        ++m_count;
        if (!m_bits.empty()) {
            m_bits[row / 64] |= uint64_t(1) << row % 64;
            return;
        }
        m_list.push_back(row);
        if (m_list.size() > m_rows / kFew)
            useBits();
    }

private:
    static constexpr uint32_t kFew = 32; // a list costs as much as bits where it holds one row in so many

    uint32_t m_rows = 0;
    size_t m_count = 0;
    std::vector<uint32_t> m_list; // empty beside bits that are not those of a list
    std::vector<uint64_t> m_bits;
};

// Those in either, in both, in the first alone; of the same segment.
std::unique_ptr<RowSelection> unite(const RowSelection &a, const RowSelection &b);
std::unique_ptr<RowSelection> intersect(const RowSelection &a, const RowSelection &b);
std::unique_ptr<RowSelection> subtract(const RowSelection &a, const RowSelection &b);

} // namespace widelens
