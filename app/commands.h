// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

#include <functional>
#include <vector>

class QAction;
class QObject;

namespace widelens {

// Something the reader can ask for, from a menu, the toolbar, the palette, or the keyboard.
struct Command {
    QString id; // "file.openRun": for settings and tests; also the action's object name. Its first word is its menu, if there is one
    QString text;
    QList<QKeySequence> shortcuts; // anywhere in the window
    QKeySequence tableKey; // while the keyboard is in the event table
    QString help; // one sentence
    QString icon; // of resources/icons; may be empty
    std::function<void()> run;
};

// What the commands do; the main window says how.
struct CommandTargets {
    std::function<void()> openRun, openFiles, openSample, teach, reload, closeRun, quit;
    std::function<void()> exportEvents, exportStates, exportMetric;
    std::function<void()> find, findNext, findPrevious, selectAll, copyText, copyTsv, copyJson, copyMarkdown;
    std::function<void()> goBack, goForward, clearFilter, clearRange, goTo;
    std::function<void()> newTab, closeTab, nextTab, previousTab;
    std::function<void()> bookmark, bookmarkNote, nextBookmark, previousBookmark, focusBookmarks;
    std::function<void()> nextError, previousError, nextWarning, previousWarning, nextSame, previousSame;
    std::function<void()> rowDown, rowUp, firstRow, lastRow;
    std::function<void()> fontLarger, fontSmaller, fontReset;
    std::function<void()> fitTime, zoomIn, zoomOut, zoomToRange;
    std::function<void()> chooseColumns, timesUtc, timesLocal, timesRelative, deltaAbove, deltaHere, deltaEntity;
    std::function<void()> focusTable, focusInspector, focusEntities, nextPane, previousPane, resetLayout;
    std::function<void()> showPalette, showShortcuts, about;
};

// The one table of commands.
std::vector<Command> makeCommands(const CommandTargets &targets);

} // namespace widelens
