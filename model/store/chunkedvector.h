// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/columnmemory.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace widelens {

// An append-only array whose elements never move, so that readers may use the first n elements while the one writer
// appends more, once n was handed to them through a lock. The first chunks double (from 16 elements, of large ones 2), so that a run
// of ten thousand tiny files costs little; all others are a piece of column memory each, so that at most a piece is unused.
// Element access is a shift and three loads. Elements of trivial types are left uninitialised until appended.
template<typename T>
class ChunkedVector
{
    static constexpr unsigned kFirstBits = sizeof(T) > 2 * sizeof(void *) ? 1 : 4;
    static constexpr unsigned kPieceBits = std::max<unsigned>(kFirstBits + 1, static_cast<unsigned>(std::bit_width(kColumnPiece / sizeof(T))) - 1);
    static constexpr size_t kFirst = size_t(1) << kFirstBits;
    static constexpr size_t kPiece = size_t(1) << kPieceBits; // elements
    // What is not a whole piece comes from the heap.
    static constexpr bool kIsPiece = kPiece * sizeof(T) == kColumnPiece;

public:
    ChunkedVector() = default;
    ChunkedVector(const ChunkedVector &) = delete;
    ChunkedVector &operator=(const ChunkedVector &) = delete;
    ~ChunkedVector()
    {
        if constexpr (!std::is_trivially_destructible_v<T>) {
            for (size_t i = 0, n = size(); i < n; ++i)
                (*this)[i].~T();
        }
        for (T *chunk : m_first)
            std::free(chunk);
        for (size_t i = 0; i < m_pieceCount; ++i)
            freePiece(m_directories.back()[i]);
    }

    void push_back(T value)
    {
        if (m_next == m_end) [[unlikely]]
            grow();
        new (m_next++) T(std::move(value));
    }
    // As push_back() where reserve() answered that there is room.
    void appendInRoom(T value) { new (m_next++) T(std::move(value)); }
    // Makes room for at least one element and answers for how many there is.
    size_t reserve()
    {
        if (m_next == m_end)
            grow();
        return static_cast<size_t>(m_end - m_next);
    }
    const T &operator[](size_t i) const { return *at(i); }
    T &operator[](size_t i) { return *at(i); }
    T &back() { return m_next[-1]; }
    const T &back() const { return m_next[-1]; }
    // The writer's alone, as back().
    size_t size() const { return m_until - static_cast<size_t>(m_end - m_next); }
    bool empty() const { return size() == 0; }

    // The longest run of elements from i that lie side by side, for scans: pointer and count (not beyond `limit`).
    std::pair<const T *, size_t> run(size_t i, size_t limit) const
    {
        const size_t biased = i + kFirst;
        const size_t chunkEnd = (biased < kPiece ? size_t(2) << (std::bit_width(biased) - 1) : (biased | (kPiece - 1)) + 1) - kFirst;
        return { at(i), (chunkEnd < limit ? chunkEnd : limit) - i };
    }

private:
    // Indices are shifted by the size of the first chunk: the first 2^k are those of chunks before the kth, or of pieces.
    T *at(size_t i) const
    {
        const size_t biased = i + kFirst;
        if (biased < kPiece) {
            const unsigned top = static_cast<unsigned>(std::bit_width(biased)) - 1;
            return m_first[top - kFirstBits] + (biased - (size_t(1) << top));
        }
        return m_directory.load(std::memory_order_acquire)[(biased >> kPieceBits) - 1] + (biased & (kPiece - 1));
    }

    void grow()
    {
        const size_t biased = m_until + kFirst;
        size_t count = kPiece;
        if (biased < kPiece) {
            count = size_t(1) << (std::bit_width(biased) - 1);
            m_next = m_first[static_cast<unsigned>(std::bit_width(biased)) - 1 - kFirstBits] = static_cast<T *>(allocate(count * sizeof(T)));
        } else {
            if (m_pieceCount == m_pieceRoom)
                growDirectory();
            m_next = kIsPiece ? static_cast<T *>(takeColumnPiece()) : static_cast<T *>(allocate(kPiece * sizeof(T)));
            m_directories.back()[m_pieceCount++] = m_next;
        }
        m_end = m_next + count;
        m_until += count;
    }

    // Readers may still look into the smaller ones: they stay, all together as large as the last.
    void growDirectory()
    {
        const size_t room = m_pieceRoom ? 2 * m_pieceRoom : 8;
        auto bigger = std::make_unique<T *[]>(room);
        for (size_t i = 0; i < m_pieceCount; ++i)
            bigger[i] = m_directories.back()[i];
        m_directories.push_back(std::move(bigger));
        m_directory.store(m_directories.back().get(), std::memory_order_release);
        m_pieceRoom = room;
    }

    static void *allocate(size_t bytes)
    {
        if (void *chunk = std::malloc(bytes))
            return chunk;
        throw std::bad_alloc();
    }
    static void freePiece(T *piece)
    {
        if constexpr (kIsPiece)
            giveColumnPiece(piece);
        else
            std::free(piece);
    }

    std::array<T *, kPieceBits - kFirstBits> m_first {};
    std::atomic<T **> m_directory { nullptr }; // of pieces
    T *m_next = nullptr;
    T *m_end = nullptr;
    size_t m_until = 0; // elements up to m_end
    size_t m_pieceCount = 0;
    size_t m_pieceRoom = 0;
    std::vector<std::unique_ptr<T *[]>> m_directories;
};

} // namespace widelens
