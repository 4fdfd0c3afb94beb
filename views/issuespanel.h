// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace widelens {

class IssueModel;
class Session;

// What was wrong with the files that were read, and what does not fit together in what they say. A double click goes to the event nearest to
// the place, or to the evidence; the menu to all of it, and to the entity. Beside them the lines around the place, read from the
// file. The model outlives the panel.
QWidget *makeIssuesPanel(Session *session, IssueModel *model);

} // namespace widelens
