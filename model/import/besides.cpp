// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/besides.h"

#include "model/store/time.h"

#include <algorithm>
#include <set>

namespace widelens {

namespace fs = std::filesystem;

// Directories in a directory, no links, by name.
static std::vector<fs::path> directoriesIn(const fs::path &directory)
{
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator entries(directory, error), end; !error && entries != end; entries.increment(error)) {
        std::error_code ignored;
        if (entries->is_directory(ignored) && !entries->is_symlink(ignored))
            found.push_back(entries->path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::map<fs::path, fs::path> directoriesBeside(const fs::path &parent, const std::vector<fs::path> &runs, const std::vector<fs::path> &of)
{
    std::set<fs::path> labels;
    for (const fs::path &run : of) {
        for (const fs::path &directory : directoriesIn(run))
            labels.insert(directory.filename());
    }
    std::map<fs::path, fs::path> owners;
    for (const fs::path &label : labels) {
        std::vector<fs::path> stamps = directoriesIn(parent / label);
        std::erase_if(stamps, [](const fs::path &stamp) { return !parseIsoTime(stamp.filename().string().substr(0, 10)); });
        if (stamps.empty())
            continue;
        std::vector<fs::path> with;
        for (const fs::path &run : runs) {
            std::error_code ignored;
            if (fs::is_directory(run / label, ignored))
                with.push_back(run);
        }
        for (size_t i = 0; i < stamps.size() && stamps.size() == with.size(); ++i)
            owners[stamps[i]] = with[i];
    }
    return owners;
}

} // namespace widelens
