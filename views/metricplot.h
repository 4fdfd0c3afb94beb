// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/metrics.h"
#include "model/task.h"
#include "views/plotdata.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace widelens {
enum class PlotCopy;
}

namespace widelens {

class LegendView;
class Session;
class TimeAxis;
class TimePlot;

// One metric over time, a line a series; the reader chooses which. Listing, reading and reducing go on in the background.
class MetricPlot : public QWidget
{
    Q_OBJECT
public:
    MetricPlot(Session *session, TimeAxis *axis, QWidget *parent = nullptr);

    TimePlot *plot() const { return m_plot; }
    QString metricName() const; // of the one shown; empty when there is none

signals:
    void exportWanted();
    void copyWanted(widelens::PlotCopy what);

private:
    void list();
    void showList(const std::vector<MetricSummary> &metrics);
    void choose(int index);
    void read();
    void reduce();
    void showMetric(std::shared_ptr<const Metric> metric);
    QString describe(Time time) const;

    Session *m_session;
    TimePlot *m_plot;
    LegendView *m_legend;
    QComboBox *m_chooser;
    QLabel *m_note;
    QString m_wanted; // what the reader chose; empty: the rules' first
    std::shared_ptr<const Metric> m_metric;
    Task<std::shared_ptr<const std::vector<MetricSummary>>, seriesPool> m_listTask;
    Task<std::shared_ptr<const Metric>, seriesPool> m_readTask;
    Task<std::shared_ptr<const std::vector<PlotSeries>>, promptPool> m_reduceTask;
    bool m_listAgain = false;
    bool m_reduceAgain = false;
};

} // namespace widelens
