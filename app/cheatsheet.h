// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace widelens {

class Keymap;

// What keys and mouse do, as HTML: the commands with the keys that they have now, and what the views say of themselves.
QString cheatSheetText(const Keymap &keymap);
void showCheatSheet(const Keymap &keymap, QWidget *parent);

} // namespace widelens
