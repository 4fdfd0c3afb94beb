// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/damage.h"
#include "model/import/importer.h"
#include "model/import/messagereader.h"

#include <algorithm>

namespace widelens {

namespace {

// A text without times: a record a line, or all of it as one. It is attached to what its path names, and stands where its
// file was last written.
class LinesImport
{
public:
    explicit LinesImport(ImportJob &job)
        : m_job(job)
        , m_messages(job.rules, job.source.role, job.fields, job.templates, job.writer, job.state)
        , m_context(job.writer.addContext({}))
    {
    }

    void run()
    {
        const auto onLine = [this](const LineReader::Line &line) {
            ++m_line;
            readLine(line);
        };
        readLines(m_job, onLine, [] { });
    }

private:
    void readLine(const LineReader::Line &line)
    {
        Source &source = m_job.source;
        ++source.lines;
        std::string_view text(line.begin, line.length);
        while (!text.empty() && (text.back() == '\r' || text.back() == ' ' || text.back() == '\t'))
            text.remove_suffix(1);
        if (text.empty()) {
            ++source.blank;
            return;
        }
        if (m_job.format.whole && m_job.writer.rowCount() > 0) {
            ++source.continued;
            m_job.writer.extendTo(line.offset + line.length);
        } else {
            const uint32_t localTemplate = m_messages.read(text, {}, m_context);
            m_job.writer.append(kNoTime, line.offset, static_cast<uint32_t>(std::min<size_t>(line.length, 0xffffffffu)), m_line, m_context, localTemplate);
            m_messages.addFields(text);
            ++source.events;
        }
        if (const auto damage = findByteDamage({ line.begin, line.length }, line.terminated); damage.what)
            addIssue(source, Issue::Severity::Note, m_line, line.offset + damage.offset, damage.what, damage.fix);
    }

    ImportJob &m_job;
    MessageReader m_messages;
    uint32_t m_context;
    uint64_t m_line = 0;
};

} // namespace

void importLines(ImportJob &job)
{
    LinesImport(job).run();
}

} // namespace widelens
