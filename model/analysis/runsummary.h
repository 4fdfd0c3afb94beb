// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/transitions.h"

#include <memory>
#include <string>
#include <vector>

namespace widelens {

// What a person wants to know first of what was opened.
struct RunSummary {
    struct Count {
        std::string name;
        uint64_t count = 0;
        bool operator==(const Count &) const = default;
    };
    // Entities by the state that they were in last.
    struct StateCount : Count {
        bool failure = false;
        bool final = false; // nothing more was to come
    };
    struct Message {
        std::string text; // with every number as #; see exceptionLine()
        uint64_t count = 0;
        EventRef first; // one of the events that say so
    };
    struct Failure {
        std::string type; // of exception
        std::vector<Count> names; // what events call it: with its module, or without
        uint64_t events = 0; // that name it: tries
        uint64_t entities = 0; // that they are about
        uint64_t ended = 0; // of these, in a state of failure in the end
        std::vector<Message> messages; // most frequent first, at most kMaxMessages
        EventRef first;
    };
    // What could not be read.
    struct Unread {
        uint64_t skippedLines = 0;
        uint64_t lost = 0; // issues by severity
        uint64_t damaged = 0;
        uint64_t notes = 0;
        std::vector<std::string> unknownFiles; // paths of files that no rule knows
        uint64_t emptyFiles = 0;
    };
    static constexpr size_t kMaxMessages = 5;
    static constexpr size_t kMaxRead = 5000; // error events that are read for their messages

    std::vector<StateCount> states; // lifecycle order
    std::vector<std::vector<uint64_t>> statesOfRuns; // [run][state], parallel to EventStore::runs()
    uint64_t entities = 0; // that have states
    std::vector<Failure> failures; // most frequent first
    uint64_t errors = 0; // events of that level or above
    uint64_t errorsRead = 0;
    std::vector<Count> kinds; // of entities, in the rules' order
    std::vector<Count> levels; // most severe first
    Unread unread;
};

// Null when cancelled. One pass over state changes and failures; reads at most kMaxRead events from their files.
// `source`: see countStates().
std::shared_ptr<const RunSummary> summarizeRuns(const std::shared_ptr<const EventStore> &store, const Continue &goOn = {}, const TransitionSource &source = {});

} // namespace widelens
