// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/identitybuild.h"
#include "model/import/loader.h"
#include "model/import/runzones.h"
#include "model/import/sourcestate.h"
#include "model/store/filereader.h"
#include "model/store/storeassembly.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace widelens {

// What the importers and the loader's own thread share.
struct Loader::State {
    struct Reading;
    struct ReadPart;
    // Something to read: a source, or a further part of one that is being read.
    struct Piece {
        uint32_t source = 0;
        std::shared_ptr<Reading> reading {}; // null: from its beginning
        size_t part = 0;
    };

    std::shared_ptr<const Rules> rules;
    LoadOptions options;
    OnVersion onVersion;
    OnProgress onProgress;
    std::shared_ptr<FieldTable> fields = std::make_shared<FieldTable>();
    std::shared_ptr<TemplateTable> templates = std::make_shared<TemplateTable>();
    std::chrono::steady_clock::time_point begun;
    std::unique_ptr<RunZones> zones;

    std::mutex mutex; // guards what follows
    std::condition_variable changed; // sources were read, or found
    std::vector<Run> runs;
    std::vector<Source> sources; // copies that the importers refresh after each block
    SegmentList segments;
    std::vector<uint32_t> firstSegments; // of each source
    std::vector<std::shared_ptr<Reading>> divided; // those that are read in several parts
    uint64_t rowsReady = 0;
    uint32_t sourcesDone = 0;
    std::string current;
    std::deque<Piece> queue; // sources, biggest first; then as they come out of archives. Further parts before all else, in order
    std::deque<uint32_t> packed; // to be unpacked; the first is being unpacked
    std::deque<uint32_t> texts; // without times of their own: read when it is known when their runs were
    bool readingTexts = false;
    uint64_t packedBytes = 0; // of archives that are not yet unpacked, and of compressed files

    size_t foundRuns = 0; // in directories
    std::atomic<uint64_t> bytesDone { 0 };
    std::atomic<bool> cancelled { false };
    std::atomic<int64_t> cancelledAt { 0 }; // ns of the steady clock
    size_t foundSources = 0; // in directories
    std::unique_ptr<IdentityBuild> identities = std::make_unique<IdentityBuild>(); // of the versions so far; null: dropped
    std::shared_ptr<const Identity> told; // of the last version
    std::thread thread;
    std::vector<std::thread> importers;
    std::thread unpacking;

    void run();
    bool isTextsTurn() const { return !texts.empty() && sourcesDone + texts.size() == sources.size(); }
    Time placeOfText(const Source &source, Time created);
    bool isDone() const { return sourcesDone == sources.size() || cancelled; }
    void importAll();
    void importSource(uint32_t number);
    std::shared_ptr<Reading> beginReading(uint32_t number);
    void importPart(const std::shared_ptr<Reading> &reading, size_t number);
    void queueParts(const std::shared_ptr<Reading> &reading, uint32_t marks);
    void readPart(Reading &reading, size_t number, ReadPart &part, SourceState before, const std::function<bool(uint64_t, const SourceState &)> &blockDone);
    void joinParts(Reading &reading);
    bool joinPart(Reading &reading, size_t number, std::unique_ptr<ReadPart> part);
    void finishReading(Reading &reading);
    bool isPacked(uint32_t number, Source &source, FileReader &file);
    void unpackAll();
    void unpack(uint32_t number, Unpacker &with);
    RunId addRun(Run run);
    void addSource(Source source);
    void addSegments(uint32_t number);
    void shift(Source &source) const;
    std::vector<Source> sourcesOf(RunId run);
    void hand(uint32_t number, const Source &source, uint32_t part, std::shared_ptr<const SegmentView> segment);
    void report();
    void publishVersion(StoreAssembly &assembly, const SegmentList &ready, std::vector<Source> states, const std::vector<Run> &known);
    void finish(StoreAssembly &assembly);
    std::shared_ptr<const Identity> identityOf(const EventStore &whole);
    bool isWorthwhile() const;
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count(); }
};

} // namespace widelens
