// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordreader.h"
#include "model/store/timezone.h"
#include "tests/model/testlogs.h"

#include <QTest>
#include <QTimeZone>

#include <chrono>
#include <cmath>
#include <ctime>
#include <filesystem>

namespace widelens {

// Times without a zone: which zone they are read in, what says so, and what happens where a clock is set back.
class ZonesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void offsetsAreThoseThatQtKnows_data();
    void offsetsAreThoseThatQtKnows();
    void namesOfZones();
    void aLocalTimeMeansOneInstantOrTwo();
    void aLogThatGivesBothTellsTheZone();
    void aChangeOfTheClockInTheRunIsFound();
    void betweenTwoLinesTheClockIsSetAtAWholeHour();
    void namesOfFilesTellTheZone();
    void namesThatFitSeveralZonesTellNothing();
    void recordsThatGiveTheClockTooTellTheZone();
    void logsWithEpochsTellTheZoneOfThoseWithout_data();
    void logsWithEpochsTellTheZoneOfThoseWithout();
    void longRunsMayFitSeveralZones();
    void aDatabaseBesideJsonLogsIsReadInTheirZone();
    void elseTheZoneIsAskedForOrThisMachines();
    void thenTheFileSystemTells();
    void theOrderOfAFileIsKeptWhereTheClockIsSetBack();
    void timesThatSayTheirZoneNeedNone();
    void jsonTimesWithoutAZoneAreLocalToo();
    void aShiftedSourceSaysSo();
};

namespace {

Time utc(const char *text)
{
    return *parseIsoTime(text);
}

std::string dated(const std::string &time, const std::string &message)
{
    return time + " worker_log:10 [INFO]  " + message + "\n";
}

StorePtr load(const LogFolder &folder, const std::string &zone = {}, std::map<std::string, Time> shifts = {})
{
    LoadOptions options;
    options.paths = { folder.path("000") };
    options.zone = zone;
    options.shifts = std::move(shifts);
    return Loader::load(shippedRules(), options);
}

// A record of a log that gives both: the epoch, and the clock `offset` seconds east of Greenwich.
std::string both(Time time, int offset, const std::string &message)
{
    std::string epoch = formatEpochSeconds(time);
    epoch.resize(epoch.find('.') + 7, '0');
    return epoch + " " + formatTime(time, 0, offset) + " MainProcess-1 MainThread-2 parsl.x:10 f INFO: " + message + "\n";
}

} // namespace

void ZonesTest::initTestCase()
{
    qputenv("TZ", "Asia/Tokyo");
    ::tzset();
}

void ZonesTest::offsetsAreThoseThatQtKnows_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name : { "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "UTC", "Asia/Tokyo" })
        QTest::newRow(name) << QByteArray(name);
}

void ZonesTest::offsetsAreThoseThatQtKnows()
{
    QFETCH(QByteArray, name);
    const auto zone = TimeZone::named(name.toStdString());
    QVERIFY(zone);
    const QTimeZone qt(name);
    Random random(5);
    for (int i = 0; i < 2'000; ++i) {
        const Time time = utc("2018-01-01") + static_cast<Time>(below(random, 18 * 366 * 24 * 60)) * 60 * kSecond;
        const QDateTime at = QDateTime::fromSecsSinceEpoch(time / kSecond, Qt::UTC);
        QCOMPARE(zone->offsetAt(time), qt.offsetFromUtc(at));
        if (name == "Asia/Tokyo")
            QCOMPARE(TimeZone::local().offsetAt(time), qt.offsetFromUtc(at));
        // Whatever a clock on the wall shows means the instant, or the other one that shows the same.
        const auto instants = zone->instantsOf(time + zone->offsetAt(time) * kSecond);
        QVERIFY(instants.first == time || instants.second == time);
    }
}

void ZonesTest::namesOfZones()
{
    QVERIFY(!TimeZone::named("Mars/Olympus"));
    QVERIFY(!TimeZone::named(""));
    QVERIFY(!TimeZone::named("UTC+5"));
    QCOMPARE(TimeZone::named("UTC-03:30")->offsetAt(0), -(3 * 3600 + 1800));
    QCOMPARE(q(TimeZone::named("Europe/Berlin")->name()), q("Europe/Berlin"));
    QCOMPARE(q(TimeZone::local().name()), q("Asia/Tokyo"));
    QCOMPARE(q(TimeZone().name()), q("UTC"));
    QCOMPARE(q(TimeZone::fixed(19'800).name()), q("UTC+05:30"));
    QCOMPARE(q(offsetName(-18'000)), q("UTC-05:00"));
    QCOMPARE(q(offsetName(-1)), q("UTC-00:00:01"));
}

void ZonesTest::aLocalTimeMeansOneInstantOrTwo()
{
    const TimeZone zone = *TimeZone::named("America/New_York");
    auto instants = zone.instantsOf(utc("2026-11-22 10:27:42"));
    QCOMPARE(instants.first, utc("2026-11-22 15:27:42"));
    QCOMPARE(instants.second, kNoTime);
    instants = zone.instantsOf(utc("2026-11-01 01:30:00")); // set back at 02:00
    QCOMPARE(instants.first, utc("2026-11-01 05:30:00"));
    QCOMPARE(instants.second, utc("2026-11-01 06:30:00"));
    instants = zone.instantsOf(utc("2026-11-01 00:59:59"));
    QCOMPARE(instants.first, utc("2026-11-01 04:59:59"));
    QCOMPARE(instants.second, kNoTime);
    instants = zone.instantsOf(utc("2026-11-01 02:00:00"));
    QCOMPARE(instants.first, utc("2026-11-01 07:00:00"));
    QCOMPARE(instants.second, kNoTime);
    instants = zone.instantsOf(utc("2026-03-08 02:30:00")); // set forward at 02:00: no clock shows this
    QCOMPARE(instants.first, utc("2026-03-08 07:30:00"));
    QCOMPARE(instants.second, kNoTime);
}

void ZonesTest::aLogThatGivesBothTellsTheZone()
{
    const LogFolder folder;
    const Time begin = utc("2026-11-22 15:27:42.9");
    folder.write("000/parsl.log", both(begin, -18'000, "a") + both(begin + 5 * kSecond, -18'000, "b"));
    folder.write("000/htex/interchange.log", dated("2026-11-22 10:27:43.022", "x") + dated("2026-11-22 10:27:44", "y"));
    const StorePtr store = load(folder, "Europe/Berlin");
    const Source &source = sourceNamed(*store, "htex/interchange.log");
    QCOMPARE(q(source.zone), q("UTC-05:00"));
    QCOMPARE(q(source.zoneWhy), q("parsl.log gives both: 1795361262.900000 is 2026-11-22 10:27:42"));
    QCOMPARE(source.first, utc("2026-11-22 15:27:43.022"));
    QCOMPARE(q(sourceNamed(*store, "parsl.log").zoneWhy), q(""));
    QCOMPARE(q(sourceNamed(*store, "parsl.log").zone), q("UTC"));
    RecordReader reader(store);
    const Record record = reader.read((*store->rows())[1]);
    QCOMPARE(q(record.problem), q(""));
    QCOMPARE(q(record.text("created")), q("1795361263.022"));
    QCOMPARE(q(record.find("created")->proof), q("header: 2026-11-22 10:27:43.022 in UTC-05:00"));
}

void ZonesTest::aChangeOfTheClockInTheRunIsFound()
{
    const LogFolder folder;
    const TimeZone zone = *TimeZone::named("America/New_York");
    const Time begin = utc("2026-10-31 12:00:00");
    std::string submit;
    std::string worker;
    for (int i = 0; i < 8'000; ++i) {
        const Time time = begin + i * 11 * kSecond;
        submit += both(time, zone.offsetAt(time), "line " + std::to_string(i));
        worker += dated(formatTime(time + 5 * kSecond, 3, zone.offsetAt(time + 5 * kSecond)), "line " + std::to_string(i));
    }
    QVERIFY(submit.size() > 500'000);
    folder.write("000/parsl.log", submit);
    folder.write("000/htex/interchange.log", worker);
    const StorePtr store = load(folder);
    QCOMPARE(q(sourceNamed(*store, "htex/interchange.log").zone), q("UTC-04:00, then UTC-05:00"));
    const SegmentView &segment = *store->segments()[0];
    QCOMPARE(q(store->sources()[segment.source()].logsource), q("htex/interchange.log"));
    QCOMPARE(segment.rowCount(), 8'000u);
    for (uint32_t row = 0; row < segment.rowCount(); ++row)
        QCOMPARE(segment.time(row), begin + row * 11 * kSecond + 5 * kSecond);
}

void ZonesTest::betweenTwoLinesTheClockIsSetAtAWholeHour()
{
    const LogFolder folder;
    folder.write("000/parsl.log", both(utc("2024-11-03 05:30:00"), -14'400, "summer") + both(utc("2024-11-03 06:30:00"), -18'000, "winter") + both(utc("2024-11-03 07:00:00"), -18'000, "later"));
    folder.write("000/htex/interchange.log", dated("2024-11-03 01:40:00.000", "a") + dated("2024-11-03 01:10:00.000", "b") + dated("2024-11-03 02:00:00.000", "c"));
    const StorePtr store = load(folder);
    QCOMPARE(q(sourceNamed(*store, "htex/interchange.log").zone), q("UTC-04:00, then UTC-05:00"));
    const SegmentView &segment = *store->segments()[0];
    QCOMPARE(q(store->sources()[segment.source()].logsource), q("htex/interchange.log"));
    QCOMPARE(segment.rowCount(), 3u);
    QCOMPARE(segment.time(0), utc("2024-11-03 05:40:00"));
    QCOMPARE(segment.time(1), utc("2024-11-03 06:10:00"));
    QCOMPARE(segment.time(2), utc("2024-11-03 07:00:00"));
}

void ZonesTest::namesOfFilesTellTheZone()
{
    const LogFolder folder;
    folder.write("000/parsl.log", dated("2021-05-01 12:00:01.042", "a") + dated("2021-05-01 12:05:00.000", "b"));
    folder.write("000/submit_scripts/parsl.localprovider.1619841605.5.sh", "#!/bin/sh\n"); // 2021-05-01 04:00:05 UTC
    const StorePtr store = load(folder, "Europe/Berlin");
    const Source &source = sourceNamed(*store, "parsl.log");
    QCOMPARE(q(source.zone), q("UTC+08:00"));
    QCOMPARE(q(source.zoneWhy), q("only so the time in the name submit_scripts/parsl.localprovider.1619841605.5.sh falls into that of parsl.log"));
    QCOMPARE(source.first, utc("2021-05-01 04:00:01.042"));
}

void ZonesTest::namesThatFitSeveralZonesTellNothing()
{
    const LogFolder folder;
    folder.write("000/parsl.log", dated("2021-05-01 12:00:01.042", "a") + dated("2021-05-01 14:05:00.000", "b"));
    folder.write("000/submit_scripts/parsl.localprovider.1619841605.5.sh", "#!/bin/sh\n");
    const StorePtr store = load(folder, "Europe/Berlin");
    const Source &source = sourceNamed(*store, "parsl.log");
    QCOMPARE(q(source.zone), q("Europe/Berlin"));
    QVERIFY2(source.zoneWhy.find("the names of files fit 9 zones") != std::string::npos, source.zoneWhy.c_str());
    QCOMPARE(source.first, utc("2021-05-01 10:00:01.042"));
}

// Upstream JSON logs: one record at the start says the local time as well.
void ZonesTest::recordsThatGiveTheClockTooTellTheZone()
{
    const LogFolder folder;
    folder.write("000/parsl.jsonlog", upstreamLine(0, "Starting") + upstreamLine(0.25, "Workflow startup information", ", \"parsl.workflow_info.time_began\": \"2026-08-04 23:20:00.123456\""));
    folder.write("000/wq/debug_log", "2026/08/04 23:20:09.21 work_queue_python[2187] wq: x\n");
    const StorePtr store = load(folder, "Europe/Berlin");
    const Source &source = sourceNamed(*store, "wq/debug_log");
    QCOMPARE(q(source.zone), q("UTC-04:00"));
    QCOMPARE(q(source.zoneWhy), q("parsl.jsonlog gives both: 1785900000.25 is 2026-08-04 23:20:00.123456"));
    QCOMPARE(source.first, at(9.21));
}

void ZonesTest::logsWithEpochsTellTheZoneOfThoseWithout_data()
{
    QTest::addColumn<QString>("other"); // a log that gives instants
    QTest::newRow("JSON") << q(prototypeLine(0, "a") + prototypeLine(300, "b"));
    QTest::newRow("text") << q("1785900000000000 4720 MANAGER START\n1785900300000000 4720 MANAGER END\n");
}

void ZonesTest::logsWithEpochsTellTheZoneOfThoseWithout()
{
    QFETCH(QString, other);
    const LogFolder folder;
    folder.write("000/transaction_log", other.toStdString());
    folder.write("000/database_manager.log", "2026-08-05 08:50:01.100 database_manager:447 [DEBUG] [MainThread 139900112] first\n2026-08-05 08:55:10.100 database_manager:447 [DEBUG] [MainThread 139900112] last\n");
    const StorePtr store = load(folder, "Europe/Berlin"); // 03:20:00 UTC
    const Source &source = sourceNamed(*store, "database_manager.log");
    QCOMPARE(q(source.zone), q("UTC+05:30"));
    QCOMPARE(q(source.zoneWhy), q("only so database_manager.log falls into the time of the run's other logs"));
    QCOMPARE(source.first, at(1.1));
}

void ZonesTest::longRunsMayFitSeveralZones()
{
    const LogFolder folder;
    folder.write("000/parsl.jsonlog", prototypeLine(0, "a") + prototypeLine(9'000, "b"));
    folder.write("000/database_manager.log", "2026-08-05 05:20:01.100 database_manager:447 [DEBUG] [MainThread 139900112] first\n");
    const StorePtr store = load(folder, "Europe/Berlin");
    const Source &source = sourceNamed(*store, "database_manager.log");
    QCOMPARE(q(source.zone), q("Europe/Berlin"));
    QVERIFY2(source.zoneWhy.find("the times of the other logs fit 11 zones") != std::string::npos, source.zoneWhy.c_str());
}

// The recorded database, beside what its run would have left in the prototype's dialect, eight hours west.
void ZonesTest::aDatabaseBesideJsonLogsIsReadInTheirZone()
{
    const LogFolder folder;
    folder.write("monitoring.db", readFile(recordedRun("monitored") + "/monitoring.db"));
    const StorePtr alone = folder.load("monitoring.db");
    const double begins = static_cast<double>(alone->sources()[0].first + 9 * 3600 * kSecond - kEpoch) / 1e9 + 8 * 3600; // read in Tokyo's
    const double ends = static_cast<double>(alone->sources()[0].last + 9 * 3600 * kSecond - kEpoch) / 1e9 + 8 * 3600;
    folder.write("000/parsl.jsonlog", prototypeLine(begins, "a") + prototypeLine(ends, "b"));
    LoadOptions options;
    options.paths = { folder.path() };
    const StorePtr store = Loader::load(shippedRules(), options);
    const Source &source = sourceNamed(*store, "../monitoring.db");
    QCOMPARE(q(source.zone), q("UTC-08:00"));
    QVERIFY(std::abs(source.first - at(begins)) < kSecond);
}

void ZonesTest::elseTheZoneIsAskedForOrThisMachines()
{
    const LogFolder folder;
    folder.write("000/parsl.log", dated("2021-05-01 12:00:01,042", "a"));
    StorePtr store = load(folder, "America/New_York");
    QCOMPARE(store->sources().front().first, utc("2021-05-01 16:00:01.042"));
    QCOMPARE(q(store->sources().front().zoneWhy), q("as was asked for; nothing in the run tells"));
    store = load(folder);
    QCOMPARE(store->sources().front().first, utc("2021-05-01 03:00:01.042"));
    QCOMPARE(q(store->sources().front().zone), q("Asia/Tokyo"));
    QCOMPARE(q(store->sources().front().zoneWhy), q("the zone of this machine; nothing in the run tells"));
}

void ZonesTest::thenTheFileSystemTells()
{
    const auto writtenAt = [](const std::string &path, const char *iso) {
        const std::chrono::sys_time<std::chrono::nanoseconds> time { std::chrono::nanoseconds(utc(iso)) };
        std::filesystem::last_write_time(path, std::chrono::time_point_cast<std::filesystem::file_time_type::duration>(std::filesystem::file_time_type::clock::from_sys(time)));
    };
    const LogFolder folder;
    folder.write("000/parsl.log", dated("2021-05-01 12:00:01.042", "a") + dated("2021-05-01 15:07:09.500", "b"));
    writtenAt(folder.path("000/parsl.log"), "2021-05-01 19:07:09.6");
    const auto zoneOf = [&](const std::string &asked) { return load(folder, asked)->sources().front().zone; };
    QCOMPARE(q(zoneOf({})), q("UTC-04:00"));
    QCOMPARE(q(load(folder)->sources().front().zoneWhy), q("parsl.log was last written at 2021-05-01 19:07:09 UTC, and ends at 2021-05-01 15:07:09.500"));
    QCOMPARE(q(zoneOf("Europe/Berlin")), q("Europe/Berlin")); // who asks for one knows it
    for (const char *copied : { "2021-05-01 19:11:09.6", "2021-05-02 19:07:09.6", "2021-05-01 19:07:08" }) {
        writtenAt(folder.path("000/parsl.log"), copied);
        QCOMPARE(q(zoneOf({})), q("Asia/Tokyo"));
    }
    writtenAt(folder.path("000/parsl.log"), "2021-05-01 19:07:09.6");
    folder.write("000/htex/interchange.log", dated("2021-05-01 15:06:00", "c")); // another host, another zone
    writtenAt(folder.path("000/htex/interchange.log"), "2021-05-01 20:06:00.1");
    QCOMPARE(q(zoneOf({})), q("Asia/Tokyo"));
}

void ZonesTest::theOrderOfAFileIsKeptWhereTheClockIsSetBack()
{
    const LogFolder folder;
    std::string content;
    const char *times[] = { "2026-11-01 00:59:59.9", "2026-11-01 01:00:00.0", "2026-11-01 01:30:00", "2026-11-01 01:29:59.5", "2026-11-01 01:59:59", "2026-11-01 01:00:01", "2026-11-01 01:30:00", "2026-11-01 02:00:00" };
    for (const char *time : times)
        content += dated(time, "x");
    folder.write("000/parsl.log", content);
    const StorePtr store = load(folder, "America/New_York");
    const char *expected[] = { "2026-11-01 04:59:59.9", "2026-11-01 05:00:00", "2026-11-01 05:30:00", "2026-11-01 05:29:59.5", "2026-11-01 05:59:59", "2026-11-01 06:00:01", "2026-11-01 06:30:00", "2026-11-01 07:00:00" };
    for (uint32_t row = 0; row < 8; ++row)
        QCOMPARE(store->segments()[0]->time(row), utc(expected[row]));
    const Issue *issue = findIssue(store->sources().front(), "set back");
    QVERIFY(issue);
    QCOMPARE(issue->line, uint64_t(2));
    QVERIFY(issue->severity == Issue::Severity::Note);
}

void ZonesTest::timesThatSayTheirZoneNeedNone()
{
    const LogFolder folder;
    folder.write("000/parsl.log", dated("2026-11-22T10:27:42.5Z", "a") + dated("2026-11-22 10:27:43+02:00", "b") + dated("2026-11-22 10:27:44,25-0330", "c"));
    const StorePtr store = load(folder);
    QCOMPARE(store->eventCount(), uint64_t(3));
    QCOMPARE(store->segments()[0]->time(0), utc("2026-11-22 10:27:42.5"));
    QCOMPARE(store->segments()[0]->time(1), utc("2026-11-22 08:27:43"));
    QCOMPARE(store->segments()[0]->time(2), utc("2026-11-22 13:57:44.25"));
    RecordReader reader(store);
    for (const EventRef event : *store->rows())
        QCOMPARE(q(reader.read(event).problem), q(""));
}

void ZonesTest::jsonTimesWithoutAZoneAreLocalToo()
{
    const LogFolder folder;
    folder.write("000/app.jsonl", "{\"time\": \"2026-11-22T10:27:42.5\", \"message\": \"a\"}\n{\"time\": \"2026-11-22T10:27:42.5Z\", \"message\": \"b\"}\n");
    const StorePtr store = load(folder);
    QCOMPARE(store->segments()[0]->time(0), utc("2026-11-22 01:27:42.5"));
    QCOMPARE(store->segments()[0]->time(1), utc("2026-11-22 10:27:42.5"));
    QCOMPARE(q(store->sources()[0].zone), q("Asia/Tokyo"));
}

void ZonesTest::aShiftedSourceSaysSo()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(0, "a") + textLine(2, "b"));
    folder.write("000/htex/interchange.log", textLine(1, "c"));
    const StorePtr store = load(folder, {}, { { "000/htex/interchange.log", 3'500'000'000 } });
    QCOMPARE((QStringList { q(messagesOf(store)[0]), q(messagesOf(store)[1]), q(messagesOf(store)[2]) }), (QStringList { "a", "b", "c" }));
    const Source &source = sourceNamed(*store, "htex/interchange.log");
    QCOMPARE(source.shift, Time(3'500'000'000));
    QCOMPARE(source.first, at(4.5));
    QCOMPARE(store->time((*store->rows())[2]), at(4.5));
    RecordReader reader(store);
    const Record record = reader.read((*store->rows())[2]);
    QCOMPARE(q(record.problem), q(""));
    QCOMPARE(q(record.text("created")), q(formatEpochSeconds(at(4.5))));
    QVERIFY2(record.find("created")->proof.find("shifted by +3.5 s") != std::string::npos, record.find("created")->proof.c_str());
    QCOMPARE(sourceNamed(*store, "parsl.log").shift, Time(0));
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::ZonesTest)
#include "tst_zones.moc"
