// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"

#include <QCoreApplication>
#include <QHash>

namespace widelens {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("commands", text);
}

static QList<QKeySequence> keys(std::initializer_list<const char *> names)
{
    QList<QKeySequence> sequences;
    for (const char *name : names)
        sequences.append(QKeySequence(QString::fromLatin1(name)));
    return sequences;
}

using Commands = std::vector<Command>;

// Each: id, text, keys anywhere, keys in the table, help, icon, keys in a plot.

static Commands fileCommands()
{
    return {
        { u"file.openRun"_s, tr("&Open Run…"), keys({ "Ctrl+O" }), {}, tr("Opens a run directory, or the directory of all runs."), u"open"_s },
        { u"file.openFiles"_s, tr("Open &Files or Archives…"), keys({ "Ctrl+Shift+O" }), {}, tr("Opens log files, databases, or archives of runs (tar, zip, also compressed)."), {} },
        { u"file.openSample"_s, tr("Open &Sample Run"), {}, {}, tr("Opens the recorded run that comes with the program."), {} },
        { u"file.forgetRecent"_s, tr("Forget Recent Ru&ns"), {}, {}, tr("Empties the list of runs that were opened before."), {} },
        { u"file.teach"_s, tr("&Teach a Format…"), {}, {}, tr("Describes the format of a log that is not recognised, and saves that as a rule file."), {} },
        { u"file.reload"_s, tr("&Reload"), keys({ "F5" }), {}, tr("Reads what is open again, and keeps place and filters."), u"reload"_s },
        { u"file.cancel"_s, tr("Stop &What Is Going On"), keys({ "Ctrl+." }), {}, tr("Stops reading, filtering or writing; what was read so far stays."), {} },
        { u"file.exportEvents"_s, tr("Export &Events…"), keys({ "Ctrl+Shift+S" }), {}, tr("Saves the events that the table shows as CSV, TSV, JSON lines, Markdown or text."), u"export"_s },
        { u"file.exportStates"_s, tr("Export &States Plot…"), keys({ "Ctrl+E" }), {}, tr("Saves the plot of states as PNG, SVG or PDF."), u"export"_s },
        { u"file.exportMetric"_s, tr("Export &Metric Plot…"), keys({ "Ctrl+Shift+E" }), {}, tr("Saves the plot of the chosen metric as PNG, SVG or PDF."), u"export"_s },
        { u"file.settings"_s, tr("Se&ttings…"), keys({ "Ctrl+," }), {}, tr("Looks, times, what is read, and the keys of all commands."), {} },
        { u"file.close"_s, tr("&Close Run"), keys({ "Ctrl+Shift+W" }), {}, tr("Closes what is open."), {} },
        { u"file.quit"_s, tr("&Quit"), keys({ "Ctrl+Q" }), {}, tr("Leaves the program."), {} },
    };
}

static Commands editCommands()
{
    return {
        { u"edit.undo"_s, tr("&Undo"), keys({ "Ctrl+Z" }), {}, tr("Takes back the last change of filters, time range, columns or zoom."), {} },
        { u"edit.redo"_s, tr("&Redo"), keys({ "Ctrl+Shift+Z", "Ctrl+Y" }), {}, tr("Makes the change again that was taken back."), {} },
        { u"edit.find"_s, tr("&Find…"), keys({ "Ctrl+F" }), keys({ "/" }), tr("Finds text in the events shown."), {} },
        { u"edit.findNext"_s, tr("Find &Next"), keys({ "F3" }), keys({ "N" }), tr("Goes to the next match."), {} },
        { u"edit.findPrevious"_s, tr("Find &Previous"), keys({ "Shift+F3" }), keys({ "Shift+N" }), tr("Goes to the previous match."), {} },
        { u"edit.findCase"_s, tr("Find: Upper and Lower Case"), keys({ "Alt+C" }), {}, tr("Whether finding tells upper from lower case."), {} },
        { u"edit.findWord"_s, tr("Find: Whole Words"), keys({ "Alt+W" }), {}, tr("Whether only whole words are found."), {} },
        { u"edit.findRegex"_s, tr("Find: Regular Expression"), keys({ "Alt+R" }), {}, tr("Whether the text to find is a regular expression."), {} },
        { u"edit.findRecord"_s, tr("Find: Whole Records"), keys({ "Alt+D" }), {}, tr("Whether whole records are searched, not only messages."), {} },
        { u"edit.copyTsv"_s, tr("&Copy Rows as TSV"), {}, {}, tr("Copies the selected rows for a spreadsheet."), {} },
        { u"edit.copyText"_s, tr("Copy Rows as &Text"), {}, {}, tr("Copies the selected rows as plain text."), {} },
        { u"edit.copyJson"_s, tr("Copy Rows as &JSON Lines"), {}, {}, tr("Copies the selected rows with every field."), {} },
        { u"edit.copyMarkdown"_s, tr("Copy Rows as &Markdown"), {}, {}, tr("Copies the selected rows as a Markdown table."), {} },
        { u"edit.copyMessage"_s, tr("Copy &Message"), {}, keys({ "Y" }), tr("Copies the message of the current event, with all its lines."), {} },
        { u"edit.copyTime"_s, tr("Copy T&ime"), {}, {}, tr("Copies the time of the current event, nothing rounded."), {} },
        { u"edit.selectAll"_s, tr("Select &All Rows"), {}, {}, tr("Selects all rows that the table shows."), {} },
        { u"edit.rowMenu"_s, tr("Menu of the Ro&w"), {}, keys({ "Shift+F10" }), tr("What can be done with the cell that has the keyboard."), {} },
        { u"edit.bookmark"_s, tr("Set or Remove &Bookmark"), keys({ "Ctrl+B" }), keys({ "M" }), tr("Marks the current event, to come back to it."), {} },
        { u"edit.bookmarkNote"_s, tr("Bookmark with a N&ote…"), keys({ "Ctrl+Shift+B" }), {}, tr("Marks the current event and asks for a note."), {} },
    };
}

static Commands goCommands()
{
    return {
        { u"go.back"_s, tr("&Back"), keys({ "Alt+Left" }), {}, tr("Back to what was shown before."), u"back"_s },
        { u"go.forward"_s, tr("&Forward"), keys({ "Alt+Right" }), {}, tr("Forward to what was gone back from."), u"forward"_s },
        { u"go.to"_s, tr("Go &to…"), keys({ "Ctrl+L" }), {}, tr("Goes to a time, a row, a line of a source, or some minutes on."), {} },
        { u"go.nextError"_s, tr("Next &Error"), {}, keys({ "E" }), tr("Goes to the next error among the events shown."), {} },
        { u"go.previousError"_s, tr("Previous Error"), {}, keys({ "Shift+E" }), tr("Goes to the previous error."), {} },
        { u"go.nextWarning"_s, tr("Next &Warning"), {}, keys({ "W" }), tr("Goes to the next warning or error."), {} },
        { u"go.previousWarning"_s, tr("Previous Warning"), {}, keys({ "Shift+W" }), tr("Goes to the previous warning or error."), {} },
        { u"go.nextSame"_s, tr("Next of the &Same"), {}, keys({ "O" }), tr("Goes to the next event of the same task, worker, manager …"), {} },
        { u"go.previousSame"_s, tr("Previous of the Same"), {}, keys({ "Shift+O" }), tr("Goes to the previous event of the same task, worker, manager …"), {} },
        { u"go.nextBookmark"_s, tr("Next Boo&kmark"), keys({ "Alt+Down" }), keys({ "]" }), tr("Goes to the next bookmark among the events shown."), {} },
        { u"go.previousBookmark"_s, tr("Previous Bookmark"), keys({ "Alt+Up" }), keys({ "[" }), tr("Goes to the previous bookmark."), {} },
        { u"go.nextTab"_s, tr("Next Tab"), keys({ "Ctrl+Tab", "Ctrl+PgDown" }), {}, tr("Shows the next tab of events."), {} },
        { u"go.previousTab"_s, tr("Previous Tab"), keys({ "Ctrl+Shift+Tab", "Ctrl+PgUp" }), {}, tr("Shows the previous tab of events."), {} },
        { u"go.nextPane"_s, tr("Next &Pane"), keys({ "F6" }), {}, tr("Moves the keyboard to the next plot, table or panel."), {} },
        { u"go.previousPane"_s, tr("Previous Pane"), keys({ "Shift+F6" }), {}, tr("Moves the keyboard to the pane before."), {} },
        { u"go.table"_s, tr("Go to Ta&ble"), keys({ "Ctrl+1" }), {}, tr("Moves the keyboard to the events."), {} },
        { u"go.inspector"_s, tr("Go to &Inspector"), keys({ "Ctrl+2" }), {}, tr("Moves the keyboard to the fields of the event."), {} },
        { u"go.entities"_s, tr("Go to &Entities"), keys({ "Ctrl+3" }), {}, tr("Lists tasks, workers, blocks and whatever else the run has."), {} },
        { u"go.bookmarks"_s, tr("Go to &Bookmarks"), keys({ "Ctrl+4" }), {}, tr("Lists the bookmarks and their notes."), {} },
        { u"go.summary"_s, tr("Go to &Summary"), keys({ "Ctrl+5" }), {}, tr("Tells what happened, how often, and what failed."), {} },
        { u"go.sources"_s, tr("Go to S&ources"), keys({ "Ctrl+6" }), {}, tr("Lists the files that were read, and how."), {} },
        { u"go.issues"_s, tr("Go to Iss&ues"), keys({ "Ctrl+7" }), {}, tr("Lists what could not be read or does not fit together."), {} },
        { u"go.map"_s, tr("Go to &Map"), keys({ "Ctrl+8" }), {}, tr("Draws how the kinds of entity belong together."), {} },
        { u"go.entity"_s, tr("Go to Entity Pa&ge"), keys({ "Ctrl+9" }), {}, tr("The page of the task, worker or manager that was looked at last."), {} },
        { u"table.down"_s, tr("Row Down"), {}, keys({ "J" }), tr("One row down."), {} },
        { u"table.up"_s, tr("Row Up"), {}, keys({ "K" }), tr("One row up."), {} },
        { u"table.first"_s, tr("First Row"), {}, keys({ "G" }), tr("To the first row."), {} },
        { u"table.last"_s, tr("Last Row"), {}, keys({ "Shift+G" }), tr("To the last row."), {} },
    };
}

static Commands filterCommands(const QStringList &levels)
{
    Commands commands {
        { u"filter.same"_s, tr("&Only the Same Task, Worker…"), {}, keys({ "P" }), tr("Shows only events about what the current event is about."), {} },
        { u"filter.sameTab"_s, tr("Only the Same, in a New &Tab"), {}, keys({ "Shift+P" }), tr("Shows them in a tab of their own."), {} },
        { u"filter.without"_s, tr("&Leave the Same Out"), {}, {}, tr("Leaves out events about what the current event is about."), {} },
        { u"filter.page"_s, tr("&Page of It"), {}, keys({ "I" }), tr("Opens the page of the task, worker or manager of the current event."), {} },
        { u"filter.template"_s, tr("Only &Messages Like This"), {}, keys({ "L" }), tr("Shows only events whose messages differ from this one in values alone."), {} },
        { u"filter.withoutTemplate"_s, tr("Leave Messages Like This O&ut"), {}, keys({ "X" }), tr("Leaves out events whose messages differ from this one in values alone."), {} },
        { u"filter.source"_s, tr("Only This S&ource"), {}, {}, tr("Shows only events of the file of the current event."), {} },
        { u"filter.from"_s, tr("&From This Time On"), {}, keys({ "{" }), tr("Shows only events from the time of the current event on."), {} },
        { u"filter.to"_s, tr("Up to &This Time"), {}, keys({ "}" }), tr("Shows only events up to the time of the current event."), {} },
    };
    commands.push_back({ u"level.all"_s, tr("&All Levels"), {}, {}, tr("Shows events of all levels."), {} });
    for (const QString &level : levels)
        commands.push_back({ u"level."_s + level, tr("%1 and Up").arg(level), {}, {}, tr("Shows only events that are at least as serious as %1.").arg(level), {} });
    commands.push_back({ u"filter.clear"_s, tr("&Clear All Filters"), keys({ "Ctrl+Shift+X" }), {}, tr("Shows all events again."), {} });
    commands.push_back({ u"filter.clearRange"_s, tr("Clear &Time Range"), keys({ "Ctrl+Shift+T" }), {}, tr("Shows all times again."), {} });
    return commands;
}

static Commands viewCommands()
{
    return {
        { u"panel.plots"_s, tr("&Plots"), {}, {}, tr("Shows or hides this panel: states and metrics above the table."), {} },
        { u"panel.inspector"_s, tr("&Inspector"), {}, {}, tr("Shows or hides this panel: all fields of the current event."), {} },
        { u"panel.summary"_s, tr("&Summary"), {}, {}, tr("Shows or hides this panel: what happened, in numbers."), {} },
        { u"panel.entity"_s, tr("Entity Pa&ge"), {}, {}, tr("Shows or hides this panel: the life of a task, worker or manager."), {} },
        { u"panel.entities"_s, tr("&Entities"), {}, {}, tr("Shows or hides this panel: lists of tasks, workers, blocks …"), {} },
        { u"panel.map"_s, tr("&Map"), {}, {}, tr("Shows or hides this panel: how the kinds of entity belong together."), {} },
        { u"panel.sources"_s, tr("S&ources"), {}, {}, tr("Shows or hides this panel: the files that were read."), {} },
        { u"panel.issues"_s, tr("Iss&ues"), {}, {}, tr("Shows or hides this panel: what could not be read."), {} },
        { u"panel.bookmarks"_s, tr("&Bookmarks"), {}, {}, tr("Shows or hides this panel: marked events and notes."), {} },
        { u"theme.system"_s, tr("As the &Desktop"), {}, {}, tr("Light or dark as the desktop is."), {} },
        { u"theme.light"_s, tr("&Light"), {}, {}, tr("Dark on light."), {} },
        { u"theme.dark"_s, tr("&Dark"), {}, {}, tr("Light on dark."), {} },
        { u"view.newTab"_s, tr("&New Tab"), keys({ "Ctrl+T" }), {}, tr("Shows what is shown in one more tab."), {} },
        { u"view.closeTab"_s, tr("Close Ta&b"), keys({ "Ctrl+W" }), {}, tr("Closes the current tab of events."), {} },
        { u"view.fontLarger"_s, tr("&Larger Text"), keys({ "Ctrl++", "Ctrl+=" }), {}, tr("Makes all text larger."), {} },
        { u"view.fontSmaller"_s, tr("&Smaller Text"), keys({ "Ctrl+-" }), {}, tr("Makes all text smaller."), {} },
        { u"view.fontReset"_s, tr("Usual Te&xt Size"), keys({ "Ctrl+0" }), {}, tr("Text as large as the desktop has it."), {} },
        { u"view.columns"_s, tr("Choose &Columns…"), keys({ "Ctrl+Shift+C" }), {}, tr("Chooses which fields are columns of the table."), {} },
        { u"view.fitColumns"_s, tr("Fit Column &Widths"), {}, {}, tr("Makes columns as wide as what they show."), {} },
        { u"view.onlyWithValues"_s, tr("Only Columns with &Values Here"), {}, keys({ "C" }), tr("Hides chosen columns that no row shown has a value for."), {} },
        { u"column.time"_s, tr("&Time"), {}, {}, tr("Shows or hides this column: the time of an event."), {} },
        { u"column.delta"_s, tr("&Δ"), {}, {}, tr("Shows or hides this column: differences of time."), {} },
        { u"column.level"_s, tr("&Level"), {}, {}, tr("Shows or hides this column: how serious it is."), {} },
        { u"column.source"_s, tr("&Source"), {}, {}, tr("Shows or hides this column: the file it is from."), {} },
        { u"column.entity"_s, tr("&Entity"), {}, {}, tr("Shows or hides this column: what it is about."), {} },
        { u"times.utc"_s, tr("Times in &UTC"), {}, {}, tr("Shows times as the clock in Greenwich."), {} },
        { u"times.local"_s, tr("Times in &Local Time"), {}, {}, tr("Shows times as the clock here."), {} },
        { u"times.relative"_s, tr("Times from the &Start"), {}, {}, tr("Shows times as what passed since the run began."), {} },
        { u"delta.above"_s, tr("Δ to the Row &Above"), {}, {}, tr("Differences of time are to the row above."), {} },
        { u"delta.here"_s, tr("Δ to This &Row"), {}, keys({ "D" }), tr("Differences of time are to the current row; once more: to the row above."), {} },
        { u"delta.entity"_s, tr("Δ to the Same &Before"), {}, {}, tr("Differences of time are to the event before of the same task, worker, manager …"), {} },
        { u"view.resetLayout"_s, tr("Reset La&yout"), {}, {}, tr("Puts all panels where they were at first."), {} },
    };
}

static Commands plotCommands()
{
    return {
        { u"plot.fit"_s, tr("Show &All Time"), keys({ "Alt+0" }), {}, tr("The plots show everything from the first to the last event."), u"fit"_s, keys({ "0", "Home" }) },
        { u"plot.zoomIn"_s, tr("Zoom &In"), keys({ "Alt+=", "Alt++" }), {}, tr("The plots show less time."), {}, keys({ "W", "+", "=" }) },
        { u"plot.zoomOut"_s, tr("Zoom &Out"), keys({ "Alt+-" }), {}, tr("The plots show more time."), {}, keys({ "S", "-" }) },
        { u"plot.zoomToRange"_s, tr("Zoom to &Selected Time"), keys({ "Ctrl+R" }), {}, tr("The plots show the selected time range."), {}, keys({ "F" }) },
        { u"plot.left"_s, tr("&Earlier"), {}, {}, tr("Moves the plots along the time."), {}, keys({ "A", "Left" }) },
        { u"plot.right"_s, tr("&Later"), {}, {}, tr("Moves the plots along the time."), {}, keys({ "D", "Right" }) },
        { u"plot.previous"_s, tr("&Previous Event"), {}, {}, tr("Goes to the event before the current one; without one, to what the mouse points at."), {}, keys({ "," }) },
        { u"plot.next"_s, tr("&Next Event"), {}, {}, tr("Goes to the event after the current one; without one, to what the mouse points at."), {}, keys({ "." }) },
        { u"plot.mark"_s, tr("Set or Remove &Mark"), {}, {}, tr("Marks a time, at the mouse or at the current event, to measure from."), {}, keys({ "M" }) },
        { u"plot.leave"_s, tr("Give the Time Range &Up"), {}, {}, tr("Stops drawing a time range; else shows all times again."), {}, keys({ "Esc" }) },
        { u"plot.stacked"_s, tr("&Stacked States"), {}, {}, tr("States as areas on top of each other, or a line for each."), {} },
        { u"plot.onlyShown"_s, tr("States of &What Is Shown"), {}, {}, tr("Counts only what the events shown are about."), {} },
        { u"plot.metric"_s, tr("Choose &Metric…"), {}, {}, tr("Chooses which metric is drawn."), {} },
        { u"plot.copyStates"_s, tr("&Copy Picture of States"), {}, {}, tr("Puts the plot of states onto the clipboard."), {} },
        { u"plot.copyStatesData"_s, tr("Copy &Data of States"), {}, {}, tr("Puts the numbers of the plot of states onto the clipboard, as CSV."), {} },
        { u"plot.copyMetric"_s, tr("Copy Picture of Metr&ic"), {}, {}, tr("Puts the plot of the metric onto the clipboard."), {} },
        { u"plot.copyMetricData"_s, tr("Copy D&ata of Metric"), {}, {}, tr("Puts the numbers of the plot of the metric onto the clipboard, as CSV."), {} },
    };
}

static Commands helpCommands()
{
    return {
        { u"help.palette"_s, tr("&Command Palette…"), keys({ "Ctrl+Shift+P", "Ctrl+K" }), {}, tr("Finds any command by a part of its name."), {} },
        { u"help.shortcuts"_s, tr("&Keys and Mouse"), keys({ "F1", "?" }), {}, tr("Lists what keys and mouse do."), {} },
        { u"help.about"_s, tr("&About Widelens"), {}, {}, tr("Version and licence."), {} },
    };
}

Commands makeCommands(const QStringList &levels)
{
    Commands all;
    for (const Commands &part : { fileCommands(), editCommands(), goCommands(), filterCommands(levels), viewCommands(), plotCommands(), helpCommands() })
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

QString plainText(const Command &command)
{
    static const QHash<QString, QString> places { { u"panel"_s, tr("Panel") }, { u"column"_s, tr("Column") }, { u"theme"_s, tr("Theme") }, { u"times"_s, tr("Times") },
                                                  { u"delta"_s, tr("Differences") }, { u"level"_s, tr("Level") }, { u"plot"_s, tr("Plot") } };
    const QString text = QString(command.text).remove(u'&').remove(u'…');
    const QString place = places.value(command.id.section(u'.', 0, 0));
    return place.isEmpty() ? text : u"%1: %2"_s.arg(place, text);
}

QString keysText(const QList<QKeySequence> &keys)
{
    QStringList texts;
    for (const QKeySequence &sequence : keys)
        texts.append(sequence.toString(QKeySequence::NativeText));
    return texts.join(u", "_s);
}

} // namespace widelens
