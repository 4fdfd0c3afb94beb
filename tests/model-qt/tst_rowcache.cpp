// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rowcache.h"
#include "tests/model-qt/recordedrun.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestRowCache : public QObject
{
    Q_OBJECT
private slots:
    void readsTheFirstLineOfMessages();
    void linesOfALongMessageAreCounted();
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

// However the row is read: alone, or with fields beside it.
void TestRowCache::linesOfALongMessageAreCounted()
{
    QTemporaryDir folder;
    QFile log(folder.filePath(u"parsl.log"_s));
    QVERIFY(log.open(QIODevice::WriteOnly));
    log.write("1785900001.000000 2026-08-05 05:20:01 MainProcess-1 MainThread-1400 parsl.dataflow.dflow:10 submit INFO: first\n");
    for (int line = 0; line < 60; ++line)
        log.write(QByteArray(100, 'x') + '\n');
    log.close();
    LoadOptions options;
    options.paths = { log.fileName().toStdString() };
    const auto store = Loader::load(testRules(), options);
    const EventRef event = store->rows()->front();
    for (const std::vector<std::string> &fields : { std::vector<std::string>(), { "levelname" } }) {
        RowCache cache;
        cache.setStore(store);
        cache.setFields(fields);
        cache.request({ event });
        QTRY_VERIFY(cache.find(event));
        QCOMPARE(cache.find(event)->message, u"first"_s);
        QCOMPARE(cache.find(event)->folded, 60);
    }
}

void TestRowCache::aSlowDiskNeverHoldsUpTheEventLoop()
{
    std::atomic<bool> waitedFor = false;
    RowCache cache(nullptr, [&](std::shared_ptr<const EventStore>) {
        return [&, window = std::this_thread::get_id()](EventRef, const std::vector<std::string> &) {
            waitedFor = waitedFor || std::this_thread::get_id() == window;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            return RowText {};
        };
    });
    cache.setStore(m_store);
    const EventRows &rows = *m_store->rows();
    cache.request({ rows.begin(), rows.begin() + 40 });
    QVERIFY(!cache.find(rows[0]));
    QTRY_VERIFY(cache.find(rows[5])); // one by one, 300 ms of disk
    QVERIFY(!waitedFor);
    cache.clear();
    promptPool()->waitForDone(); // it counts into this function
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
    promptPool()->waitForDone(); // it counts into this function
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
    promptPool()->waitForDone();
    QVERIFY(!overlapped);
}

QTEST_GUILESS_MAIN(TestRowCache)
#include "tst_rowcache.moc"
