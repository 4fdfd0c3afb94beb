// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filter.h"
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

// All fields that occur, by name, copies left out. O(fields x sources), and the rows of sources that have copies.
std::vector<FieldPresence> presentFields(const EventStore &store);
// The same for some rows alone. O(entries of the columns of their sources), n log n of the rows. Empty when cancelled.
std::vector<FieldPresence> presentFields(const EventStore &store, const EventRows &rows, const Continue &goOn = {});
// Whether a field has to be read from the files, somewhere. O(sources).
bool isByReference(const EventStore &store, const std::string &field);

} // namespace widelens
