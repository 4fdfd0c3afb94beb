// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plotdata.h"

#include "tests/model-qt/recordedrun.h"

#include <QTest>

#include <cmath>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestPlotData : public QObject
{
    Q_OBJECT
private slots:
    void stackedAreasAddUp();
    void hiddenStatesAreLeftOut();
    void metricLinesHaveNames();
    void valueHoldsUntilTheNext();
};

static StateCounts twoStates()
{
    StateCounts counts;
    counts.states = { "first", "second" };
    counts.series.resize(1);
    counts.series[0].times = { 0, kSecond, 2 * kSecond };
    counts.series[0].counts = { { 3, 2, 0 }, { 0, 1, 3 } };
    return counts;
}

void TestPlotData::stackedAreasAddUp()
{
    const PlotFrame frame { { 0, 3 * kSecond }, 0, 300, false };
    const auto series = stateSeries(twoStates(), *testRules(), {}, true, frame);
    QCOMPARE(series.size(), size_t(2));
    QCOMPARE(series[0].name, u"second"_s); // the highest is painted first
    for (const double value : series[0].points.values)
        QCOMPARE(value, 3.0);
    QCOMPARE(series[1].points.values.front(), 3.0);
    QCOMPARE(series[1].points.values.back(), 0.0);
    QCOMPARE(highest(series), 3.0);
}

void TestPlotData::hiddenStatesAreLeftOut()
{
    const PlotFrame frame { { 0, 3 * kSecond }, 0, 300, false };
    const auto series = stateSeries(twoStates(), *testRules(), { true, false }, true, frame);
    QCOMPARE(series.size(), size_t(1));
    QCOMPARE(series[0].points.values.front(), 0.0);
    QCOMPARE(stateSeries(twoStates(), *testRules(), {}, false, frame).size(), size_t(2));
    QVERIFY(stateSeries({}, *testRules(), {}, true, frame).empty());
}

void TestPlotData::metricLinesHaveNames()
{
    Metric metric;
    metric.summary.values = { { "ready", 0, 1 }, { "busy", 0, 1 } };
    metric.series.resize(1);
    metric.series[0].times = { 0 };
    metric.series[0].values = { { 1 }, { 2 } };
    QCOMPARE(metricLineNames(metric).size(), size_t(2));
    QVERIFY(metricLineNames(metric)[1].contains(u"busy"_s));
    QCOMPARE(metricSeries(metric, { false, true }, { { 0, kSecond }, 0, 100, false }).size(), size_t(1));
}

void TestPlotData::valueHoldsUntilTheNext()
{
    const std::vector<Time> times { 10, 20 };
    const std::vector<double> values { 1, 2 };
    QVERIFY(std::isnan(valueAt(times, values, 9)));
    QCOMPARE(valueAt(times, values, 10), 1.0);
    QCOMPARE(valueAt(times, values, 19), 1.0);
    QCOMPARE(valueAt(times, values, 1000), 2.0);
}

QTEST_GUILESS_MAIN(TestPlotData)
#include "tst_plotdata.moc"
