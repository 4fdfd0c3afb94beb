// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace widelens {

// While something grows, what looks at all of it does so again when it has become larger by half: all in all it then looks at
// three times as much as there is in the end, however many versions there are. Sizes are in whatever is counted.
class Growth
{
public:
    // Whether to look again. What is smaller than the last time is something else.
    bool isEnough(size_t size) const { return size < m_size || size - m_size >= m_size / 2; }
    void look(size_t size) { m_size = size; }

private:
    size_t m_size = 0;
};

} // namespace widelens
