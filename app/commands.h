// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QString>

#include <functional>
#include <vector>

class QAction;
class QObject;

namespace widelens {

// Something the reader can ask for, from a menu, the toolbar, or the keyboard.
struct Command {
    QString id; // "file.openRun": for settings and tests; also the action's object name
    QString text;
    QKeySequence shortcut;
    QString help; // one sentence
    QString icon; // of resources/icons; may be empty
    std::function<void()> run;
};

// What the commands do; the main window says how.
struct CommandTargets {
    std::function<void()> openRun, openFiles, openSample, reload, closeRun, quit;
    std::function<void()> exportStates, exportMetric;
    std::function<void()> goBack, goForward, clearFilter, clearRange;
    std::function<void()> fitTime, zoomIn, zoomOut, zoomToRange;
    std::function<void()> focusTable, focusInspector, resetLayout;
    std::function<void()> showShortcuts, about;
};

// The one table of commands.
std::vector<Command> makeCommands(const CommandTargets &targets);

} // namespace widelens
