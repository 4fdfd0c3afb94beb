// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QModelIndex>
#include <QPoint>

namespace widelens {

class EventModel;
class EventTableView;
class Session;

// The menus of the event table. They run until the reader chose or left.
void execCellMenu(Session *session, const EventModel &model, const QModelIndex &index, const QPoint &position);
void execColumnMenu(Session *session, EventTableView *view, const QPoint &position);

// A row of the table to the clipboard: its cells in full, tab-separated.
void copyRow(const EventModel &model, const QModelIndex &index);

} // namespace widelens
