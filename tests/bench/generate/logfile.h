// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace widelens::bench {

// The three shapes of log that newer runs leave.
enum class Dialect {
    Text, // 1785900001.000123 2026-08-05 03:20:01 process-pid thread-id logger:line function LEVEL: message
    Upstream, // JSON, values typed, few keys
    Prototype, // JSON, all values strings, all attributes of the record and extra keys
};

// What an expansion puts into a message: %t task, %y try, %e executor task, %m manager, %n number.
struct Values {
    uint64_t task = 0;
    uint64_t attempt = 0;
    uint64_t executorTask = 0;
    uint64_t number = 0;
    std::string_view manager;
};

// One logging call of the imitated program. Messages use the codes of Values; those of the prototype are where it says
// things differently.
struct Call {
    const char *logger;
    int line;
    const char *function;
    const char *level;
    const char *thread;
    const char *message;
    const char *prototype = nullptr; // null: as `message`
    const char *upstreamKeys = ""; // `"key": %t` pairs of JSON that the record carries besides, each after ", "
    const char *prototypeKeys = "";
};

// A log that is written in time order: a record never stands before the one above it.
class LogFile
{
public:
    // Creates the file and the folders above it; exits with a message where that fails. `place` is the path without
    // ending, which depends on the dialect.
    LogFile(std::string place, Dialect dialect, std::string process, unsigned pid);
    ~LogFile();
    LogFile(const LogFile &) = delete;
    LogFile &operator=(const LogFile &) = delete;

    // Adds a record at `micros` after the run's beginning, or a little after the last one if that was later; answers the
    // time it was given.
    uint64_t write(uint64_t micros, const Call &call, const Values &values);
    // Adds bytes as they are.
    void writeRaw(std::string_view bytes);
    // Lets the next record stand before the one above it.
    void restartClock() { m_last = 0; }

    uint64_t records() const { return m_records; }
    uint64_t bytes() const { return m_bytes + m_buffer.size(); }

private:
    void writeText(uint64_t micros, const Call &call, const Values &values);
    void writeUpstream(uint64_t micros, const Call &call, const Values &values);
    void writePrototype(uint64_t micros, const Call &call, const Values &values);
    void flush();

    std::FILE *m_file = nullptr;
    Dialect m_dialect;
    std::string m_process;
    unsigned m_pid;
    std::string m_buffer;
    uint64_t m_last = 0;
    uint64_t m_records = 0;
    uint64_t m_bytes = 0;
};

} // namespace widelens::bench
