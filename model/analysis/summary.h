// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/eventstore.h"

#include <map>
#include <string>
#include <vector>

namespace widelens {

// How often a field is present, and as what.
struct FieldPresence {
    std::string name;
    std::string type; // "int", "real", "text", "time"
    uint64_t present = 0;
    bool byReference = false; // read from the files when shown: no column
    bool noise = false;
};

// All fields that occur, by name. O(fields x sources).
std::vector<FieldPresence> presentFields(const EventStore &store);

} // namespace widelens
