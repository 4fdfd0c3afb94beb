// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"
#include "model/store/source.h"
#include "model/store/spool.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace widelens {

// How far an archive is followed before it is taken for a bomb. The totals are of one archive, with all archives in it.
struct ArchiveLimits {
    uint64_t members = 1'000'000;
    unsigned depth = 4; // of archives in archives
    // Beyond this many bytes, no more than so many times the archive's own size.
    uint64_t plainBytes = 1ull << 30;
    uint64_t ratio = 1000;
};

// Unpacks archives and compressed files into a spool, member by member, and hands each over as a source as soon as its
// beginning is there: what is unpacked is read at the same time. One thread's.
class Unpacker
{
public:
    // Only members of run directories that are named `onlyRun`, unless that is empty.
    Unpacker(const Rules &rules, ArchiveLimits limits, const std::atomic<bool> &cancelled, std::string onlyRun = {});
    ~Unpacker();

    // What the caller does with what comes out.
    struct Sink {
        std::function<RunId(Run)> addRun; // the one that is there already, if it has the same path
        std::function<void(Source)> addSource; // to be read, unless it is done
        std::function<void(const Source &)> replaceSource; // the compressed file is this source now, to be read
        std::function<void(uint64_t bytes)> consumed; // of the archive itself, so far
    };
    // Unpacks the file of `source`, which lies in the directory of `run` (or null). False: it was a compressed file and no
    // archive, and is a source to be read now (replaceSource); else `source` is the entry that tells of the archive.
    bool unpack(Source &source, const Run *run, const Sink &sink);

private:
    class Walk;

    const Rules &m_rules;
    const ArchiveLimits m_limits;
    const std::atomic<bool> &m_cancelled;
    const std::string m_onlyRun;
    std::shared_ptr<Spool> m_spool;
};

} // namespace widelens
