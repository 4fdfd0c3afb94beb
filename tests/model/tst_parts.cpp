// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/entitytable.h"
#include "model/analysis/findings.h"
#include "model/analysis/metrics.h"
#include "model/analysis/states.h"
#include "model/analysis/summary.h"
#include "model/identity/identity.h"
#include "model/import/recordreader.h"
#include "model/query/eventplace.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>
#include <thread>

namespace widelens {

// A file that is read in parts, at the same time, says what it says when it is read from beginning to end.
class PartsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordedRunsSayTheSameInParts_data() { addRecordedRuns(); }
    void recordedRunsSayTheSameInParts();
    void otherFormatsSayTheSameInParts();
    void damagedLogsSayTheSameInParts_data();
    void damagedLogsSayTheSameInParts();
    void aMarkHoldsForAllPartsBehindIt();
    void ordinalsAreCountedOverParts();
    void anHourThatComesTwiceIsToldByTheOrderOfTheFile();
    void aClockThatStepsBackBetweenPartsDoesNotUndoTheOrderOfTheFile();
    void whatWasReadBeforeACancelIsOneFromTheBeginning();
    void aLogThatGrowsIsReadUpToWhereItWas();
    void aFileIsManySegments();
};

namespace {

StorePtr loadInParts(const std::string &path, uint64_t partBytes, unsigned threads = 2)
{
    LoadOptions options;
    options.paths = { path };
    options.threads = threads;
    options.partBytes = partBytes;
    return Loader::load(shippedRules(), options);
}

StorePtr loadWhole(const std::string &path)
{
    return loadInParts(path, UINT64_MAX);
}

std::string number(double value)
{
    return std::to_string(value);
}

std::string placeText(const EventStore &store, EventRef event)
{
    return event.isValid() ? store.source(event).path + ":" + std::to_string(store.line(event)) : "nowhere";
}

void describeSources(const EventStore &store, std::vector<std::string> &lines)
{
    for (const Source &source : store.sources()) {
        std::string line = source.path + " " + source.format + " " + source.why + " " + source.zone + " " + source.zoneWhy + (source.done ? " done" : " not done");
        for (const uint64_t count : { source.bytes, source.lines, source.events, source.continued, source.blank, source.skipped, source.copies, source.issuesLeftOut, static_cast<uint64_t>(source.first), static_cast<uint64_t>(source.last) })
            line += " " + std::to_string(count);
        lines.push_back(line);
        for (const Issue &issue : source.issues)
            lines.push_back(source.path + ":" + std::to_string(issue.line) + "@" + std::to_string(issue.offset) + " " + severityName(issue.severity) + " " + issue.what + ": " + issue.fix);
    }
    for (const Run &run : store.runs()) {
        lines.push_back("run " + run.rundir + " " + run.dfk + " " + run.dfkProof + " " + std::to_string(run.began) + " " + std::to_string(run.ended) + (run.finished ? " finished" : ""));
        for (const auto &[name, value] : run.facts)
            lines.push_back("fact " + name + "=" + value);
    }
}

// Every event, with all that the columns have; of some, all that their lines say and what follows.
void describeEvents(const StorePtr &store, std::vector<std::string> &lines)
{
    RecordReader reader(store);
    EventRows rows = *store->rows();
    const EventRows copies = store->copies();
    rows.insert(rows.end(), copies.begin(), copies.end());
    std::vector<Value> values;
    size_t count = 0;
    for (const EventRef event : rows) {
        const SegmentView &segment = store->segment(event);
        std::string line = placeText(*store, event) + "@" + std::to_string(segment.offset(event.row)) + "+" + std::to_string(segment.length(event.row)) + " " + std::to_string(store->time(event));
        line += (store->hasTime(event) ? " " : " timeless ") + std::to_string(segment.marksAt(event.row)) + " " + std::to_string(index(store->run(event))) + (store->isCopy(event) ? " copy" : "");
        line += " " + std::to_string(store->severity(event)) + " " + std::string(store->levelName(event)) + " " + store->templates().get(store->templateId(event)).text;
        std::vector<std::string> fields;
        for (uint16_t field = 0; field < store->fields().size(); ++field) {
            store->values(event, FieldId(field), values);
            std::string text;
            for (const Value &value : values)
                text += "=" + toText(value);
            if (!text.empty())
                fields.push_back(" " + store->fields().name(FieldId(field)) + text);
        }
        std::sort(fields.begin(), fields.end());
        for (const std::string &field : fields)
            line += field;
        if (count++ % 11 == 0) {
            const Record record = reader.read(event);
            line += " |" + record.problem;
            for (const RecordField &field : record.fields)
                line += " " + field.name + "=" + field.text + " (" + originName(field.origin) + " " + field.proof + " " + field.rule + " " + placeText(*store, field.witness) + ")";
            if (eventAt(*store, placeOf(*store, event)) != event)
                line += " not found again";
            if (store->isCopy(event))
                line += " copy of " + placeText(*store, originalOf(*store, event));
        }
        lines.push_back(line);
    }
    for (const FieldPresence &field : presentFields(*store))
        lines.push_back("field " + field.name + " " + field.type + " " + std::to_string(field.present) + (field.byReference ? " by reference" : ""));
}

void describeAnalysis(const EventStore &store, std::vector<std::string> &lines)
{
    const StateCounts counts = countStates(store);
    for (const StateSeries &series : counts.series) {
        for (size_t row = 0; row < series.times.size(); ++row) {
            std::string line = "states at " + std::to_string(series.times[row]);
            for (size_t state = 0; state < counts.states.size(); ++state)
                line += " " + counts.states[state] + "=" + std::to_string(series.counts[state][row]);
            lines.push_back(line);
        }
    }
    lines.push_back("transitions " + std::to_string(counts.transitions) + " unresolved " + std::to_string(counts.unresolved));
    lines.insert(lines.end(), counts.remarks.begin(), counts.remarks.end());
    for (const MetricSummary &summary : listMetrics(store)) {
        lines.push_back("metric " + summary.name + " " + std::to_string(summary.samples) + (summary.derived ? " derived " : " ") + std::to_string(summary.first) + " " + std::to_string(summary.last));
        for (const MetricSeries &series : readMetric(store, summary.name).series) {
            for (size_t i = 0; i < series.times.size(); ++i) {
                std::string line = summary.name + " " + series.label() + " " + std::to_string(series.times[i]) + " " + placeText(store, series.events[i]);
                for (const auto &values : series.values)
                    line += " " + (i < values.size() ? number(values[i]) : "-");
                lines.push_back(line);
            }
        }
    }
    std::vector<std::string> unordered;
    for (const auto &[kind, count] : countEntities(store)) {
        const auto table = listEntities(store, kind);
        unordered.push_back(kind + " " + std::to_string(count));
        for (size_t row = 0; row < table->rowCount; ++row) {
            std::string line = kind;
            for (size_t column = 0; column < table->columns.size(); ++column)
                line += " " + table->columns[column].name + "=" + table->text(row, column);
            unordered.push_back(line);
        }
    }
    const auto findings = findFindings(store);
    for (const auto &[kind, count] : findings->counts)
        unordered.push_back(std::string(findingName(kind)) + " " + std::to_string(count));
    for (const Finding &finding : findings->list) {
        std::string line = std::string(findingName(finding.kind)) + " " + finding.what + " " + finding.entity.label();
        for (const EventRef event : finding.evidence)
            line += " " + placeText(store, event);
        unordered.push_back(line);
    }
    std::sort(unordered.begin(), unordered.end());
    lines.insert(lines.end(), unordered.begin(), unordered.end());
}

std::vector<std::string> describe(const StorePtr &store)
{
    std::vector<std::string> lines;
    describeSources(*store, lines);
    describeEvents(store, lines);
    describeAnalysis(*store, lines);
    return lines;
}

// "" or the first line that differs.
std::string difference(const std::vector<std::string> &whole, const std::vector<std::string> &parts)
{
    for (size_t i = 0; i < std::max(whole.size(), parts.size()); ++i) {
        const std::string a = i < whole.size() ? whole[i] : "nothing";
        const std::string b = i < parts.size() ? parts[i] : "nothing";
        const size_t same = static_cast<size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
        if (a != b)
            return a.substr(0, 60) + " … whole: " + a.substr(same - std::min<size_t>(same, 40), 200) + "\nparts: " + b.substr(same - std::min<size_t>(same, 40), 200);
    }
    return {};
}

size_t usedSegments(const EventStore &store)
{
    return static_cast<size_t>(std::count_if(store.segments().begin(), store.segments().end(), [](const auto &segment) { return segment->rowCount() > 0; }));
}

// Everything below the path, read in parts of each of the sizes, against what it says as a whole.
std::string differenceInParts(const std::string &path, const std::vector<uint64_t> &sizes)
{
    const std::vector<std::string> whole = describe(loadWhole(path));
    unsigned threads = 1;
    for (const uint64_t size : sizes) {
        const std::string found = difference(whole, describe(loadInParts(path, size, threads)));
        if (!found.empty())
            return std::to_string(size) + " bytes a part, " + std::to_string(threads) + " threads: " + found;
        threads = threads % 3 + 1;
    }
    return {};
}

std::string numbered(int i, int digits = 4)
{
    const std::string text = std::to_string(i);
    return std::string(static_cast<size_t>(digits) - std::min(text.size(), static_cast<size_t>(digits)), '0') + text;
}

} // namespace

void PartsTest::recordedRunsSayTheSameInParts()
{
    QFETCH(QString, run);
    const bool isLarge = run == "wide" || run == "wq_wide";
    const std::vector<uint64_t> sizes = isLarge ? std::vector<uint64_t> { 50'000 } : std::vector<uint64_t> { 4096, 60'000 };
    QCOMPARE(q(differenceInParts(recordedRun(run.toStdString()), sizes)), q(""));
}

void PartsTest::otherFormatsSayTheSameInParts()
{
    const LogFolder folder;
    std::string academy, messages, syslog, lines, csv, pairs;
    for (int i = 0; i < 300; ++i) {
        const std::string iso = formatTime(at(i * 0.5), 3);
        const std::string clock = iso.substr(11);
        const std::string n = std::to_string(i);
        const std::string padding(static_cast<size_t>(i * 7 % 130), 'x');
        academy += "[" + iso + "] [tid=1404 pid=77 task=Task-" + n + "]  INFO     (academy.runtime) step " + n + " " + padding + "\n" + (i % 9 ? "" : "  more of it\n");
        messages += "Aug  5 " + clock.substr(0, 8) + " node7 sshd[" + n + "]: session " + n + " " + padding + "\n";
        syslog += "<165>1 " + iso.substr(0, 10) + "T" + clock + "Z node7 sched " + n + " ID47 [ex@1 a=\"b\"] job " + n + " " + padding + "\n";
        lines += "{\"@timestamp\": \"" + iso.substr(0, 10) + "T" + clock + (i % 3 ? "Z" : "") + "\", \"message\": \"step " + n + "\", \"x\": [" + n + ", {\"a\": \"" + padding + "\"}]}\n";
        lines += i % 20 ? "" : "{\"message\": \"no time\", \"n\": " + n + "}\n\n";
        csv += (i ? "" : "time,level,text,n\n") + iso.substr(0, 10) + "T" + clock + "Z,INFO,\"step " + n + ", \"\"" + padding + "\"\"" + (i % 9 ? "" : "\nand more") + "\"," + n + "\n";
        pairs += "ts=" + iso.substr(0, 10) + "T" + clock + "Z level=info msg=\"step " + n + " \\\"" + padding + "\\\"\" n=" + n + "\n";
    }
    folder.write("000/academy.log", academy);
    folder.write("000/messages", messages);
    folder.write("000/syslog", syslog);
    folder.write("000/lines.jsonl", lines);
    folder.write("000/table.csv", csv);
    folder.write("000/pairs.log", pairs);
    QCOMPARE(q(differenceInParts(folder.path("000"), { 300, 1000, 4096, 301 })), q(""));
    QVERIFY(usedSegments(*loadInParts(folder.path("000"), 1000)) > 60);
}

void PartsTest::damagedLogsSayTheSameInParts_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : { "cut lines", "junk lines", "long tracebacks", "returns", "no last end", "cut in the last header", "one huge line", "blank lines", "bad bytes", "no beginning", "only junk", "many issues", "two on a line" })
        QTest::newRow(kind) << kind;
}

void PartsTest::damagedLogsSayTheSameInParts()
{
    QFETCH(QString, kind);
    Random random(77);
    const LogFolder folder;
    for (const bool isJson : { false, true }) {
        std::string log;
        for (int i = 0; i < 400; ++i) {
            const std::string message = "Task " + std::to_string(i % 50) + (i % 3 ? " changing state from pending to launched" : " initializing state to pending");
            std::string line = isJson ? upstreamLine(i * 0.1, message) : textLine(i * 0.1, message);
            const bool hit = below(random, 12) == 0;
            if (kind == "cut lines" && hit)
                line = line.substr(0, below(random, line.size())) + "\n";
            else if (kind == "junk lines" && hit)
                line += std::string(below(random, 300), 'j') + "\n";
            else if (kind == "long tracebacks" && hit)
                for (size_t k = below(random, 60); k > 0; --k)
                    line += "  File \"/home/a.py\", line " + std::to_string(k) + ", in f " + std::string(k * 3, '.') + "\n";
            else if (kind == "returns")
                line.insert(line.size() - 1, "\r");
            else if (kind == "no last end" && i == 399)
                line.pop_back();
            else if (kind == "cut in the last header" && i == 399)
                line = line.substr(0, 14);
            else if (kind == "one huge line" && i == 200)
                line.insert(line.size() - 3, std::string(20'000, 'h'));
            else if (kind == "blank lines" && hit)
                line += std::string(below(random, 400), '\n');
            else if (kind == "bad bytes" && hit)
                line[below(random, line.size() - 1)] = below(random, 2) ? '\xff' : '\0';
            else if (kind == "no beginning" && i < 60)
                line = "  what is left of a traceback " + std::to_string(i) + "\n";
            else if (kind == "only junk" && i > 3)
                line = "junk " + std::string(below(random, 90), 'k') + "\n";
            else if (kind == "many issues")
                line += "\xff\n\xff\n\xff\n";
            else if (kind == "two on a line" && hit)
                line.pop_back();
            log += line;
        }
        folder.write(isJson ? "000/a.jsonlog" : "000/parsl.log", log);
    }
    QCOMPARE(q(differenceInParts(folder.path("000"), { 300, 1000, 4096, 297, 650 })), q(""));
}

// What a mark forbids is not set in any part behind it, also where that was read before the mark was known.
void PartsTest::aMarkHoldsForAllPartsBehindIt()
{
    const LogFolder folder;
    std::string log;
    for (int i = 0; i < 900; ++i) {
        if (i == 450)
            log += textLine(i * 0.1, "Task 7 initializing state to pending");
        log += textLine(i * 0.1, "Parsl task " + std::to_string(i) + " try 0 launched on executor htex with executor id " + std::to_string(i));
    }
    folder.write("000/parsl.log", log);
    for (int round = 0; round < 5; ++round)
        QCOMPARE(q(differenceInParts(folder.path("000"), { 4096, 10'000, 50'000, 300 })), q(""));
    const StorePtr store = loadInParts(folder.path("000"), 4096);
    QCOMPARE(q(fieldText(*store, store->rows()->at(449), "parsl_task_status")), q("launched"));
    QCOMPARE(q(fieldText(*store, store->rows()->at(452), "parsl_task_status")), q(""));
}

void PartsTest::ordinalsAreCountedOverParts()
{
    const LogFolder folder;
    std::string log;
    for (int i = 0; i < 600; ++i)
        log += "2020-03-01 10:" + numbered(i / 60, 2) + ":" + numbered(i % 60, 2) + ".000 parsl.dataflow.dflow:400 [INFO]  Task " + std::to_string(i % 7 + i / 100 * 7) + " launched on executor htex\n";
    folder.write("000/parsl.log", log);
    QCOMPARE(q(differenceInParts(folder.path("000"), { 300, 4096, 20'000 })), q(""));
    const StorePtr store = loadInParts(folder.path("000"), 4096);
    QCOMPARE(q(fieldText(*store, store->rows()->at(99), "parsl_try_id")), q("14"));
}

void PartsTest::anHourThatComesTwiceIsToldByTheOrderOfTheFile()
{
    const LogFolder folder;
    std::string log;
    for (int i = 0; i < 240; ++i) { // from 00:30 on, over the hour from one to two that comes twice
        const int minute = 30 + i;
        const int hour = minute / 60 - (minute >= 180 ? 1 : 0) - (minute >= 120 && minute < 180 ? 1 : 0);
        log += "2020-11-01 " + numbered(hour, 2) + ":" + numbered(minute % 60, 2) + ":00.000 parsl.dataflow.dflow:400 [INFO]  step " + std::to_string(i) + "\n";
    }
    folder.write("000/parsl.log", log);
    LoadOptions options;
    options.paths = { folder.path("000") };
    options.zone = "America/New_York";
    options.partBytes = UINT64_MAX;
    const auto whole = describe(Loader::load(shippedRules(), options));
    for (const uint64_t size : { uint64_t(300), uint64_t(1000), uint64_t(5000) }) {
        options.partBytes = size;
        const StorePtr store = Loader::load(shippedRules(), options);
        QCOMPARE(q(difference(whole, describe(store))), q(""));
        QVERIFY(usedSegments(*store) > 3);
        QVERIFY(findIssue(store->sources()[0], "set back"));
    }
}

void PartsTest::aClockThatStepsBackBetweenPartsDoesNotUndoTheOrderOfTheFile()
{
    const LogFolder folder;
    std::string log;
    const std::vector<std::string> states { "pending", "launched", "running", "exec_done" };
    for (size_t step = 0; step < states.size(); ++step) {
        for (int task = 0; task < 40; ++task)
            log += textLine(100 - static_cast<double>(step) * 20 + task * 0.1, "Task " + std::to_string(task) + (step ? " changing state from " + states[step - 1] + " to " : " initializing state to ") + states[step]);
    }
    folder.write("000/parsl.log", log);
    QCOMPARE(q(differenceInParts(folder.path("000"), { 300, 1000, 4096, 2000 })), q(""));
    const StateCounts counts = countStates(*loadInParts(folder.path("000"), 1000));
    QCOMPARE(counts.series[0].counts.back().back(), 40u);
}

void PartsTest::whatWasReadBeforeACancelIsOneFromTheBeginning()
{
    const LogFolder folder;
    std::string log;
    for (int i = 0; i < 60'000; ++i)
        log += textLine(i * 0.001, "step " + std::to_string(i));
    folder.write("000/parsl.log", log);
    for (const int ticks : { 0, 1, 2, 5, 9 }) {
        LoadOptions options;
        options.paths = { folder.path("000") };
        options.threads = 2;
        options.partBytes = 100'000;
        Loader loader(shippedRules(), options);
        StorePtr last;
        loader.start([&](StorePtr store) { last = std::move(store); });
        std::this_thread::sleep_for(std::chrono::milliseconds(ticks));
        loader.cancel();
        loader.wait();
        QVERIFY(last && last->isComplete());
        QCOMPARE(q(brokenAccount(*last)), q(""));
        const EventRows &rows = *last->rows();
        QCOMPARE(uint64_t(rows.size()), last->sources()[0].events);
        for (size_t i = 0; i < rows.size(); ++i)
            QCOMPARE(last->line(rows[i]), uint64_t(i + 1));
    }
}

void PartsTest::aLogThatGrowsIsReadUpToWhereItWas()
{
    const LogFolder folder;
    std::string log;
    for (int i = 0; i < 20'000; ++i)
        log += textLine(i * 0.001, "step " + std::to_string(i));
    folder.write("000/parsl.log", log);
    std::atomic<bool> stop { false };
    std::thread writer([&] {
        std::ofstream file(folder.path("000/parsl.log"), std::ios::app);
        for (int i = 20'000; !stop && i < 200'000; ++i)
            file << textLine(i * 0.001, "step " + std::to_string(i)) << std::flush;
    });
    for (int round = 0; round < 10; ++round) {
        const StorePtr store = loadInParts(folder.path("000"), 30'000);
        QCOMPARE(q(brokenAccount(*store)), q(""));
        const EventRows &rows = *store->rows();
        QVERIFY(rows.size() >= 20'000);
        for (size_t i = 0; i < rows.size(); ++i)
            QCOMPARE(store->line(rows[i]), uint64_t(i + 1));
    }
    stop = true;
    writer.join();
}

void PartsTest::aFileIsManySegments()
{
    const std::string file = recordedRun("text") + "/000/parsl.log";
    const StorePtr whole = loadWhole(file);
    QCOMPARE(usedSegments(*whole), size_t(1));
    const StorePtr parts = loadInParts(file, 20'000);
    QVERIFY(usedSegments(*parts) > 5);
    QCOMPARE(parts->sources().size(), size_t(1));
    QCOMPARE(parts->rows()->size(), whole->rows()->size());
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::PartsTest)
#include "tst_parts.moc"
