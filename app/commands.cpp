// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"

#include <QCoreApplication>

namespace widelens {

using namespace Qt::StringLiterals;

std::vector<Command> makeCommands(const CommandTargets &t)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("commands", text); };
    const auto keys = [](std::initializer_list<const char *> names) {
        QList<QKeySequence> sequences;
        for (const char *name : names)
            sequences.append(QKeySequence(QString::fromLatin1(name)));
        return sequences;
    };
    const auto key = [](const char *name) { return QKeySequence(QString::fromLatin1(name)); };
    return {
        { u"file.openRun"_s, tr("&Open Run…"), keys({ "Ctrl+O" }), {}, tr("Opens a run directory, or the directory of all runs."), u"open"_s, t.openRun },
        { u"file.openFiles"_s, tr("Open &Files…"), keys({ "Ctrl+Shift+O" }), {}, tr("Opens single log files."), {}, t.openFiles },
        { u"file.openSample"_s, tr("Open &Sample Run"), {}, {}, tr("Opens the recorded run that comes with the program."), {}, t.openSample },
        { u"file.teach"_s, tr("&Teach a Format…"), {}, {}, tr("Describes the format of a log that is not recognised, and saves that as a rule file."), {}, t.teach },
        { u"file.reload"_s, tr("&Reload"), keys({ "F5" }), {}, tr("Reads what is open again, and keeps place and filters."), u"reload"_s, t.reload },
        { u"file.exportEvents"_s, tr("Export &Events…"), keys({ "Ctrl+Shift+S" }), {}, tr("Saves the events that the table shows as CSV, TSV, JSON lines, Markdown or text."), u"export"_s, t.exportEvents },
        { u"file.exportStates"_s, tr("Export &States Plot…"), keys({ "Ctrl+E" }), {}, tr("Saves the plot of states as PNG, SVG or PDF."), u"export"_s, t.exportStates },
        { u"file.exportMetric"_s, tr("Export &Metric Plot…"), keys({ "Ctrl+Shift+E" }), {}, tr("Saves the plot of the chosen metric as PNG, SVG or PDF."), u"export"_s, t.exportMetric },
        { u"file.close"_s, tr("&Close Run"), keys({ "Ctrl+Shift+W" }), {}, tr("Closes what is open."), {}, t.closeRun },
        { u"file.quit"_s, tr("&Quit"), keys({ "Ctrl+Q" }), {}, tr("Leaves the program."), {}, t.quit },
        { u"edit.undo"_s, tr("&Undo"), keys({ "Ctrl+Z" }), {}, tr("Takes back the last change of filters, time range, columns or zoom."), {}, t.goBack },
        { u"edit.redo"_s, tr("&Redo"), keys({ "Ctrl+Shift+Z", "Ctrl+Y" }), {}, tr("Makes the change again that was taken back."), {}, t.goForward },
        { u"edit.find"_s, tr("&Find…"), keys({ "Ctrl+F" }), key("/"), tr("Finds text in the events shown."), {}, t.find },
        { u"edit.findNext"_s, tr("Find &Next"), keys({ "F3" }), key("N"), tr("Goes to the next match."), {}, t.findNext },
        { u"edit.findPrevious"_s, tr("Find &Previous"), keys({ "Shift+F3" }), key("Shift+N"), tr("Goes to the previous match."), {}, t.findPrevious },
        { u"edit.copyTsv"_s, tr("&Copy Rows as TSV"), {}, {}, tr("Copies the selected rows for a spreadsheet (Ctrl+C in the table)."), {}, t.copyTsv },
        { u"edit.copyText"_s, tr("Copy Rows as &Text"), {}, {}, tr("Copies the selected rows as plain text."), {}, t.copyText },
        { u"edit.copyJson"_s, tr("Copy Rows as &JSON Lines"), {}, {}, tr("Copies the selected rows with every field."), {}, t.copyJson },
        { u"edit.copyMarkdown"_s, tr("Copy Rows as &Markdown"), {}, {}, tr("Copies the selected rows as a Markdown table."), {}, t.copyMarkdown },
        { u"edit.selectAll"_s, tr("Select &All Rows"), {}, {}, tr("Selects all rows that the table shows (Ctrl+A in the table)."), {}, t.selectAll },
        { u"edit.bookmark"_s, tr("Set or Remove &Bookmark"), keys({ "Ctrl+B" }), key("M"), tr("Marks the current event, to come back to it."), {}, t.bookmark },
        { u"edit.bookmarkNote"_s, tr("Bookmark with a N&ote…"), keys({ "Ctrl+Shift+B" }), {}, tr("Marks the current event and asks for a note."), {}, t.bookmarkNote },
        { u"go.back"_s, tr("&Back"), keys({ "Alt+Left" }), {}, tr("Back to what was shown before (Backspace in the table)."), u"back"_s, t.goBack },
        { u"go.forward"_s, tr("&Forward"), keys({ "Alt+Right" }), {}, tr("Forward to what was gone back from."), u"forward"_s, t.goForward },
        { u"go.to"_s, tr("Go &to…"), keys({ "Ctrl+L" }), {}, tr("Goes to a time, a row, a line of a source, or some minutes on."), {}, t.goTo },
        { u"go.clearFilter"_s, tr("&Clear All Filters"), keys({ "Ctrl+Shift+X" }), {}, tr("Shows all events again."), {}, t.clearFilter },
        { u"go.clearRange"_s, tr("Clear &Time Range"), keys({ "Ctrl+Shift+T" }), {}, tr("Shows all times again."), {}, t.clearRange },
        { u"go.nextError"_s, tr("Next &Error"), {}, key("E"), tr("Goes to the next error among the events shown."), {}, t.nextError },
        { u"go.previousError"_s, tr("Previous Error"), {}, key("Shift+E"), tr("Goes to the previous error."), {}, t.previousError },
        { u"go.nextWarning"_s, tr("Next &Warning"), {}, key("W"), tr("Goes to the next warning or error."), {}, t.nextWarning },
        { u"go.previousWarning"_s, tr("Previous Warning"), {}, key("Shift+W"), tr("Goes to the previous warning or error."), {}, t.previousWarning },
        { u"go.nextSame"_s, tr("Next of the &Same"), {}, key("O"), tr("Goes to the next event of the same task, worker, manager …"), {}, t.nextSame },
        { u"go.previousSame"_s, tr("Previous of the Same"), {}, key("Shift+O"), tr("Goes to the previous event of the same task, worker, manager …"), {}, t.previousSame },
        { u"go.nextBookmark"_s, tr("Next Boo&kmark"), keys({ "Alt+Down" }), key("]"), tr("Goes to the next bookmark among the events shown."), {}, t.nextBookmark },
        { u"go.previousBookmark"_s, tr("Previous Bookmark"), keys({ "Alt+Up" }), key("["), tr("Goes to the previous bookmark."), {}, t.previousBookmark },
        { u"go.nextTab"_s, tr("Next Tab"), keys({ "Ctrl+Tab", "Ctrl+PgDown" }), {}, tr("Shows the next tab of events."), {}, t.nextTab },
        { u"go.previousTab"_s, tr("Previous Tab"), keys({ "Ctrl+Shift+Tab", "Ctrl+PgUp" }), {}, tr("Shows the previous tab of events."), {}, t.previousTab },
        { u"go.nextPane"_s, tr("Next &Pane"), keys({ "F6" }), {}, tr("Moves the keyboard to the next plot, table or panel."), {}, t.nextPane },
        { u"go.previousPane"_s, tr("Previous Pane"), keys({ "Shift+F6" }), {}, tr("Moves the keyboard to the pane before."), {}, t.previousPane },
        { u"go.table"_s, tr("Go to Ta&ble"), keys({ "Ctrl+1" }), {}, tr("Moves the keyboard to the events."), {}, t.focusTable },
        { u"go.inspector"_s, tr("Go to &Inspector"), keys({ "Ctrl+2" }), {}, tr("Moves the keyboard to the fields of the event."), {}, t.focusInspector },
        { u"go.entities"_s, tr("Go to &Entities"), keys({ "Ctrl+3" }), {}, tr("Lists tasks, workers, blocks and whatever else the run has."), {}, t.focusEntities },
        { u"go.bookmarks"_s, tr("Go to &Bookmarks"), keys({ "Ctrl+4" }), {}, tr("Lists the bookmarks and their notes."), {}, t.focusBookmarks },
        { u"table.down"_s, tr("Row Down"), {}, key("J"), tr("One row down."), {}, t.rowDown },
        { u"table.up"_s, tr("Row Up"), {}, key("K"), tr("One row up."), {}, t.rowUp },
        { u"table.first"_s, tr("First Row"), {}, key("G"), tr("To the first row."), {}, t.firstRow },
        { u"table.last"_s, tr("Last Row"), {}, key("Shift+G"), tr("To the last row."), {}, t.lastRow },
        { u"view.newTab"_s, tr("&New Tab"), keys({ "Ctrl+T" }), {}, tr("Shows what is shown in one more tab."), {}, t.newTab },
        { u"view.closeTab"_s, tr("Close Ta&b"), keys({ "Ctrl+W" }), {}, tr("Closes the current tab of events."), {}, t.closeTab },
        { u"view.fontLarger"_s, tr("&Larger Text"), keys({ "Ctrl++", "Ctrl+=" }), {}, tr("Makes all text larger (Ctrl+wheel)."), {}, t.fontLarger },
        { u"view.fontSmaller"_s, tr("&Smaller Text"), keys({ "Ctrl+-" }), {}, tr("Makes all text smaller."), {}, t.fontSmaller },
        { u"view.fontReset"_s, tr("Usual Te&xt Size"), keys({ "Ctrl+0" }), {}, tr("Text as large as the desktop has it."), {}, t.fontReset },
        { u"view.fit"_s, tr("Show &All Time"), keys({ "Alt+0" }), {}, tr("The plots show everything from the first to the last event."), u"fit"_s, t.fitTime },
        { u"view.zoomIn"_s, tr("Zoom &In"), keys({ "Alt+=", "Alt++" }), {}, tr("The plots show less time."), {}, t.zoomIn },
        { u"view.zoomOut"_s, tr("Zoom &Out"), keys({ "Alt+-" }), {}, tr("The plots show more time."), {}, t.zoomOut },
        { u"view.zoomToRange"_s, tr("Zoom to &Selected Time"), keys({ "Ctrl+R" }), {}, tr("The plots show the selected time range."), {}, t.zoomToRange },
        { u"view.columns"_s, tr("Choose &Columns…"), keys({ "Ctrl+Shift+C" }), {}, tr("Chooses which fields are columns of the table."), {}, t.chooseColumns },
        { u"view.timesUtc"_s, tr("Times in &UTC"), {}, {}, tr("Shows times as the clock in Greenwich."), {}, t.timesUtc },
        { u"view.timesLocal"_s, tr("Times in &Local Time"), {}, {}, tr("Shows times as the clock here."), {}, t.timesLocal },
        { u"view.timesRelative"_s, tr("Times from the &Start"), {}, {}, tr("Shows times as what passed since the run began."), {}, t.timesRelative },
        { u"view.deltaAbove"_s, tr("Δ to the Row &Above"), {}, {}, tr("Differences of time are to the row above."), {}, t.deltaAbove },
        { u"view.deltaHere"_s, tr("Δ to This &Row"), {}, key("D"), tr("Differences of time are to the current row; once more: to the row above."), {}, t.deltaHere },
        { u"view.deltaEntity"_s, tr("Δ to the Same &Before"), {}, {}, tr("Differences of time are to the event before of the same task, worker, manager …"), {}, t.deltaEntity },
        { u"view.resetLayout"_s, tr("Reset La&yout"), {}, {}, tr("Puts all panels where they were at first."), {}, t.resetLayout },
        { u"help.palette"_s, tr("&Command Palette…"), keys({ "Ctrl+Shift+P", "Ctrl+K" }), {}, tr("Finds any command by a part of its name."), {}, t.showPalette },
        { u"help.shortcuts"_s, tr("&Keys and Mouse"), keys({ "F1", "?" }), {}, tr("Lists what keys and mouse do."), {}, t.showShortcuts },
        { u"help.about"_s, tr("&About Widelens"), {}, {}, tr("Version and licence."), {}, t.about },
    };
}

} // namespace widelens
