// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/identitybuild.h"
#include "model/import/loader.h"
#include "model/import/runzones.h"
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
    uint64_t rowsReady = 0;
    uint32_t sourcesDone = 0;
    std::string current;
    std::deque<uint32_t> queue; // of sources, biggest first; then as they come out of archives
    std::deque<uint32_t> packed; // to be unpacked; the first is being unpacked
    std::deque<uint32_t> texts; // without times of their own: read when it is known when their runs were
    bool readingTexts = false;
    uint64_t packedBytes = 0; // of archives that are not yet unpacked, and of compressed files

    size_t foundRuns = 0; // in directories
    std::atomic<uint64_t> bytesDone { 0 };
    std::atomic<bool> cancelled { false };
    size_t foundSources = 0; // in directories
    std::unique_ptr<IdentityBuild> identities = std::make_unique<IdentityBuild>(); // of the versions so far; null: dropped
    std::thread thread;
    std::vector<std::thread> importers;
    std::thread unpacking;

    void run();
    bool isTextsTurn() const { return !texts.empty() && sourcesDone + texts.size() == sources.size(); }
    Time placeOfText(const Source &source, Time created);
    bool isDone() const { return sourcesDone == sources.size() || cancelled; }
    void importAll();
    void importSource(uint32_t number);
    bool isPacked(uint32_t number, Source &source, FileReader &file);
    void unpackAll();
    void unpack(uint32_t number, Unpacker &with);
    RunId addRun(Run run);
    void addSource(Source source);
    void addSegments(uint32_t number);
    void shift(Source &source) const;
    std::vector<Source> sourcesOf(RunId run);
    void hand(uint32_t number, const Source &source, std::shared_ptr<const SegmentView> segment);
    void report();
    void finish(StoreAssembly &assembly);
    std::shared_ptr<const Identity> identityOf(const EventStore &whole);
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count(); }
};

} // namespace widelens
