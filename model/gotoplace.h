// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/eventstore.h"

#include <QString>

namespace widelens {

class Session;

// Where a reader wants to go, as they type it.
struct GotoPlace {
    EventRef event; // invalid: see problem
    QString problem; // what is wrong with the text, and what could stand there; empty for an empty text
    QString remark = {}; // why the event is not quite what was asked for
};

// "1200" row · "50%" of the rows · "14:02:31.5" or "2026-11-22 14:02" time, as times are shown now; nearest event ·
// "+10m", "-1.5s" from the current event (ms, s, m, h, d) · "manager.log:120" line of a source. O(log n), and once over the
// sources for a line.
GotoPlace findPlace(const Session &session, const QString &text);

} // namespace widelens
