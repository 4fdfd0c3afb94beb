// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace widelens::bench {

// The bare lower bounds that ingest is held against, on the same bytes in the same run. Each answers a checksum, so that
// nothing can be optimised away.

// Reads the file with pread in blocks of 4 MiB, splits it into lines and hashes each (64 bits, 16 bytes a step).
uint64_t hashLines(const std::string &file);
// Reads it likewise and walks all keys and raw values of each line with simdjson's on-demand parser.
uint64_t walkJson(const std::string &file);

} // namespace widelens::bench
