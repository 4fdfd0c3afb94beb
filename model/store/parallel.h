// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace widelens {

// Calls work(i) once for each i below `count`, in any order, from several threads at once; returns when all are done.
// `work` does not throw.
template<typename Work>
void inParallel(size_t count, Work work)
{
    const size_t threads = std::min<size_t>(count, std::max(1u, std::thread::hardware_concurrency()));
    std::atomic<size_t> next { 0 };
    const auto go = [&] {
        for (size_t i = next++; i < count; i = next++)
            work(i);
    };
    std::vector<std::thread> others;
    for (size_t t = 1; t < threads; ++t)
        others.emplace_back(go);
    go();
    for (auto &other : others)
        other.join();
}

// The same for work that can be cancelled: `goOn(part)` is asked by the calling thread alone, with `from` to `to` of the
// whole; false ends it after what has begun. False then.
template<typename Work>
bool inParallel(size_t count, const std::function<bool(double)> &goOn, double from, double to, Work work)
{
    const std::thread::id caller = std::this_thread::get_id();
    std::atomic<size_t> done { 0 };
    std::atomic<bool> cancelled { goOn && !goOn(from) }; // the others may leave nothing to the caller
    inParallel(count, [&](size_t i) {
        if (goOn && std::this_thread::get_id() == caller && !goOn(from + (to - from) * static_cast<double>(done) / static_cast<double>(count)))
            cancelled = true;
        if (!cancelled)
            work(i);
        ++done;
    });
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
