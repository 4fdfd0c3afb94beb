// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordreader.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>
#include <set>

namespace widelens {

// Recorded logs cut anywhere: what stood before the cut is read as it was, and every line is accounted for.
class CutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCutLogIsReadUpToTheCut_data();
    void aCutLogIsReadUpToTheCut();
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

void addFiles()
{
    QTest::addColumn<QString>("file");
    for (const char *file : { "text/000/parsl.log", "json/000/parsl.jsonlog", "wide/000/parsl.jsonlog", "two_htex/000/parsl.log", "wide/000/htex_Local/interchange.jsonlog",
                              "parsl-0.9.0/000/parsl.log", "parsl-0.9.0/000/htex_Local/interchange.log", "parsl-1.2.0_mon/000/htex_Local/block-0/ca108404a9b8/manager.log", "parsl-1.2.0_mon/000/database_manager.log",
                              "parsl-2023.06.12/000/htex_Local/interchange.log", "parsl-2024.06.03_newyork/000/htex_Local/interchange.log", "parsl-2024.06.03_newyork/000/htex_Local/block-1/ee556ca13427/manager.log" })
        QTest::newRow(file) << file;
}

// The first part of a recorded log, to the end of a line: enough to cut, quick to read a hundred times.
std::string beginningOf(const QString &file, size_t size)
{
    const std::string text = readFile(recordedRun(file.toStdString()));
    return text.substr(0, text.find('\n', std::min(size, text.size() - 1)) + 1);
}

} // namespace

void CutTest::aCutLogIsReadUpToTheCut_data()
{
    addFiles();
}

void CutTest::aCutLogIsReadUpToTheCut()
{
    QFETCH(QString, file);
    const std::string text = beginningOf(file, 60'000);
    QVERIFY(text.size() > 30'000);
    const std::string name = file.toStdString().substr(file.toStdString().find('/') + 1);
    const LogFolder folder;
    folder.write(name, text);
    const auto whole = eventsOf(folder.load("000"));
    QVERIFY(whole.size() > 10);

    Random random(17);
    std::set<size_t> cuts { 1, text.size() - 1 };
    for (int i = 0; i < 100; ++i)
        cuts.insert(1 + below(random, text.size() - 1));
    for (int i = 0; i < 10; ++i) {
        const size_t end = text.find('\n', below(random, text.size() - 1));
        for (const size_t cut : { end - 1, end, end + 1, end + 2 })
            cuts.insert(std::min(cut, text.size() - 1));
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
        const auto events = eventsOf(store);
        // All records that end before the cut are there, unchanged; the last one of a text log may have lost lines behind it.
        size_t complete = 0;
        size_t offset = 0;
        while (complete < whole.size() && offset + whole[complete].raw.size() + 1 <= cut) {
            offset = text.find(whole[complete].raw, offset) + whole[complete].raw.size();
            complete += offset <= cut;
        }
        QVERIFY2(events.size() >= complete && events.size() <= complete + 1, (place + ": " + std::to_string(events.size()) + " events, " + std::to_string(complete) + " were whole").c_str());
        for (size_t i = 0; i < complete; ++i)
            QVERIFY2(events[i] == whole[i], (place + ": event " + std::to_string(i) + " changed:\n" + events[i].raw + "\n" + whole[i].raw).c_str());
        if (text[cut - 1] != '\n')
            QVERIFY2(findIssue(source, "the last line"), place.c_str());
        else
            QVERIFY2(source.issues.empty(), place.c_str());
    }
}

void CutTest::damageAnywhereIsSurvived_data()
{
    addFiles();
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
