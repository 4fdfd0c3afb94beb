// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"
#include "model/store/filereader.h"

#include <atomic>
#include <functional>
#include <string>
#include <string_view>

namespace widelens {

// JSON documents that hold records in lists within lists, one after the other, as the format's rules describe them: hands out
// each event of each record as a line of JSON with all its fields, those of what is around the record included. Streaming: memory
// for one record and what is around it; where that stands behind its records, they are kept until it is known (at most 64 MB).
// A document that is damaged is left at the damage, and reading goes on at the next line that begins one.
struct DocumentSink {
    std::function<bool(std::string_view line)> write; // false: stop
    std::function<void(std::string what, std::string fix)> complain; // what could not be read
};
void writeDocumentRecords(const Rules &rules, const FormatRule &format, FileReader &file, const std::atomic<bool> &cancelled, const DocumentSink &sink);

} // namespace widelens
