// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/metrics.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>
#include <cmath>

namespace widelens {

class MetricsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void explicitSamplesAreReadAsTheyAre();
    void samplesOfSeveralIdentitiesAreSeveralSeries();
    void aQueueLengthIsDerivedFromPutAndSent();
    void theDerivedQueueLengthEqualsTheExplicitOne();
    void nothingIsDerivedWhereTheMetricIs();
    void samplesInTextAreReadToo();
    void anAbsentMetricSaysWhatWouldShowIt();
    void anUnknownMetricListsWhatThereIs();
    void aMetricThatNoRuleKnowsIsReadToo();
    void aSampleWithoutAValueIsNotANumber();
    void samplesOutOfOrderAreSorted();
    void theListAgreesWithTheMetrics_data();
    void theListAgreesWithTheMetrics();
};

namespace {

std::string sample(double seconds, const std::string &metric, const std::string &more)
{
    return prototypeLine(seconds, "m", ", \"metric\": \"" + metric + "\"" + more);
}

std::vector<double> valuesOf(const Metric &metric, size_t series = 0, size_t value = 0)
{
    return metric.series.at(series).values.at(value);
}

} // namespace

void MetricsTest::explicitSamplesAreReadAsTheyAre()
{
    const LogFolder folder;
    folder.write("000/htex/interchange.jsonlog", sample(1, "pending_task_queue_length", ", \"queued_tasks\": \"3\"") + prototypeLine(2, "between")
                                                     + sample(3, "pending_task_queue_length", ", \"queued_tasks\": \"0\"") + sample(4, "pending_task_queue_length", ", \"queued_tasks\": \"12\""));
    const Metric metric = readMetric(*folder.load("000"), "pending_task_queue_length");
    QCOMPARE(q(metric.problem), q(""));
    QVERIFY(!metric.summary.derived);
    QCOMPARE(metric.series.size(), size_t(1));
    QCOMPARE(valuesOf(metric), (std::vector<double> { 3, 0, 12 }));
    QCOMPARE(metric.series[0].times, (std::vector<Time> { at(1), at(3), at(4) }));
    QCOMPARE(metric.summary.samples, uint64_t(3));
    QCOMPARE(metric.summary.first, at(1));
    QCOMPARE(metric.summary.last, at(4));
    QCOMPARE(metric.summary.values.size(), size_t(1));
    QCOMPARE(q(metric.summary.values[0].name), q("queued_tasks"));
    QCOMPARE(metric.summary.values[0].minimum, 0.0);
    QCOMPARE(metric.summary.values[0].maximum, 12.0);
    QCOMPARE(metric.series[0].identity.back(), std::string("htex")); // from the path
}

void MetricsTest::samplesOfSeveralIdentitiesAreSeveralSeries()
{
    const LogFolder folder;
    folder.write("000/a/interchange.jsonlog", sample(1, "manager_free_capacity", ", \"manager_id\": \"b'4f65c2b07a19'\", \"free_capacity\": \"2\"")
                                                  + sample(2, "manager_free_capacity", ", \"manager_id\": \"b'0065c2b07a19'\", \"free_capacity\": \"7\"")
                                                  + sample(3, "manager_free_capacity", ", \"manager_id\": \"b'4f65c2b07a19'\", \"free_capacity\": \"0\""));
    folder.write("000/b/interchange.jsonlog", sample(2.5, "manager_free_capacity", ", \"manager_id\": \"b'4f65c2b07a19'\", \"free_capacity\": \"9\""));
    const Metric metric = readMetric(*folder.load("000"), "manager_free_capacity");
    QCOMPARE(metric.series.size(), size_t(3));
    QCOMPARE(valuesOf(metric, 0), std::vector<double> { 7 });
    QCOMPARE(valuesOf(metric, 1), (std::vector<double> { 2, 0 }));
    QCOMPARE(valuesOf(metric, 2), std::vector<double> { 9 });
    QCOMPARE(metric.series[1].label(), std::string("a \xc2\xb7 4f65c2b07a19"));
}

void MetricsTest::aQueueLengthIsDerivedFromPutAndSent()
{
    const LogFolder folder;
    folder.write("000/htex/interchange.log", textLine(1, "Put task 1 onto pending_task_queue") + textLine(2, "Put task 2 onto pending_task_queue") + textLine(3, "Put task 3 onto pending_task_queue")
                                                 + textLine(4, "Sent tasks: [1, 2] to manager b'4f65c2b07a19'") + textLine(5, "Sent tasks: [] to manager b'4f65c2b07a19'")
                                                 + textLine(6, "Sent tasks: [3] to manager b'4f65c2b07a19'"));
    const Metric metric = readMetric(*folder.load("000"), "pending_task_queue_length");
    QVERIFY(metric.summary.derived);
    QCOMPARE(metric.series.size(), size_t(1));
    QCOMPARE(valuesOf(metric), (std::vector<double> { 1, 2, 3, 1, 1, 0 }));
    QCOMPARE(q(metric.summary.values[0].name), q("queued_tasks")); // the name of what it stands in for
    QCOMPARE(metric.summary.values[0].maximum, 3.0);
    QCOMPARE(metric.summary.samples, uint64_t(6));
}

// The interchange counts after each put and each pop; a message tells of puts one by one and of pops when they are sent.
void MetricsTest::theDerivedQueueLengthEqualsTheExplicitOne()
{
    const LogFolder folder;
    copyTree(recordedRun("wide/000"), folder.path("000"));
    const Metric expected = readMetric(*folder.load("000"), "pending_task_queue_length");
    QVERIFY(!expected.summary.derived);
    const std::string name = "000/htex_Local/interchange.jsonlog";
    const std::string log = readFile(folder.path(name));
    std::string without;
    for (size_t begin = 0; begin < log.size();) {
        const size_t end = log.find('\n', begin) + 1;
        const std::string line = log.substr(begin, end - begin);
        if (line.find("\"metric\": \"pending_task_queue_length\"") == std::string::npos)
            without += line;
        begin = end;
    }
    QVERIFY(without.size() < log.size());
    folder.write(name, without);
    const Metric derived = readMetric(*folder.load("000"), "pending_task_queue_length");
    QVERIFY(derived.summary.derived);
    QCOMPARE(derived.series.size(), size_t(1));
    QVERIFY(derived.summary.values[0].minimum >= 0);
    const auto &explicitValues = expected.series.at(0);
    const auto &derivedValues = derived.series.at(0);
    QCOMPARE(derivedValues.values[0].back(), explicitValues.values[0].back());
    QCOMPARE(derived.summary.values[0].maximum, expected.summary.values[0].maximum);
    for (size_t i = 0; i < derivedValues.times.size(); ++i) {
        const bool put = derivedValues.values[0][i] > (i ? derivedValues.values[0][i - 1] : 0);
        const auto after = std::upper_bound(explicitValues.times.begin(), explicitValues.times.end(), derivedValues.times[i]);
        const auto place = static_cast<size_t>(after - explicitValues.times.begin()) - (put ? 0 : 1); // said before the sending, and after the put
        QCOMPARE(derivedValues.values[0][i], explicitValues.values[0].at(place));
    }
}

void MetricsTest::nothingIsDerivedWhereTheMetricIs()
{
    const LogFolder folder;
    folder.write("000/htex/interchange.jsonlog", prototypeLine(1, "Put task 1 onto pending_task_queue") + sample(2, "pending_task_queue_length", ", \"queued_tasks\": \"1\"")
                                                     + prototypeLine(3, "Sent tasks: [1] to manager b'4f65c2b07a19'"));
    const Metric metric = readMetric(*folder.load("000"), "pending_task_queue_length");
    QVERIFY(!metric.summary.derived);
    QCOMPARE(metric.summary.samples, uint64_t(1));
    QCOMPARE(metric.series.size(), size_t(1));
}

void MetricsTest::samplesInTextAreReadToo()
{
    const LogFolder folder;
    folder.write("000/htex/interchange.log", textLine(1, "Managers count (interesting/total): 1/2") + textLine(2, "Managers count (interesting/total): 0/3")
                                                 + textLine(3, "Manager b'4f65c2b07a19' has free capacity 4") + textLine(4, "Manager b'4f65c2b07a19' is now saturated"));
    const StorePtr store = folder.load("000");
    const Metric managers = readMetric(*store, "managers_count");
    QCOMPARE(managers.summary.values.size(), size_t(2));
    QCOMPARE(valuesOf(managers, 0, 0), (std::vector<double> { 1, 0 }));
    QCOMPARE(valuesOf(managers, 0, 1), (std::vector<double> { 2, 3 }));
    QCOMPARE(valuesOf(readMetric(*store, "manager_free_capacity")), (std::vector<double> { 4, 0 })); // saturated is 0
}

void MetricsTest::anAbsentMetricSaysWhatWouldShowIt()
{
    const Metric metric = readMetric(*loadAll({ recordedRun("text_info") }), "pending_task_queue_length");
    QVERIFY(metric.series.empty());
    QVERIFY2(q(metric.problem).contains(q("DEBUG")), metric.problem.c_str());
    QVERIFY2(q(metric.problem).contains(q("pending_task_queue_length")), metric.problem.c_str());
}

void MetricsTest::anUnknownMetricListsWhatThereIs()
{
    const Metric metric = readMetric(*loadAll({ recordedRun("text") }), "no_such_metric");
    QVERIFY(metric.series.empty());
    QVERIFY2(q(metric.problem).contains(q("no metric no_such_metric")), metric.problem.c_str());
    QVERIFY2(q(metric.problem).contains(q("pending_task_queue_length")), metric.problem.c_str());
    QVERIFY2(q(metric.problem).contains(q("managers_count")), metric.problem.c_str());
}

void MetricsTest::aMetricThatNoRuleKnowsIsReadToo()
{
    const LogFolder folder;
    folder.write("000/parsl.jsonlog", sample(1, "room", ", \"celsius\": \"21\", \"note\": \"warm\", \"manager_id\": \"4f65c2b07a19\"") + sample(2, "room", ", \"celsius\": \"22\", \"percent\": \"40\", \"manager_id\": \"4f65c2b07a19\"")
                                          + sample(3, "room", ", \"percent\": \"41\", \"manager_id\": \"4f65c2b07a19\""));
    const StorePtr store = folder.load("000");
    const Metric metric = readMetric(*store, "room");
    QCOMPARE(q(metric.problem), q(""));
    QCOMPARE(metric.series.size(), size_t(1));
    QCOMPARE(metric.summary.values.size(), size_t(2));
    const auto &values = metric.summary.values;
    const size_t celsius = values[0].name == "celsius" ? 0 : 1;
    QCOMPARE(q(values[1 - celsius].name), q("percent"));
    QCOMPARE(metric.series[0].values[celsius][0], 21.0);
    QCOMPARE(metric.series[0].values[celsius][1], 22.0);
    QVERIFY(std::isnan(metric.series[0].values[celsius][2]));
    QVERIFY(std::isnan(metric.series[0].values[1 - celsius][0]));
    QCOMPARE(metric.series[0].values[1 - celsius][2], 41.0);
    QCOMPARE(values[celsius].maximum, 22.0);
}

void MetricsTest::aSampleWithoutAValueIsNotANumber()
{
    const LogFolder folder;
    folder.write("000/htex/interchange.jsonlog", sample(1, "managers_count", ", \"interesting\": \"1\"") + sample(2, "managers_count", ", \"interesting\": \"many\", \"ready\": \"2\""));
    const Metric metric = readMetric(*folder.load("000"), "managers_count");
    QCOMPARE(metric.series.at(0).values.at(0)[0], 1.0);
    QVERIFY(std::isnan(metric.series[0].values[0][1]));
    QVERIFY(std::isnan(metric.series[0].values[1][0]));
    QCOMPARE(metric.summary.values[0].maximum, 1.0);
    QCOMPARE(metric.summary.values[1].minimum, 2.0);
}

void MetricsTest::samplesOutOfOrderAreSorted()
{
    const LogFolder folder;
    folder.write("000/htex/interchange.jsonlog", sample(3, "managers_count", ", \"interesting\": \"3\", \"ready\": \"30\"") + sample(1, "managers_count", ", \"interesting\": \"1\"")
                                                     + sample(2, "managers_count", ", \"interesting\": \"2\", \"ready\": \"20\""));
    const Metric metric = readMetric(*folder.load("000"), "managers_count");
    QCOMPARE(valuesOf(metric), (std::vector<double> { 1, 2, 3 }));
    QVERIFY(std::isnan(metric.series[0].values[1][0]));
    QCOMPARE(metric.series[0].values[1][1], 20.0);
    QCOMPARE(metric.series[0].times.front(), at(1));
    QVERIFY(metric.series[0].events[0].row == 1);
}

void MetricsTest::theListAgreesWithTheMetrics_data()
{
    QTest::addColumn<QString>("run");
    for (const char *run : { "wide", "text", "two_htex", "wq_text" })
        QTest::newRow(run) << run;
}

void MetricsTest::theListAgreesWithTheMetrics()
{
    QFETCH(QString, run);
    const StorePtr store = loadAll({ recordedRun(run.toStdString()) });
    const auto list = listMetrics(*store);
    QVERIFY(!list.empty());
    for (const auto &summary : list) {
        const Metric metric = readMetric(*store, summary.name);
        QCOMPARE(metric.summary.samples, summary.samples);
        QCOMPARE(metric.summary.derived, summary.derived);
        QCOMPARE(metric.summary.first, summary.first);
        QCOMPARE(metric.summary.last, summary.last);
        QCOMPARE(metric.summary.values.size(), summary.values.size());
        uint64_t samples = 0;
        for (const auto &series : metric.series) {
            samples += series.times.size();
            QVERIFY(std::is_sorted(series.times.begin(), series.times.end()));
            for (const auto &values : series.values)
                QCOMPARE(values.size(), series.times.size());
            for (size_t i = 0; i < series.times.size(); ++i)
                QCOMPARE(store->time(series.events[i]), series.times[i]);
        }
        QCOMPARE(samples, summary.samples);
    }
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::MetricsTest)
#include "tst_metrics.moc"
