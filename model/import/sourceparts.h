// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/importer.h"

#include <cstdint>
#include <vector>

namespace widelens {

// A part of a source that can be read by itself.
struct SourcePart {
    uint32_t number = 0; // which multiple of the size of a part it begins behind
    uint64_t begin = 0; // bytes from the beginning of the file, where a record begins
};

// How many parts a file of so many bytes can have at most, whatever it holds.
inline uint32_t mostParts(uint64_t bytes, uint64_t partBytes)
{
    return static_cast<uint32_t>(partBytes == 0 || bytes <= partBytes ? 1 : (bytes - 1) / partBytes + 1);
}

// The parts in which a source can be read at the same time, ascending; the first begins at 0. Each other one begins at the
// first record at or behind a multiple of `partBytes`; where none is near, the part before goes on. One where the format has
// what concerns all lines behind it, as the names of columns. Reads a block for each part.
// At most `most`: the file may have grown since it was found.
std::vector<SourcePart> partsOf(const FormatRule &format, const Source &source, FileReader &file, uint64_t partBytes, uint32_t most);

} // namespace widelens
