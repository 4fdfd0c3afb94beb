// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/documentspool.h"
#include "model/import/loaderstate.h"
#include "model/import/localclock.h"
#include "model/import/recognition.h"
#include "model/import/sourceparts.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace widelens {

// What was read of a source by itself.
struct Loader::State::ReadPart {
    ReadPart(uint32_t number, const Source &found, RunZones *zones)
        : source(found)
        , writer(number, found.shift)
        , clock(source, zones)
    {
    }

    Source source;
    SegmentWriter writer;
    LocalClock clock;
    uint32_t assumed = 0; // marks at its beginning
    SourceState state; // at its end
    uint64_t end = 0; // it was read up to here
    std::string problem; // of the file
};

// A source that is being read, as one or in several parts at the same time. A part behind the first is read as if nothing
// stood before it, and joined when all before it are: only then others see it.
struct Loader::State::Reading {
    explicit Reading(uint32_t sourceNumber)
        : number(sourceNumber)
    {
    }

    uint64_t endOf(size_t part) const { return part + 1 < places.size() ? places[part + 1].begin : limit; }

    // Set before anything is read.
    const uint32_t number;
    Source found;
    const FormatRule *format = nullptr; // null: not read
    PathFields path;
    FileReader file; // as it was opened at first
    std::optional<DocumentSpool> documents;
    uint64_t limit = 0;
    std::vector<SourcePart> places { {} };
    std::atomic<uint64_t> counted { 0 }; // bytes of progress

    // What the parts that were joined say; theirs alone who joins them.
    Source source;
    SourceState state;
    LocalClock::State clock;
    Time last = kNoTime; // of their last row; where rows without a time stand
    uint64_t end = 0; // read up to here
    std::string problem;

    // Guarded by the loader's mutex.
    std::vector<std::unique_ptr<ReadPart>> parts; // that were read, until they are joined
    uint32_t marks = 0; // that the source is known to have: what a part behind assumes
    size_t joined = 0;
    bool queued = false; // the parts behind the first
    bool joining = false;
    bool finished = false;
};

} // namespace widelens
