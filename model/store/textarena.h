// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/columnmemory.h"

#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace widelens {

// Keeps texts side by side, for as long as it lives: no allocation for each, and nothing beside its bytes.
class TextArena
{
public:
    TextArena() = default;
    TextArena(const TextArena &) = delete;
    TextArena &operator=(const TextArena &) = delete;
    ~TextArena()
    {
        for (void *piece : m_pieces)
            giveColumnPiece(piece);
    }

    std::string_view keep(std::string_view text)
    {
        if (text.empty())
            return {};
        char *to = text.size() > kOwn && text.size() > m_left ? own(text.size()) : place(text.size());
        std::memcpy(to, text.data(), text.size());
        return { to, text.size() };
    }

private:
    static constexpr size_t kFirst = 64; // of ten thousand tiny files each has one; the next are larger, up to kOwn
    static constexpr size_t kOwn = kColumnPiece / 8; // so long a text does not make much of a piece useless

    char *own(size_t size)
    {
        m_own.push_back(std::make_unique_for_overwrite<char[]>(size));
        return m_own.back().get();
    }
    char *place(size_t size)
    {
        if (size > m_left && m_block <= kOwn) {
            while (m_block < size)
                m_block *= 2;
            m_left = m_block;
            m_next = own(m_block);
            m_block *= 2;
        }
        if (size > m_left) {
            m_pieces.push_back(takeColumnPiece());
            m_next = static_cast<char *>(m_pieces.back());
            m_left = kColumnPiece;
        }
        char *const at = m_next;
        m_next += size;
        m_left -= size;
        return at;
    }

    std::vector<void *> m_pieces;
    std::vector<std::unique_ptr<char[]>> m_own; // the first blocks, and what is long
    size_t m_block = kFirst; // the size of the next one
    char *m_next = nullptr;
    size_t m_left = 0;
};

} // namespace widelens
