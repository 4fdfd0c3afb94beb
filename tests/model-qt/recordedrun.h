// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/loader.h"
#include "model/query/entity.h"
#include "model/rules/rules.h"

#include <QString>

#include <algorithm>

namespace widelens {

inline QString runPath(const QString &name)
{
    return QStringLiteral(WIDELENS_TEST_DATA "/runs/") + name;
}

inline std::shared_ptr<const Rules> testRules()
{
    static const std::shared_ptr<const Rules> rules = loadRules();
    return rules;
}

// A recorded run, read once per test program.
inline std::shared_ptr<const EventStore> recordedRun(const QString &name)
{
    LoadOptions options;
    options.paths = { runPath(name).toStdString() };
    return Loader::load(testRules(), options);
}

// Whether an event says, or is known, to be about an entity: "task 58".
inline bool isAbout(const EventStore &store, EventRef event, const std::string &label)
{
    const std::vector<Entity> entities = entitiesOf(store, event);
    return std::any_of(entities.begin(), entities.end(), [&](const Entity &entity) { return entity.label() == label; });
}

} // namespace widelens
