// SPDX-License-Identifier: GPL-3.0-or-later
// Writes logs of any size for measurements.
#include "tests/bench/generate/nasty.h"
#include "tests/bench/generate/simulation.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

using namespace widelens::bench;

namespace {

constexpr const char *kUsage = R"(generate FOLDER [OPTION VALUE]...

Writes a run directory into FOLDER: deterministic, in one pass, in little memory.

  --kind run        a run of --tasks N (default): submit process, interchange, managers, workers, retries, metrics;
                    about 34 records a task, in text 5.5 kB a task
         unique     text of --bytes N in which no message and no thread repeats
         files      --files N worker logs of three lines
         onefile    one log of --bytes N
         disorder   --records N of text whose times jump back and forth
         longline   text with one line of --bytes N
  --dialect text | upstream | prototype       (run, onefile)
  --managers N, --workers N (of each), --seed N   (run)
)";

[[noreturn]] void fail(const std::string &what)
{
    std::fprintf(stderr, "generate: %s\n\n%s", what.c_str(), kUsage);
    std::exit(2);
}

uint64_t number(std::string_view option, const char *text)
{
    char *end = nullptr;
    errno = 0;
    const auto value = std::strtoull(text, &end, 10);
    if (errno || end == text || *end || *text == '-')
        fail(std::string(option) + " needs a whole number, not " + text);
    return value;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2 || argv[1][0] == '-')
        fail("needs a folder");
    RunPlan plan;
    plan.folder = argv[1];
    std::string_view kind = "run";
    uint64_t bytes = 1 << 20, files = 10000, records = 1000000;
    for (int i = 2; i < argc; i += 2) {
        const std::string_view option = argv[i];
        if (i + 1 == argc)
            fail(std::string(option) + " needs a value");
        const std::string_view value = argv[i + 1];
        if (option == "--kind")
            kind = value;
        else if (option == "--dialect" && (value == "text" || value == "upstream" || value == "prototype"))
            plan.dialect = value == "text" ? Dialect::Text : value == "upstream" ? Dialect::Upstream : Dialect::Prototype;
        else if (option == "--tasks")
            plan.tasks = number(option, argv[i + 1]);
        else if (option == "--managers" || option == "--workers")
            (option == "--managers" ? plan.managers : plan.workers) = static_cast<unsigned>(number(option, argv[i + 1]));
        else if (option == "--seed")
            plan.seed = number(option, argv[i + 1]);
        else if (option == "--bytes")
            bytes = number(option, argv[i + 1]);
        else if (option == "--files")
            files = number(option, argv[i + 1]);
        else if (option == "--records")
            records = number(option, argv[i + 1]);
        else
            fail("unknown option or value: " + std::string(option) + ' ' + std::string(value));
    }
    if (plan.managers == 0 || plan.workers == 0)
        fail("a run needs at least one manager and one worker");
    Written written;
    if (kind == "run")
        written = writeRun(plan);
    else if (kind == "unique")
        written = writeUnique(plan.folder, bytes);
    else if (kind == "files")
        written = writeManyFiles(plan.folder, files);
    else if (kind == "onefile")
        written = writeOneFile(plan.folder, plan.dialect, bytes);
    else if (kind == "disorder")
        written = writeDisorder(plan.folder, records);
    else if (kind == "longline")
        written = writeLongLine(plan.folder, bytes);
    else
        fail("unknown kind: " + std::string(kind));
    std::printf("%llu records, %llu bytes, %llu tries, %llu tasks failed\n", static_cast<unsigned long long>(written.records), static_cast<unsigned long long>(written.bytes),
                static_cast<unsigned long long>(written.tries), static_cast<unsigned long long>(written.failed));
    return 0;
}
