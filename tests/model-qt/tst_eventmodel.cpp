// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/eventmodel.h"
#include "model/session.h"
#include "tests/model-qt/recordedrun.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestEventModel : public QObject
{
    Q_OBJECT
private slots:
    void showsAWindowOfTheRows();
    void theWindowStaysInsideTheRows();
    void rowsComeAndGoWithTheFilter();
    void readsMessagesLater();
    void linksTheTaskInAMessage();
    void moreFieldsAreColumns();
    void anEmptySessionIsEmpty();

private:
    std::shared_ptr<const EventStore> m_store = recordedRun(u"wide"_s);
};

void TestEventModel::showsAWindowOfTheRows()
{
    Session session(testRules());
    EventModel model(&session);
    QAbstractItemModelTester tester(&model);
    session.setStore(m_store);
    model.refresh(0, 40);
    QCOMPARE(model.rowCount(), 40);
    QCOMPARE(model.eventAt(0), m_store->rows()->front());
    model.setWindow(5000, 30);
    QCOMPARE(model.rowCount(), 30);
    QCOMPARE(model.eventAt(7), (*m_store->rows())[5007]);
    QCOMPARE(model.index(0, EventModel::LevelColumn).data().toString().toStdString(), std::string(m_store->levelName(model.eventAt(0))));
}

void TestEventModel::theWindowStaysInsideTheRows()
{
    Session session(testRules());
    EventModel model(&session);
    QAbstractItemModelTester tester(&model);
    session.setStore(m_store);
    model.refresh(m_store->rows()->size(), 25);
    QCOMPARE(model.rowCount(), 25);
    QCOMPARE(model.eventAt(24), m_store->rows()->back());
    QVERIFY(!model.eventAt(25).isValid());
}

void TestEventModel::rowsComeAndGoWithTheFilter()
{
    Session session(testRules());
    EventModel model(&session);
    QAbstractItemModelTester tester(&model);
    session.setStore(m_store);
    model.refresh(9000, 50);
    connect(&session, &Session::rowsChanged, &model, [&] { model.refresh(model.firstRow(), 50); });
    QSignalSpy rowsChanged(&session, &Session::rowsChanged);
    session.addPivot(pivotOn("parsl_task_id", "58"));
    QVERIFY(rowsChanged.wait());
    QCOMPARE(model.totalRows(), session.rows()->size());
    QCOMPARE(size_t(model.rowCount()), std::min<size_t>(50, session.rows()->size()));
    session.addPivot(pivotOn("levelname", "no such level"));
    QVERIFY(rowsChanged.wait());
    QCOMPARE(model.rowCount(), 0);
    session.clearFilter();
    QCOMPARE(model.rowCount(), 50);
}

void TestEventModel::readsMessagesLater()
{
    Session session(testRules());
    EventModel model(&session);
    session.setStore(m_store);
    model.refresh(100, 20);
    const QModelIndex index = model.index(3, EventModel::MessageColumn);
    QVERIFY(index.data(PendingRole).toBool());
    QTRY_VERIFY(!index.data(PendingRole).toBool());
    QVERIFY(!index.data().toString().isEmpty());
}

void TestEventModel::linksTheTaskInAMessage()
{
    Session session(testRules());
    EventModel model(&session);
    session.setStore(m_store);
    session.addPivot(pivotOn("parsl_task_id", "58"));
    QTRY_VERIFY(!session.isFiltering());
    model.refresh(0, 10);
    const QModelIndex index = model.index(0, EventModel::MessageColumn);
    QTRY_VERIFY(!index.data(PendingRole).toBool());
    bool found = false;
    for (int row = 0; row < model.rowCount() && !found; ++row) {
        const QModelIndex cell = model.index(row, EventModel::MessageColumn);
        for (const Link &link : cell.data(LinksRole).value<QList<Link>>())
            found = found || cell.data().toString().mid(link.begin, link.length) == u"58"_s;
    }
    QVERIFY(found);
    const auto entities = model.index(0, EventModel::EntityColumn).data(LinksRole).value<QList<Link>>();
    const bool hasTask = std::any_of(entities.begin(), entities.end(), [](const Link &link) { return link.pivot.label == u"task 58"_s; });
    QVERIFY(hasTask);
}

void TestEventModel::moreFieldsAreColumns()
{
    Session session(testRules());
    EventModel model(&session);
    QAbstractItemModelTester tester(&model);
    session.setStore(m_store);
    model.refresh(0, 30);
    model.setFields({ u"parsl_task_id"_s, u"msg"_s, u"no such field"_s });
    QCOMPARE(model.columnCount(), EventModel::FirstFieldColumn + 3);
    QCOMPARE(model.headerData(EventModel::FirstFieldColumn, Qt::Horizontal).toString(), u"parsl_task_id"_s);
    const size_t row = 3000;
    model.setWindow(row, 30);
    const std::string expected = toText(m_store->value(model.eventAt(0), m_store->fields().find("parsl_task_id")));
    QCOMPARE(model.index(0, EventModel::FirstFieldColumn).data().toString().toStdString(), expected);
    QTRY_VERIFY(!model.index(0, EventModel::FirstFieldColumn + 1).data().toString().isEmpty());
    QCOMPARE(model.index(0, EventModel::FirstFieldColumn + 2).data().toString(), QString());
}

void TestEventModel::anEmptySessionIsEmpty()
{
    Session session(testRules());
    EventModel model(&session);
    QAbstractItemModelTester tester(&model);
    model.refresh(0, 40);
    QCOMPARE(model.rowCount(), 0);
    session.setStore(m_store);
    model.refresh(0, 40);
    session.close();
    model.refresh(0, 40);
    QCOMPARE(model.rowCount(), 0);
}

QTEST_GUILESS_MAIN(TestEventModel)
#include "tst_eventmodel.moc"
