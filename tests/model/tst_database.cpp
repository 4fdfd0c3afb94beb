// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/entitylife.h"
#include "model/analysis/findings.h"
#include "model/analysis/metrics.h"
#include "model/analysis/transitions.h"
#include "model/analysis/witnesses.h"
#include "model/import/recordreader.h"
#include "tests/model/packing.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace widelens {

class DatabaseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRowOfEveryTableIsAnEvent();
    void aRecordShowsItsRow();
    void logsAndDatabaseOfARunAgree_data();
    void logsAndDatabaseOfARunAgree();
    void aChangeThatBothTellIsOne();
    void runningComesFromWhoeverHasIt();
    void aDisagreementIsAFinding();
    void theDatabaseByItselfHoldsItsRuns();
    void resourcesAreAMetric();
    void unknownTablesAndColumnsAreRead();
    void anOlderSchemaIsRead();
    void aDatabaseInAnArchiveIsRead();
    void aCompressedDatabaseIsRead();
    void aLogBesideADatabaseInAnArchiveIsApplied_data();
    void aLogBesideADatabaseInAnArchiveIsApplied();
    void aWriterInAnotherProcessNeverWaits_data();
    void aWriterInAnotherProcessNeverWaits();
    void aWriterIsNotDisturbed_data();
    void aWriterIsNotDisturbed();
    void anUnfinishedTransactionIsRolledBackInACopy();
    void aCutDatabaseGivesWhatIsThere();
    void aDatabaseCutAnywhereIsSurvived();
    void theDatabaseSaysWhatATaskWaitsFor();
    void whatOnlyBeginsLikeADatabaseIsSaid();
};

namespace {

// A connection of a program that writes.
class Writer
{
public:
    explicit Writer(const std::string &path) { sqlite3_open(path.c_str(), &m_database); }
    ~Writer() { sqlite3_close(m_database); }
    bool run(const std::string &sql)
    {
        char *problem = nullptr;
        const bool done = sqlite3_exec(m_database, sql.c_str(), nullptr, nullptr, &problem) == SQLITE_OK;
        if (problem)
            qWarning("%s", problem);
        sqlite3_free(problem);
        return done;
    }

private:
    sqlite3 *m_database = nullptr;
};

constexpr const char *kDfk = "4df0f9bb-0f0f-4d8b-9c3a-0123456789ab";

// The tables that a monitoring database has in every version, and one task in them.
std::string smallSchema()
{
    const std::string run = "'" + std::string(kDfk) + "'";
    return "CREATE TABLE workflow (run_id TEXT, workflow_name TEXT, time_began DATETIME, time_completed DATETIME, host TEXT, user TEXT, rundir TEXT, tasks_failed_count INT, tasks_completed_count INT);"
           "CREATE TABLE task (task_id INTEGER, run_id TEXT, task_depends TEXT, task_func_name TEXT, task_time_invoked DATETIME);"
           "CREATE TABLE status (task_id INTEGER, task_status_name TEXT, timestamp DATETIME, run_id TEXT, try_id INTEGER);"
           "INSERT INTO workflow VALUES (" + run + ", 'w', '2026-08-05 03:20:00.000000', NULL, 'vm', 'me', '/r/000', 0, 1);"
           "INSERT INTO task VALUES (0, " + run + ", '', 'a', '2026-08-05 03:20:01.000000');"
           "INSERT INTO status VALUES (0, 'pending', '2026-08-05 03:20:01.100000', " + run + ", 0), (0, 'launched', '2026-08-05 03:20:01.200000', " + run + ", 0),"
           "(0, 'running', '2026-08-05 03:20:01.300000', " + run + ", 0), (0, 'exec_done', '2026-08-05 03:20:02.000000', " + run + ", 0);";
}

// Put aside: what was written a moment ago is read from a copy.
void settle(const std::string &path)
{
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
}

uint64_t rowsOf(const StorePtr &store, const std::string &table)
{
    uint64_t count = 0;
    for (const EventRef event : *store->rows())
        count += fieldText(*store, event, "table") == table;
    return count;
}

std::vector<std::string> disagreements(const StorePtr &store)
{
    std::vector<std::string> result;
    const auto findings = findFindings(*store);
    for (const auto &finding : findings->list) {
        if (finding.kind == Finding::Kind::Disagreement)
            result.push_back(finding.what);
    }
    return result;
}

} // namespace

void DatabaseTest::everyRowOfEveryTableIsAnEvent()
{
    const StorePtr store = loadAll({ recordedRun("monitored") });
    const std::pair<const char *, uint64_t> tables[] = { { "workflow", 1 }, { "task", 113 }, { "try", 119 }, { "status", 572 }, { "node", 222 }, { "block", 6 }, { "resource", 193 } };
    uint64_t all = 0;
    for (const auto &[table, rows] : tables) {
        QCOMPARE(rowsOf(store, table), rows);
        all += rows;
    }
    const Source &source = sourceNamed(*store, "../monitoring.db");
    QCOMPARE(source.events, all);
    QCOMPARE(q(source.format), q("parsl-monitoring"));
    QCOMPARE(source.skipped, uint64_t(0));
    QVERIFY(source.issues.empty());
    QCOMPARE(q(brokenAccount(*store)), q(""));
    // In order of time.
    Time last = kNoTime;
    for (const EventRef event : *store->rows()) {
        QVERIFY(store->time(event) >= last);
        last = store->time(event);
    }
}

void DatabaseTest::aRecordShowsItsRow()
{
    const StorePtr store = loadAll({ recordedRun("monitored") + "/monitoring.db" });
    RecordReader reader(store);
    for (const EventRef event : *store->rows()) {
        if (fieldText(*store, event, "table") != "try")
            continue;
        const Record record = reader.read(event);
        QCOMPARE(q(record.problem), q(""));
        QVERIFY2(record.raw.rfind("{\"table\":\"try\",\"formatted\":\"Task ", 0) == 0, record.raw.c_str());
        QVERIFY(record.raw.find("\"task_executor\":\"htex_Local\"") != std::string::npos);
        QCOMPARE(q(record.text("parsl_executor")), q("htex_Local"));
        QVERIFY(record.find("parsl_try_id")->kind == FieldKind::Int);
        QVERIFY(!record.find("task_joins")); // NULL
        return;
    }
    QFAIL("no row of the table try");
}

void DatabaseTest::logsAndDatabaseOfARunAgree_data()
{
    QTest::addColumn<QString>("run");
    for (const auto &name : recordedRuns()) {
        if (std::filesystem::exists(recordedRun(name) + "/monitoring.db"))
            QTest::newRow(name.c_str()) << q(name);
    }
}

void DatabaseTest::logsAndDatabaseOfARunAgree()
{
    QFETCH(QString, run);
    const StorePtr store = loadAll({ recordedRun(run.toStdString()) });
    QCOMPARE(store->runs().size(), size_t(1));
    const auto read = readTransitions(*store);
    QVERIFY(read);
    uint64_t both = 0;
    for (const auto &transition : read->list)
        both += read->witness(transition).isValid();
    QVERIFY(both > 200);
    const auto found = disagreements(store);
    // The join app runs in the submit process, where no worker logs; older versions told their database twice that a task
    // failed with its dependency.
    const std::map<std::string, std::vector<std::string>> expected { { "monitored", { "task 92: only ../monitoring.db says running, running_ended" } },
                                                                     { "parsl-1.2.0_mon", { "task 51: only ../monitoring.db says dep_fail once more" } },
                                                                     { "parsl-2025.01.13_mon",
                                                                       { "task 51: only ../monitoring.db says dep_fail once more", "task 63: only ../monitoring.db says running, running_ended" } } };
    const auto known = expected.find(run.toStdString());
    QVERIFY2(found == (known == expected.end() ? std::vector<std::string>() : known->second), found.empty() ? "" : found.front().c_str());
    // The same tasks end the same, with the logs alone, with the database alone, with both.
    const auto last = [](const StorePtr &of) {
        const auto changes = readTransitions(*of);
        std::map<std::string, uint64_t> ends;
        for (uint32_t entity = 0; entity < changes->entities.size(); ++entity) {
            std::string end;
            for (const Transition &change : changes->of(entity))
                end = change.late ? end : changes->states[change.state];
            ++ends[end];
        }
        std::string text;
        for (const auto &[state, count] : ends)
            text += state + "=" + std::to_string(count) + " ";
        return text;
    };
    QCOMPARE(q(last(store)), q(last(loadAll({ recordedRun(run.toStdString()) + "/000" }))));
    QCOMPARE(q(last(store)), q(last(loadAll({ recordedRun(run.toStdString()) + "/monitoring.db" }))));
}

void DatabaseTest::aChangeThatBothTellIsOne()
{
    const StorePtr both = loadAll({ recordedRun("monitored") });
    const StorePtr logs = loadAll({ recordedRun("monitored") + "/000" });
    const auto isWitness = witnessSegments(*both);
    const auto read = readTransitions(*both);
    QCOMPARE(read->list.size(), readTransitions(*logs)->list.size() + 2); // of the join app, see above
    uint64_t alone = 0;
    for (const auto &transition : read->list) {
        alone += isWitness[transition.event.segment];
        if (read->witness(transition).isValid())
            QVERIFY(isWitness[read->witness(transition).segment]);
    }
    QCOMPARE(alone, uint64_t(2));
}

void DatabaseTest::runningComesFromWhoeverHasIt()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(0, "Run id is: " + std::string(kDfk)) + textLine(1, "Task 0 initializing state to pending") + textLine(1.1, "Task 0 changing state from pending to launched")
                     + textLine(2, "Task 0 changing state from launched to exec_done"));
    Writer(folder.path("monitoring.db")).run(smallSchema());
    settle(folder.path("monitoring.db"));
    const StorePtr store = folder.load();
    const auto read = readTransitions(*store);
    std::string path;
    for (const auto &transition : read->list)
        path += read->states[transition.state] + (read->witness(transition).isValid() ? "+ " : " ");
    QCOMPARE(q(path), q("pending+ launched+ running exec_done+ "));
    QVERIFY(disagreements(store).empty()); // no log tells of running at all
}

void DatabaseTest::aDisagreementIsAFinding()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(0, "Run id is: " + std::string(kDfk)) + textLine(1, "Task 0 initializing state to pending") + textLine(1.1, "Task 0 changing state from pending to launched")
                     + textLine(2, "Task 0 changing state from launched to failed") + textLine(3, "Task 1 initializing state to pending"));
    {
        Writer writer(folder.path("monitoring.db"));
        writer.run(smallSchema());
        writer.run("INSERT INTO status VALUES (1, 'pending', '2026-08-05 03:20:09.000000', '" + std::string(kDfk) + "', 0)");
    }
    settle(folder.path("monitoring.db"));
    const auto found = disagreements(folder.load());
    QVERIFY2(found.size() == 2, std::to_string(found.size()).c_str());
    QVERIFY2(found[0].find("only ../monitoring.db says exec_done") != std::string::npos || found[0].find("only the logs say failed") != std::string::npos, found[0].c_str());
    QVERIFY2(found[1].find("pending is 6.0 s apart in parsl.log and ../monitoring.db") != std::string::npos, found[1].c_str());
}

void DatabaseTest::theDatabaseByItselfHoldsItsRuns()
{
    const LogFolder folder;
    {
        Writer writer(folder.path("monitoring.db"));
        writer.run(smallSchema());
        writer.run("INSERT INTO workflow VALUES ('11111111-0f0f-4d8b-9c3a-0123456789ab', 'w', '2026-08-05 04:00:00.000000', '2026-08-05 04:00:09.000000', 'vm', 'me', '/r/001', 0, 1);"
                   "INSERT INTO status VALUES (0, 'pending', '2026-08-05 04:00:01.000000', '11111111-0f0f-4d8b-9c3a-0123456789ab', 0);");
    }
    settle(folder.path("monitoring.db"));
    const StorePtr store = folder.load("monitoring.db");
    QCOMPARE(store->runs().size(), size_t(2));
    const auto read = readTransitions(*store);
    QCOMPARE(read->entities.size(), size_t(2)); // task 0 of each
    QCOMPARE(q(fieldText(*store, store->rows()->front(), "parsl_dfk")), q(kDfk));
    QCOMPARE(q(store->runs()[1].dfk), q("11111111-0f0f-4d8b-9c3a-0123456789ab"));
    // Each is as long as its own rows tell: the second lasts from its workflow's beginning to its one status.
    QVERIFY(store->runs()[0].began != kNoTime);
    QVERIFY(store->runs()[0].ended < store->runs()[1].began);
    QCOMPARE(q(formatTime(store->runs()[1].began)), q("2026-08-05 04:00:00.000000"));
    QCOMPARE(q(formatTime(store->runs()[1].ended)), q("2026-08-05 04:00:01.000000"));
}

void DatabaseTest::resourcesAreAMetric()
{
    const StorePtr store = loadAll({ recordedRun("monitored") });
    const auto list = listMetrics(*store);
    const auto found = std::find_if(list.begin(), list.end(), [](const auto &metric) { return metric.name == "task_resources"; });
    QVERIFY(found != list.end());
    QCOMPARE(found->samples, uint64_t(193));
}

void DatabaseTest::unknownTablesAndColumnsAreRead()
{
    const LogFolder folder;
    {
        Writer writer(folder.path("monitoring.db"));
        writer.run(smallSchema());
        writer.run("CREATE TABLE \"a \"\"table\"\"\" (name TEXT, size INTEGER, data BLOB, timestamp TEXT) ; INSERT INTO \"a \"\"table\"\"\" VALUES ('x\"y\n', 12, x'00ff', '2026-08-05 03:20:05.000000');"
                   "CREATE TABLE keyed (k TEXT PRIMARY KEY, v REAL) WITHOUT ROWID; INSERT INTO keyed VALUES ('one', 1.5);"
                   "ALTER TABLE task ADD COLUMN task_environment TEXT; UPDATE task SET task_environment = 'env';");
    }
    settle(folder.path("monitoring.db"));
    const StorePtr store = folder.load("monitoring.db");
    RecordReader reader(store);
    const EventRef last = store->rows()->back(); // has no time
    QCOMPARE(q(reader.message(last)), q("keyed: k=one, v=1.5"));
    bool seen = false;
    for (const EventRef event : *store->rows()) {
        const Record record = reader.read(event);
        if (record.text("table") == "a \"table\"") {
            QCOMPARE(q(record.text("name")), q("x\"y\n"));
            QCOMPARE(q(record.text("size")), q("12"));
            QCOMPARE(q(record.text("data")), q("00ff"));
            QCOMPARE(q(formatTime(store->time(event))), q("2026-08-05 03:20:05.000000"));
            seen = true;
        }
        if (record.text("table") == "task")
            QCOMPARE(q(record.text("task_environment")), q("env"));
    }
    QVERIFY(seen);
}

void DatabaseTest::anOlderSchemaIsRead()
{
    const LogFolder folder;
    // 0.7.2: no try, no node, no block; executor and times in task.
    Writer(folder.path("monitoring.db"))
        .run("CREATE TABLE workflow (run_id TEXT, workflow_version TEXT, time_began DATETIME, workflow_duration FLOAT);"
             "CREATE TABLE task (task_id INTEGER, run_id TEXT, task_executor TEXT, task_func_name TEXT, task_time_submitted DATETIME, task_time_running DATETIME, task_elapsed_time FLOAT);"
             "CREATE TABLE status (task_id INTEGER, task_status_name TEXT, timestamp DATETIME, run_id TEXT);"
             "INSERT INTO task VALUES (7, 'r', 'htex', 'f', '2019-01-02 03:04:05.000000', NULL, NULL); INSERT INTO status VALUES (7, 'launched', '2019-01-02 03:04:06.000000', 'r');");
    settle(folder.path("monitoring.db"));
    const StorePtr store = folder.load("monitoring.db");
    QCOMPARE(store->rows()->size(), size_t(2));
    QCOMPARE(q(formatTime(store->time(store->rows()->at(0)))), q("2019-01-02 03:04:05.000000"));
    QCOMPARE(q(fieldText(*store, store->rows()->at(0), "parsl_executor")), q("htex"));
    QCOMPARE(q(fieldText(*store, store->rows()->at(1), "parsl_task_status")), q("launched"));
}

void DatabaseTest::aDatabaseInAnArchiveIsRead()
{
    const LogFolder folder;
    folder.write("m.tar.gz", pack(PackedAs::TarGzip, filesBelow(recordedRun("monitored"), "monitored/")));
    const StorePtr store = folder.load("m.tar.gz");
    QCOMPARE(sourceNamed(*store, "../monitoring.db").events, uint64_t(1226));
    QCOMPARE(disagreements(store).size(), disagreements(loadAll({ recordedRun("monitored") })).size());
}

void DatabaseTest::aCompressedDatabaseIsRead()
{
    const Packed database { "monitoring.db", readFile(recordedRun("monitored") + "/monitoring.db") };
    const LogFolder folder;
    folder.write("monitoring.db.gz", pack(PackedAs::Gzip, { database }));
    folder.write("mail.zip", pack(PackedAs::Zip, { { "logs/monitoring.db.xz", pack(PackedAs::Xz, { database }) } }));
    for (const char *name : { "monitoring.db.gz", "mail.zip" }) {
        const StorePtr store = folder.load(name);
        QCOMPARE(store->rows()->size(), size_t(1226));
        const auto source = std::find_if(store->sources().begin(), store->sources().end(), [](const Source &one) { return one.events > 0; });
        QCOMPARE(q(source->format), q("parsl-monitoring"));
        QVERIFY2(source->path.ends_with("monitoring.db"), source->path.c_str());
        QCOMPARE(q(brokenAccount(*store)), q(""));
    }
}

void DatabaseTest::aLogBesideADatabaseInAnArchiveIsApplied_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<bool>("logFirst");
    QTest::addColumn<int>("rows");
    for (const bool logFirst : { false, true }) {
        const QByteArray order = logFirst ? ", first" : ", last";
        QTest::newRow("write-ahead log" + order) << "wal" << logFirst << 5;
        QTest::newRow("journal" + order) << "delete" << logFirst << 4;
    }
}

void DatabaseTest::aLogBesideADatabaseInAnArchiveIsApplied()
{
    QFETCH(QString, mode);
    QFETCH(bool, logFirst);
    QFETCH(int, rows);
    const LogFolder folder;
    Writer writer(folder.path("monitoring.db"));
    QVERIFY(writer.run("PRAGMA journal_mode=" + mode.toStdString()));
    QVERIFY(writer.run(smallSchema()));
    const bool isWal = mode == QStringLiteral("wal");
    QVERIFY(writer.run("PRAGMA cache_size=5;" + std::string(isWal ? "PRAGMA wal_checkpoint(TRUNCATE);" : "BEGIN; UPDATE status SET task_status_name = 'overwritten';")));
    QVERIFY(writer.run("INSERT INTO status VALUES (1, 'pending', '2026-08-05 03:20:09.000000', 'x', 0)"));
    for (int i = 0; !isWal && i < 300; ++i) // more than fits into the writer's cache
        QVERIFY(writer.run("INSERT INTO status VALUES (" + std::to_string(i + 10) + ", 'pending', '2026-08-05 03:21:00.000000', '" + std::string(200, 'x') + "', 0)"));
    std::vector<Packed> members { { "runinfo/monitoring.db", readFile(folder.path("monitoring.db")) }, { "runinfo/000/parsl.log", textLine(0, "x") },
                                  { "runinfo/monitoring.db" + std::string(isWal ? "-wal" : "-journal"), readFile(folder.path("monitoring.db" + std::string(isWal ? "-wal" : "-journal"))) } };
    QVERIFY(!members[2].content.empty());
    if (logFirst)
        std::reverse(members.begin(), members.end());
    folder.write("packed/r.tar.gz", pack(PackedAs::TarGzip, members));
    const StorePtr store = folder.load("packed/r.tar.gz");
    QCOMPARE(rowsOf(store, "status"), static_cast<uint64_t>(rows));
    QCOMPARE(q(brokenAccount(*store)), q(""));
    QVERIFY(isWal || findIssue(sourceNamed(*store, "../monitoring.db"), "in the middle of a transaction"));
}

void DatabaseTest::aWriterInAnotherProcessNeverWaits_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("journal") << "delete";
    QTest::newRow("write-ahead log") << "wal";
}

// A child commits pairs of rows as fast as it can, and takes no for an answer at once; meanwhile the database is read again and
// again. A single row of a pair would be one that was never committed.
void DatabaseTest::aWriterInAnotherProcessNeverWaits()
{
    QFETCH(QString, mode);
    const LogFolder folder;
    {
        Writer writer(folder.path("monitoring.db"));
        QVERIFY(writer.run("PRAGMA journal_mode=" + mode.toStdString()));
        QVERIFY(writer.run(smallSchema()));
    }
    int stop[2];
    QCOMPARE(::pipe(stop), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(stop[1]);
        ::fcntl(stop[0], F_SETFL, O_NONBLOCK);
        Writer writer(folder.path("monitoring.db"));
        char byte;
        bool done = writer.run("PRAGMA busy_timeout=0; PRAGMA synchronous=OFF");
        for (int i = 1; done && ::read(stop[0], &byte, 1) != 0; ++i, ::usleep(500)) {
            const std::string values = "(" + std::to_string(i) + ", 'pending', '2026-08-05 03:20:09.000000', 'x', ";
            done = writer.run("BEGIN IMMEDIATE; INSERT INTO status VALUES " + values + "0); INSERT INTO status VALUES " + values + "1); COMMIT");
        }
        ::_exit(done ? 0 : 1);
    }
    ::close(stop[0]);
    uint64_t most = 0;
    bool paired = true;
    for (int i = 0; i < 10 || (most < 6 && i < 200); ++i) {
        const StorePtr store = folder.load("monitoring.db");
        const Source &source = store->sources().front();
        const uint64_t rows = rowsOf(store, "status");
        most = std::max(most, rows);
        // Where it never stood still while it was copied, that is said, and nothing is promised.
        paired &= rows % 2 == 0 || findIssue(source, "written to") != nullptr;
    }
    ::close(stop[1]);
    int status = -1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY2(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the writer was told that the database is locked");
    QVERIFY(most >= 6); // it did write, and that was seen
    QVERIFY(paired);
}

void DatabaseTest::aWriterIsNotDisturbed_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("journal") << "delete";
    QTest::newRow("write-ahead log") << "wal";
}

void DatabaseTest::aWriterIsNotDisturbed()
{
    QFETCH(QString, mode);
    const LogFolder folder;
    Writer writer(folder.path("monitoring.db"));
    QVERIFY(writer.run("PRAGMA journal_mode=" + mode.toStdString()));
    QVERIFY(writer.run(smallSchema()));
    const std::string before = readFile(folder.path("monitoring.db"));
    // In the middle of a transaction that holds all locks there are.
    QVERIFY(writer.run("BEGIN EXCLUSIVE; INSERT INTO status VALUES (1, 'pending', '2026-08-05 03:20:09.000000', 'x', 0)"));
    const StorePtr store = folder.load("monitoring.db");
    QCOMPARE(rowsOf(store, "status"), uint64_t(4)); // what was committed
    QVERIFY(writer.run("COMMIT"));
    QCOMPARE(rowsOf(folder.load("monitoring.db"), "status"), uint64_t(5));
    QVERIFY(mode != QStringLiteral("delete") || readFile(folder.path("monitoring.db")) != before); // the writer's own
}

void DatabaseTest::anUnfinishedTransactionIsRolledBackInACopy()
{
    const LogFolder folder;
    {
        Writer writer(folder.path("live.db"));
        QVERIFY(writer.run(smallSchema()));
        // More than fits into the writer's cache: pages are in the file before the commit, the journal has what stood there.
        QVERIFY(writer.run("PRAGMA cache_size=5; BEGIN; UPDATE status SET task_status_name = 'overwritten';"));
        for (int i = 0; i < 300; ++i)
            QVERIFY(writer.run("INSERT INTO status VALUES (" + std::to_string(i + 10) + ", 'pending', '2026-08-05 03:21:00.000000', '" + std::string(200, 'x') + "', 0)"));
        std::filesystem::copy_file(folder.path("live.db"), folder.path("monitoring.db")); // as a killed writer leaves them
        std::filesystem::copy_file(folder.path("live.db-journal"), folder.path("monitoring.db-journal"));
        writer.run("ROLLBACK");
    }
    settle(folder.path("monitoring.db"));
    const std::string before = readFile(folder.path("monitoring.db"));
    const StorePtr store = folder.load("monitoring.db");
    QCOMPARE(rowsOf(store, "status"), uint64_t(4));
    QVERIFY(findIssue(store->sources()[0], "in the middle of a transaction"));
    QVERIFY(readFile(folder.path("monitoring.db")) == before); // nothing was written
    QVERIFY(std::filesystem::exists(folder.path("monitoring.db-journal")));
}

void DatabaseTest::aCutDatabaseGivesWhatIsThere()
{
    const std::string whole = readFile(recordedRun("monitored") + "/monitoring.db");
    const LogFolder folder;
    folder.write("monitoring.db", std::string_view(whole).substr(0, whole.size() * 2 / 3));
    settle(folder.path("monitoring.db"));
    const StorePtr store = folder.load("monitoring.db");
    QVERIFY2(store->rows()->size() > 100 && store->rows()->size() < 1226, std::to_string(store->rows()->size()).c_str());
    QVERIFY(findIssue(store->sources()[0], "is damaged"));
    QCOMPARE(q(brokenAccount(*store)), q(""));
}

void DatabaseTest::aDatabaseCutAnywhereIsSurvived()
{
    const std::string whole = readFile(recordedRun("monitored") + "/monitoring.db");
    const LogFolder folder;
    Random random(31);
    const int places = qEnvironmentVariableIsSet("WIDELENS_ALL_CUTS") ? 1000 : 25;
    for (int i = 0; i < places; ++i) {
        const size_t cut = 100 + below(random, whole.size() - 100);
        folder.write("monitoring.db", std::string_view(whole).substr(0, cut));
        settle(folder.path("monitoring.db"));
        const StorePtr store = folder.load("monitoring.db");
        QVERIFY(store->rows()->size() <= 1226);
        QVERIFY2(!store->sources()[0].issues.empty(), std::to_string(cut).c_str());
        QCOMPARE(q(brokenAccount(*store)), q(""));
    }
}

void DatabaseTest::theDatabaseSaysWhatATaskWaitsFor()
{
    const LogFolder folder;
    folder.write("monitoring.db", readFile(recordedRun("monitored") + "/monitoring.db"));
    settle(folder.path("monitoring.db"));
    const StorePtr store = folder.load("monitoring.db");
    const auto neighboursOf = [&](const char *task, const char *relation) {
        const auto match = findEntities(*store, { { "task", task, false } });
        std::vector<std::string> labels;
        const auto life = lifeOf(store, match.entities.front());
        for (const auto &neighbour : life->neighbours) {
            if (neighbour.relation == relation)
                labels.push_back(neighbour.entity.label());
        }
        std::sort(labels.begin(), labels.end());
        return labels;
    };
    QCOMPARE(neighboursOf("3", "waits for"), (std::vector<std::string> { "task 1", "task 2" }));
    QCOMPARE(neighboursOf("1", "is awaited by"), (std::vector<std::string> { "task 3" }));
}

void DatabaseTest::whatOnlyBeginsLikeADatabaseIsSaid()
{
    const LogFolder folder;
    folder.write("monitoring.db", std::string("SQLite format 3\0", 16) + std::string(5000, 'x'));
    settle(folder.path("monitoring.db"));
    const StorePtr store = folder.load("monitoring.db");
    QVERIFY(store->rows()->empty());
    QCOMPARE(store->sources().size(), size_t(1));
    QVERIFY(findIssue(store->sources()[0], "cannot be read"));
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::DatabaseTest)
#include "tst_database.moc"
