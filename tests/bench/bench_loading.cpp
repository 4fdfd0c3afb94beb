// SPDX-License-Identifier: GPL-3.0-or-later
// What a second core brings when a run is opened: the same logs by one thread and by two, alternating in one process; and how
// soon the first rows stand, and a cancel is done with. One file, a run of many, and ten thousand small ones.
// Size: WIDELENS_BENCH_MB (default 2000) for each of the first two. WIDELENS_BENCH_ROUNDS (default 3). Arguments: paths to open instead.
#include "model/import/loader.h"
#include "model/rules/rules.h"
#include "tests/bench/generate/nasty.h"
#include "tests/bench/generate/simulation.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace widelens;

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

double cpuSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

// Seconds that all cores together were at work, whoever for.
double busySeconds()
{
    std::ifstream stat("/proc/stat");
    std::string name;
    double user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softirq = 0, steal = 0;
    stat >> name >> user >> nice >> system >> idle >> wait >> irq >> softirq >> steal;
    return (user + nice + system + irq + softirq + steal) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

// The calling thread, and those that it starts, run on so many cores.
void useCores(unsigned cores)
{
    static const cpu_set_t all = [] {
        cpu_set_t set;
        ::sched_getaffinity(0, sizeof set, &set);
        return set;
    }();
    cpu_set_t some;
    CPU_ZERO(&some);
    for (size_t cpu = 0; cpu < CPU_SETSIZE && cores > 0; ++cpu) {
        if (!CPU_ISSET(cpu, &all))
            continue;
        CPU_SET(cpu, &some);
        --cores;
    }
    ::sched_setaffinity(0, sizeof some, &some);
}

struct Timing {
    double seconds = 0;
    double cpu = 0;
    double others = 0; // seconds of other programs
    double first = 0; // until the first rows
    double longest = 0; // between one version and the next
    size_t versions = 0;
    uint64_t events = 0;
};

LoadOptions optionsOf(const std::string &path, unsigned threads)
{
    LoadOptions options;
    options.paths = { path };
    options.threads = threads;
    return options;
}

Timing load(const std::string &path, unsigned threads)
{
    static const auto rules = loadRules();
    Timing timing;
    const double busy = busySeconds();
    const double cpu = cpuSeconds();
    const auto begin = Clock::now();
    {
        Loader loader(rules, optionsOf(path, threads));
        double last = 0;
        loader.start([&](std::shared_ptr<const EventStore> store) {
            const double now = secondsSince(begin);
            if (store->rows()->empty())
                return;
            timing.first = timing.versions == 0 ? now : timing.first;
            timing.longest = std::max(timing.longest, now - last);
            last = now;
            ++timing.versions;
            timing.events = store->eventCount();
            timing.seconds = now;
        });
        loader.wait();
        timing.cpu = cpuSeconds() - cpu;
        timing.others = busySeconds() - busy - timing.cpu;
    }
    return timing;
}

void print(const char *what, const Timing &timing)
{
    std::printf("|   %s | %.2f s | CPU %.2f s | others %.2f s | first rows %.3f s | %zu versions, at most %.2f s apart | %llu events |\n", what, timing.seconds, timing.cpu, timing.others, timing.first,
                timing.versions, timing.longest, static_cast<unsigned long long>(timing.events));
    std::fflush(stdout);
}

// The longest that it takes from a cancel, at many places of a loading that takes so many seconds, until all has ended.
void measureCancelling(const std::string &path, double seconds)
{
    static const auto rules = loadRules();
    constexpr int places = 24;
    double longest = 0;
    int at = 0;
    for (int place = 1; place <= places; ++place) {
        std::shared_ptr<const EventStore> last; // freed behind the clock, as a window does
        Loader loader(rules, optionsOf(path, 2));
        loader.start([&](std::shared_ptr<const EventStore> store) { last = std::move(store); });
        std::this_thread::sleep_for(std::chrono::duration<double>(seconds * place / places));
        const auto begin = Clock::now();
        loader.cancel();
        loader.wait();
        if (const double took = secondsSince(begin); took > longest) {
            longest = took;
            at = place;
        }
    }
    std::printf("|   cancelled at %d places: done with after at most %.0f ms, at %.0f %% (target 100 ms) |\n", places, longest * 1000, 100.0 * at / places);
}

void measure(const std::string &name, const std::string &path)
{
    const char *text = std::getenv("WIDELENS_BENCH_ROUNDS");
    const int rounds = text ? std::atoi(text) : 3;
    std::printf("| %s: %s\n", name.c_str(), path.c_str());
    useCores(2);
    load(path, 2); // the files are in the page cache from now on
    const auto faster = [](const Timing &a, const Timing &b) { return a.seconds < b.seconds; };
    Timing bestOfOne, bestOfTwo;
    bool wasIdle = true;
    for (int round = 0; round < rounds; ++round) {
        useCores(1);
        const Timing one = load(path, 1);
        print("one thread on one core ", one);
        useCores(2);
        const Timing two = load(path, 2);
        print("two threads on two cores", two);
        bestOfOne = round == 0 ? one : std::min(bestOfOne, one, faster);
        bestOfTwo = round == 0 ? two : std::min(bestOfTwo, two, faster);
        wasIdle = wasIdle && one.others < 0.1 * one.seconds && two.others < 0.1 * two.seconds;
    }
    measureCancelling(path, bestOfTwo.seconds);
    std::printf("| %s | two threads are %.2f times one (target at least 1.7) | CPU of two %.2f of that of one | first rows after %.3f s | %s |\n\n", name.c_str(), bestOfOne.seconds / bestOfTwo.seconds,
                bestOfTwo.cpu / bestOfOne.cpu, bestOfTwo.first, wasIdle ? "the machine was idle" : "THE MACHINE WAS NOT IDLE: not to be trusted");
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc > 1) {
        for (int i = 1; i < argc; ++i)
            measure("given", argv[i]);
        return 0;
    }
    const char *text = std::getenv("WIDELENS_BENCH_MB");
    const uint64_t megabytes = text ? std::strtoull(text, nullptr, 10) : 2000;
    const auto root = std::filesystem::temp_directory_path() / ("widelens-bench-loading-" + std::to_string(megabytes));
    if (!std::filesystem::exists(root / "done")) {
        bench::writeOneFile((root / "one" / "000").string(), bench::Dialect::Text, megabytes * 1'000'000);
        bench::RunPlan plan;
        plan.folder = (root / "many" / "000").string();
        plan.tasks = megabytes * 1'000'000 / 5'500;
        bench::writeRun(plan);
        bench::writeManyFiles((root / "small" / "000").string(), 10'000);
        std::ofstream(root / "done") << "";
    }
    measure("one file", (root / "one").string());
    measure("many files", (root / "many").string());
    measure("10,000 files", (root / "small").string());
    return 0;
}
