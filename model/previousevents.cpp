// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/previousevents.h"

#include "model/query/entity.h"

#include <QElapsedTimer>

#include <algorithm>
#include <map>

namespace widelens {

static constexpr qsizetype kMaxKnown = 100'000;
static constexpr size_t kMaxEntities = 256;
static constexpr qint64 kBatchMs = 50;

struct PreviousEvents::Memory {
    std::map<std::string, std::shared_ptr<const EventRows>> rows; // by the key's text
};

void PreviousEvents::setStore(std::shared_ptr<const EventStore> store)
{
    if (store == m_store)
        return;
    m_task.cancel();
    m_store = std::move(store);
    m_memory = std::make_shared<Memory>();
    m_previous.clear();
    m_wanted.clear();
}

const EventRef *PreviousEvents::find(EventRef event) const
{
    const auto it = m_previous.constFind(event);
    return it == m_previous.cend() ? nullptr : &*it;
}

void PreviousEvents::request(std::vector<EventRef> events)
{
    m_wanted = std::move(events);
    if (!m_task.isRunning())
        findNext();
}

static std::string keyText(const Entity &entity)
{
    std::string text = entity.kind;
    for (const Term &term : entity.key)
        text += '\0' + term.value;
    return text;
}

// False when cancelled.
bool PreviousEvents::look(const std::shared_ptr<const EventStore> &store, Memory &memory, EventRef event, EventRef &previous, const Continue &goOn)
{
    previous = {};
    const std::vector<Entity> entities = entitiesOf(*store, event);
    if (entities.empty())
        return true;
    if (memory.rows.size() > kMaxEntities)
        memory.rows.clear();
    std::shared_ptr<const EventRows> &rows = memory.rows[keyText(entities.front())];
    if (!rows)
        rows = applyFilter(store, { entities.front().key, {} }, goOn);
    if (!rows)
        return false;
    if (const size_t at = store->lowerBound(*rows, event); at > 0)
        previous = (*rows)[at - 1];
    return true;
}

std::function<EventRef(EventRef)> PreviousEvents::finder(std::shared_ptr<const EventStore> store)
{
    return [store, memory = std::make_shared<Memory>()](EventRef event) {
        EventRef previous;
        look(store, *memory, event, previous, {});
        return previous;
    };
}

void PreviousEvents::findNext()
{
    std::vector<EventRef> missing;
    std::copy_if(m_wanted.begin(), m_wanted.end(), std::back_inserter(missing), [this](EventRef e) { return !find(e); });
    if (missing.empty() || !m_store)
        return;
    auto work = [store = m_store, memory = m_memory, missing](const Continue &goOn) -> std::shared_ptr<const Found> {
        auto found = std::make_shared<Found>();
        QElapsedTimer timer;
        timer.start();
        for (const EventRef event : missing) {
            EventRef previous;
            if (!look(store, *memory, event, previous, goOn))
                break;
            found->emplace_back(event, previous);
            if (timer.hasExpired(kBatchMs) || !goOn(0))
                break;
        }
        return found;
    };
    m_task.start(this, work, [this](const std::shared_ptr<const Found> &found) {
        if (m_previous.size() > kMaxKnown)
            m_previous.clear();
        for (const auto &[event, previous] : *found)
            m_previous.insert(event, previous);
        emit ready();
        if (!m_task.isRunning())
            findNext();
    });
}

} // namespace widelens
