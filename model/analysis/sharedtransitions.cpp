// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/sharedtransitions.h"

#include <atomic>
#include <chrono>
#include <utility>

namespace widelens {

struct SharedTransitions::Reading {
    explicit Reading(const std::shared_ptr<const EventStore> &read)
        : store(read)
    {
    }

    const std::weak_ptr<const EventStore> store;
    std::atomic<int> waiting { 0 };
    std::atomic<double> part { 0 };
    std::mutex mutex; // for what follows
    std::condition_variable ended;
    bool hasEnded = false;
    std::shared_ptr<const Transitions> result; // null also where nobody waited any more
};

SharedTransitions::SharedTransitions(Start start)
    : m_start(std::move(start))
{
}

// The reading of this version that goes on or has ended; else it begins.
std::shared_ptr<SharedTransitions::Reading> SharedTransitions::join(const std::shared_ptr<const EventStore> &store)
{
    std::shared_ptr<Reading> reading;
    std::shared_ptr<TransitionReadings> readings;
    {
        const std::lock_guard lock(m_mutex);
        const std::shared_ptr<const EventStore> last = m_last ? m_last->store.lock() : nullptr;
        if (last == store) {
            ++m_last->waiting;
            return m_last;
        }
        reading = std::make_shared<Reading>(store);
        ++reading->waiting;
        const bool isOutdated = last && last->isComplete() && last->rows()->size() > store->rows()->size();
        if (!isOutdated) // whoever still asks for half a run is the last one to
            m_last = reading;
        readings = m_readings;
    }
    m_start([reading, store, readings] { read(*reading, *store, *readings); });
    return reading;
}

void SharedTransitions::read(Reading &reading, const EventStore &store, TransitionReadings &readings)
{
    const auto goOn = [&](double part) {
        reading.part = part;
        return reading.waiting > 0;
    };
    auto result = readTransitions(store, goOn, kRowsAtOnce, &readings);
    const std::lock_guard lock(reading.mutex);
    reading.result = std::move(result);
    reading.hasEnded = true;
    reading.ended.notify_all();
}

std::shared_ptr<const Transitions> SharedTransitions::of(const std::shared_ptr<const EventStore> &store, const Continue &goOn)
{
    constexpr std::chrono::milliseconds kNow { 10 };
    std::shared_ptr<const Transitions> result;
    bool isWanted = true;
    while (isWanted && !result) {
        const std::shared_ptr<Reading> reading = join(store);
        bool hasEnded = false;
        while (isWanted && !hasEnded) {
            isWanted = !goOn || goOn(reading->part);
            std::unique_lock lock(reading->mutex);
            hasEnded = reading->ended.wait_for(lock, isWanted ? kNow : kNow * 0, [&] { return reading->hasEnded; });
            result = reading->result;
        }
        --reading->waiting;
        const std::lock_guard lock(m_mutex);
        if (hasEnded && !result && m_last == reading) // it was given up just before
            m_last.reset();
        if (result && store->isComplete())
            m_readings = std::make_shared<TransitionReadings>();
    }
    return isWanted ? result : nullptr;
}

bool SharedTransitions::readAhead(const EventStore &store, const Continue &goOn)
{
    std::shared_ptr<TransitionReadings> readings;
    {
        const std::lock_guard lock(m_mutex);
        readings = m_readings;
    }
    return readings->readAhead(store, goOn);
}

} // namespace widelens
