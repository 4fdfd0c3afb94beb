// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/threadruns.h"

#include "model/import/processes.h"

#include <algorithm>

namespace widelens {

ThreadRuns::ThreadRuns(const EventStore &store, const ProcessTable &processes, uint32_t process, std::vector<RunId> runs, const std::vector<EventRef> &serving, const RunOf &runOf)
    : m_threads(1)
{
    m_threads[0].isShared = true;
    for (const uint32_t segment : processes.segmentsOf(process))
        number(store, segment);
    for (const EventRef event : serving)
        m_threads[m_codes.at(event.segment)[store.segments()[event.segment]->contextCode(event.row)]].isShared = true;
    for (const auto &[segment, codes] : m_codes) {
        const SegmentView &view = *store.segments()[segment];
        for (uint32_t row = 0; row < view.rowCount(); ++row) {
            Thread &thread = m_threads[codes[view.contextCode(row)]];
            if (thread.isShared || processes.process(segment, view.contextCode(row)) != process)
                continue;
            const RunId run = runOf(segment, row);
            thread.isShared = run != kNoRun && thread.run != kNoRun && thread.run != run;
            if (run != kNoRun)
                thread.run = run;
        }
    }
    for (Thread &thread : m_threads)
        thread.run = thread.isShared ? kNoRun : thread.run;
    shareOut(runs);
}

void ThreadRuns::number(const EventStore &store, uint32_t segment)
{
    const SegmentView &view = *store.segments()[segment];
    const FieldId id = store.fields().find("thread");
    const FieldId name = store.fields().find("threadName");
    auto &codes = m_codes[segment];
    codes.assign(view.contextCount(), 0);
    for (uint32_t code = 0; code < view.contextCount(); ++code) {
        std::pair<std::string, std::string> key;
        for (const auto &[field, cell] : view.columns().contexts[code].fields) {
            if (field == id || field == name)
                (field == id ? key.first : key.second) = toText(view.value(cell));
        }
        if (key.first.empty())
            continue;
        const auto [found, isNew] = m_numbers.try_emplace(key, static_cast<uint32_t>(m_threads.size()));
        if (isNew)
            m_threads.push_back({ key.second, kNoRun, false });
        codes[code] = found->second;
    }
}

void ThreadRuns::shareOut(const std::vector<RunId> &runs)
{
    std::map<std::string, std::vector<Thread *>> byName;
    for (size_t i = 1; i < m_threads.size(); ++i) {
        if (!m_threads[i].isShared)
            byName[m_threads[i].name].push_back(&m_threads[i]);
    }
    for (const auto &[name, threads] : byName) {
        std::vector<RunId> left = runs;
        Thread *unknown = nullptr;
        for (Thread *thread : threads) {
            if (thread->run == kNoRun)
                unknown = thread;
            else
                std::erase(left, thread->run);
        }
        if (unknown && threads.size() == runs.size() && left.size() == 1)
            unknown->run = left[0];
    }
}

} // namespace widelens
