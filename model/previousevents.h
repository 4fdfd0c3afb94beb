// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filter.h"
#include "model/rowcache.h"

namespace widelens {

// For events that are shown: which event their entity (the most specific one) had before. Found in the background.
class PreviousEvents : public QObject
{
    Q_OBJECT
public:
    explicit PreviousEvents(QObject *parent = nullptr) : QObject(parent) {}

    void setStore(std::shared_ptr<const EventStore> store); // forgets all
    // Null: not known yet. Not valid: there is none.
    const EventRef *find(EventRef event) const;
    void request(std::vector<EventRef> events); // the latest wish wins
    // The same, looked up at once and remembered: for one thread in the background.
    static std::function<EventRef(EventRef)> finder(std::shared_ptr<const EventStore> store);

signals:
    void ready();

private:
    using Found = std::vector<std::pair<EventRef, EventRef>>;
    struct Memory; // of the background: the rows of entities that were looked up

    static bool look(const std::shared_ptr<const EventStore> &store, Memory &memory, EventRef event, EventRef &previous, const Continue &goOn);

    void findNext();

    std::shared_ptr<const EventStore> m_store;
    std::shared_ptr<Memory> m_memory;
    std::vector<EventRef> m_wanted;
    QHash<EventRef, EventRef> m_previous;
    Task<std::shared_ptr<const Found>, promptPool> m_task;
};

} // namespace widelens
