// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/columnmemory.h"

#include "model/store/largememory.h"
#include "model/store/sanitized.h"

#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>

#include <sys/mman.h>

namespace widelens {

#if WIDELENS_SANITIZED

// From the heap, where the sanitizer sees what is used after it was given back.
void *takeColumnPiece()
{
    if (void *piece = std::malloc(kColumnPiece))
        return piece;
    throw std::bad_alloc();
}

void giveColumnPiece(void *piece) noexcept
{
    std::free(piece);
}

#else

namespace {

constexpr size_t kBlock = kHugePage;
constexpr size_t kPieces = kBlock / kColumnPiece;

// A piece that is free holds the way to the next one.
struct FreePiece {
    FreePiece *next;
};

// The head of a block, in the place of its first piece. Blocks with free pieces make a list.
struct Block {
    Block *next = nullptr;
    Block *previous = nullptr;
    FreePiece *freed = nullptr; // given back
    size_t fresh = 1; // pieces from here on were never taken
    size_t used = 0;

    bool isFull() const { return used == kPieces - 1; }
    void *take()
    {
        ++used;
        if (!freed)
            return reinterpret_cast<char *>(this) + fresh++ * kColumnPiece;
        FreePiece *piece = freed;
        freed = piece->next;
        return piece;
    }
};
static_assert(sizeof(Block) <= kColumnPiece);

std::mutex mutex;
Block *first = nullptr; // of the blocks with free pieces

void link(Block *block)
{
    block->previous = nullptr;
    block->next = first;
    if (first)
        first->previous = block;
    first = block;
}

void unlink(Block *block)
{
    (block->previous ? block->previous->next : first) = block->next;
    if (block->next)
        block->next->previous = block->previous;
}

char *map(size_t bytes)
{
    void *memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        throw std::bad_alloc();
    return static_cast<char *>(memory);
}

bool isAligned(const char *memory)
{
    return reinterpret_cast<uintptr_t>(memory) % kBlock == 0;
}

// Not from the heap, so that what is given back goes back to the system.
Block *newBlock()
{
    char *memory = map(kBlock);
    if (!isAligned(memory)) { // twice as much, and what stands over is cut off
        ::munmap(memory, kBlock);
        char *const all = map(2 * kBlock);
        memory = all + (kBlock - reinterpret_cast<uintptr_t>(all) % kBlock) % kBlock;
        if (memory > all)
            ::munmap(all, static_cast<size_t>(memory - all));
        if (memory < all + kBlock)
            ::munmap(memory + kBlock, static_cast<size_t>(all + kBlock - memory));
    }
    adviseHugePages(memory, kBlock);
    return new (memory) Block;
}

} // namespace

void *takeColumnPiece()
{
    const std::lock_guard lock(mutex);
    if (!first)
        link(newBlock());
    Block *block = first;
    void *piece = block->take();
    if (block->isFull())
        unlink(block);
    return piece;
}

void giveColumnPiece(void *piece) noexcept
{
    auto *block = reinterpret_cast<Block *>(reinterpret_cast<uintptr_t>(piece) & ~(kBlock - 1));
    const std::lock_guard lock(mutex);
    if (block->isFull())
        link(block);
    block->freed = new (piece) FreePiece { block->freed };
    if (--block->used > 0)
        return;
    unlink(block);
    ::munmap(block, kBlock);
}

#endif

} // namespace widelens
