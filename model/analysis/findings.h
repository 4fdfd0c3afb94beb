// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/transitions.h"
#include "model/query/entity.h"
#include "model/query/filter.h"
#include "model/store/eventstore.h"

#include <memory>
#include <string>
#include <vector>

namespace widelens {

// Something about the identity or the life of an entity that does not fit together.
struct Finding {
    enum class Kind { Conflict, Orphan, OneSource, NoRun, SkippedState, RepeatedState, LateState, EffectFirst, Disagreement };
    Kind kind = Kind::Conflict;
    std::string what; // a sentence
    Entity entity; // whom it is about; no key: nobody
    std::vector<EventRef> evidence; // at least one
};

// Whether it says that something is wrong or missing, not only that it is unusual.
bool isSerious(Finding::Kind kind);

// "conflict", "orphan", "one source", "no run", "skipped state", "repeated state", "late state", "effect first", "disagreement"
const char *findingName(Finding::Kind kind);

struct Findings {
    static constexpr size_t kMaxOfAKind = 1000; // listed; all are counted
    std::vector<Finding> list; // by kind, then by time of the first evidence
    std::vector<std::pair<Finding::Kind, uint64_t>> counts; // of the kinds that occur
};

// Values that contradict each other; entities whose rules promise an owner that no line names; entities that one source
// names where nearly all of their kind are named by several; events without a run; and states: skipped (nearly all
// others pass through it on that way), reported twice in one try, or reported after later ones; sources whose clocks do
// not agree, so that effects come before their causes; states told by the logs alone where a database tells of states
// too, or by it alone.
// Null when cancelled. `source`: see countStates().
std::shared_ptr<const Findings> findFindings(const EventStore &store, const Continue &goOn = {}, const TransitionSource &source = {});

} // namespace widelens
