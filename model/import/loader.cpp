// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/loader.h"

#include "model/identity/identity.h"
#include "model/import/copies.h"
#include "model/import/discovery.h"
#include "model/import/importer.h"
#include "model/import/recognition.h"
#include "model/import/runzones.h"
#include "model/import/runscopes.h"
#include "model/import/values.h"
#include "model/store/storeassembly.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace widelens {

namespace {

using Clock = std::chrono::steady_clock;

// A version is published when this much more has come, so that merging costs O(n) in all.
constexpr double kGrowthPerVersion = 0.25;
constexpr auto kTick = std::chrono::milliseconds(50);

} // namespace

// What the importers and the loader's own thread share.
struct Loader::State {
    std::shared_ptr<const Rules> rules;
    LoadOptions options;
    OnVersion onVersion;
    OnProgress onProgress;
    std::shared_ptr<FieldTable> fields = std::make_shared<FieldTable>();
    std::shared_ptr<TemplateTable> templates = std::make_shared<TemplateTable>();
    Clock::time_point begun;
    std::unique_ptr<RunZones> zones;

    std::vector<Run> runs;
    std::mutex mutex; // guards what follows
    std::condition_variable changed;
    std::vector<Source> sources; // copies that the importers refresh after each block
    SegmentList segments;
    uint64_t rowsReady = 0;
    uint32_t sourcesDone = 0;
    std::string current;

    std::vector<uint32_t> queue; // of sources, biggest first
    std::atomic<size_t> next { 0 };
    std::atomic<uint64_t> bytesDone { 0 };
    std::atomic<bool> cancelled { false };
    std::thread thread;
    std::vector<std::thread> importers;

    void run();
    void importAll();
    void importSource(uint32_t number);
    void hand(uint32_t number, const Source &source, std::shared_ptr<const SegmentView> segment);
    void report();
    void finish(StoreAssembly &assembly);
    double seconds() const { return std::chrono::duration<double>(Clock::now() - begun).count(); }
};

Loader::Loader(std::shared_ptr<const Rules> rules, LoadOptions options)
    : m_state(std::make_unique<State>())
{
    m_state->rules = std::move(rules);
    m_state->options = std::move(options);
}

Loader::~Loader()
{
    cancel();
    wait();
}

void Loader::start(OnVersion onVersion, OnProgress onProgress)
{
    m_state->onVersion = std::move(onVersion);
    m_state->onProgress = std::move(onProgress);
    m_state->begun = Clock::now();
#ifdef __GLIBC__
    // Columns come in large chunks of which the last is mostly not filled: pages of their own stay untouched until they are
    // written. By default the threshold rises with what is freed, and chunks would be cut from memory used before.
    ::mallopt(M_MMAP_THRESHOLD, 256 * 1024);
#endif
    m_state->thread = std::thread([this] { m_state->run(); });
}

void Loader::cancel()
{
    m_state->cancelled = true;
    m_state->changed.notify_all();
}

void Loader::wait()
{
    if (m_state->thread.joinable())
        m_state->thread.join();
}

std::shared_ptr<const EventStore> Loader::load(std::shared_ptr<const Rules> rules, LoadOptions options)
{
    std::shared_ptr<const EventStore> last;
    Loader loader(std::move(rules), std::move(options));
    loader.start([&](std::shared_ptr<const EventStore> store) { last = std::move(store); });
    loader.wait();
    return last;
}

void Loader::State::run()
{
    Discovery found = discover(options.paths, options.run);
    runs = std::move(found.runs);
    sources = std::move(found.sources);
    for (auto &source : sources) {
        const auto shift = options.shifts.find(source.path);
        source.shift = shift == options.shifts.end() ? 0 : shift->second;
    }
    zones = std::make_unique<RunZones>(*rules, sources, options.zone);
    segments.resize(sources.size());
    for (uint32_t i = 0; i < sources.size(); ++i)
        queue.push_back(i);
    std::stable_sort(queue.begin(), queue.end(), [this](uint32_t a, uint32_t b) { return sources[a].bytes > sources[b].bytes; });
    StoreAssembly assembly(rules, fields, templates, runs, sources);
    const unsigned threads = options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    for (unsigned i = 0; i < threads; ++i)
        importers.emplace_back([this] { importAll(); });

    uint64_t published = 0;
    bool done = false;
    while (!done) {
        SegmentList ready;
        std::vector<Source> states;
        {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, kTick, [this] { return sourcesDone == sources.size() || cancelled.load(); });
            done = sourcesDone == sources.size() || cancelled;
            const bool grown = rowsReady > published && static_cast<double>(rowsReady - published) >= kGrowthPerVersion * static_cast<double>(published);
            if (!done && grown) {
                published = rowsReady;
                ready = segments;
                states = sources;
            }
        }
        report();
        if (!ready.empty() && onVersion) {
            assembly.update(ready, states);
            onVersion(assembly.publish(false, seconds()));
        }
    }
    for (auto &importer : importers)
        importer.join();
    finish(assembly);
}

void Loader::State::finish(StoreAssembly &assembly)
{
    assembly.update(segments, sources);
    markCopies(assembly, assembly.publish(false, seconds()));
    scopeRuns(assembly, assembly.publish(false, seconds()));
    assembly.readFacts();
    report();
    const auto whole = assembly.publish(true, seconds());
    // Cancelled or not: what was read has its identities.
    const auto identity = Identity::build(*whole);
    if (onVersion)
        onVersion(StoreAssembly::withIdentity(*whole, identity, seconds()));
#ifdef __GLIBC__
    ::malloc_trim(0); // what merging and joining used for a moment
#endif
}

void Loader::State::importAll()
{
    for (size_t i = next++; i < queue.size() && !cancelled; i = next++)
        importSource(queue[i]);
}

void Loader::State::importSource(uint32_t number)
{
    Source source;
    {
        const std::lock_guard lock(mutex);
        source = sources[number];
        current = source.path;
    }
    SegmentWriter writer(number, source.shift);
    LocalClock clock(source, zones.get());
    FileReader file;
    const PathFields path = readPath(*rules, source.logsource);
    source.role = path.role;
    for (const auto &[name, text] : path.fields) {
        const FieldRule *field = rules->field(name);
        writer.addConstant(fields->intern(name), cellOf(writer.pool(), text, field ? field->type : FieldRule::Type::Any));
    }
    uint64_t counted = 0;
    const FormatRule *format = source.issues.empty() ? recognise(*rules, source, file) : nullptr;
    if (format) {
        const auto blockDone = [&](uint64_t bytes) {
            bytesDone += bytes - counted;
            counted = bytes;
            hand(number, source, writer.publish(false));
            return !cancelled.load();
        };
        ImportJob job { *rules, *format, *fields, *templates, source, writer, file, source.bytes, blockDone, clock };
        if (format->kind == FormatRule::Kind::Text)
            importText(job);
        else
            importJsonLines(job);
        if (!file.problem().empty())
            addIssue(source, Issue::Severity::Lost, source.lines + 1, counted, "reading failed: " + file.problem(), "check the file system and open the run again");
        else if (file.isUnlinked())
            addIssue(source, Issue::Severity::Lost, 0, 0, "the file was deleted while it was read", "what was read is shown, but its text is gone; open the run again where it still exists");
        else if (!cancelled && file.size() < source.bytes)
            addIssue(source, Issue::Severity::Lost, 0, file.size(), "the file shrank while it was read: it was written anew or cut", "open the run again");
    }
    if (cancelled && format)
        addIssue(source, Issue::Severity::Note, 0, 0, "reading was cancelled before its end", "open the run again to read all of it");
    source.done = true;
    bytesDone += source.bytes > counted ? source.bytes - counted : 0;
    hand(number, source, writer.publish(true));
    const std::lock_guard lock(mutex);
    ++sourcesDone;
    changed.notify_all();
}

void Loader::State::hand(uint32_t number, const Source &source, std::shared_ptr<const SegmentView> segment)
{
    const std::lock_guard lock(mutex);
    rowsReady += segment->rowCount() - (segments[number] ? segments[number]->rowCount() : 0);
    sources[number] = source;
    segments[number] = std::move(segment);
}

void Loader::State::report()
{
    if (!onProgress)
        return;
    LoadProgress progress;
    progress.bytesDone = bytesDone;
    const std::lock_guard lock(mutex);
    for (const auto &source : sources)
        progress.bytesTotal += source.bytes;
    progress.events = rowsReady;
    progress.sourcesDone = sourcesDone;
    progress.sources = static_cast<uint32_t>(sources.size());
    progress.current = current;
    onProgress(progress);
}

std::string checkPaths(const std::vector<std::string> &paths)
{
    if (paths.empty())
        return "no run given: name a run directory, a runinfo directory or a log file";
    for (const auto &path : paths) {
        std::error_code error;
        const auto status = std::filesystem::status(path, error);
        if (status.type() == std::filesystem::file_type::not_found)
            return path + ": does not exist: check the path";
        if (error)
            return path + ": " + error.message() + ": check the path and its permissions";
    }
    return {};
}

} // namespace widelens
