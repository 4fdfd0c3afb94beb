// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace widelens {

// An append-only array whose elements never move, so that readers may use the first n elements while the one writer
// appends more, once n was handed to them through a lock. The chunks double (first 64 elements), so that a run of ten
// thousand tiny files costs little; pages of the last chunk that were never written are not resident.
// Element access is two shifts and two loads. Elements of trivial types are left uninitialised until appended.
template<typename T>
class ChunkedVector
{
    static constexpr unsigned kFirstBits = 6;
    static constexpr unsigned kMaxChunks = 34;

public:
    ChunkedVector() = default;
    ChunkedVector(const ChunkedVector &) = delete;
    ChunkedVector &operator=(const ChunkedVector &) = delete;
    ~ChunkedVector()
    {
        if constexpr (!std::is_trivially_destructible_v<T>) {
            for (size_t i = 0; i < m_size; ++i)
                (*this)[i].~T();
        }
        for (T *chunk : m_chunks)
            std::free(chunk);
    }

    void push_back(T value)
    {
        if (m_next == m_end)
            grow();
        new (m_next++) T(std::move(value));
        ++m_size;
    }
    const T &operator[](size_t i) const { return *at(i); }
    T &operator[](size_t i) { return *at(i); }
    T &back() { return m_next[-1]; }
    const T &back() const { return m_next[-1]; }
    size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }

    // The longest run of elements from i that lie side by side, for scans: pointer and count (not beyond `limit`).
    std::pair<const T *, size_t> run(size_t i, size_t limit) const
    {
        const size_t biased = i + (size_t(1) << kFirstBits);
        const size_t chunkEnd = (size_t(2) << (std::bit_width(biased) - 1)) - (size_t(1) << kFirstBits);
        return { at(i), (chunkEnd < limit ? chunkEnd : limit) - i };
    }

private:
    T *at(size_t i) const
    {
        const size_t biased = i + (size_t(1) << kFirstBits);
        const unsigned top = static_cast<unsigned>(std::bit_width(biased)) - 1;
        return m_chunks[top - kFirstBits] + (biased - (size_t(1) << top));
    }
    void grow()
    {
        const size_t biased = m_size + (size_t(1) << kFirstBits);
        const unsigned top = static_cast<unsigned>(std::bit_width(biased)) - 1;
        const size_t count = size_t(1) << top;
        T *chunk = static_cast<T *>(allocate(count * sizeof(T)));
        m_chunks[top - kFirstBits] = chunk;
        m_next = chunk;
        m_end = chunk + count;
    }

    // Big chunks lie on huge pages where the system has them: their pages are touched for the first time one by one while
    // reading, which is a tenth of reading's time with small pages.
    static void *allocate(size_t bytes)
    {
        constexpr size_t kHugePage = 2 * 1024 * 1024;
        void *chunk = bytes < 2 * kHugePage ? std::malloc(bytes) : std::aligned_alloc(kHugePage, (bytes + kHugePage - 1) / kHugePage * kHugePage);
        if (!chunk)
            throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
        if (bytes >= 2 * kHugePage)
            ::madvise(chunk, bytes, MADV_HUGEPAGE); // advice: no matter if it is not taken
#endif
        return chunk;
    }

    std::array<T *, kMaxChunks> m_chunks {};
    T *m_next = nullptr;
    T *m_end = nullptr;
    size_t m_size = 0;
};

} // namespace widelens
