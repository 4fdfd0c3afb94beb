// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/filetrace.h"

#include "model/store/filereader.h"
#include "model/store/hash.h"

#include <algorithm>
#include <array>

namespace widelens {

namespace {

uint64_t hashAt(FileReader &file, uint64_t begin, uint64_t end)
{
    std::array<char, FileTrace::kEdge> bytes;
    const int64_t n = file.readAt(begin, bytes.data(), static_cast<size_t>(end - begin));
    return hashBytes(bytes.data(), n > 0 ? static_cast<size_t>(n) : 0);
}

} // namespace

FileTrace FileTrace::of(FileReader &file, uint64_t length)
{
    FileTrace trace;
    if (!file.state(trace))
        return {};
    trace.length = length;
    trace.head = hashAt(file, 0, std::min(length, kEdge));
    trace.tail = hashAt(file, length - std::min(length, kEdge), length);
    return trace;
}

bool FileTrace::holds(FileReader &file) const
{
    FileTrace now;
    if (inode == 0 || !file.state(now))
        return inode == 0;
    if (now.device == device && now.inode == inode && now.size == size && now.written == written)
        return true;
    if (now.size < length)
        return false;
    now = of(file, length);
    return now.head == head && now.tail == tail;
}

} // namespace widelens
