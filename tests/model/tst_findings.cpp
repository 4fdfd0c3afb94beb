// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/findings.h"
#include "model/identity/identity.h"

#include "tests/model/testlogs.h"

#include <QTest>

#include <map>

using namespace widelens;

class TestFindings : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanRunsHaveNone_data();
    void cleanRunsHaveNone();
    void conflictsHaveTheirEvidence();
    void aConflictOfManySaysWhatIsNotFollowed();
    void anExecutorTaskWithoutATaskIsAnOrphan();
    void aRunWhereNoneHasATaskIsOneFinding();
    void anIdThatOneSourceNamesStandsOut();
    void idsThatOnlyOneSourceNamesAnywayDoNot();
    void eventsWithoutARunAreCountedASource();
    void aStateReportedLateIsSaid();
    void aStateReportedTwiceIsSaid();
    void aSkippedStateIsSaidWhereOthersPassThroughIt();
    void whatNobodyPassesThroughIsNotMissing();
    void manyAreCountedAndSomeListed();
    void anEntityMayChangeVeryOften();
    void cancels();
};

static std::map<std::string, uint64_t> countsOf(const Findings &findings)
{
    std::map<std::string, uint64_t> counts;
    for (const auto &[kind, count] : findings.counts)
        counts[findingName(kind)] = count;
    return counts;
}

static const Finding *first(const Findings &findings, Finding::Kind kind)
{
    for (const auto &finding : findings.list) {
        if (finding.kind == kind)
            return &finding;
    }
    return nullptr;
}

static std::string runId()
{
    return textLine(0, "Run id is: 6a2e46c1-1111-4222-8333-123456789abc");
}

// pending, launched, running, exec_done of one task.
static std::string lifeOfTask(int task, double from, bool withRunning)
{
    const std::string name = "Task " + std::to_string(task);
    std::string text = textLine(from, name + " initializing state to pending") + textLine(from + 0.1, name + " changing state from pending to launched");
    if (withRunning)
        text += textLine(from + 0.2, name + " changing state from launched to running");
    return text + textLine(from + 0.3, name + " changing state from running to exec_done");
}

void TestFindings::cleanRunsHaveNone_data()
{
    QTest::addColumn<QString>("run");
    for (const char *name : { "wide", "json", "text", "threads", "killed", "wq_text" })
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestFindings::cleanRunsHaveNone()
{
    QFETCH(QString, run);
    const auto findings = findFindings(*loadAll({ recordedRun(run.toStdString()) }));
    QCOMPARE(q(findings->list.empty() ? std::string() : findings->list.front().what), q(""));
}

void TestFindings::conflictsHaveTheirEvidence()
{
    LogFolder folder;
    folder.write("000/parsl.log", runId() + textLine(1, "Parsl task 7 try 0 launched on executor htex with executor id 3")
                     + textLine(2, "Parsl task 8 try 0 launched on executor htex with executor id 3"));
    const StorePtr store = folder.load("000");
    const auto findings = findFindings(*store);
    const Finding *conflict = first(*findings, Finding::Kind::Conflict);
    QVERIFY(conflict);
    QVERIFY(isSerious(conflict->kind));
    QCOMPARE(q(conflict->what), q("executor task htex/3 has several values for task: 7, 8"));
    QCOMPARE(conflict->evidence.size(), size_t(2));
    QCOMPARE(store->line(conflict->evidence[0]), uint64_t(2));
    QCOMPARE(store->line(conflict->evidence[1]), uint64_t(3));
    QCOMPARE(q(conflict->entity.label()), q("executor task htex/3"));
}

void TestFindings::aConflictOfManySaysWhatIsNotFollowed()
{
    const auto launched = [](int task, int executorTask) { return textLine(1 + task * 0.001, "Parsl task " + std::to_string(task) + " try 0 launched on executor htex with executor id " + std::to_string(executorTask)); };
    const auto textOf = [](const StorePtr &store) { return q(first(*findFindings(*store), Finding::Kind::Conflict)->what); };
    LogFolder folder;
    std::string text = runId();
    for (int task = 0; task < 16; ++task)
        text += launched(task, 3);
    folder.write("000/parsl.log", text);
    folder.write("000/htex/interchange.log", textLine(9, "Put task 3 onto pending_task_queue"));
    StorePtr store = folder.load("000");
    QCOMPARE(textOf(store), q("executor task htex/3 has several values for task: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15"));
    const auto tasksOfTheLast = [](const StorePtr &of) { return of->identity()->derive(*of, of->rows()->back(), of->fields().find("parsl_task_id")).size(); };
    QCOMPARE(tasksOfTheLast(store), size_t(16));
    folder.write("000/parsl.log", text + launched(16, 3) + launched(17, 3));
    store = folder.load("000");
    QCOMPARE(textOf(store), q("executor task htex/3 has several values for task: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 and 2 more; they are too many to be followed"));
    QCOMPARE(tasksOfTheLast(store), size_t(0));
    QCOMPARE(store->identity()->conflicts(*store).front().values.size(), size_t(18)); // none is lost
}

void TestFindings::anExecutorTaskWithoutATaskIsAnOrphan()
{
    LogFolder folder;
    folder.write("000/parsl.log", runId() + textLine(1, "Parsl task 7 try 0 launched on executor htex with executor id 3"));
    folder.write("000/htex/interchange.log", textLine(1.1, "Put task 3 onto pending_task_queue") + textLine(1.2, "Put task 9 onto pending_task_queue") + textLine(1.3, "Removing task 9 from manager"));
    const auto findings = findFindings(*folder.load("000"));
    QCOMPARE(countsOf(*findings).at("orphan"), uint64_t(1));
    QCOMPARE(q(first(*findings, Finding::Kind::Orphan)->entity.label()), q("executor task htex/9"));
}

// Some versions log no line that names both ids. Of a run beside, where only one lacks its task, that one is named.
void TestFindings::aRunWhereNoneHasATaskIsOneFinding()
{
    LogFolder folder;
    folder.write("000/parsl.log", runId());
    folder.write("000/htex/interchange.log", textLine(1.2, "Put task 4 onto pending_task_queue") + textLine(1.1, "Put task 3 onto pending_task_queue") + textLine(1.3, "Put task 5 onto pending_task_queue"));
    folder.write("001/parsl.log", textLine(5000, "Run id is: 11111111-2222-3333-4444-555555555555") + textLine(5001, "Parsl task 7 try 0 launched on executor htex with executor id 3"));
    folder.write("001/htex/interchange.log", textLine(5001.1, "Put task 3 onto pending_task_queue") + textLine(5001.2, "Put task 9 onto pending_task_queue"));
    const StorePtr store = folder.load(".");
    const auto findings = findFindings(*store);
    QCOMPARE(countsOf(*findings).at("orphan"), uint64_t(2));
    std::vector<std::string> found;
    for (const Finding &finding : findings->list) {
        if (finding.kind == Finding::Kind::Orphan)
            found.push_back(finding.what + "; line " + std::to_string(store->line(finding.evidence.at(0))));
    }
    QCOMPARE(found.size(), size_t(2));
    QCOMPARE(q(found[0]), q("all 3 executor tasks of 000 belong to no task that any line names, executor task htex/3 first: no line says which task they are; line 2"));
    QCOMPARE(q(found[1]), q("executor task htex/9 belongs to no task that any line names; line 2"));
}

// Launches `count` tasks, of which the interchange hears of those that `heard` says.
static void writeLaunches(const LogFolder &folder, int count, bool (*heard)(int))
{
    std::string submit = runId();
    std::string interchange;
    for (int i = 0; i < count; ++i) {
        submit += textLine(1 + i, "Parsl task " + std::to_string(i) + " try 0 launched on executor htex with executor id " + std::to_string(i + 1));
        if (heard(i))
            interchange += textLine(1.5 + i, "Put task " + std::to_string(i + 1) + " onto pending_task_queue");
    }
    folder.write("000/parsl.log", submit);
    folder.write("000/htex/interchange.log", interchange);
}

void TestFindings::anIdThatOneSourceNamesStandsOut()
{
    LogFolder folder;
    writeLaunches(folder, 12, [](int i) { return i != 4; });
    const StorePtr store = folder.load("000");
    const auto findings = findFindings(*store);
    QCOMPARE(countsOf(*findings), (std::map<std::string, uint64_t> { { "one source", 1 } }));
    const Finding &finding = findings->list[0];
    QCOMPARE(q(finding.what), q("executor task htex/5 is named by parsl.log alone; 11 of 12 executor tasks are named by several sources"));
    QCOMPARE(store->line(finding.evidence.at(0)), uint64_t(6));
    QVERIFY(!isSerious(finding.kind));
}

void TestFindings::idsThatOnlyOneSourceNamesAnywayDoNot()
{
    LogFolder folder;
    writeLaunches(folder, 12, [](int i) { return i % 2 == 0; });
    QVERIFY(findFindings(*folder.load("000"))->list.empty());
}

void TestFindings::eventsWithoutARunAreCountedASource()
{
    const StorePtr store = loadAll({ recordedRun("two_runs") });
    uint64_t expected = 0;
    for (const EventRef event : *store->rows())
        expected += store->run(event) == kNoRun;
    uint64_t told = 0;
    const auto findings = findFindings(*store);
    for (const auto &finding : findings->list) {
        if (finding.kind == Finding::Kind::NoRun) {
            told += std::stoull(finding.what);
            QCOMPARE(store->run(finding.evidence.front()), kNoRun);
        }
    }
    QVERIFY(expected > 0);
    QCOMPARE(told, expected);
}

void TestFindings::aStateReportedLateIsSaid()
{
    LogFolder folder;
    folder.write("000/parsl.log", runId() + textLine(1, "Task 7 initializing state to pending") + textLine(2, "Task 7 changing state from launched to running")
                     + textLine(3, "Task 7 changing state from pending to launched"));
    const auto findings = findFindings(*folder.load("000"));
    QCOMPARE(q(first(*findings, Finding::Kind::LateState)->what), q("task 7: launched is reported after running"));
}

void TestFindings::aStateReportedTwiceIsSaid()
{
    LogFolder folder;
    folder.write("000/parsl.log", runId() + textLine(1, "Task 7 initializing state to pending") + textLine(2, "Task 7 changing state from pending to launched")
                     + textLine(3, "Task 7 changing state from pending to launched"));
    const auto findings = findFindings(*folder.load("000"));
    QCOMPARE(countsOf(*findings), (std::map<std::string, uint64_t> { { "repeated state", 1 } }));
}

void TestFindings::aSkippedStateIsSaidWhereOthersPassThroughIt()
{
    LogFolder folder;
    std::string text = runId();
    for (int task = 0; task < 40; ++task)
        text += lifeOfTask(task, 1 + task, task != 13);
    folder.write("000/parsl.log", text);
    const auto findings = findFindings(*folder.load("000"));
    QCOMPARE(countsOf(*findings), (std::map<std::string, uint64_t> { { "skipped state", 1 } }));
    QCOMPARE(q(findings->list[0].what), q("task 13 goes from launched to exec_done without running; 39 of 40 tries pass through it"));
}

// Without worker logs nobody is seen running; and half of them is no rule.
void TestFindings::whatNobodyPassesThroughIsNotMissing()
{
    for (const int share : { 1000, 2 }) {
        LogFolder folder;
        std::string text = runId();
        for (int task = 0; task < 40; ++task)
            text += lifeOfTask(task, 1 + task, task % share == 1);
        folder.write("000/parsl.log", text);
        QVERIFY(findFindings(*folder.load("000"))->list.empty());
    }
}

void TestFindings::manyAreCountedAndSomeListed()
{
    LogFolder folder;
    std::string text;
    for (int i = 0; i < 1500; ++i)
        text += textLine(1 + i * 0.001, "Put task " + std::to_string(i) + " onto pending_task_queue");
    text += textLine(2, "Put task 9999 onto pending_task_queue");
    folder.write("000/parsl.log", runId() + textLine(1, "Parsl task 7 try 0 launched on executor htex with executor id 9999"));
    folder.write("000/htex/interchange.log", text);
    const auto findings = findFindings(*folder.load("000"));
    QCOMPARE(findings->list.size(), Findings::kMaxOfAKind);
    QCOMPARE(countsOf(*findings).at("orphan"), uint64_t(1500));
}

// As workers do, if rules give them states. What compares each change with all others would not end.
void TestFindings::anEntityMayChangeVeryOften()
{
    constexpr int times = 30'000;
    std::string submit = runId() + textLine(1, "Task 7 initializing state to pending");
    std::string other;
    for (int i = 0; i < times; ++i) {
        submit += textLine(2 + i, "Task 7 changing state from pending to launched");
        other += textLine(2.5 + i, "Task 7 changing state from launched to running") + textLine(2.6 + i, "Task 7 changing state from launched to running");
    }
    LogFolder folder;
    folder.write("000/parsl.log", submit);
    folder.write("000/other.log", other);
    const auto findings = findFindings(*folder.load("000"));
    QCOMPARE(countsOf(*findings).at("late state"), uint64_t(times - 1)); // but for the first launch
    QCOMPARE(countsOf(*findings).at("repeated state"), uint64_t(2 * times - 1));
}

void TestFindings::cancels()
{
    QVERIFY(!findFindings(*loadAll({ recordedRun("wide") }), [](double) { return false; }));
}

QTEST_GUILESS_MAIN(TestFindings)
#include "tst_findings.moc"
