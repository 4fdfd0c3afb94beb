// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordreader.h"
#include "tests/model/testlogs.h"

#include <QElapsedTimer>
#include <QTest>

namespace widelens {

// JSON lines in all dialects, whole and damaged, through Loader::load.
class JsonImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dialectsAreToldApart_data();
    void dialectsAreToldApart();
    void everyLineIsAccountedFor_data();
    void everyLineIsAccountedFor();
    void aLastLineThatIsCutIsSkipped();
    void aLastLineWithoutEndIsRead();
    void aFirstLineThatIsCutDoesNotHideTheLog();
    void twoRecordsOnOneLineAsAFailedWriteLeavesThem();
    void twoWholeObjectsOnALine();
    void nanAndInfinityAreKeptAsText();
    void nulBytesAndInvalidUtf8AreNoted();
    void rawControlCharactersAreSurvived();
    void loneSurrogatesAreSurvived();
    void theFirstOfDuplicateKeysCounts();
    void nestedObjectsStayAsTheyAre();
    void numbersInQuotesAreNumbersInThePrototypeOnly();
    void noneIsAbsentInThePrototypeOnly();
    void managerIdsAreText();
    void linesThatAreNoObjectsAreSkipped();
    void timesOfAllKinds_data();
    void timesOfAllKinds();
    void recordsWithoutATimeFollowTheirPredecessor();
    void unknownKeysBecomeFields();
    void templatesOfTheSourceAreKeptVerbatim();
    void multiLineMessagesAreWhole();
    void aLineOf200MegabytesIsRead();
    void keysBeyondAllFieldsStayInTheirRecords();
};

namespace {

const Source &only(const StorePtr &store)
{
    return store->sources().front();
}

StorePtr loadText(const LogFolder &folder, std::string_view content, const std::string &name = "000/parsl.jsonlog")
{
    folder.write(name, content);
    return folder.load("000");
}

QString field(const StorePtr &store, size_t row, const std::string &name)
{
    return q(fieldText(*store, store->rows()->at(row), name));
}

const char *kAcademy = "{\"created\": \"1785900001.5\", \"levelname\": \"INFO\", \"name\": \"academy.agent\", \"funcName\": \"run\", \"formatted\": \"Agent started 7\", \"process\": \"12\"}\n";

} // namespace

void JsonImportTest::dialectsAreToldApart_data()
{
    QTest::addColumn<QString>("content");
    QTest::addColumn<QString>("format");
    QTest::newRow("prototype") << q(prototypeLine(0, "m")) << "parsl-json-prototype";
    QTest::newRow("upstream") << q(upstreamLine(0, "m")) << "parsl-json";
    QTest::newRow("Academy") << q(kAcademy) << "academy-json";
    QTest::newRow("generic") << "{\"timestamp\": 1785900001, \"message\": \"x\"}\n" << "json-lines";
    QTest::newRow("no time") << "{\"message\": \"x\", \"value\": 3}\n" << "unknown";
    QTest::newRow("a list") << "[1, 2]\n[3]\n" << "unknown";
    QTest::newRow("one object over several lines") << "{\n  \"created\": 1785900001.5\n}\n" << "unknown";
    QTest::newRow("upstream first line decides not alone") << q("{\"a\": 1}\n" + upstreamLine(0, "m") + upstreamLine(1, "m")) << "parsl-json";
}

void JsonImportTest::dialectsAreToldApart()
{
    QFETCH(QString, content);
    QFETCH(QString, format);
    const LogFolder folder;
    const StorePtr store = loadText(folder, content.toStdString());
    QCOMPARE(q(only(store).format), format);
    QCOMPARE(only(store).why.empty(), format == q("unknown"));
    QCOMPARE(q(brokenAccount(*store)), q(""));
}

void JsonImportTest::everyLineIsAccountedFor_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QList<int>>("counts"); // lines, events, continued, blank, skipped, issues
    const QByteArray a = prototypeLine(0, "a").c_str();
    const QByteArray b = prototypeLine(1, "b").c_str();
    QTest::newRow("two records") << a + b << QList<int> { 2, 2, 0, 0, 0, 0 };
    QTest::newRow("without the last end") << a + b.chopped(1) << QList<int> { 2, 2, 0, 0, 0, 1 };
    QTest::newRow("blank lines") << "\n" + a + "  \n\r\n" + b << QList<int> { 5, 2, 0, 3, 0, 0 };
    QTest::newRow("carriage returns") << QByteArray(a + b).replace("\n", "\r\n") << QList<int> { 2, 2, 0, 0, 0, 0 };
    QTest::newRow("a broken line between") << a + b.left(80) + "\n" + b << QList<int> { 3, 2, 0, 0, 1, 1 };
    QTest::newRow("a line of text between") << a + "Traceback (most recent call last):\n  File\n" + b << QList<int> { 4, 2, 0, 0, 2, 2 };
    QTest::newRow("a cut end") << a + b.left(80) << QList<int> { 2, 1, 0, 0, 1, 1 };
    QTest::newRow("another dialect between") << a + upstreamLine(2, "c").c_str() + b << QList<int> { 3, 3, 0, 0, 0, 0 };
}

void JsonImportTest::everyLineIsAccountedFor()
{
    QFETCH(QByteArray, content);
    QFETCH(QList<int>, counts);
    const LogFolder folder;
    const StorePtr store = loadText(folder, content.toStdString());
    const Source &source = only(store);
    QCOMPARE((QList<int> { int(source.lines), int(source.events), int(source.continued), int(source.blank), int(source.skipped), int(source.issues.size()) }), counts);
    QCOMPARE(q(brokenAccount(*store)), q(""));
    QCOMPARE(q(incompleteIssue(*store)), q(""));
    QCOMPARE(store->rows()->size(), size_t(counts[1]));
}

void JsonImportTest::aLastLineThatIsCutIsSkipped()
{
    const std::string a = prototypeLine(0, "a");
    const std::string b = prototypeLine(1, "gr\xc3\xbc\xc3\x9f""e 2");
    for (size_t cut = 1; cut < b.size() - 1; cut += 7) {
        const LogFolder folder;
        const StorePtr store = loadText(folder, a + b.substr(0, cut));
        QCOMPARE(only(store).events, uint64_t(1));
        QCOMPARE(only(store).skipped, uint64_t(1));
        const Issue *issue = findIssue(only(store), "the last line is cut");
        QVERIFY(issue);
        QVERIFY(issue->severity == Issue::Severity::Damage);
        QCOMPARE(issue->line, uint64_t(2));
        QCOMPARE(issue->offset, uint64_t(a.size()));
        QCOMPARE(q(brokenAccount(*store)), q(""));
    }
    const LogFolder folder; // through a character
    const StorePtr store = loadText(folder, a + b.substr(0, b.find('\xbc')));
    QCOMPARE(only(store).skipped, uint64_t(1));
    QVERIFY(findIssue(only(store), "the last line is cut"));
}

void JsonImportTest::aLastLineWithoutEndIsRead()
{
    const LogFolder folder;
    const std::string a = prototypeLine(0, "a");
    const std::string b = prototypeLine(1, "b");
    const StorePtr store = loadText(folder, a + b.substr(0, b.size() - 1));
    QCOMPARE(only(store).events, uint64_t(2));
    const Issue *issue = findIssue(only(store), "the last line has no end");
    QVERIFY(issue);
    QCOMPARE(issue->line, uint64_t(2));
    QCOMPARE(issue->offset, uint64_t(a.size()));
    QCOMPARE(q(messagesOf(store)[1]), q("b"));
}

void JsonImportTest::aFirstLineThatIsCutDoesNotHideTheLog()
{
    const LogFolder folder;
    const std::string a = prototypeLine(0, "a");
    const StorePtr store = loadText(folder, a.substr(120) + prototypeLine(1, "b") + prototypeLine(2, "c"));
    QCOMPARE(q(only(store).format), q("parsl-json-prototype"));
    QCOMPARE(only(store).events, uint64_t(2));
    QCOMPARE(only(store).skipped, uint64_t(1));
    QCOMPARE(only(store).issues.size(), size_t(1));
    QCOMPARE(only(store).issues[0].line, uint64_t(1));
}

// formats.md 3.1: a handler that fails leaves `{"created": 1.0, …, "msg": ` and the next record follows on the same line.
void JsonImportTest::twoRecordsOnOneLineAsAFailedWriteLeavesThem()
{
    const LogFolder folder;
    const std::string first = upstreamLine(0, "a");
    const std::string broken = first.substr(0, first.find("\"msg\": ") + 7);
    const std::string second = upstreamLine(1, "Task 9 initializing state to pending", ", \"parsl.task\": \"9\"");
    const StorePtr store = loadText(folder, first + broken + second + upstreamLine(2, "c"));
    const Source &source = only(store);
    QCOMPARE(source.lines, uint64_t(3));
    QCOMPARE(source.events, uint64_t(3));
    QCOMPARE(source.skipped, uint64_t(0));
    QCOMPARE(source.issues.size(), size_t(1));
    const Issue *issue = findIssue(source, "two records on one line");
    QVERIFY(issue);
    QVERIFY(issue->severity == Issue::Severity::Damage);
    QCOMPARE(issue->line, uint64_t(2));
    QCOMPARE(issue->offset, uint64_t(first.size()));
    QVERIFY(!issue->fix.empty());
    QCOMPARE(messagesOf(store), (std::vector<std::string> { "a", "Task 9 initializing state to pending", "c" }));
    QCOMPARE(field(store, 1, "parsl_task_id"), q("9"));
    QCOMPARE(store->time(store->rows()->at(1)), at(1));
    QCOMPARE(q(brokenAccount(*store)), q(""));
    // The raw record begins where the second one does.
    RecordReader reader(store);
    QCOMPARE(q(reader.raw(store->rows()->at(1))), q(second).chopped(1));
}

void JsonImportTest::twoWholeObjectsOnALine()
{
    const LogFolder folder;
    const std::string a = upstreamLine(0, "a");
    const StorePtr store = loadText(folder, a.substr(0, a.size() - 1) + upstreamLine(1, "b") + upstreamLine(2, "c"));
    const Source &source = only(store);
    QCOMPARE(source.lines, uint64_t(2));
    QCOMPARE(q(brokenAccount(*store)), q(""));
    QCOMPARE(source.issues.size(), size_t(1));
    QVERIFY(source.issues[0].severity == Issue::Severity::Damage);
    QCOMPARE(source.issues[0].line, uint64_t(1));
    QCOMPARE(source.events, uint64_t(2)); // one record a line; which one was read is said
    QCOMPARE(q(messagesOf(store)[1]), q("c"));
}

void JsonImportTest::nanAndInfinityAreKeptAsText()
{
    const LogFolder folder;
    const StorePtr store = loadText(folder, upstreamLine(0, "a", ", \"load\": NaN, \"after\": 7") + upstreamLine(1, "b", ", \"load\": -Infinity, \"after\": 8")
                                                + upstreamLine(2, "c", ", \"load\": Infinity") + upstreamLine(3, "d", ", \"load\": 0.5, \"box\": {\"x\": NaN}, \"after\": 9"));
    const Source &source = only(store);
    QCOMPARE(source.events, uint64_t(4));
    QCOMPARE(source.skipped, uint64_t(0));
    QCOMPARE(source.issues.size(), size_t(4));
    QVERIFY(source.issues[0].severity == Issue::Severity::Note);
    QCOMPARE(source.issues[1].line, uint64_t(2));
    QCOMPARE(field(store, 0, "load"), q("NaN"));
    QCOMPARE(field(store, 1, "load"), q("-Infinity"));
    QCOMPARE(field(store, 2, "load"), q("Infinity"));
    QCOMPARE(field(store, 3, "load"), q("0.5"));
    QCOMPARE(field(store, 0, "after"), q("7"));
    QCOMPARE(field(store, 3, "after"), q("9"));
}

void JsonImportTest::nulBytesAndInvalidUtf8AreNoted()
{
    const LogFolder folder;
    const std::string a = prototypeLine(0, "a");
    const std::string b = prototypeLine(1, std::string("b") + '\0' + "b");
    const std::string c = prototypeLine(2, "caf\xe9");
    const StorePtr store = loadText(folder, a + b + c + std::string(512, '\0') + "\n" + prototypeLine(3, "d"));
    const Source &source = only(store);
    QCOMPARE(source.lines, uint64_t(5));
    QCOMPARE(source.events, uint64_t(4));
    QCOMPARE(source.skipped, uint64_t(1));
    const Issue *nul = findIssue(source, "NUL");
    QVERIFY(nul);
    QCOMPARE(nul->line, uint64_t(2));
    QCOMPARE(nul->offset, uint64_t(a.size() + b.find('\0')));
    const Issue *utf8 = findIssue(source, "UTF-8");
    QVERIFY(utf8);
    QCOMPARE(utf8->line, uint64_t(3));
    QCOMPARE(utf8->offset, uint64_t(a.size() + b.size() + c.find('\xe9')));
    QCOMPARE(q(brokenAccount(*store)), q(""));
    QCOMPARE(q(messagesOf(store)[3]), q("d"));
}

void JsonImportTest::rawControlCharactersAreSurvived()
{
    const LogFolder folder;
    const StorePtr store = loadText(folder, upstreamLine(0, "a") + upstreamLine(1, "b\x1b[31m red") + upstreamLine(2, "c"));
    QCOMPARE(only(store).events, uint64_t(3));
    QCOMPARE(only(store).skipped, uint64_t(0));
}

void JsonImportTest::loneSurrogatesAreSurvived()
{
    const LogFolder folder;
    const StorePtr store = loadText(folder, upstreamLine(0, "bad \\udc80 and \\ud83d\\ude00 and \\ud800", ", \"note\": \"\\udc80x\"") + upstreamLine(1, "b"));
    QCOMPARE(only(store).events, uint64_t(2));
    QCOMPARE(q(messagesOf(store)[0]), q("bad \xef\xbf\xbd and \xf0\x9f\x98\x80 and \xef\xbf\xbd"));
    QCOMPARE(field(store, 0, "note"), q("\xef\xbf\xbdx"));
}

// The writers never write a key twice; others may. What the columns hold must be what the record shows.
void JsonImportTest::theFirstOfDuplicateKeysCounts()
{
    const LogFolder folder;
    const StorePtr store = loadText(folder, upstreamLine(0, "a", ", \"colour\": \"red\", \"colour\": \"blue\", \"n\": 1, \"n\": 2"));
    QCOMPARE(only(store).events, uint64_t(1));
    RecordReader reader(store);
    const Record record = reader.read(store->rows()->front());
    QCOMPARE(q(record.text("colour")), q("red"));
    QCOMPARE(field(store, 0, "colour"), q("red"));
    QCOMPARE(q(record.text("n")), field(store, 0, "n"));
}

void JsonImportTest::nestedObjectsStayAsTheyAre()
{
    const LogFolder folder;
    const StorePtr store = loadText(folder, upstreamLine(0, "a", ", \"box\": {\"x\": [1, {\"y\": \"}\"}], \"z\": 2}, \"list\": [1, 2], \"yes\": true, \"nothing\": null, \"after\": 5")
                                                + "{\"created\": 1785900001.0, \"process\": 1, \"processName\": \"P\", \"threadName\": \"T\", \"thread\": 2, \"name\": \"n\", \"lineno\": 3, \"funcname\": \"f\", "
                                                  "\"levelname\": \"INFO\", \"msg\": {\"a\": {\"b\": 1}}, \"formatted\": \"{'a': {'b': 1}}\"}\n");
    QCOMPARE(only(store).events, uint64_t(2));
    QVERIFY(only(store).issues.empty());
    RecordReader reader(store);
    const Record record = reader.read(store->rows()->front());
    QCOMPARE(q(record.text("box")), q("{\"x\": [1, {\"y\": \"}\"}], \"z\": 2}"));
    QVERIFY(record.find("box")->kind == FieldKind::Json);
    QVERIFY(record.find("yes")->kind == FieldKind::Json);
    QVERIFY(record.find("nothing")->kind == FieldKind::Json);
    QCOMPARE(field(store, 0, "after"), q("5"));
    const Record second = reader.read(store->rows()->at(1));
    QCOMPARE(q(second.text("msg")), q("{\"a\": {\"b\": 1}}"));
    QCOMPARE(q(messagesOf(store)[1]), q("{'a': {'b': 1}}"));
}

void JsonImportTest::numbersInQuotesAreNumbersInThePrototypeOnly()
{
    const LogFolder folder;
    folder.write("000/a.jsonlog", prototypeLine(0, "a", ", \"count\": \"12\", \"padded\": \"012\", \"parsl_task_id\": \"7\""));
    folder.write("000/b.jsonlog", upstreamLine(1, "b", ", \"count\": \"12\", \"parsl.task\": \"7\""));
    const StorePtr store = folder.load("000");
    const auto &rows = *store->rows();
    const auto isInt = [&](size_t row, const char *name) { return std::holds_alternative<int64_t>(store->value(rows[row], store->fields().find(name))); };
    QVERIFY(isInt(0, "count"));
    QVERIFY(!isInt(0, "padded"));
    QVERIFY(isInt(0, "parsl_task_id"));
    QVERIFY(!isInt(1, "count")); // a typed source means what it writes
    QVERIFY(isInt(1, "parsl_task_id")); // but ids are numbers whatever the source wrote
    RecordReader reader(store);
    QVERIFY(reader.read(rows[0]).find("count")->kind == FieldKind::Int);
    QVERIFY(reader.read(rows[1]).find("count")->kind == FieldKind::Text);
    QVERIFY(reader.read(rows[1]).find("parsl_task_id")->kind == FieldKind::Int);
}

void JsonImportTest::noneIsAbsentInThePrototypeOnly()
{
    const LogFolder folder;
    folder.write("000/a.jsonlog", prototypeLine(0, "a", ", \"job\": \"None\", \"empty\": \"\""));
    folder.write("000/b.jsonlog", upstreamLine(1, "b", ", \"job\": \"None\""));
    folder.write("000/c.jsonlog", "{\"created\": \"1785900002.5\", \"formatted\": \"c\", \"job\": \"None\"}\n");
    const StorePtr store = folder.load("000");
    const auto &rows = *store->rows();
    QCOMPARE(rows.size(), size_t(3));
    const FieldId job = store->fields().find("job");
    RecordReader reader(store);
    QVERIFY(isAbsent(store->value(rows[0], job)));
    QVERIFY(!reader.read(rows[0]).find("job"));
    for (const size_t row : { size_t(1), size_t(2) }) {
        QCOMPARE(field(store, row, "job"), q("None"));
        QCOMPARE(q(reader.read(rows[row]).text("job")), q("None"));
    }
    QVERIFY(!isAbsent(store->value(rows[0], store->fields().find("empty")))); // "" is a value
}

void JsonImportTest::managerIdsAreText()
{
    const LogFolder folder;
    const StorePtr store = loadText(folder, prototypeLine(0, "a", ", \"manager_id\": \"b'4f65c2b07a19'\"") + prototypeLine(1, "b", ", \"manager_id\": \"4f65c2b07a19\"")
                                                + prototypeLine(2, "c", ", \"manager_id\": \"b'123456789012'\"") + prototypeLine(3, "d", ", \"manager_id\": \"12345678\"")
                                                + prototypeLine(4, "Sent tasks: [1] to manager b'000000000012'"));
    const FieldId id = store->fields().find("manager_id");
    const auto &rows = *store->rows();
    const auto text = [&](size_t row) { return q(std::get<std::string_view>(store->value(rows[row], id))); };
    QCOMPARE(text(0), q("4f65c2b07a19"));
    QCOMPARE(text(1), q("4f65c2b07a19"));
    QCOMPARE(text(2), q("123456789012"));
    QCOMPARE(text(3), q("12345678"));
    QCOMPARE(text(4), q("000000000012"));
    RecordReader reader(store);
    for (size_t row = 0; row < rows.size(); ++row) {
        QVERIFY(reader.read(rows[row]).find("manager_id")->kind == FieldKind::Text);
        QCOMPARE(q(reader.read(rows[row]).text("manager_id")), text(row));
    }
}

void JsonImportTest::linesThatAreNoObjectsAreSkipped()
{
    const LogFolder folder;
    std::string text = prototypeLine(0, "a");
    const uint64_t offset = text.size();
    text += "[1, 2]\n\"text\"\n7\nnull\n{}}\n{\"a\":}\n{\"created\n" + prototypeLine(1, "b");
    const StorePtr store = loadText(folder, text);
    const Source &source = only(store);
    QCOMPARE(source.lines, uint64_t(9));
    QCOMPARE(source.events + source.skipped, uint64_t(9));
    QVERIFY(source.events <= 3); // "{}}" begins with a whole object
    QVERIFY(source.issues.size() >= 6);
    QCOMPARE(source.issues[0].line, uint64_t(2));
    QCOMPARE(source.issues[0].offset, offset);
    QCOMPARE(q(incompleteIssue(*store)), q(""));
}

void JsonImportTest::timesOfAllKinds_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<qint64>("nanoseconds");
    constexpr qint64 time = 1785900001042000000;
    const auto row = [](const char *name, const char *member, qint64 expected) { QTest::newRow(name) << q(std::string("{") + member + ", \"message\": \"m\"}\n") << expected; };
    row("seconds", "\"timestamp\": 1785900001", 1785900001000000000);
    row("seconds with fraction", "\"timestamp\": 1785900001.042", time);
    row("seconds in quotes", "\"ts\": \"1785900001.042\"", time);
    row("milliseconds", "\"time\": 1785900001042", time);
    row("microseconds", "\"@timestamp\": 1785900001042000", time);
    row("nanoseconds", "\"time\": 1785900001042000000", time);
    row("ISO", "\"timestamp\": \"2026-08-05T03:20:01.042Z\"", time);
    row("ISO with zone", "\"time\": \"2026-08-05T05:20:01.042+02:00\"", time);
    row("Python's asctime", "\"asctime\": \"2026-08-05 03:20:01,042\"", time);
    row("the better of two", "\"asctime\": \"2026-08-05 03:20:01\", \"created\": 1785900001.042", time);
}

void JsonImportTest::timesOfAllKinds()
{
    QFETCH(QString, line);
    QFETCH(qint64, nanoseconds);
    const LogFolder folder;
    const StorePtr store = loadText(folder, line.toStdString(), "000/app.log");
    QCOMPARE(store->rows()->size(), size_t(1));
    QCOMPARE(qint64(store->time(store->rows()->front())), nanoseconds);
    QVERIFY(store->hasTime(store->rows()->front()));
    RecordReader reader(store);
    QVERIFY2(reader.read(store->rows()->front()).problem.empty(), reader.read(store->rows()->front()).problem.c_str());
    QCOMPARE(q(messagesOf(store)[0]), q("m"));
}

void JsonImportTest::recordsWithoutATimeFollowTheirPredecessor()
{
    const LogFolder folder;
    folder.write("000/a.log", "{\"message\": \"zero\", \"n\": 1}\n{\"time\": 1785900005, \"message\": \"one\"}\n{\"message\": \"two\", \"n\": 2}\n{\"time\": \"soon\", \"message\": \"three\"}\n"
                              "{\"time\": 1785900009, \"message\": \"four\"}\n");
    folder.write("000/b.log", "{\"time\": 1785900007, \"message\": \"between\"}\n");
    const StorePtr store = folder.load("000");
    QCOMPARE(messagesOf(store), (std::vector<std::string> { "zero", "one", "two", "three", "between", "four" }));
    const auto &rows = *store->rows();
    QVERIFY(!store->hasTime(rows[0]));
    QVERIFY(store->hasTime(rows[1]));
    QVERIFY(!store->hasTime(rows[2]));
    QVERIFY(!store->hasTime(rows[3]));
    QCOMPARE(store->time(rows[2]), store->time(rows[1]));
    QCOMPARE(only(store).first, Time(1785900005) * kSecond);
}

void JsonImportTest::unknownKeysBecomeFields()
{
    const LogFolder folder;
    const StorePtr store = loadText(folder, upstreamLine(0, "a", ", \"my.key\": 3, \"b\\u00fcro \\\"x\\\"\": \"y\"") + upstreamLine(1, "b", ", \"my.key\": 4.25"));
    QCOMPARE(field(store, 0, "my.key"), q("3"));
    QCOMPARE(field(store, 1, "my.key"), q("4.25"));
    QCOMPARE(field(store, 0, "b\xc3\xbcro \"x\""), q("y"));
    QCOMPARE(field(store, 1, "b\xc3\xbcro \"x\""), q(""));
}

void JsonImportTest::templatesOfTheSourceAreKeptVerbatim()
{
    const LogFolder folder;
    std::string own = upstreamLine(0, "Got 5 apples of 7");
    own.replace(own.find("\"msg\": \"Got 5 apples of 7\""), 26, "\"msg\": \"Got %s apples of %s\"");
    const StorePtr store = loadText(folder, own + upstreamLine(1, "Got 5 pears") + upstreamLine(2, "Task 3 changing state from pending to launched"));
    RecordReader reader(store);
    const auto templateOf = [&](size_t row) { return q(store->templates().get(store->templateId(store->rows()->at(row))).text); };
    QCOMPARE(templateOf(0), q("Got %s apples of %s"));
    QCOMPARE(templateOf(1), q("Got <int> pears")); // an f-string: its "template" holds values
    QVERIFY(templateOf(2).startsWith(q("Task {parsl_task_id")));
    QCOMPARE(q(reader.read(store->rows()->at(0)).text("msg")), q("Got %s apples of %s"));
    QCOMPARE(q(reader.read(store->rows()->at(1)).text("msg")), q("Got 5 pears"));
}

void JsonImportTest::multiLineMessagesAreWhole()
{
    const LogFolder folder;
    const StorePtr store = loadText(folder, upstreamLine(0, "Task 3 try 1 failed with exception of type ValueError\\nTraceback\\n  File 7"));
    QCOMPARE(q(messagesOf(store)[0]), q("Task 3 try 1 failed with exception of type ValueError\nTraceback\n  File 7"));
    QCOMPARE(field(store, 0, "parsl_exception"), q("ValueError"));
}

void JsonImportTest::aLineOf200MegabytesIsRead()
{
    const LogFolder folder;
    constexpr size_t kSize = lessForThreads(200'000'000);
    {
        std::string text = upstreamLine(0, "a") + upstreamLine(1, "Task 7 initializing state to pending " + std::string(kSize, 'x'));
        text += upstreamLine(2, "b") + upstreamLine(3, "c", ", \"blob\": \"" + std::string(kSize / 4, 'y') + "\", \"after\": 3");
        folder.write("000/parsl.jsonlog", text);
    }
    const uint64_t before = peakMemory();
    QElapsedTimer timer;
    timer.start();
    const StorePtr store = folder.load("000");
    QCOMPARE(only(store).events, uint64_t(4));
    QVERIFY(only(store).issues.empty());
    QCOMPARE(field(store, 3, "after"), q("3"));
    QVERIFY2(peakMemory() < before + 6 * kSize, std::to_string(peakMemory() - before).c_str());
    RecordReader reader(store);
    QCOMPARE(q(reader.message((*store->rows())[2])), q("b"));
    QVERIFY2(timer.elapsed() < 60'000, std::to_string(timer.elapsed()).c_str());
}

// More keys than there can be fields: those that had one already go on, the others are in the record only.
void JsonImportTest::keysBeyondAllFieldsStayInTheirRecords()
{
    const LogFolder folder;
    std::string content;
    for (int i = 0; i < 70'000; i += 100) {
        std::string more;
        for (int k = i; k < i + 100; ++k)
            more += ", \"key" + std::to_string(k) + "\": " + std::to_string(k);
        content += upstreamLine(i, "many", more + ", \"\": 1, \"always\": " + std::to_string(i));
    }
    const StorePtr store = loadText(folder, content);
    QCOMPARE(only(store).events, uint64_t(700));
    QCOMPARE(only(store).issues.size(), size_t(0));
    QCOMPARE(store->fields().size(), size_t(65'535));
    QCOMPARE(store->time(store->rows()->at(699)), at(69'900));
    QCOMPARE(field(store, 0, "key7"), q("7"));
    QCOMPARE(field(store, 600, "key60042"), q("60042"));
    QCOMPARE(field(store, 699, "always"), q("69900"));
    QCOMPARE(field(store, 699, "key69999"), q(""));
    RecordReader reader(store);
    QCOMPARE(q(reader.read(store->rows()->at(699)).text("key69999")), q("69999"));
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::JsonImportTest)
#include "tst_jsonimport.moc"
