// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordreader.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <limits>
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
    void everyRecordMayBeTheLast_data();
    void everyRecordMayBeTheLast();
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

// The events of a segment in file order.
std::vector<Event> eventsOf(const EventStore &store, RecordReader &reader, uint32_t segment)
{
    std::vector<Event> events;
    for (uint32_t row = 0; row < store.segments()[segment]->rowCount(); ++row) {
        const EventRef event { segment, row };
        events.push_back({ store.time(event), store.line(event), reader.raw(event), fieldText(store, event, "parsl_task_id"), store.templates().get(store.templateId(event)).text });
    }
    return events;
}

// Of the store's only source.
std::vector<Event> eventsOf(const StorePtr &store)
{
    RecordReader reader(store);
    return eventsOf(*store, reader, 0);
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

// A log that nobody cut, and what is read of it.
struct WholeLog {
    std::string name; // within the run's directory
    std::string text;
    std::vector<Event> events;
    std::vector<size_t> ends; // in the text, before the end of line: one of each event
    size_t issues = 0;

    WholeLog() = default;
    WholeLog(std::string path, std::string content, std::vector<Event> read, size_t said) : name(std::move(path)), text(std::move(content)), events(std::move(read)), issues(said)
    {
        for (size_t offset = 0; const Event &event : events) {
            offset = text.find(event.raw, offset) + event.raw.size();
            ends.push_back(offset);
        }
    }
    size_t behind(size_t event) const { return std::min(ends[event] + 1, text.size()); } // its end of line
};

WholeLog readWhole(const LogFolder &folder, const QString &file, std::string text)
{
    const std::string path = file.toStdString(); // RUNINFO/RUN/LOG
    const std::string name = "000" + path.substr(path.find('/', path.find('/') + 1));
    folder.write(name, text);
    const StorePtr store = folder.load("000");
    return WholeLog(name, std::move(text), eventsOf(store), store->sources().front().issues.size());
}

constexpr size_t reach = 64; // bytes before and behind a record's end

// Right at the end of a record or a line of it, around its end of line, and a place within reach.
void addCutsAround(size_t end, size_t size, Random &random, std::set<size_t> &cuts)
{
    const size_t near = end + below(random, 2 * reach + 1);
    for (const size_t cut : { end - std::min<size_t>(end, 1), end, end + 1, end + 2, near - std::min(near, reach) })
        cuts.insert(std::clamp<size_t>(cut, 1, size - 1));
}

// What is wrong with the source and its events, which is the log's beginning up to the cut; empty where all is well.
std::string brokenCut(const WholeLog &log, size_t cut, const Source &source, std::vector<Event> events)
{
    if (source.format == "unknown")
        return {}; // nothing whole is left
    // All records that end before the cut are there, unchanged; the last one of a text log may have lost lines behind it.
    const auto complete = static_cast<size_t>(std::upper_bound(log.ends.begin(), log.ends.end(), cut) - log.ends.begin());
    if (events.size() < complete || events.size() > complete + 1)
        return std::to_string(events.size()) + " events, " + std::to_string(complete) + " were whole";
    for (size_t i = 0; i < complete; ++i) {
        const std::string &raw = log.events[i].raw;
        // What is cut within its header continues the record before it.
        if (i + 1 == complete && events.size() == complete && !log.text.ends_with(events[i].raw) && events[i].raw.starts_with(raw))
            events[i].raw.resize(raw.size());
        if (events[i] != log.events[i])
            return "event " + std::to_string(i) + " changed:\n" + events[i].raw + "\n" + raw;
    }
    if (log.text[cut - 1] != '\n')
        return findIssue(source, "the last line") ? std::string() : "nothing says that the last line is cut";
    // In a CSV a value may hold line ends: one of them is no end of a record.
    return log.name.ends_with(".csv") || source.issues.size() <= log.issues ? std::string() : "more issues than in the whole log";
}

// Many logs as runs beside each other, read at once: reading a run of one small file is mostly the start and end of reading.
class LogBatch
{
public:
    void add(const std::string &name, std::string_view text)
    {
        m_folder.write(directory(m_count) + name.substr(name.find('/')), text);
        ++m_count;
    }

    // Calls use(number of the log, its source, its events) for each; returns what is wrong with the whole.
    template<typename Use>
    std::string read(Use use) const
    {
        const StorePtr store = m_folder.load();
        if (store->sources().size() != m_count)
            return std::to_string(store->sources().size()) + " sources of " + std::to_string(m_count);
        RecordReader reader(store);
        for (uint32_t segment = 0; segment < store->segments().size(); ++segment) {
            const Source &source = store->sources()[store->segments()[segment]->source()];
            const size_t number = std::stoul(std::filesystem::relative(source.filePath, m_folder.path()).string()) - kFirst;
            use(number, source, eventsOf(*store, reader, segment));
        }
        const std::string broken = brokenAccount(*store);
        return broken.empty() ? incompleteIssue(*store) : broken;
    }

private:
    static constexpr size_t kFirst = 1000; // so that all names of runs are as long
    static std::string directory(size_t number) { return std::to_string(kFirst + number); }

    LogFolder m_folder;
    size_t m_count = 0;
};

} // namespace

void CutTest::aCutLogIsReadUpToTheCut_data()
{
    addFiles();
}

void CutTest::aCutLogIsReadUpToTheCut()
{
    QFETCH(QString, file);
    const LogFolder folder;
    const WholeLog log = readWhole(folder, file, beginningOf(file, isThorough() ? 300'000 : 60'000));
    QVERIFY(!log.events.empty());

    Random random(17);
    std::set<size_t> cuts { 1, log.text.size() - 1 };
    for (size_t i = 0; i < (isThorough() ? 1000 : lessForThreads(50)); ++i)
        cuts.insert(1 + below(random, log.text.size() - 1));
    for (size_t i = 0; i < (isThorough() ? 300 : lessForThreads(10)); ++i)
        addCutsAround(std::min(log.text.find('\n', below(random, log.text.size() - 1)), log.text.size() - 1), log.text.size(), random, cuts);
    for (const size_t cut : cuts) {
        folder.write(log.name, log.text.substr(0, cut));
        const StorePtr store = folder.load("000");
        const std::string place = "cut at " + std::to_string(cut) + ": ";
        for (const std::string &broken : { brokenAccount(*store), incompleteIssue(*store), brokenCut(log, cut, store->sources().front(), eventsOf(store)) })
            QVERIFY2(broken.empty(), (place + broken).c_str());
    }
}

void CutTest::everyRecordMayBeTheLast_data()
{
    addFiles();
}

// Every end of a record has its turn: what is read is the log's beginning, which tells its format, and the records before the cut.
void CutTest::everyRecordMayBeTheLast()
{
    QFETCH(QString, file);
    const LogFolder folder;
    const WholeLog log = readWhole(folder, file, beginningOf(file, isThorough() ? std::numeric_limits<size_t>::max() : 60'000));
    QVERIFY(!log.events.empty());

    Random random(29);
    constexpr size_t headRecords = 8;
    constexpr size_t tailRecords = 3;
    constexpr size_t together = 250; // records a batch
    const size_t step = isThorough() ? 1 : std::max<size_t>(1, log.ends.size() / 20);
    for (size_t first = 0; first < log.ends.size(); first += together * step) {
        struct Part {
            size_t last = 0; // the record to cut behind
            std::string text;
            size_t end = 0; // of the record in it
            WholeLog log;
        };
        std::vector<Part> parts;
        LogBatch wholes;
        for (size_t last = first; last < std::min(log.ends.size(), first + together * step); last += step) {
            const size_t head = log.behind(std::min(last, headRecords));
            const size_t tail = std::max(head, log.behind(last - std::min(last, tailRecords)));
            const auto next = std::lower_bound(log.ends.begin(), log.ends.end(), log.ends[last] + reach);
            const size_t size = (next == log.ends.end() ? log.text.size() : std::min(*next + 1, log.text.size())) - tail;
            parts.push_back({ last, log.text.substr(0, head) + log.text.substr(tail, size), log.ends[last] - (tail - head), {} });
            wholes.add(log.name, parts.back().text);
        }
        QCOMPARE(q(wholes.read([&](size_t number, const Source &source, std::vector<Event> events) { parts[number].log = WholeLog(log.name, parts[number].text, std::move(events), source.issues.size()); })), q(""));

        LogBatch batch;
        std::vector<std::pair<const Part *, size_t>> places;
        for (const Part &part : parts) {
            std::set<size_t> cuts;
            addCutsAround(part.end, part.text.size(), random, cuts);
            for (const size_t cut : cuts) {
                batch.add(log.name, part.text.substr(0, cut));
                places.push_back({ &part, cut });
            }
        }
        std::string broken;
        size_t found = 0;
        const std::string account = batch.read([&](size_t number, const Source &source, std::vector<Event> events) {
            const auto &[part, cut] = places[number];
            const std::string problem = brokenCut(part->log, cut, source, std::move(events));
            ++found;
            if (broken.empty() && !problem.empty())
                broken = "record " + std::to_string(part->last) + ", cut at " + std::to_string(cut) + " of\n" + part->text + "\n" + problem;
        });
        QCOMPARE(q(broken + account), q(""));
        QCOMPARE(found, places.size());
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
