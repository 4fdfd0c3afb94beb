// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/axishistory.h"

#include "model/session.h"
#include "model/timeaxis.h"
#include "tests/model-qt/recordedrun.h"

#include <QTest>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestAxisHistory : public QObject
{
    Q_OBJECT
private slots:
    void aBurstOfZoomingIsOneStep();
    void goingBackMovesTheAxis();
    void eachTabHasItsZoom();
    void whatIsLeftAtOnceIsAStep();

private:
    std::shared_ptr<const EventStore> m_store = recordedRun(u"text"_s);
};

void TestAxisHistory::aBurstOfZoomingIsOneStep()
{
    Session session(testRules());
    TimeAxis axis;
    AxisHistory history(&session, &axis);
    session.setStore(m_store);
    axis.setSpan(m_store->timeSpan());
    history.settle();
    QCOMPARE(session.history().steps().size(), 1); // what is fitted is no zoom
    const Time middle = axis.visible().begin + (axis.visible().end - axis.visible().begin) / 2;
    for (int i = 0; i < 5; ++i)
        axis.zoomAt(middle, 0.8);
    QTRY_COMPARE(session.history().steps().size(), 2);
    QVERIFY(session.zoom() == axis.visible());
}

void TestAxisHistory::goingBackMovesTheAxis()
{
    Session session(testRules());
    TimeAxis axis;
    AxisHistory history(&session, &axis);
    session.setStore(m_store);
    axis.setSpan(m_store->timeSpan());
    const TimeRange all = axis.visible();
    const TimeRange first { m_store->timeSpan().begin, m_store->timeSpan().begin + kSecond };
    axis.setVisible(first);
    history.settle();
    axis.pan(1);
    history.settle();
    session.goBack();
    QVERIFY(axis.visible() == first);
    session.goBack();
    QVERIFY(axis.visible() == all && axis.isFitted());
    session.goForward();
    QVERIFY(axis.visible() == first);
    history.settle();
    QCOMPARE(session.history().at(), 1); // moving the axis so is no step
    QCOMPARE(session.history().steps().size(), 3);
}

void TestAxisHistory::eachTabHasItsZoom()
{
    Session session(testRules());
    TimeAxis axis;
    AxisHistory history(&session, &axis);
    session.setStore(m_store);
    axis.setSpan(m_store->timeSpan());
    const TimeRange all = axis.visible();
    session.openTab();
    axis.setVisible({ all.begin, all.begin + kSecond });
    history.settle();
    session.selectTab(0);
    QVERIFY(axis.visible() == all);
    session.selectTab(1);
    QVERIFY(axis.visible() != all);
}

// Other ways out than undo: a step of the breadcrumbs, another tab.
void TestAxisHistory::whatIsLeftAtOnceIsAStep()
{
    Session session(testRules());
    TimeAxis axis;
    AxisHistory history(&session, &axis);
    session.setStore(m_store);
    axis.setSpan(m_store->timeSpan());
    const TimeRange all = axis.visible();
    const TimeRange first { all.begin, all.begin + kSecond };
    axis.setVisible(first);
    session.goToStep(0);
    QVERIFY(axis.visible() == all);
    session.goForward();
    QVERIFY(axis.visible() == first);
    session.openTab();
    const TimeRange second { all.begin + kSecond, all.begin + 2 * kSecond };
    axis.setVisible(second);
    session.selectTab(0);
    QVERIFY(axis.visible() == first);
    session.selectTab(1);
    QVERIFY(axis.visible() == second);
}

QTEST_GUILESS_MAIN(TestAxisHistory)
#include "tst_axishistory.moc"
