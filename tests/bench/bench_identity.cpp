// SPDX-License-Identifier: GPL-3.0-or-later
// What identities cost: the fixpoint beside reading the same logs, a pivot to one task, the list of all tasks, their states over
// time. Number of tasks: WIDELENS_BENCH_TASKS (default 1000000, ten events each).
#include "model/analysis/entitytable.h"
#include "model/analysis/states.h"
#include "model/identity/identity.h"
#include "model/import/loader.h"
#include "model/query/filter.h"
#include "model/rules/rules.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>

using namespace widelens;

namespace {

double secondsSince(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// Of all threads: a busy machine lengthens it less than the time on the clock.
double cpuSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

// The life of `tasks` tasks over a submit log, an interchange log and eight workers.
std::string writeRun(uint64_t tasks)
{
    const auto folder = std::filesystem::temp_directory_path() / ("widelens-bench-life-" + std::to_string(tasks)) / "000";
    if (std::filesystem::exists(folder / "done"))
        return folder.string();
    std::filesystem::create_directories(folder / "htex");
    std::FILE *submit = std::fopen((folder / "parsl.log").c_str(), "w");
    std::FILE *interchange = std::fopen((folder / "htex" / "interchange.log").c_str(), "w");
    std::FILE *workers[8];
    for (int w = 0; w < 8; ++w) {
        const auto place = folder / "htex" / "block-0" / "4f65c2b07a19";
        std::filesystem::create_directories(place);
        workers[w] = std::fopen((place / ("worker_" + std::to_string(w) + ".log")).c_str(), "w");
    }
    std::fprintf(submit, "1785900000.000000 2026-08-05 05:20:00 MainProcess-1 MainThread-1400 parsl.dataflow.dflow:1 f INFO: Run id is: 2f1c9d1e-0000-4000-8000-000000000000\n");
    for (uint64_t i = 0; i < tasks; ++i) {
        const uint64_t micros = i * 50;
        const auto line = [&](std::FILE *file, uint64_t delay, const char *head, const char *text, auto... values) {
            const uint64_t at = micros + delay;
            std::fprintf(file, "%llu.%06llu 2026-08-05 05:20:01 %s", static_cast<unsigned long long>(1785900001 + at / 1000000), static_cast<unsigned long long>(at % 1000000), head);
            std::fprintf(file, text, values...);
            std::fputc('\n', file);
        };
        const char *main = "MainProcess-1 MainThread-1400 parsl.dataflow.dflow:10 submit INFO: ";
        const char *loop = "MainProcess-2 MainThread-1500 parsl.executors.high_throughput.interchange:20 start DEBUG: ";
        const std::string worker = "HTEX-Worker-" + std::to_string(i % 8) + "-" + std::to_string(3 + i % 8) + " MainThread-1600 parsl.executors.high_throughput.process_worker_pool:30 worker INFO: ";
        const char *work = worker.c_str();
        const auto id = static_cast<unsigned long long>(i);
        line(submit, 1, main, "Task %llu submitted for App f, not waiting on any dependency", id);
        line(submit, 2, main, "Task %llu initializing state to pending", id);
        line(submit, 3, main, "Task %llu changing state from pending to launched", id);
        line(submit, 4, main, "Parsl task %llu try 0 launched on executor htex with executor id %llu", id, id + 1);
        line(interchange, 5, loop, "Put task %llu onto pending_task_queue", id + 1);
        line(interchange, 6, loop, "Sent tasks: [%llu] to manager b'4f65c2b07a19'", id + 1);
        line(workers[i % 8], 7, work, "Received executor task %llu", id + 1);
        line(workers[i % 8], 40, work, "Completed executor task %llu", id + 1);
        line(interchange, 45, loop, "Removing task %llu from manager", id + 1);
        line(submit, 48, main, "Task %llu changing state from launched to exec_done", id);
    }
    std::fclose(submit);
    std::fclose(interchange);
    for (std::FILE *worker : workers)
        std::fclose(worker);
    std::ofstream(folder / "done") << "";
    return folder.string();
}

} // namespace

int main()
{
    const char *text = std::getenv("WIDELENS_BENCH_TASKS");
    const uint64_t tasks = text ? std::strtoull(text, nullptr, 10) : 1000000;
    const std::string folder = writeRun(tasks);
    const auto begin = std::chrono::steady_clock::now();
    const double cpuBegin = cpuSeconds();
    const auto store = Loader::load(loadRules(), { { folder }, {}, 0, {}, {} });
    const double all = secondsSince(begin);
    const double cpuAll = cpuSeconds() - cpuBegin;
    double best = 1e9;
    double cpuBest = 1e9;
    for (int i = 0; i < 3; ++i) {
        const auto from = std::chrono::steady_clock::now();
        const double cpuFrom = cpuSeconds();
        const auto identity = Identity::build(*store);
        best = std::min(best, secondsSince(from));
        cpuBest = std::min(cpuBest, cpuSeconds() - cpuFrom);
    }
    const auto from = std::chrono::steady_clock::now();
    const auto rows = applyFilter(store, { { { "parsl_task_id", std::to_string(tasks / 2), false } }, {} });
    const double pivot = secondsSince(from);
    const auto listFrom = std::chrono::steady_clock::now();
    const auto list = listEntities(*store, "task");
    const auto sorted = orderEntities(*list, { "", list->findColumn("duration"), true });
    const double listing = secondsSince(listFrom);
    const auto statesFrom = std::chrono::steady_clock::now();
    const StateCounts states = countStates(*store);
    const double counting = secondsSince(statesFrom);
    std::printf("| list of %zu tasks, sorted: %.2f s | tasks in %zu states over time: %.2f s |\n", sorted->size(), listing, states.states.size(), counting);
    std::printf("| %llu tasks, %llu events | load %.2f s, of it identities %.2f s: %.2f of the rest (target at most 0.25) | CPU %.2f s of %.2f s: %.2f | pivot to one task: %zu events in %.0f ms |\n",
                static_cast<unsigned long long>(tasks), static_cast<unsigned long long>(store->eventCount()), all, best, best / (all - best), cpuBest, cpuAll, cpuBest / (cpuAll - cpuBest), rows->size(), pivot * 1000);
    return 0;
}
