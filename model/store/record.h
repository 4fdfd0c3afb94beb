// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/ids.h"

#include <string>
#include <string_view>
#include <vector>

namespace widelens {

// Where the value of a field comes from.
enum class Origin {
    Record, // the line itself: header or JSON key
    Message, // captured from the message by a rule
    Rule, // set by the rule that knows the message
    Path, // the file's path
    Run, // the run's own log
    Guess, // likely, but nothing says it: asked for by the reader
    Derived, // template, logsource, rundir, line
    Joined, // follows from the event's identity, by a rule and another event
};

const char *originName(Origin origin); // "record", "message" …

enum class FieldKind { Text, Int, Real, Json }; // Json: true, false, null, an object or an array, as in the source

struct RecordField {
    std::string name; // canonical
    std::string text; // without quotes; a list is "[3, 4]" with kind Json
    FieldKind kind = FieldKind::Text;
    Origin origin = Origin::Record;
    std::string proof {}; // one phrase: "JSON key htex_task_id", "message: Task {parsl_task_id} …", "path {parsl_executor}/…"
    bool noise = false; // the rules call it noise: shown on request only
    EventRef witness {}; // of a joined value: the event that proves it
    std::string rule {}; // of a joined value: the name of the implication
};

// One event with everything that is known of it, read again from its file.
struct Record {
    std::vector<RecordField> fields; // in the source's order, derived ones last
    std::string raw; // the bytes of the record, continuation lines included
    std::string problem; // why it could not be read ("changed since it was read: …"); empty when all is well

    const RecordField *find(std::string_view name) const;
    std::string_view text(std::string_view name) const; // "" when absent
};

} // namespace widelens
