// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"
#include "model/store/filereader.h"
#include "model/store/source.h"
#include "model/store/spool.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace widelens {

// The records of a source that is JSON documents, written to a spool by a thread of its own while they are read from there.
class DocumentSpool
{
public:
    // From now on the source's text is its records, a line each.
    DocumentSpool(const Rules &rules, const FormatRule &format, Source &source, const std::atomic<bool> &cancelled);
    ~DocumentSpool();

    // After all of it was read: what was wrong with the documents.
    void finish(Source &source);

private:
    void write();

    const Rules &m_rules;
    const FormatRule &m_format;
    const std::atomic<bool> &m_cancelled;
    FileReader m_file;
    std::shared_ptr<SpooledFile> m_records;
    std::vector<std::pair<std::string, std::string>> m_problems; // the thread's until it has ended
    uint64_t m_problemsLeftOut = 0;
    std::thread m_thread;
};

} // namespace widelens
