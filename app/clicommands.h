// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "model/store/eventstore.h"

#include <memory>

namespace widelens {

using StorePtr = std::shared_ptr<const EventStore>;

// The commands. Each writes to standard output and answers the exit code; CommandError for what is off.
int runInfo(const CommandLine &line, const StorePtr &store);
int runEvents(const CommandLine &line, const StorePtr &store);
int runAbout(const CommandLine &line, const StorePtr &store);
int runStates(const CommandLine &line, const StorePtr &store);
int runMetrics(const CommandLine &line, const StorePtr &store);
int runPlot(const CommandLine &line, const StorePtr &store);

} // namespace widelens
