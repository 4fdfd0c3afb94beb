// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

namespace widelens {

// A private file for text that has no file of its own: what came out of an archive, a database or standard input. It lies
// in $TMPDIR (else /var/tmp, else /tmp) without a name, so that it is gone with the process however that ends. One thread
// appends, any number read.
class Spool
{
public:
    Spool(); // problem() says why there is none
    ~Spool();
    Spool(const Spool &) = delete;
    Spool &operator=(const Spool &) = delete;

    // False: it could not be written; problem() says why. Leaves kReserve bytes of the file system free.
    bool append(const char *bytes, size_t count);
    int64_t readAt(uint64_t offset, char *to, size_t count) const; // as pread; -1 on an error
    uint64_t size() const { return m_size; } // the writer's thread only
    const std::string &problem() const { return m_problem; } // the writer's thread only
    const std::string &folder() const { return m_folder; }

    static constexpr uint64_t kReserve = 512ull << 20;

private:
    bool hasRoom(size_t count);

    int m_descriptor = -1;
    uint64_t m_size = 0;
    uint64_t m_room = 0; // bytes that may be written before the file system is asked again
    std::string m_folder;
    std::string m_problem;
};

// A file inside a spool: the bytes that follow one another there from its beginning to its end. It may be read while it
// is still written: a reader that comes too early waits.
class SpooledFile
{
public:
    static constexpr uint64_t kReadable = 1 << 20; // as soon as so much is there, reading it is worth beginning

    explicit SpooledFile(std::shared_ptr<Spool> spool); // begins where the spool ends; one at a time is written

    // --- the writer
    bool append(const char *bytes, size_t count); // false: the spool has a problem, and the file ends here
    void finish(); // nothing more comes
    void fail(std::string what, std::string fix); // the same, before its end

    // --- readers
    // Bytes read; fewer than `count` at the end of the file; -1 on an error. Waits for bytes that are still to come, until
    // `stop` is set.
    int64_t readAt(uint64_t offset, char *to, size_t count, const std::atomic<bool> *stop = nullptr) const;
    uint64_t size() const; // so far
    bool isFinished() const;
    // Why it is shorter than it should be, and what to do; empty when it is whole, or not finished.
    std::string problem() const;
    std::string advice() const;

private:
    const std::shared_ptr<Spool> m_spool;
    const uint64_t m_begin;
    mutable std::mutex m_mutex; // guards what follows
    mutable std::condition_variable m_grown;
    uint64_t m_size = 0;
    bool m_finished = false;
    std::string m_problem;
    std::string m_advice;
};

} // namespace widelens
