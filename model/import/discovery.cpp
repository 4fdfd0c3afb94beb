// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/discovery.h"

#include "model/import/archivereader.h"
#include "model/import/besides.h"
#include "model/import/databasefile.h"
#include "model/import/importer.h"
#include "model/import/standardinput.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

namespace widelens {

namespace fs = std::filesystem;

namespace {

bool isNumber(const std::string &name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string cleanPath(const std::string &path)
{
    if (path == kStandardInput)
        return path;
    std::error_code error;
    fs::path clean = fs::weakly_canonical(path, error);
    if (error)
        clean = fs::path(path).lexically_normal();
    return clean.has_filename() ? clean.string() : clean.parent_path().string();
}

class Walk
{
public:
    Walk(Discovery &found, const std::function<bool()> &isStopped)
        : m_found(found)
        , m_isStopped(isStopped)
    {
    }

    // Everything below `directory`; `prefix` stands before the names ("", "htex/", "../").
    void directory(const fs::path &directory, const std::string &prefix, RunId run, bool skipRuns = false)
    {
        std::error_code error;
        fs::directory_iterator entries(directory, error);
        if (error) {
            Source source = makeSource(directory.string(), prefix, run);
            addIssue(source, Issue::Severity::Damage, 0, 0, "the directory cannot be listed: " + error.message(), "check its permissions (ls -ld) and open the run again");
            m_found.sources.push_back(std::move(source));
            return;
        }
        while (entries != fs::directory_iterator()) {
            if (m_isStopped && m_isStopped())
                return noteStop(directory, prefix, run);
            const fs::directory_entry entry = *entries;
            const std::string name = entry.path().filename().string();
            std::error_code ignored;
            const bool isDirectory = entry.is_directory(ignored);
            if (isDirectory && entry.is_symlink(ignored))
                ; // the same files are found where they are
            else if (isDirectory && !(skipRuns && isNumber(name)))
                this->directory(entry.path(), prefix + name + "/", ownerOf(entry.path(), run));
            else if (!isDirectory)
                m_found.sources.push_back(makeSource(entry.path().string(), prefix + name, run));
            entries.increment(error);
            if (error)
                break;
        }
    }

    RunId addRun(const fs::path &directory)
    {
        Run run;
        run.rundir = directory.filename().string();
        run.path = directory.string();
        m_found.runs.push_back(std::move(run));
        return static_cast<RunId>(m_found.runs.size() - 1);
    }

    Source makeSource(const std::string &file, const std::string &logsource, RunId run)
    {
        Source source;
        source.filePath = file;
        source.logsource = logsource;
        source.run = run;
        const std::string rundir = run == kNoRun ? std::string() : m_found.runs[index(run)].rundir;
        source.path = rundir.empty() ? logsource : rundir + "/" + logsource;
        std::error_code error;
        const auto size = fs::file_size(file, error);
        source.bytes = error ? 0 : size;
        const auto written = fs::last_write_time(file, error);
        if (!error)
            source.written = std::chrono::duration_cast<std::chrono::nanoseconds>(fs::file_time_type::clock::to_sys(written).time_since_epoch()).count();
        return source;
    }

    // A directory beside runs, and everything below it, that belongs to one of them.
    void setOwner(const fs::path &directory, RunId run) { m_owners[directory] = run; }

private:
    void noteStop(const fs::path &directory, const std::string &prefix, RunId run)
    {
        if (std::exchange(m_stopNoted, true))
            return;
        Source source = makeSource(directory.string(), prefix, run);
        addIssue(source, Issue::Severity::Note, 0, 0, "reading was cancelled before all files were found", "open the run again to read it");
        m_found.sources.push_back(std::move(source));
    }
    RunId ownerOf(const fs::path &directory, RunId otherwise) const
    {
        const auto found = m_owners.find(directory);
        return found == m_owners.end() ? otherwise : found->second;
    }

    Discovery &m_found;
    const std::function<bool()> &m_isStopped;
    bool m_stopNoted = false;
    std::map<fs::path, RunId> m_owners;
};

std::vector<fs::path> numberedDirectories(const fs::path &directory)
{
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator entries(directory, error), end; !error && entries != end; entries.increment(error)) {
        std::error_code ignored;
        if (isNumber(entries->path().filename().string()) && entries->is_directory(ignored))
            found.push_back(entries->path());
    }
    // By number: 998, 999, 1000.
    const auto number = [](const fs::path &path) {
        const std::string name = path.filename().string();
        return name.substr(std::min(name.find_first_not_of('0'), name.size()));
    };
    std::sort(found.begin(), found.end(), [&](const fs::path &a, const fs::path &b) {
        const std::string x = number(a);
        const std::string y = number(b);
        if (x.size() != y.size())
            return x.size() < y.size();
        return x != y ? x < y : a < b;
    });
    return found;
}

bool beginsAsContainer(const fs::path &path)
{
    FileReader file;
    char head[512];
    const int64_t n = file.open(path.string()) ? file.readAt(0, head, sizeof head) : 0;
    return n > 0 && (isContainer({ head, static_cast<size_t>(n) }) || isDatabase({ head, static_cast<size_t>(n) }));
}

void discoverPath(Walk &walk, Discovery &found, const fs::path &path, const std::string &onlyRun)
{
    std::error_code error;
    if (path == kStandardInput || (fs::is_regular_file(path, error) && beginsAsContainer(path))) {
        // Whose run its lines are shows when it is opened.
        found.sources.push_back(walk.makeSource(path.string(), path.filename().string(), kNoRun));
        if (path == kStandardInput)
            found.sources.back().spooled = standardInput();
        return;
    }
    if (!fs::is_directory(path, error)) {
        Run run; // a file by itself: its lines still belong together
        run.path = path.string();
        found.runs.push_back(run);
        found.sources.push_back(walk.makeSource(path.string(), path.filename().string(), static_cast<RunId>(found.runs.size() - 1)));
        return;
    }
    const auto numbered = isNumber(path.filename().string()) ? std::vector<fs::path>() : numberedDirectories(path);
    if (numbered.empty()) {
        const RunId run = walk.addRun(path);
        walk.directory(path, "", run);
        if (!isNumber(path.filename().string()))
            return;
        for (const auto &[directory, owner] : directoriesBeside(path.parent_path(), numberedDirectories(path.parent_path()), { path })) {
            if (owner == path)
                walk.directory(directory, "../" + directory.parent_path().filename().string() + "/" + directory.filename().string() + "/", run);
        }
        return;
    }
    const auto beside = directoriesBeside(path, numbered, numbered);
    RunId only = kNoRun;
    size_t opened = 0;
    for (const auto &directory : numbered) {
        if (!onlyRun.empty() && directory.filename() != onlyRun)
            continue;
        only = walk.addRun(directory);
        walk.directory(directory, "", only);
        for (const auto &[other, owner] : beside) {
            if (owner == directory)
                walk.setOwner(other, only);
        }
        ++opened;
    }
    walk.directory(path, "../", opened == 1 ? only : kNoRun, true);
}

} // namespace

std::vector<std::string> runDirectories(const std::string &path)
{
    const fs::path clean = cleanPath(path);
    std::vector<std::string> found;
    if (isNumber(clean.filename().string()))
        return found;
    for (const auto &directory : numberedDirectories(clean))
        found.push_back(directory.string());
    return found;
}

Discovery discover(const std::vector<std::string> &paths, const std::string &run, const std::function<bool()> &isStopped)
{
    Discovery found;
    Walk walk(found, isStopped);
    std::set<std::string> seen;
    for (const auto &path : paths) {
        const std::string clean = cleanPath(path);
        if (seen.insert(clean).second)
            discoverPath(walk, found, clean, run);
    }
    std::stable_sort(found.sources.begin(), found.sources.end(), [](const auto &a, const auto &b) { return a.path < b.path; });
    found.sources.shrink_to_fit(); // ten thousand leave room for six thousand more
    return found;
}

} // namespace widelens
