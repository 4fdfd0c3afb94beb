// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/transitionreadings.h"
#include "model/analysis/transitions.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

namespace widelens {

// The changes of state of a run, read once for all who ask: a plot, findings, a summary, lists. They are read on a thread of
// its own, so that whoever asks waits for none that gives way to more than it does itself. What was read of the last version
// stays, as long as this does. For any number of threads.
class SharedTransitions
{
public:
    // Calls `work` on another thread, now or soon.
    using Start = std::function<void(std::function<void()> work)>;
    explicit SharedTransitions(Start start);

    // Of this version of the run. Returns when they are read; null when `goOn`, which is asked meanwhile, says no. What nobody
    // waits for any more is not read to its end.
    std::shared_ptr<const Transitions> of(const std::shared_ptr<const EventStore> &store, const Continue &goOn = {});
    // See TransitionReadings.
    bool readAhead(const EventStore &store, const Continue &goOn = {});

private:
    struct Reading;

    std::shared_ptr<Reading> join(const std::shared_ptr<const EventStore> &store);
    static void read(Reading &reading, const EventStore &store, TransitionReadings &readings);

    Start m_start;
    std::mutex m_mutex; // for the pointers
    std::shared_ptr<Reading> m_last;
    std::shared_ptr<TransitionReadings> m_readings = std::make_shared<TransitionReadings>(); // while the run grows
};

} // namespace widelens
