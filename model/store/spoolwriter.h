// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/spool.h"

#include <string>
#include <string_view>

namespace widelens {

// Appends small pieces to a spooled file in blocks.
class SpoolWriter
{
public:
    explicit SpoolWriter(SpooledFile &file)
        : m_file(file)
    {
    }

    // False: no more fits into the file, which says so itself. Then nothing more is appended.
    bool write(std::string_view bytes)
    {
        m_block += bytes;
        return m_block.size() < kBlock || flush();
    }
    bool flush()
    {
        m_fits = m_fits && (m_block.empty() || m_file.append(m_block.data(), m_block.size()));
        m_block.clear();
        return m_fits;
    }

private:
    static constexpr size_t kBlock = 256 * 1024;

    SpooledFile &m_file;
    std::string m_block;
    bool m_fits = true;
};

} // namespace widelens
