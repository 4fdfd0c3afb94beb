// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/databaserows.h"
#include "model/store/spool.h"

#include <cstdlib>

using namespace widelens;

// Any bytes as a database: reading ends, and each row is one line.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static const auto rules = loadRules();
    const auto file = std::make_shared<SpooledFile>(std::make_shared<Spool>());
    if (!file->append(reinterpret_cast<const char *>(bytes), count))
        return 0;
    file->finish();
    FileReader reader;
    reader.open(file);
    const std::atomic<bool> cancelled { false };
    DatabaseFile database;
    std::string why;
    if (!database.open(reader, {}, "/tmp", cancelled))
        return 0;
    const FormatRule *format = recogniseDatabase(*rules, database, why);
    int rows = 0;
    if (format) {
        writeRows(*format, database, cancelled, [&](std::string_view line) {
            if (line.empty() || line.find('\n') != line.size() - 1)
                std::abort();
            return ++rows < 10'000;
        });
    }
    return 0;
}
