// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordreader.h"
#include "model/import/textheader.h"
#include "tests/model/testlogs.h"

#include <QElapsedTimer>
#include <QTest>

#include <array>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace widelens {

// Text logs, whole and damaged, through Loader::load.
class TextImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyLineIsAccountedFor_data();
    void everyLineIsAccountedFor();
    void multiLineRecordsAreKeptWhole();
    void aMessageMayBeginOnTheNextLine();
    void headersOfAllThreadsAreRead();
    void aCompleteLastLineWithoutEndIsRead();
    void aLastLineCutInItsHeaderIsSkipped_data();
    void aLastLineCutInItsHeaderIsSkipped();
    void aCutThroughACharacterIsNoted();
    void nulBytesAreNotedWhereTheyAre();
    void invalidUtf8IsNotedAndKept();
    void carriageReturnsAreNoPartOfTheMessage();
    void linesBeforeTheFirstRecordAreSkipped();
    void aBrokenBeginningDoesNotHideTheLog();
    void timesThatGoBackwardsKeepTheirPlace();
    void aLineOf200MegabytesIsRead();
    void emptyAndForeignFilesAreListed();
    void whatIsNoFileIsListed();
    void unreadableFilesAndDirectoriesAreListed();
    void aLoopOfLinksEnds();
    void aFileThatShrinksWhileItIsReadIsLost();
    void aFileThatIsDeletedWhileItIsReadIsLost();
    void aRecordThatChangedSaysSo();
    void aRowOfAnotherFileShowsNoText();
    void aFileWrittenAnewWhileItIsReadIsLost();
    void manyIssuesAreCapped();
    void badBytesOfMessagesOfOneShapeAreAllNoted();
    void headersBeyondThoseRememberedAreReadAsWell();
};

namespace {

const Source &only(const StorePtr &store)
{
    return store->sources().front();
}

std::array<uint64_t, 5> account(const Source &source)
{
    return { source.lines, source.events, source.continued, source.blank, source.skipped };
}

} // namespace

void TextImportTest::everyLineIsAccountedFor_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QList<int>>("counts"); // lines, events, continued, blank, skipped
    const QByteArray a = textLine(0, "a").c_str();
    const QByteArray b = textLine(1, "b").c_str();
    QTest::newRow("one record") << a << QList<int> { 1, 1, 0, 0, 0 };
    QTest::newRow("two records") << a + b << QList<int> { 2, 2, 0, 0, 0 };
    QTest::newRow("without the last end") << a + b.chopped(1) << QList<int> { 2, 2, 0, 0, 0 };
    QTest::newRow("blank lines") << "\n" + a + "\n\n" + b + "\n" << QList<int> { 6, 2, 0, 4, 0 };
    QTest::newRow("continuation") << a + "  more\nstill more\n" + b << QList<int> { 4, 2, 2, 0, 0 };
    QTest::newRow("continuation with a blank line") << a + "  more\n\nstill more\n" + b << QList<int> { 5, 2, 2, 1, 0 };
    QTest::newRow("no beginning") << "lost 1\nlost 2\n" + a << QList<int> { 3, 1, 0, 0, 2 };
    QTest::newRow("cut in the header") << a + b.left(30) << QList<int> { 2, 1, 0, 0, 1 };
    QTest::newRow("blank lines only") << QByteArray("\n\n\n") + a << QList<int> { 4, 1, 0, 3, 0 };
    QTest::newRow("a line of one space continues") << a + " \n" + b << QList<int> { 3, 2, 1, 0, 0 };
    QTest::newRow("carriage returns") << QByteArray(a).replace("\n", "\r\n") + "\r\n" + QByteArray(b).replace("\n", "\r\n") << QList<int> { 3, 2, 0, 1, 0 };
}

void TextImportTest::everyLineIsAccountedFor()
{
    QFETCH(QByteArray, content);
    QFETCH(QList<int>, counts);
    const LogFolder folder;
    folder.write("000/parsl.log", content.toStdString());
    const StorePtr store = folder.load("000");
    QCOMPARE(q(only(store).format), q("parsl-text"));
    const auto found = account(only(store));
    QCOMPARE((QList<int> { int(found[0]), int(found[1]), int(found[2]), int(found[3]), int(found[4]) }), counts);
    QCOMPARE(q(brokenAccount(*store)), q(""));
    QCOMPARE(q(incompleteIssue(*store)), q(""));
    QCOMPARE(store->rows()->size(), size_t(counts[1]));
    QCOMPARE(only(store).bytes, uint64_t(content.size()));
}

void TextImportTest::multiLineRecordsAreKeptWhole()
{
    const LogFolder folder;
    const std::string first = textLine(0, "Task 3 try 0 failed with exception of type ValueError\nTraceback (most recent call last):\n  File \"x\", line 1\n\nValueError: 2026-08-05 05:20:01 no");
    folder.write("000/parsl.log", first + textLine(1, "next"));
    const StorePtr store = folder.load("000");
    QCOMPARE(store->rows()->size(), size_t(2));
    RecordReader reader(store);
    const Record record = reader.read(store->rows()->front());
    QCOMPARE(q(record.raw), q(first).chopped(1));
    QCOMPARE(q(record.text("formatted")), q(first).chopped(1).mid(q(first).indexOf(q("Task 3"))));
    QCOMPARE(q(record.text("parsl_task_id")), q("3"));
    QCOMPARE(q(record.text("parsl_exception")), q("ValueError"));
    QCOMPARE(q(reader.message((*store->rows())[1])), q("next"));
    QCOMPARE(store->line((*store->rows())[1]), uint64_t(6));
}

void TextImportTest::aMessageMayBeginOnTheNextLine()
{
    const LogFolder folder;
    folder.write("000/htex/block-0/4f65c2b07a19/manager.log", textLine(0, "\n  key: value\n  other: 3") + textLine(1, "x"));
    const StorePtr store = folder.load("000");
    const auto messages = messagesOf(store);
    QCOMPARE(messages.size(), size_t(2));
    QCOMPARE(q(messages[0]), q("\n  key: value\n  other: 3"));
}

void TextImportTest::headersOfAllThreadsAreRead()
{
    const LogFolder folder;
    TextLine lines[] = { { 0, "a" }, { 1, "b" }, { 2, "c" }, { 3, "d" } };
    lines[1].thread = "Thread-3 (_worker)-77";
    lines[2].thread = "JobStatusPoller-Timer-Thread-1402-99";
    lines[3].thread = "MainThread-";
    lines[3].process = "MainProcess-";
    lines[3].level = "WARNING";
    std::string text;
    for (const auto &line : lines)
        text += line.text();
    folder.write("000/parsl.log", text);
    const StorePtr store = folder.load("000");
    const auto &rows = *store->rows();
    QCOMPARE(rows.size(), size_t(4));
    QCOMPARE(q(fieldText(*store, rows[0], "threadName")), q("MainThread"));
    QCOMPARE(q(fieldText(*store, rows[1], "threadName")), q("Thread-3 (_worker)"));
    QCOMPARE(q(fieldText(*store, rows[1], "thread")), q("77"));
    QCOMPARE(q(fieldText(*store, rows[2], "threadName")), q("JobStatusPoller-Timer-Thread-1402"));
    QCOMPARE(q(fieldText(*store, rows[2], "thread")), q("99"));
    QCOMPARE(q(fieldText(*store, rows[3], "thread")), q("")); // not said is absent, not 0
    QCOMPARE(q(fieldText(*store, rows[3], "process")), q(""));
    QCOMPARE(q(store->levelName(rows[3])), q("WARNING"));
    QVERIFY(store->severity(rows[3]) > store->severity(rows[0]));
    QCOMPARE(store->time(rows[2]), at(2));
}

void TextImportTest::aCompleteLastLineWithoutEndIsRead()
{
    const LogFolder folder;
    const std::string whole = textLine(0, "a") + textLine(1, "the end");
    folder.write("000/parsl.log", whole.substr(0, whole.size() - 1));
    const StorePtr store = folder.load("000");
    QCOMPARE(store->rows()->size(), size_t(2));
    QCOMPARE(q(messagesOf(store)[1]), q("the end"));
    const Issue *issue = findIssue(only(store), "the last line has no end");
    QVERIFY(issue);
    QVERIFY(issue->severity == Issue::Severity::Damage);
    QCOMPARE(issue->line, uint64_t(2));
    QCOMPARE(issue->offset, uint64_t(textLine(0, "a").size()));
}

void TextImportTest::aLastLineCutInItsHeaderIsSkipped_data()
{
    QTest::addColumn<int>("length");
    for (const int length : { 1, 5, 10, 17, 18, 25, 37, 38, 45, 60, 80, 95 })
        QTest::addRow("%d", length) << length;
}

void TextImportTest::aLastLineCutInItsHeaderIsSkipped()
{
    QFETCH(int, length);
    const LogFolder folder;
    const std::string first = textLine(0, "a");
    const std::string second = TextLine { 1, "b", "INFO", "MainProcess-4711", "Thread-3 (_worker)-1404", "parsl.dataflow.dflow:1000" }.text();
    QVERIFY(size_t(length) < second.find(": b"));
    folder.write("000/parsl.log", first + second.substr(0, size_t(length)));
    const StorePtr store = folder.load("000");
    QCOMPARE(only(store).events, uint64_t(1));
    QCOMPARE(only(store).skipped, uint64_t(1));
    QCOMPARE(q(messagesOf(store)[0]), q("a"));
    const Issue *issue = findIssue(only(store), "the last line is cut inside its header");
    QVERIFY(issue);
    QCOMPARE(issue->line, uint64_t(2));
    QCOMPARE(issue->offset, uint64_t(first.size()));
    QCOMPARE(q(brokenAccount(*store)), q(""));
}

void TextImportTest::aCutThroughACharacterIsNoted()
{
    const LogFolder folder;
    const std::string whole = textLine(0, "a") + textLine(1, "gr\xc3\xbc\xc3\x9f\xe2\x82\xac");
    for (const size_t cut : { size_t(2), size_t(3) }) { // into the three bytes of the last character
        folder.write("000/parsl.log", whole.substr(0, whole.size() - cut));
        const StorePtr store = folder.load("000");
        QCOMPARE(only(store).events, uint64_t(2));
        QCOMPARE(only(store).issues.size(), size_t(1)); // once, not as invalid UTF-8 too
        QVERIFY(findIssue(only(store), "the cut goes through a character"));
    }
    folder.write("000/parsl.log", whole.substr(0, whole.size() - 1)); // the character is whole
    const StorePtr store = folder.load("000");
    QVERIFY(!findIssue(only(store), "through a character"));
    QVERIFY(findIssue(only(store), "the last line has no end"));
}

void TextImportTest::nulBytesAreNotedWhereTheyAre()
{
    const LogFolder folder;
    const std::string a = textLine(0, "a");
    const std::string b = textLine(1, std::string("b") + std::string(3, '\0') + "c");
    folder.write("000/parsl.log", a + b + std::string(4096, '\0') + "\n" + textLine(2, "d"));
    const StorePtr store = folder.load("000");
    QCOMPARE(only(store).events, uint64_t(3));
    QCOMPARE(only(store).continued, uint64_t(1));
    QCOMPARE(only(store).issues.size(), size_t(2));
    QVERIFY(only(store).issues[0].severity == Issue::Severity::Damage);
    QCOMPARE(only(store).issues[0].line, uint64_t(2));
    QCOMPARE(only(store).issues[0].offset, uint64_t(a.size() + b.find('\0')));
    QCOMPARE(only(store).issues[1].line, uint64_t(3));
    QCOMPARE(q(messagesOf(store)[2]), q("d"));
    QCOMPARE(q(incompleteIssue(*store)), q(""));
}

void TextImportTest::invalidUtf8IsNotedAndKept()
{
    const LogFolder folder;
    const std::string a = textLine(0, "caf\xe9 noir"); // latin-1
    folder.write("000/parsl.log", a + textLine(1, "caf\xc3\xa9") + textLine(2, "\xed\xb2\x80 surrogate"));
    const StorePtr store = folder.load("000");
    QCOMPARE(only(store).events, uint64_t(3));
    QCOMPARE(only(store).issues.size(), size_t(2));
    QCOMPARE(only(store).issues[0].line, uint64_t(1));
    QCOMPARE(only(store).issues[0].offset, uint64_t(a.find('\xe9')));
    QCOMPARE(only(store).issues[1].line, uint64_t(3));
    QVERIFY(messagesOf(store)[0] == "caf\xe9 noir"); // as it stands in the file
}

void TextImportTest::carriageReturnsAreNoPartOfTheMessage()
{
    const LogFolder folder;
    folder.write("000/parsl.log", "");
    std::string text = textLine(0, "Task 3 initializing state to pending") + textLine(1, "Sent tasks: [3, 4] to manager b'4f65c2b07a19'");
    for (size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
        text.insert(at, "\r");
    folder.write("000/parsl.log", text);
    const StorePtr store = folder.load("000");
    const auto &rows = *store->rows();
    QCOMPARE(rows.size(), size_t(2));
    QCOMPARE(q(fieldText(*store, rows[0], "parsl_task_status")), q("pending"));
    QCOMPARE(q(fieldText(*store, rows[1], "manager_id")), q("4f65c2b07a19"));
    QCOMPARE(q(messagesOf(store)[0]), q("Task 3 initializing state to pending"));
}

void TextImportTest::linesBeforeTheFirstRecordAreSkipped()
{
    const LogFolder folder;
    folder.write("000/parsl.log", "Traceback of what is gone\n  more\n" + textLine(0, "a"));
    const StorePtr store = folder.load("000");
    QCOMPARE(only(store).skipped, uint64_t(2));
    QCOMPARE(only(store).events, uint64_t(1));
    const Issue *issue = findIssue(only(store), "before the first record");
    QVERIFY(issue);
    QVERIFY(issue->severity == Issue::Severity::Damage);
    QCOMPARE(issue->line, uint64_t(1));
    QCOMPARE(store->line(store->rows()->front()), uint64_t(3));
}

void TextImportTest::aBrokenBeginningDoesNotHideTheLog()
{
    const LogFolder folder;
    std::string text;
    for (int i = 0; i < 5000; ++i)
        text += "some junk line of another program " + std::to_string(i) + "\n";
    for (int i = 0; i < 5000; ++i)
        text += textLine(i, "m " + std::to_string(i));
    folder.write("000/parsl.log", text);
    const StorePtr store = folder.load("000");
    QCOMPARE(only(store).events, uint64_t(5000));
    QCOMPARE(only(store).skipped, uint64_t(5000));
}

void TextImportTest::timesThatGoBackwardsKeepTheirPlace()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(5, "late") + textLine(1, "early") + textLine(5, "late too"));
    const StorePtr store = folder.load("000");
    QCOMPARE(messagesOf(store), (std::vector<std::string> { "early", "late", "late too" }));
    QCOMPARE(only(store).first, at(1));
    QCOMPARE(only(store).last, at(5));
}

void TextImportTest::aLineOf200MegabytesIsRead()
{
    const LogFolder folder;
    constexpr size_t kSize = lessForThreads(200'000'000);
    {
        std::string text = textLine(0, "a");
        text += textLine(1, "Task 7 initializing state to pending " + std::string(kSize, 'x'));
        text += textLine(2, "b");
        text += std::string(kSize / 4, 'y') + "\n" + textLine(3, "c");
        folder.write("000/parsl.log", text);
    }
    const uint64_t before = peakMemory();
    QElapsedTimer timer;
    timer.start();
    const StorePtr store = folder.load("000");
    QCOMPARE(only(store).events, uint64_t(4));
    QCOMPARE(only(store).continued, uint64_t(1));
    QCOMPARE(only(store).skipped, uint64_t(0));
    QVERIFY(only(store).issues.empty());
    // The text was made in memory before; reading it must not need more than the longest line and its growth.
    QVERIFY2(peakMemory() < before + 3 * kSize, std::to_string(peakMemory() - before).c_str());
    RecordReader reader(store);
    QCOMPARE(reader.message((*store->rows())[1], 50).size(), size_t(50));
    QCOMPARE(q(reader.message((*store->rows())[3])), q("c"));
    QVERIFY2(timer.elapsed() < 60'000, std::to_string(timer.elapsed()).c_str());
}

void TextImportTest::emptyAndForeignFilesAreListed()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(0, "a"));
    folder.write("000/empty.log", "");
    folder.write("000/notes.txt", "this is\nno log\n");
    folder.write("000/binary", std::string("\x7f" "ELF\0\1\2\3", 8));
    folder.write("000/dfk.pkl", "anything");
    folder.write("000/blank.log", "\n\n");
    const StorePtr store = folder.load("000");
    QCOMPARE(store->sources().size(), size_t(6));
    QCOMPARE(store->rows()->size(), size_t(1));
    const Source &empty = sourceNamed(*store, "empty.log");
    QCOMPARE(empty.issues.size(), size_t(1));
    QVERIFY(empty.issues[0].severity == Issue::Severity::Note);
    for (const char *name : { "notes.txt", "binary", "dfk.pkl", "blank.log" }) {
        const Source &source = sourceNamed(*store, name);
        QCOMPARE(q(source.format), q("unknown"));
        QCOMPARE(source.issues.size(), size_t(1));
        QVERIFY(source.issues[0].severity == Issue::Severity::Note);
        QCOMPARE(source.events + source.skipped, uint64_t(0));
    }
    QCOMPARE(q(brokenAccount(*store)), q(""));
    QCOMPARE(q(incompleteIssue(*store)), q(""));
}

void TextImportTest::whatIsNoFileIsListed()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(0, "a"));
    QCOMPARE(::mkfifo(folder.path("000/pipe").c_str(), 0600), 0);
    std::filesystem::create_symlink("/no/such/place", folder.path("000/dangling"));
    QElapsedTimer timer;
    timer.start();
    const StorePtr store = folder.load("000");
    QVERIFY(timer.elapsed() < 5000); // a pipe without a writer would wait for ever
    QCOMPARE(store->rows()->size(), size_t(1));
    QCOMPARE(store->sources().size(), size_t(3));
    for (const char *name : { "pipe", "dangling" }) {
        const Source &source = sourceNamed(*store, name);
        QCOMPARE(source.issues.size(), size_t(1));
        QVERIFY(source.issues[0].severity == Issue::Severity::Damage);
        QVERIFY(!source.issues[0].fix.empty());
    }
}

void TextImportTest::unreadableFilesAndDirectoriesAreListed()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(0, "a"));
    folder.write("000/secret.log", textLine(1, "b"));
    folder.write("000/closed/inside.log", textLine(2, "c"));
    std::filesystem::permissions(folder.path("000/secret.log"), std::filesystem::perms::none);
    std::filesystem::permissions(folder.path("000/closed"), std::filesystem::perms::none);
    // Root reads everything: be nobody meanwhile.
    const bool isRoot = ::geteuid() == 0;
    const auto forAll = std::filesystem::perms::all;
    for (const char *name : { "", "000", "000/parsl.log" })
        std::filesystem::permissions(folder.path(name), forAll);
    if (isRoot && ::seteuid(65534) != 0)
        QSKIP("cannot be anyone but root");
    const StorePtr store = folder.load("000");
    if (isRoot)
        QCOMPARE(::seteuid(0), 0);
    std::filesystem::permissions(folder.path("000/closed"), std::filesystem::perms::owner_all);
    QCOMPARE(store->rows()->size(), size_t(1));
    QCOMPARE(store->sources().size(), size_t(3));
    for (const auto &source : store->sources()) {
        if (source.logsource == "parsl.log")
            continue;
        QCOMPARE(source.issues.size(), size_t(1));
        QVERIFY(source.issues[0].severity == Issue::Severity::Damage);
        QVERIFY(q(source.issues[0].what).contains(q("ermission")));
    }
}

void TextImportTest::aLoopOfLinksEnds()
{
    const LogFolder folder;
    folder.write("000/htex/interchange.log", textLine(0, "a"));
    std::filesystem::create_directory_symlink(folder.path("000"), folder.path("000/htex/loop"));
    std::filesystem::create_directory_symlink("self", folder.path("000/self"));
    const StorePtr store = folder.load("000");
    QCOMPARE(store->rows()->size(), size_t(1));
}

namespace {

// Calls `act` once, when a version of the store was published that is not the last; answers the last.
template<typename Act>
StorePtr loadAndAct(const std::string &path, Act act)
{
    LoadOptions options;
    options.paths = { path };
    options.threads = 1;
    StorePtr last;
    bool done = false;
    Loader loader(shippedRules(), options);
    loader.start([&](StorePtr store) {
        if (!done && !store->isComplete() && !store->rows()->empty()) {
            act();
            done = true;
        }
        last = std::move(store);
    });
    loader.wait();
    return done ? last : nullptr;
}

std::string bigLog(int records)
{
    std::string text;
    for (int i = 0; i < records; ++i)
        text += textLine(i * 0.001, "Task " + std::to_string(i) + " changing state from pending to launched");
    return text;
}

} // namespace

void TextImportTest::aFileThatShrinksWhileItIsReadIsLost()
{
    const LogFolder folder;
    const std::string text = bigLog(2'000'000);
    folder.write("000/parsl.log", text);
    const StorePtr store = loadAndAct(folder.path("000"), [&] { std::filesystem::resize_file(folder.path("000/parsl.log"), text.size() / 100); });
    if (!store)
        QSKIP("the machine read it before it could be cut");
    const Issue *issue = findIssue(only(store), "shrank");
    QVERIFY(issue);
    QVERIFY(issue->severity == Issue::Severity::Lost);
    QVERIFY(!issue->fix.empty());
    QCOMPARE(issue->offset, uint64_t(text.size() / 100));
    QCOMPARE(q(brokenAccount(*store)), q(""));
    QVERIFY(only(store).events > 0);
    // What was read and is gone says so, what is still there can be read.
    RecordReader reader(store);
    QVERIFY(reader.read(store->rows()->front()).problem.empty());
    if (store->rows()->size() > 1'000'000)
        QVERIFY(!reader.read(store->rows()->back()).problem.empty());
}

void TextImportTest::aFileThatIsDeletedWhileItIsReadIsLost()
{
    const LogFolder folder;
    folder.write("000/parsl.log", bigLog(2'000'000));
    folder.write("000/other.log", textLine(0, "still here"));
    const StorePtr store = loadAndAct(folder.path("000"), [&] { std::filesystem::remove(folder.path("000/parsl.log")); });
    if (!store)
        QSKIP("the machine read it before it could be deleted");
    const Source &source = sourceNamed(*store, "parsl.log");
    const Issue *issue = findIssue(source, "deleted");
    QVERIFY(issue);
    QVERIFY(issue->severity == Issue::Severity::Lost);
    QCOMPARE(source.events, uint64_t(2'000'000)); // an open file stays readable
    QCOMPARE(sourceNamed(*store, "other.log").events, uint64_t(1));
    RecordReader reader(store);
    for (const EventRef event : { store->rows()->front(), store->rows()->back() })
        QCOMPARE(reader.read(event).problem.empty(), store->source(event).logsource == "other.log");
}

void TextImportTest::aRecordThatChangedSaysSo()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(0, "first") + textLine(1, "second"));
    const StorePtr store = folder.load("000");
    folder.write("000/parsl.log", textLine(7, "FIRST") + textLine(8, "SECOND"));
    RecordReader reader(store);
    QVERIFY(q(reader.read(store->rows()->front()).problem).contains(q("changed")));
    folder.write("000/parsl.log", "short\n");
    RecordReader again(store);
    QVERIFY(q(again.read(store->rows()->back()).problem).contains(q("changed")));
    std::filesystem::remove(folder.path("000/parsl.log"));
    RecordReader third(store);
    const Record record = third.read(store->rows()->back());
    QVERIFY(!record.problem.empty());
    QCOMPARE(q(record.text("created")), q(formatEpochSeconds(at(1)))); // what was kept
}

// What a row shows is never of another record than the one that was read.
void TextImportTest::aRowOfAnotherFileShowsNoText()
{
    const LogFolder folder;
    std::string before;
    std::string after;
    for (int i = 0; i < 1000; ++i) {
        before += textLine(i, "Task " + std::to_string(1000 + i) + " submitted for App one, not waiting on any dependency");
        after += textLine(i + (i >= 500 ? 7 : 0), "Task " + std::to_string(9999 - i) + " submitted for App two, not waiting on any dependency");
    }
    QCOMPARE(before.size(), after.size());
    folder.write("000/parsl.log", before);
    folder.write("000/note.txt", "one line\n");
    const StorePtr store = folder.load("000");
    RecordReader open(store);
    std::string problem;
    QVERIFY(q(open.message(store->rows()->front(), SIZE_MAX, &problem)).startsWith(q("Task 1000 submitted")));
    const auto text = [&](RecordReader &reader, size_t row) {
        problem.clear();
        return reader.message((*store->rows())[row], SIZE_MAX, &problem);
    };

    // In place: also what reads it already notices.
    folder.write("000/parsl.log", after);
    for (RecordReader *reader : { &open, std::make_unique<RecordReader>(store).release() }) {
        const std::unique_ptr<RecordReader> owned(reader == &open ? nullptr : reader);
        QCOMPARE(q(text(*reader, 900)), q(""));
        QVERIFY(q(problem).contains(q("changed")));
        QVERIFY(q(reader->read((*store->rows())[900]).problem).contains(q("changed")));
    }
    // Grown, and put in place anew with more in it: the same records stand there.
    folder.write("000/parsl.log", before + after);
    RecordReader grown(store);
    QVERIFY(q(text(grown, 900)).startsWith(q("Task 1900 submitted")));
    QVERIFY(problem.empty());
    folder.write("000/new.log", before + after);
    std::filesystem::rename(folder.path("000/new.log"), folder.path("000/parsl.log"));
    RecordReader renamed(store);
    QVERIFY(q(text(renamed, 999)).startsWith(q("Task 1999 submitted")));
    // Cut: what is still there is shown, what is gone says so.
    folder.write("000/parsl.log", before.substr(0, before.size() / 2));
    RecordReader cut(store);
    QVERIFY(q(text(cut, 3)).startsWith(q("Task 1003 submitted")));
    QCOMPARE(q(text(cut, 999)), q(""));
    QVERIFY(q(problem).contains(q("shorter")));
}

void TextImportTest::aFileWrittenAnewWhileItIsReadIsLost()
{
    const LogFolder folder;
    const std::string text = bigLog(2'000'000);
    folder.write("000/parsl.log", text);
    const StorePtr store = loadAndAct(folder.path("000"), [&] {
        std::fstream file(folder.path("000/parsl.log"), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(-200, std::ios::end);
        file << std::string(199, 'x');
    });
    if (!store)
        QSKIP("the machine read it before it could be written");
    const Issue *issue = findIssue(only(store), "anew");
    QVERIFY(issue);
    QVERIFY(issue->severity == Issue::Severity::Lost);
    QCOMPARE(q(brokenAccount(*store)), q(""));
}

void TextImportTest::manyIssuesAreCapped()
{
    const LogFolder folder;
    std::string text;
    for (int i = 0; i < 5000; ++i)
        text += textLine(i, "bad \xff");
    folder.write("000/parsl.log", text);
    const StorePtr store = folder.load("000");
    QCOMPARE(only(store).events, uint64_t(5000));
    QCOMPARE(only(store).issues.size(), Source::kMaxIssues);
    QCOMPARE(only(store).issuesLeftOut, uint64_t(4000));
}

// Messages of a shape are recognised by one of them; what is wrong with their bytes is said of each.
void TextImportTest::badBytesOfMessagesOfOneShapeAreAllNoted()
{
    const LogFolder folder;
    std::string content;
    for (int i = 0; i < 8; ++i) {
        content += textLine(i, "Result " + std::to_string(i) + " of caf\xe9 is there");
        content += textLine(i, "Result " + std::to_string(i) + " of caf\xc3\xa9 is there");
        content += textLine(i, "Result " + std::to_string(i) + " of coffee is there");
    }
    folder.write("000/parsl.log", content);
    const StorePtr store = folder.load("000");
    QCOMPARE(only(store).events, uint64_t(24));
    std::vector<uint64_t> lines;
    for (const Issue &issue : only(store).issues) {
        if (issue.what.find("not UTF-8") != std::string::npos)
            lines.push_back(issue.line);
    }
    QCOMPARE(lines, (std::vector<uint64_t> { 1, 4, 7, 10, 13, 16, 19, 22 }));
}

void TextImportTest::headersBeyondThoseRememberedAreReadAsWell()
{
    constexpr size_t kThreads = TextHeader::kMaxKeys + 1000;
    const LogFolder folder;
    std::string content;
    for (size_t i = 0; i < 2 * kThreads; ++i) {
        TextLine line { static_cast<double>(i / 1000), "Task " + std::to_string(i) + " done" };
        line.thread = "Thread-" + std::to_string(i % kThreads) + " (run)-1404";
        line.level = i % kThreads % 2 ? "WARNING" : "INFO";
        content += line.text();
    }
    folder.write("000/parsl.log", content);
    const StorePtr store = folder.load("000");
    QCOMPARE(only(store).events, uint64_t(2 * kThreads));
    const SegmentView &segment = *store->segments().front();
    QCOMPARE(size_t(segment.contextCount()), kThreads);
    for (uint32_t row = 0; row < kThreads; ++row) {
        QCOMPARE(segment.contextCode(row), row);
        QCOMPARE(segment.contextCode(row + kThreads), row);
        QCOMPARE(segment.context(row).levelName, std::string_view(row % 2 ? "WARNING" : "INFO"));
        QCOMPARE(segment.context(row).severity, segment.context(row % 2).severity);
        if (row % 1000 == 0)
            QCOMPARE(q(fieldText(*store, { 0, row }, "threadName")), q("Thread-" + std::to_string(row) + " (run)"));
    }
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::TextImportTest)
#include "tst_textimport.moc"
