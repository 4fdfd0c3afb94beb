// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/metrics.h"
#include "model/analysis/reduction.h"
#include "model/analysis/states.h"

#include <QColor>
#include <QString>

#include <vector>

namespace widelens {

// One line or area of a plot, reduced to what its pixels can show.
struct PlotSeries {
    QString name;
    QColor colour;
    size_t mark = 0; // which dashes or which texture, see theme.h
    StepPoints points;
    bool filled = false;
};

// The part of time that a plot shows, and on how many pixels. Times are drawn as seconds since `origin`.
struct PlotFrame {
    TimeRange range;
    Time origin = 0;
    size_t pixels = 1000;
    bool dark = false;
};

// Series in the order in which they are painted. Pure, for any thread. `hidden` is parallel to the names; missing entries
// are shown. Stacked: areas that reach to zero, the highest first, so that each covers the ones behind it.
std::vector<PlotSeries> stateSeries(const StateCounts &counts, const Rules &rules, const std::vector<bool> &hidden, bool stacked,
                                    const PlotFrame &frame);
std::vector<PlotSeries> metricSeries(const Metric &metric, const std::vector<bool> &hidden, const PlotFrame &frame);

QColor stateColour(const Rules &rules, const std::string &state, size_t index, bool dark);
// Names of the lines of a metric: series × value fields.
std::vector<QString> metricLineNames(const Metric &metric);
// The value that holds at `time`; NaN before the first sample.
double valueAt(const std::vector<Time> &times, const std::vector<double> &values, Time time);
double highest(const std::vector<PlotSeries> &series);
double lowest(const std::vector<PlotSeries> &series); // at most 0

} // namespace widelens
