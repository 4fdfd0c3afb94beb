// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/loader.h"
#include "model/query/entity.h"
#include "model/rules/rules.h"

#include <QString>

namespace widelens {

QString runPath(const QString &name);

// The rules that ship, read once per test program.
std::shared_ptr<const Rules> testRules();

// A recorded run, with everything that there is of it.
std::shared_ptr<const EventStore> recordedRun(const QString &name);

// Whether an event says, or is known, to be about an entity: "task 58".
bool isAbout(const EventStore &store, EventRef event, const std::string &label);

} // namespace widelens
