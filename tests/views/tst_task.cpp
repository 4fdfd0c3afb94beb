// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/task.h"

#include <QCoreApplication>
#include <QImage>
#include <QPainter>
#include <QPainterPath>
#include <QSemaphore>
#include <QTest>

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

using namespace widelens;

class TestTask : public QObject
{
    Q_OBJECT
private slots:
    void paintingWaitsForNoCount_data();
    void paintingWaitsForNoCount();
    void theLatestStartWins();
    void countsGiveWay();
    void whatACountAsksForIsDoneAsForAll();
    void whatACountLetsGoOfSlowsNobodyDown();
};

namespace {

using Number = Task<std::shared_ptr<const int>>;

// Takes all threads of a pool until it goes.
class Occupation
{
public:
    explicit Occupation(QThreadPool *pool)
        : m_pool(pool)
    {
        const int threads = pool->maxThreadCount();
        for (int i = 0; i < threads; ++i) {
            pool->start([this] {
                m_begun.release();
                m_end.acquire();
                m_ended.release();
            });
        }
        m_begun.acquire(threads);
        m_threads = threads;
    }
    ~Occupation()
    {
        end();
        m_ended.acquire(m_threads);
        m_pool->waitForDone();
    }
    void end()
    {
        if (!m_told.exchange(true))
            m_end.release(m_threads);
    }

private:
    QThreadPool *m_pool;
    QSemaphore m_begun;
    QSemaphore m_end;
    QSemaphore m_ended;
    std::atomic<bool> m_told = false;
    int m_threads = 0;
};

} // namespace

void TestTask::paintingWaitsForNoCount_data()
{
    QTest::addColumn<void *>("pool");
    QTest::newRow("counts") << static_cast<void *>(countingPool());
    QTest::newRow("plots") << static_cast<void *>(plotPool());
    QTest::newRow("next") << static_cast<void *>(nextPool());
    QTest::newRow("series") << static_cast<void *>(seriesPool());
}

// Qt fills large areas on several threads, and waits for them. Where these are busy, it waits as long as they are.
void TestTask::paintingWaitsForNoCount()
{
    QFETCH(void *, pool);
    Occupation busy(static_cast<QThreadPool *>(pool));
    QSemaphore painted;
    bool waited = false;
    std::thread watcher([&] {
        waited = !painted.tryAcquire(1, 10'000);
        if (waited)
            busy.end(); // the test fails and does not hang
    });
    QImage image(2000, 2000, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath path;
    path.addEllipse(QRectF(10, 10, 1980, 1980));
    painter.fillPath(path, QColor(10, 20, 30, 100));
    painter.end();
    painted.release();
    watcher.join();
    QVERIFY(!waited);
    QVERIFY(image.pixelColor(1000, 1000) != QColor(Qt::white));
}

void TestTask::theLatestStartWins()
{
    QObject context;
    Number task;
    QSemaphore go;
    std::vector<int> results;
    for (int i = 0; i < 3; ++i) {
        task.start(&context, [&go, i](const auto &) {
            if (i < 2)
                go.acquire();
            return std::make_shared<const int>(i);
        }, [&](const std::shared_ptr<const int> &result) { results.push_back(*result); });
        if (i == 1)
            go.release(2);
    }
    QTRY_COMPARE(results.size(), size_t(1));
    countingPool()->waitForDone();
    QCoreApplication::processEvents();
    QCOMPARE(results, std::vector<int> { 2 });
    QVERIFY(!task.isRunning());
}

static int niceness()
{
#ifdef __linux__
    return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)));
#else
    return 19; // threads have none of their own
#endif
}

// Also what they start in turn, and nobody else.
void TestTask::countsGiveWay()
{
    const int own = niceness();
    QObject context;
    std::map<std::string, int> given;
    const auto work = [](const auto &) {
        int started = 0;
        std::thread([&started] { started = niceness(); }).join();
        return std::make_shared<const int>(started);
    };
    Number counts;
    Task<std::shared_ptr<const int>, plotPool> plots;
    Task<std::shared_ptr<const int>, seriesPool> series;
    Task<std::shared_ptr<const int>, promptPool> prompt;
    counts.start(&context, work, [&](const std::shared_ptr<const int> &nice) { given["counts"] = *nice; });
    plots.start(&context, work, [&](const std::shared_ptr<const int> &nice) { given["plots"] = *nice; });
    series.start(&context, work, [&](const std::shared_ptr<const int> &nice) { given["series"] = *nice; });
    prompt.start(&context, work, [&](const std::shared_ptr<const int> &nice) { given["prompt"] = *nice; });
    QTRY_COMPARE(given.size(), size_t(4));
    QCOMPARE(given["prompt"], own);
    QVERIFY(given["plots"] > own || own == 19);
    QVERIFY(given["series"] > given["plots"] || given["plots"] == 19); // there is no more
    QVERIFY(given["counts"] > given["series"] || given["series"] == 19);
    QCOMPARE(niceness(), own);
}

void TestTask::whatACountAsksForIsDoneAsForAll()
{
    const int own = niceness();
    QObject context;
    int given = -1;
    const auto work = [](const auto &) {
        int shared = 0;
        QSemaphore done;
        sharedPool()->start([&] {
            shared = niceness();
            done.release();
        });
        done.acquire();
        return std::make_shared<const int>(shared);
    };
    Number count;
    count.start(&context, work, [&given](const auto &result) { given = *result; });
    QTRY_VERIFY(given >= 0);
    QCOMPARE(given, std::min(19, own + 5));
}

void TestTask::whatACountLetsGoOfSlowsNobodyDown()
{
    promptPool()->waitForDone(); // and none of its threads is left
    const int own = niceness();
    QObject context;
    bool isDone = false;
    const auto work = [](const auto &) {
        freedInBackground(std::make_shared<int>(1)).reset();
        return std::make_shared<const int>(0);
    };
    Number count;
    count.start(&context, work, [&isDone](const auto &) { isDone = true; });
    QTRY_VERIFY(isDone);
    const int threads = promptPool()->maxThreadCount();
    std::atomic<int> most { 0 };
    QSemaphore begun;
    QSemaphore end;
    for (int i = 0; i < threads; ++i) {
        promptPool()->start([&] {
            int sofar = most;
            while (sofar < niceness() && !most.compare_exchange_weak(sofar, niceness()))
                ;
            begun.release();
            end.acquire();
        });
    }
    begun.acquire(threads);
    end.release(threads);
    promptPool()->waitForDone();
    QCOMPARE(most.load(), own);
}

QTEST_GUILESS_MAIN(TestTask)
#include "tst_task.moc"
