// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/damage.h"
#include "model/import/importer.h"
#include "model/import/messagereader.h"
#include "model/import/textheader.h"
#include "model/import/trailingpairs.h"
#include "model/import/values.h"

#include <chrono>
#include <cstring>

namespace widelens {

Time whenWritten(const Source &source)
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return source.written == kNoTime ? std::chrono::duration_cast<std::chrono::nanoseconds>(now).count() : source.written;
}

namespace {

// One pass over a text log: lines that begin with a header begin a record, all others continue the one before.
class TextImport
{
public:
    explicit TextImport(ImportJob &job)
        : m_job(job)
        , m_header(*job.format.header, job.rules, job.fields, job.writer, job.clock, whenWritten(job.source))
        , m_messages(job.rules, job.source.role, job.fields, job.templates, job.writer, job.state)
    {
    }

    void run()
    {
        const auto onLine = [this](const LineReader::Line &line) {
            ++m_line;
            readLine(line);
        };
        if (readLines(m_job, onLine, [] { }))
            m_job.state.shapeOverflow += m_messages.shapeOverflow();
    }

private:
    void readLine(const LineReader::Line &line)
    {
        Source &source = m_job.source;
        ++source.lines;
        std::string_view text(line.begin, line.length);
        if (!text.empty() && text.back() == '\r')
            text.remove_suffix(1);
        if (text.empty()) {
            ++source.blank;
            return;
        }
        TextHeader::Result header;
        if (m_header.read(text, m_line, header)) {
            const std::string_view message = text.substr(header.message);
            const uint32_t localTemplate = m_messages.read(message, {}, header.context);
            m_job.writer.append(header.time, line.offset, clampedLength(line.length), m_line, header.context, localTemplate);
            if (!m_job.format.trailingKeys.empty())
                addTrailingPairs(message);
            m_messages.addFields(message);
            ++source.events;
            if (header.time != kNoTime)
                spanTime(source, header.time);
            if (!m_messages.isSound())
                checkBytes(message, line, header.message);
        } else {
            continueRecord(line, text);
        }
        if (!line.terminated)
            unterminated(line, text);
    }

    void addTrailingPairs(std::string_view message)
    {
        for (const auto &[key, value] : trailingPairs(m_job.format.trailingKeys, message)) {
            const std::string name = m_job.rules.canonicalName(m_job.format.name, m_job.format.trailingPrefix + std::string(key));
            const FieldId field = m_job.fields.intern(name);
            const FieldRule *rule = m_job.rules.field(name);
            if (!value.empty() && !m_job.writer.has(field))
                m_job.writer.add(field, cellOf(m_job.writer.pool(), cleanValue(value, rule && rule->stripBytes), rule ? rule->type : FieldRule::Type::Any));
        }
    }

    void continueRecord(const LineReader::Line &line, std::string_view text)
    {
        Source &source = m_job.source;
        if (const std::string &comment = m_job.format.comment; !comment.empty() && text.substr(0, comment.size()) == comment) {
            ++source.blank;
            return;
        }
        if (!line.terminated && m_header.looksCut(text)) {
            ++source.skipped;
            return; // unterminated() says so
        }
        if (m_job.writer.rowCount() == 0) {
            ++source.skipped;
            if (source.skipped == 1)
                addIssue(source, Issue::Severity::Damage, m_line, line.offset, "lines before the first record: the beginning of the file is missing",
                         "look for an older part of this log; everything after it was read");
            return;
        }
        ++source.continued;
        m_job.writer.extendTo(line.offset + line.length);
        checkBytes(text, line, 0);
    }

    void unterminated(const LineReader::Line &line, std::string_view text)
    {
        const bool lost = m_header.looksCut(text);
        std::string what = lost ? "the last line is cut inside its header and was skipped" : "the last line has no end: it is cut, or still being written";
        if (endsInsideCharacter(text))
            what += "; the cut goes through a character";
        addIssue(m_job.source, Issue::Severity::Damage, m_line, line.offset, what,
                 "open the run again when its process has ended; if it was killed, this is all there is");
    }

    void checkBytes(std::string_view text, const LineReader::Line &line, size_t offset)
    {
        if (const auto damage = findByteDamage(text, line.terminated); damage.what)
            addIssue(m_job.source, Issue::Severity::Damage, m_line, line.offset + offset + damage.offset, damage.what, damage.fix);
    }

    static uint32_t clampedLength(size_t length) { return static_cast<uint32_t>(std::min<size_t>(length, 0xffffffffu)); }

    ImportJob &m_job;
    TextHeader m_header;
    MessageReader m_messages;
    uint64_t m_line = 0;
};

} // namespace

void noteShapeOverflow(Source &source, uint64_t messages)
{
    if (messages > 0)
        addIssue(source, Issue::Severity::Note, 0, 0,
                 std::to_string(messages) + " messages beyond " + std::to_string(MessageReader::kMaxShapes) + " distinct shapes: templates of these are not shared",
                 "nothing to do; every message was read");
}

void importText(ImportJob &job)
{
    TextImport(job).run();
}

} // namespace widelens
