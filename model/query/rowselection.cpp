// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/rowselection.h"

#include <algorithm>
#include <iterator>

namespace widelens {

std::unique_ptr<RowSelection> RowSelection::everything(uint32_t rows)
{
    auto selection = std::make_unique<RowSelection>();
    selection->m_rows = rows;
    selection->m_count = rows;
    return selection;
}

std::unique_ptr<RowSelection> RowSelection::list(uint32_t rows, std::vector<uint32_t> chosen)
{
    auto selection = std::make_unique<RowSelection>();
    selection->m_rows = rows;
    selection->m_count = chosen.size();
    selection->m_list = std::move(chosen);
    if (selection->m_count > rows / kFew)
        selection->useBits();
    return selection;
}

void RowSelection::useBits()
{
    if (isEverything() || !m_bits.empty())
        return;
    m_bits.resize((static_cast<size_t>(m_rows) + 63) / 64);
    for (const uint32_t row : m_list)
        m_bits[row / 64] |= uint64_t(1) << row % 64;
    m_list = {};
}

std::unique_ptr<RowSelection> unite(const RowSelection &a, const RowSelection &b)
{
    if (a.isEverything() || b.isEverything())
        return RowSelection::everything(a.rowCount());
    std::vector<uint32_t> rows;
    rows.reserve(a.count() + b.count());
    a.each([&](uint32_t row) { rows.push_back(row); });
    const auto middle = static_cast<ptrdiff_t>(rows.size());
    b.each([&](uint32_t row) { rows.push_back(row); });
    std::inplace_merge(rows.begin(), rows.begin() + middle, rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return RowSelection::list(a.rowCount(), std::move(rows));
}

std::unique_ptr<RowSelection> intersect(const RowSelection &a, const RowSelection &b)
{
    const RowSelection &fewer = a.count() <= b.count() ? a : b;
    const RowSelection &more = a.count() <= b.count() ? b : a;
    return fewer.keep([&](uint32_t row) { return more.contains(row); });
}

std::unique_ptr<RowSelection> subtract(const RowSelection &a, const RowSelection &b)
{
    return a.keep([&](uint32_t row) { return !b.contains(row); });
}

} // namespace widelens
