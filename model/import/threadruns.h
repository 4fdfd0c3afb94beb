// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/eventstore.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace widelens {

class ProcessTable;

// Whose threads are those of a process that held several runs: a thread all of whose lines that tell their run tell the same
// one is that run's. One that begins or closes runs serves them all, and tells nothing. Where every run has a thread of
// the same name and all but one are known, the last one is of the run that is left. O(rows of the process).
class ThreadRuns
{
public:
    // The run that a row's line or its time tells, kNoRun for others.
    using RunOf = std::function<RunId(uint32_t segment, uint32_t row)>;
    // `runs`: those of the process; `serving`: lines of threads that begin or close runs.
    ThreadRuns(const EventStore &store, const ProcessTable &processes, uint32_t process, std::vector<RunId> runs, const std::vector<EventRef> &serving, const RunOf &runOf);

    // Of a row of this process; kNoRun: nothing tells.
    RunId of(uint32_t segment, uint32_t contextCode) const { return m_threads[m_codes.at(segment)[contextCode]].run; }

private:
    struct Thread {
        std::string name;
        RunId run = kNoRun;
        bool isShared = false;
    };
    void number(const EventStore &store, uint32_t segment);
    void shareOut(const std::vector<RunId> &runs);

    std::map<uint32_t, std::vector<uint32_t>> m_codes; // segment → context → thread
    std::map<std::pair<std::string, std::string>, uint32_t> m_numbers; // id and name → thread
    std::vector<Thread> m_threads; // 0: those whose header does not say it
};

} // namespace widelens
