// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/chunkedvector.h"
#include "model/store/value.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace widelens {

// The values of a segment that do not fit into a Cell by themselves, each distinct one once. One writer; readers may look
// up the cells they were given.
// A cell below 2^31 is that whole number; otherwise the low 31 bits index the pool.
class ValuePool
{
public:
    static constexpr uint32_t kPooled = 0x80000000u;

    uint32_t internText(std::string_view text);
    uint32_t internInt(int64_t number);
    uint32_t internReal(double number);

    Value value(uint32_t cell) const
    {
        if (cell < kPooled)
            return static_cast<int64_t>(cell);
        return m_values[cell & ~kPooled];
    }
    size_t size() const { return m_values.size(); }
    // Cell of a value if it is there, for filters; returns false when no row can hold it. Not while writing.
    bool find(const Value &value, uint32_t count, uint32_t &cell) const;

private:
    uint32_t intern(uint64_t hash, const Value &value);
    std::string_view keep(std::string_view text);

    ChunkedVector<Value> m_values;
    ChunkedVector<uint64_t> m_hashes;
    std::vector<uint32_t> m_slots; // open addressing, index + 1; the writer's alone
    std::vector<std::unique_ptr<char[]>> m_arena;
    size_t m_arenaLeft = 0;
    char *m_arenaNext = nullptr;
};

} // namespace widelens
