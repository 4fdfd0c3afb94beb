// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/storeassembly.h"

namespace widelens {

// One process may hold several runs at a time, and its log then has lines of all of them. Where the rules' scope messages
// show when each run begins and closes, lines written while exactly one was alive are given to it, and those of a thread that
// is known to be a run's to that one; the others are left without a run, and an issue says how many and why. Processes with
// one run are left alone. Also marks runs as finished. Cancelled: not all of it is done.
void scopeRuns(StoreAssembly &assembly, const std::shared_ptr<const EventStore> &store, const std::function<bool(double)> &goOn = {});

} // namespace widelens
