// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace widelens {

// Memory for the columns of all segments, in pieces of equal size that are cut from huge pages where the system has them.
// A column is touched for the first time while it is read into: page by page with small pages, which takes longer than all
// the rest of reading; in large chunks of its own for each column, huge pages would stay half empty.
constexpr size_t kColumnPiece = 8 * 1024;

// A piece, not initialised; std::bad_alloc when there is no memory. From any thread; O(1).
void *takeColumnPiece();
void giveColumnPiece(void *piece) noexcept;

} // namespace widelens
