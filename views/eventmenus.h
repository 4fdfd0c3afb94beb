// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/pivot.h"

#include <QModelIndex>
#include <QStringList>

class QMenu;

namespace widelens {

class EventTableView;
class Session;
struct Rules;

// The menus of the event table; whoever shows them takes them. Their actions have object names, for tests.
QMenu *makeCellMenu(Session *session, EventTableView *view, const QModelIndex &index);
QMenu *makeColumnMenu(Session *session, EventTableView *view, int column);
// How times are shown: UTC, local, from the start.
void addTimeChoices(QMenu *menu, Session *session);

void addLevelChoices(QMenu *menu, Session *session); // which least level is shown, as a chip of the filter

// --- what they do, for commands
QStringList leastLevels(const Rules &rules); // those that can be the least one shown, beside all
std::string leastLevel(const Session &session); // which one the filter asks for; "" for none
void showLevels(Session *session, const std::string &least); // "" for all
Pivot pivotOnTemplate(const EventStore &store, EventRef event); // messages like that; no terms: it has none
void showFrom(Session *session, Time time);
void showUpTo(Session *session, Time time);

} // namespace widelens
