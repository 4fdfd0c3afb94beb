// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace widelens {

class IssueModel;
class Session;

// The files that were found and what was read of them. A double click shows the events of that source alone.
QWidget *makeSourcesPanel(Session *session);
// What was wrong with them, and what does not fit together in what they say. A double click goes to the event nearest to
// the place, or to the evidence; the menu to all of it, and to the entity. The model outlives the panel.
QWidget *makeIssuesPanel(Session *session, IssueModel *model);

} // namespace widelens
