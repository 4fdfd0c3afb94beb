// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

namespace widelens {

// Calls work(i) once for each i below `count`, in any order, from several threads at once; returns when all are done.
// `work` does not throw. While others are still at work and the calling thread has nothing more to do, it calls waiting()
// now and then.
template<typename Work, typename Waiting>
void inParallel(size_t count, Work work, Waiting waiting)
{
    constexpr std::chrono::milliseconds kNow { 5 };
    const size_t threads = std::min<size_t>(count, std::max(1u, std::thread::hardware_concurrency()));
    std::atomic<size_t> next { 0 };
    const auto go = [&] {
        for (size_t i = next++; i < count; i = next++)
            work(i);
    };
    std::mutex mutex;
    std::condition_variable ended;
    size_t running = threads > 0 ? threads - 1 : 0;
    std::vector<std::thread> others;
    for (size_t t = 1; t < threads; ++t) {
        others.emplace_back([&] {
            go();
            const std::lock_guard lock(mutex);
            --running;
            ended.notify_one();
        });
    }
    go();
    for (std::unique_lock lock(mutex); !ended.wait_for(lock, kNow, [&] { return running == 0; });) {
        lock.unlock();
        waiting();
        lock.lock();
    }
    for (auto &other : others)
        other.join();
}

template<typename Work>
void inParallel(size_t count, Work work)
{
    inParallel(count, work, [] {});
}

// The same for work that can be cancelled: `goOn(part)` is asked by the calling thread alone, with `from` to `to` of the
// whole; false ends it after what has begun. False then. Work that takes long has a second argument, a `goOn` of its own that any
// thread may ask; its part does not matter.
template<typename Work>
bool inParallel(size_t count, const std::function<bool(double)> &goOn, double from, double to, Work work)
{
    const std::thread::id caller = std::this_thread::get_id();
    std::atomic<size_t> done { 0 };
    std::atomic<bool> cancelled { goOn && !goOn(from) }; // the others may leave nothing to the caller
    const auto ask = [&] {
        if (goOn && !cancelled && !goOn(from + (to - from) * static_cast<double>(done) / static_cast<double>(count)))
            cancelled = true;
    };
    const std::function<bool(double)> mayGoOn = [&](double) {
        if (std::this_thread::get_id() == caller)
            ask();
        return !cancelled;
    };
    const auto workOn = [&](size_t i) {
        if (mayGoOn(0)) {
            if constexpr (std::is_invocable_v<Work, size_t, const std::function<bool(double)> &>)
                work(i, mayGoOn);
            else
                work(i);
        }
        ++done;
    };
    inParallel(count, workOn, ask);
    return !cancelled;
}

// Work whose results are put together in order: work(i) for some at once, then take(i) for each of these on the calling
// thread, so that only so many results are held. False: cancelled.
template<typename Work, typename Take>
bool inBatches(size_t count, const std::function<bool(double)> &goOn, Work work, Take take)
{
    constexpr size_t kAtOnce = 64;
    for (size_t begin = 0; begin < count; begin += kAtOnce) {
        const size_t end = std::min(count, begin + kAtOnce);
        const auto part = [count](size_t at) { return static_cast<double>(at) / static_cast<double>(count); };
        if (!inParallel(end - begin, goOn, part(begin), part(end), [&](size_t i) { work(begin + i); }))
            return false;
        for (size_t i = begin; i < end; ++i)
            take(i);
    }
    return true;
}

} // namespace widelens
