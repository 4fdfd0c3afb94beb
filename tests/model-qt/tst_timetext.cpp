// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/timetext.h"

#include <QTest>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestTimeText : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { qputenv("TZ", "Europe/Berlin"); }
    void showsTheClockHereAndInGreenwich();
    void showsWhatPassedSinceTheStart();
    void exactTimesLoseNothing();
};

static constexpr Time kSummer = 1785900001'042317123; // 2026-08-05 03:20:01 UTC

void TestTimeText::showsTheClockHereAndInGreenwich()
{
    QCOMPARE(timeText(kSummer, TimeDisplay::Utc, kNoTime), u"2026-08-05 03:20:01.042317"_s);
    QCOMPARE(timeText(kSummer, TimeDisplay::Local, kNoTime), u"2026-08-05 05:20:01.042317"_s);
    constexpr Time half = 182 * 86'400 * kSecond; // in winter the clock here stands otherwise
    QCOMPARE(timeText(kSummer + half, TimeDisplay::Local, kNoTime, 0), u"2027-02-03 04:20:01"_s);
    QCOMPARE(timeDisplayName(TimeDisplay::Local, kSummer), u"CEST"_s);
}

void TestTimeText::showsWhatPassedSinceTheStart()
{
    QCOMPARE(timeText(kSummer + 61 * kSecond + 5000, TimeDisplay::Relative, kSummer), u"+00:01:01.000005"_s);
    QCOMPARE(timeText(kSummer - kSecond / 2, TimeDisplay::Relative, kSummer, 1), u"−00:00:00.5"_s);
    QCOMPARE(timeText(kSummer + 90'000 * kSecond, TimeDisplay::Relative, kSummer, 0), u"+1d 01:00:00"_s);
    QCOMPARE(timeText(kNoTime, TimeDisplay::Relative, kSummer), QString());
}

void TestTimeText::exactTimesLoseNothing()
{
    QCOMPARE(exactTimeText(kSummer), u"2026-08-05T03:20:01.042317123Z"_s);
}

QTEST_APPLESS_MAIN(TestTimeText)
#include "tst_timetext.moc"
