// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/corpus.h"

#include "tests/bench/generate/nasty.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace widelens::bench {

namespace fs = std::filesystem;

namespace {

constexpr uint64_t kShift = 20; // seconds between copies: more than a recorded run takes

std::string readAll(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return std::string((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
}

// Adds `seconds` to every epoch at the beginning of a record: ten digits that stand behind a line's beginning, or behind
// the key "created".
void shift(std::string &text, const std::vector<size_t> &places, uint64_t seconds)
{
    for (const size_t place : places) {
        const uint64_t time = std::stoull(text.substr(place, 10)) + seconds;
        std::snprintf(text.data() + place, 11, "%010llu", static_cast<unsigned long long>(time));
        text[place + 10] = '.';
    }
}

std::vector<size_t> timePlaces(const std::string &text)
{
    std::vector<size_t> places;
    size_t line = 0;
    while (line < text.size()) {
        for (const char *lead : { "{\"created\": \"", "{\"created\": ", "" }) {
            const size_t at = line + std::string(lead).size();
            if (text.compare(line, at - line, lead) == 0 && text.size() > at + 10 && text[at] == '1' && text[at + 10] == '.') {
                places.push_back(at);
                break;
            }
        }
        const size_t end = text.find('\n', line);
        line = end == std::string::npos ? text.size() : end + 1;
    }
    return places;
}

} // namespace

Corpus makeCorpus(const std::string &run, uint64_t bytes)
{
    const fs::path from = fs::path(WIDELENS_TEST_DATA) / "runs" / run / "000";
    const fs::path to = fs::temp_directory_path() / ("widelens-bench-" + run + "-" + std::to_string(bytes)) / "000";
    uint64_t once = 0;
    std::vector<fs::path> logs;
    for (const auto &entry : fs::recursive_directory_iterator(from)) {
        const auto extension = entry.path().extension();
        if (entry.is_regular_file() && entry.file_size() > 4096 && (extension == ".log" || extension == ".jsonlog")) {
            logs.push_back(entry.path());
            once += entry.file_size();
        }
    }
    Corpus corpus { to.string(), {}, 0 };
    for (const auto &log : logs) {
        const fs::path target = to / fs::relative(log, from);
        if (!fs::exists(target)) {
            fs::create_directories(target.parent_path());
            std::string text = readAll(log);
            const auto places = timePlaces(text);
            std::ofstream stream(target, std::ios::binary);
            for (uint64_t copies = bytes / once + 1; copies > 0; --copies) {
                stream << text;
                shift(text, places, kShift);
            }
        }
        corpus.files.push_back(target.string());
        corpus.bytes += fs::file_size(target);
    }
    return corpus;
}

Corpus makeUniqueCorpus(uint64_t bytes)
{
    const fs::path to = fs::temp_directory_path() / ("widelens-bench-unique-" + std::to_string(bytes)) / "000";
    const fs::path log = to / "parsl.log";
    if (!fs::exists(log))
        writeUnique(to.string(), bytes);
    return { to.string(), { log.string() }, fs::file_size(log) };
}

} // namespace widelens::bench
