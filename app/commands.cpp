// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"

#include <QCoreApplication>

namespace widelens {

using namespace Qt::StringLiterals;

std::vector<Command> makeCommands(const CommandTargets &t)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("commands", text); };
    const auto key = [](const char *text) { return QKeySequence(QString::fromLatin1(text)); };
    return {
        { u"file.openRun"_s, tr("&Open Run…"), key("Ctrl+O"), tr("Opens a run directory, or the directory of all runs."), u"open"_s, t.openRun },
        { u"file.openFiles"_s, tr("Open &Files…"), key("Ctrl+Shift+O"), tr("Opens single log files."), {}, t.openFiles },
        { u"file.openSample"_s, tr("Open &Sample Run"), {}, tr("Opens the recorded run that comes with the program."), {}, t.openSample },
        { u"file.reload"_s, tr("&Reload"), key("F5"), tr("Reads what is open again."), u"reload"_s, t.reload },
        { u"file.exportStates"_s, tr("Export &States Plot…"), key("Ctrl+E"), tr("Saves the plot of states as PNG, SVG or PDF."), u"export"_s, t.exportStates },
        { u"file.exportMetric"_s, tr("Export &Metric Plot…"), key("Ctrl+Shift+E"), tr("Saves the plot of the chosen metric as PNG, SVG or PDF."), u"export"_s, t.exportMetric },
        { u"file.close"_s, tr("&Close Run"), key("Ctrl+W"), tr("Closes what is open."), {}, t.closeRun },
        { u"file.quit"_s, tr("&Quit"), key("Ctrl+Q"), tr("Leaves the program."), {}, t.quit },
        { u"go.back"_s, tr("&Back"), key("Alt+Left"), tr("Undoes the last change of filters or time range."), u"back"_s, t.goBack },
        { u"go.forward"_s, tr("&Forward"), key("Alt+Right"), tr("Does it again."), u"forward"_s, t.goForward },
        { u"go.clearFilter"_s, tr("&Clear All Filters"), key("Ctrl+Shift+X"), tr("Shows all events again."), {}, t.clearFilter },
        { u"go.clearRange"_s, tr("Clear &Time Range"), key("Ctrl+Shift+T"), tr("Shows all times again."), {}, t.clearRange },
        { u"go.table"_s, tr("Go to &Table"), key("Ctrl+1"), tr("Moves the keyboard to the events."), {}, t.focusTable },
        { u"go.inspector"_s, tr("Go to &Inspector"), key("Ctrl+2"), tr("Moves the keyboard to the fields of the event."), {}, t.focusInspector },
        { u"view.fit"_s, tr("Show &All Time"), key("Ctrl+0"), tr("The plots show everything from the first to the last event."), u"fit"_s, t.fitTime },
        { u"view.zoomIn"_s, tr("Zoom &In"), key("Ctrl++"), tr("The plots show less time."), {}, t.zoomIn },
        { u"view.zoomOut"_s, tr("Zoom &Out"), key("Ctrl+-"), tr("The plots show more time."), {}, t.zoomOut },
        { u"view.zoomToRange"_s, tr("Zoom to &Selected Time"), key("Ctrl+R"), tr("The plots show the selected time range."), {}, t.zoomToRange },
        { u"view.resetLayout"_s, tr("&Reset Layout"), {}, tr("Puts all panels where they were at first."), {}, t.resetLayout },
        { u"help.shortcuts"_s, tr("&Keys and Mouse"), key("F1"), tr("Lists what keys and mouse do."), {}, t.showShortcuts },
        { u"help.about"_s, tr("&About Widelens"), {}, tr("Version and licence."), {}, t.about },
    };
}

} // namespace widelens
