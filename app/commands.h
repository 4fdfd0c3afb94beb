// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>
#include <QStringList>

#include <vector>

namespace widelens {

// Something the reader can ask for, from a menu, the toolbar, the palette, or the keyboard. What it does, the main window
// says; which keys it has in the end, the keymap says.
struct Command {
    QString id; // "file.openRun": for settings and tests; also the action's object name. Its first word is its menu, if there is one
    QString text;
    QList<QKeySequence> shortcuts; // anywhere in the window
    QList<QKeySequence> tableKeys; // while the keyboard is in the event table
    QString help; // one sentence
    QString icon; // of resources/icons; may be empty
    QList<QKeySequence> plotKeys = {}; // while the keyboard is in a plot
};

// The one table of commands, in the order of the menus. Levels: those that can be the least one shown.
std::vector<Command> makeCommands(const QStringList &levels);

QString plainText(const Command &command); // "Open Run"; what says too little alone with its menu: "Plot: Earlier"
QString keysText(const QList<QKeySequence> &keys); // "Ctrl+F, /"

} // namespace widelens
