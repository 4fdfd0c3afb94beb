// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/disk.h"

#include "model/import/loader.h"
#include "model/rules/rules.h"

#include <thread>

extern "C" ssize_t __real_pread(int descriptor, void *to, size_t count, off_t offset);

extern "C" ssize_t __wrap_pread(int descriptor, void *to, size_t count, off_t offset)
{
    return widelens::readHook ? widelens::readHook(descriptor, to, count, offset) : __real_pread(descriptor, to, count, offset);
}

namespace widelens {

ReadHook readHook;

ssize_t readReally(int descriptor, void *to, size_t count, off_t offset)
{
    return __real_pread(descriptor, to, count, offset);
}

SlowDisk::SlowDisk(std::chrono::milliseconds wait)
{
    readHook = [wait](int descriptor, void *to, size_t count, off_t offset) {
        std::this_thread::sleep_for(wait);
        return readReally(descriptor, to, count, offset);
    };
}

std::vector<std::shared_ptr<const EventStore>> versionsOf(const std::string &path, std::chrono::milliseconds wait)
{
    std::vector<std::shared_ptr<const EventStore>> versions;
    Loader loader(loadRules(), { { path }, {}, 1, {}, {} });
    const SlowDisk disk(wait);
    loader.start([&](std::shared_ptr<const EventStore> store) { versions.push_back(std::move(store)); });
    loader.wait();
    return versions;
}

} // namespace widelens
