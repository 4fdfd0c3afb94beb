// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/sharedtransitions.h"
#include "tests/model/analysistext.h"
#include "tests/model/disk.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <atomic>
#include <future>
#include <thread>

namespace widelens {

// Changes of state that several ask for are read once, and nobody waits for what nobody wants.
class SharedTransitionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void whoeverAsksGetsTheSame();
    void onlyTheOneThatCancelsGetsNothing();
    void whatAllGaveUpIsReadWhenSomebodyAsksAgain();
    void eachVersionHasItsOwn();
    void theWholeRunStaysWhenSomebodyStillAsksForAPart();

private:
    StorePtr m_store;
};

namespace {

// Threads whose work begins when the test says so.
class Threads
{
public:
    ~Threads()
    {
        go();
        for (std::thread &thread : m_threads)
            thread.join();
    }
    SharedTransitions::Start start()
    {
        return [this](std::function<void()> work) {
            ++m_started;
            m_threads.emplace_back([this, work = std::move(work)] {
                m_mayGo.wait(false);
                work();
            });
        };
    }
    void go()
    {
        m_mayGo = true;
        m_mayGo.notify_all();
    }
    int started() const { return m_started; }

private:
    std::vector<std::thread> m_threads; // started under the lock of nobody: the tests ask one after the other
    std::atomic<bool> m_mayGo { false };
    std::atomic<int> m_started { 0 };
};

using Answer = std::future<std::shared_ptr<const Transitions>>;

Answer ask(SharedTransitions &shared, const StorePtr &store, const Continue &goOn = {})
{
    return std::async(std::launch::async, [&shared, store, goOn] { return shared.of(store, goOn); });
}

} // namespace

void SharedTransitionsTest::initTestCase()
{
    m_store = loadAll({ recordedRun("monitored") });
}

void SharedTransitionsTest::whoeverAsksGetsTheSame()
{
    Threads threads;
    SharedTransitions shared(threads.start());
    std::atomic<int> asked { 0 };
    const auto counting = [&](double) { return ++asked > 0; };
    Answer first = ask(shared, m_store, counting);
    QTRY_VERIFY(threads.started() == 1);
    Answer second = ask(shared, m_store, counting);
    QTRY_VERIFY(asked > 4); // both wait
    threads.go();
    const auto read = first.get();
    QVERIFY(read);
    QCOMPARE(second.get(), read);
    QCOMPARE(shared.of(m_store), read); // nor later
    QCOMPARE(threads.started(), 1);
    QCOMPARE(q(textOf(*read)), q(textOf(*readTransitions(*m_store))));
}

void SharedTransitionsTest::onlyTheOneThatCancelsGetsNothing()
{
    Threads threads;
    SharedTransitions shared(threads.start());
    std::atomic<bool> isWanted { true };
    Answer first = ask(shared, m_store, [&](double) { return isWanted.load(); });
    QTRY_VERIFY(threads.started() == 1);
    std::atomic<bool> isAsking { false };
    Answer second = ask(shared, m_store, [&](double) { return isAsking = true; });
    QTRY_VERIFY(isAsking);
    isWanted = false;
    QVERIFY(!first.get()); // before anything was read
    threads.go();
    QVERIFY(second.get());
    QCOMPARE(threads.started(), 1);
}

void SharedTransitionsTest::whatAllGaveUpIsReadWhenSomebodyAsksAgain()
{
    Threads threads;
    SharedTransitions shared(threads.start());
    QVERIFY(!shared.of(m_store, [](double) { return false; }));
    QCOMPARE(threads.started(), 1);
    threads.go();
    const auto read = shared.of(m_store);
    QVERIFY(read);
    QCOMPARE(q(textOf(*read)), q(textOf(*readTransitions(*m_store))));
    QVERIFY(threads.started() <= 2); // the first may have been rescued
}

void SharedTransitionsTest::eachVersionHasItsOwn()
{
    const auto versions = versionsOf(recordedRun("monitored"), std::chrono::milliseconds(2));
    QVERIFY(versions.size() > 2);
    Threads threads;
    threads.go();
    SharedTransitions shared(threads.start());
    for (const StorePtr &store : versions)
        QCOMPARE(q(textOf(*shared.of(store))), q(textOf(*readTransitions(*store))));
    QCOMPARE(size_t(threads.started()), versions.size());
}

void SharedTransitionsTest::theWholeRunStaysWhenSomebodyStillAsksForAPart()
{
    Threads threads;
    threads.go();
    SharedTransitions shared(threads.start());
    const auto versions = versionsOf(recordedRun("monitored"), std::chrono::milliseconds(2));
    const StorePtr &part = versions[1];
    const StorePtr &whole = versions.back();
    QVERIFY(!part->isComplete());
    QVERIFY(part->rows()->size() < whole->rows()->size());
    const auto read = shared.of(whole);
    QVERIFY(shared.of(part)->list.size() < read->list.size());
    QCOMPARE(shared.of(whole), read);
    QCOMPARE(threads.started(), 2);
    // Nothing was opened before something is.
    SharedTransitions grows(threads.start());
    QVERIFY(grows.of(EventStore::empty(shippedRules()))->list.empty());
    QCOMPARE(grows.of(part), grows.of(part));
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::SharedTransitionsTest)
#include "tst_sharedtransitions.moc"
