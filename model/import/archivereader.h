// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/time.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

struct archive;

namespace widelens {

// Where the bytes of an archive come from, in order; those of a file can also be sought in (zip has its list of members at
// the end).
struct ArchiveInput {
    std::function<int64_t(char *to, size_t count)> read; // fewer than count only at the end; -1 on an error
    std::function<bool(uint64_t offset)> seek; // may be empty
    uint64_t size = 0; // where it can be sought in
};

// A member of an archive. Nothing is ever written under its name; a name that would lead elsewhere is refused all the
// same, as is what is no file.
struct ArchiveMember {
    std::string path; // "000/parsl.log": no "./", no empty parts
    std::string refusal; // why it is not read; empty: it is
    std::string advice;
    bool isDirectory = false;
    Time written = kNoTime; // when it was last written before it was packed
    bool isHarmless = false; // the refusal is of something that hides nothing: a link, a device
};

// Whether a file that begins like this is an archive or compressed: tar, zip, gzip, bzip2, xz, lzma, zstd. 512 bytes tell.
bool isContainer(std::string_view head);
// The name of another packing, which is not read: "7z". Empty for all else.
std::string unreadPacking(std::string_view head);

// "parsl.log.gz" → "parsl.log"; other names stay.
std::string withoutCompressionSuffix(const std::string &name);
// "000.tar.gz" → "000".
std::string withoutArchiveSuffix(const std::string &name);

// The members of one archive, one after the other, through libarchive. A compressed file that is no archive is one member
// without a name. Nothing is unpacked to the file system.
class ArchiveReader
{
public:
    explicit ArchiveReader(ArchiveInput input);
    ~ArchiveReader();
    ArchiveReader(const ArchiveReader &) = delete;
    ArchiveReader &operator=(const ArchiveReader &) = delete;

    bool next(ArchiveMember &member); // false: the end, or damage (problem())
    // Bytes of the member; 0 at its end; -1: damage (problem()), perhaps of this member only.
    int64_t read(char *to, size_t count);
    bool isSingle() const; // after next(): compressed, but no archive
    std::string format() const; // after next(): "POSIX ustar format, gzip"
    const std::string &problem() const { return m_problem; }

    // For the callbacks of libarchive only.
    int64_t fill(const void **buffer);
    int64_t seekTo(int64_t offset, int whence);

private:
    void note(int code);

    ArchiveInput m_input;
    struct archive *m_archive = nullptr;
    std::string m_buffer;
    uint64_t m_position = 0;
    std::string m_problem;
    bool m_opened = false;
    bool m_ended = false;
};

} // namespace widelens
