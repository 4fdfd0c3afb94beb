// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <fstream>
#include <string>

namespace widelens::bench {

// Bytes of this process that are no file's.
inline double anonymousBytes()
{
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line)) {
        if (line.rfind("RssAnon:", 0) == 0)
            return std::strtod(line.c_str() + 8, nullptr) * 1024;
    }
    return 0;
}

} // namespace widelens::bench
