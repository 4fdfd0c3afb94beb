// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>

#include <memory>

namespace widelens {

class EventStore;
class Session;

// A session whose filter gets no further than its first page until it is released: what passes is in the file, and the file
// does not answer beyond a place. 30,000 events, a millisecond apart; the filter leaves every second one. Errors stand at
// kFirstError (it passes) and one event later (it does not). One at a time; for programs that are linked to `disk`.
class StalledFilter
{
public:
    static constexpr size_t kEvents = 30'000;
    static constexpr size_t kFirstError = 25'000;

    explicit StalledFilter(Session &session);
    ~StalledFilter();

    // Adds the pivot, and waits for the first page. The current event is to be among the first hundreds, or none.
    void begin();
    void release();

private:
    Session &m_session;
    QTemporaryDir m_folder;
    std::shared_ptr<const EventStore> m_store;
};

} // namespace widelens
