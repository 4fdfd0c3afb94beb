// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace widelens {

// A member of an archive that a test packs.
struct Packed {
    enum class Kind { File, Directory, SymbolicLink, HardLink, Device, Pipe };
    std::string name;
    std::string content; // of a link: what it points to
    Kind kind = Kind::File;
    int64_t written = 1'785'900'000; // epoch seconds
};

enum class PackedAs { Tar, TarGzip, TarBzip2, TarXz, TarLzma, TarZstd, Zip, SevenZip, Gzip, Bzip2, Xz, Lzma, Zstd };

// The bytes of an archive of these members, or of the first one compressed alone.
std::string pack(PackedAs as, const std::vector<Packed> &members);

// Every file below a directory, named `prefix` + its path there, in path order.
std::vector<Packed> filesBelow(const std::string &directory, const std::string &prefix = {});

} // namespace widelens
