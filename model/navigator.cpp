// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/navigator.h"

#include "model/rules/rules.h"
#include "model/session.h"

namespace widelens {

Navigator::Navigator(Session *session, QObject *parent) : QObject(parent), m_session(session)
{
    connect(session, &Session::rowsChanged, this, [this] {
        m_task.cancel();
        if (m_awaiting && m_session->hasAllRows()) {
            const auto [target, forward] = *std::exchange(m_awaiting, std::nullopt);
            go(target, forward);
        }
    });
}

size_t nextOfSeverity(const EventStore &store, const EventRows &rows, size_t from, bool forward, int severity, const Continue &goOn)
{
    constexpr size_t stride = 1 << 16;
    size_t row = from;
    for (size_t step = 0; step < rows.size(); ++step) {
        if (forward)
            row = row == rows.size() ? 0 : row + 1;
        else
            row = row == 0 ? rows.size() : row - 1;
        if (row == rows.size())
            break;
        if (store.severity(rows[row]) >= severity)
            return row;
        if (step % stride == 0 && goOn && !goOn(0))
            break;
    }
    return rows.size();
}

// The next event of an entity; without a kind, of the one that `from` is most specifically about.
static std::pair<EventRef, std::string> nextOfEntity(const std::shared_ptr<const EventStore> &store, Filter filter, Entity entity, EventRef from,
                                                     bool forward, const Continue &goOn)
{
    if (entity.kind.empty()) {
        const std::vector<Entity> entities = entitiesOf(*store, from);
        if (entities.empty())
            return {};
        entity = entities.front();
    }
    filter.terms.insert(filter.terms.end(), entity.key.begin(), entity.key.end());
    const std::shared_ptr<const EventRows> rows = applyFilter(store, filter, goOn);
    if (!rows)
        return {};
    size_t at = store->lowerBound(*rows, from);
    const bool isThere = at < rows->size() && (*rows)[at] == from;
    if (forward)
        at += isThere;
    else if (at-- == 0)
        at = rows->size();
    return { at < rows->size() ? (*rows)[at] : EventRef {}, entity.label() };
}

void Navigator::go(Target target, bool forward)
{
    start(target, {}, forward);
}

void Navigator::goAlong(const Entity &entity, bool forward)
{
    start(Target::SameEntity, entity, forward);
}

void Navigator::start(Target target, const Entity &entity, bool forward)
{
    const EventRef from = m_session->current();
    if (target == Target::SameEntity && !from.isValid()) {
        emit notFound(tr("Choose an event first: this goes to the next one about the same."));
        return;
    }
    m_awaiting.reset();
    if (target != Target::SameEntity && !m_session->hasAllRows()) {
        m_awaiting = { target, forward }; // the next one may not be among the rows yet
        return;
    }
    const Rules &rules = *m_session->rules();
    const int severity = rules.levelRank(target == Target::Error ? "ERROR" : "WARNING");
    auto work = [store = m_session->store(), rows = m_session->rows(), filter = m_session->filter(), from, row = m_session->rowOf(from),
                 target, entity, forward, severity](const Continue &goOn) -> std::shared_ptr<const Found> {
        auto found = std::make_shared<Found>();
        if (target == Target::SameEntity) {
            std::tie(found->event, found->entity) = nextOfEntity(store, filter, entity, from, forward, goOn);
            return found;
        }
        const size_t to = nextOfSeverity(*store, *rows, row, forward, severity, goOn);
        if (to < rows->size())
            found->event = (*rows)[to];
        return found;
    };
    m_task.start(this, work, [this, target, forward](const std::shared_ptr<const Found> &found) { arrive(*found, target, forward); });
}

void Navigator::arrive(const Found &found, Target target, bool forward)
{
    if (found.event.isValid()) {
        m_session->setCurrent(found.event);
        return;
    }
    const QString where = forward ? tr("further down") : tr("further up");
    if (target == Target::SameEntity && found.entity.empty())
        emit notFound(tr("This event is about nothing that has other events."));
    else if (target == Target::SameEntity)
        emit notFound(tr("No event of %1 %2.").arg(QString::fromStdString(found.entity), where));
    else
        emit notFound((target == Target::Error ? tr("No error %1.") : tr("No warning or error %1.")).arg(where));
}

} // namespace widelens
