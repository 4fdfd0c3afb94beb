// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace widelens {

class SpooledFile;
struct FileTrace;

// A file opened for reading with pread, or one in a spool. Never mapped: a log that is truncated while it is mapped kills the process.
class FileReader
{
public:
    FileReader() = default;
    ~FileReader();
    FileReader(const FileReader &) = delete;
    FileReader &operator=(const FileReader &) = delete;

    bool open(const std::string &path); // false: problem() says why
    void open(std::shared_ptr<const SpooledFile> spooled);
    bool open(const FileReader &other); // the same file, whatever its name stands for by now
    bool isOpen() const { return m_descriptor >= 0 || m_spooled; }
    // Bytes read into `to`; fewer than `count` at the end of the file; -1 on an error (problem()). Of a file that is still
    // unpacked it waits for them, until `*stop`.
    int64_t readAt(uint64_t offset, char *to, size_t count);
    void setStop(const std::atomic<bool> *stop) { m_stop = stop; }
    uint64_t size() const; // now, not when it was opened
    bool isGrowing() const; // it is still unpacked: size() is not its last word
    bool isUnlinked() const; // deleted since it was opened
    bool state(FileTrace &trace) const; // which file it is, its size and time now; false for a spooled one
    const std::string &problem() const { return m_problem; }
    void close();

private:
    int m_descriptor = -1;
    std::shared_ptr<const SpooledFile> m_spooled;
    const std::atomic<bool> *m_stop = nullptr;
    std::string m_problem;
};

// The lines of a file, one after the other. A line is handed out without its '\n'; the bytes stay valid until the next
// call. Beyond the end of a line at least kPadding bytes can be read (simdjson asks for that). Memory: the block size, or
// the longest line.
class LineReader
{
public:
    static constexpr size_t kPadding = 64;
    // Small enough that what was read is still in the core's cache when its lines are looked at.
    static constexpr size_t kBlock = 256 * 1024;

    // Reads from `begin`, where a line begins, up to `limit`, both counted from the beginning of the file.
    LineReader(FileReader &file, uint64_t limit, uint64_t begin = 0);

    struct Line {
        const char *begin = nullptr;
        size_t length = 0;
        uint64_t offset = 0;
        bool terminated = true; // false: the last line, without '\n'
    };
    // False at the end, or when reading failed (file.problem() is not empty then).
    bool next(Line &line)
    {
        const char *from = m_buffer.get() + m_position;
        const char *end = static_cast<const char *>(m_scan < m_filled ? findNewline() : nullptr);
        if (!end)
            return nextSlow(line);
        line = { from, static_cast<size_t>(end - from), m_base + m_position, true };
        m_position = static_cast<size_t>(end - m_buffer.get()) + 1;
        m_scan = m_position;
        return true;
    }

private:
    const void *findNewline() const;
    bool nextSlow(Line &line);
    bool fill();

    FileReader &m_file;
    uint64_t m_limit;
    std::unique_ptr<char[]> m_buffer;
    size_t m_capacity = 0;
    size_t m_filled = 0;
    size_t m_position = 0; // of the line to hand out
    size_t m_scan = 0; // no newline between m_position and here
    uint64_t m_base = 0; // file offset of the buffer's beginning
    bool m_atEnd = false;
};

} // namespace widelens
