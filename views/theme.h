// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/roles.h"

#include <QBrush>
#include <QColor>
#include <QFont>
#include <QIcon>
#include <QPalette>
#include <QPen>

namespace widelens {

// Colours, fonts and icons of the window. What means something (a level, a state) is never told by colour alone.
enum class ThemeMode { System, Light, Dark };

bool isDark(const QPalette &palette);
QPalette lightPalette();
QPalette darkPalette();
// Fusion style with one of our palettes; System takes the one nearer to what the desktop has.
void applyTheme(ThemeMode mode);

// Text colour of a level on the palette's base; the text colour itself where the level asks for nothing.
QColor levelColour(LevelClass level, const QPalette &palette);
// Tint of a whole row; invalid where there is none.
QColor levelTint(LevelClass level, const QPalette &palette);
QColor matchColour(const QPalette &palette); // behind text that was looked for
QColor matchMarkColour(const QPalette &palette); // of a mark that stands for such text
QColor dimColour(const QPalette &palette);
// Of the i-th series of a plot: distinct for colour-blind people for the first eight, then repeated.
QColor seriesColour(size_t i, bool dark);
// What tells series apart beside their colours: every eight the dashes of a line change, every area has a texture.
QPen seriesPen(const QColor &colour, size_t mark, double width);
QBrush areaBrush(const QColor &colour, size_t mark);

QFont monospaceFont();
// resources/icons/NAME.svg in the palette's text colour.
QIcon themedIcon(const QString &name, const QPalette &palette);

} // namespace widelens
