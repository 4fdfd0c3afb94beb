// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace widelens {

class FileReader;

// What is remembered of a file's bytes [0, length), to notice later that others stand there now: which file it was, and
// hashes of its beginning and end. A file that only grew is the same; one that was copied with its content is, too. What
// was changed in its middle alone is not noticed here.
struct FileTrace {
    uint64_t device = 0;
    uint64_t inode = 0;
    uint64_t size = 0;
    int64_t written = 0; // ns since the epoch
    uint64_t length = 0;
    uint64_t head = 0; // hashes of at most kEdge bytes
    uint64_t tail = 0;

    static constexpr uint64_t kEdge = 4096;

    // Two reads. Of something that is no file (spooled): all zero, and holds for everything.
    static FileTrace of(FileReader &file, uint64_t length);
    // Whether the bytes are still there. One look at the file's state while nobody has written to it, else two reads.
    bool holds(FileReader &file) const;
};

} // namespace widelens
