// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordreader.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <set>

namespace widelens {

// Recorded logs cut anywhere: what stood before the cut is read as it was, and every line is accounted for.
class CutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCutLogIsReadUpToTheCut_data();
    void aCutLogIsReadUpToTheCut();
    void aCutDocumentKeepsItsRecords();
    void damageAnywhereIsSurvived_data();
    void damageAnywhereIsSurvived();
};

namespace {

struct Event {
    Time time;
    uint64_t line;
    std::string raw;
    std::string task;
    std::string templateText;

    bool operator==(const Event &) const = default;
};

// The events in file order.
std::vector<Event> eventsOf(const StorePtr &store)
{
    std::vector<Event> events;
    RecordReader reader(store);
    for (uint32_t row = 0; row < store->segments().front()->rowCount(); ++row) {
        const EventRef event { 0, row };
        events.push_back({ store->time(event), store->line(event), reader.raw(event), fieldText(*store, event, "parsl_task_id"), store->templates().get(store->templateId(event)).text });
    }
    return events;
}

// The longer way, for packaging/check: every recorded file, more places in each.
bool isThorough()
{
    return qEnvironmentVariableIsSet("WIDELENS_ALL_CUTS");
}

// Logs of other systems, as no run has them recorded: NAME to write them under, and 200 records.
const std::map<std::string, std::string> &neighbourLogs()
{
    static const std::map<std::string, std::string> logs = [] {
        std::map<std::string, std::string> made;
        for (int i = 0; i < 200; ++i) {
            const Time time = at(i * 0.5);
            const std::string iso = formatTime(time, 3);
            const std::string day = iso.substr(0, 10);
            const std::string clock = iso.substr(11);
            const std::string n = std::to_string(i);
            const std::string micros = std::to_string(time / 1000);
            const std::string padding(static_cast<size_t>(i * 7 % 130), 'x');
            made["logfmt.log"] += "ts=" + day + "T" + clock + "Z level=info msg=\"step " + n + " \\\"" + padding + "\\\"\" n=" + n + "\n";
            made["netlogger.log"] += "ts=" + day + "T" + clock + "Z event=job.step.end level=Info id=" + n + " text=\"a " + padding + "\"\n";
            made["messages"] += "Aug  5 " + clock.substr(0, 8) + " node7 sshd[" + n + "]: session " + n + " " + padding + "\n";
            made["syslog"] += "<165>1 " + day + "T" + clock + "Z node7 sched " + n + " ID47 [ex@1 a=\"b\"] job " + n + " " + padding + "\n";
            made["academy.log"] += "[" + iso + "] [tid=1404 pid=77 task=Task-" + n + "]  INFO     (academy.runtime) step " + n + " " + padding + "\n" + (i % 9 ? "" : "  more of it\n");
            made["academy.jsonlog"] += "{\"formatted\": \"step " + n + "\", \"created\": \"" + formatEpochSeconds(time) + "\", \"funcName\": \"f\", \"levelname\": \"INFO\", \"name\": \"academy\", \"academy.agent_id\": \"" + padding + "\"}\n";
            made["wq/transaction_log"] += (i ? "" : "# time manager_pid MANAGER\n") + micros + " 2187 TASK " + n + " WAITING default FIRST_RESOURCES {\"cores\":[1,\"cores\"]}\n";
            made["wq/master_log"] += (i ? "" : "# timestamp workers_connected tasks_waiting tasks_running tasks_done workers_busy\n") + micros + " 1 2 3 " + n + " 5\n";
            made["wq/debug_log"] += "2026/08/05 " + clock.substr(0, 11) + " work_queue_python[1618] wq: Task " + n + " state change: READY (1) to RUNNING (2) " + padding + "\n";
            const std::string resources = "{\"cores\":[1,\"cores\"]}";
            const std::string records[] = { "TASK " + n + " INITIAL", "TASK " + n + " READY double FIRST_RESOURCES 1 " + resources, "TASK " + n + " RUNNING worker-7f  FIRST_RESOURCES " + resources, "TASK " + n + " WAITING_RETRIEVAL worker-7f ",
                                            "TASK " + n + " RETRIEVED SUCCESS  0  {} " + resources, "TASK " + n + " DONE SUCCESS  0 ", "WORKER worker-7f TRANSFER INPUT file-" + padding + " 2048 412 " + micros, "LIBRARY " + n + " SENT worker-7f" };
            made["vine-logs/transactions"] += (i ? "" : "# time manager_pid TASK task_id WAITING\n\n") + micros + " 4790 " + records[i % 8] + "\n";
            made["vine-logs/performance"] += (i ? "" : "# timestamp workers_connected workers_slow tasks_waiting inuse_cache\n") + micros + " 1 0 " + n + " 5\n";
            made["vine-logs/debug"] += "2026/08/05 " + clock.substr(0, 11) + " vine_manager[4790] vine: Task " + n + " state change: READY (1) to RUNNING (2) " + padding + "\n";
            made["table.csv"] += (i ? "" : "time,level,text,n\n") + day + "T" + clock + "Z,INFO,\"step " + n + ", \"\"" + padding + "\"\"" + (i % 9 ? "" : "\nand more") + "\"," + n + "\n";
            made["lines.jsonl"] += "{\"@timestamp\": \"" + day + "T" + clock + "Z\", \"message\": \"step " + n + "\", \"x\": [" + n + ", {\"a\": \"" + padding + "\"}]}\n";
        }
        return made;
    }();
    return logs;
}

std::vector<std::string> recordedFiles()
{
    std::vector<std::string> files;
    const std::filesystem::path root(recordedRun(""));
    for (const auto &entry : std::filesystem::recursive_directory_iterator(root)) {
        const std::string name = std::filesystem::relative(entry.path(), root).string();
        const bool isLog = name.ends_with("log") || name.ends_with("performance") || name.ends_with("transactions");
        if (entry.is_regular_file() && isLog && entry.file_size() > 0 && name.find('/') != std::string::npos && std::isdigit(static_cast<unsigned char>(name[name.find('/') + 1])))
            files.push_back(name);
    }
    std::sort(files.begin(), files.end());
    return files;
}

// One of each kind.
const std::vector<std::string> &someFiles()
{
    static const std::vector<std::string> some { "text/000/parsl.log", "json/000/parsl.jsonlog", "wide/000/parsl.jsonlog", "two_htex/000/parsl.log", "wide/000/htex_Local/interchange.jsonlog",
                                          "parsl-0.9.0/000/parsl.log", "parsl-0.9.0/000/htex_Local/interchange.log", "parsl-1.2.0_mon/000/htex_Local/block-0/ca108404a9b8/manager.log", "parsl-1.2.0_mon/000/database_manager.log",
                                          "parsl-2023.06.12/000/htex_Local/interchange.log", "parsl-2024.06.03_newyork/000/htex_Local/interchange.log", "parsl-2024.06.03_newyork/000/htex_Local/block-1/ee556ca13427/manager.log" };
    return some;
}

void addFiles()
{
    QTest::addColumn<QString>("file");
    for (const auto &file : someFiles())
        QTest::newRow(file.c_str()) << q(file);
    for (const auto &[name, text] : neighbourLogs())
        QTest::newRow(name.c_str()) << q("neighbour/000/" + name);
    if (!isThorough())
        return;
    for (const auto &file : recordedFiles()) {
        if (std::find(someFiles().begin(), someFiles().end(), file) == someFiles().end())
            QTest::newRow(file.c_str()) << q(file);
    }
}

// The first part of a log, to the end of a line: enough to cut, quick to read a hundred times.
std::string beginningOf(const QString &file, size_t size)
{
    const std::string name = file.toStdString();
    const bool isNeighbour = name.rfind("neighbour/", 0) == 0;
    const std::string text = isNeighbour ? neighbourLogs().at(name.substr(name.find('/', 10) + 1)) : readFile(recordedRun(name));
    return text.size() <= size ? text : text.substr(0, text.find('\n', size) + 1);
}

} // namespace

void CutTest::aCutLogIsReadUpToTheCut_data()
{
    addFiles();
}

void CutTest::aCutLogIsReadUpToTheCut()
{
    QFETCH(QString, file);
    const std::string text = beginningOf(file, isThorough() ? 300'000 : 60'000);
    QVERIFY(!text.empty());
    const std::string name = file.toStdString().substr(file.toStdString().find('/') + 1);
    const LogFolder folder;
    folder.write(name, text);
    const StorePtr first = folder.load("000");
    const size_t wholeIssues = first->sources().front().issues.size();
    const auto whole = eventsOf(first);
    QVERIFY(!whole.empty());

    Random random(17);
    std::set<size_t> cuts { 1, text.size() - 1 };
    for (int i = 0; i < (isThorough() ? 1000 : 50); ++i)
        cuts.insert(1 + below(random, text.size() - 1));
    for (int i = 0; i < (isThorough() ? 300 : 10); ++i) {
        const size_t end = std::min(text.find('\n', below(random, text.size() - 1)), text.size() - 1);
        const size_t near = end + below(random, 129);
        for (const size_t cut : { end - std::min<size_t>(end, 1), end, end + 1, end + 2, near - std::min<size_t>(near, 64) })
            cuts.insert(std::clamp<size_t>(cut, 1, text.size() - 1));
    }
    for (const size_t cut : cuts) {
        folder.write(name, text.substr(0, cut));
        const StorePtr store = folder.load("000");
        const std::string place = "cut at " + std::to_string(cut);
        QVERIFY2(brokenAccount(*store).empty(), (place + ": " + brokenAccount(*store)).c_str());
        QVERIFY2(incompleteIssue(*store).empty(), (place + ": " + incompleteIssue(*store)).c_str());
        const Source &source = store->sources().front();
        if (source.format == "unknown")
            continue; // nothing whole is left
        auto events = eventsOf(store);
        // All records that end before the cut are there, unchanged; the last one of a text log may have lost lines behind it.
        size_t complete = 0;
        size_t offset = 0;
        while (complete < whole.size() && offset + whole[complete].raw.size() + 1 <= cut) {
            offset = text.find(whole[complete].raw, offset) + whole[complete].raw.size();
            complete += offset <= cut;
        }
        QVERIFY2(events.size() >= complete && events.size() <= complete + 1, (place + ": " + std::to_string(events.size()) + " events, " + std::to_string(complete) + " were whole").c_str());
        for (size_t i = 0; i < complete; ++i) {
            // What is cut within its header continues the record before it.
            if (i + 1 == complete && events.size() == complete && !text.ends_with(events[i].raw) && events[i].raw.starts_with(whole[i].raw))
                events[i].raw.resize(whole[i].raw.size());
            QVERIFY2(events[i] == whole[i], (place + ": event " + std::to_string(i) + " changed:\n" + events[i].raw + "\n" + whole[i].raw).c_str());
        }
        if (text[cut - 1] != '\n')
            QVERIFY2(findIssue(source, "the last line"), place.c_str());
        else if (!file.endsWith(u".csv")) // there a value may hold line ends: one of them is no end of a record
            QVERIFY2(source.issues.size() <= wholeIssues, place.c_str());
    }
}

void CutTest::aCutDocumentKeepsItsRecords()
{
    std::string text;
    std::vector<size_t> ends; // of records
    for (int i = 0; i < 40; ++i) {
        text += "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"s" + std::to_string(i) + "\"}}]},\"scopeLogs\":[{\"scope\":{\"name\":\"x\"},\"logRecords\":[";
        for (int j = 0; j < 5; ++j) {
            text += (j ? ",{" : "{");
            text += "\"timeUnixNano\":\"" + std::to_string(at(i + j * 0.1)) + "\",\"body\":{\"stringValue\":\"" + std::to_string(i * 5 + j) + "\"}}";
            ends.push_back(text.size());
        }
        text += "]}]}]}\n";
    }
    const LogFolder folder;
    folder.write("000/otel.json", text);
    const auto whole = messagesOf(folder.load("000"));
    QCOMPARE(whole.size(), ends.size());
    Random random(19);
    std::set<size_t> cuts;
    for (int i = 0; i < (isThorough() ? 1000 : 60); ++i)
        cuts.insert(400 + below(random, text.size() - 400));
    for (size_t i = 4; i < ends.size(); i += isThorough() ? 1u : 13u) {
        for (const size_t cut : { ends[i] - 1, ends[i], ends[i] + 1 })
            cuts.insert(cut);
    }
    for (const size_t cut : cuts) {
        folder.write("000/otel.json", text.substr(0, cut));
        const StorePtr store = folder.load("000");
        QCOMPARE(q(brokenAccount(*store)), q(""));
        const auto found = messagesOf(store);
        const auto complete = static_cast<size_t>(std::upper_bound(ends.begin(), ends.end(), cut) - ends.begin());
        QCOMPARE(found.size(), complete);
        QVERIFY(std::equal(found.begin(), found.end(), whole.begin()));
        QCOMPARE(findIssue(store->sources().front(), "it is cut") != nullptr, text[cut - 1] != '\n' && text.compare(cut, 1, "\n") != 0);
    }
}

void CutTest::damageAnywhereIsSurvived_data()
{
    QTest::addColumn<QString>("file");
    for (const auto &file : someFiles())
        QTest::newRow(file.c_str()) << q(file);
}

void CutTest::damageAnywhereIsSurvived()
{
    QFETCH(QString, file);
    const std::string text = beginningOf(file, 30'000);
    const std::string name = file.toStdString().substr(file.toStdString().find('/') + 1);
    const LogFolder folder;
    folder.write(name, text);
    const uint64_t lines = folder.load("000")->sources().front().lines;
    Random random(23);
    for (int round = 0; round < 150; ++round) {
        std::string damaged = text;
        const size_t firstEnd = text.find('\n') + 1; // where a text log's first header is lost, its continuation lines are too
        const size_t place = firstEnd + below(random, damaged.size() - firstEnd);
        const size_t length = 1 + below(random, 200);
        switch (below(random, 5)) {
        case 0: // a lost block
            damaged.replace(place, std::min(length, damaged.size() - place), std::string(std::min(length, damaged.size() - place), '\0'));
            break;
        case 1: // bytes gone
            damaged.erase(place, length);
            break;
        case 2: // bytes of something else
            for (size_t i = place; i < std::min(place + length, damaged.size()); ++i)
                damaged[i] = static_cast<char>(random());
            break;
        case 3: // a line within a line
            damaged.insert(place, damaged.substr(below(random, damaged.size()), length));
            break;
        default: // quotes and braces
            damaged.insert(place, 1 + below(random, 3), "\"\\{}[],:\n\r"[below(random, 10)]);
        }
        folder.write(name, damaged);
        const StorePtr store = folder.load("000");
        QVERIFY2(brokenAccount(*store).empty(), brokenAccount(*store).c_str());
        QVERIFY2(incompleteIssue(*store).empty(), incompleteIssue(*store).c_str());
        const Source &source = store->sources().front();
        QVERIFY(source.format != "unknown");
        const auto newlines = static_cast<uint64_t>(std::count(damaged.begin(), damaged.end(), '\n'));
        QCOMPARE(source.lines, newlines + (damaged.back() != '\n'));
        QVERIFY2(source.skipped <= 30, std::to_string(source.skipped).c_str()); // the rest of the lines was read
        QVERIFY(source.events + source.continued + 60 >= lines);
        RecordReader reader(store);
        for (const EventRef event : *store->rows())
            QVERIFY2(reader.read(event).problem.empty(), reader.read(event).problem.c_str());
    }
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::CutTest)
#include "tst_cut.moc"
