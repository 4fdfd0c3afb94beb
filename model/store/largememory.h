// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace widelens {

constexpr size_t kHugePage = 2 * 1024 * 1024;

// Asks for huge pages; no matter if they are not given.
inline void adviseHugePages([[maybe_unused]] void *memory, [[maybe_unused]] size_t bytes)
{
#ifdef MADV_HUGEPAGE
    ::madvise(memory, bytes, MADV_HUGEPAGE);
#endif
}

// Memory for an array, not initialised; std::free() gives it back. Large ones lie on huge pages where the system has them:
// small pages are touched for the first time one by one, which costs more than what is then written to them.
inline void *allocateLarge(size_t bytes)
{
    const size_t pages = (bytes + kHugePage / 2) / kHugePage; // not where more than half of one would be resident for nothing
    void *memory = pages == 0 ? std::malloc(bytes) : std::aligned_alloc(kHugePage, (bytes + kHugePage - 1) / kHugePage * kHugePage);
    if (!memory)
        throw std::bad_alloc();
    if (pages > 0)
        adviseHugePages(memory, pages * kHugePage);
    return memory;
}

// For arrays that are filled by several threads: new elements are as the memory was.
template<typename T>
struct LargeAllocator {
    static_assert(std::is_trivially_copyable_v<T>);
    using value_type = T;

    LargeAllocator() = default;
    template<typename U>
    LargeAllocator(const LargeAllocator<U> &)
    {
    }
    T *allocate(size_t count) { return static_cast<T *>(allocateLarge(count * sizeof(T))); }
    void deallocate(T *memory, size_t) { std::free(memory); }
    template<typename U, typename... Arguments>
    void construct([[maybe_unused]] U *place, Arguments &&...arguments)
    {
        if constexpr (sizeof...(Arguments) > 0)
            new (static_cast<void *>(place)) U(std::forward<Arguments>(arguments)...);
    }
    bool operator==(const LargeAllocator &) const { return true; }
};

// resize(n) leaves the new elements as the memory was; resize(n, value) does not.
template<typename T>
using LargeVector = std::vector<T, LargeAllocator<T>>;

} // namespace widelens
