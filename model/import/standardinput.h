// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/spool.h"

#include <memory>
#include <string>

namespace widelens {

inline constexpr const char *kStandardInput = "-"; // its name among paths

// What comes in on standard input. It can be read once, so that it is spooled: the first call begins to read it, in the
// background, and all others get the same.
std::shared_ptr<const SpooledFile> standardInput();

} // namespace widelens
