// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/documentspool.h"

#include "model/import/documentrecords.h"
#include "model/store/spoolwriter.h"

namespace widelens {

DocumentSpool::DocumentSpool(const Rules &rules, const FormatRule &format, Source &source, const std::atomic<bool> &cancelled)
    : m_rules(rules)
    , m_format(format)
    , m_cancelled(cancelled)
    , m_records(std::make_shared<SpooledFile>(std::make_shared<Spool>()))
{
    m_file.setStop(&cancelled);
    openSource(source, m_file); // it was open just now; if not, there is nothing in it
    source.spooled = m_records;
    if (source.member.empty())
        source.member = source.path;
    m_thread = std::thread([this] { write(); });
}

DocumentSpool::~DocumentSpool()
{
    if (m_thread.joinable())
        m_thread.join();
}

void DocumentSpool::write()
{
    SpoolWriter lines(*m_records);
    const DocumentSink sink {
        [&](std::string_view line) { return lines.write(line); },
        [this](std::string what, std::string fix) {
            if (m_problems.size() < Source::kMaxIssues)
                m_problems.emplace_back(std::move(what), std::move(fix));
            else
                ++m_problemsLeftOut;
        },
    };
    writeDocumentRecords(m_rules, m_format, m_file, m_cancelled, sink);
    if (lines.flush())
        m_records->finish();
}

void DocumentSpool::finish(Source &source)
{
    m_thread.join();
    for (auto &[what, fix] : m_problems)
        addIssue(source, Issue::Severity::Damage, 0, 0, std::move(what), std::move(fix));
    source.issuesLeftOut += m_problemsLeftOut;
}

} // namespace widelens
