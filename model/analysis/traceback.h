// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/structure.h"

namespace widelens {

// Python's tracebacks in a text, each with its frames; the root holds them and the words between them. Empty when there is none.
std::vector<Structure::Node> readTracebacks(std::string_view text);

} // namespace widelens
