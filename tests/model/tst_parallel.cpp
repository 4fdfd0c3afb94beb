// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/parallel.h"

#include <QTest>

#include <set>

namespace widelens {

class ParallelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachIsDoneOnce();
    void onlyTheCallerIsAsked();
    void whatHasNotBegunIsLeftWhenCancelled();
    void workOfOthersIsToldThatItIsCancelled();
    void longWorkOfTheCallerCanBeCancelled();
};

void ParallelTest::eachIsDoneOnce()
{
    for (const size_t count : { size_t(0), size_t(1), size_t(2), size_t(1000) }) {
        std::vector<std::atomic<int>> done(count);
        inParallel(count, [&](size_t i) { ++done[i]; });
        QVERIFY(inParallel(count, {}, 0, 1, [&](size_t i) { ++done[i]; }));
        for (const auto &times : done)
            QCOMPARE(times.load(), 2);
    }
}

void ParallelTest::onlyTheCallerIsAsked()
{
    const std::thread::id caller = std::this_thread::get_id();
    std::vector<double> parts;
    bool byCaller = true;
    const std::function<bool(double)> goOn = [&](double part) {
        byCaller &= std::this_thread::get_id() == caller;
        parts.push_back(part);
        return true;
    };
    QVERIFY(inParallel(200, goOn, 0.25, 0.75, [](size_t) { std::this_thread::sleep_for(std::chrono::microseconds(100)); }));
    QVERIFY(byCaller);
    QVERIFY(!parts.empty());
    QVERIFY(std::is_sorted(parts.begin(), parts.end()));
    QVERIFY(parts.front() >= 0.25 && parts.back() <= 0.75);
}

void ParallelTest::whatHasNotBegunIsLeftWhenCancelled()
{
    std::atomic<int> done { 0 };
    QVERIFY(!inParallel(1000, [](double) { return false; }, 0, 1, [&](size_t) { ++done; }));
    QCOMPARE(done.load(), 0);
}

// The caller has nothing to do but to wait for the other: it is asked nevertheless, and the other hears of it.
void ParallelTest::workOfOthersIsToldThatItIsCancelled()
{
    if (std::thread::hardware_concurrency() < 2)
        QSKIP("one thread does it all here");
    const std::thread::id caller = std::this_thread::get_id();
    std::atomic<int> begun { 0 };
    std::atomic<int> asked { 0 };
    const std::function<bool(double)> goOn = [&](double) { return ++asked < 10; };
    const bool whole = inParallel(2, goOn, 0, 1, [&](size_t, const std::function<bool(double)> &mayGoOn) {
        ++begun;
        while (begun < 2) // one each
            std::this_thread::yield();
        while (std::this_thread::get_id() != caller && mayGoOn(0))
            std::this_thread::yield();
    });
    QVERIFY(!whole);
    QCOMPARE(asked.load(), 10);
}

void ParallelTest::longWorkOfTheCallerCanBeCancelled()
{
    int asked = 0;
    const bool whole = inParallel(1, [&](double) { return ++asked < 10; }, 0, 1, [](size_t, const std::function<bool(double)> &mayGoOn) {
        while (mayGoOn(0))
            std::this_thread::yield();
    });
    QVERIFY(!whole);
    QCOMPARE(asked, 10);
}

} // namespace widelens

QTEST_APPLESS_MAIN(widelens::ParallelTest)
#include "tst_parallel.moc"
