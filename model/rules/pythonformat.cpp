// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/pythonformat.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace widelens {

namespace {

// Attributes of a log record and the captures that read them.
constexpr auto kCaptures = std::to_array<std::pair<std::string_view, std::string_view>>({
    { "asctime", "{created:datetime}" }, { "created", "{created:epoch}" }, { "msecs", "{msecs:int}" }, { "relativeCreated", "{relativeCreated:float}" },
    { "levelname", "{levelname:level}" }, { "levelno", "{levelno:int}" }, { "name", "{name:word}" }, { "lineno", "{lineno:int}" },
    { "funcName", "{funcname:word}" }, { "module", "{module:word}" }, { "filename", "{filename:word}" }, { "pathname", "{pathname:text}" },
    { "process", "{process:int}" }, { "processName", "{processName:text}" }, { "thread", "{thread:int}" }, { "threadName", "{threadName:text}" },
    { "taskName", "{taskName:text}" }, { "message", "{formatted:rest}" } });

// One "%(name)-8s", read from behind its '%'.
struct Directive {
    std::string_view name;
    bool padded = false; // to a width
    bool left = false; // spaces follow the value, else they stand before it
    bool number = false; // "%03d", "%f": not a text
};

Directive readDirective(std::string_view format, size_t &at)
{
    Directive directive;
    const size_t close = format.find(')', at);
    if (close == std::string_view::npos)
        throw std::invalid_argument("\"%(\" at character " + std::to_string(at) + " has no ')'");
    directive.name = format.substr(at + 1, close - at - 1);
    at = close + 1;
    while (at < format.size() && std::string_view("-+ #0").find(format[at]) != std::string_view::npos)
        directive.left |= format[at++] == '-';
    while (at < format.size() && ((format[at] >= '0' && format[at] <= '9') || format[at] == '.'))
        directive.padded |= format[at++] != '.';
    if (at == format.size() || std::string_view("sdifegrx").find(format[at]) == std::string_view::npos)
        throw std::invalid_argument("%(" + std::string(directive.name) + ") lacks its letter: write %(" + std::string(directive.name) + ")s");
    directive.number = format[at] != 's' && format[at] != 'r';
    ++at;
    return directive;
}

std::string captureOf(const Directive &directive, bool hasTime)
{
    if (directive.name == "asctime" && hasTime)
        return "{asctime:datetime}"; // the epoch says the same, better
    for (const auto &[name, capture] : kCaptures) {
        if (name == directive.name)
            return std::string(capture);
    }
    return "{" + std::string(directive.name) + (directive.number ? ":float}" : ":text}"); // of `extra`
}

// ".%(msecs)03d" behind a time is its fraction, which the time's capture reads.
bool isFraction(std::string_view format, size_t at)
{
    return at + 9 < format.size() && (format[at] == '.' || format[at] == ',') && format.substr(at + 1, 8) == "%(msecs)";
}

} // namespace

bool isPythonFormat(std::string_view text)
{
    return text.find("%(") != std::string_view::npos;
}

std::string patternOfPythonFormat(std::string_view format)
{
    std::string pattern;
    bool hasTime = false;
    for (size_t at = 0; at < format.size();) {
        const char c = format[at++];
        if (c == '{' || c == '}') {
            pattern += { c, c };
            continue;
        }
        if (c != '%') {
            pattern += c;
            continue;
        }
        if (at < format.size() && format[at] == '%') {
            pattern += '%';
            ++at;
            continue;
        }
        if (at == format.size() || format[at] != '(')
            throw std::invalid_argument("a single '%' at character " + std::to_string(at) + ": write %(name)s, or %% for the sign itself");
        const Directive directive = readDirective(format, at);
        const std::string capture = captureOf(directive, hasTime);
        const bool spaces = directive.padded && !directive.number;
        pattern += (spaces && !directive.left ? "{? ?}" : "") + capture;
        if (directive.name == "message")
            return pattern;
        if (spaces && directive.left && (at == format.size() || format[at] != ' '))
            pattern += "{? ?}";
        hasTime |= directive.name == "created" || directive.name == "asctime";
        if (directive.name == "asctime" && isFraction(format, at)) {
            ++at; // the separator
            ++at; // '%'
            readDirective(format, at);
        }
    }
    throw std::invalid_argument("there is no %(message)s in it: a record's message is what stands there");
}

} // namespace widelens
