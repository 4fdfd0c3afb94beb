// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

class QWidget;

namespace widelens {

class Session;
struct Source;

// The files that were found and what was read of them. A source that is not ticked is left out of the events shown, by a chip
// of the filter; a double click shows the events of that source alone. The menu
// of one that is not recognised offers `teach`.
QWidget *makeSourcesPanel(Session *session, std::function<void(const Source &)> teach = {});

} // namespace widelens
