// SPDX-License-Identifier: GPL-3.0-or-later
// Ingest on one thread beside the bare bounds, on the same bytes in the same run. Prints, after Google Benchmark's own
// table, the ratios that mean something on any machine. Size of each corpus: WIDELENS_BENCH_MB (default 1000; a fifth of it
// for the text in which nothing repeats).
#include "model/import/importer.h"
#include "model/import/loader.h"
#include "model/import/recognition.h"
#include "tests/bench/bounds.h"
#include "tests/bench/corpus.h"
#include "tests/bench/memory.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include <sys/wait.h>
#include <unistd.h>

using namespace widelens;

namespace {

uint64_t corpusBytes()
{
    const char *megabytes = std::getenv("WIDELENS_BENCH_MB");
    return (megabytes ? std::strtoull(megabytes, nullptr, 10) : 1000) * 1'000'000;
}

// One file through its importer, on this thread: columns, templates, fields; no order, no copies.
uint64_t importFile(const Rules &rules, const std::string &path)
{
    FieldTable fields;
    TemplateTable templates;
    Source source;
    source.filePath = path;
    source.logsource = path.substr(path.rfind('/') + 1);
    FileReader file;
    const FormatRule *format = recognise(rules, source, file);
    if (!format)
        return 0;
    source.role = readPath(rules, source.logsource).role;
    SegmentWriter writer(0);
    LocalClock clock(source, nullptr);
    ImportJob job { rules, *format, fields, templates, source, writer, file, source.bytes, [](uint64_t) { return true; }, clock };
    format->kind == FormatRule::Kind::Text ? importText(job) : importJsonLines(job);
    return source.events;
}

void ingest(benchmark::State &state, const bench::Corpus &corpus, const Rules &rules)
{
    uint64_t events = 0;
    for (auto _ : state) {
        events = 0;
        for (const auto &file : corpus.files)
            events += importFile(rules, file);
    }
    state.SetBytesProcessed(static_cast<int64_t>(corpus.bytes) * static_cast<int64_t>(state.iterations()));
    state.counters["events"] = static_cast<double>(events);
}

template<typename Bound>
void bound(benchmark::State &state, const bench::Corpus &corpus, Bound run)
{
    for (auto _ : state) {
        for (const auto &file : corpus.files)
            benchmark::DoNotOptimize(run(file));
    }
    state.SetBytesProcessed(static_cast<int64_t>(corpus.bytes) * static_cast<int64_t>(state.iterations()));
}

// Keeps the best rate of each benchmark beside printing it.
class Rates : public benchmark::ConsoleReporter
{
public:
    void ReportRuns(const std::vector<Run> &runs) override
    {
        for (const auto &run : runs) {
            const auto rate = run.counters.find("bytes_per_second");
            if (rate != run.counters.end())
                best[run.run_name.function_name] = std::max(best[run.run_name.function_name], static_cast<double>(rate->second));
        }
        ConsoleReporter::ReportRuns(runs);
    }
    std::map<std::string, double> best;
};

// In a process of its own: what an earlier measurement freed would be used again.
void reportMemory(const char *name, const bench::Corpus &corpus, const std::shared_ptr<const Rules> &rules)
{
    std::fflush(stdout);
    if (const pid_t child = ::fork(); child > 0) {
        ::waitpid(child, nullptr, 0);
        return;
    }
    const double before = bench::anonymousBytes();
    LoadOptions options;
    options.paths = { corpus.folder };
    const auto store = Loader::load(rules, options);
    const double events = static_cast<double>(store->eventCount());
    std::printf("| %s | %.1f bytes an event | at most 64 | %.0f events, loaded in %.2f s on all cores |\n", name, (bench::anonymousBytes() - before) / events, events, store->loadSeconds());
    std::fflush(stdout);
    ::_exit(0);
}

} // namespace

int main(int argc, char **argv)
{
    benchmark::Initialize(&argc, argv);
    const auto rules = loadRules();
    const bench::Corpus text = bench::makeCorpus("text", corpusBytes());
    const bench::Corpus unique = bench::makeUniqueCorpus(corpusBytes() / 5);
    const bench::Corpus prototype = bench::makeCorpus("wide", corpusBytes());
    const bench::Corpus upstream = bench::makeCorpus("json", corpusBytes());
    const auto add = [](const char *name, auto run) { benchmark::RegisterBenchmark(name, run)->Unit(benchmark::kMillisecond)->Iterations(1)->Repetitions(3)->ReportAggregatesOnly(false); };
    add("bound/text", [&](benchmark::State &state) { bound(state, text, bench::hashLines); });
    add("ingest/text", [&](benchmark::State &state) { ingest(state, text, *rules); });
    add("bound/unique", [&](benchmark::State &state) { bound(state, unique, bench::hashLines); });
    add("ingest/unique", [&](benchmark::State &state) { ingest(state, unique, *rules); });
    add("bound/prototype", [&](benchmark::State &state) { bound(state, prototype, bench::walkJson); });
    add("ingest/prototype", [&](benchmark::State &state) { ingest(state, prototype, *rules); });
    add("bound/upstream", [&](benchmark::State &state) { bound(state, upstream, bench::walkJson); });
    add("ingest/upstream", [&](benchmark::State &state) { ingest(state, upstream, *rules); });
    std::printf("| memory and loading | | target | |\n| --- | --- | --- | --- |\n"); // first: while nothing was freed yet
    reportMemory("text", text, rules);
    reportMemory("prototype", prototype, rules);
    reportMemory("upstream", upstream, rules);
    Rates rates;
    benchmark::RunSpecifiedBenchmarks(&rates);
    std::printf("\n| ingest, one thread | of the bound | target | MB/s | bound MB/s |\n| --- | --- | --- | --- | --- |\n");
    for (const auto &[name, target] : std::map<std::string, double> { { "text", 0.33 }, { "unique", 0.025 }, { "prototype", 0.45 }, { "upstream", 0.33 } }) {
        if (rates.best.count("ingest/" + name) && rates.best.count("bound/" + name))
            std::printf("| %s | %.3f | at least %.3f | %.0f | %.0f |\n", name.c_str(), rates.best["ingest/" + name] / rates.best["bound/" + name], target, rates.best["ingest/" + name] / 1e6, rates.best["bound/" + name] / 1e6);
    }
    return 0;
}
