// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

class QHBoxLayout;
class QLabel;
class QToolButton;
class QWidget;

namespace widelens {

// The line above a plot: its title, room for what the plot offers, and the button that exports it. Shared by the plots.
struct PlotHeader {
    QWidget *widget;
    QHBoxLayout *layout; // holds the title; add to it
    QToolButton *exportButton; // not yet in the layout
};

class TimePlot;
enum class PlotCopy;

PlotHeader makePlotHeader(const QString &title);
// The menu of the header's button, which is that of the plot too: as a file, or onto the clipboard.
void offerCopies(const PlotHeader &header, TimePlot *plot, const std::function<void()> &exportPlot, const std::function<void(PlotCopy)> &copy);
// Header above, legend to the right: so that the time axes of all plots have the same width.
void layOutPlot(QWidget *parent, const PlotHeader &header, QWidget *plot, QWidget *legend);

} // namespace widelens
