// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordreader.h"
#include "model/query/eventplace.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>
#include <set>

namespace widelens {

class CopiesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameRecordInTwoFilesIsOneEvent();
    void aCopyKnowsItsOriginal();
    void equalMessagesTwiceInOneFileAreNoCopies();
    void aCopyAnswersToOneEvent();
    void otherRecordsAreNoCopies_data();
    void otherRecordsAreNoCopies();
    void onlyTheFirstOfThreeIsTheEvent();
    void multiLineTextsAreComparedWhole();
    void twoRunsInOneProcessCopyEachOther();
    void perTaskLogsAreCopiesOfTheProcessesLog();
};

namespace {

std::vector<std::string> copyPaths(const StorePtr &store)
{
    std::vector<std::string> paths;
    for (const EventRef event : store->copies())
        paths.push_back(store->source(event).logsource + ":" + std::to_string(store->line(event)));
    return paths;
}

} // namespace

void CopiesTest::theSameRecordInTwoFilesIsOneEvent()
{
    const LogFolder folder;
    folder.write("000/b.log", textLine(1, "x") + textLine(2, "only b"));
    folder.write("000/a.log", textLine(0, "only a") + textLine(1, "x"));
    const StorePtr store = folder.load("000");
    QCOMPARE(store->eventCount(), uint64_t(4));
    QCOMPARE(store->copyCount(), uint64_t(1));
    QCOMPARE(messagesOf(store), (std::vector<std::string> { "only a", "x", "only b" }));
    QCOMPARE(copyPaths(store), std::vector<std::string> { "b.log:1" }); // the first in source order is the event
    QVERIFY(store->isCopy(store->copies()[0]));
    QCOMPARE(sourceNamed(*store, "a.log").copies, uint64_t(0));
    QCOMPARE(sourceNamed(*store, "b.log").copies, uint64_t(1));
    QCOMPARE(sourceNamed(*store, "b.log").events, uint64_t(2)); // its source counts it
}

void CopiesTest::aCopyKnowsItsOriginal()
{
    const LogFolder folder;
    folder.write("000/b.log", textLine(1, "x 1") + textLine(1, "x 2") + textLine(1, "other") + textLine(2, "only b"));
    folder.write("000/a.log", textLine(0, "only a") + textLine(1, "x 1") + textLine(1, "x 2") + textLine(1, "other"));
    const StorePtr store = folder.load("000");
    QCOMPARE(store->copyCount(), uint64_t(3));
    RecordReader reader(store);
    for (const EventRef copy : store->copies()) {
        const EventRef original = originalOf(*store, copy);
        QVERIFY(original.isValid() && !store->isCopy(original));
        QCOMPARE(reader.message(original), reader.message(copy));
    }
    QVERIFY(!originalOf(*store, store->rows()->front()).isValid());
}

void CopiesTest::equalMessagesTwiceInOneFileAreNoCopies()
{
    const LogFolder folder;
    folder.write("000/a.log", textLine(1, "x") + textLine(1, "x") + textLine(1, "x"));
    folder.write("000/b.log", textLine(2, "y"));
    const StorePtr store = folder.load("000");
    QCOMPARE(store->copyCount(), uint64_t(0));
    QCOMPARE(store->rows()->size(), size_t(4));
}

void CopiesTest::aCopyAnswersToOneEvent()
{
    const LogFolder folder;
    folder.write("000/a.log", textLine(1, "x") + textLine(1, "x"));
    folder.write("000/b.log", textLine(1, "x") + textLine(1, "x") + textLine(1, "x"));
    const StorePtr store = folder.load("000");
    QCOMPARE(copyPaths(store), (std::vector<std::string> { "b.log:1", "b.log:2" })); // the third has no original
    QCOMPARE(store->rows()->size(), size_t(3));
}

void CopiesTest::otherRecordsAreNoCopies_data()
{
    QTest::addColumn<QString>("other");
    TextLine line { 1, "x" };
    const auto row = [](const char *name, const TextLine &other) { QTest::newRow(name) << q(other.text()); };
    line.process = "MainProcess-4712";
    row("process", line);
    line = { 1, "x" };
    line.process = "Other-4711";
    row("process name", line);
    line = { 1, "x" };
    line.thread = "MainThread-1405";
    row("thread", line);
    line = { 1, "x" };
    line.logger = "parsl.dataflow.dflow:11";
    row("code line", line);
    line = { 1, "x" };
    line.level = "ERROR";
    row("level", line);
    line = { 1.000001, "x" };
    row("time", line);
    line = { 1, "y" };
    row("text", line);
    line = { 1, "x\nmore" };
    row("continuation", line);
    line = { 1, "x" };
    line.process = "MainProcess-";
    row("no process", line);
}

void CopiesTest::otherRecordsAreNoCopies()
{
    QFETCH(QString, other);
    const LogFolder folder;
    folder.write("000/a.log", textLine(1, "x") + textLine(3, "shared"));
    folder.write("000/b.log", other.toStdString() + textLine(3, "shared"));
    const StorePtr store = folder.load("000");
    QCOMPARE(store->copyCount(), uint64_t(1)); // "shared" alone
}

void CopiesTest::onlyTheFirstOfThreeIsTheEvent()
{
    const LogFolder folder;
    for (const char *name : { "000/a.log", "000/b.log", "000/c.log" })
        folder.write(name, textLine(1, "x") + textLine(2, std::string("only ") + name));
    const StorePtr store = folder.load("000");
    QCOMPARE(copyPaths(store), (std::vector<std::string> { "b.log:1", "c.log:1" }));
}

void CopiesTest::multiLineTextsAreComparedWhole()
{
    const LogFolder folder;
    folder.write("000/a.log", textLine(1, "x\n  1") + textLine(2, "y\n  1"));
    folder.write("000/b.log", textLine(1, "x\n  1") + textLine(2, "y\n  2"));
    QCOMPARE(copyPaths(folder.load("000")), std::vector<std::string> { "b.log:1" });
}

void CopiesTest::twoRunsInOneProcessCopyEachOther()
{
    // By hand: the records of 001/parsl.log that stand in 000/parsl.log too, byte for byte.
    const auto records = [](const std::string &file) {
        std::multiset<std::string> found;
        const std::string text = readFile(recordedRun(file));
        std::string record;
        for (size_t begin = 0; begin < text.size();) {
            const size_t end = text.find('\n', begin) + 1;
            const std::string line = text.substr(begin, end - begin);
            if (line.rfind("17953612", 0) == 0 && !record.empty())
                found.insert(std::exchange(record, {}));
            record += line;
            begin = end;
        }
        found.insert(record);
        return found;
    };
    const auto first = records("two_runs/000/parsl.log");
    const auto second = records("two_runs/001/parsl.log");
    std::vector<std::string> both;
    std::set_intersection(first.begin(), first.end(), second.begin(), second.end(), std::back_inserter(both));
    QVERIFY(both.size() > 500);
    const StorePtr store = loadAll({ recordedRun("two_runs") });
    QCOMPARE(sourceNamed(*store, "000/parsl.log").copies, uint64_t(0));
    QCOMPARE(sourceNamed(*store, "001/parsl.log").copies, uint64_t(both.size()));
    QCOMPARE(store->copyCount(), uint64_t(both.size()));
    // No record stands twice in the events, none is missing.
    RecordReader reader(store);
    std::multiset<std::string> shown;
    for (const EventRef event : *store->rows()) {
        if (store->source(event).role == "parsl")
            shown.insert(reader.raw(event) + "\n");
    }
    std::multiset<std::string> expected;
    std::set_union(first.begin(), first.end(), second.begin(), second.end(), std::inserter(expected, expected.end()));
    QVERIFY(shown == expected);
}

void CopiesTest::perTaskLogsAreCopiesOfTheProcessesLog()
{
    const StorePtr store = loadAll({ recordedRun("wide") });
    // By hand: a record of a per-task log whose time, process and text stand in a log that comes before it.
    RecordReader reader(store);
    std::set<std::string> seen;
    uint64_t copies = 0;
    for (uint32_t segment = 0; segment < store->segments().size(); ++segment) {
        std::vector<std::string> own;
        for (uint32_t row = 0; row < store->segments()[segment]->rowCount(); ++row) {
            const Record record = reader.read({ segment, row });
            if (!record.find("created")) { // a line of what a program wrote: there is no time to tell it by
                QVERIFY(!store->isCopy({ segment, row }));
                continue;
            }
            std::string key;
            for (const char *name : { "created", "process", "processName", "thread", "threadName", "name", "lineno", "levelname", "formatted" })
                key += std::string(record.text(name)) + "\n";
            QCOMPARE(store->isCopy({ segment, row }), seen.count(key) > 0);
            copies += seen.count(key);
            own.push_back(std::move(key));
        }
        seen.insert(own.begin(), own.end());
    }
    QCOMPARE(store->copyCount(), copies);
    QVERIFY(copies > 0);
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::CopiesTest)
#include "tst_copies.moc"
