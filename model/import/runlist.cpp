// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/runlist.h"

#include <chrono>
#include <filesystem>

namespace widelens {

namespace fs = std::filesystem;

static Time writtenAt(const fs::directory_entry &file)
{
    std::error_code error;
    const auto written = file.last_write_time(error);
    if (error)
        return kNoTime;
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::file_clock::to_sys(written).time_since_epoch()).count();
}

std::vector<RunEntry> listRuns(const std::vector<std::string> &directories, const Continue &goOn)
{
    std::vector<RunEntry> runs;
    for (const auto &directory : directories) {
        RunEntry run { directory, fs::path(directory).filename().string() };
        std::error_code error;
        fs::recursive_directory_iterator files(directory, fs::directory_options::skip_permission_denied, error);
        for (; !error && files != fs::recursive_directory_iterator(); files.increment(error)) {
            std::error_code ignored;
            if (!files->is_regular_file(ignored))
                continue;
            if ((++run.files & 0xff) == 0 && goOn && !goOn(0))
                return {};
            run.bytes += files->file_size(ignored);
            if (const Time time = writtenAt(*files); time != kNoTime) {
                run.first = run.first == kNoTime ? time : std::min(run.first, time);
                run.last = std::max(run.last, time);
            }
        }
        runs.push_back(std::move(run));
        if (goOn && !goOn(static_cast<double>(runs.size()) / static_cast<double>(directories.size())))
            return {};
    }
    return runs;
}

} // namespace widelens
