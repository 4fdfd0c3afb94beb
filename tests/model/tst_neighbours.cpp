// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/metrics.h"
#include "model/analysis/states.h"
#include "model/identity/identity.h"
#include "model/import/recordreader.h"
#include "model/query/entity.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

namespace widelens {

// Logs of other programs around a run, and texts that are no logs: each format is only a rule file.
class NeighboursTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formatsAreRecognisedAndRead_data();
    void formatsAreRecognisedAndRead();
    void theStepsOfAFunctionBelongToItsTask();
    void monitoringMessagesAreSamples();
    void aYearFollowsFromTheFilesTime();
    void pairsKeepQuotedText();
    void brokenPairsAreSkipped();
    void columnsAreNamedByTheCommentLine();
    void rowsOfOtherWidthAreSkipped();
    void namesMayChangeInTheMiddle();
    void everyStatisticIsASeries();
    void commentsOfTransactionsAreNoRecords();
    void tasksOfTheQueueAreBoundWhereAMessageBindsThem();
    void tasksOfTwoQueuesAreBoundByTheirManagersProcess();
    void guessesAreOnlyMadeWhenAskedFor();
    void taskVineIsRead();
    void aWholeRunOfTaskVineIsRead();
    void logsBesideRunsBelongToOneEach();
    void textsAreAttachedToTheirBlockOrTask();
    void textsDoNotStretchTheRun();
    void aLogAmongTheTextsKeepsItsTimes();
    void recordedRunsLeaveNothingUnknown_data() { addRecordedRuns(); }
    void recordedRunsLeaveNothingUnknown();
};

namespace {

std::string fieldOf(const StorePtr &store, size_t row, const std::string &name)
{
    RecordReader reader(store);
    return std::string(reader.read((*store->rows())[row]).text(name));
}

// Columns and record say the same of a field.
std::string bothOf(const StorePtr &store, size_t row, const std::string &name)
{
    const std::string slow = fieldOf(store, row, name);
    const std::string fast = fieldText(*store, (*store->rows())[row], name);
    return slow == fast ? slow : "columns: " + fast + ", record: " + slow;
}

std::string timeOfRow(const StorePtr &store, size_t row)
{
    return formatTime(store->time((*store->rows())[row]));
}

StorePtr loadWith(const std::shared_ptr<const Rules> &rules, const std::string &path)
{
    LoadOptions options;
    options.paths = { path };
    return Loader::load(rules, options);
}

void setWritten(const std::string &path, const std::string &iso)
{
    const std::chrono::sys_time<std::chrono::nanoseconds> time { std::chrono::nanoseconds(*parseIsoTime(iso)) };
    const auto file = std::chrono::time_point_cast<std::filesystem::file_time_type::duration>(std::filesystem::file_time_type::clock::from_sys(time));
    std::filesystem::last_write_time(path, file);
}

constexpr const char *kTransactions =
    "# time manager_pid TASK taskid WAITING category_name\n"
    "# time manager_pid MANAGER START|END\n"
    "\n"
    "1785900001000000 4720 MANAGER START\n"
    "1785900001042317 4720 TASK 1 WAITING double FIRST_RESOURCES {\"cores\":[1,\"cores\"]}\n"
    "1785900002000000 4720 WORKER worker-0a 10.0.0.7:40122  CONNECTION\n"
    "1785900003000000 4720 TASK 1 RUNNING 10.0.0.7:40122  FIRST_RESOURCES {\"cores\":[1,\"cores\"],\"gpus\":[0,\"gpus\"]}\n"
    "1785900004000000 4720 TASK 1 WAITING_RETRIEVAL 10.0.0.7:40122 \n"
    "1785900004500000 4720 TASK 1 RETRIEVED SUCCESS  0  {} {}\n"
    "1785900005000000 4720 TASK 1 DONE SUCCESS  0  {} {}\n"
    "1785900006000000 4720 TRANSFER INPUT 1 1 2.500000 0.125000 a file.txt\n"
    "1785900007000000 4720 WORKER worker-0a 10.0.0.7:40122  DISCONNECTION IDLE_OUT\n";

} // namespace

void NeighboursTest::formatsAreRecognisedAndRead_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("time");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("fields"); // name=value, separated by ';'
    QTest::newRow("netlogger") << "ts=2026-08-05T05:20:01.042317Z event=parsl.task.run.start id=4 level=Info prog=exec" << "netlogger" << "2026-08-05 05:20:01.042317"
                               << "parsl.task.run.start" << "id=4;levelname=Info;name=exec";
    QTest::newRow("netlogger, epoch") << "ts=1785907201.5 event=x.end status=-1 guid=ab12" << "netlogger" << "2026-08-05 05:20:01.500000" << "x.end" << "status=-1;netlogger_guid=ab12";
    QTest::newRow("logfmt") << "time=2026-08-05T05:20:01Z level=warn msg=\"disk full\" free=0.5 pid=77" << "logfmt" << "2026-08-05 05:20:01.000000" << "disk full"
                            << "levelname=warn;free=0.5;process=77";
    QTest::newRow("logfmt with a flag") << "time=2026-08-05T05:20:01Z dry-run msg=go last" << "logfmt" << "2026-08-05 05:20:01.000000" << "go" << "dry-run=;last=";
    QTest::newRow("logfmt without a message") << "ts=1785907201.25 a=1 b=x" << "logfmt" << "2026-08-05 05:20:01.250000" << "ts=1785907201.25 a=1 b=x" << "a=1;b=x";
    QTest::newRow("syslog 5424") << "<165>1 2026-08-05T07:20:01.003+02:00 node7 sched 311 ID47 [ex@1 a=\"b \\\"]c\"] job started" << "syslog-5424" << "2026-08-05 05:20:01.003000" << "job started"
                                 << "levelname=NOTICE;hostname=node7;name=sched;process=311;syslog_message_id=ID47";
    QTest::newRow("syslog 5424 without data") << "<11>1 2026-08-05T05:20:01Z node7 sched - - - job lost" << "syslog-5424" << "2026-08-05 05:20:01.000000" << "job lost" << "levelname=ERROR";
    QTest::newRow("syslog 5424 of nobody") << "<11>1 2026-08-05T05:20:01Z - sched - - - job lost" << "syslog-5424" << "2026-08-05 05:20:01.000000" << "job lost" << "hostname=;process=;syslog_message_id=";
    QTest::newRow("syslog 5424 without a message") << "<11>1 2026-08-05T05:20:01Z node-7 sched - - [ex@1 a=\"b\"]" << "syslog-5424" << "2026-08-05 05:20:01.000000" << "" << "hostname=node-7";
    QTest::newRow("syslog 5424 that says that it is UTF-8") << "<11>1 2026-08-05T05:20:01Z node7 sched 3 - - \xef\xbb\xbfjob lost" << "syslog-5424" << "2026-08-05 05:20:01.000000" << "job lost" << "process=3";
    QTest::newRow("syslog with ISO times") << "2026-08-05T05:20:01.000001+00:00 node7 sshd[12]: hello" << "syslog-iso" << "2026-08-05 05:20:01.000001" << "hello" << "hostname=node7;name=sshd;process=12";
    QTest::newRow("academy text") << "[2026-08-05 05:20:01.042] [tid=1404 pid=77 task=Task-3]  INFO     (academy.runtime) started" << "academy-text" << "2026-08-05 05:20:01.042000" << "started"
                                  << "thread=1404;process=77;levelname=INFO;name=academy.runtime";
    QTest::newRow("academy text with pairs") << "[2026-08-05 05:20:01.042] INFO     (academy.exchange) Sent message to agent: at once action_tag: 4df0f9bb-0f0f src: UserId<me> dest: AgentId<A 1> retries: 3 agent: AgentId<A 1>" << "academy-text" << "2026-08-05 05:20:01.042000"
                                             << "Sent message to agent: at once action_tag: 4df0f9bb-0f0f src: UserId<me> dest: AgentId<A 1> retries: 3 agent: AgentId<A 1>"
                                             << "academy.action_tag=4df0f9bb-0f0f;academy.src=UserId<me>;academy.dest=AgentId<A 1>;academy.retries=3;academy.agent=AgentId<A 1>";
    QTest::newRow("academy text, short") << "[2026-08-05 05:20:01.042] WARNING  (academy.runtime) slow" << "academy-text" << "2026-08-05 05:20:01.042000" << "slow" << "levelname=WARNING";
    QTest::newRow("academy text, task behind the bracket") << "[2026-08-05 05:20:01.042] [tid=1404 pid=77] task=Task-3  CRITICAL (academy.runtime) down" << "academy-text" << "2026-08-05 05:20:01.042000" << "down"
                                                           << "thread=1404;process=77;taskName=Task-3;levelname=CRITICAL";
    QTest::newRow("academy text in colours") << "\x1b[2;37m[2026-08-05 05:20:01.042]\x1b[0m \x1b[34mINFO    \x1b[0m \x1b[35m(academy.runtime)\x1b[0m started" << "academy-text" << "2026-08-05 05:20:01.042000" << "started"
                                             << "levelname=INFO;name=academy.runtime";
    QTest::newRow("academy text in colours, with more") << "\x1b[2;37m[2026-08-05 05:20:01.042]\x1b[0m \x1b[32m[tid=1404 pid=77] task=Task-3 \x1b[0m \x1b[36mDEBUG   \x1b[0m \x1b[35m(academy.runtime)\x1b[0m started" << "academy-text"
                                                        << "2026-08-05 05:20:01.042000" << "started" << "thread=1404;process=77;taskName=Task-3;levelname=DEBUG";
    QTest::newRow("cctools debug") << "2026/08/05 05:20:01.14 vine_manager[1618] vine: Task 3 state" << "cctools-debug" << "2026-08-05 05:20:01.140000" << "Task 3 state" << "process=1618;name=vine";
    QTest::newRow("cctools debug of a child") << "2026/08/05 05:20:01.14 work_queue[16]<child:17> wq: x: y" << "cctools-debug" << "2026-08-05 05:20:01.140000" << "x: y" << "process=16;name=wq";
}

void NeighboursTest::formatsAreRecognisedAndRead()
{
    QFETCH(QString, line);
    QFETCH(QString, format);
    QFETCH(QString, time);
    QFETCH(QString, message);
    QFETCH(QString, fields);
    const LogFolder folder;
    folder.write("x.log", line.toStdString() + "\n" + line.toStdString() + "\n");
    const StorePtr store = folder.load("x.log");
    const Source &source = store->sources().front();
    QCOMPARE(q(source.format), format);
    QCOMPARE(source.events, uint64_t(2));
    QCOMPARE(q(brokenAccount(*store)), q(""));
    QVERIFY2(source.issues.empty(), source.issues.empty() ? "" : source.issues[0].what.c_str());
    QCOMPARE(q(timeOfRow(store, 0)), time);
    QCOMPARE(q(messagesOf(store)[1]), message);
    for (const QString &field : fields.split(u';', Qt::SkipEmptyParts)) {
        const std::string name = field.section(u'=', 0, 0).toStdString();
        QCOMPARE(q(name + "=" + bothOf(store, 1, name)), field);
    }
}

void NeighboursTest::theStepsOfAFunctionBelongToItsTask()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(0, "Parsl task 4 try 0 launched on executor wq with executor id 7"));
    folder.write("000/wq/function_data/0007/log", "1785900001.25 START\n1785900001.5 EXECUTEFUNCTION\n1785900002.0 DONE\n");
    folder.write("000/wq/function_data/0007/function", "a pickle");
    const StorePtr store = folder.load("000");
    QCOMPARE(q(sourceNamed(*store, "wq/function_data/0007/log").format), q("function-steps"));
    QVERIFY(findIssue(sourceNamed(*store, "wq/function_data/0007/function"), "never opened"));
    const EventRows &rows = *store->rows();
    QCOMPARE(rows.size(), size_t(4));
    QCOMPARE(messagesOf(store)[2], std::string("EXECUTEFUNCTION"));
    QCOMPARE(q(formatEpochSeconds(store->time(rows[1]))), q("1785900001.25"));
    QCOMPARE(q(RecordReader(store).read(rows[3]).text("parsl_task_id")), q("4")); // by way of the executor's number
}

void NeighboursTest::monitoringMessagesAreSamples()
{
    const LogFolder folder;
    folder.write("000/monitoring.json", "{\"parsl_dfk\": \"2f1c3a5e-0000-4abc-8def-0123456789ab\", \"parsl_task_id\": 4, \"parsl_try_id\": 0, \"first_msg\": false, \"last_msg\": false, \"created\": 1785900001.5, "
                                        "\"formatted\": \"{'psutil_process_pid': 7, 'psutil_process_memory_virtual': 2048.0, 'psutil_process_memory_resident': 1024.5, 'psutil_process_time_user': 1.5, 'psutil_process_time_system': 0.25, 'timestamp': datetime.datetime(2026, 8, 5, 3, 20, 1, 500000)}\"}\n");
    const StorePtr store = folder.load("000");
    QCOMPARE(q(store->sources().front().format), q("parsl-monitoring-json"));
    const EventRef event = store->rows()->front();
    QCOMPARE(q(bothOf(store, 0, "parsl_task_id")), q("4"));
    QCOMPARE(q(bothOf(store, 0, "psutil_process_memory_resident")), q("1024.5"));
    QCOMPARE(q(bothOf(store, 0, "psutil_process_time_user")), q("1.5"));
    QCOMPARE(q(fieldText(*store, event, "metric")), q("task_resources"));
}

void NeighboursTest::aYearFollowsFromTheFilesTime()
{
    const LogFolder folder;
    folder.write("messages", "Dec 31 23:59:58 node7 kernel: old\nJan  1 00:00:02 node7 sshd[12]: new\n<13>Jan  2 10:00:00 node7 x: last\n");
    setWritten(folder.path("messages"), "2026-01-02 10:00:00");
    const StorePtr store = folder.load("messages");
    QCOMPARE(q(store->sources()[0].format), q("syslog-3164"));
    QCOMPARE(q(timeOfRow(store, 0)), q("2025-12-31 23:59:58.000000"));
    QCOMPARE(q(timeOfRow(store, 1)), q("2026-01-01 00:00:02.000000"));
    QCOMPARE(q(bothOf(store, 1, "process")), q("12"));
    QCOMPARE(q(bothOf(store, 0, "process")), q(""));
    QCOMPARE(q(bothOf(store, 2, "levelname")), q("NOTICE"));
    QCOMPARE(q(fieldOf(store, 0, "created")), q("1767225598.0"));

    folder.write("leap", "Feb 29 12:00:00 node7 x: leap\nMar  1 00:00:00 node7 x: y\n");
    setWritten(folder.path("leap"), "2026-06-01 00:00:00");
    const StorePtr leap = folder.load("leap");
    QCOMPARE(q(timeOfRow(leap, 0)), q("2024-02-29 12:00:00.000000")); // the last year that had the day
    QCOMPARE(q(timeOfRow(leap, 1)), q("2026-03-01 00:00:00.000000"));
}

void NeighboursTest::pairsKeepQuotedText()
{
    const LogFolder folder;
    folder.write("x.log", "ts=1785900001.5 msg=\"a \\\"b\\\" c=d \\\\ é\" empty=\"\" path=C:\\new zero=007 big=12345678901234567890 huge=1e999\n");
    const StorePtr store = folder.load("x.log");
    QCOMPARE(store->sources()[0].events, uint64_t(1));
    QCOMPARE(q(messagesOf(store)[0]), q("a \"b\" c=d \\ é"));
    QCOMPARE(q(bothOf(store, 0, "path")), q("C:\\new"));
    QCOMPARE(q(bothOf(store, 0, "zero")), q("007"));
    QCOMPARE(q(bothOf(store, 0, "huge")), q("1e999")); // no double holds it: text
    RecordReader reader(store);
    QVERIFY(reader.read(store->rows()->front()).find("empty"));
    QVERIFY(reader.raw(store->rows()->front()).starts_with("ts=1785900001.5"));
}

void NeighboursTest::brokenPairsAreSkipped()
{
    const LogFolder folder;
    folder.write("x.log", "ts=1785900001.5 msg=a\nno pairs here\n\nts=1785900002.5 msg=\"open\nts=1785900003.5 msg=b\nts=1785900004.5 msg=\"cut");
    const StorePtr store = folder.load("x.log");
    const Source &source = store->sources()[0];
    QCOMPARE(source.events, uint64_t(2));
    QCOMPARE(source.skipped, uint64_t(3));
    QCOMPARE(source.blank, uint64_t(1));
    QCOMPARE(q(brokenAccount(*store)), q(""));
    QCOMPARE(q(incompleteIssue(*store)), q(""));
    QVERIFY(findIssue(source, "not pairs"));
    QVERIFY(findIssue(source, "the last line is cut"));
}

void NeighboursTest::columnsAreNamedByTheCommentLine()
{
    const LogFolder folder;
    folder.write("000/wq/master_log", "# timestamp workers_connected workers_busy tasks_waiting tasks_running tasks_done bandwidth new_column \n"
                                      "1785900001000000 2 1 7 2 0 0.500000 3\n1785900002000000 2 2 6 3 1 nan 4\n");
    const StorePtr store = folder.load("000");
    const Source &source = store->sources()[0];
    QCOMPARE(q(source.format), q("cctools-statistics"));
    QCOMPARE(source.events, uint64_t(2));
    QCOMPARE(source.blank, uint64_t(1));
    QCOMPARE(source.skipped, uint64_t(0));
    QCOMPARE(q(timeOfRow(store, 1)), q(formatTime(at(2))));
    QCOMPARE(q(fieldText(*store, store->rows()->front(), "bandwidth")), q("0.5"));
    QCOMPARE(q(bothOf(store, 1, "bandwidth")), q("nan"));
    QCOMPARE(q(bothOf(store, 1, "parsl_executor")), q("wq"));
    QCOMPARE(q(messagesOf(store)[0]), q("7 tasks waiting, 2 running, 0 done; 2 workers, 1 busy"));
    const Metric other = readMetric(*store, "wq_other"); // a column that no rule knows
    QCOMPARE(other.summary.values.size(), size_t(1));
    QCOMPARE(q(other.summary.values[0].name), q("new_column"));
    QCOMPARE(other.summary.values[0].maximum, 4.0);
}

void NeighboursTest::rowsOfOtherWidthAreSkipped()
{
    const LogFolder folder;
    folder.write("000/wq/master_log", "# timestamp workers_connected tasks_running\n1785900001000000 2 1\n1785900002000000 2\n1785900003000000 2 1 1\n1785900004000000 3 3\n1785900005000000 ");
    const StorePtr store = folder.load("000");
    const Source &source = store->sources()[0];
    QCOMPARE(source.events, uint64_t(2));
    QCOMPARE(source.skipped, uint64_t(3));
    QCOMPARE(q(brokenAccount(*store)), q(""));
    QCOMPARE(findIssue(source, "not as many columns")->line, uint64_t(3));
    QVERIFY(findIssue(source, "the last line is cut"));
}

void NeighboursTest::namesMayChangeInTheMiddle()
{
    const LogFolder folder;
    folder.write("000/wq/master_log", "# timestamp workers_connected tasks_running\n1785900001000000 2 1\n# timestamp tasks_running workers_connected extra\n1785900002000000 5 6 7\n");
    const StorePtr store = folder.load("000");
    QCOMPARE(q(bothOf(store, 0, "tasks_running")), q("1"));
    QCOMPARE(q(bothOf(store, 1, "tasks_running")), q("5"));
    QCOMPARE(q(bothOf(store, 1, "workers_connected")), q("6"));
    QCOMPARE(q(bothOf(store, 1, "extra")), q("7"));
    QCOMPARE(q(bothOf(store, 0, "extra")), q(""));
}

void NeighboursTest::everyStatisticIsASeries()
{
    const StorePtr store = loadAll({ recordedRun("wq_text") });
    const std::string text = readFile(recordedRun("wq_text/000/wq/master_log"));
    std::map<std::string, std::vector<double>> wanted;
    std::istringstream lines(text);
    std::string line;
    std::vector<std::string> names;
    while (std::getline(lines, line)) {
        std::istringstream words(line);
        std::string word;
        if (line.starts_with("#")) {
            words >> word;
            while (words >> word)
                names.push_back(word);
            continue;
        }
        for (const auto &name : names) {
            words >> word;
            wanted[name].push_back(std::stod(word));
        }
    }
    QCOMPARE(names.size(), size_t(57));
    wanted.erase("timestamp");
    for (const auto &summary : listMetrics(*store)) {
        if (!summary.name.starts_with("wq_"))
            continue;
        const Metric metric = readMetric(*store, summary.name);
        QCOMPARE(metric.series.size(), size_t(1));
        QCOMPARE(q(metric.series[0].label()), q("wq"));
        for (size_t v = 0; v < metric.summary.values.size(); ++v) {
            const std::string name = metric.summary.values[v].name;
            QVERIFY2(wanted.count(name), name.c_str());
            QVERIFY2(metric.series[0].values[v] == wanted[name], name.c_str());
            wanted.erase(name);
        }
    }
    QVERIFY2(wanted.empty(), wanted.empty() ? "" : wanted.begin()->first.c_str());
}

void NeighboursTest::commentsOfTransactionsAreNoRecords()
{
    const LogFolder folder;
    folder.write("000/wq/transaction_log", kTransactions);
    const StorePtr store = folder.load("000");
    const Source &source = store->sources()[0];
    QCOMPARE(q(source.format), q("cctools-transactions"));
    QCOMPARE(q(source.role), q("work queue transactions"));
    QCOMPARE(source.events, uint64_t(9));
    QCOMPARE(source.blank, uint64_t(3));
    QCOMPARE(source.skipped, uint64_t(0));
    QVERIFY(source.issues.empty());
    QCOMPARE(q(timeOfRow(store, 1)), q(formatTime(at(1.042317))));
    QCOMPARE(q(bothOf(store, 1, "wq_category")), q("double"));
    QCOMPARE(q(bothOf(store, 1, "wq_task_status")), q("WAITING"));
    QCOMPARE(q(bothOf(store, 3, "wq_worker_address")), q("10.0.0.7:40122"));
    QCOMPARE(q(bothOf(store, 3, "parsl_task_status")), q("running"));
    QCOMPARE(q(bothOf(store, 4, "parsl_task_status")), q("running_ended"));
    QCOMPARE(q(bothOf(store, 5, "wq_result")), q("SUCCESS"));
    QCOMPARE(q(bothOf(store, 5, "wq_task_status")), q("RETRIEVED"));
    QCOMPARE(q(bothOf(store, 6, "wq_exit_code")), q("0"));
    QCOMPARE(q(fieldText(*store, (*store->rows())[7], "transfer_megabytes")), q("2.5"));
    QCOMPARE(q(bothOf(store, 7, "transfer_file")), q("a file.txt"));
    QCOMPARE(q(bothOf(store, 8, "wq_reason")), q("IDLE_OUT"));
    QCOMPARE(q(bothOf(store, 8, "wq_worker_id")), q("worker-0a"));
}

void NeighboursTest::tasksOfTheQueueAreBoundWhereAMessageBindsThem()
{
    const StorePtr store = loadAll({ recordedRun("wq_wide") });
    const FieldId queueTask = store->fields().find("wq_task_id");
    const FieldId task = store->fields().find("parsl_task_id");
    size_t bound = 0;
    size_t transactions = 0;
    for (const EventRef event : *store->rows()) {
        if (store->source(event).role != "work queue transactions" || isAbsent(store->value(event, queueTask)))
            continue;
        ++transactions;
        const auto derived = store->identity()->derive(*store, event);
        bound += std::any_of(derived.begin(), derived.end(), [&](const auto &value) { return value.field == "parsl_task_id"; });
    }
    QVERIFY(transactions > 400);
    QCOMPARE(bound, transactions);
    QVERIFY(task != kNoField);
    const StorePtr text = loadAll({ recordedRun("wq_text") }); // no message binds them
    for (const EventRef event : *text->rows()) {
        if (text->source(event).role == "work queue transactions")
            QVERIFY(text->identity()->derive(*text, event).size() < 2);
    }
}

// From 1.3.0a0 to 2025.03.24 the submit process's log binds the tasks. Such a line names no executor: what it has in common with
// the transactions is the process that hands the task over. The queues number differently, since one refused its first task.
void NeighboursTest::tasksOfTwoQueuesAreBoundByTheirManagersProcess()
{
    const auto handed = [](int task, const std::string &queue, const std::string &process, int number, const std::string &message) {
        return textLine(task, "Parsl task " + std::to_string(task) + " try 0 launched on executor " + queue + " with executor id " + std::to_string(number)) + TextLine { task + 0.5, message, "INFO", process }.text();
    };
    const auto transactions = [](int process, int number) {
        const std::string task = " " + std::to_string(process) + " TASK " + std::to_string(number);
        return "1785900010000000" + task + " WAITING f FIRST_RESOURCES {}\n1785900011000000" + task + " RUNNING 10.0.0.7:1  FIRST_RESOURCES {}\n1785900012000000" + task + " DONE SUCCESS  0  {} {}\n";
    };
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(0, "Starting DataFlowKernel with config") + textLine(0, "Run id is: 11111111-0000-4abc-8def-0123456789ab")
                                      + handed(1, "first", "WorkQueue-Submit-Process-71", 0, "Executor task 0 submitted as Work Queue task 1")
                                      + handed(2, "second", "WorkQueue-Submit-Process-72", 1, "Task 1 submitted to WorkQueue with id 1"));
    folder.write("000/first/transaction_log", transactions(71, 1));
    folder.write("000/second/transaction_log", transactions(72, 1));
    const StorePtr store = folder.load();
    size_t bound = 0;
    for (const EventRef event : *store->rows()) {
        const Source &source = store->source(event);
        if (source.role != "work queue transactions")
            continue;
        const auto derived = store->identity()->derive(*store, event, store->fields().find("parsl_task_id"));
        QCOMPARE(derived.size(), size_t(1));
        QCOMPARE(q(toText(derived[0].value)), source.logsource.starts_with("first/") ? q("1") : q("2"));
        ++bound;
    }
    QCOMPARE(bound, size_t(6));
    QVERIFY(store->identity()->conflicts(*store).empty());
    RecordReader reader(store);
    const auto message = std::find_if(store->rows()->begin(), store->rows()->end(), [&](EventRef event) { return reader.message(event) == "Task 1 submitted to WorkQueue with id 1"; });
    QVERIFY(message != store->rows()->end());
    QCOMPARE(q(bothOf(store, static_cast<size_t>(message - store->rows()->begin()), "cctools_manager")), q("72"));
}

void NeighboursTest::guessesAreOnlyMadeWhenAskedFor()
{
    std::vector<std::string> problems;
    const auto rules = loadRules({ {}, {}, true }, problems);
    QVERIFY(problems.empty());
    const StorePtr store = loadWith(rules, recordedRun("wq_text"));
    const StorePtr plain = loadAll({ recordedRun("wq_text") });
    size_t guessed = 0;
    for (size_t row = 0; row < store->rows()->size(); ++row) {
        const EventRef event = (*store->rows())[row];
        if (store->source(event).role != "work queue transactions")
            continue;
        const std::string queueTask = fieldText(*store, event, "wq_task_id");
        if (queueTask.empty())
            continue;
        QCOMPARE(q(bothOf(store, row, "parsl_executor_id")), q(std::to_string(std::stoi(queueTask) - 1)));
        QVERIFY(fieldText(*plain, (*plain->rows())[row], "parsl_executor_id").empty());
        ++guessed;
        if (guessed > 1)
            continue;
        RecordReader reader(store);
        const Record record = reader.read(event);
        QCOMPARE(record.find("parsl_executor_id")->origin, Origin::Guess);
        QVERIFY(record.find("parsl_executor_id")->proof.starts_with("a guess: "));
        QVERIFY(record.find("parsl_task_id")); // what follows from it
    }
    QVERIFY(guessed > 400);
    // Where messages bind them, the guess agrees: no conflict.
    const StorePtr wide = loadWith(rules, recordedRun("wq_wide"));
    QVERIFY(wide->identity()->conflicts(*wide).empty());
}

void NeighboursTest::taskVineIsRead()
{
    const LogFolder folder;
    folder.write("runinfo/000/parsl.log", textLine(0, "x"));
    const std::string logs = "runinfo/vine/2026-08-05T052000/vine-logs/";
    folder.write(logs + "transactions", "# time manager_pid TASK id WAITING\n\n1785900001000000 47 MANAGER 47 START 0\n1785900001100000 47 TASK 1 INITIAL\n"
                                        "1785900001200000 47 TASK 1 READY double FIRST_RESOURCES 1 {\"cores\":[1,\"cores\"]}\n1785900001300000 47 WORKER worker-0a CONNECTION 10.0.0.7:4012\n"
                                        "1785900001400000 47 WORKER worker-0a TRANSFER INPUT file-x 1024 350 1785900001350000\n"
                                        "1785900002000000 47 TASK 1 RUNNING worker-0a  FIRST_RESOURCES {\"cores\":[1,\"cores\"]}\n1785900003000000 47 TASK 1 WAITING_RETRIEVAL worker-0a \n"
                                        "1785900003100000 47 TASK 1 RETRIEVED SUCCESS  0  {} {}\n1785900003200000 47 TASK 1 DONE SUCCESS  0 \n1785900003300000 47 LIBRARY 2 SENT worker-0a\n");
    folder.write(logs + "performance", "# timestamp workers_connected workers_slow tasks_waiting inuse_cache\n1785900001000000 1 0 3 5\n");
    folder.write(logs + "taskgraph", "# taskvine taskgraph version 2\nFILE file-x \"a b\" 10\nTASK T1 \"python3\" INPUTS file-x OUTPUTS file-y \n# end\n");
    folder.write(logs + "debug", "2026/08/05 05:20:01.10 vine_manager[47] vine: Task 1 state change: READY (1) to RUNNING (2)\n");
    folder.write("runinfo/vine/vine-cache/file-rnd-abc", "any bytes");
    const StorePtr store = folder.load("runinfo");
    const auto cached = std::find_if(store->sources().begin(), store->sources().end(), [](const Source &source) { return source.path.find("vine-cache") != std::string::npos; });
    QVERIFY(cached != store->sources().end() && findIssue(*cached, "never opened"));
    for (const auto &source : store->sources()) {
        if (&source == &*cached)
            continue;
        QVERIFY2(source.format != "unknown", source.path.c_str());
        QCOMPARE(source.skipped, uint64_t(0));
    }
    const Source &transactions = sourceNamed(*store, "../vine/2026-08-05T052000/vine-logs/transactions");
    QCOMPARE(q(transactions.role), q("vine transactions"));
    std::map<std::string, int> statuses;
    RecordReader reader(store);
    bool transfer = false;
    for (const EventRef event : *store->rows()) {
        const Record record = reader.read(event);
        if (store->source(event).role == "vine transactions" && record.find("vine_task_id"))
            ++statuses[std::string(record.text("vine_task_status"))];
        transfer |= record.text("transfer_bytes") == "1024" && record.text("vine_worker_id") == "worker-0a" && record.text("parsl_executor") == "vine";
    }
    QCOMPARE(statuses.size(), size_t(6));
    QVERIFY(statuses.count("INITIAL") && statuses.count("READY") && statuses.count("DONE"));
    QVERIFY(transfer);
    QCOMPARE(readMetric(*store, "wq_workers_total").series.size(), size_t(1));
    QCOMPARE(sourceNamed(*store, "../vine/2026-08-05T052000/vine-logs/taskgraph").events, uint64_t(4));
}

// Made by hand, as TaskVine's source writes it: every kind of record, a lost worker, a task that ran twice, one that failed.
void NeighboursTest::aWholeRunOfTaskVineIsRead()
{
    const std::string path = recordedRun("../made/taskvine");
    LoadOptions options;
    options.paths = { path };
    options.zone = "UTC";
    std::vector<std::string> problems;
    const StorePtr store = Loader::load(loadRules({ {}, {}, true }, problems), options);
    QCOMPARE(store->sources().size(), size_t(5));
    QCOMPARE(q(brokenAccount(*store)), q(""));
    for (const Source &source : store->sources()) {
        QVERIFY2(source.format != "unknown" && source.skipped == 0 && source.issues.empty(), source.path.c_str());
        QCOMPARE(q(store->runs()[index(source.run)].rundir), q("000"));
    }
    const std::string logs = "../vine/2026-08-05T032000/vine-logs/";
    QCOMPARE(sourceNamed(*store, logs + "transactions").events, uint64_t(42)); // counted: grep -c '^[0-9]'
    QCOMPARE(sourceNamed(*store, logs + "performance").events, uint64_t(5));
    QCOMPARE(sourceNamed(*store, logs + "taskgraph").events, uint64_t(6));
    QCOMPARE(sourceNamed(*store, logs + "debug").first, kEpoch + kSecond / 2);
    std::map<std::string, uint64_t> entities;
    for (const auto &[kind, count] : countEntities(*store))
        entities[kind] = count;
    QCOMPARE(entities["TaskVine task"], uint64_t(4)); // no mini task among them
    QCOMPARE(entities["TaskVine worker"], uint64_t(2));
    std::map<std::string, int> statuses;
    std::set<std::string> seen;
    for (const EventRef event : *store->rows()) {
        if (store->source(event).role != "vine transactions")
            continue;
        if (const std::string task = fieldText(*store, event, "vine_task_id"); !task.empty())
            ++statuses[task + " " + fieldText(*store, event, "vine_task_status")];
        for (const char *field : { "vine_library_id", "wq_reason", "transfer_direction", "transfer_bytes", "wq_exit_code", "wq_category" })
            seen.insert(std::string(field) + "=" + fieldText(*store, event, field));
    }
    QCOMPARE(statuses["2 RUNNING"], 2);
    QCOMPARE(statuses["2 READY"], 2);
    for (const char *task : { "1", "2", "3", "4" }) {
        for (const char *status : { "INITIAL", "READY", "RUNNING", "WAITING_RETRIEVAL", "RETRIEVED", "DONE" })
            QVERIFY2(statuses.count(std::string(task) + " " + status), (std::string(task) + " " + status).c_str());
    }
    for (const char *said : { "vine_library_id=5", "wq_reason=XFER_ERRORS", "wq_reason=EXPLICIT", "transfer_direction=INPUT", "transfer_direction=OUTPUT", "transfer_bytes=2048", "wq_exit_code=1", "wq_category=library_call" })
        QVERIFY2(seen.count(said), said);
    const auto statistics = readMetric(*store, "wq_tasks_total");
    QCOMPARE(statistics.series.size(), size_t(1));
    // By order of submission, as was asked for: TaskVine's task 2 is the executor's 1, which is Parsl's 1. So its states count.
    for (const EventRef event : *store->rows()) {
        if (fieldText(*store, event, "vine_task_id") != "2")
            continue;
        const auto derived = store->identity()->derive(*store, event);
        QVERIFY(std::any_of(derived.begin(), derived.end(), [&](const auto &value) { return value.field == "parsl_task_id" && toText(value.value) == "1"; }) || store->source(event).role != "vine transactions");
    }
    const StateCounts counts = countStates(*store);
    std::map<std::string, uint32_t> last;
    for (size_t i = 0; i < counts.states.size(); ++i)
        last[counts.states[i]] = counts.series[0].counts[i].back();
    QCOMPARE(last["exec_done"], 3u);
    QCOMPARE(last["failed"], 1u);
    QCOMPARE(last["running"] + last["running_ended"] + last["launched"], 0u);
    QCOMPARE(counts.unresolved, uint64_t(0));
}

void NeighboursTest::logsBesideRunsBelongToOneEach()
{
    const LogFolder folder;
    const std::string line = " 47 TASK 1 INITIAL\n";
    for (const char *run : { "000", "001", "002" })
        folder.write(std::string("runinfo/") + run + "/parsl.log", textLine(0, "x"));
    for (const char *run : { "000", "002" }) // 001 had no such executor
        std::filesystem::create_directories(folder.path(std::string("runinfo/") + run + "/vine"));
    folder.write("runinfo/vine/2026-08-05T052000/vine-logs/transactions", "1785900001000000" + line);
    folder.write("runinfo/vine/2026-08-06T052000/vine-logs/transactions", "1785986401000000" + line);
    folder.write("runinfo/vine/vine-cache/x", "cache");
    const auto runOf = [](const StorePtr &store, const std::string &stamp) {
        const Source &source = sourceNamed(*store, "../vine/" + stamp + "/vine-logs/transactions");
        return source.run == kNoRun ? std::string() : store->runs()[index(source.run)].rundir;
    };
    const StorePtr all = folder.load("runinfo");
    QCOMPARE(q(runOf(all, "2026-08-05T052000")), q("000"));
    QCOMPARE(q(runOf(all, "2026-08-06T052000")), q("002"));
    const StorePtr one = folder.load("runinfo/002"); // the run alone: its own only
    QCOMPARE(q(runOf(one, "2026-08-06T052000")), q("002"));
    QCOMPARE(one->sources().size(), size_t(2));
    QCOMPARE(folder.load("runinfo/001")->sources().size(), size_t(1));
    std::filesystem::create_directories(folder.path("runinfo/001/vine")); // three runs, two logs: nothing tells
    QCOMPARE(q(runOf(folder.load("runinfo"), "2026-08-05T052000")), q(""));
}

void NeighboursTest::textsAreAttachedToTheirBlockOrTask()
{
    const StorePtr store = loadAll({ recordedRun("wq_text") });
    RecordReader reader(store);
    std::string script;
    std::string output;
    for (const EventRef event : *store->rows()) {
        const Source &source = store->source(event);
        if (source.role == "submit script" && fieldText(*store, event, "block_id") == "0") {
            script = reader.raw(event);
            QVERIFY(!store->hasTime(event));
            QCOMPARE(q(formatEpochSeconds(store->time(event))), q("1795358235.6984363")); // of its name
        }
        if (source.role == "task output") {
            QCOMPARE(q(fieldText(*store, event, "parsl_task_id")), q("92"));
            output += reader.message(event);
        }
    }
    QVERIFY(script.starts_with("export JOBNAME"));
    QVERIFY(script.ends_with("fi"));
    QCOMPARE(q(output), q("hello-0"));
    const Source &errors = sourceNamed(*store, "000/task_logs/0000/task_0092_echo.stderr");
    QCOMPARE(errors.events, uint64_t(4));
    QCOMPARE(q(errors.format), q("plain-text"));
    QCOMPARE(q(errors.role), q("task errors"));
}

void NeighboursTest::textsDoNotStretchTheRun()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(1, "a") + textLine(5, "b"));
    folder.write("000/submit_scripts/parsl.htex.block-3.1785900002.5.sh", "#!/bin/sh\necho 1\n\necho 2\n");
    folder.write("000/submit_scripts/parsl.htex.block-3.1785900002.5.sh.out", "Found cores : 2\nbye\n");
    setWritten(folder.path("000/submit_scripts/parsl.htex.block-3.1785900002.5.sh.out"), "2027-01-01 00:00:00");
    const StorePtr store = folder.load("000");
    QCOMPARE(store->timeSpan().begin, at(1));
    QCOMPARE(store->timeSpan().end, at(5) + 1);
    QCOMPARE(store->runs()[0].ended, at(5));
    QCOMPARE(store->rows()->size(), size_t(5));
    QCOMPARE(q(messagesOf(store)[1]), q("#!/bin/sh\necho 1\n\necho 2"));
    QCOMPARE(store->time((*store->rows())[4]), at(5)); // not in the next year
    QCOMPARE(q(bothOf(store, 4, "block_id")), q("3"));
    QCOMPARE(q(brokenAccount(*store)), q(""));
    const Source &script = sourceNamed(*store, "000/submit_scripts/parsl.htex.block-3.1785900002.5.sh");
    QCOMPARE(script.events + script.continued + script.blank, uint64_t(4));
}

void NeighboursTest::aLogAmongTheTextsKeepsItsTimes()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(1, "a"));
    folder.write("000/submit_scripts/parsl.wq.block-0.1785900002.5.sh.err", "2026/08/05 05:20:01.07 work_queue_worker[1664] notice: stopping\n");
    folder.write("000/task_logs/0000/task_0004_f.stdout", "plain\n" + textLine(2, "looks like a record"));
    const StorePtr store = folder.load("000");
    QCOMPARE(q(sourceNamed(*store, "000/submit_scripts/parsl.wq.block-0.1785900002.5.sh.err").format), q("cctools-debug"));
    const Source &output = sourceNamed(*store, "000/task_logs/0000/task_0004_f.stdout");
    QCOMPARE(q(output.format), q("plain-text")); // its first line is none: nothing of it may be skipped
    QCOMPARE(output.events, uint64_t(2));
}

void NeighboursTest::recordedRunsLeaveNothingUnknown()
{
    QFETCH(QString, run);
    const StorePtr store = loadAll({ recordedRun(run.toStdString()) });
    for (const auto &source : store->sources()) {
        const bool neverRead = findIssue(source, "never opened") || source.logsource.ends_with("monitoring.db");
        QVERIFY2(neverRead || source.format != "unknown", source.path.c_str());
        QVERIFY2(source.skipped == 0, source.path.c_str());
    }
    QCOMPARE(q(brokenAccount(*store)), q(""));
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::NeighboursTest)
#include "tst_neighbours.moc"
