// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/localclock.h"
#include "model/import/sourcestate.h"
#include "model/rules/rules.h"
#include "model/store/eventstore.h"
#include "model/store/filereader.h"
#include "model/store/segmentwriter.h"
#include "model/store/source.h"

#include <functional>

namespace widelens {

// What an importer works with: one source or a part of it, its columns, the tables it shares with other importers.
struct ImportJob {
    const Rules &rules;
    const FormatRule &format;
    FieldTable &fields;
    TemplateTable &templates;
    Source &source; // counts, issues and times are filled in
    SegmentWriter &writer;
    FileReader &file;
    uint64_t limit; // where to stop: bytes from the beginning of the file
    std::function<bool(uint64_t bytesDone)> blockDone; // after each block; false: stop
    LocalClock &clock; // for times without a zone
    uint64_t begin = 0; // where to begin; behind 0 a record does. Lines are counted from there
    SourceState state {}; // there; then where reading ended
};

// Hands each line of the source to `onLine` and reports to job.blockDone, after `beforeReport`: soon for the first time, so that
// first rows come soon, then every few megabytes. False: told to stop.
template<typename OnLine, typename BeforeReport>
bool readLines(ImportJob &job, OnLine onLine, BeforeReport beforeReport)
{
    LineReader reader(job.file, job.limit, job.begin);
    LineReader::Line line;
    uint64_t reportAt = 0;
    uint64_t step = LineReader::kBlock;
    while (reader.next(line)) {
        onLine(line);
        const uint64_t end = line.offset + line.length;
        if (end < reportAt)
            continue;
        reportAt = end + step;
        step = 16 * LineReader::kBlock;
        beforeReport();
        if (!job.blockDone(end))
            return false;
    }
    return true;
}

// When the file was last written; what does not say it, such as standard input, is written now.
Time whenWritten(const Source &source);

// Notes that there were so many messages beyond the shapes that are remembered; none: nothing.
void noteShapeOverflow(Source &source, uint64_t messages);

// Reads all records of the source, or of the part. Nothing the file holds makes it fail; what is wrong becomes an issue.
void importText(ImportJob &job);
void importJsonLines(ImportJob &job); // and pairs, columns and tables, rewritten line by line
void importLines(ImportJob &job);

inline void importRecords(ImportJob &job)
{
    switch (job.format.kind) {
    case FormatRule::Kind::Text:
        return importText(job);
    case FormatRule::Kind::Lines:
        return importLines(job);
    case FormatRule::Kind::JsonLines:
    case FormatRule::Kind::Database: // its rows were spooled as such
    case FormatRule::Kind::Documents: // their records likewise
    case FormatRule::Kind::Pairs:
    case FormatRule::Kind::Columns:
    case FormatRule::Kind::Table:
        return importJsonLines(job);
    }
}

// Counts a record's time, as its log gives it, in the source's first and last.
inline void spanTime(Source &source, Time time)
{
    time += source.shift;
    if (source.first == kNoTime || time < source.first)
        source.first = time;
    if (source.last == kNoTime || time > source.last)
        source.last = time;
}

} // namespace widelens
