// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/loader.h"

#include "model/identity/identitybuild.h"
#include "model/import/copies.h"
#include "model/import/discovery.h"
#include "model/import/loaderreading.h"
#include "model/import/runscopes.h"
#include "model/import/standardinput.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace widelens {

namespace {

// A version is published when this much more has come, so that merging costs O(n) in all.
constexpr double kGrowthPerVersion = 0.25;
constexpr auto kTick = std::chrono::milliseconds(50);
// After a cancel, so long is worked on making the most of what was read.
constexpr int64_t kPatience = 40'000'000;

int64_t nanoseconds()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace

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
    m_state->begun = std::chrono::steady_clock::now();
#ifdef __GLIBC__
    // Columns come in large chunks of which the last is mostly not filled: pages of their own stay untouched until they are
    // written. By default the threshold rises with what is freed, and chunks would be cut from memory used before.
    ::mallopt(M_MMAP_THRESHOLD, 256 * 1024);
#endif
    m_state->thread = std::thread([this] { m_state->run(); });
}

void Loader::cancel()
{
    if (!m_state->cancelled.exchange(true))
        m_state->cancelledAt = nanoseconds();
    const std::lock_guard lock(m_state->mutex);
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
    Discovery found = discover(options.paths, options.run, [this] { return cancelled.load(); });
    runs = std::move(found.runs);
    foundRuns = runs.size();
    sources = std::move(found.sources);
    foundSources = sources.size();
    for (auto &source : sources)
        shift(source);
    zones = std::make_unique<RunZones>(*rules, [this](RunId run) { return sourcesOf(run); }, options.zone);
    for (uint32_t i = 0; i < sources.size(); ++i) {
        addSegments(i);
        queue.push_back({ i });
    }
    std::stable_sort(queue.begin(), queue.end(), [this](const Piece &a, const Piece &b) { return sources[a.source].bytes > sources[b.source].bytes; });
    for (const ImplicationRule &rule : rules->implications) { // what no event says can still be asked for
        for (const std::string &name : rule.isFunction() ? rule.implies : std::vector<std::string>())
            fields->intern(name);
    }
    StoreAssembly assembly(rules, fields, templates, runs, sources);
    const unsigned threads = options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    for (unsigned i = 0; i < threads; ++i)
        importers.emplace_back([this] { importAll(); });
    unpacking = std::thread([this] { unpackAll(); });

    uint64_t published = 0;
    bool done = false;
    while (!done) {
        SegmentList ready;
        std::vector<Source> states;
        std::vector<Run> known;
        {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, kTick, [this] { return isDone(); });
            done = isDone();
            const bool grown = rowsReady > published && static_cast<double>(rowsReady - published) >= kGrowthPerVersion * static_cast<double>(published);
            if (!done && grown) {
                published = rowsReady;
                ready = segments;
                states = sources;
                known = runs;
            }
        }
        report();
        if (!ready.empty() && onVersion)
            publishVersion(assembly, ready, std::move(states), known);
    }
    for (auto &importer : importers)
        importer.join();
    unpacking.join();
    for (const auto &reading : std::exchange(divided, {})) // cancelled between parts
        finishReading(*reading);
    finish(assembly);
}

void Loader::State::publishVersion(StoreAssembly &assembly, const SegmentList &ready, std::vector<Source> states, const std::vector<Run> &known)
{
    const auto goOn = [this](double) { return !cancelled; };
    if (!assembly.update(ready, std::move(states), known, goOn))
        return;
    auto store = assembly.publish(false, seconds());
    if (identities && !identities->extend(*store, goOn))
        identities.reset();
    if (cancelled)
        return;
    if (identities) {
        told = identities->snapshot();
        store = StoreAssembly::withIdentity(*store, told, seconds());
    }
    onVersion(store);
}

// Whether there is time for what a cancel can do without.
bool Loader::State::isWorthwhile() const
{
    return !cancelled || nanoseconds() - cancelledAt < kPatience;
}

void Loader::State::finish(StoreAssembly &assembly)
{
    const auto goOn = [this](double) { return isWorthwhile(); };
    if (!assembly.update(segments, sources, runs, goOn) || cancelled)
        assembly.breakOff();
    if (isWorthwhile())
        assembly.sort(foundRuns);
    if (isWorthwhile())
        markCopies(assembly, assembly.publish(false, seconds()), goOn);
    if (isWorthwhile())
        scopeRuns(assembly, assembly.publish(false, seconds()), goOn);
    assembly.readFacts();
    report();
    const auto whole = assembly.publish(true, seconds());
    const auto identity = identityOf(*whole);
    if (onVersion)
        onVersion(StoreAssembly::withIdentity(*whole, identity, seconds()));
#ifdef __GLIBC__
    if (!cancelled)
        ::malloc_trim(0); // what merging and joining used for a moment
#endif
}

// What was joined while reading is extended, unless the whole has it in another order (sources that were unpacked), or shows
// that rows are copies or belong to another run.
std::shared_ptr<const Identity> Loader::State::identityOf(const EventStore &whole)
{
    const auto goOn = [this](double) { return isWorthwhile(); };
    const std::shared_ptr<const Identity> before = std::exchange(told, nullptr);
    std::shared_ptr<const Identity> identity;
    if (isWorthwhile()) {
        if (!identities || whole.sources().size() != foundSources || !identities->holdsFor(whole))
            identity = Identity::build(whole, goOn);
        else if (identities->extend(whole, goOn))
            identity = identities->take();
    }
    return identity || whole.isRenumbered() ? identity : before; // cancelled: what was known
}

void Loader::State::report()
{
    if (!onProgress)
        return;
    LoadProgress progress;
    progress.bytesDone = bytesDone;
    const std::lock_guard lock(mutex);
    progress.bytesTotal = packedBytes;
    for (const auto &source : sources)
        progress.bytesTotal += source.bytes;
    // What is still unpacked is counted as read a moment before its size is known here.
    progress.bytesDone = std::min(progress.bytesDone, progress.bytesTotal);
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
        if (path == kStandardInput)
            continue;
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
