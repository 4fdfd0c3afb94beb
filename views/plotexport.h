// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/transitions.h"
#include "model/timetext.h"
#include "views/plotdata.h"

#include <QByteArray>
#include <QImage>
#include <QSize>
#include <QString>

#include <memory>

namespace widelens {

// What of a plot goes onto the clipboard.
enum class PlotCopy { Picture, Data };

// A plot as a file.
struct PlotRequest {
    QString view; // "states" or "metric:NAME"
    QString file; // .png, .svg or .pdf
    QSize size { 1600, 900 }; // pixels; points in .pdf
    TimeRange range; // default: from the first to the last event
    QString dataFile; // the plotted data as CSV; empty: none
    bool stacked = true; // states
    bool onlyShown = false; // states: of the entities of `rows` alone
    std::shared_ptr<const EventRows> rows; // what the filter leaves; null: everything
    TimeDisplay times = TimeDisplay::Relative; // what the time axis says
    Time origin = kNoTime; // where relative times of `range` begin
    TransitionSource transitions; // where somebody has them: see countStates()
    bool wantsData = false; // also as PlotPicture::data
};

// Everything a picture shows, reduced to its pixels.
struct PlotPicture {
    QString title;
    QString subtitle;
    QString yLabel;
    QString xLabel;
    TimeDisplay times = TimeDisplay::Relative;
    QByteArray data; // CSV, when it was asked for
    PlotFrame frame;
    std::vector<PlotSeries> series; // in the order of painting
    std::vector<QString> legend; // names in the order of reading; colours parallel
    std::vector<QColor> legendColours;
    std::vector<size_t> legendMarks; // numbers of the patterns, see theme.h
    QString problem; // why there is no picture: "WHAT: HOW TO FIX"
};

// Computes the picture and writes request.dataFile. For any thread; null when cancelled.
std::shared_ptr<const PlotPicture> makePicture(const EventStore &store, const PlotRequest &request, const Continue &goOn = {});
// Draws it into request.file. On the GUI thread only.
bool drawPicture(const PlotPicture &picture, const PlotRequest &request, QString *error);

// The same as an image of request.size, for the clipboard.
QImage drawImage(const PlotPicture &picture, const QSize &size);

// Both in one: for callers without a window (a QApplication there must be). On failure `error` says what and how to fix it.
bool exportPlot(const EventStore &store, const PlotRequest &request, QString *error);

} // namespace widelens
