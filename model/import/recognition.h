// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"
#include "model/store/filereader.h"
#include "model/store/source.h"

#include <string>
#include <vector>

namespace widelens {

// Which format a file is in, by what stands in it. Fills in the source's format and why; answers the format, or null for
// files that no one recognises, empty ones and those that are never opened (the reason is among the issues then).
// `file` is opened. Reads at most a few blocks.
// `byPath`: the format that its path gives it where its first line fits none.
const FormatRule *recognise(const Rules &rules, Source &source, FileReader &file, const std::string &byPath = {});

// Pickles and keys: not logs, and not to be looked into. By the path below the run directory.
bool isNeverOpened(const Rules &rules, const std::string &path);
void noteNeverOpened(Source &source);

// The role of a file and the fields that its path says, from the rules; else its stem and nothing.
struct PathFields {
    std::string role;
    std::vector<std::pair<std::string, std::string>> fields;
    std::string pattern;
    std::string format; // that the path gives it; may be empty
    Time created = kNoTime; // when the file was made, where its name says so (an epoch)
};
PathFields readPath(const Rules &rules, const std::string &logsource);

} // namespace widelens
