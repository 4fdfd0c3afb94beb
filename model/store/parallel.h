// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
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

} // namespace widelens
