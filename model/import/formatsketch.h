// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/source.h"

#include <string>
#include <vector>

namespace widelens {

// The first lines of a file, at most `count`, each at most as long as a header may be. Blocks as long as the file system does.
std::vector<std::string> firstLines(const Source &source, size_t count);

// What a header pattern, or a format string of Python's logging, makes of lines.
struct FormatSketch {
    std::string header; // the pattern
    std::string problem; // one sentence; empty: a rule file with this header would be accepted
    std::vector<std::string> names; // of the captures; the last is the message
    struct Row {
        bool begins = false; // a record; else the line continues the one before
        std::vector<std::string> cells; // parallel to names; of a continuation only the last
    };
    std::vector<Row> rows; // parallel to the lines
    size_t records = 0;
    // Where no line begins a record: the first part of the header, a capture or the text between two, that the first line does
    // not have, and the parts before it, which it has. Both empty where the parts fit one by one, or there is no line.
    std::string misfit;
    std::string fits;
};
FormatSketch sketchFormat(const std::vector<std::string> &lines, const std::string &text);

// A header to begin with: the one of a few usual ones that fits most lines; "" where none does.
std::string suggestHeader(const std::vector<std::string> &lines);

// A rule file with one text format.
std::string ruleFileText(const std::string &name, const std::string &title, const std::string &header);
// "My app's log" → "my-app-s-log": the name of a format and of its file; "" where no letter or digit is left.
std::string formatName(const std::string &title);

} // namespace widelens
