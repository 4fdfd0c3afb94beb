// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/pivot.h"

namespace widelens {

// The parts of a message that name one of the event's entities, as the rule that knows the message says: "Task 58: …" has
// one at 58. Pure; costs one match of the pattern.
QList<Link> linksInMessage(const EventStore &store, TemplateId templateId, const QString &message,
                           const std::vector<Entity> &entities);

} // namespace widelens
