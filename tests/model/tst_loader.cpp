// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/testlogs.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>

namespace widelens {

class LoaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cancellingReturnsFast();
    void whatWasReadBeforeACancelIsComplete();
    void versionsGrow();
    void progressReachesItsTotal();
    void theResultDoesNotDependOnTheNumberOfThreads_data();
    void theResultDoesNotDependOnTheNumberOfThreads();
    void destroyingALoaderEndsIt();
    void manyTinyFilesAreRead();
    void nothingToReadIsAnEmptyStore();
    void aRunFolderThatIsEmpty();

private:
    LogFolder m_folder; // four files of 140 MB together
};

void LoaderTest::initTestCase()
{
    for (const char *name : { "000/parsl.log", "000/htex/interchange.log", "000/a.log", "000/b.log" }) {
        std::string text;
        for (int i = 0; i < 300'000; ++i)
            text += textLine(i * 0.001, std::string(name) + " Task " + std::to_string(i) + " does something that takes a while to read");
        m_folder.write(name, text);
    }
}

void LoaderTest::cancellingReturnsFast()
{
    LoadOptions options;
    options.paths = { m_folder.path("000") };
    options.threads = 1;
    Loader loader(shippedRules(), options);
    std::atomic<bool> begun { false };
    StorePtr last;
    loader.start([&](StorePtr store) { last = std::move(store); }, [&](const LoadProgress &progress) { begun = begun || progress.bytesDone > 0; });
    QTRY_VERIFY(begun);
    QElapsedTimer timer;
    timer.start();
    loader.cancel();
    QVERIFY(timer.elapsed() < 50); // returns at once
    loader.wait();
    QVERIFY2(timer.elapsed() < 2000, std::to_string(timer.elapsed()).c_str());
    QVERIFY(last);
    QVERIFY(last->isComplete());
}

void LoaderTest::whatWasReadBeforeACancelIsComplete()
{
    LoadOptions options;
    options.paths = { m_folder.path("000") };
    options.threads = 1;
    Loader loader(shippedRules(), options);
    StorePtr last;
    loader.start([&](StorePtr store) {
        last = std::move(store);
        loader.cancel();
    });
    loader.wait();
    QVERIFY(last->isComplete());
    QCOMPARE(q(brokenAccount(*last)), q(""));
    QVERIFY(last->rows()->size() <= 1'200'000);
    if (last->rows()->size() == 1'200'000)
        QSKIP("it was read before it could be cancelled");
    size_t cancelled = 0;
    for (const auto &source : last->sources()) {
        cancelled += findIssue(source, "cancelled") != nullptr;
        QVERIFY2(source.lines > 0 || findIssue(source, "cancelled"), source.path.c_str()); // its turn did not come
    }
    QVERIFY(cancelled > 0);
}

void LoaderTest::versionsGrow()
{
    LoadOptions options;
    options.paths = { m_folder.path("000") };
    options.threads = 1;
    Loader loader(shippedRules(), options);
    std::vector<size_t> sizes;
    std::vector<bool> complete;
    loader.start([&](StorePtr store) {
        sizes.push_back(store->rows()->size());
        complete.push_back(store->isComplete());
    });
    loader.wait();
    QVERIFY(sizes.size() >= 1);
    QVERIFY(std::is_sorted(sizes.begin(), sizes.end()));
    QCOMPARE(sizes.back(), size_t(1'200'000));
    QCOMPARE(std::count(complete.begin(), complete.end(), true), ptrdiff_t(1));
    QVERIFY(complete.back());
    for (size_t i = 1; i + 1 < sizes.size(); ++i)
        QVERIFY(static_cast<double>(sizes[i]) >= 1.2 * static_cast<double>(sizes[i - 1])); // O(n) in all
}

void LoaderTest::progressReachesItsTotal()
{
    LoadOptions options;
    options.paths = { m_folder.path("000") };
    Loader loader(shippedRules(), options);
    std::vector<LoadProgress> reports;
    loader.start({}, [&](const LoadProgress &progress) { reports.push_back(progress); });
    loader.wait();
    QVERIFY(!reports.empty());
    for (size_t i = 1; i < reports.size(); ++i) {
        QVERIFY(reports[i].bytesDone >= reports[i - 1].bytesDone);
        QVERIFY(reports[i].events >= reports[i - 1].events);
        QVERIFY(reports[i].bytesDone <= reports[i].bytesTotal);
    }
    const LoadProgress &last = reports.back();
    QCOMPARE(last.bytesDone, last.bytesTotal);
    QCOMPARE(last.sourcesDone, last.sources);
    QCOMPARE(last.sources, 4u);
    QCOMPARE(last.events, uint64_t(1'200'000));
    QVERIFY(last.bytesTotal > 100'000'000);
}

void LoaderTest::theResultDoesNotDependOnTheNumberOfThreads_data()
{
    QTest::addColumn<QString>("run");
    for (const char *run : { "wide", "two_runs", "two_htex" })
        QTest::newRow(run) << run;
}

void LoaderTest::theResultDoesNotDependOnTheNumberOfThreads()
{
    QFETCH(QString, run);
    StorePtr first;
    for (const unsigned threads : { 1u, 2u, 7u }) {
        LoadOptions options;
        options.paths = { recordedRun(run.toStdString()) };
        options.threads = threads;
        const StorePtr store = Loader::load(shippedRules(), options);
        if (!first)
            first = store;
        QVERIFY(*store->rows() == *first->rows());
        QCOMPARE(store->copyCount(), first->copyCount());
        for (size_t i = 0; i < store->rows()->size(); i += 17) {
            const EventRef event = store->rows()->at(i);
            QCOMPARE(store->run(event), first->run(event));
            QCOMPARE(q(store->templates().get(store->templateId(event)).text), q(first->templates().get(first->templateId(event)).text));
            QCOMPARE(q(fieldText(*store, event, "parsl_task_id")), q(fieldText(*first, event, "parsl_task_id")));
        }
    }
}

void LoaderTest::destroyingALoaderEndsIt()
{
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 20; ++i) {
        LoadOptions options;
        options.paths = { m_folder.path("000") };
        Loader loader(shippedRules(), options);
        loader.start([](StorePtr) {});
    }
    QVERIFY2(timer.elapsed() < 10'000, std::to_string(timer.elapsed()).c_str());
    const Loader never(shippedRules(), {}); // never started
}

void LoaderTest::manyTinyFilesAreRead()
{
    const LogFolder folder;
    for (int i = 0; i < 2000; ++i)
        folder.write("000/task_" + std::to_string(i) + "_0.jsonlog", i % 10 ? std::string() : upstreamLine(i, "task " + std::to_string(i)));
    const StorePtr store = folder.load("000");
    QCOMPARE(store->sources().size(), size_t(2000));
    QCOMPARE(store->rows()->size(), size_t(200));
    QCOMPARE(q(fieldText(*store, store->rows()->at(7), "parsl_task_id")), q("70"));
    QCOMPARE(q(brokenAccount(*store)), q(""));
}

void LoaderTest::nothingToReadIsAnEmptyStore()
{
    const StorePtr store = loadAll({});
    QVERIFY(store);
    QVERIFY(store->isComplete());
    QVERIFY(store->rows()->empty());
    QVERIFY(store->timeSpan().isEverything());
    const StorePtr empty = EventStore::empty(shippedRules());
    QVERIFY(empty->rows()->empty());
}

void LoaderTest::aRunFolderThatIsEmpty()
{
    const LogFolder folder;
    folder.write("000/x/y", "");
    const StorePtr store = folder.load("000/x");
    QVERIFY(store->isComplete());
    QVERIFY(store->rows()->empty());
    QCOMPARE(store->sources().size(), size_t(1));
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::LoaderTest)
#include "tst_loader.moc"
