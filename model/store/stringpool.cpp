// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/stringpool.h"

#include "model/store/hash.h"

#include <bit>
#include <cmath>
#include <cstring>

namespace widelens {

namespace {

bool same(const Value &a, const Value &b)
{
    if (a.index() != b.index())
        return false;
    if (const auto *real = std::get_if<double>(&a)) // NaN is one value here
        return std::bit_cast<uint64_t>(*real) == std::bit_cast<uint64_t>(std::get<double>(b));
    return a == b;
}

} // namespace

std::string_view ValuePool::keep(std::string_view text)
{
    if (text.empty())
        return {};
    constexpr size_t kBlock = 16 * 1024;
    if (text.size() > m_arenaLeft) {
        const size_t size = m_arena.empty() ? std::max<size_t>(text.size(), 1024) : std::max(text.size(), kBlock);
        m_arena.push_back(std::make_unique<char[]>(size));
        m_arenaNext = m_arena.back().get();
        m_arenaLeft = size;
    }
    std::memcpy(m_arenaNext, text.data(), text.size());
    const std::string_view kept(m_arenaNext, text.size());
    m_arenaNext += text.size();
    m_arenaLeft -= text.size();
    return kept;
}

uint32_t ValuePool::intern(uint64_t hash, const Value &value)
{
    if (m_values.size() * 2 >= m_slots.size()) {
        std::vector<uint32_t> slots(std::max<size_t>(64, m_slots.size() * 2), 0);
        for (uint32_t i = 0; i < m_values.size(); ++i) {
            size_t at = m_hashes[i] & (slots.size() - 1);
            while (slots[at])
                at = (at + 1) & (slots.size() - 1);
            slots[at] = i + 1;
        }
        m_slots = std::move(slots);
    }
    size_t at = hash & (m_slots.size() - 1);
    for (; m_slots[at]; at = (at + 1) & (m_slots.size() - 1)) {
        const uint32_t i = m_slots[at] - 1;
        if (m_hashes[i] == hash && same(m_values[i], value))
            return i | kPooled;
    }
    const auto i = static_cast<uint32_t>(m_values.size());
    if (const auto *text = std::get_if<std::string_view>(&value))
        m_values.push_back(keep(*text));
    else
        m_values.push_back(value);
    m_hashes.push_back(hash);
    m_slots[at] = i + 1;
    return i | kPooled;
}

uint32_t ValuePool::internText(std::string_view text)
{
    return intern(hashBytes(text), text);
}

uint32_t ValuePool::internInt(int64_t number)
{
    if (number >= 0 && number < static_cast<int64_t>(kPooled))
        return static_cast<uint32_t>(number);
    return intern(mix(static_cast<uint64_t>(number), 0x1d8e4e27c47d124full), number);
}

uint32_t ValuePool::internReal(double number)
{
    return intern(mix(std::bit_cast<uint64_t>(number), 0xeb44accab455d165ull), number);
}

bool ValuePool::find(const Value &value, uint32_t count, uint32_t &cell) const
{
    if (const auto *number = std::get_if<int64_t>(&value); number && *number >= 0 && *number < static_cast<int64_t>(kPooled)) {
        cell = static_cast<uint32_t>(*number);
        return true;
    }
    for (uint32_t i = 0; i < count; ++i) {
        if (same(m_values[i], value)) {
            cell = i | kPooled;
            return true;
        }
    }
    return false;
}

} // namespace widelens
