// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/generate/nasty.h"

#include "tests/bench/generate/calls.h"

#include <algorithm>

namespace widelens::bench {

namespace {

constexpr uint64_t kHour = 3600ULL * 1000000;

Written of(const LogFile &file)
{
    return { file.records(), file.bytes(), 0, 0 };
}

uint64_t scrambled(uint64_t number)
{
    number = (number ^ number >> 31) * 0x9e3779b97f4a7c15;
    return number ^ number >> 29;
}

// A word of letters only, for masking takes digits out.
void appendWord(std::string &to, uint64_t number)
{
    for (int i = 0; i < 8; ++i, number >>= 5)
        to += static_cast<char>('a' + number % 26);
}

} // namespace

Written writeUnique(const std::string &folder, uint64_t bytes)
{
    LogFile file(folder + "/parsl", Dialect::Text, "MainProcess", 1000);
    file.write(0, calls::runId, {});
    std::string thread, message;
    for (uint64_t i = 0; file.bytes() < bytes; ++i) {
        thread = "Thread-";
        message = "the ";
        appendWord(thread, scrambled(i));
        for (uint64_t word = 1; word < 5; ++word) {
            appendWord(message, scrambled(i * 5 + word));
            message += word < 4 ? " and " : ".";
        }
        Call call = calls::submitted[0];
        call.thread = thread.c_str();
        call.message = message.c_str();
        file.write(i * 20, call, {});
    }
    return of(file);
}

Written writeManyFiles(const std::string &folder, uint64_t files)
{
    Written all;
    for (uint64_t i = 0; i < files; ++i) {
        LogFile file(folder + "/htex/block-" + std::to_string(i / 64) + "/4f65c2b07a19/worker_" + std::to_string(i % 64), Dialect::Text,
                     "HTEX-Worker-" + std::to_string(i % 64), static_cast<unsigned>(3000 + i));
        const Values values { 0, 0, i + 1, 0, {} };
        file.write(i * 500, calls::received, values);
        for (const Call &call : calls::completed)
            file.write(i * 500 + 200000, call, values);
        all.records += file.records();
        all.bytes += file.bytes();
    }
    return all;
}

Written writeOneFile(const std::string &folder, Dialect dialect, uint64_t bytes)
{
    LogFile file(folder + "/parsl", dialect, "MainProcess", 1000);
    file.write(0, calls::runId, {});
    for (uint64_t task = 0; file.bytes() < bytes; ++task) {
        const Values values { task, 0, task + 1, task, {} };
        uint64_t at = task * 400;
        for (const Call &call : calls::submitted)
            at = file.write(at, call, values);
        for (const Call &call : calls::launched)
            at = file.write(at, call, values);
        file.write(at, calls::incoming, values);
        file.write(at, calls::done, values);
    }
    return of(file);
}

Written writeDisorder(const std::string &folder, uint64_t records)
{
    LogFile file(folder + "/parsl", Dialect::Text, "MainProcess", 1000);
    file.write(0, calls::runId, {});
    for (uint64_t i = 0; i < records; ++i) {
        file.restartClock();
        file.write(kHour + i * 100 + scrambled(i) % kHour - kHour / 2, calls::submitted[i % std::size(calls::submitted)], { i / 4, 0, 0, 0, {} });
    }
    return of(file);
}

Written writeLongLine(const std::string &folder, uint64_t bytes)
{
    LogFile file(folder + "/parsl", Dialect::Text, "MainProcess", 1000);
    file.write(0, calls::runId, {});
    const std::string piece(1024 * 1024, 'x');
    const uint64_t end = file.bytes() + bytes;
    Call call = calls::submitted[0];
    call.message = "a line that does not end: ";
    file.write(100, call, {});
    // One line: what follows a record's line and begins with no header continues its message.
    while (file.bytes() < end)
        file.writeRaw(std::string_view(piece).substr(0, std::min<uint64_t>(piece.size(), end - file.bytes())));
    file.writeRaw("\n");
    file.write(200, calls::submitted[3], {});
    return of(file);
}

} // namespace widelens::bench
