// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/runsummary.h"
#include "tests/model/packing.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <unistd.h>

namespace widelens {

// Alone in its program: standard input comes only once.
class ArchiveStreamTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void membersAreReadWhileTheyComeIn();
};

namespace {

// Standard input as a pipe, into which bytes go when the test says so.
class Input
{
public:
    Input()
    {
        int ends[2] = { -1, -1 };
        m_isReady = ::pipe(ends) == 0 && ::dup2(ends[0], STDIN_FILENO) == STDIN_FILENO;
        ::close(ends[0]);
        m_end = ends[1];
    }
    ~Input() { close(); }
    bool isReady() const { return m_isReady; }
    bool write(const std::string &bytes, size_t from, size_t to) const
    {
        while (from < to) {
            const ssize_t n = ::write(m_end, bytes.data() + from, to - from);
            if (n <= 0)
                return false;
            from += static_cast<size_t>(n);
        }
        return true;
    }
    void close()
    {
        if (m_end >= 0)
            ::close(m_end);
        m_end = -1;
    }

private:
    int m_end = -1;
    bool m_isReady = false;
};

// What the loader published, for a test on another thread.
class Versions
{
public:
    void add(StorePtr store)
    {
        const std::lock_guard lock(m_mutex);
        m_all.push_back(std::move(store));
        m_changed.notify_all();
    }
    // One in which there are events of this file, but not yet all.
    bool waitForPartOf(const std::string &file)
    {
        std::unique_lock lock(m_mutex);
        const auto hasPart = [&] {
            if (m_all.empty())
                return false;
            const auto &sources = m_all.back()->sources();
            return std::any_of(sources.begin(), sources.end(), [&](const Source &source) { return source.path.find(file) != std::string::npos && source.events > 0 && !source.done; });
        };
        return m_changed.wait_for(lock, std::chrono::seconds(30), hasPart);
    }
    const std::vector<StorePtr> &all() const { return m_all; } // once loading has ended

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<StorePtr> m_all;
};

} // namespace

void ArchiveStreamTest::membersAreReadWhileTheyComeIn()
{
    constexpr int lines = 200'000;
    // Backwards: the last in path order comes first, and is numbered anew when all is there.
    const std::string bytes = pack(PackedAs::TarGzip, { { "000/parsl.log", manyLines(lines, "Task ") }, { "000/htex/interchange.log", manyLines(lines, "Job ") } });
    Input input;
    QVERIFY(input.isReady());
    Versions versions;
    LoadOptions options;
    options.paths = { "-" };
    Loader loader(shippedRules(), options);
    loader.start([&](StorePtr store) { versions.add(std::move(store)); });
    QVERIFY(input.write(bytes, 0, bytes.size() / 4)); // no more comes until its lines are there
    QVERIFY(versions.waitForPartOf("000/parsl.log"));
    QVERIFY(input.write(bytes, bytes.size() / 4, bytes.size() / 4 * 3));
    QVERIFY(versions.waitForPartOf("000/htex/interchange.log"));
    QVERIFY(input.write(bytes, bytes.size() / 4 * 3, bytes.size()));
    input.close();
    loader.wait();
    QVERIFY(versions.all().size() > 2);
    // What is still unpacked or read is no file that no rule knows.
    for (const StorePtr &version : versions.all())
        QVERIFY(summarizeRuns(version)->unread.unknownFiles.empty());
    for (size_t i = 1; i < versions.all().size(); ++i)
        QVERIFY(versions.all()[i - 1]->rows()->size() <= versions.all()[i]->rows()->size());
    const StorePtr &last = versions.all().back();
    QVERIFY(last->isRenumbered());
    QCOMPARE(last->rows()->size(), size_t(2 * lines));
    for (size_t i = 1; i < last->rows()->size(); ++i) {
        if (!last->isBefore(last->rows()->at(i - 1), last->rows()->at(i)))
            QFAIL("out of order");
    }
    QVERIFY(last->source(last->rows()->at(0)).path.find("000/htex/interchange.log") != std::string::npos);
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::ArchiveStreamTest)
#include "tst_archivestream.moc"
