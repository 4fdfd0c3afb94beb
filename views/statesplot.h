// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/states.h"
#include "model/growth.h"
#include "model/task.h"
#include "views/plotdata.h"

#include <QWidget>

class QAbstractButton;
class QLabel;

namespace widelens {
enum class PlotCopy;
}

namespace widelens {

class LegendView;
class Session;
class TimeAxis;
class TimePlot;

// How many entities are in each state over time: stacked areas or lines. Counts all entities of the store, or on request
// those alone that the rows shown are about. Counting and reducing go on in the background.
class StatesPlot : public QWidget
{
    Q_OBJECT
public:
    StatesPlot(Session *session, TimeAxis *axis, QWidget *parent = nullptr);

    TimePlot *plot() const { return m_plot; }
    bool isStacked() const;
    void setStacked(bool stacked);
    bool isOnlyShown() const; // counts what the filter leaves
    const StateCounts *counts() const { return m_counts.get(); } // null until they were counted

signals:
    void exportWanted();
    void copyWanted(widelens::PlotCopy what);

private:
    void follow();
    void count();
    void updateNote();
    void reduce();
    void showCounts(std::shared_ptr<const StateCounts> counts);
    QString describe(Time time) const;

    Session *m_session;
    TimePlot *m_plot;
    LegendView *m_legend;
    QAbstractButton *m_stacked;
    QAbstractButton *m_onlyShown;
    QLabel *m_note;
    std::shared_ptr<const StateCounts> m_counts;
    Task<std::shared_ptr<const StateCounts>, plotPool> m_countTask;
    Task<bool, plotPool> m_aheadTask; // while loading, between counts
    Growth m_growth;
    Task<std::shared_ptr<const std::vector<PlotSeries>>, promptPool> m_reduceTask;
    bool m_countAgain = false;
    bool m_countsComplete = false; // what is counted was read to its end
    bool m_reduceAgain = false;
};

} // namespace widelens
