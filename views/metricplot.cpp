// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/metricplot.h"

#include "model/rules/rules.h"
#include "model/session.h"
#include "views/legendview.h"
#include "views/plotexport.h"
#include "views/plotheader.h"
#include "views/theme.h"
#include "views/timeplot.h"

#include <QComboBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace widelens {

using namespace Qt::StringLiterals;

MetricPlot::MetricPlot(Session *session, TimeAxis *axis, QWidget *parent)
    : QWidget(parent), m_session(session), m_plot(new TimePlot(session, axis)), m_legend(new LegendView),
      m_chooser(new QComboBox), m_note(new QLabel)
{
    m_chooser->setObjectName(u"metricChooser"_s);
    m_chooser->setAccessibleName(tr("Metric"));
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_chooser->setMinimumContentsLength(24);
    PlotHeader header = makePlotHeader(tr("Metric"));
    header.layout->addWidget(m_chooser);
    header.layout->addWidget(m_note, 1);
    header.layout->addWidget(header.exportButton);
    layOutPlot(this, header, m_plot, m_legend);
    setObjectName(u"metricPlot"_s);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_plot->canvas()->setAccessibleName(tr("Metric over time"));
    m_plot->setDescribe([this](Time time) { return describe(time); });
    offerCopies(header, m_plot, [this] { emit exportWanted(); }, [this](PlotCopy what) { emit copyWanted(what); });
    connect(m_chooser, &QComboBox::activated, this, &MetricPlot::choose);
    connect(m_legend, &LegendView::hiddenChanged, this, &MetricPlot::reduce);
    connect(m_plot, &TimePlot::frameChanged, this, &MetricPlot::reduce);
    connect(session, &Session::opened, this, [this] { m_wanted.clear(); });
    connect(session, &Session::storeChanged, this, &MetricPlot::list);
    list();
}

QString MetricPlot::metricName() const
{
    return m_chooser->currentData().toString();
}

// --- which metrics there are

void MetricPlot::list()
{
    m_listAgain = m_listTask.isRunning();
    if (m_listAgain)
        return;
    auto work = [store = m_session->store()](const Continue &goOn) -> std::shared_ptr<const std::vector<MetricSummary>> {
        return std::make_shared<std::vector<MetricSummary>>(listMetrics(*store, goOn));
    };
    m_listTask.start(this, work, [this](const std::shared_ptr<const std::vector<MetricSummary>> &metrics) {
        showList(*metrics);
        if (m_listAgain)
            list();
    });
}

// The rules name what matters first.
static QString firstOf(const Rules &rules, const std::vector<MetricSummary> &metrics)
{
    for (const MetricRule &rule : rules.metrics) {
        for (const MetricSummary &metric : metrics) {
            if (metric.name == rule.name)
                return QString::fromStdString(rule.name);
        }
    }
    return metrics.empty() ? QString() : QString::fromStdString(metrics.front().name);
}

void MetricPlot::showList(const std::vector<MetricSummary> &metrics)
{
    const QSignalBlocker blocker(m_chooser);
    m_chooser->clear();
    for (const MetricSummary &metric : metrics) {
        const QString title = QString::fromStdString(metric.title.empty() ? metric.name : metric.title);
        m_chooser->addItem(metric.derived ? tr("%1 (derived)").arg(title) : title, QString::fromStdString(metric.name));
        m_chooser->setItemData(m_chooser->count() - 1, tr("%1, %2 samples").arg(QString::fromStdString(metric.name)).arg(metric.samples), Qt::ToolTipRole);
    }
    int index = m_chooser->findData(m_wanted);
    if (m_wanted.isEmpty() || index < 0)
        index = m_chooser->findData(firstOf(*m_session->rules(), metrics));
    m_chooser->setCurrentIndex(index);
    m_chooser->setEnabled(m_chooser->count() > 0);
    read();
}

void MetricPlot::choose(int index)
{
    m_wanted = m_chooser->itemData(index).toString();
    read();
}

// --- the one shown

void MetricPlot::read()
{
    const std::string name = metricName().toStdString();
    if (name.empty()) {
        m_readTask.cancel();
        showMetric(nullptr);
        return;
    }
    auto work = [store = m_session->store(), name](const Continue &goOn) -> std::shared_ptr<const Metric> {
        return std::make_shared<Metric>(readMetric(*store, name, goOn));
    };
    m_readTask.start(this, work, [this](const std::shared_ptr<const Metric> &metric) { showMetric(metric); });
}

void MetricPlot::showMetric(std::shared_ptr<const Metric> metric)
{
    m_metric = freedInBackground(std::move(metric));
    const bool none = !m_metric || m_metric->series.empty();
    if (none && m_session->isLoading())
        m_plot->setNotice(tr("Reading…"));
    else if (none)
        m_plot->setNotice(m_metric && !m_metric->problem.empty() ? QString::fromStdString(m_metric->problem)
                                                                 : tr("No metric was found in these logs."));
    else
        m_plot->setNotice({});
    m_note->setText(none ? QString() : m_metric->summary.derived ? tr("derived: counted from the messages that say what came and went") : QString());
    if (!none) {
        const MetricSummary &summary = m_metric->summary;
        m_plot->setYLabel(QString::fromStdString(summary.unit.empty() && summary.values.size() == 1 ? summary.values[0].name : summary.unit));
    } else {
        m_plot->setYLabel({});
    }
    reduce();
}

void MetricPlot::reduce()
{
    if (!m_metric || m_metric->series.empty()) {
        m_reduceTask.cancel();
        m_legend->setLines({}, {}, {}, false);
        m_plot->setSeries({}, 0);
        return;
    }
    m_reduceAgain = m_reduceTask.isRunning(); // as for the states
    if (m_reduceAgain)
        return;
    const PlotFrame frame = m_plot->frame();
    const std::vector<QString> names = metricLineNames(*m_metric);
    std::vector<QColor> colours;
    std::vector<size_t> marks;
    for (size_t i = 0; i < names.size(); ++i) {
        colours.push_back(seriesColour(i, frame.dark));
        marks.push_back(i);
    }
    m_legend->setLines(names, colours, marks, false);
    auto work = [metric = m_metric, hidden = m_legend->hidden(), frame](const Continue &) {
        return std::shared_ptr<const std::vector<PlotSeries>>(
            std::make_shared<std::vector<PlotSeries>>(metricSeries(*metric, hidden, frame)));
    };
    m_reduceTask.start(this, work, [this, frame](const std::shared_ptr<const std::vector<PlotSeries>> &series) {
        m_plot->setSeries(*series, frame.origin);
        if (m_reduceAgain)
            reduce();
    });
}

QString MetricPlot::describe(Time time) const
{
    if (!m_metric) {
        m_legend->setValues({});
        return {};
    }
    QStringList lines;
    QStringList all;
    const std::vector<QString> names = metricLineNames(*m_metric);
    size_t index = 0;
    for (const MetricSeries &series : m_metric->series) {
        for (const std::vector<double> &values : series.values) {
            const size_t i = index++;
            const double value = valueAt(series.times, values, time);
            all.append(std::isnan(value) ? QString() : QString::number(value, 'g', 6));
            if (!std::isnan(value) && i < names.size() && !(i < m_legend->hidden().size() && m_legend->hidden()[i]))
                lines.append(u"%1  %2"_s.arg(value, 5, 'g', 6).arg(names[i]));
        }
    }
    m_legend->setValues(all);
    return lines.join(u'\n');
}

} // namespace widelens
