// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/states.h"
#include "model/analysis/transitionreadings.h"
#include "model/analysis/transitions.h"
#include "tests/model/analysistext.h"
#include "tests/model/disk.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <chrono>

namespace widelens {

// Changes of state in the versions of a run that grows: what was read before is used again, and the answer is that of reading all.
class TransitionReadingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachVersionSaysWhatReadingAllOfItSays_data() { addRecordedRuns(); }
    void eachVersionSaysWhatReadingAllOfItSays();
    void rowsAreReadOnce();
    void whatWasReadAheadIsNotReadAgain();
    void whatWasOpenIsReadAgain();
    void whatIsContestedLaterIsReadAgain();
    void whatTurnsOutToBeACopyIsReadAgain();
};

namespace {

constexpr uint32_t kFew = 40; // rows at once
constexpr std::chrono::milliseconds kSlow { 25 };
constexpr std::chrono::milliseconds kRatherSlow { 2 };

std::string wideLine(int second, const std::string &more)
{
    return "{\"timestamp\": " + std::to_string(1'785'900'000 + second) + ", \"event\": \"something\", " + more + "}\n";
}

// Executor tasks that begin to run; of which task they are, others must say.
std::string runningTasks(int count)
{
    std::string log;
    for (int i = 0; i < count; ++i)
        log += wideLine(i, "\"parsl_executor\": \"htex\", \"parsl_executor_id\": " + std::to_string(i) + ", \"parsl_task_status\": \"running\", \"padding\": \"" + std::string(100, 'x') + "\"");
    return log;
}

// Which tasks executor tasks are: from the first one on.
std::string tasksOf(int first, int count, int firstTask)
{
    std::string log;
    for (int i = 0; i < count; ++i)
        log += wideLine(i, "\"parsl_executor\": \"htex\", \"parsl_executor_id\": " + std::to_string(first + i) + ", \"parsl_task_id\": " + std::to_string(firstTask + i) + ", \"parsl_try_id\": 0");
    return log;
}

// The changes in each version, with what the ones before it left, which are those of reading all of it. A test fails otherwise.
void readEach(const std::vector<StorePtr> &versions, std::vector<Transitions> &found)
{
    TransitionReadings readings;
    for (const StorePtr &store : versions) {
        found.push_back(*readTransitions(*store, {}, kFew, &readings));
        QCOMPARE(q(textOf(found.back())), q(textOf(*readTransitions(*store))));
    }
}

} // namespace

void TransitionReadingsTest::eachVersionSaysWhatReadingAllOfItSays()
{
    QFETCH(QString, run);
    TransitionReadings readings;
    for (const StorePtr &store : versionsOf(recordedRun(run.toStdString()), kRatherSlow)) {
        QCOMPARE(q(textOf(*readTransitions(*store, {}, kFew, &readings))), q(textOf(*readTransitions(*store))));
        QCOMPARE(q(textOf(countStates(*store, {}, {}, kFew, [&](const Continue &) { return readTransitions(*store, {}, kFew, &readings); }))), q(textOf(countStates(*store))));
    }
}

void TransitionReadingsTest::rowsAreReadOnce()
{
    const LogFolder folder;
    std::string log = textLine(0, "Starting DataFlowKernel with config\n  x") + textLine(0, "Run id is: 11111111-0000-4abc-8def-0123456789ab");
    constexpr int tasks = 60'000;
    for (int task = 0; task < tasks; ++task)
        log += textLine(task, "Task " + std::to_string(task) + " initializing state to pending") + textLine(task, "Task " + std::to_string(task) + " changing state from pending to launched");
    folder.write("000/parsl.log", log);
    TransitionReadings readings;
    uint64_t shown = 0;
    const auto versions = versionsOf(folder.path("000"), kSlow);
    for (const StorePtr &store : versions) {
        shown += store->rows()->size();
        const auto read = readTransitions(*store, {}, kFew, &readings);
        QVERIFY(read);
        if (store->isComplete())
            QCOMPARE(read->list.size(), size_t(2 * tasks));
    }
    QVERIFY(versions.size() > 2);
    const uint64_t rows = versions.back()->rows()->size();
    QVERIFY(shown > rows + rows / 2);
    QVERIFY2(readings.rowsRead() < rows + versions.size() * kFew, qPrintable(QString::number(readings.rowsRead()))); // and the end of each version
}

void TransitionReadingsTest::whatWasReadAheadIsNotReadAgain()
{
    const auto versions = versionsOf(recordedRun("monitored"), kRatherSlow);
    QVERIFY(versions.size() > 2);
    const StorePtr &before = versions[versions.size() - 2];
    TransitionReadings readings;
    QVERIFY(!readings.readAhead(*before, [](double) { return false; }, kFew));
    QCOMPARE(readings.rowsRead(), uint64_t(0));
    QVERIFY(readings.readAhead(*before, {}, kFew));
    const uint64_t ahead = readings.rowsRead();
    QVERIFY(ahead > 0);
    const auto read = readTransitions(*versions.back(), {}, kFew, &readings);
    QVERIFY2(readings.rowsRead() < ahead + versions.back()->eventCount() / 2, qPrintable(QString::number(readings.rowsRead() - ahead)));
    QCOMPARE(q(textOf(*read)), q(textOf(*readTransitions(*versions.back()))));
}

void TransitionReadingsTest::whatWasOpenIsReadAgain()
{
    const LogFolder folder;
    folder.write("000/a.jsonl", runningTasks(2000));
    folder.write("000/b.jsonl", tasksOf(0, 1000, 5000));
    std::vector<Transitions> read;
    readEach(versionsOf(folder.path("000"), kSlow), read);
    QVERIFY(read.size() > 1);
    QVERIFY(read.front().orphans > 1000); // nothing says yet what they are
    QCOMPARE(read.back().orphans, uint64_t(1000));
}

void TransitionReadingsTest::whatIsContestedLaterIsReadAgain()
{
    const LogFolder folder;
    folder.write("000/a.jsonl", runningTasks(400));
    folder.write("000/b.jsonl", tasksOf(0, 400, 5000));
    folder.write("000/c.jsonl", tasksOf(100, 300, 7000));
    std::vector<Transitions> read;
    readEach(versionsOf(folder.path("000"), kSlow), read);
    QCOMPARE(read.back().contested, uint64_t(300));
    QVERIFY(std::any_of(read.begin(), read.end(), [](const Transitions &version) { return version.contested == 0; }));
}

void TransitionReadingsTest::whatTurnsOutToBeACopyIsReadAgain()
{
    const LogFolder folder;
    std::string log;
    for (int task = 0; task < 300; ++task)
        log += textLine(task, "Task " + std::to_string(task) + " initializing state to pending");
    folder.write("000/parsl.log", textLine(0, "Starting DataFlowKernel with config\n  x") + textLine(0, "Run id is: 11111111-0000-4abc-8def-0123456789ab") + log);
    folder.write("000/other/parsl.log", log);
    std::vector<Transitions> read;
    const auto versions = versionsOf(folder.path("000"), kSlow);
    readEach(versions, read);
    QVERIFY(versions.back()->copyCount() > 0);
    QVERIFY(read.size() > 1);
    QCOMPARE(read.back().list.size(), size_t(300));
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::TransitionReadingsTest)
#include "tst_transitionreadings.moc"
