// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/source.h"

#include "model/store/filereader.h"
#include "model/store/record.h"

namespace widelens {

const char *severityName(Issue::Severity severity)
{
    switch (severity) {
    case Issue::Severity::Note:
        return "note";
    case Issue::Severity::Damage:
        return "damage";
    case Issue::Severity::Lost:
        return "lost";
    }
    return "";
}

bool openSource(const Source &source, FileReader &file)
{
    if (!source.spooled)
        return file.open(source.filePath);
    file.open(source.spooled);
    return true;
}

const Source::Names &Source::columnsAt(uint64_t offset) const
{
    static const Names none;
    const Names *names = &none;
    for (const auto &entry : columns) {
        if (entry.offset <= offset)
            names = &entry;
    }
    return *names;
}

void addIssue(Source &source, Issue::Severity severity, uint64_t line, uint64_t offset, std::string what, std::string fix)
{
    if (source.issues.size() >= Source::kMaxIssues) {
        ++source.issuesLeftOut;
        return;
    }
    source.issues.push_back({ severity, line, offset, std::move(what), std::move(fix) });
}

std::string shiftText(Time shift)
{
    const Time size = shift < 0 ? -shift : shift;
    return std::string("shifted by ") + (shift < 0 ? "-" : "+") + formatEpochSeconds(size) + " s";
}

const char *originName(Origin origin)
{
    switch (origin) {
    case Origin::Record:
        return "record";
    case Origin::Message:
        return "message";
    case Origin::Rule:
        return "rule";
    case Origin::Path:
        return "path";
    case Origin::Run:
        return "run";
    case Origin::Guess:
        return "guess";
    case Origin::Derived:
        return "derived";
    case Origin::Joined:
        return "joined";
    }
    return "";
}

const RecordField *Record::find(std::string_view name) const
{
    for (const auto &field : fields) {
        if (field.name == name)
            return &field;
    }
    return nullptr;
}

std::string_view Record::text(std::string_view name) const
{
    const auto *field = find(name);
    return field ? std::string_view(field->text) : std::string_view();
}

} // namespace widelens
