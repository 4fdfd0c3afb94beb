// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace widelens {

// Whether a first word asks for an answer on standard output (a command, --help, --version), not for the window.
bool isCommand(const char *word);

// Runs `widelens COMMAND …` without a window. Answers the exit code: 0 done, 1 nothing to read or no such entity or metric,
// 2 the words are off or ambiguous. Data goes to standard output, messages to standard error as "widelens: WHAT: HOW TO FIX".
int runCommandLine(int argc, char **argv);

} // namespace widelens
