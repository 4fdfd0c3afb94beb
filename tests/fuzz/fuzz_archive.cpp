// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/unpacker.h"

#include <cstdlib>

using namespace widelens;

// Any bytes as an archive: it ends, within the limits, and what it hands over has a name and leads nowhere else.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static const auto rules = loadRules();
    const auto file = std::make_shared<SpooledFile>(std::make_shared<Spool>());
    if (!file->append(reinterpret_cast<const char *>(bytes), count))
        return 0;
    file->finish();
    Source source;
    source.filePath = source.logsource = source.path = "input";
    source.spooled = file;
    const std::atomic<bool> cancelled { false };
    ArchiveLimits limits;
    limits.members = 1000;
    limits.plainBytes = 1 << 20;
    limits.ratio = 50;
    std::vector<Run> runs;
    uint64_t unpacked = 0;
    const Unpacker::Sink sink {
        [&](Run run) {
            runs.push_back(std::move(run));
            return static_cast<RunId>(runs.size() - 1);
        },
        [&](Source found) {
            if (found.path.empty() || found.logsource.empty())
                std::abort();
            unpacked += found.spooled ? found.spooled->size() : 0;
        },
        [](const Source &) {},
        [](uint64_t) {},
    };
    Unpacker(*rules, limits, cancelled).unpack(source, nullptr, sink);
    if (unpacked > limits.plainBytes + limits.ratio * count + (1 << 20))
        std::abort();
    return 0;
}
