// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/databasefile.h"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace widelens {

namespace {

constexpr const char *kReaderSystem = "widelens-reader";
constexpr const char *kSuffixes[] = { "", "-journal", "-wal" };
constexpr int kAttempts = 5;

// --- a file system of SQLite's that reads through a FileReader, without locks

struct ReaderFile {
    sqlite3_file base;
    FileReader *reader;
};

thread_local FileReader *t_opening = nullptr; // the reader of the file that is opened next

FileReader &readerOf(sqlite3_file *file)
{
    return *reinterpret_cast<ReaderFile *>(file)->reader;
}

int readPage(sqlite3_file *file, void *to, int count, sqlite3_int64 offset)
{
    const int64_t n = readerOf(file).readAt(static_cast<uint64_t>(offset), static_cast<char *>(to), static_cast<size_t>(count));
    if (n < 0)
        return SQLITE_IOERR_READ;
    if (n == count)
        return SQLITE_OK;
    std::memset(static_cast<char *>(to) + n, 0, static_cast<size_t>(count - n));
    return SQLITE_IOERR_SHORT_READ;
}

int readSize(sqlite3_file *file, sqlite3_int64 *size)
{
    *size = static_cast<sqlite3_int64>(readerOf(file).size());
    return SQLITE_OK;
}

const sqlite3_io_methods *readerMethods()
{
    static const sqlite3_io_methods methods = [] {
        sqlite3_io_methods m {};
        m.iVersion = 1;
        m.xClose = [](sqlite3_file *) { return SQLITE_OK; };
        m.xRead = readPage;
        m.xWrite = [](sqlite3_file *, const void *, int, sqlite3_int64) { return SQLITE_READONLY; };
        m.xTruncate = [](sqlite3_file *, sqlite3_int64) { return SQLITE_READONLY; };
        m.xSync = [](sqlite3_file *, int) { return SQLITE_OK; };
        m.xFileSize = readSize;
        m.xLock = [](sqlite3_file *, int) { return SQLITE_OK; };
        m.xUnlock = [](sqlite3_file *, int) { return SQLITE_OK; };
        m.xCheckReservedLock = [](sqlite3_file *, int *reserved) {
            *reserved = 0;
            return SQLITE_OK;
        };
        m.xFileControl = [](sqlite3_file *, int, void *) { return SQLITE_NOTFOUND; };
        m.xSectorSize = [](sqlite3_file *) { return 4096; };
        m.xDeviceCharacteristics = [](sqlite3_file *) { return SQLITE_IOCAP_IMMUTABLE; };
        return m;
    }();
    return &methods;
}

int openFile(sqlite3_vfs *system, const char *name, sqlite3_file *file, int flags, int *outFlags)
{
    auto *plain = static_cast<sqlite3_vfs *>(system->pAppData);
    if (!(flags & SQLITE_OPEN_MAIN_DB)) // what it sorts in
        return plain->xOpen(plain, name, file, flags, outFlags);
    if (!t_opening)
        return SQLITE_CANTOPEN;
    auto *own = reinterpret_cast<ReaderFile *>(file);
    own->base.pMethods = readerMethods();
    own->reader = t_opening;
    if (outFlags)
        *outFlags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
    return SQLITE_OK;
}

void registerReaderSystem()
{
    static const bool once = [] {
        static sqlite3_vfs system = *sqlite3_vfs_find(nullptr);
        system.pAppData = sqlite3_vfs_find(nullptr);
        system.pNext = nullptr;
        system.zName = kReaderSystem;
        system.szOsFile = std::max<int>(system.szOsFile, sizeof(ReaderFile));
        system.xOpen = openFile;
        system.xAccess = [](sqlite3_vfs *, const char *, int, int *result) {
            *result = 0; // no journal beside it
            return SQLITE_OK;
        };
        system.xFullPathname = [](sqlite3_vfs *, const char *name, int count, char *out) {
            sqlite3_snprintf(count, out, "%s", name);
            return SQLITE_OK;
        };
        return sqlite3_vfs_register(&system, 0) == SQLITE_OK;
    }();
    static_cast<void>(once);
}

// --- neighbours and changes

// A journal that was emptied, or whose beginning was wiped, holds nothing to roll back.
bool isAlive(const std::string &journal)
{
    FileReader file;
    char head[8] = {};
    return file.open(journal) && file.readAt(0, head, sizeof head) == sizeof head && std::any_of(head, head + sizeof head, [](char c) { return c != 0; });
}

// Changes with each write to any of the files.
std::string stampOf(const std::string &path)
{
    std::string stamp;
    for (const char *suffix : kSuffixes) {
        struct stat status {};
        if (::stat((path + suffix).c_str(), &status) != 0)
            stamp += "-;";
        else
            stamp += std::to_string(status.st_ino) + "," + std::to_string(status.st_size) + "," + std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec) + ";";
    }
    char head[32] = {};
    FileReader file;
    if (file.open(path) && file.readAt(0, head, sizeof head) == sizeof head)
        stamp.append(head + 24, 4); // SQLite's own counter of changes
    return stamp;
}

// A time stamp is coarse, and a writer that is there writes again soon.
bool wasWrittenJustNow(const std::string &path)
{
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return false;
    return std::chrono::system_clock::now() - std::chrono::system_clock::from_time_t(status.st_mtim.tv_sec) < std::chrono::seconds(3);
}

} // namespace

bool isDatabase(std::string_view head)
{
    constexpr std::string_view magic("SQLite format 3\0", 16);
    return head.substr(0, magic.size()) == magic;
}

uint64_t sizeOfDatabase(FileReader &file)
{
    unsigned char head[100];
    if (file.readAt(0, reinterpret_cast<char *>(head), sizeof head) != sizeof head)
        return 0;
    const auto number = [&](size_t at, size_t bytes) {
        uint32_t value = 0;
        for (size_t i = 0; i < bytes; ++i)
            value = value << 8 | head[at + i];
        return value;
    };
    const uint32_t page = number(16, 2) == 1 ? 65536 : number(16, 2);
    const bool isValid = number(24, 4) == number(92, 4); // else an old program changed it, and did not count
    return isValid ? uint64_t(page) * number(28, 4) : 0;
}

DatabaseFile::DatabaseFile() = default;

DatabaseFile::~DatabaseFile()
{
    sqlite3_close(m_database);
    std::error_code ignored;
    if (!m_copyFolder.empty())
        std::filesystem::remove_all(m_copyFolder, ignored);
}

bool DatabaseFile::open(FileReader &file, const std::string &path, const std::string &temporaryFolder, const std::atomic<bool> &cancelled)
{
    m_path = path;
    const bool busy = !path.empty() && (isAlive(path + "-journal") || isAlive(path + "-wal") || wasWrittenJustNow(path));
    if (busy && openCopy(path, temporaryFolder, cancelled))
        return true;
    m_stamp = path.empty() ? std::string() : stampOf(path);
    return !cancelled && openInPlace(file);
}

bool DatabaseFile::hasChanged() const
{
    return !m_path.empty() && m_copyFolder.empty() && stampOf(m_path) != m_stamp;
}

bool DatabaseFile::connect(const std::string &name, int flags, const char *system)
{
    if (sqlite3_open_v2(name.c_str(), &m_database, flags | SQLITE_OPEN_NOMUTEX, system) != SQLITE_OK) {
        m_problem = m_database ? sqlite3_errmsg(m_database) : "no memory";
        sqlite3_close(m_database); // there is one, also where it could not be opened
        m_database = nullptr;
        return false;
    }
    sqlite3_db_config(m_database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    for (const char *setting : { "PRAGMA writable_schema=ON" /* a cut file opens too */, "PRAGMA cell_size_check=ON", "PRAGMA mmap_size=0" })
        sqlite3_exec(m_database, setting, nullptr, nullptr, nullptr);
    return true;
}

bool DatabaseFile::openInPlace(FileReader &file)
{
    registerReaderSystem();
    t_opening = &file;
    const bool opened = connect("database", SQLITE_OPEN_READONLY, kReaderSystem);
    t_opening = nullptr;
    return opened;
}

bool DatabaseFile::openCopy(const std::string &path, const std::string &temporaryFolder, const std::atomic<bool> &cancelled)
{
    namespace fs = std::filesystem;
    std::string folder = temporaryFolder + "/widelens-XXXXXX";
    if (!::mkdtemp(folder.data())) {
        m_note = "it is being written, and no copy could be made in " + temporaryFolder + ": what was read may not fit together";
        return false;
    }
    m_copyFolder = folder;
    const std::string copy = folder + "/database";
    bool still = false;
    for (int attempt = 0; attempt < kAttempts && !still && !cancelled; ++attempt) {
        if (attempt > 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        const std::string before = stampOf(path);
        for (const char *suffix : kSuffixes) {
            std::error_code error;
            fs::remove(copy + suffix, error);
            fs::copy_file(path + suffix, copy + suffix, error);
            fs::permissions(copy + suffix, fs::perms::owner_read | fs::perms::owner_write, error);
        }
        still = stampOf(path) == before;
    }
    const bool unfinished = isAlive(copy + "-journal");
    if (!still)
        m_note = "it was written to all the time while it was copied: what was read may not fit together";
    else if (unfinished)
        m_note = "its writer was in the middle of a transaction, or died in it: it was read as it stood before";
    if (connect(copy, SQLITE_OPEN_READWRITE, nullptr))
        return true;
    fs::remove_all(m_copyFolder);
    m_copyFolder.clear();
    return false;
}

} // namespace widelens
