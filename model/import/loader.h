// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/unpacker.h"
#include "model/store/eventstore.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace widelens {

struct LoadOptions {
    std::vector<std::string> paths; // run directories, runinfo parents, archives of them, single files, "-": standard input
    std::string run; // only this run: a number ("003") or a dfk; empty: all
    unsigned threads = 0; // 0: one per core
    std::string zone; // for times without a zone where their run does not tell: a name; empty: this machine's
    std::map<std::string, Time> shifts; // by path of a source: ns to add to its times
    ArchiveLimits archives {};
    // Larger sources are read in parts of about this size, at the same time. Fewer bytes, less memory that is taken and not
    // needed at an end; more, fewer values that are held once for each part.
    uint64_t partBytes = uint64_t(128) * 1024 * 1024;
};

struct LoadProgress {
    uint64_t bytesDone = 0;
    uint64_t bytesTotal = 0;
    uint64_t events = 0;
    uint32_t sourcesDone = 0;
    uint32_t sources = 0;
    std::string current; // path of a source being read
};

// Reads runs in the background on all cores. Versions of the store are published while it goes on: the first as soon as
// there are rows, then whenever a quarter more has come, the last one with isComplete(). `onVersion` and `onProgress` are
// called from the loader's own thread (progress at most every 50 ms). Nothing a file holds makes it fail; a path that
// does not exist does: see error().
class Loader
{
public:
    using OnVersion = std::function<void(std::shared_ptr<const EventStore>)>;
    using OnProgress = std::function<void(const LoadProgress &)>;

    Loader(std::shared_ptr<const Rules> rules, LoadOptions options);
    ~Loader(); // cancels and joins
    void start(OnVersion onVersion, OnProgress onProgress = {});
    // Returns at once. What was read so far is published as complete, within 0.1 s: where putting it in order would take longer,
    // that is the last version; likewise identities.
    void cancel();
    void wait();

    // Reads everything and returns it: start() and wait() for callers without a window.
    static std::shared_ptr<const EventStore> load(std::shared_ptr<const Rules> rules, LoadOptions options);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

// "" when every path can be opened, else a sentence "WHAT: HOW TO FIX" for the first that cannot.
std::string checkPaths(const std::vector<std::string> &paths);

} // namespace widelens
