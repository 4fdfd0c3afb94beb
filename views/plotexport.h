// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filter.h"
#include "model/store/eventstore.h"
#include "views/plotdata.h"

#include <QSize>
#include <QString>

#include <memory>

namespace widelens {

// A plot as a file.
struct PlotRequest {
    QString view; // "states" or "metric:NAME"
    QString file; // .png, .svg or .pdf
    QSize size { 1600, 900 }; // pixels; points in .pdf
    TimeRange range; // default: from the first to the last event
    QString dataFile; // the plotted data as CSV; empty: none
    bool stacked = true; // states
};

// Everything a picture shows, reduced to its pixels.
struct PlotPicture {
    QString title;
    QString subtitle;
    QString yLabel;
    QString xLabel;
    PlotFrame frame;
    std::vector<PlotSeries> series; // in the order of painting
    std::vector<QString> legend; // names in the order of reading; colours parallel
    std::vector<QColor> legendColours;
    QString problem; // why there is no picture: "WHAT: HOW TO FIX"
};

// Computes the picture and writes request.dataFile. For any thread; null when cancelled.
std::shared_ptr<const PlotPicture> makePicture(const EventStore &store, const PlotRequest &request, const Continue &goOn = {});
// Draws it into request.file. On the GUI thread only.
bool drawPicture(const PlotPicture &picture, const PlotRequest &request, QString *error);

// Both in one: for callers without a window (a QApplication there must be). On failure `error` says what and how to fix it.
bool exportPlot(const EventStore &store, const PlotRequest &request, QString *error);

} // namespace widelens
