// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/filereader.h"

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;

namespace widelens {

bool isDatabase(std::string_view head); // an SQLite file begins so
uint64_t sizeOfDatabase(FileReader &file); // how many bytes it should have, by its header; 0: it does not say

// An SQLite file opened so that nobody who writes to it ever waits or notices: no lock is taken, nothing is written. What
// lies still is read where it is. Of one that is being written, or whose writer died in the middle, a private copy is
// made and mended by SQLite itself (a journal is rolled back, a write-ahead log is applied); the copy is gone with this.
class DatabaseFile
{
public:
    DatabaseFile();
    ~DatabaseFile();
    DatabaseFile(const DatabaseFile &) = delete;
    DatabaseFile &operator=(const DatabaseFile &) = delete;

    // False: problem() says why. `path` is empty for what has no neighbours (a journal) on disk.
    bool open(FileReader &file, const std::string &path, const std::string &temporaryFolder, const std::atomic<bool> &cancelled);
    sqlite3 *handle() const { return m_database; }
    const std::string &problem() const { return m_problem; }
    // What a reader should know of it: "a transaction was not finished …"; empty: nothing.
    const std::string &note() const { return m_note; }
    // After reading: whether it was written to meanwhile, so that what was read may not fit together.
    bool hasChanged() const;

private:
    bool openInPlace(FileReader &file);
    bool openCopy(const std::string &path, const std::string &temporaryFolder, const std::atomic<bool> &cancelled);
    bool connect(const std::string &name, int flags, const char *system);

    sqlite3 *m_database = nullptr;
    std::string m_path;
    std::string m_stamp; // of the file when it was opened
    std::string m_copyFolder;
    std::string m_problem;
    std::string m_note;
};

} // namespace widelens
