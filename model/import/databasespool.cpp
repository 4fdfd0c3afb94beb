// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/databasespool.h"

#include "model/import/databasefile.h"
#include "model/import/databaserows.h"
#include "model/import/recognition.h"
#include "model/store/spoolwriter.h"

namespace widelens {

void spoolDatabase(const Rules &rules, const std::shared_ptr<Spool> &spool, const std::atomic<bool> &cancelled, Source source, FileReader &file, const std::string &path,
                   const std::function<void(Source)> &handOver)
{
    DatabaseFile database;
    std::string why;
    const bool opened = database.open(file, path, spool->folder(), cancelled);
    const FormatRule *format = opened ? recogniseDatabase(rules, database, why) : nullptr;
    if (!format) {
        addIssue(source, Issue::Severity::Damage, 0, 0, "the database cannot be read: " + (opened ? "no rule knows its tables" : database.problem()), "check it with sqlite3 FILE .tables");
        handOver(std::move(source));
        return;
    }
    const auto rows = std::make_shared<SpooledFile>(spool);
    source.spooled = rows;
    source.format = format->name;
    source.why = why;
    if (!database.note().empty())
        addIssue(source, Issue::Severity::Note, 0, 0, database.note(), "open it again when its writer has ended");
    if (const uint64_t size = sizeOfDatabase(file); file.size() < size && database.note().empty())
        addIssue(source, Issue::Severity::Damage, 0, 0, "it is cut: " + std::to_string(file.size()) + " of " + std::to_string(size) + " bytes are there",
                 "rows may be missing; get it again from where it was made");
    bool handed = false;
    SpoolWriter lines(*rows);
    const std::string problems = writeRows(*format, database, cancelled, [&](std::string_view line) {
        if (!lines.write(line))
            return false;
        if (!handed && rows->size() >= SpooledFile::kReadable) {
            handed = true;
            handOver(source);
        }
        return !cancelled.load();
    });
    lines.flush();
    if (!problems.empty())
        rows->fail(problems, "all else was read; sqlite3's .recover may find more");
    else if (database.hasChanged())
        rows->fail("it was written to while it was read: rows may be missing", "open it again");
    else
        rows->finish();
    if (!handed)
        handOver(std::move(source));
}

} // namespace widelens
