// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/spool.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <vector>

namespace widelens {

namespace {

// A file without a name, where the file system can do that; else one whose name is taken away at once.
int openNameless(const std::string &folder)
{
#ifdef O_TMPFILE
    const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
    if (descriptor >= 0)
        return descriptor;
#endif
    std::string name = folder + "/widelens-XXXXXX";
    const int named = ::mkostemp(name.data(), O_CLOEXEC);
    if (named >= 0)
        ::unlink(name.c_str());
    return named;
}

} // namespace

Spool::Spool()
{
    std::vector<std::string> folders { "/var/tmp", "/tmp" };
    if (const char *wanted = std::getenv("TMPDIR"); wanted && *wanted)
        folders = { wanted };
    for (const auto &folder : folders) {
        m_folder = folder;
        m_descriptor = openNameless(folder);
        if (m_descriptor >= 0)
            return;
    }
    m_problem = m_folder + ": no temporary file can be made there: " + std::strerror(errno);
}

Spool::~Spool()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

bool Spool::hasRoom(size_t count)
{
    if (m_room >= count)
        return true;
    struct statvfs status;
    if (::fstatvfs(m_descriptor, &status) != 0)
        return true; // writing will tell
    const uint64_t available = static_cast<uint64_t>(status.f_bavail) * status.f_frsize;
    const uint64_t usable = available > kReserve ? available - kReserve : 0;
    m_room = std::min<uint64_t>(usable, std::max<uint64_t>(count, 64u << 20)); // others write there too
    return m_room >= count;
}

bool Spool::append(const char *bytes, size_t count)
{
    if (m_descriptor < 0 || !m_problem.empty())
        return false;
    if (!hasRoom(count)) {
        m_problem = m_folder + " is full: " + std::to_string(m_size >> 20) + " MB were unpacked";
        return false;
    }
    while (count > 0) {
        const ssize_t n = ::pwrite(m_descriptor, bytes, count, static_cast<off_t>(m_size));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            m_problem = m_folder + ": " + std::strerror(n < 0 ? errno : ENOSPC) + " after " + std::to_string(m_size >> 20) + " MB were unpacked";
            return false;
        }
        const auto written = static_cast<size_t>(n);
        bytes += written;
        count -= written;
        m_size += written;
        m_room -= std::min<uint64_t>(m_room, written);
    }
    return true;
}

int64_t Spool::readAt(uint64_t offset, char *to, size_t count) const
{
    size_t done = 0;
    while (done < count) {
        const ssize_t n = ::pread(m_descriptor, to + done, count - done, static_cast<off_t>(offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        done += static_cast<size_t>(n);
    }
    return static_cast<int64_t>(done);
}

SpooledFile::SpooledFile(std::shared_ptr<Spool> spool)
    : m_spool(std::move(spool))
    , m_begin(m_spool->size())
{
}

bool SpooledFile::append(const char *bytes, size_t count)
{
    if (!m_spool->append(bytes, count)) {
        fail(m_spool->problem(), "make room there, or name a folder with more of it in TMPDIR, and open it again");
        return false;
    }
    const std::lock_guard lock(m_mutex);
    m_size += count;
    m_grown.notify_all();
    return true;
}

void SpooledFile::finish()
{
    const std::lock_guard lock(m_mutex);
    m_finished = true;
    m_grown.notify_all();
}

void SpooledFile::fail(std::string what, std::string fix)
{
    const std::lock_guard lock(m_mutex);
    if (m_problem.empty()) {
        m_problem = std::move(what);
        m_advice = std::move(fix);
    }
    m_finished = true;
    m_grown.notify_all();
}

int64_t SpooledFile::readAt(uint64_t offset, char *to, size_t count, const std::atomic<bool> *stop) const
{
    uint64_t size = 0;
    {
        std::unique_lock lock(m_mutex);
        while (m_size < offset + count && !m_finished && !(stop && *stop))
            m_grown.wait_for(lock, std::chrono::milliseconds(50));
        size = m_size;
    }
    if (offset >= size)
        return 0;
    return m_spool->readAt(m_begin + offset, to, static_cast<size_t>(std::min<uint64_t>(count, size - offset)));
}

uint64_t SpooledFile::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_size;
}

bool SpooledFile::isFinished() const
{
    const std::lock_guard lock(m_mutex);
    return m_finished;
}

std::string SpooledFile::problem() const
{
    const std::lock_guard lock(m_mutex);
    return m_problem;
}

std::string SpooledFile::advice() const
{
    const std::lock_guard lock(m_mutex);
    return m_advice;
}

} // namespace widelens
