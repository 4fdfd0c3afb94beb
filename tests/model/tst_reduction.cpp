// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/reduction.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>
#include <cmath>

namespace widelens {

class ReductionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fewSamplesAreKeptAsTheyAre();
    void nothingComesOfNothing();
    void theRangeBeginsWithWhatHoldsThere();
    void noPeakIsLostAndNoPointIsInvented();
    void aMillionSamplesBecomeAFewThousandPoints();
};

namespace {

struct Steps {
    std::vector<Time> times;
    std::vector<double> values;
};

Steps randomSteps(Random &random, size_t count, Time gap)
{
    Steps steps;
    Time time = kEpoch;
    for (size_t i = 0; i < count; ++i) {
        time += static_cast<Time>(below(random, static_cast<size_t>(gap)));
        steps.times.push_back(time);
        steps.values.push_back(static_cast<double>(below(random, 1000)));
    }
    return steps;
}

} // namespace

void ReductionTest::fewSamplesAreKeptAsTheyAre()
{
    const std::vector<Time> times { kEpoch, kEpoch + kSecond, kEpoch + 3 * kSecond };
    const StepPoints points = reduceSteps(times, { 1, 5, 2 }, {}, kEpoch, 1000);
    QCOMPARE(points.seconds, (std::vector<double> { 0, 1, 3 }));
    QCOMPARE(points.values, (std::vector<double> { 1, 5, 2 }));
}

void ReductionTest::nothingComesOfNothing()
{
    QVERIFY(reduceSteps({}, {}, {}, kEpoch, 100).seconds.empty());
    QVERIFY(reduceSteps({ kEpoch }, { 1 }, {}, kEpoch, 0).seconds.empty());
    QVERIFY(reduceSteps({ kEpoch }, { 1 }, { kEpoch - 5, kEpoch - 1 }, kEpoch, 100).seconds.empty()); // before the first sample
    const StepPoints one = reduceSteps({ kEpoch }, { 1 }, {}, kEpoch, 100);
    QCOMPARE(one.values, std::vector<double> { 1 });
}

void ReductionTest::theRangeBeginsWithWhatHoldsThere()
{
    const std::vector<Time> times { kEpoch, kEpoch + 10 * kSecond, kEpoch + 20 * kSecond };
    const StepPoints middle = reduceSteps(times, { 1, 2, 3 }, { kEpoch + 5 * kSecond, kEpoch + 15 * kSecond }, kEpoch, 100);
    QCOMPARE(middle.seconds, (std::vector<double> { 5, 10, 15 }));
    QCOMPARE(middle.values, (std::vector<double> { 1, 2, 2 })); // to the range's end
    const StepPoints between = reduceSteps(times, { 1, 2, 3 }, { kEpoch + 12 * kSecond, kEpoch + 14 * kSecond }, kEpoch, 100);
    QCOMPARE(between.values, (std::vector<double> { 2, 2 }));
    const StepPoints behind = reduceSteps(times, { 1, 2, 3 }, { kEpoch + 30 * kSecond, kEpoch + 40 * kSecond }, kEpoch, 100);
    QCOMPARE(behind.seconds, (std::vector<double> { 30, 40 }));
    QCOMPARE(behind.values, (std::vector<double> { 3, 3 }));
}

void ReductionTest::noPeakIsLostAndNoPointIsInvented()
{
    Random random(41);
    for (int round = 0; round < 300; ++round) {
        const Steps steps = randomSteps(random, 1 + below(random, 3000), 1 + static_cast<Time>(below(random, 100'000'000)));
        const size_t pixels = 1 + below(random, 200);
        TimeRange range;
        if (below(random, 3)) {
            range.begin = steps.times[below(random, steps.times.size())] - static_cast<Time>(below(random, 1000));
            range.end = range.begin + 1 + static_cast<Time>(below(random, 10'000'000'000));
        }
        const StepPoints points = reduceSteps(steps.times, steps.values, range, kEpoch, pixels);
        QCOMPARE(points.seconds.size(), points.values.size());
        QVERIFY(points.seconds.size() <= 4 * (pixels + 1) + 2);
        QVERIFY(std::is_sorted(points.seconds.begin(), points.seconds.end()));
        // Highest and lowest of the samples in the range, and what holds at its beginning.
        const Time begin = std::max(range.begin, steps.times.front());
        const Time end = std::min(range.end, steps.times.back());
        if (begin > end)
            continue;
        const auto held = static_cast<size_t>(std::upper_bound(steps.times.begin(), steps.times.end(), begin) - steps.times.begin()) - 1;
        double low = steps.values[held];
        double high = low;
        for (size_t i = held; i < steps.times.size() && steps.times[i] <= end; ++i) {
            low = std::min(low, steps.values[i]);
            high = std::max(high, steps.values[i]);
        }
        QCOMPARE(*std::min_element(points.values.begin(), points.values.end()), low);
        QCOMPARE(*std::max_element(points.values.begin(), points.values.end()), high);
        QCOMPARE(points.values.front(), steps.values[held]);
        // Each point is a sample, or stands at an end of the range and says what holds there.
        for (size_t i = 1; i + 1 < points.seconds.size(); ++i) {
            const bool found = std::any_of(steps.times.begin(), steps.times.end(), [&](const Time &time) {
                return static_cast<double>(time - kEpoch) / 1e9 == points.seconds[i] && steps.values[static_cast<size_t>(&time - steps.times.data())] == points.values[i];
            });
            QVERIFY(found);
        }
        const auto last = static_cast<size_t>(std::upper_bound(steps.times.begin(), steps.times.end(), range.end) - steps.times.begin()) - 1;
        QCOMPARE(points.values.back(), steps.values[last]);
        // In every column the highest sample is there.
        const Time shown = range.isEverything() ? end : range.end;
        const double column = std::max(1.0, static_cast<double>(shown - begin) / static_cast<double>(pixels));
        for (size_t i = held + 1; i < steps.times.size() && steps.times[i] <= end; ++i) {
            const bool covered = [&] {
                for (size_t k = 0; k < points.seconds.size(); ++k) {
                    if (points.values[k] >= steps.values[i] && std::abs(points.seconds[k] * 1e9 - static_cast<double>(steps.times[i] - kEpoch)) <= column + 1000)
                        return true;
                }
                return false;
            }();
            QVERIFY(covered);
            i += steps.times.size() / 50; // some of them
        }
    }
}

void ReductionTest::aMillionSamplesBecomeAFewThousandPoints()
{
    Random random(43);
    const Steps steps = randomSteps(random, 1'000'000, 1'000'000);
    const StepPoints points = reduceSteps(steps.times, steps.values, {}, kEpoch, 1600);
    QVERIFY(points.seconds.size() <= 4 * 1601 + 2);
    QVERIFY(points.seconds.size() >= 1600);
}

} // namespace widelens

QTEST_APPLESS_MAIN(widelens::ReductionTest)
#include "tst_reduction.moc"
