// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/entity.h"
#include "model/task.h"

#include <QObject>

#include <optional>
#include <utility>

namespace widelens {

class Session;

// Goes from the current event to the next one of a sort, among the rows shown. Looks for it in the background: in a long
// log the next error may be far away.
class Navigator : public QObject
{
    Q_OBJECT
public:
    enum class Target { Error, Warning, SameEntity };

    explicit Navigator(Session *session, QObject *parent = nullptr);

    // Warning: warnings and errors.
    void go(Target target, bool forward);
    void goAlong(const Entity &entity, bool forward); // to its next event
    bool isLooking() const { return m_task.isRunning() || m_awaiting; }

signals:
    void notFound(const QString &message);

private:
    struct Found {
        EventRef event;
        std::string entity; // what SameEntity was about
    };
    void start(Target target, const Entity &entity, bool forward);
    void arrive(const Found &found, Target target, bool forward);

    Session *m_session;
    Task<std::shared_ptr<const Found>, promptPool> m_task;
    std::optional<std::pair<Target, bool>> m_awaiting; // where to go, forward or not, once the session has all rows
};

// The row of `rows` next to `from` in a direction whose severity is at least `severity`; rows.size() when there is none.
// `from` itself is not looked at; rows.size() stands before the first and behind the last.
size_t nextOfSeverity(const EventStore &store, const EventRows &rows, size_t from, bool forward, int severity, const Continue &goOn = {});

} // namespace widelens
