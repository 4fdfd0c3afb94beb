// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/time.h"
#include "tests/model/testlogs.h"

#include <QTest>

namespace widelens {

class TimeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void epochSecondsAreReadExactly_data();
    void epochSecondsAreReadExactly();
    void whatIsNoEpochIsRefused_data();
    void whatIsNoEpochIsRefused();
    void isoTimesAreRead_data();
    void isoTimesAreRead();
    void whatIsNoIsoTimeIsRefused_data();
    void whatIsNoIsoTimeIsRefused();
    void aTimeWithoutAZoneTakesTheOffset();
    void timesAreFormatted();
    void whatIsWrittenIsReadAgain();
};

void TimeTest::epochSecondsAreReadExactly_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("nanoseconds");
    QTest::newRow("microseconds") << "1785900001.042317" << qint64(1785900001042317000);
    QTest::newRow("whole") << "1785900001" << qint64(1785900001000000000);
    QTest::newRow("seven digits of a double's repr") << "1785900001.0423172" << qint64(1785900001042317200);
    QTest::newRow("nine digits") << "1785900001.123456789" << qint64(1785900001123456789);
    QTest::newRow("further digits are cut, not rounded") << "1785900001.1234567899" << qint64(1785900001123456789);
    QTest::newRow("one digit") << "1785900001.5" << qint64(1785900001500000000);
    QTest::newRow("a point and nothing") << "1785900001." << qint64(1785900001000000000);
    QTest::newRow("zero") << "0" << qint64(0);
    QTest::newRow("exponent") << "1.7859e+09" << qint64(1785900000000000000);
    QTest::newRow("last second") << "9223372035.999999999" << qint64(9223372035999999999);
}

void TimeTest::epochSecondsAreReadExactly()
{
    QFETCH(QString, text);
    QFETCH(qint64, nanoseconds);
    const auto time = parseEpochSeconds(text.toStdString());
    QVERIFY(time);
    QCOMPARE(qint64(*time), nanoseconds);
}

void TimeTest::whatIsNoEpochIsRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : { "", ".", ".5", "-1", "+1", " 1", "1 ", "1785900001.04a", "17859000010", "9223372036", "1e99", "1e", "nan", "inf", "0x10", "1785900001,042", "1.2.3" })
        QTest::newRow(*text ? text : "nothing") << text;
}

void TimeTest::whatIsNoEpochIsRefused()
{
    QFETCH(QString, text);
    QVERIFY(!parseEpochSeconds(text.toStdString()));
}

void TimeTest::isoTimesAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("nanoseconds");
    constexpr qint64 whole = 1785907201000000000; // 2026-08-05 05:20:01 UTC
    QTest::newRow("Python") << "2026-08-05 05:20:01" << whole;
    QTest::newRow("T and Z") << "2026-08-05T05:20:01Z" << whole;
    QTest::newRow("microseconds") << "2026-08-05 05:20:01.042317" << whole + 42317000;
    QTest::newRow("comma") << "2026-08-05 05:20:01,123" << whole + 123000000;
    QTest::newRow("zone with colon") << "2026-08-05T07:20:01+02:00" << whole;
    QTest::newRow("zone without colon") << "2026-08-05T07:20:01+0200" << whole;
    QTest::newRow("zone of hours") << "2026-08-05T07:20:01+02" << whole;
    QTest::newRow("west") << "2026-08-04T21:20:01.5-08:00" << whole + 500000000;
    QTest::newRow("space before the zone") << "2026-08-05 05:20:01 Z" << whole;
    QTest::newRow("slashes") << "2026/08/05 05:20:01" << whole;
    QTest::newRow("minutes") << "2026-08-05 05:20" << whole - 1000000000;
    QTest::newRow("a day") << "2026-08-05" << whole - qint64(5 * 3600 + 20 * 60 + 1) * 1000000000;
    QTest::newRow("leap day") << "2024-02-29 00:00:00" << qint64(1709164800000000000);
    QTest::newRow("before 1970") << "1969-12-31 23:59:59.5" << qint64(-500000000);
    QTest::newRow("basic") << "20260805T052001Z" << whole;
    QTest::newRow("basic with a fraction and a zone") << "20260805T072001.5+0200" << whole + 500000000;
    QTest::newRow("basic, minutes") << "20260805T0520" << whole - 1000000000;
    QTest::newRow("midnight at the end of a day") << "2026-08-04 24:00:00" << qint64(1785888000000000000);
}

void TimeTest::isoTimesAreRead()
{
    QFETCH(QString, text);
    QFETCH(qint64, nanoseconds);
    const auto time = parseIsoTime(text.toStdString());
    QVERIFY(time);
    QCOMPARE(qint64(*time), nanoseconds);
}

void TimeTest::whatIsNoIsoTimeIsRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : { "", "2026", "2026-13-01", "2026-02-29", "2026-00-10", "2026-08-05T", "2026-08-05 05", "2026-08-05 25:00:00", "2026-08-05 24:30:00", "2026-08-05 05:60:00",
                              "2026-08-05 05:20:61", "2026-08-05 05:20:01 junk", "2026-08-05 05:20:01+", "2026-08-05 05:20:01+2", "26-08-05", "9999-01-01", "1500-01-01", "2026-8-5", "20260805", "20260805 052001", "20260805T05", "20260805T05200", "20261305T052001", "2026080T052001" })
        QTest::newRow(*text ? text : "nothing") << text;
}

void TimeTest::whatIsNoIsoTimeIsRefused()
{
    QFETCH(QString, text);
    QVERIFY(!parseIsoTime(text.toStdString()));
}

void TimeTest::aTimeWithoutAZoneTakesTheOffset()
{
    QCOMPARE(*parseIsoTime("2026-08-05 07:20:01", 7200), *parseIsoTime("2026-08-05 05:20:01"));
    QCOMPARE(*parseIsoTime("2026-08-05 05:20:01Z", 7200), *parseIsoTime("2026-08-05 05:20:01"));
    QCOMPARE(*parseIsoTime("2026-08-05 04:20:01-01:00", 7200), *parseIsoTime("2026-08-05 05:20:01"));
}

void TimeTest::timesAreFormatted()
{
    constexpr Time time = 1785900001042317500;
    QCOMPARE(q(formatTime(time)), q("2026-08-05 03:20:01.042317"));
    QCOMPARE(q(formatTime(time, 0)), q("2026-08-05 03:20:01"));
    QCOMPARE(q(formatTime(time, 9)), q("2026-08-05 03:20:01.042317500"));
    QCOMPARE(q(formatTime(time, 3, 7200)), q("2026-08-05 05:20:01.042"));
    QCOMPARE(q(formatTime(-1, 9)), q("1969-12-31 23:59:59.999999999"));
    QCOMPARE(q(formatTime(kNoTime)), q(""));
    QCOMPARE(q(formatEpochSeconds(time)), q("1785900001.0423175"));
    QCOMPARE(q(formatEpochSeconds(1785900001000000000)), q("1785900001.0"));
    QCOMPARE(q(formatEpochSeconds(-1500000000)), q("-1.5"));
    QCOMPARE(q(formatEpochSeconds(kNoTime)), q(""));
}

void TimeTest::whatIsWrittenIsReadAgain()
{
    Random random(7);
    for (int i = 0; i < 20000; ++i) {
        const Time time = static_cast<Time>(random() % 9'223'372'035'999'999'999ull);
        QCOMPARE(parseEpochSeconds(formatEpochSeconds(time)).value_or(-1), time);
        const int offset = static_cast<int>(below(random, 57)) * 1800 - 14 * 3600;
        if (time < 9'000'000'000'000'000'000) {
            QCOMPARE(parseIsoTime(formatTime(time, 9, offset), offset).value_or(-1), time);
            QCOMPARE(parseIsoTime(formatTime(-time, 9, offset), offset).value_or(-1), -time);
        }
    }
}

} // namespace widelens

QTEST_APPLESS_MAIN(widelens::TimeTest)
#include "tst_time.moc"
