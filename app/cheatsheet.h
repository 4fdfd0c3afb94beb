// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands.h"

class QWidget;

namespace widelens {

// Shows what keys and mouse do, from the table of commands.
void showCheatSheet(const std::vector<Command> &commands, QWidget *parent);

} // namespace widelens
