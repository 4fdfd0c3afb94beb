// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filter.h"

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace widelens {

// What ends a command early: the message for standard error and the exit code.
class CommandError : public std::runtime_error
{
public:
    CommandError(int code, const std::string &what)
        : std::runtime_error(what)
        , m_code(code)
    {
    }
    int code() const { return m_code; }

private:
    int m_code;
};

// The words of a call, sorted out. Throws CommandError (2) for words that are off.
struct CommandLine {
    std::string command; // "info" …; empty with --help or --version alone
    std::vector<std::string> runs;
    std::vector<std::string> words; // positional words behind the runs: KEY=VALUE, a metric, a view
    std::map<std::string, std::string> options; // "--format" → "json"; flags → ""

    bool has(const std::string &option) const { return options.count(option) > 0; }
    std::string value(const std::string &option, const std::string &otherwise = {}) const;
    // --format, checked against what the command knows; the first is the default.
    std::string format(const std::vector<std::string> &known) const;
    std::vector<std::string> list(const std::string &option) const; // "a,b" → a b
};

CommandLine parseCommandLine(int argc, char **argv);
bool isKnownCommand(const std::string &word);
std::string helpFor(const std::string &command); // of all commands when empty

} // namespace widelens
