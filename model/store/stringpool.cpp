// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/stringpool.h"

#include "model/store/hash.h"

#include <bit>
#include <cmath>

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

uint32_t ValuePool::intern(uint64_t wide, const Value &value)
{
    if (m_values.size() * 2 >= m_slots.size())
        makeRoom();
    const auto hash = static_cast<uint32_t>(wide >> 32);
    size_t at = hash & (m_slots.size() - 1);
    for (; m_slots[at].number; at = (at + 1) & (m_slots.size() - 1)) {
        const uint32_t i = m_slots[at].number - 1;
        if (m_slots[at].hash == hash && same(m_values[i], value))
            return i | kPooled;
    }
    const auto i = static_cast<uint32_t>(m_values.size());
    if (const auto *text = std::get_if<std::string_view>(&value))
        m_values.push_back(m_texts.keep(*text));
    else
        m_values.push_back(value);
    m_slots[at] = { hash, i + 1 };
    return i | kPooled;
}

void ValuePool::makeRoom()
{
    std::vector<Slot> slots(std::max<size_t>(16, m_slots.size() * 2));
    for (const Slot &slot : m_slots) {
        if (!slot.number)
            continue;
        size_t at = slot.hash & (slots.size() - 1);
        while (slots[at].number)
            at = (at + 1) & (slots.size() - 1);
        slots[at] = slot;
    }
    m_slots = std::move(slots);
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
