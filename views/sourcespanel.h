// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace widelens {

class Session;

// The files that were found and what was read of them. A source that is not ticked is left out of the events shown, by a chip
// of the filter; a double click shows the events of that source alone.
QWidget *makeSourcesPanel(Session *session);

} // namespace widelens
