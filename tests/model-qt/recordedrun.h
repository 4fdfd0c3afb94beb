// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/loader.h"
#include "model/rules/rules.h"

#include <QString>

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

} // namespace widelens
