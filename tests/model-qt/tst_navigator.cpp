// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/navigator.h"

#include "model/previousevents.h"
#include "model/session.h"
#include "tests/model-qt/recordedrun.h"
#include "tests/model-qt/stalledfilter.h"

#include <QSignalSpy>
#include <QTest>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestNavigator : public QObject
{
    Q_OBJECT
private slots:
    void goesToTheNextError();
    void saysWhenThereIsNone();
    void followsAnEntity();
    void previousEventsAreThoseOfTheEntity();
    void waitsForRowsThatAreNotThereYet();

private:
    std::shared_ptr<const EventStore> m_store = recordedRun(u"text"_s);
};

static std::vector<size_t> rowsFrom(const EventStore &store, int severity)
{
    std::vector<size_t> rows;
    for (size_t row = 0; row < store.rows()->size(); ++row) {
        if (store.severity((*store.rows())[row]) >= severity)
            rows.push_back(row);
    }
    return rows;
}

void TestNavigator::goesToTheNextError()
{
    Session session(testRules());
    Navigator navigator(&session);
    session.setStore(m_store);
    const std::vector<size_t> errors = rowsFrom(*m_store, testRules()->levelRank("ERROR"));
    QVERIFY(errors.size() >= 2);
    for (const size_t row : errors) {
        navigator.go(Navigator::Target::Error, true);
        QTRY_COMPARE(session.rowOf(session.current()), row);
    }
    for (size_t i = errors.size() - 1; i-- > 0;) {
        navigator.go(Navigator::Target::Error, false);
        QTRY_COMPARE(session.rowOf(session.current()), errors[i]);
    }
}

void TestNavigator::saysWhenThereIsNone()
{
    Session session(testRules());
    Navigator navigator(&session);
    QSignalSpy notFound(&navigator, &Navigator::notFound);
    session.setStore(m_store);
    session.setCurrent(m_store->rows()->back());
    navigator.go(Navigator::Target::Warning, true);
    QTRY_COMPARE(notFound.size(), 1);
    QCOMPARE(session.current(), m_store->rows()->back());
    session.close();
    navigator.go(Navigator::Target::Error, true);
    QTRY_COMPARE(notFound.size(), 2);
    navigator.go(Navigator::Target::SameEntity, true);
    QCOMPARE(notFound.size(), 3);
}

void TestNavigator::followsAnEntity()
{
    Session session(testRules());
    Navigator navigator(&session);
    session.setStore(m_store);
    session.addPivot(pivotOn("parsl_task_id", "58"));
    QTRY_VERIFY(!session.isFiltering());
    const EventRows about = *session.rows();
    session.clearFilter();
    // From an event whose most specific entity is the task.
    const auto first = std::find_if(about.begin(), about.end(), [&](EventRef event) { return entitiesOf(*m_store, event).front().kind == "task"; });
    QVERIFY(first != about.end());
    session.setCurrent(*first);
    navigator.go(Navigator::Target::SameEntity, true);
    QTRY_VERIFY(session.current() != *first);
    QVERIFY(isAbout(*m_store, session.current(), u"task 58"_s.toStdString()));
    QVERIFY(m_store->isBefore(*first, session.current()));
    session.setCurrent(*first);
    navigator.go(Navigator::Target::SameEntity, false);
    QTRY_VERIFY(session.current() != *first || first == about.begin());
}

void TestNavigator::previousEventsAreThoseOfTheEntity()
{
    PreviousEvents previous;
    previous.setStore(m_store);
    std::vector<EventRef> wanted(m_store->rows()->begin() + 3000, m_store->rows()->begin() + 3040);
    previous.request(wanted);
    for (const EventRef event : wanted) {
        QTRY_VERIFY(previous.find(event));
        const std::vector<Entity> entities = entitiesOf(*m_store, event);
        EventRef expected;
        for (const EventRef other : *m_store->rows()) {
            if (other == event)
                break;
            const std::vector<Entity> its = entitiesOf(*m_store, other);
            if (!entities.empty() && std::find(its.begin(), its.end(), entities.front()) != its.end())
                expected = other;
        }
        QCOMPARE(*previous.find(event), expected);
    }
}

void TestNavigator::waitsForRowsThatAreNotThereYet()
{
    Session session(testRules());
    Navigator navigator(&session);
    QSignalSpy notFound(&navigator, &Navigator::notFound);
    StalledFilter filter(session);
    const EventRef error = (*session.rows())[StalledFilter::kFirstError];
    filter.begin();
    navigator.go(Navigator::Target::Error, true);
    QVERIFY(navigator.isLooking());
    filter.release();
    QTRY_COMPARE(session.current(), error);
    QCOMPARE(notFound.size(), 0);
}

QTEST_GUILESS_MAIN(TestNavigator)
#include "tst_navigator.moc"
