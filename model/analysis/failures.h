// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filter.h"
#include "model/store/eventstore.h"

#include <functional>
#include <string>
#include <vector>

namespace widelens {

struct KeyRule;

// Visits the events that name an exception (in the field that the rules call that of failures), in no order: with its type, and
// what the event says of the key of `kind`, "" parts where it does not. False when cancelled. O(such events).
using OnFailure = std::function<void(EventRef event, const std::string &type, const std::vector<Value> &key)>;
bool eachFailure(const EventStore &store, const KeyRule &kind, const OnFailure &visit, const Continue &goOn = {});

} // namespace widelens
