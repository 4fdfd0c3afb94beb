// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/timeaxis.h"

#include <QSignalSpy>
#include <QTest>

using namespace widelens;

class TestTimeAxis : public QObject
{
    Q_OBJECT
private slots:
    void followsTheSpanUntilZoomed();
    void zoomKeepsTheCentre();
    void staysWithinTheSpan();
};

void TestTimeAxis::followsTheSpanUntilZoomed()
{
    TimeAxis axis;
    QVERIFY(axis.isEmpty());
    axis.setSpan({ 0, 100 * kSecond });
    QVERIFY(axis.visible().begin < 0 && axis.visible().end > 100 * kSecond);
    axis.setSpan({ 0, 200 * kSecond });
    QVERIFY(axis.visible().end > 200 * kSecond);
    axis.setVisible({ 50 * kSecond, 60 * kSecond });
    QVERIFY(!axis.isFitted());
    axis.setSpan({ 0, 300 * kSecond });
    QCOMPARE(axis.visible().begin, 50 * kSecond);
    axis.fit();
    QVERIFY(axis.visible().end > 300 * kSecond);
    axis.setSpan(TimeRange()); // no events
    QVERIFY(axis.isEmpty());
}

void TestTimeAxis::zoomKeepsTheCentre()
{
    TimeAxis axis;
    axis.setSpan({ 0, 100 * kSecond });
    axis.setVisible({ 20 * kSecond, 40 * kSecond });
    QSignalSpy changed(&axis, &TimeAxis::visibleChanged);
    axis.zoomAt(25 * kSecond, 0.5);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(axis.visible().begin, 22 * kSecond + kSecond / 2);
    QCOMPARE(axis.visible().end, 32 * kSecond + kSecond / 2);
}

void TestTimeAxis::staysWithinTheSpan()
{
    TimeAxis axis;
    axis.setSpan({ 0, 100 * kSecond });
    axis.setVisible({ 10 * kSecond, 20 * kSecond });
    axis.pan(-100);
    QVERIFY(axis.visible().begin >= -2 * kSecond);
    QCOMPARE(axis.visible().end - axis.visible().begin, 10 * kSecond);
    axis.zoomAt(5 * kSecond, 1e-15);
    QVERIFY(axis.visible().end - axis.visible().begin >= 1000);
    axis.zoomAt(5 * kSecond, 1e15);
    QVERIFY(axis.isFitted());
}

QTEST_GUILESS_MAIN(TestTimeAxis)
#include "tst_timeaxis.moc"
