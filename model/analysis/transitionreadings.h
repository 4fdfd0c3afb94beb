// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/transitionreading.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace widelens {

// What was read of rows in versions of a run that grows, for the next version: it reads what is new, and what was open. The
// answer is that of reading all. For any number of threads.
class TransitionReadings
{
public:
    using Rows = TransitionReading::Rows;

    // Of these rows, as they were read before where that still holds. What a complete store says is not kept: no version follows.
    std::shared_ptr<const Rows> read(const EventStore &store, const RowRange &rows);
    // Reads the rows of a version that others follow, so that less is left to do for them. False: cancelled.
    bool readAhead(const EventStore &store, const Continue &goOn = {}, uint32_t rowsAtOnce = kRowsAtOnce);
    uint64_t rowsRead() const; // not taken from before

private:
    // What an answer depends on, beside the rows themselves.
    struct Basis {
        std::shared_ptr<const SegmentView> view; // keeps the columns, so that nothing else can lie where they do
        uint32_t end = 0;
        RunId run = kNoRun;
        std::string runPath; // runs may be numbered anew
        std::vector<std::pair<FieldId, const SparseColumn *>> columns; // that these rows have; by reference: null

        bool operator==(const Basis &other) const;
    };
    struct Reading {
        Basis basis;
        std::shared_ptr<const Rows> rows;
    };

    static Basis basisOf(const EventStore &store, const RowRange &rows, const std::vector<FieldId> &fields);

    mutable std::mutex m_mutex;
    std::map<std::pair<const SegmentColumns *, uint32_t>, Reading> m_readings; // by the segment's columns and the first row
    uint64_t m_rowsRead = 0;
};

} // namespace widelens
