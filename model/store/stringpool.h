// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/chunkedvector.h"
#include "model/store/textarena.h"
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

    struct Slot {
        uint32_t hash = 0;
        uint32_t number = 0; // + 1; 0: free
    };
    void makeRoom();

    ChunkedVector<Value> m_values;
    std::vector<Slot> m_slots; // open addressing; the writer's alone
    TextArena m_texts;
};

} // namespace widelens
