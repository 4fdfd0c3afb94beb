// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/sanitized.h"

// Large memory from `new`, such as that of tables which grow with a run, lies on huge pages where the system has them. With
// small ones, touching it for the first time takes longer than filling it. Sanitizers bring an allocator of their own.
#if defined(__linux__) && !WIDELENS_SANITIZED

#include "model/store/largememory.h"

#include <cstdlib>
#include <new>

namespace {

using widelens::adviseHugePages;
using widelens::kHugePage;

void *largeMemory(std::size_t size)
{
    const std::size_t rounded = (size + kHugePage - 1) / kHugePage * kHugePage;
    void *memory = rounded < size ? nullptr : std::aligned_alloc(kHugePage, rounded);
    if (memory)
        adviseHugePages(memory, rounded);
    return memory;
}

} // namespace

// The library's `delete` fits: it gives back what came from malloc() and its kin.
void *operator new(std::size_t size)
{
    while (true) {
        if (void *memory = size < 2 * kHugePage ? std::malloc(size ? size : 1) : largeMemory(size))
            return memory;
        const std::new_handler handler = std::get_new_handler();
        if (!handler)
            throw std::bad_alloc();
        handler();
    }
}

#endif
