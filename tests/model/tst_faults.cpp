// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordreader.h"
#include "tests/model/disk.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <unistd.h>

namespace widelens {

// Files that change, fail or stall, while they are read and while they are shown: it is said, and no row shows what it was not.
class FaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { readHook = nullptr; }
    void aFileThatChangesWhileItIsRead_data();
    void aFileThatChangesWhileItIsRead();
    void aFileThatChangesWhileItIsShown_data();
    void aFileThatChangesWhileItIsShown();
    void whatAFailingDiskStillGaveIsShown();
    void aFileThatCannotBeReadFromItsBeginningOn();
    void aRowThatCannotBeReadSaysWhy();
    void smallAndInterruptedReadsChangeNothing();
    void aFileThatStallsHoldsUpNoOther();
    void cancellingDoesNotWaitForAFileThatStalls();
};

namespace {

constexpr int kRecords = 20'000; // several blocks of a reader

bool isFile(int descriptor, const std::string &name)
{
    std::error_code error;
    return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor), error).string().find(name) != std::string::npos;
}

ssize_t failWith(int code)
{
    errno = code;
    return -1;
}

std::string message(int i, const char *word)
{
    return "Task " + std::to_string(100'000 + i) + " is " + word;
}

// Records of the same length: those of another log with another `begin` stand at the same places.
std::string logOf(int records, double begin, const char *word)
{
    std::string text;
    for (int i = 0; i < records; ++i)
        text += textLine(begin + i * 0.001, message(i, word));
    return text;
}

std::string firstLog()
{
    return logOf(kRecords, 0, "first");
}

std::string otherLog()
{
    return logOf(kRecords, 1000, "other");
}

// "" when each row shows what its record said, or says why it shows nothing; else the first that shows anything else. `shown`: how many do.
std::string wrongText(RecordReader &reader, const StorePtr &store, size_t &shown)
{
    shown = 0;
    for (const EventRef event : *store->rows()) {
        const int i = static_cast<int>(store->line(event)) - 1;
        const std::string said = message(i, store->time(event) < at(1000) ? "first" : "other");
        std::string problem;
        const std::string text = reader.message(event, SIZE_MAX, &problem);
        if (problem.empty() ? text != said : !text.empty())
            return "line " + std::to_string(i + 1) + " shows \"" + text + "\" " + problem + ", it was \"" + said + "\"";
        shown += problem.empty();
    }
    return {};
}

void rewrite(const std::string &path, const std::string &text)
{
    const std::string other = path + ".new";
    writeFile(other, text);
    std::filesystem::rename(other, path);
}

void change(const QString &how, const std::string &path)
{
    if (how == q("truncated"))
        std::filesystem::resize_file(path, firstLog().size() / 2);
    else if (how == q("emptied"))
        std::filesystem::resize_file(path, 0);
    else if (how == q("deleted"))
        std::filesystem::remove(path);
    else if (how == q("replaced"))
        rewrite(path, otherLog());
    else if (how == q("written over"))
        writeFile(path, otherLog());
    else if (how == q("grown"))
        std::ofstream(path, std::ios::app) << otherLog();
}

void addChanges()
{
    QTest::addColumn<QString>("how");
    QTest::addColumn<QString>("said"); // in an issue, when it happens while the file is read
    QTest::addColumn<bool>("isThere"); // all that was read stands there still
    QTest::newRow("truncated") << "truncated" << "shrank" << false;
    QTest::newRow("emptied") << "emptied" << "shrank" << false;
    QTest::newRow("deleted") << "deleted" << "deleted" << false;
    QTest::newRow("replaced") << "replaced" << "deleted" << false;
    QTest::newRow("written over") << "written over" << "anew" << false;
    QTest::newRow("grown") << "grown" << "" << true;
}

} // namespace

void FaultsTest::aFileThatChangesWhileItIsRead_data()
{
    addChanges();
}

void FaultsTest::aFileThatChangesWhileItIsRead()
{
    QFETCH(QString, how);
    QFETCH(QString, said);
    QFETCH(bool, isThere);
    const LogFolder folder;
    folder.write("000/parsl.log", firstLog());
    std::once_flag once;
    readHook = [&](int descriptor, void *to, size_t count, off_t offset) {
        // Behind the first block, before the next: the file is known and a part of it is read.
        if (offset >= 100'000 && count > FileTrace::kEdge && isFile(descriptor, "parsl.log"))
            std::call_once(once, [&] { change(how, folder.path("000/parsl.log")); });
        return readReally(descriptor, to, count, offset);
    };
    const StorePtr store = folder.load("000");
    readHook = nullptr;
    const Source &source = store->sources().front();
    QCOMPARE(q(brokenAccount(*store)), q(""));
    QCOMPARE(q(incompleteIssue(*store)), q(""));
    QVERIFY(source.events > 1000);
    const auto lost = std::count_if(source.issues.begin(), source.issues.end(), [](const Issue &issue) { return issue.severity == Issue::Severity::Lost; });
    QCOMPARE(lost > 0, !isThere);
    if (!isThere)
        QVERIFY(findIssue(source, said.toStdString()));
    if (how == q("truncated"))
        QCOMPARE(source.events, uint64_t(kRecords) / 2); // it was cut between two records
    if (how == q("grown") || how == q("deleted") || how == q("replaced"))
        QCOMPARE(source.events, uint64_t(kRecords)); // up to where it was; an open file stays readable
    RecordReader reader(store);
    size_t shown = 0;
    QCOMPARE(q(wrongText(reader, store, shown)), q(""));
    QCOMPARE(shown == store->rows()->size(), isThere || how == q("truncated"));
}

void FaultsTest::aFileThatChangesWhileItIsShown_data()
{
    addChanges();
}

void FaultsTest::aFileThatChangesWhileItIsShown()
{
    QFETCH(QString, how);
    QFETCH(bool, isThere);
    const LogFolder folder;
    folder.write("000/parsl.log", firstLog());
    const StorePtr store = folder.load("000");
    RecordReader before(store);
    QCOMPARE(q(before.message(store->rows()->front())), q(message(0, "first")));
    change(how, folder.path("000/parsl.log"));
    // One that has the file open, and one that opens it now.
    size_t shown = 0;
    QCOMPARE(q(wrongText(before, store, shown)), q(""));
    if (how == q("deleted") || how == q("replaced"))
        QCOMPARE(shown, size_t(kRecords));
    RecordReader after(store);
    QCOMPARE(q(wrongText(after, store, shown)), q(""));
    QCOMPARE(shown == size_t(kRecords), isThere);
    if (how == q("truncated"))
        QCOMPARE(shown, size_t(kRecords) / 2);
}

void FaultsTest::whatAFailingDiskStillGaveIsShown()
{
    const LogFolder folder;
    folder.write("000/parsl.log", firstLog());
    folder.write("000/other.log", textLine(0, "sound"));
    const off_t bad = 1'000'000;
    readHook = [&](int descriptor, void *to, size_t count, off_t offset) {
        const bool isBad = offset + static_cast<off_t>(count) > bad && isFile(descriptor, "parsl.log");
        if (isBad && offset >= bad)
            return failWith(EIO);
        return readReally(descriptor, to, isBad ? static_cast<size_t>(bad - offset) : count, offset);
    };
    const StorePtr store = folder.load("000");
    const Source &source = sourceNamed(*store, "parsl.log");
    QCOMPARE(q(brokenAccount(*store)), q(""));
    QCOMPARE(q(incompleteIssue(*store)), q(""));
    const Issue *issue = findIssue(source, "reading failed");
    QVERIFY(issue);
    QVERIFY(issue->severity == Issue::Severity::Lost);
    QVERIFY(source.events > 1000 && source.events < uint64_t(kRecords));
    QCOMPARE(sourceNamed(*store, "other.log").events, uint64_t(1));
    RecordReader reader(store);
    for (const EventRef event : *store->rows()) {
        if (store->source(event).logsource == "parsl.log" && store->line(event) + 1 < source.events)
            QCOMPARE(q(reader.message(event)), q(message(static_cast<int>(store->line(event)) - 1, "first")));
    }
}

void FaultsTest::aFileThatCannotBeReadFromItsBeginningOn()
{
    const LogFolder folder;
    folder.write("000/parsl.log", firstLog());
    folder.write("000/other.log", textLine(0, "sound"));
    readHook = [&](int descriptor, void *to, size_t count, off_t offset) { return isFile(descriptor, "parsl.log") ? failWith(EIO) : readReally(descriptor, to, count, offset); };
    const StorePtr store = folder.load("000");
    QCOMPARE(q(incompleteIssue(*store)), q(""));
    const Issue *issue = findIssue(sourceNamed(*store, "parsl.log"), "cannot be read");
    QVERIFY(issue);
    QVERIFY(issue->severity == Issue::Severity::Damage);
    QVERIFY(q(issue->what).contains(q(std::strerror(EIO))));
    QCOMPARE(store->rows()->size(), size_t(1));
}

void FaultsTest::aRowThatCannotBeReadSaysWhy()
{
    const LogFolder folder;
    folder.write("000/parsl.log", firstLog());
    const StorePtr store = folder.load("000");
    RecordReader reader(store);
    const EventRef last = store->rows()->back();
    readHook = [](int, void *, size_t, off_t) { return failWith(ESTALE); };
    std::string problem;
    QCOMPARE(q(reader.message(last, SIZE_MAX, &problem)), q(""));
    QVERIFY2(problem.find("cannot be read") != std::string::npos && problem.find(std::strerror(ESTALE)) != std::string::npos, problem.c_str());
    QVERIFY(!reader.read(last).problem.empty());
    readHook = nullptr; // mounted again
    QCOMPARE(q(reader.message(last, SIZE_MAX, &problem)), q(message(kRecords - 1, "first")));
    QCOMPARE(q(problem), q(""));
}

void FaultsTest::smallAndInterruptedReadsChangeNothing()
{
    const LogFolder folder;
    folder.write("000/parsl.log", firstLog());
    const auto whole = messagesOf(folder.load("000"));
    std::atomic<unsigned> calls = 0;
    readHook = [&](int descriptor, void *to, size_t count, off_t offset) {
        const unsigned call = ++calls;
        return call % 3 == 0 ? failWith(EINTR) : readReally(descriptor, to, std::min<size_t>(count, 1 + call * 7919 % 40'000), offset);
    };
    const StorePtr store = folder.load("000");
    QCOMPARE(store->sources().front().issues.size(), size_t(0));
    QVERIFY(messagesOf(store) == whole);
    QCOMPARE(whole.size(), size_t(kRecords));
    QVERIFY(calls > 100);
}

namespace {

// Reads of a file wait until somebody lets them go on.
class Stall
{
public:
    explicit Stall(std::string name)
    {
        readHook = [this, name = std::move(name)](int descriptor, void *to, size_t count, off_t offset) {
            if (isFile(descriptor, name)) {
                std::unique_lock lock(m_mutex);
                m_waiting = true;
                m_changed.notify_all();
                m_changed.wait(lock, [this] { return m_over; });
            }
            return readReally(descriptor, to, count, offset);
        };
    }
    ~Stall() { end(); }
    void end()
    {
        const std::lock_guard lock(m_mutex);
        m_over = true;
        m_changed.notify_all();
    }
    bool begins()
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(60), [this] { return m_waiting; });
    }
    bool isOver()
    {
        const std::lock_guard lock(m_mutex);
        return m_over;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_waiting = false;
    bool m_over = false;
};

} // namespace

void FaultsTest::aFileThatStallsHoldsUpNoOther()
{
    const LogFolder folder;
    folder.write("000/parsl.log", firstLog());
    folder.write("000/stalled.log", textLine(5, "late"));
    LoadOptions options;
    options.paths = { folder.path("000") };
    options.threads = 2;
    std::mutex mutex;
    std::condition_variable changed;
    StorePtr last;
    Stall stall("stalled.log");
    {
        Loader loader(shippedRules(), options);
        loader.start([&](StorePtr store) {
            const std::lock_guard lock(mutex);
            last = std::move(store);
            changed.notify_all();
        });
        QVERIFY(stall.begins());
        std::unique_lock lock(mutex);
        // All of the others can be seen before it goes on.
        QVERIFY(changed.wait_for(lock, std::chrono::seconds(60), [&] { return last && last->rows()->size() >= 1000; }));
        QVERIFY(!last->isComplete());
        lock.unlock();
        stall.end();
        loader.wait();
    }
    QVERIFY(last->isComplete());
    QCOMPARE(last->rows()->size(), size_t(kRecords) + 1);
    QCOMPARE(sourceNamed(*last, "stalled.log").issues.size(), size_t(0));
}

void FaultsTest::cancellingDoesNotWaitForAFileThatStalls()
{
    const LogFolder folder;
    folder.write("000/stalled.log", textLine(5, "late"));
    LoadOptions options;
    options.paths = { folder.path("000") };
    StorePtr last;
    Stall stall("stalled.log");
    Loader loader(shippedRules(), options);
    loader.start([&](StorePtr store) { last = std::move(store); });
    QVERIFY(stall.begins());
    loader.cancel(); // would hang here for ever
    QVERIFY(!stall.isOver());
    stall.end();
    loader.wait();
    QVERIFY(last && last->isComplete());
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::FaultsTest)
#include "tst_faults.moc"
