// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/atoms.h"
#include "model/store/segment.h"

#include <mutex>
#include <vector>

namespace widelens {

// The atoms of a segment's cells; each distinct text is looked up once. Where several threads share the pool, a mutex guards it.
class CellAtoms
{
public:
    CellAtoms(const SegmentView &view, AtomPool &pool, std::mutex *mutex = nullptr)
        : m_view(&view)
        , m_pool(&pool)
        , m_mutex(mutex)
    {
    }
    Atom operator()(Cell cell)
    {
        if (cell < ValuePool::kPooled)
            return (static_cast<Atom>(cell) << 1) + 2;
        const size_t place = cell & ~ValuePool::kPooled;
        if (place >= m_known.size())
            m_known.resize(place + 64, 0);
        if (m_known[place] == 0) {
            const auto lock = m_mutex ? std::unique_lock(*m_mutex) : std::unique_lock<std::mutex>();
            m_known[place] = m_pool->intern(m_view->value(cell));
        }
        return m_known[place];
    }

private:
    const SegmentView *m_view;
    AtomPool *m_pool;
    std::mutex *m_mutex;
    std::vector<Atom> m_known; // of the segment's pool
};

} // namespace widelens
