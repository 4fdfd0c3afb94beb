// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rowcache.h"
#include "tests/model-qt/recordedrun.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <atomic>
#include <thread>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestRowCache : public QObject
{
    Q_OBJECT
private slots:
    void readsTheFirstLineOfMessages();
    void aSlowDiskNeverHoldsUpTheEventLoop();
    void theLatestWishWins();
    void onlyOneThreadIsInAReader();

private:
    std::shared_ptr<const EventStore> m_store = recordedRun(u"text"_s);
};

static RowCache::ReaderFactory sleepingReader(std::atomic<int> *reads = nullptr)
{
    return [reads](std::shared_ptr<const EventStore>) {
        return [reads](EventRef event, const std::vector<std::string> &) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            if (reads)
                ++*reads;
            RowText text;
            text.message = QString::number(event.row);
            return text;
        };
    };
}

void TestRowCache::readsTheFirstLineOfMessages()
{
    RowCache cache;
    cache.setStore(m_store);
    const EventRows &rows = *m_store->rows();
    QVERIFY(!cache.find(rows[0]));
    cache.request({ rows.begin(), rows.begin() + 50 });
    QTRY_VERIFY(cache.find(rows[49]));
    for (size_t i = 0; i < 50; ++i) {
        QVERIFY2(cache.find(rows[i])->problem.isEmpty(), qPrintable(cache.find(rows[i])->problem));
        QVERIFY(!cache.find(rows[i])->message.isEmpty());
        QVERIFY(!cache.find(rows[i])->message.contains(u'\n'));
    }
}

void TestRowCache::aSlowDiskNeverHoldsUpTheEventLoop()
{
    RowCache cache(nullptr, sleepingReader());
    cache.setStore(m_store);
    qint64 longest = 0;
    QElapsedTimer sinceTick;
    sinceTick.start();
    QTimer ticker;
    ticker.start(1);
    connect(&ticker, &QTimer::timeout, this, [&] { longest = std::max(longest, sinceTick.restart()); });
    const EventRows &rows = *m_store->rows();
    cache.request({ rows.begin(), rows.begin() + 40 });
    QTRY_VERIFY(cache.find(rows[5])); // 300 ms of disk
    QVERIFY2(longest < 40, qPrintable(QString::number(longest)));
}

void TestRowCache::theLatestWishWins()
{
    std::atomic<int> reads = 0;
    RowCache cache(nullptr, sleepingReader(&reads));
    cache.setStore(m_store);
    const EventRows &rows = *m_store->rows();
    for (size_t first = 0; first < 1000; first += 10) // as when the scroll bar is dragged
        cache.request({ rows.begin() + static_cast<qsizetype>(first), rows.begin() + static_cast<qsizetype>(first) + 10 });
    QTRY_VERIFY(cache.find(rows[990]));
    QVERIFY2(reads <= 4, qPrintable(QString::number(reads)));
    QVERIFY(!cache.find(rows[500]));
}

void TestRowCache::onlyOneThreadIsInAReader()
{
    std::atomic<bool> overlapped = false;
    RowCache cache(nullptr, [&](std::shared_ptr<const EventStore>) {
        auto inside = std::make_shared<std::atomic<int>>(0);
        return [inside, &overlapped](EventRef, const std::vector<std::string> &) {
            if (++*inside > 1)
                overlapped = true;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            --*inside;
            return RowText {};
        };
    });
    cache.setStore(m_store);
    const EventRows &rows = *m_store->rows();
    for (int i = 0; i < 5; ++i) {
        cache.request({ rows.begin(), rows.begin() + 30 });
        QTest::qWait(5);
        cache.setFields({ std::to_string(i) });
    }
    cache.request({ rows.begin(), rows.begin() + 3 });
    QTRY_VERIFY(cache.find(rows[2]));
    QThreadPool::globalInstance()->waitForDone();
    QVERIFY(!overlapped);
}

QTEST_GUILESS_MAIN(TestRowCache)
#include "tst_rowcache.moc"
