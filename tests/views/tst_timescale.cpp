// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timescale.h"

#include "views/countticker.h"

#include <QTest>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestTimeScale : public QObject
{
    Q_OBJECT
private slots:
    void passedTimesReadLikeClocks();
    void pixelsAndTimesAreInverse();
    void rangesAreNeverEmpty();
    void durations_data();
    void durations();
    void clockTimes();
    void stepsAreRound_data();
    void stepsAreRound();
    void rangesAsText();
    void countsAreShort();
};

static constexpr Time kStart = 1'785'900'000 * kSecond;

void TestTimeScale::pixelsAndTimesAreInverse()
{
    const TimeScale scale { { kStart, kStart + 3 * kSecond }, 62, 1003 };
    QCOMPARE(scale.x(kStart), 62.0);
    QCOMPARE(scale.x(kStart + 3 * kSecond), 1065.0);
    for (double x = 62; x <= 1065; x += 17)
        QVERIFY(std::abs(scale.x(scale.time(x)) - x) < 1e-6);
}

void TestTimeScale::rangesAreNeverEmpty()
{
    const TimeScale scale { { kStart, kStart + 1000 }, 0, 1000 };
    const TimeRange range = rangeBetween(scale, 500, 100);
    QCOMPARE(range.begin, kStart + 100);
    QCOMPARE(range.end, kStart + 500);
    QVERIFY(rangeBetween(scale, 5, 5).begin < rangeBetween(scale, 5, 5).end);
}

void TestTimeScale::durations_data()
{
    QTest::addColumn<qint64>("duration");
    QTest::addColumn<QString>("text");
    QTest::newRow("ns") << qint64(12) << u"12 ns"_s;
    QTest::newRow("us") << qint64(12'300) << u"12.3 µs"_s;
    QTest::newRow("ms") << qint64(250'000'000) << u"250 ms"_s;
    QTest::newRow("almost a second") << qint64(999'600'000) << u"1 s"_s;
    QTest::newRow("s") << qint64(3'120'000'000) << u"3.12 s"_s;
    QTest::newRow("min") << qint64(65 * kSecond) << u"1 min 5 s"_s;
    QTest::newRow("h") << qint64(7380 * kSecond) << u"2 h 3 min"_s;
}

void TestTimeScale::durations()
{
    QFETCH(qint64, duration);
    QTEST(formatDuration(duration), "text");
}

void TestTimeScale::clockTimes()
{
    const Time time = 5 * 3600 * kSecond + 20 * 60 * kSecond + kSecond + 250'000'000;
    QCOMPARE(formatClock(time, 60), u"05:20"_s);
    QCOMPARE(formatClock(time, 1), u"05:20:01"_s);
    QCOMPARE(formatClock(time, 0.01), u"05:20:01.25"_s);
    QCOMPARE(formatClock(time, 86'400), u"1970-01-01"_s);
}

void TestTimeScale::stepsAreRound_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<double>("step");
    QTest::newRow("hour") << 3600.0 << 600.0;
    QTest::newRow("minute") << 60.0 << 10.0;
    QTest::newRow("seconds") << 8.0 << 2.0;
    QTest::newRow("fractions") << 0.4 << 0.1;
    QTest::newRow("days") << 86'400.0 * 30 << 86'400.0 * 5;
}

void TestTimeScale::stepsAreRound()
{
    QFETCH(double, seconds);
    QFETCH(double, step);
    QVERIFY2(std::abs(clockStep(seconds, 6) / step - 1) < 1e-9, qPrintable(QString::number(clockStep(seconds, 6))));
}

void TestTimeScale::rangesAsText()
{
    QCOMPARE(formatRange(TimeRange()), QString());
    const Time time = 3600 * kSecond;
    QCOMPARE(formatRange({ time, time + kSecond / 2 }), u"01:00:00.000 – 01:00:00.500 UTC (500 ms)"_s);
    QCOMPARE(formatRange({ time, TimeRange().end }), u"from 01:00:00.000 UTC"_s);
}

void TestTimeScale::passedTimesReadLikeClocks()
{
    QCOMPARE(formatPassed(0, 60), u"+0:00"_s);
    QCOMPARE(formatPassed(65 * kSecond, 1), u"+0:01:05"_s);
    QCOMPARE(formatPassed(-kSecond / 4, 0.01), u"−0:00:00.25"_s);
    QCOMPARE(formatPassed(26 * 3600 * kSecond, 3600), u"+26:00"_s);
    QCOMPARE(formatPassed(90'000 * kSecond, 86'400), u"+25:00"_s);
}

// Beside a plot there is room for about seven digits.
void TestTimeScale::countsAreShort()
{
    QCOMPARE(CountTicker::label(0), u"0"_s);
    QCOMPARE(CountTicker::label(9000), u"9000"_s);
    QCOMPARE(CountTicker::label(10'000), u"10 k"_s);
    QCOMPARE(CountTicker::label(250'000), u"250 k"_s);
    QCOMPARE(CountTicker::label(-1'500'000), u"-1.5 M"_s);
    QCOMPARE(CountTicker::label(100'000'000), u"100 M"_s);
    QCOMPARE(CountTicker::label(2e10), u"20 G"_s);
    QCOMPARE(CountTicker::label(0.25), u"0.25"_s);
}

QTEST_GUILESS_MAIN(TestTimeScale)
#include "tst_timescale.moc"
