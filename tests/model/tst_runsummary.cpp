// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/runsummary.h"
#include "model/query/exceptiontext.h"

#include "model/analysis/states.h"
#include "model/import/loader.h"
#include "model/rules/rules.h"

#include <QTest>

#include <numeric>

using namespace widelens;

class TestRunSummary : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theLastLineOfATracebackSaysWhy();
    void messagesThatDifferInNumbersAreOne();
    void agreesWithTheStatesPlot_data();
    void agreesWithTheStatesPlot();
    void failuresAreGroupedByType();
    void anUnfinishedRunHasUnfinishedTasks();
    void canBeCancelled();
};

static std::shared_ptr<const EventStore> load(const char *name)
{
    static const auto rules = loadRules();
    LoadOptions options;
    options.paths = { std::string(WIDELENS_TEST_DATA "/runs/") + name };
    return Loader::load(rules, options);
}

void TestRunSummary::theLastLineOfATracebackSaysWhy()
{
    const auto found = exceptionIn("Task 1 failed\nTraceback (most recent call last):\n  File \"a.py\", line 3\n    raise x\nmod.MyError: no 5: really\nmore");
    QVERIFY(found);
    QCOMPARE(found->first, std::string("mod.MyError"));
    QCOMPARE(found->second, std::string("no 5: really"));
    // The cause is told first; what came of it last.
    QCOMPARE(exceptionIn("Traceback (most recent call last):\n  a\nKeyError: 'x'\n\nDuring …\n\nTraceback (most recent call last):\n  b\nValueError")->first, std::string("ValueError"));
    QVERIFY(!exceptionIn("ValueError: without a traceback"));
    QVERIFY(!exceptionIn("Traceback (most recent call last):"));
    QVERIFY(!exceptionIn("Traceback (most recent call last):\n  only frames\n"));
    QVERIFY(!exceptionIn("Traceback (most recent call last):\n  a\nno name of a class here"));
}

void TestRunSummary::messagesThatDifferInNumbersAreOne()
{
    QCOMPARE(withoutNumbers("task 58 on <f at 0x7fb3d7>, 1.5 s, b2"), std::string("task # on <f at #>, #.# s, b2"));
    QCOMPARE(withoutNumbers(""), std::string());
    QCOMPARE(exceptionLine("Traceback (most recent call last):\n  a\nmod.MyError: no 5"), std::string("MyError: no #"));
    QCOMPARE(exceptionLine("no 5"), std::string());
}

void TestRunSummary::agreesWithTheStatesPlot_data()
{
    QTest::addColumn<QString>("run");
    for (const char *run : { "text", "wide", "json", "killed", "two_runs", "threads" })
        QTest::newRow(run) << QString::fromLatin1(run);
}

void TestRunSummary::agreesWithTheStatesPlot()
{
    QFETCH(QString, run);
    const auto store = load(run.toLatin1().constData());
    const auto summary = summarizeRuns(store);
    const StateCounts counts = countStates(*store);
    QCOMPARE(summary->states.size(), counts.states.size());
    for (size_t i = 0; i < counts.states.size(); ++i) {
        QCOMPARE(summary->states[i].name, counts.states[i]);
        QCOMPARE(summary->states[i].count, uint64_t(counts.series[0].counts[i].back()));
        uint64_t ofRuns = 0;
        for (const auto &states : summary->statesOfRuns)
            ofRuns += states[i];
        QCOMPARE(ofRuns, summary->states[i].count);
    }
    const auto add = [](uint64_t sum, const auto &count) { return sum + count.count; };
    QCOMPARE(std::accumulate(summary->states.begin(), summary->states.end(), uint64_t(0), add), summary->entities);
    QCOMPARE(std::accumulate(summary->levels.begin(), summary->levels.end(), uint64_t(0), add) <= store->rows()->size(), true);
}

void TestRunSummary::failuresAreGroupedByType()
{
    const auto store = load("wide");
    const auto summary = summarizeRuns(store);
    const auto find = [&](const std::string &type) {
        return std::find_if(summary->failures.begin(), summary->failures.end(), [&](const auto &f) { return f.type == type; });
    };
    const auto always = find("RuntimeError");
    QVERIFY(always != summary->failures.end());
    QCOMPARE(always->entities, always->ended); // the app that always fails
    QVERIFY(always->events > always->entities); // it was tried again
    QCOMPARE(always->messages.size(), size_t(1));
    QCOMPARE(always->messages[0].text, std::string("this app always fails: é中 #"));
    QCOMPARE(always->messages[0].count, always->entities);
    const auto flaky = find("ValueError");
    QVERIFY(flaky != summary->failures.end());
    QVERIFY(flaky->ended < flaky->entities); // at random
    QVERIFY(find("DependencyError") != summary->failures.end());
    QCOMPARE(summary->errorsRead, summary->errors);
}

void TestRunSummary::anUnfinishedRunHasUnfinishedTasks()
{
    const auto store = load("killed");
    const auto summary = summarizeRuns(store);
    uint64_t open = 0;
    for (const auto &state : summary->states)
        open += state.final ? 0 : state.count;
    QVERIFY(open > 0);
    QVERIFY(!store->runs()[0].finished);
}

void TestRunSummary::canBeCancelled()
{
    const auto store = load("text");
    QVERIFY(!summarizeRuns(store, [](double) { return false; }));
    int calls = 0;
    QVERIFY(!summarizeRuns(store, [&](double) { return ++calls < 10; }));
}

QTEST_APPLESS_MAIN(TestRunSummary)
#include "tst_runsummary.moc"
