// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"
#include "model/store/record.h"

#include <string>
#include <string_view>

namespace widelens {

// The slow, plain way from the bytes of one record to all of its fields: what is shown of an event comes from here. The
// importers extract the same, faster; tests hold the two against each other.
void parseTextRecord(const Rules &rules, const FormatRule &format, std::string_view raw, Record &record);
void parseJsonRecord(const Rules &rules, const FormatRule &format, std::string_view raw, Record &record);

// The message alone (canonical `formatted`).
std::string textMessage(const FormatRule &format, std::string_view raw, size_t limit);
std::string jsonMessage(const Rules &rules, const FormatRule &format, std::string_view raw, size_t limit);

// What the message's first line says, for fields that the record lacks. `marks`: those of its source at this place.
void addMessageFields(const Rules &rules, std::string_view role, uint32_t marks, Record &record);

// A field by its canonical name, with the type that the rules give it. `quoted`: the source wrote it as a string.
RecordField makeField(const Rules &rules, const FormatRule *format, std::string name, std::string_view text, bool quoted, Origin origin, std::string proof);

} // namespace widelens
