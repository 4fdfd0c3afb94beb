// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/filetrace.h"
#include "model/store/ids.h"
#include "model/store/time.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace widelens {

class FileReader;
class SpooledFile;

// What was wrong with a place in a source, and what a reader can do about it.
struct Issue {
    enum class Severity { Note, Damage, Lost };
    Severity severity = Severity::Note;
    uint64_t line = 0; // 1-based; 0: the source as a whole
    uint64_t offset = 0; // bytes from the beginning of the file
    std::string what;
    std::string fix;
};

const char *severityName(Issue::Severity severity); // "note", "damage", "lost"

// One file that was found. `path` is its run directory's name + '/' + logsource: unique, unless runs of several parents have
// directories of the same name.
struct Source {
    std::string path;
    std::string logsource; // below its run directory
    std::string filePath; // where to open it; of a member of an archive: ARCHIVE!MEMBER, for people
    std::string member; // what came out of an archive: "run.tar.gz!000/parsl.log"; the name of a compressed file
    std::shared_ptr<const SpooledFile> spooled; // where its text is, when it has no file of its own
    RunId run = kNoRun; // the run directory it lies in
    std::string format = "unknown";
    std::string why;
    std::string role; // "parsl", "worker" … from the rules; else the file's stem
    std::string zone = "UTC";
    std::string zoneWhy; // what speaks for it; empty where the times themselves say their zone
    Time shift = 0; // ns, added to every time of it because its reader said so
    uint64_t bytes = 0;
    Time written = kNoTime; // when the file was last written
    FileTrace trace; // of what was read
    // lines = events + continued + blank + skipped
    uint64_t lines = 0;
    uint64_t events = 0; // copies included
    uint64_t continued = 0;
    uint64_t blank = 0;
    uint64_t skipped = 0;
    uint64_t copies = 0;
    Time first = kNoTime;
    Time last = kNoTime;
    // Names of its columns, each from an offset on, for formats that have them.
    struct Names {
        uint64_t offset = 0;
        std::vector<std::string> names;
        char separator = ' '; // between the columns of a table
        int time = -1; // the column of a table that holds the time, where the rules do not say so by its name
        int clock = -1; // where that one holds dates alone: the column with the time of day
    };
    std::vector<Names> columns;
    std::vector<Issue> issues; // at most kMaxIssues; the rest is counted
    uint64_t issuesLeftOut = 0;
    bool done = false;

    const Names &columnsAt(uint64_t offset) const;

    static constexpr size_t kMaxIssues = 1000;
};

// Opens its file, or what was spooled of it. False: file.problem() says why.
bool openSource(const Source &source, FileReader &file);

// Notes an issue, at most Source::kMaxIssues of them; the rest is counted.
void addIssue(Source &source, Issue::Severity severity, uint64_t line, uint64_t offset, std::string what, std::string fix);

// "shifted by +3.5 s"
std::string shiftText(Time shift);

// A run directory, and what its log says of it.
struct Run {
    std::string rundir; // "000"
    std::string dfk; // the run's own id; empty while unknown
    std::string dfkProof; // "parsl.log line 61"
    std::string path; // of the directory
    Time began = kNoTime;
    Time ended = kNoTime;
    bool finished = false; // its log says that it was closed
    std::vector<std::pair<std::string, std::string>> facts; // what the rules call facts of a run: version, host …
};

} // namespace widelens
