// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/states.h"
#include "model/import/recordreader.h"
#include "tests/model/testlogs.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>

namespace widelens {

class StatesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLastRowIsTheSummaryOfTheLog_data();
    void theLastRowIsTheSummaryOfTheLog();
    void aStateThatNoLogTellsOfIsSaid_data();
    void aStateThatNoLogTellsOfIsSaid();
    void aKilledRunShowsItsUnfinishedTasks();
    void nothingOfTwoRunsInOneProcessGoesToTheWrongOne();
    void tasksOfTwoRunsInTwoProcessesAreNotMixedUp();
    void tasksOfRunsOneAfterTheOtherInOneProcess_data();
    void tasksOfRunsOneAfterTheOtherInOneProcess();
    void aRowIsWrittenWhereACountChanges();
    void anEntityCountsInTheStateItIsFirstSeenEntering();
    void statesComeInLifecycleOrder();
    void randomLogsAreCountedAsByHand_data();
    void randomLogsAreCountedAsByHand();
    void theOrderOfFilesDoesNotMatter();
    void aRetryStartsAgain();
    void aClockThatStepsBackDoesNotUndoTheOrderOfTheFile();
    void countsCanBeSplitByAnyField();
    void copiesAreNotCounted();
    void veryManyStatesAreNotAllToldApart();
    void aCancelledCountIsEmpty();
};

namespace {

using Counts = std::map<std::string, uint32_t>;

Counts rowOf(const StateCounts &counts, const StateSeries &series, size_t row)
{
    Counts result;
    for (size_t s = 0; s < counts.states.size(); ++s) {
        if (series.counts[s][row])
            result[counts.states[s]] = series.counts[s][row];
    }
    return result;
}

Counts lastRow(const StateCounts &counts)
{
    return counts.series.size() == 1 && !counts.series[0].times.empty() ? rowOf(counts, counts.series[0], counts.series[0].times.size() - 1) : Counts();
}

std::string textOf(const Counts &counts)
{
    std::string text;
    for (const auto &[state, count] : counts)
        text += state + "=" + std::to_string(count) + " ";
    return text;
}

// "time state=count …" for each row.
std::vector<std::string> rowsOf(const StateCounts &counts, size_t series = 0)
{
    std::vector<std::string> rows;
    for (size_t i = 0; series < counts.series.size() && i < counts.series[series].times.size(); ++i)
        rows.push_back(std::to_string((counts.series[series].times[i] - kEpoch) / kSecond) + " " + textOf(rowOf(counts, counts.series[series], i)));
    return rows;
}

std::string change(int task, const std::string &from, const std::string &to)
{
    return "Task " + std::to_string(task) + (from.empty() ? " initializing state to " : " changing state from " + from + " to ") + to;
}

std::string runStart(double seconds, const std::string &dfk)
{
    return textLine(seconds, "Starting DataFlowKernel with config\n  x") + textLine(seconds, "Run id is: " + dfk);
}

constexpr const char *kDfkA = "11111111-0000-4abc-8def-0123456789ab";
constexpr const char *kDfkB = "22222222-0000-4abc-8def-0123456789ab";

// A task's walk through its life.
std::vector<std::pair<std::string, std::string>> randomLife(Random &random)
{
    std::vector<std::pair<std::string, std::string>> steps;
    std::string state;
    const auto to = [&](const std::string &next) {
        steps.emplace_back(state, next);
        state = next;
    };
    to("pending");
    while (below(random, 8)) {
        if (state == "pending") {
            const char *next[] = { "launched", "launched", "launched", "memo_done", "dep_fail" };
            to(next[below(random, 5)]);
        } else if (state == "launched") {
            const char *next[] = { "exec_done", "failed", "fail_retryable", "joining" };
            to(next[below(random, 4)]);
        } else if (state == "joining") {
            to(below(random, 2) ? "exec_done" : "failed");
        } else if (state == "fail_retryable") {
            to("pending");
        } else {
            break;
        }
    }
    return steps;
}

struct Step {
    double seconds;
    int task;
    std::string from;
    std::string to;
};

// Lives of some tasks, woven into each other, with equal times among them.
std::vector<Step> randomSteps(Random &random)
{
    std::vector<std::vector<std::pair<std::string, std::string>>> lives(1 + below(random, 12));
    std::vector<size_t> next(lives.size());
    size_t left = 0;
    for (auto &life : lives) {
        life = randomLife(random);
        left += life.size();
    }
    std::vector<Step> steps;
    double seconds = 0;
    while (left) {
        const size_t task = below(random, lives.size());
        if (next[task] == lives[task].size())
            continue;
        seconds += static_cast<double>(below(random, 3)); // 0: the same instant
        const auto &[from, to] = lives[task][next[task]++];
        steps.push_back({ seconds, static_cast<int>(task), from, to });
        --left;
    }
    return steps;
}

// The definition of cli.md, step by step.
std::vector<std::string> countedByHand(const std::vector<Step> &steps)
{
    std::map<int, std::string> state;
    std::vector<std::string> rows;
    std::string last;
    for (size_t i = 0; i < steps.size(); ++i) {
        state[steps[i].task] = steps[i].to;
        if (i + 1 < steps.size() && steps[i + 1].seconds == steps[i].seconds)
            continue;
        Counts counts;
        for (const auto &[task, name] : state)
            ++counts[name];
        const std::string text = textOf(counts);
        if (text != last)
            rows.push_back(std::to_string(static_cast<int64_t>(steps[i].seconds)) + " " + text);
        last = text;
    }
    return rows;
}

} // namespace

void StatesTest::theLastRowIsTheSummaryOfTheLog_data()
{
    QTest::addColumn<QString>("run");
    for (const char *run : { "text", "json", "wide", "threads", "text_info", "two_htex", "monitored", "wq_text", "wq_wide" })
        QTest::newRow(run) << run;
}

void StatesTest::theLastRowIsTheSummaryOfTheLog()
{
    QFETCH(QString, run);
    const std::string folder = recordedRun(run.toStdString());
    std::string log = readFile(folder + "/000/parsl.log");
    if (log.empty())
        log = readFile(folder + "/000/parsl.jsonlog");
    Counts expected;
    const QRegularExpression summary(q("formatted\": \"Tasks in state States\\.(\\w+): (\\d+)|INFO: Tasks in state States\\.(\\w+): (\\d+)"));
    for (auto matches = summary.globalMatch(q(log)); matches.hasNext();) {
        const auto match = matches.next();
        const int first = match.captured(1).isEmpty() ? 3 : 1;
        if (const uint32_t count = match.captured(first + 1).toUInt())
            expected[match.captured(first).toStdString()] = count;
    }
    QVERIFY(!expected.empty());
    const StateCounts counts = countStates(*loadAll({ folder }));
    QCOMPARE(q(textOf(lastRow(counts))), q(textOf(expected)));
    QCOMPARE(counts.unresolved, uint64_t(0));
    // Work Queue's own states are said of tasks that no line there binds to a task of Parsl.
    QCOMPARE(counts.remarks.empty(), !q(folder).contains(q("wq_text")));
}

void StatesTest::aStateThatNoLogTellsOfIsSaid_data()
{
    QTest::addColumn<bool>("told");
    QTest::newRow("wide") << true;
    QTest::newRow("text_info") << true;
    QTest::newRow("threads") << false;
    QTest::newRow("parsl-0.9.0") << false; // its workers' lines do not say whose tasks they are
}

void StatesTest::aStateThatNoLogTellsOfIsSaid()
{
    QFETCH(const bool, told);
    const StateCounts counts = countStates(*loadAll({ recordedRun(QTest::currentDataTag()) }));
    QCOMPARE(std::count(counts.states.begin(), counts.states.end(), "running"), told ? 1 : 0);
    QCOMPARE(counts.untold.size(), told ? size_t(0) : size_t(1));
    QVERIFY(told || q(counts.untold[0]).contains(q("when they are running: it needs the logs of workers")));
    QVERIFY(countStates(*loadAll({ recordedRun("wide") + "/000/submit_scripts" })).untold.empty()); // nothing tells of any state: that is said otherwise
}

void StatesTest::aKilledRunShowsItsUnfinishedTasks()
{
    const StorePtr store = loadAll({ recordedRun("killed") });
    Counts last = lastRow(countStates(*store)); // parsl.log: 186 pending, 156 launched; where the workers tell, what became of these
    QCOMPARE(last["pending"], 186u);
    QCOMPARE(last["launched"] + last["running"] + last["running_ended"], 156u);
    for (const char *final : { "exec_done", "memo_done", "failed", "dep_fail" })
        QCOMPARE(last[final], 0u);
    QCOMPARE(store->runs().size(), size_t(1));
    QVERIFY(!store->runs()[0].finished);
    QVERIFY(loadAll({ recordedRun("text") })->runs()[0].finished);
}

// By hand from the logs: 000 begins, then 001 begins at …35.898533 in the same process; both are alive until 000 closes at …42.718683.
// Each run has a thread for results and one for launches, whose lines outside that time tell whose they are (but the launches
// of 000, which end within it); the main thread serves both.
void StatesTest::nothingOfTwoRunsInOneProcessGoesToTheWrongOne()
{
    const StorePtr store = loadAll({ recordedRun("two_runs") });
    constexpr const char *dfk000 = "13f0b3ae-2a93-4c4f-bad0-92eb0d0bd5";
    constexpr const char *dfk001 = "dbb01412-4f45-4317-ad5a-f95e6b21d";
    constexpr Time kSecondBegins = 1'795'361'235'898'533'000;
    constexpr Time kFirstCloses = 1'795'361'242'718'683'000;
    const std::map<std::string, size_t> runOfThread { { "140250244429504", 0 }, { "140249824990912", 0 }, { "140250371733184", 0 }, { "140249833383616", 1 }, { "140249472693952", 1 } };
    QCOMPARE(store->runs().size(), size_t(2));
    QVERIFY(q(store->runs()[0].dfk).startsWith(q(dfk000)));
    QVERIFY(q(store->runs()[1].dfk).startsWith(q(dfk001)));
    RecordReader reader(store);
    size_t unresolved = 0;
    size_t byThread = 0;
    size_t given = 0;
    for (const EventRef event : *store->rows()) {
        const Source &source = store->source(event);
        const RunId run = store->run(event);
        if (source.role != "parsl") {
            QCOMPARE(run, source.run); // other processes have one run each
            continue;
        }
        const Time time = store->time(event);
        const bool both = time >= kSecondBegins && time <= kFirstCloses;
        const std::string message = reader.message(event);
        const bool names000 = message.find(dfk000) != std::string::npos;
        const bool names001 = message.find(dfk001) != std::string::npos;
        const bool names = names000 != names001;
        const auto thread = runOfThread.find(fieldText(*store, event, "thread"));
        if (both && !names && thread != runOfThread.end()) {
            QVERIFY2(run != kNoRun && index(run) == thread->second, message.c_str());
            ++byThread;
        } else if (both && !names) {
            QVERIFY2(run == kNoRun, message.c_str());
            ++unresolved;
        } else if (run != kNoRun) {
            QVERIFY2(index(run) == (names ? names001 : time > kFirstCloses), message.c_str());
            ++given;
        }
    }
    QVERIFY(unresolved > 200);
    QVERIFY(byThread > 300);
    QVERIFY(given > 100);
    const Source &log = sourceNamed(*store, "000/parsl.log");
    const Issue *issue = findIssue(log, "several runs");
    QVERIFY(issue);
    QVERIFY(q(issue->what).contains(q(dfk000)) && q(issue->what).contains(q(dfk001)));
    const std::string counted = std::to_string(byThread) + " are given to the run whose thread wrote them, " + std::to_string(unresolved) + " are left";
    QVERIFY2(q(issue->what).contains(q(counted)), (issue->what + " but " + counted).c_str());
    QVERIFY(!issue->fix.empty());

    // What the main thread says of tasks cannot be counted; results can, and are as many as the runs' own words at their ends.
    uint64_t uncounted = 0;
    const QRegularExpression line(q("^(\\d+)\\.(\\d{6}) \\S+ \\S+ \\S+ MainThread-\\d+ .*: Task (\\d+) (?:initializing state|changing state from \\w+) to (\\w+)$"), QRegularExpression::MultilineOption);
    for (auto matches = line.globalMatch(q(readFile(recordedRun("two_runs/001/parsl.log")))); matches.hasNext();) {
        const auto match = matches.next();
        uncounted += match.captured(1).toLongLong() * kSecond + match.captured(2).toLongLong() * 1000 <= kFirstCloses;
    }
    QVERIFY(uncounted > 0);
    std::vector<unsigned> done;
    const QRegularExpression summary(q("Tasks in state States.exec_done: (\\d+)$"), QRegularExpression::MultilineOption);
    for (auto matches = summary.globalMatch(q(readFile(recordedRun("two_runs/001/parsl.log")))); matches.hasNext();)
        done.push_back(matches.next().captured(1).toUInt());
    QCOMPARE(done, (std::vector<unsigned> { 12, 22 }));
    const StateCounts counts = countStates(*store);
    QCOMPARE(q(textOf(lastRow(counts))), q(textOf({ { "exec_done", done[0] + done[1] } })));
    QCOMPARE(counts.unresolved, uncounted);
    QVERIFY(q(counts.remarks.at(0)).contains(q(std::to_string(uncounted))));
    const StateCounts split = countStates(*store, { "rundir" });
    QCOMPARE(split.series.size(), size_t(2));
    for (size_t i = 0; i < 2; ++i) {
        const auto state = static_cast<size_t>(std::find(split.states.begin(), split.states.end(), "exec_done") - split.states.begin());
        QCOMPARE(split.series[i].counts[state].back(), done[i]);
    }
}

void StatesTest::tasksOfTwoRunsInTwoProcessesAreNotMixedUp()
{
    const LogFolder folder;
    std::string second = runStart(1, kDfkB) + textLine(3, change(0, "", "pending")) + textLine(5, change(0, "pending", "launched"));
    for (size_t at = 0; (at = second.find("-4711 ", at)) != std::string::npos;)
        second.replace(at, 6, "-4712 ");
    folder.write("000/parsl.log", runStart(0, kDfkA) + textLine(2, change(0, "", "pending")) + textLine(4, change(0, "pending", "launched")) + textLine(6, change(0, "launched", "exec_done")));
    folder.write("001/parsl.log", second);
    const StateCounts counts = countStates(*folder.load());
    QCOMPARE(rowsOf(counts), (std::vector<std::string> { "2 pending=1 ", "3 pending=2 ", "4 launched=1 pending=1 ", "5 launched=2 ", "6 exec_done=1 launched=1 " }));
    QCOMPARE(countStates(*folder.load(), { "rundir" }).series.size(), size_t(2));
}

// A program that loads twice, and two programs of which the first was killed and the second has its process id by chance. No
// line says which run is closed before 2026.07.06. Until 2025.08.04 the first log went on with the lines of the second run.
void StatesTest::tasksOfRunsOneAfterTheOtherInOneProcess_data()
{
    QTest::addColumn<bool>("isClosed");
    QTest::addColumn<bool>("goesOn");
    QTest::newRow("handler removed") << true << false;
    QTest::newRow("handler stays") << true << true;
    QTest::newRow("killed") << false << false;
}

void StatesTest::tasksOfRunsOneAfterTheOtherInOneProcess()
{
    QFETCH(bool, isClosed);
    QFETCH(bool, goesOn);
    const auto run = [&](double begin, const char *dfk, bool closed) {
        return runStart(begin, dfk) + textLine(begin + 2, change(0, "", "pending")) + textLine(begin + 4, change(0, "pending", "launched"))
            + textLine(begin + 6, change(0, "launched", "exec_done")) + (closed ? textLine(begin + 7, "DFK cleanup complete") + textLine(begin + 8, "Unregistered log handler") : std::string());
    };
    const std::string second = run(20, kDfkB, true);
    const LogFolder folder;
    folder.write("000/parsl.log", run(0, kDfkA, isClosed) + (isClosed ? textLine(9, "after the end") : std::string()) + (goesOn ? second : std::string()));
    folder.write("001/parsl.log", second);
    const StorePtr store = folder.load();
    const StateCounts counts = countStates(*store);
    QCOMPARE(counts.unresolved, 0u);
    QCOMPARE(q(textOf(lastRow(counts))), q(textOf({ { "exec_done", 2 } })));
    QCOMPARE(countStates(*store, { "rundir" }).series.size(), size_t(2));
    for (const EventRef event : *store->rows())
        QCOMPARE(index(store->run(event)), size_t(store->time(event) >= at(20)));
    QVERIFY(!findIssue(sourceNamed(*store, "001/parsl.log"), "several runs"));
    QVERIFY(!findIssue(sourceNamed(*store, "000/parsl.log"), "several runs"));
}

void StatesTest::aRowIsWrittenWhereACountChanges()
{
    const LogFolder folder;
    folder.write("000/parsl.log", runStart(0, kDfkA) + textLine(1, change(0, "", "pending")) + textLine(1, change(1, "", "pending")) + textLine(2, change(0, "pending", "launched"))
                                      + textLine(3, change(0, "launched", "fail_retryable")) + textLine(3, change(0, "fail_retryable", "pending")) // one instant: not seen in between
                                      + textLine(4, change(0, "pending", "launched")) + textLine(4, change(1, "pending", "launched"))
                                      // One becomes what the other was: no count changes.
                                      + textLine(5, change(0, "launched", "exec_done")) + textLine(6, change(2, "", "launched")) + textLine(7, "Task 1 is not pending, so launch_if_ready skipping"));
    const auto rows = rowsOf(countStates(*folder.load("000")));
    QCOMPARE(rows, (std::vector<std::string> { "1 pending=2 ", "2 launched=1 pending=1 ", "3 pending=2 ", "4 launched=2 ", "5 exec_done=1 launched=1 ", "6 exec_done=1 launched=2 " }));
}

void StatesTest::anEntityCountsInTheStateItIsFirstSeenEntering()
{
    const LogFolder folder; // its beginning is not in the log
    folder.write("000/parsl.log", runStart(0, kDfkA) + textLine(3, change(7, "launched", "exec_done")));
    QCOMPARE(rowsOf(countStates(*folder.load("000"))), std::vector<std::string> { "3 exec_done=1 " });
}

void StatesTest::statesComeInLifecycleOrder()
{
    const LogFolder folder;
    folder.write("000/parsl.log", runStart(0, kDfkA) + textLine(1, change(0, "", "zombie")) + textLine(2, change(1, "", "failed")) + textLine(3, change(2, "", "exec_done"))
                                      + textLine(4, change(3, "", "pending")) + textLine(5, change(4, "", "asleep")) + textLine(6, change(5, "", "launched")));
    const StateCounts counts = countStates(*folder.load("000"));
    QCOMPARE(counts.states, (std::vector<std::string> { "pending", "launched", "exec_done", "failed", "asleep", "zombie" })); // unknown ones last, by name
}

void StatesTest::randomLogsAreCountedAsByHand_data()
{
    QTest::addColumn<bool>("json");
    QTest::newRow("text") << false;
    QTest::newRow("prototype") << true;
}

void StatesTest::randomLogsAreCountedAsByHand()
{
    QFETCH(bool, json);
    Random random(31);
    for (int round = 0; round < 150; ++round) {
        const auto steps = randomSteps(random);
        std::string log = json ? prototypeLine(0, "start", std::string(", \"parsl_dfk\": \"") + kDfkA + "\"") : runStart(0, kDfkA);
        for (const Step &step : steps) {
            const std::string message = change(step.task, step.from, step.to);
            if (!json)
                log += textLine(step.seconds, message);
            else
                log += prototypeLine(step.seconds, "Task " + std::to_string(step.task) + ":" + message.substr(5 + std::to_string(step.task).size()),
                                     ", \"parsl_task_id\": \"" + std::to_string(step.task) + "\", \"parsl_dfk\": \"" + kDfkA + "\"");
        }
        const LogFolder folder;
        folder.write(json ? "000/parsl.jsonlog" : "000/parsl.log", log);
        const StateCounts counts = countStates(*folder.load("000"));
        QCOMPARE(rowsOf(counts), countedByHand(steps));
        QCOMPARE(counts.transitions, uint64_t(steps.size()));
    }
}

void StatesTest::theOrderOfFilesDoesNotMatter()
{
    // The same steps in three files, whatever the files are called, at distinct times.
    Random random(37);
    for (int round = 0; round < 20; ++round) {
        auto steps = randomSteps(random);
        for (size_t i = 0; i < steps.size(); ++i)
            steps[i].seconds = static_cast<double>(i);
        const auto expected = countedByHand(steps);
        std::array<std::string, 3> names { "000/parsl.log", "000/a.log", "000/z.log" };
        for (int order = 0; order < 6; ++order) {
            const LogFolder folder;
            std::array<std::string, 3> logs;
            logs[0] = runStart(0, kDfkA);
            for (size_t i = 0; i < steps.size(); ++i)
                logs[static_cast<size_t>(steps[i].task) % 3] += textLine(steps[i].seconds, change(steps[i].task, steps[i].from, steps[i].to));
            for (size_t i = 0; i < 3; ++i)
                folder.write(names[i], logs[i]);
            QCOMPARE(rowsOf(countStates(*folder.load("000"))), expected);
            std::next_permutation(names.begin(), names.end());
        }
    }
}

void StatesTest::aRetryStartsAgain()
{
    const LogFolder folder;
    folder.write("000/parsl.log", runStart(0, kDfkA) + textLine(1, change(0, "", "pending")) + textLine(2, change(0, "pending", "launched")) + textLine(3, change(0, "launched", "fail_retryable"))
                                      + textLine(4, change(0, "fail_retryable", "pending")) + textLine(5, change(0, "pending", "launched")) + textLine(6, change(0, "launched", "exec_done")));
    QCOMPARE(rowsOf(countStates(*folder.load("000"))),
             (std::vector<std::string> { "1 pending=1 ", "2 launched=1 ", "3 fail_retryable=1 ", "4 pending=1 ", "5 launched=1 ", "6 exec_done=1 " }));
}

void StatesTest::aClockThatStepsBackDoesNotUndoTheOrderOfTheFile()
{
    const LogFolder folder;
    folder.write("000/parsl.log", runStart(0, kDfkA) + textLine(1, change(1, "", "pending")) + textLine(5, change(0, "", "pending")) + textLine(4, change(0, "pending", "launched"))
                                      + textLine(3, change(1, "pending", "launched")) + textLine(4, change(0, "launched", "exec_done")));
    // Task 0 reached 5 and moves on from there; task 1 never went back.
    QCOMPARE(rowsOf(countStates(*folder.load("000"))), (std::vector<std::string> { "1 pending=1 ", "3 launched=1 ", "5 exec_done=1 launched=1 " }));
}

void StatesTest::countsCanBeSplitByAnyField()
{
    const LogFolder folder;
    folder.write("000/parsl.log", runStart(0, kDfkA) + textLine(1, change(0, "", "pending")) + textLine(2, "Task 0 submitted for App a, not waiting on any dependency") + textLine(3, change(1, "", "pending"))
                                      + textLine(4, "Task 1 submitted for App b, not waiting on any dependency") + textLine(5, change(1, "pending", "launched")) + textLine(6, change(2, "", "pending")));
    const StateCounts counts = countStates(*folder.load("000"), { "parsl_app_name" });
    QCOMPARE(counts.series.size(), size_t(3));
    QCOMPARE(counts.series[0].by, std::vector<std::string> { "" }); // no line says task 2's app
    QCOMPARE(rowsOf(counts, 0), std::vector<std::string> { "6 pending=1 " });
    QCOMPARE(counts.series[1].by, std::vector<std::string> { "a" });
    QCOMPARE(rowsOf(counts, 1), std::vector<std::string> { "1 pending=1 " });
    QCOMPARE(counts.series[2].by, std::vector<std::string> { "b" });
    QCOMPARE(rowsOf(counts, 2), (std::vector<std::string> { "3 pending=1 ", "5 launched=1 " }));
}

void StatesTest::copiesAreNotCounted()
{
    const LogFolder folder;
    const std::string log = runStart(0, kDfkA) + textLine(1, change(0, "", "pending")) + textLine(2, change(0, "pending", "launched"));
    folder.write("000/parsl.log", log);
    folder.write("000/task_0000_0.log", log.substr(log.find("\n17859000") + 1)); // without the beginning
    const StorePtr store = folder.load("000");
    QVERIFY(store->copyCount() > 0);
    const StateCounts counts = countStates(*store);
    QCOMPARE(counts.transitions, uint64_t(2));
    QCOMPARE(rowsOf(counts), (std::vector<std::string> { "1 pending=1 ", "2 launched=1 " }));
}

void StatesTest::veryManyStatesAreNotAllToldApart()
{
    const LogFolder folder;
    std::string log = runStart(0, kDfkA);
    for (int i = 0; i < 1000; ++i)
        log += textLine(1 + i, change(i % 10, "pending", ("s" + std::to_string(1000 + i)).c_str()));
    log += textLine(2000, change(99, "", "pending"));
    folder.write("000/parsl.log", log);
    const StateCounts counts = countStates(*folder.load("000"));
    QCOMPARE(counts.states.size(), Transitions::kMaxStates);
    QCOMPARE(q(counts.states.front()), q("pending")); // those of the rules first
    QCOMPARE(q(counts.states[1]), q("s1000"));
    QCOMPARE(q(counts.states[126]), q("s1125"));
    QCOMPARE(q(counts.states.back()), q(Transitions::kOtherStates));
    QCOMPARE(counts.series.front().counts.back().back(), uint32_t(10)); // where all but one end
    QCOMPARE(counts.remarks, std::vector<std::string> { "874 states are counted as one, \"other states\": 127 are told apart" });
}

void StatesTest::aCancelledCountIsEmpty()
{
    const StateCounts counts = countStates(*loadAll({ recordedRun("text") }), {}, [](double) { return false; });
    QVERIFY(counts.series.empty());
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::StatesTest)
#include "tst_states.moc"
