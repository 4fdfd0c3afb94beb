// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model-qt/recordedrun.h"

#include <algorithm>

namespace widelens {

QString runPath(const QString &name)
{
    return QStringLiteral(WIDELENS_TEST_DATA "/runs/") + name;
}

std::shared_ptr<const Rules> testRules()
{
    static const std::shared_ptr<const Rules> rules = loadRules();
    return rules;
}

std::shared_ptr<const EventStore> recordedRun(const QString &name)
{
    LoadOptions options;
    options.paths = { runPath(name).toStdString() };
    return Loader::load(testRules(), options);
}

bool isAbout(const EventStore &store, EventRef event, const std::string &label)
{
    const std::vector<Entity> entities = entitiesOf(store, event);
    return std::any_of(entities.begin(), entities.end(), [&](const Entity &entity) { return entity.label() == label; });
}

} // namespace widelens
