// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/generate/logfile.h"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <utility>

namespace widelens::bench {

namespace {

constexpr uint64_t kBegin = 1785900000; // seconds since the epoch
constexpr size_t kBuffer = 64 * 1024;
constexpr uint64_t kStep = 12; // microseconds that one logging call takes

void append(std::string &to, uint64_t number)
{
    char digits[20];
    to.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void appendExpanded(std::string &to, const char *text, const Values &values)
{
    while (const char *code = std::strchr(text, '%')) {
        to.append(text, code);
        switch (code[1]) {
        case 't':
            append(to, values.task);
            break;
        case 'y':
            append(to, values.attempt);
            break;
        case 'e':
            append(to, values.executorTask);
            break;
        case 'm':
            to.append(values.manager);
            break;
        default:
            append(to, values.number);
        }
        text = code + 2;
    }
    to.append(text);
}

// The message as the program's source has it, with %s for each value.
void appendTemplate(std::string &to, const char *text)
{
    while (const char *code = std::strchr(text, '%')) {
        to.append(text, code).append("%s");
        text = code + 2;
    }
    to.append(text);
}

void appendTime(std::string &to, uint64_t micros)
{
    append(to, kBegin + micros / 1000000);
    char fraction[8] = ".000000";
    for (uint64_t rest = micros % 1000000, i = 6; i > 0; --i, rest /= 10)
        fraction[i] = static_cast<char>('0' + rest % 10);
    to.append(fraction, 7);
}

// The date of the second, made once for the many records that share it.
const std::string &date(uint64_t micros)
{
    static std::time_t last = 0;
    static std::string text;
    const auto second = static_cast<std::time_t>(kBegin + micros / 1000000);
    if (second != last) {
        std::tm broken {};
        gmtime_r(&second, &broken);
        char buffer[20];
        std::strftime(buffer, sizeof buffer, "%Y-%m-%d %H:%M:%S", &broken);
        text = buffer;
        last = second;
    }
    return text;
}

uint64_t threadNumber(const char *thread, unsigned pid)
{
    return 140000000000000 + pid * 4096ULL + std::strlen(thread) * 256;
}

} // namespace

LogFile::LogFile(std::string place, Dialect dialect, std::string process, unsigned pid) :
    m_dialect(dialect), m_process(std::move(process)), m_pid(pid)
{
    place += dialect == Dialect::Text ? ".log" : ".jsonlog";
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(place).parent_path(), error);
    m_file = error ? nullptr : std::fopen(place.c_str(), "w");
    if (!m_file) {
        std::fprintf(stderr, "generate: cannot create %s\n", place.c_str());
        std::exit(1);
    }
    m_buffer.reserve(kBuffer + 4096);
}

LogFile::~LogFile()
{
    flush();
    std::fclose(m_file);
}

void LogFile::flush()
{
    if (std::fwrite(m_buffer.data(), 1, m_buffer.size(), m_file) != m_buffer.size()) {
        std::perror("generate: cannot write");
        std::exit(1);
    }
    m_bytes += m_buffer.size();
    m_buffer.clear();
}

void LogFile::writeRaw(std::string_view bytes)
{
    m_buffer.append(bytes);
    if (m_buffer.size() > kBuffer)
        flush();
}

uint64_t LogFile::write(uint64_t micros, const Call &call, const Values &values)
{
    m_last = std::max(micros, m_last + kStep);
    switch (m_dialect) {
    case Dialect::Text:
        writeText(m_last, call, values);
        break;
    case Dialect::Upstream:
        writeUpstream(m_last, call, values);
        break;
    case Dialect::Prototype:
        writePrototype(m_last, call, values);
    }
    ++m_records;
    if (m_buffer.size() > kBuffer)
        flush();
    return m_last;
}

void LogFile::writeText(uint64_t micros, const Call &call, const Values &values)
{
    appendTime(m_buffer, micros);
    m_buffer.append(" ").append(date(micros)).append(" ").append(m_process).append("-");
    append(m_buffer, m_pid);
    m_buffer.append(" ").append(call.thread).append("-");
    append(m_buffer, threadNumber(call.thread, m_pid));
    m_buffer.append(" ").append(call.logger).append(":");
    append(m_buffer, static_cast<uint64_t>(call.line));
    m_buffer.append(" ").append(call.function).append(" ").append(call.level).append(": ");
    appendExpanded(m_buffer, call.message, values);
    m_buffer += '\n';
}

void LogFile::writeUpstream(uint64_t micros, const Call &call, const Values &values)
{
    m_buffer.append("{\"created\": ");
    appendTime(m_buffer, micros);
    m_buffer.append(", \"process\": ");
    append(m_buffer, m_pid);
    m_buffer.append(", \"processName\": \"").append(m_process).append("\", \"threadName\": \"").append(call.thread).append("\", \"thread\": ");
    append(m_buffer, threadNumber(call.thread, m_pid));
    m_buffer.append(", \"name\": \"").append(call.logger).append("\", \"lineno\": ");
    append(m_buffer, static_cast<uint64_t>(call.line));
    m_buffer.append(", \"funcname\": \"").append(call.function).append("\", \"levelname\": \"").append(call.level);
    for (const char *key : { "msg", "formatted" }) {
        m_buffer.append("\", \"").append(key).append("\": \"");
        appendExpanded(m_buffer, call.message, values);
    }
    m_buffer += '"';
    appendExpanded(m_buffer, call.upstreamKeys, values);
    m_buffer.append("}\n");
}

void LogFile::writePrototype(uint64_t micros, const Call &call, const Values &values)
{
    const char *message = call.prototype ? call.prototype : call.message;
    const auto number = [this](const char *key, uint64_t value) {
        m_buffer.append("\", \"").append(key).append("\": \"");
        append(m_buffer, value);
    };
    const auto text = [this](const char *key, std::string_view value) {
        m_buffer.append("\", \"").append(key).append("\": \"").append(value);
    };
    const auto line = static_cast<uint64_t>(call.line);
    const uint64_t level = call.level[0] == 'D' ? 10 : call.level[0] == 'I' ? 20 : 40;
    const std::string_view module = std::strrchr(call.logger, '.') + 1;
    m_buffer.append("{\"created\": \"");
    appendTime(m_buffer, micros);
    number("process", m_pid);
    text("processName", m_process);
    text("threadName", call.thread);
    number("thread", threadNumber(call.thread, m_pid));
    text("name", call.logger);
    number("lineno", line);
    text("funcname", call.function);
    text("levelname", call.level);
    text("msg", "");
    appendTemplate(m_buffer, message);
    text("repr", "<LogRecord: ");
    m_buffer.append(call.logger).append(", ");
    append(m_buffer, level);
    m_buffer.append(", /home/u/parsl/").append(module).append(".py, ");
    append(m_buffer, line);
    m_buffer.append(", \\\"");
    appendTemplate(m_buffer, message);
    m_buffer.append("\\\">");
    text("formatted", "");
    appendExpanded(m_buffer, message, values);
    text("known_keys", "dict_keys(['name', 'msg', 'args', 'levelname', 'levelno', 'pathname', 'filename', 'module', 'exc_info', "
                       "'exc_text', 'stack_info', 'lineno', 'funcName', 'created', 'msecs', 'relativeCreated', 'thread', "
                       "'threadName', 'processName', 'process', 'message'])");
    text("args", "(");
    append(m_buffer, values.task);
    m_buffer.append(",)");
    number("levelno", level);
    text("pathname", "/home/u/parsl/");
    m_buffer.append(module).append(".py");
    text("filename", module);
    m_buffer.append(".py");
    text("module", module);
    text("exc_info", "None");
    text("exc_text", "None");
    text("stack_info", "None");
    text("funcName", call.function);
    number("msecs", micros / 1000 % 1000);
    m_buffer.append(".0");
    number("relativeCreated", micros / 1000);
    m_buffer += '.';
    append(m_buffer, micros % 1000);
    m_buffer += '"';
    appendExpanded(m_buffer, call.prototypeKeys, values);
    m_buffer.append(", \"message\": \"");
    appendExpanded(m_buffer, message, values);
    m_buffer.append("\"}\n");
}

} // namespace widelens::bench
