// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QModelIndex>

class QMenu;

namespace widelens {

class EventTableView;
class Session;

// The menus of the event table; whoever shows them takes them. Their actions have object names, for tests.
QMenu *makeCellMenu(Session *session, EventTableView *view, const QModelIndex &index);
QMenu *makeColumnMenu(Session *session, EventTableView *view, int column);
// How times are shown: UTC, local, from the start.
void addTimeChoices(QMenu *menu, Session *session);

void addLevelChoices(QMenu *menu, Session *session); // which least level is shown, as a chip of the filter

} // namespace widelens
