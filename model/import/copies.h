// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/storeassembly.h"

namespace widelens {

// Finds records that one process wrote to several files: same time, same header, same text. The first in source order
// stays the event, the others are marked as copies. Only files that share a process are looked at, and texts are
// read only where time and header agree. Cancelled: none are marked.
void markCopies(StoreAssembly &assembly, const std::shared_ptr<const EventStore> &store, const std::function<bool(double)> &goOn = {});

} // namespace widelens
