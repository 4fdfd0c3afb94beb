// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordreader.h"
#include "model/query/filter.h"
#include "tests/model/testlogs.h"

#include <QTest>

namespace widelens {

// Formats of any program: tables (CSV), JSON lines with a time, OpenTelemetry's documents.
class GenericTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTableIsReadByItsHeader_data();
    void aTableIsReadByItsHeader();
    void aDateAndAClockInTwoColumnsAreOneTime_data();
    void aDateAndAClockInTwoColumnsAreOneTime();
    void rowsMayHoldLineEndsAndQuotes();
    void aTableIsNotReadFromItsMiddleOn();
    void anOpenQuoteCostsNoRows();
    void unevenRowsAreReadAndTold();
    void textWithCommasIsNoTable_data();
    void textWithCommasIsNoTable();
    void jsonTimesAreRead_data();
    void jsonTimesAreRead();
    void documentsOfLogsAreEvents();
    void spansStartAndEnd();
    void whatStandsBehindItsRecordsIsTheirsToo();
    void aDamagedDocumentCostsOnlyWhatIsDamaged();
};

namespace {

constexpr const char *kTime = "2026-08-05T03:20:01.042Z"; // at(0.042)

// The fields of the first event, as the inspector shows them, by name.
std::string shown(const StorePtr &store, const std::string &field, size_t event = 0)
{
    RecordReader reader(store);
    const Record record = reader.read(store->rows()->at(event));
    return record.problem.empty() ? std::string(record.text(field)) : record.problem;
}

std::string loadProblem(const StorePtr &store)
{
    return brokenAccount(*store) + incompleteIssue(*store);
}

} // namespace

void GenericTest::aTableIsReadByItsHeader_data()
{
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("value");
    const QString time = q(kTime);
    QTest::newRow("commas") << q("timestamp,level,message,n\n") + time + q(",INFO,hello,5\n") << q("hello") << q("5");
    QTest::newRow("semicolons") << q("time;n;msg\n") + time + q(";5;hello, you\n") << q("hello, you") << q("5");
    QTest::newRow("tabs, a column empty") << q("ts\tn\tother\n") + time + q("\t5\t\n") << time + q("\t5\t") << q("5");
    QTest::newRow("bars and spaces") << q("n | when | what\n5 | ") + time + q(" | x\n") << q("5 | ") + time + q(" | x") << q("5");
    QTest::newRow("quoted, as some programs write all") << q("\"Timestamp\",\"n\",\"Message\"\r\n\"") + time + q("\",\"5\",\"hello\"\r\n") << q("hello") << q("5");
    QTest::newRow("byte order mark") << q("\xef\xbb\xbftime,n\n") + time + q(",5\n") << time + q(",5") << q("5");
    QTest::newRow("an index without a name") << q(",n,logged\n0,5,") + time + q("\n") << q("0,5,") + time << q("5");
    QTest::newRow("by content, no name tells") << q("n,a,b\n5,") + time + q(",x\n") << q("5,") + time + q(",x") << q("5");
    QTest::newRow("epoch") << q("n,epoch\n5,1785900001.042\n") << q("5,1785900001.042") << q("5");
    QTest::newRow("milliseconds") << q("n,timestamp_ms\n5,1785900001042\n") << q("5,1785900001042") << q("5");
    QTest::newRow("milliseconds in a column of another name") << q("n,Start time\n5,1785900001042\n") << q("5,1785900001042") << q("5");
}

void GenericTest::aTableIsReadByItsHeader()
{
    QFETCH(QString, table);
    QFETCH(QString, message);
    QFETCH(QString, value);
    const LogFolder folder;
    folder.write("000/numbers.txt", table.toStdString());
    const StorePtr store = folder.load("000");
    const Source &source = store->sources().front();
    QCOMPARE(q(source.format), q("csv"));
    QCOMPARE(q(loadProblem(store)), q(""));
    QCOMPARE(store->eventCount(), uint64_t(1));
    QCOMPARE(source.skipped, uint64_t(0));
    QCOMPARE(q(source.issues.empty() ? "" : source.issues.front().what), q(""));
    const EventRef event = store->rows()->front();
    QCOMPARE(q(formatEpochSeconds(store->time(event))), q("1785900001.042"));
    QCOMPARE(messagesOf(store).front(), message.toStdString());
    QCOMPARE(q(fieldText(*store, event, "n")), value);
    QCOMPARE(q(shown(store, "n")), value);
    QVERIFY2(source.why.find("time: ") != std::string::npos && source.why.find("message") != std::string::npos, source.why.c_str());
}

void GenericTest::aDateAndAClockInTwoColumnsAreOneTime_data()
{
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("columns");
    QTest::addColumn<QString>("created");
    QTest::newRow("date, time") << q("date,time,n\n2026-08-05,03:20:01.042Z,5\n2026-08-05,03:20:02Z,6\n") << q("date and time") << q("1785900001.042");
    QTest::newRow("the other way round") << q("n;Clock time;Day of date\n5;03:20:01,042Z;2026-08-05\n6;3:20:02Z;2026-08-05\n") << q("Day of date and Clock time") << q("1785900001.042");
    QTest::newRow("named otherwise, side by side") << q("n,took,a,b\n5,00:00:07,2026-08-05,03:20:01.042Z\n6,00:00:09,2026-08-05,3:20:02Z\n") << q("a and b") << q("1785900001.042");
    QTest::newRow("a duration is no time of day") << q("n,took,x,date\n5,00:00:07,y,2026-08-05\n") << q("date") << q("1785888000.0");
}

void GenericTest::aDateAndAClockInTwoColumnsAreOneTime()
{
    QFETCH(QString, table);
    QFETCH(QString, columns);
    QFETCH(QString, created);
    const LogFolder folder;
    folder.write("000/numbers.csv", table.toStdString());
    LoadOptions options;
    options.paths = { folder.path("000") };
    options.zone = "UTC";
    const StorePtr store = Loader::load(shippedRules(), options);
    const Source &source = store->sources().front();
    QCOMPARE(q(loadProblem(store)), q(""));
    QVERIFY2(q(source.why).contains(QStringLiteral("time: %1;").arg(columns)), source.why.c_str());
    QCOMPARE(q(formatEpochSeconds(store->time(store->rows()->front()))), created);
    QCOMPARE(q(fieldText(*store, store->rows()->front(), "n")), q("5"));
    QCOMPARE(q(shown(store, "n")), q("5"));
    QCOMPARE(q(shown(store, "created")).contains(u"03:20:01"), columns.contains(u" and "));
}

void GenericTest::rowsMayHoldLineEndsAndQuotes()
{
    const LogFolder folder;
    folder.write("000/a.csv", std::string("time,text,n\n") + kTime + ",\"a, \"\"b\"\"\nc\td\\n\",1\n\n" + kTime + ",x,2\ntime,text,n\n" + kTime + ",y,3\n");
    const StorePtr store = folder.load("000");
    const Source &source = store->sources().front();
    QCOMPARE(q(loadProblem(store)), q(""));
    const auto messages = messagesOf(store);
    QCOMPARE(messages.size(), size_t(3));
    QCOMPARE(q(messages[0]), q("a, \"b\"\nc\td\\n"));
    QCOMPARE(q(messages[2]), q("y"));
    QCOMPARE(source.continued, uint64_t(1));
    QCOMPARE(source.blank, uint64_t(3)); // the names, twice, and a blank line
    QCOMPARE(store->line(store->rows()->at(1)), uint64_t(5));
    QCOMPARE(q(fieldText(*store, store->rows()->front(), "n")), q("1"));
    RecordReader reader(store);
    QCOMPARE(q(reader.raw(store->rows()->front())), q(std::string(kTime) + ",\"a, \"\"b\"\"\nc\td\\n\",1"));
}

void GenericTest::aTableIsNotReadFromItsMiddleOn()
{
    const LogFolder folder;
    folder.write("000/a.csv", std::string(kTime) + ",x,1\n" + kTime + ",y,2\n"); // its names are lost
    QCOMPARE(q(folder.load("000")->sources().front().format), q("unknown"));
}

void GenericTest::anOpenQuoteCostsNoRows()
{
    const LogFolder folder;
    std::string table = "time,text,n\n";
    for (int i = 0; i < 3000; ++i)
        table += std::string(kTime) + (i == 1000 ? ",\"open," : ",text,") + std::to_string(i) + "\n";
    folder.write("000/a.csv", table);
    const StorePtr store = folder.load("000");
    const Source &source = store->sources().front();
    QCOMPARE(q(loadProblem(store)), q(""));
    QCOMPARE(source.events, uint64_t(3000));
    QVERIFY(findIssue(source, "quote"));
}

void GenericTest::unevenRowsAreReadAndTold()
{
    const LogFolder folder;
    const std::string time(kTime);
    folder.write("000/a.csv", "time,text,n\n" + time + ",x,1\n" + time + ",y\n" + time + ",z,3,more\nno time\n" + time + ",w,4\n" + time + ",cu");
    const StorePtr store = folder.load("000");
    const Source &source = store->sources().front();
    QCOMPARE(q(loadProblem(store)), q(""));
    // Among the first rows more than one in ten is uneven: it is no table then.
    QCOMPARE(q(source.format), q("unknown"));
    std::string rows;
    for (int i = 0; i < 60; ++i)
        rows += time + ",x,1\n";
    folder.write("000/a.csv", "time,text,n\n" + rows + time + ",y\n" + time + ",z,3,more\nno time\n" + time + ",w,4\n" + time + ",cu");
    const StorePtr second = folder.load("000");
    const Source &read = second->sources().front();
    QCOMPARE(q(loadProblem(second)), q(""));
    QCOMPARE(read.events, uint64_t(64));
    QCOMPARE(read.skipped, uint64_t(1));
    QVERIFY(findIssue(read, "not as many columns"));
    QVERIFY(findIssue(read, "the last line is cut"));
    QCOMPARE(messagesOf(second).at(61), std::string("z"));
}

void GenericTest::textWithCommasIsNoTable_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("sentences before times with commas") << q("Starting, please wait\n2026-08-05 05:20:01,042 INFO a\n2026-08-05 05:20:02,042 INFO b\n");
    QTest::newRow("a list of numbers") << q("1,2,3\n4,5,6\n");
    QTest::newRow("a table without a time") << q("a,b,c\n1,2,3\n4,5,6\n");
    QTest::newRow("small numbers as time") << q("time,b,c\n1.5,2,3\n4,5,6\n");
    QTest::newRow("prose") << q("Dear reader, this is a letter\nIt has commas, here and there\n");
    QTest::newRow("a header alone") << q("time,b,c\n");
    QTest::newRow("names that are values") << q("2026-08-05 05:20:01,b\n2026-08-05 05:20:01,c\n");
}

void GenericTest::textWithCommasIsNoTable()
{
    QFETCH(QString, text);
    const LogFolder folder;
    folder.write("000/a.txt", text.toStdString());
    const StorePtr store = folder.load("000");
    QVERIFY2(store->sources().front().format != "csv", store->sources().front().why.c_str());
}

void GenericTest::jsonTimesAreRead_data()
{
    QTest::addColumn<QString>("member");
    QTest::addColumn<QString>("seconds");
    QTest::newRow("seconds") << q("\"created\": 1785900001") << q("1785900001.0");
    QTest::newRow("seconds, fraction") << q("\"time\": 1785900001.042317") << q("1785900001.042317");
    QTest::newRow("seconds, text") << q("\"ts\": \"1785900001.5\"") << q("1785900001.5");
    QTest::newRow("milliseconds") << q("\"timestamp\": 1785900001042") << q("1785900001.042");
    QTest::newRow("milliseconds, text") << q("\"timestamp\": \"1785900001042\"") << q("1785900001.042");
    QTest::newRow("microseconds") << q("\"time\": 1785900001042317") << q("1785900001.042317");
    QTest::newRow("microseconds, text") << q("\"@timestamp\": \"1785900001042317\"") << q("1785900001.042317");
    QTest::newRow("nanoseconds") << q("\"ts\": 1785900001042317123") << q("1785900001.042317123");
    QTest::newRow("nanoseconds, text") << q("\"timeUnixNano\": \"1785900001042317123\"") << q("1785900001.042317123");
    QTest::newRow("by the name: ms") << q("\"ts_ms\": 1785900001042") << q("1785900001.042");
    QTest::newRow("by the name: us") << q("\"time_us\": \"1785900001042317\"") << q("1785900001.042317");
    QTest::newRow("by the name: ns") << q("\"timestamp_ns\": 1785900001042317123") << q("1785900001.042317123");
    QTest::newRow("ISO, UTC") << q("\"@timestamp\": \"2026-08-05T03:20:01.042Z\"") << q("1785900001.042");
    QTest::newRow("ISO, an offset") << q("\"datetime\": \"2026-08-05T05:20:01.042+02:00\"") << q("1785900001.042");
    QTest::newRow("ISO, comma") << q("\"asctime\": \"2026-08-05 03:20:01,042\"") << q("1785900001.042");
    QTest::newRow("ISO, no zone") << q("\"time\": \"2026-08-05T03:20:01\"") << q("1785900001.0");
    QTest::newRow("ISO under a name of its own") << q("\"eventTime\": \"2026-08-05T03:20:01Z\"") << q("1785900001.0");
}

void GenericTest::jsonTimesAreRead()
{
    QFETCH(QString, member);
    QFETCH(QString, seconds);
    const LogFolder folder;
    folder.write("000/a.jsonl", "{\"message\": \"x\", " + member.toStdString() + "}\n");
    const auto rules = shippedRules();
    LoadOptions options;
    options.paths = { folder.path("000") };
    options.zone = "UTC";
    const StorePtr store = Loader::load(rules, options);
    QCOMPARE(q(store->sources().front().format), q("json-lines"));
    QCOMPARE(store->eventCount(), uint64_t(1));
    QCOMPARE(q(formatEpochSeconds(store->time(store->rows()->front()))), seconds);
    QCOMPARE(q(shown(store, "formatted")), q("x")); // and nothing "changed since it was read"
}

namespace {

const char *kLogs = R"({"resourceLogs": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "cart"}}, {"key": "n", "value": {"intValue": "5"}}]},
 "scopeLogs": [{"scope": {"name": "my.lib", "version": "1"}, "logRecords": [
  {"timeUnixNano": "1785900001042317123", "severityNumber": 9, "severityText": "Info", "body": {"stringValue": "hello"}, "traceId": "5b8aa5a2d2c872e8321cf37308d69df2", "spanId": "051581bf3cb55c13",
   "attributes": [{"key": "ok", "value": {"boolValue": true}}, {"key": "n", "value": {"intValue": "7"}}, {"key": "list", "value": {"arrayValue": {"values": [{"stringValue": "a"}, {"intValue": "1"}]}}}]},
  {"timeUnixNano": "0", "observedTimeUnixNano": "1785900002000000000", "severityNumber": 17, "body": {"kvlistValue": {"values": [{"key": "a", "value": {"doubleValue": 1.5}}]}}}
 ]}]}]}
)";

std::string oneLine(std::string text)
{
    std::erase(text, '\n');
    return text + "\n";
}

} // namespace

void GenericTest::documentsOfLogsAreEvents()
{
    const LogFolder folder;
    for (const bool lines : { false, true }) {
        folder.write("000/otel.json", lines ? oneLine(kLogs) + oneLine(kLogs) : kLogs);
        const StorePtr store = folder.load("000");
        const Source &source = store->sources().front();
        QCOMPARE(q(source.format), q("opentelemetry"));
        QCOMPARE(q(loadProblem(store)), q(""));
        QCOMPARE(source.skipped, uint64_t(0));
        QCOMPARE(store->eventCount(), uint64_t(lines ? 4 : 2));
        const EventRef first = store->rows()->front();
        QCOMPARE(q(formatEpochSeconds(store->time(first))), q("1785900001.042317123"));
        QCOMPARE(messagesOf(store).front(), std::string("hello"));
        QCOMPARE(messagesOf(store).back(), std::string("{\"a\":1.5}"));
        QCOMPARE(q(store->levelName(first)), q("Info"));
        QCOMPARE(q(store->levelName(store->rows()->back())), q("ERROR")); // of its number
        QCOMPARE(q(fieldText(*store, first, "trace_id")), q("5b8aa5a2d2c872e8321cf37308d69df2"));
        QCOMPARE(q(fieldText(*store, first, "service.name")), q("cart"));
        QCOMPARE(q(fieldText(*store, store->rows()->back(), "service.name")), q("cart"));
        QCOMPARE(q(fieldText(*store, first, "n")), q("7")); // the record's own, not the one around it
        QCOMPARE(q(shown(store, "n")), q("7"));
        QCOMPARE(q(shown(store, "ok")), q("true"));
        QCOMPARE(q(shown(store, "list")), q("[\"a\",1]"));
        QCOMPARE(q(shown(store, "name")), q("my.lib"));
        QVERIFY(RecordReader(store).raw(first).find("\"traceId\":\"5b8aa5a2d2c872e8321cf37308d69df2\"") != std::string::npos);
    }
}

void GenericTest::spansStartAndEnd()
{
    const LogFolder folder;
    folder.write("000/spans.json", oneLine(R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"cart"}}]},"scopeSpans":[{"scope":{"name":"lib"},"spans":[
{"traceId":"aa","spanId":"b1","parentSpanId":"","name":"pay","kind":3,"startTimeUnixNano":"1785900001000000000","endTimeUnixNano":"1785900003500000000","attributes":[{"key":"http.status_code","value":{"intValue":"500"}}],
"events":[{"timeUnixNano":"1785900002000000000","name":"retry","attributes":[{"key":"try","value":{"intValue":"2"}}]}],"links":[],"status":{"code":2,"message":"no money"}}]}]}]})"));
    const StorePtr store = folder.load("000");
    QCOMPARE(q(loadProblem(store)), q(""));
    QCOMPARE(messagesOf(store), (std::vector<std::string> { "pay starts", "retry", "pay ends" }));
    const EventRows &rows = *store->rows();
    QCOMPARE(q(formatEpochSeconds(store->time(rows[2]))), q("1785900003.5"));
    QCOMPARE(q(fieldText(*store, rows[2], "duration")), q("2.5"));
    QCOMPARE(q(fieldText(*store, rows[0], "duration")), q(""));
    QCOMPARE(q(fieldText(*store, rows[2], "span_edge")), q("end"));
    QCOMPARE(q(fieldText(*store, rows[2], "span_kind")), q("client"));
    QCOMPARE(q(fieldText(*store, rows[2], "span_status")), q("error"));
    QCOMPARE(q(store->levelName(rows[2])), q("ERROR"));
    QCOMPARE(q(fieldText(*store, rows[1], "span_id")), q("b1"));
    QCOMPARE(q(fieldText(*store, rows[1], "span_operation")), q("pay"));
    QCOMPARE(q(fieldText(*store, rows[1], "try")), q("2"));
    QCOMPARE(q(fieldText(*store, rows[1], "service.name")), q("cart"));
    // The span is one thing with all three.
    Filter filter;
    filter.terms.push_back({ "span_id", "b1", false });
    QCOMPARE(applyFilter(store, filter)->size(), size_t(3));
}

void GenericTest::whatStandsBehindItsRecordsIsTheirsToo()
{
    const LogFolder folder;
    folder.write("000/otel.json", R"({"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"a"},"timeUnixNano":"1785900001000000000"}],"scope":{"name":"x"}},
{"logRecords":[{"body":{"stringValue":"b"},"timeUnixNano":"1785900002000000000"}]}],"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"late"}}]}}]})");
    const StorePtr store = folder.load("000");
    QCOMPARE(messagesOf(store), (std::vector<std::string> { "a", "b" }));
    for (const EventRef event : *store->rows())
        QCOMPARE(q(fieldText(*store, event, "service.name")), q("late"));
    QCOMPARE(q(shown(store, "name", 0)), q("x"));
    QCOMPARE(q(shown(store, "name", 1)), q(""));
}

void GenericTest::aDamagedDocumentCostsOnlyWhatIsDamaged()
{
    const LogFolder folder;
    const std::string whole = oneLine(kLogs);
    const size_t inSecond = whole.find("\"0\""); // of the second record
    folder.write("000/otel.json", whole + whole.substr(0, inSecond) + "\n" + whole + whole.substr(0, inSecond));
    const StorePtr store = folder.load("000");
    const Source &source = store->sources().front();
    QCOMPARE(q(loadProblem(store)), q(""));
    QCOMPARE(store->eventCount(), uint64_t(6));
    QCOMPARE(source.issues.size(), size_t(2));
    QVERIFY(findIssue(source, "it is cut"));
    QVERIFY(findIssue(source, "no JSON"));
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::GenericTest)
#include "tst_generic.moc"
