// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/filereader.h"

#include "model/store/filetrace.h"
#include "model/store/spool.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace widelens {

FileReader::~FileReader()
{
    close();
}

void FileReader::close()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = -1;
    m_spooled.reset();
}

void FileReader::open(std::shared_ptr<const SpooledFile> spooled)
{
    close();
    m_problem.clear();
    m_spooled = std::move(spooled);
}

bool FileReader::open(const FileReader &other)
{
    close();
    m_problem.clear();
    m_spooled = other.m_spooled;
    if (m_spooled)
        return true;
    m_descriptor = ::fcntl(other.m_descriptor, F_DUPFD_CLOEXEC, 0);
    if (m_descriptor < 0)
        m_problem = std::strerror(errno);
    return m_descriptor >= 0;
}

bool FileReader::open(const std::string &path)
{
    close();
    m_problem.clear();
    // Not blocking: a named pipe among the logs must not hold up everything else.
    m_descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (m_descriptor < 0) {
        m_problem = std::strerror(errno);
        return false;
    }
    struct stat status;
    if (::fstat(m_descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        m_problem = "not a regular file";
        close();
        return false;
    }
    return true;
}

int64_t FileReader::readAt(uint64_t offset, char *to, size_t count)
{
    if (m_spooled) {
        const int64_t n = m_spooled->readAt(offset, to, count, m_stop);
        if (n < 0)
            m_problem = std::strerror(errno);
        return n;
    }
    size_t done = 0;
    while (done < count) {
        const ssize_t n = ::pread(m_descriptor, to + done, count - done, static_cast<off_t>(offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            m_problem = std::strerror(errno);
            return -1;
        }
        if (n == 0)
            break;
        done += static_cast<size_t>(n);
    }
    return static_cast<int64_t>(done);
}

uint64_t FileReader::size() const
{
    if (m_spooled)
        return m_spooled->size();
    struct stat status;
    return ::fstat(m_descriptor, &status) == 0 ? static_cast<uint64_t>(status.st_size) : 0;
}

bool FileReader::isGrowing() const
{
    return m_spooled && !m_spooled->isFinished();
}

bool FileReader::isUnlinked() const
{
    struct stat status;
    return !m_spooled && ::fstat(m_descriptor, &status) == 0 && status.st_nlink == 0;
}

bool FileReader::state(FileTrace &trace) const
{
    struct stat status;
    if (m_spooled || ::fstat(m_descriptor, &status) != 0)
        return false;
    trace.device = static_cast<uint64_t>(status.st_dev);
    trace.inode = static_cast<uint64_t>(status.st_ino);
    trace.size = static_cast<uint64_t>(status.st_size);
    trace.written = static_cast<int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
    return true;
}

LineReader::LineReader(FileReader &file, uint64_t limit, uint64_t begin)
    : m_file(file)
    , m_limit(limit)
    , m_base(begin)
{
}

const void *LineReader::findNewline() const
{
    return std::memchr(m_buffer.get() + m_scan, '\n', m_filled - m_scan);
}

bool LineReader::fill()
{
    const size_t kept = m_filled - m_position;
    const uint64_t left = m_limit - std::min(m_limit, m_base + m_filled);
    const size_t wanted = static_cast<size_t>(std::min<uint64_t>(left, std::max(kBlock, kept)));
    if (kept + wanted + kPadding > m_capacity) {
        m_capacity = kept + wanted + std::min(wanted, kBlock) / 4 + kPadding; // of the next block more may be kept
        auto bigger = std::make_unique_for_overwrite<char[]>(m_capacity);
        if (kept)
            std::memcpy(bigger.get(), m_buffer.get() + m_position, kept);
        m_buffer = std::move(bigger);
    } else if (kept) {
        std::memmove(m_buffer.get(), m_buffer.get() + m_position, kept);
    }
    m_base += m_position;
    m_scan = kept;
    m_position = 0;
    m_filled = kept;
    const int64_t n = wanted ? m_file.readAt(m_base + kept, m_buffer.get() + kept, wanted) : 0;
    m_filled += n > 0 ? static_cast<size_t>(n) : 0;
    std::memset(m_buffer.get() + m_filled, 0, kPadding);
    m_atEnd = n < static_cast<int64_t>(wanted) || wanted == left;
    return n > 0;
}

bool LineReader::nextSlow(Line &line)
{
    while (true) {
        m_scan = m_filled;
        if (m_atEnd || (!fill() && m_atEnd)) {
            if (m_position >= m_filled)
                return false;
            // A newline may have come with the last block.
            if (m_scan >= m_filled) {
                line = { m_buffer.get() + m_position, m_filled - m_position, m_base + m_position, false };
                m_position = m_filled;
                return true;
            }
        }
        if (m_scan < m_filled) {
            if (const void *end = findNewline()) {
                const char *from = m_buffer.get() + m_position;
                line = { from, static_cast<size_t>(static_cast<const char *>(end) - from), m_base + m_position, true };
                m_position += line.length + 1;
                m_scan = m_position;
                return true;
            }
        }
    }
}

} // namespace widelens
