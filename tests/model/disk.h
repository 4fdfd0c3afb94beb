// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/eventstore.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

// A disk that fails, stalls or takes its time: every file that the engine reads comes by here, in the tests that are linked to
// `disk` (the linker puts it in the place of pread, --wrap).
namespace widelens {

using ReadHook = std::function<ssize_t(int descriptor, void *to, size_t count, off_t offset)>;
extern ReadHook readHook; // called instead of pread, by any thread; set and reset while none reads. Null: pread

ssize_t readReally(int descriptor, void *to, size_t count, off_t offset);

// While it lives each read takes so long at least: what is loaded is not all there before its first version is due.
class SlowDisk
{
public:
    explicit SlowDisk(std::chrono::milliseconds wait);
    ~SlowDisk() { readHook = nullptr; }
    SlowDisk(const SlowDisk &) = delete;
    SlowDisk &operator=(const SlowDisk &) = delete;
};

// Every version of a run that is read slowly, by one thread: file by file, the largest first.
std::vector<std::shared_ptr<const EventStore>> versionsOf(const std::string &path, std::chrono::milliseconds wait);

} // namespace widelens
