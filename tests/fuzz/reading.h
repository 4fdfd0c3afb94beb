// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/importer.h"
#include "model/store/spool.h"

#include <cstdlib>
#include <string_view>
#include <vector>

namespace widelens {

// What an importer makes of bytes, without a loader's threads.
struct Reading {
    std::shared_ptr<SpooledFile> file;
    Source source;
    FieldTable fields;
    TemplateTable templates;
    std::shared_ptr<const SegmentView> segment;
};

inline const Rules &fuzzRules()
{
    static const auto rules = loadRules();
    return *rules;
}

// The formats of these kinds that ship, in order: an input's first byte says which one is meant.
inline const FormatRule &formatOf(uint8_t byte, const std::vector<FormatRule::Kind> &kinds)
{
    std::vector<const FormatRule *> formats;
    for (const auto &format : fuzzRules().formats) {
        for (const auto kind : kinds) {
            if (format.kind == kind)
                formats.push_back(&format);
        }
    }
    return *formats[byte % formats.size()];
}

inline void require(bool holds)
{
    if (!holds)
        std::abort();
}

// A source whose text the bytes are.
inline void spoolBytes(Reading &reading, std::string_view bytes, const std::string &logsource)
{
    reading.file = std::make_shared<SpooledFile>(std::make_shared<Spool>());
    require(reading.file->append(bytes.data(), bytes.size()));
    reading.file->finish();
    Source &source = reading.source;
    source.logsource = source.path = source.filePath = logsource;
    source.role = logsource.substr(0, logsource.find('.'));
    source.spooled = reading.file;
    source.bytes = bytes.size();
}

// Reads it, and holds the result against what must be so of any: every line is accounted for, and events are places in
// the file, in order, one behind the other.
inline void readBytes(Reading &reading, const FormatRule &format)
{
    Source &source = reading.source;
    source.format = format.name;
    FileReader file;
    require(openSource(source, file));
    SegmentWriter writer(0);
    LocalClock clock(source, nullptr);
    ImportJob job { fuzzRules(), format, reading.fields, reading.templates, source, writer, file, source.bytes, [](uint64_t) { return true; }, clock };
    importRecords(job);
    reading.segment = writer.publish(true);
    require(source.lines == source.events + source.continued + source.blank + source.skipped);
    require(source.events == reading.segment->rowCount());
    uint64_t end = 0;
    for (uint32_t row = 0; row < reading.segment->rowCount(); ++row) {
        require(reading.segment->offset(row) >= end);
        end = reading.segment->offset(row) + reading.segment->length(row);
        require(end <= source.bytes);
    }
    for (const auto &issue : source.issues)
        require(!issue.what.empty() && !issue.fix.empty() && issue.offset <= source.bytes);
}

} // namespace widelens
