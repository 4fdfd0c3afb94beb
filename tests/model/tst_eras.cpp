// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/findings.h"
#include "model/analysis/metrics.h"
#include "model/analysis/states.h"
#include "model/analysis/transitions.h"
#include "model/query/entity.h"
#include "model/rules/rules.h"
#include "tests/model/testlogs.h"

#include <QRegularExpression>
#include <QTest>

#include <filesystem>
#include <map>
#include <set>

namespace widelens {

// Recorded runs of all versions: what is read out of them, against what their raw lines say when they are counted plainly.
class ErasTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyLogIsRecognised_data();
    void everyLogIsRecognised();
    void finalStatesAreThoseOfTheSummary_data();
    void finalStatesAreThoseOfTheSummary();
    void launchesRetriesAndFailuresAreCounted_data();
    void launchesRetriesAndFailuresAreCounted();
    void managersBlocksAndWorkersAreFound_data();
    void managersBlocksAndWorkersAreFound();
    void metricsAreRead_data();
    void metricsAreRead();
    void localTimesFallIntoTheRun();
    void whatIsSaidIsNotImpliedToo();
    void monitorsOfTasksAreBoundByTheirNames();
    void triesAreNumberedByTheirLaunches();
    void theOldestMessagesAreKnown();
    void staleCapacitiesAreNoMetric();
    void effectsBeforeTheirCausesAreAFinding();
    void effectsOfAnotherTryAreNotItsOwn();
    void clocksOfTheRecordedRunsAgree_data();
    void clocksOfTheRecordedRunsAgree();
};

namespace {

const char *const kRuns[] = { "parsl-0.9.0", "parsl-1.2.0", "parsl-1.2.0_mon", "parsl-2023.06.12", "parsl-2024.06.03", "parsl-2024.06.03_newyork", "parsl-2025.11.10", "text", "threads", "two_htex", "text_info", "monitored", "wq_text" };

void addRuns(std::initializer_list<const char *> without = {})
{
    QTest::addColumn<QString>("run");
    for (const char *run : kRuns) {
        if (std::none_of(without.begin(), without.end(), [&](const char *other) { return std::string(run) == other; }))
            QTest::newRow(run) << QString::fromLatin1(run);
    }
}

// Lines of the file of a run that match, each with its captures.
std::vector<QStringList> linesLike(const QString &run, const std::string &file, const char *expression)
{
    const QRegularExpression pattern(QString::fromLatin1(expression));
    std::vector<QStringList> found;
    for (const QString &line : QString::fromStdString(readFile(recordedRun(run.toStdString()) + "/000/" + file)).split(u'\n')) {
        if (const auto match = pattern.match(line); match.hasMatch())
            found.push_back(match.capturedTexts());
    }
    return found;
}

// "exec_done" → how many, as the run's own closing words have it: counts, numbers of states, or lists of ids.
std::map<QString, uint32_t> summaryOf(const QString &run)
{
    std::map<QString, uint32_t> summary;
    for (const QStringList &line : linesLike(run, "parsl.log", "Tasks in state (?:States\\.)?(\\w+): ([\\d, ]+)$")) {
        const bool isList = run == u"parsl-0.9.0";
        const auto count = isList ? static_cast<uint32_t>(line[2].split(u',').size()) : line[2].trimmed().toUInt();
        if (count > 0)
            summary[line[1]] = count;
    }
    return summary;
}

std::map<QString, uint32_t> finalStates(const EventStore &store)
{
    std::map<QString, uint32_t> states;
    const StateCounts counts = countStates(store);
    for (size_t s = 0; s < counts.states.size(); ++s) {
        if (!counts.series[0].counts[s].empty() && counts.series[0].counts[s].back() > 0)
            states[q(counts.states[s])] = counts.series[0].counts[s].back();
    }
    return states;
}

uint64_t transitionsTo(const Transitions &transitions, const std::string &state)
{
    return static_cast<uint64_t>(std::count_if(transitions.list.begin(), transitions.list.end(), [&](const Transition &transition) { return transitions.states[transition.state] == state; }));
}

uint64_t entitiesOf(const EventStore &store, const std::string &kind)
{
    for (const auto &[name, count] : countEntities(store)) {
        if (name == kind)
            return count;
    }
    return 0;
}

} // namespace

void ErasTest::everyLogIsRecognised_data()
{
    addRuns();
}

void ErasTest::everyLogIsRecognised()
{
    QFETCH(QString, run);
    const StorePtr store = loadAll({ recordedRun(run.toStdString()) });
    QCOMPARE(q(brokenAccount(*store)), q(""));
    int logs = 0;
    for (const Source &source : store->sources()) {
        const bool isLog = source.logsource.ends_with(".log") && source.bytes > 0;
        logs += isLog;
        QVERIFY2(!isLog || source.format != "unknown", source.path.c_str());
        QVERIFY2(source.skipped == 0, source.path.c_str());
        for (const Issue &issue : source.issues)
            QVERIFY2(issue.severity == Issue::Severity::Note, (source.path + ": " + issue.what).c_str());
        // As many records as lines that begin with a time.
        if (!isLog)
            continue;
        uint64_t dated = 0;
        const QRegularExpression header(QStringLiteral("^(\\d{10}\\.\\d{6} +)?\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d[., ]"));
        for (const QString &line : QString::fromUtf8(readFile(source.filePath).c_str()).split(u'\n'))
            dated += header.match(line).hasMatch();
        QCOMPARE(source.events, dated);
    }
    QVERIFY(logs >= 1);
}

void ErasTest::finalStatesAreThoseOfTheSummary_data()
{
    addRuns();
}

void ErasTest::finalStatesAreThoseOfTheSummary()
{
    QFETCH(QString, run);
    const auto summary = summaryOf(run);
    QVERIFY(summary.size() >= 2);
    QCOMPARE(finalStates(*loadAll({ recordedRun(run.toStdString()) })), summary);
}

void ErasTest::launchesRetriesAndFailuresAreCounted_data()
{
    addRuns({ "monitored" });
}

void ErasTest::launchesRetriesAndFailuresAreCounted()
{
    QFETCH(QString, run);
    const StorePtr store = loadAll({ recordedRun(run.toStdString()) });
    const auto transitions = readTransitions(*store);
    const auto launches = linesLike(run, "parsl.log", "(?:Task \\d+|Parsl task \\d+ try \\d+) launched on executor ");
    QCOMPARE(transitionsTo(*transitions, "launched"), uint64_t(launches.size()));
    const auto retries = linesLike(run, "parsl.log", "Task \\d+ (?:marked for retry|changing state from \\w+ to fail_retryable)");
    QCOMPARE(transitionsTo(*transitions, "fail_retryable"), uint64_t(retries.size()));
    QVERIFY(!retries.empty());
    std::set<QString> failed;
    for (const auto &line : linesLike(run, "parsl.log", "Task (\\d+) (?:failed after \\d+ retry attempts|failed due to dependency failure$|failed \\(\\w+ -> failed\\)|changing state from \\w+ to (?:failed|dep_fail))"))
        failed.insert(line[1]);
    std::set<uint32_t> entities;
    std::set<std::pair<uint32_t, int32_t>> launched;
    for (uint32_t entity = 0; entity < transitions->entities.size(); ++entity) {
        for (const Transition &transition : transitions->of(entity)) {
            const std::string &state = transitions->states[transition.state];
            if (state == "failed" || state == "dep_fail")
                entities.insert(entity);
            if (state == "launched")
                launched.insert({ entity, transition.attempt });
        }
    }
    QCOMPARE(entities.size(), failed.size());
    // A try for each launch: those that no line numbers are numbered by their launches.
    QCOMPARE(entitiesOf(*store, "try") >= launches.size(), true);
    QCOMPARE(launched.size(), launches.size());
}

void ErasTest::managersBlocksAndWorkersAreFound_data()
{
    addRuns({ "threads", "wq_text" });
}

void ErasTest::managersBlocksAndWorkersAreFound()
{
    QFETCH(QString, run);
    const StorePtr store = loadAll({ recordedRun(run.toStdString()) });
    std::set<std::string> managers;
    uint64_t workers = 0;
    std::set<std::string> executors;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(recordedRun(run.toStdString()) + "/000")) {
        const std::string name = entry.path().filename().string();
        if (name == "manager.log")
            managers.insert(entry.path().parent_path().filename().string());
        workers += name.starts_with("worker_");
        if (name == "interchange.log")
            executors.insert(entry.path().parent_path().filename().string());
    }
    QVERIFY(!managers.empty());
    QCOMPARE(entitiesOf(*store, "manager"), uint64_t(managers.size()));
    QCOMPARE(entitiesOf(*store, "worker"), workers);
    std::set<QString> blocks;
    for (const auto &line : linesLike(run, "parsl.log", "(\\[Scaling executor \\S+\\] )?Launched block (\\d+)"))
        blocks.insert(line[1] + line[2]);
    QCOMPARE(entitiesOf(*store, "block"), uint64_t(blocks.size()));
}

void ErasTest::metricsAreRead_data()
{
    addRuns({ "threads", "wq_text", "text_info" });
}

void ErasTest::metricsAreRead()
{
    QFETCH(QString, run);
    const StorePtr store = loadAll({ recordedRun(run.toStdString()) });
    std::map<std::string, MetricSummary> metrics;
    for (const auto &metric : listMetrics(*store))
        metrics[metric.name] = metric;
    const auto count = [&](const char *expression) {
        uint64_t found = 0;
        for (const auto &entry : std::filesystem::recursive_directory_iterator(recordedRun(run.toStdString()) + "/000")) {
            if (entry.path().extension() == ".log")
                found += linesLike(run, std::filesystem::relative(entry.path(), recordedRun(run.toStdString()) + "/000").string(), expression).size();
        }
        return found;
    };
    QCOMPARE(metrics["managers_count"].samples, count("Managers count \\("));
    QVERIFY(metrics["managers_count"].samples > 0);
    QCOMPARE(metrics["executor_load"].samples, count("Executor (\\S+ has )?\\d+ active tasks(?!;)"));
    QCOMPARE(metrics["pool_workers"].samples, count("ready workers: ?\\d+"));
    QCOMPARE(metrics["pool_tasks_received"].samples, count("Got (executor )?tasks: \\["));
    QVERIFY(metrics.contains("pending_task_queue_length"));
    const bool polled = run.startsWith(u"parsl-0") || run.startsWith(u"parsl-1");
    QCOMPARE(metrics["pending_task_queue_length"].derived, !polled);
    if (polled)
        QCOMPARE(metrics["pending_task_queue_length"].samples, count("\\d+ tasks in internal queue"));
    else
        QCOMPARE(metrics["pending_task_queue_length"].values.at(0).minimum, 0.0);
}

// The submit process writes the epoch, the others only the clock of New York.
void ErasTest::localTimesFallIntoTheRun()
{
    const StorePtr store = loadAll({ recordedRun("parsl-2024.06.03_newyork") });
    const Source &submit = sourceNamed(*store, "parsl.log");
    int others = 0;
    for (const Source &source : store->sources()) {
        if (source.first == kNoTime || source.logsource == "parsl.log") // scripts and what they wrote have no times
            continue;
        ++others;
        QCOMPARE(q(source.zone), q("UTC-05:00"));
        QVERIFY2(source.zoneWhy.starts_with("parsl.log gives both"), source.zoneWhy.c_str());
        QVERIFY2(source.first >= submit.first && source.last <= submit.last, source.path.c_str());
    }
    QCOMPARE(others, 7);
}

void ErasTest::whatIsSaidIsNotImpliedToo()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(0, "Task 0 initializing state to pending") + textLine(1, "Task 0 changing state from pending to launched") + textLine(2, "Parsl task 0 try 0 launched on executor h with executor id 1")
                     + textLine(3, "Task 0 failed after 0 retry attempts") + textLine(4, "Task 0 changing state from launched to failed"));
    folder.write("001/parsl.log", textLine(2, "Parsl task 0 try 0 launched on executor h with executor id 1") + textLine(3, "Task 0 failed after 0 retry attempts"));
    StorePtr store = folder.load("000");
    QStringList states;
    for (const EventRef event : *store->rows())
        states << q(fieldText(*store, event, "parsl_task_status"));
    QCOMPARE(states, (QStringList { "pending", "launched", "", "", "failed" }));
    store = folder.load("001");
    states.clear();
    for (const EventRef event : *store->rows())
        states << q(fieldText(*store, event, "parsl_task_status"));
    QCOMPARE(states, (QStringList { "launched", "failed" }));
}

// /tmp/monitor.TASK.PID.log says its task nowhere but in its name.
void ErasTest::monitorsOfTasksAreBoundByTheirNames()
{
    const StorePtr store = loadAll({ recordedRun("parsl-1.2.0_mon") });
    const QRegularExpression name("/monitor\\.(\\d+)\\.\\d+\\.log$");
    size_t events = 0;
    for (const EventRef event : *store->rows()) {
        const auto match = name.match(q(store->source(event).path));
        if (!match.hasMatch())
            continue;
        QCOMPARE(q(fieldText(*store, event, "parsl_task_id")), match.captured(1));
        ++events;
    }
    QCOMPARE(events, size_t(8)); // counted: grep -c ^20
}

void ErasTest::triesAreNumberedByTheirLaunches()
{
    const LogFolder folder;
    std::string log;
    for (const char *message : { "Task 3 launched on executor h", "Task 4 launched on executor h", "Task 3 marked for retry", "Task 3 launched on executor h", "Task 3 launched on executor other" })
        log += std::string("2019-05-01 12:00:0") + std::to_string(log.size() % 10) + ".5 parsl.dataflow.dflow:1 [INFO]  " + message + "\n";
    folder.write("000/parsl.log", log);
    const StorePtr store = folder.load("000");
    QStringList tries;
    for (uint32_t row = 0; row < 5; ++row)
        tries << q(fieldText(*store, { 0, row }, "parsl_try_id")) + q(fieldText(*store, { 0, row }, "parsl_task_status"));
    QCOMPARE(tries, (QStringList { "0launched", "0launched", "fail_retryable,pending", "1launched", "2launched" }));
}

void ErasTest::theOldestMessagesAreKnown()
{
    const LogFolder folder;
    std::string log;
    for (const char *message : { "Task[0] App:f Dependencies:[]", "Task[0] launched on site:local", "Task[0]: COMPLETED with <Future>", "Task[1] App:g Dependencies:[0]", "Task[1] launched on executor:h", "Task[1]: Retrying", "Task[1] launched on executor:h", "Task[1]: FAILED with <Future>" })
        log += std::string("2018-01-09 10:11:12,345 parsl.dataflow.dflow [INFO] ") + message + "\n";
    folder.write("000/old.log", log);
    const StorePtr store = folder.load("000");
    QCOMPARE(q(store->sources().front().format), q("parsl-text-first"));
    QCOMPARE(finalStates(*store), (std::map<QString, uint32_t> { { "done", 1 }, { "failed", 1 } }));
    const auto transitions = readTransitions(*store);
    QCOMPARE(transitionsTo(*transitions, "launched"), uint64_t(3));
    QCOMPARE(transitionsTo(*transitions, "fail_retryable"), uint64_t(1));
}

// Until 2025.03.24 the log says the capacity that a manager had before it was given tasks.
void ErasTest::staleCapacitiesAreNoMetric()
{
    for (const auto &[run, stale] : { std::pair("parsl-2023.06.12", true), { "parsl-2024.06.03_newyork", true }, { "parsl-2025.11.10", false }, { "parsl-1.2.0", false }, { "text", false } }) {
        const StorePtr store = loadAll({ recordedRun(run) });
        bool any = false;
        for (const auto &metric : listMetrics(*store))
            any |= metric.name == "manager_free_capacity";
        QVERIFY2(any == !stale, run);
    }
}

namespace {

std::vector<Finding> clockFindings(const EventStore &store)
{
    std::vector<Finding> found;
    const auto findings = findFindings(store);
    for (const Finding &finding : findings->list) {
        if (finding.kind == Finding::Kind::EffectFirst)
            found.push_back(finding);
    }
    return found;
}

// Ten tasks; the worker's clock is ahead of the others by so much.
StorePtr runWithClocks(const LogFolder &folder, double ahead)
{
    std::string submit;
    std::string worker;
    for (int i = 0; i < 10; ++i) {
        const std::string task = std::to_string(i);
        submit += textLine(i, "Task " + task + " initializing state to pending") + textLine(i + 0.1, "Task " + task + " changing state from pending to launched")
            + textLine(i + 0.11, "Parsl task " + task + " try 0 launched on executor htex with executor id " + std::to_string(i + 1));
        worker += textLine(i + 0.2 + ahead, "Received executor task " + std::to_string(i + 1)) + textLine(i + 0.5 + ahead, "Completed executor task " + std::to_string(i + 1));
        submit += textLine(i + 0.6, "Task " + task + " changing state from launched to exec_done");
    }
    folder.write("000/parsl.log", submit);
    folder.write("000/htex/block-0/4f65c2b07a19/worker_0.log", worker);
    return folder.load("000");
}

} // namespace

void ErasTest::effectsBeforeTheirCausesAreAFinding()
{
    const LogFolder folder;
    QCOMPARE(clockFindings(*runWithClocks(folder, 0)).size(), size_t(0));
    StorePtr store = runWithClocks(folder, 20); // results before their tasks
    auto found = clockFindings(*store);
    QCOMPARE(found.size(), size_t(1));
    QVERIFY2(found[0].what.starts_with("20 causes in 000/htex/block-0/4f65c2b07a19/worker_0.log stand after their effects in 000/parsl.log, by up to 19.9 s"), found[0].what.c_str());
    QCOMPARE(store->line(found[0].evidence.at(0)) % 2, uint64_t(0)); // completed …
    QCOMPARE(q(fieldText(*store, found[0].evidence.at(1), "parsl_task_status")), q("exec_done"));
    found = clockFindings(*runWithClocks(folder, -20)); // run before they were launched
    QCOMPARE(found.size(), size_t(1));
    QVERIFY2(found[0].what.starts_with("10 causes in 000/parsl.log stand after their effects in 000/htex/block-0/4f65c2b07a19/worker_0.log"), found[0].what.c_str());
    QVERIFY(isSerious(found[0].kind));
}

// A launch that is logged a little after its task began to run is the second try's: what the first did is no effect of it.
void ErasTest::effectsOfAnotherTryAreNotItsOwn()
{
    const auto change = [](double seconds, const std::string &from, const std::string &to) { return textLine(seconds, "Task 0 changing state from " + from + " to " + to); };
    const auto worker = [](double seconds, const std::string &id) { return textLine(seconds, "Received executor task " + id) + textLine(seconds + 0.5, "Completed executor task " + id); };
    const auto launch = [](double seconds, const std::string &number, const std::string &id) { return textLine(seconds, "Parsl task 0 try " + number + " launched on executor htex with executor id " + id); };
    for (const double late : { 0.0, 1.5 }) {
        const LogFolder folder;
        folder.write("000/parsl.log",
                     textLine(0, "Task 0 initializing state to pending") + change(0.1, "pending", "launched") + launch(0.11, "0", "1") + change(1, "launched", "fail_retryable") + change(3, "fail_retryable", "pending")
                         + change(3.1 + late, "pending", "launched") + launch(3.11 + late, "1", "2") + change(5, "launched", "exec_done"));
        folder.write("000/htex/block-0/4f65c2b07a19/worker_0.log", worker(0.3, "1"));
        folder.write("000/htex/block-1/5a1c0ce2d3b7/worker_0.log", worker(3.05, "2"));
        const auto found = clockFindings(*folder.load("000"));
        QCOMPARE(found.size(), size_t(late > 0)); // by more than a process takes to write a state
        for (const Finding &finding : found)
            QVERIFY2(finding.what.starts_with("1 cause in 000/parsl.log stand after their effects in 000/htex/block-1/5a1c0ce2d3b7/worker_0.log, by up to 1.55"), finding.what.c_str());
    }
}

void ErasTest::clocksOfTheRecordedRunsAgree_data()
{
    addRuns();
}

void ErasTest::clocksOfTheRecordedRunsAgree()
{
    QFETCH(QString, run);
    for (const Finding &finding : clockFindings(*loadAll({ recordedRun(run.toStdString()) })))
        QFAIL(finding.what.c_str());
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::ErasTest)
#include "tst_eras.moc"
