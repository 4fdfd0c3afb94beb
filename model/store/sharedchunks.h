// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/largememory.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

namespace widelens {

// An array of items of `stride` Ts each, zero at first, in chunks: copies share those that neither changes, and a chunk that
// nothing was written to takes no memory. Chunks double from 64 items until they fill a huge page. Access is O(1).
// One thread writes while none reads; copies may be read meanwhile.
template<typename T>
class SharedChunks
{
    static_assert(std::is_trivially_copyable_v<T>);

public:
    explicit SharedChunks(size_t stride = 1)
        : m_stride(stride)
        , m_lastBits(std::max(kFirstBits, static_cast<unsigned>(std::bit_width(kHugePage / (stride * sizeof(T)))) - 1))
    {
    }

    // Null: nothing was written there.
    const T *find(uint32_t item) const
    {
        const Place place = placeOf(item);
        return place.chunk < m_chunks.size() && m_chunks[place.chunk] ? m_chunks[place.chunk].get() + place.offset * m_stride : nullptr;
    }
    const T *written(uint32_t item) const // one that was
    {
        const Place place = placeOf(item);
        return m_chunks[place.chunk].get() + place.offset * m_stride;
    }
    T *writable(uint32_t item)
    {
        const Place place = placeOf(item);
        if (place.chunk >= m_chunks.size())
            m_chunks.resize(place.chunk + 1);
        std::shared_ptr<T> &chunk = m_chunks[place.chunk];
        if (!chunk || isShared(chunk))
            chunk = copyOf(chunk.get(), itemsOf(place.chunk) * m_stride);
        return chunk.get() + place.offset * m_stride;
    }

    template<typename U>
    static bool isShared(const std::shared_ptr<U> &part)
    {
        const bool shared = part.use_count() > 1;
        if (!shared)
            std::atomic_thread_fence(std::memory_order_acquire); // whoever had it has read all it wanted
        return shared;
    }

private:
    static constexpr unsigned kFirstBits = 6;
    struct Place {
        size_t chunk;
        size_t offset;
    };

    Place placeOf(uint32_t item) const
    {
        const uint64_t biased = static_cast<uint64_t>(item) + (1u << kFirstBits);
        if (const uint64_t full = biased >> m_lastBits) // as most of a large array
            return { m_lastBits - kFirstBits + static_cast<size_t>(full) - 1, static_cast<size_t>(biased & ((uint64_t(1) << m_lastBits) - 1)) };
        const unsigned top = static_cast<unsigned>(std::bit_width(biased)) - 1;
        return { top - kFirstBits, static_cast<size_t>(biased - (uint64_t(1) << top)) };
    }
    size_t itemsOf(size_t chunk) const { return size_t(1) << std::min<size_t>(chunk + kFirstBits, m_lastBits); }
    static std::shared_ptr<T> copyOf(const T *from, size_t count)
    {
        std::shared_ptr<T> chunk(static_cast<T *>(allocateLarge(count * sizeof(T))), [](T *memory) { std::free(memory); });
        if (from)
            std::copy(from, from + count, chunk.get());
        else
            std::fill(chunk.get(), chunk.get() + count, T {});
        return chunk;
    }

    size_t m_stride;
    unsigned m_lastBits; // of the items of a full chunk
    std::vector<std::shared_ptr<T>> m_chunks;
};

} // namespace widelens
