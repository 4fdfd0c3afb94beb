// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/loader.h"
#include "model/items/fieldmodel.h"
#include "model/items/issuemodel.h"
#include "model/items/sourcemodel.h"
#include "model/session.h"
#include "tests/model-qt/recordedrun.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestItemModels : public QObject
{
    Q_OBJECT
private slots:
    void fieldsOfTheCurrentEvent();
    void noiseIsShownOnRequest();
    void sourcesAreListed();
    void aShiftedSourceIsMarked();
    void issuesAreListedAndFindTheirEvent();

private:
    std::shared_ptr<const EventStore> m_store = recordedRun(u"wide"_s);
};

void TestItemModels::fieldsOfTheCurrentEvent()
{
    Session session(testRules());
    FieldModel model(&session);
    QAbstractItemModelTester tester(&model);
    session.setStore(m_store);
    QCOMPARE(model.rowCount(), 0);
    QSignalSpy changed(&model, &FieldModel::recordChanged);
    session.addPivot(pivotOn("parsl_task_id", "58"));
    QTRY_VERIFY(!session.isFiltering());
    session.setCurrent(session.rows()->front());
    QTRY_VERIFY(model.record());
    const int row = model.rowOf("parsl_task_id");
    QVERIFY(row >= 0);
    QCOMPARE(model.index(row, FieldModel::ValueColumn).data().toString(), u"58"_s);
    const auto links = model.index(row, FieldModel::ValueColumn).data(LinksRole).value<QList<Link>>();
    QCOMPARE(links.size(), 1);
    QCOMPARE(links.first().pivot.label, u"task 58"_s);
    QVERIFY(!model.record()->raw.empty());
}

void TestItemModels::noiseIsShownOnRequest()
{
    Session session(testRules());
    FieldModel model(&session);
    QAbstractItemModelTester tester(&model);
    auto record = std::make_shared<Record>();
    record->fields.resize(3);
    record->fields[0].name = "formatted";
    record->fields[1].name = "args";
    record->fields[1].noise = true;
    record->fields[2].name = "name";
    model.setRecord({}, record);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.noiseCount(), 1);
    model.setNoiseShown(true);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.rowOf("args"), 1);
}

void TestItemModels::sourcesAreListed()
{
    Session session(testRules());
    SourceModel model(&session);
    QAbstractItemModelTester tester(&model);
    session.setStore(m_store);
    QCOMPARE(size_t(model.rowCount()), m_store->sources().size());
    quint64 events = 0;
    for (int row = 0; row < model.rowCount(); ++row)
        events += model.index(row, SourceModel::EventsColumn).data(SourceModel::SortRole).toULongLong();
    QCOMPARE(events, m_store->eventCount());
}

void TestItemModels::aShiftedSourceIsMarked()
{
    LoadOptions options;
    options.paths = { WIDELENS_TEST_DATA "/runs/threads" };
    options.shifts = { { "000/parsl.log", -3'500'000'000 } };
    Session session(testRules());
    SourceModel model(&session);
    session.setStore(Loader::load(testRules(), options));
    int marked = 0;
    for (int row = 0; row < model.rowCount(); ++row) {
        const bool isShifted = model.source(row).path == "000/parsl.log";
        const QString zone = model.index(row, SourceModel::ZoneColumn).data().toString();
        QCOMPARE(zone.startsWith(u"shifted by -3.5 s"_s), isShifted); // first, so that a narrow column shows it
        QCOMPARE(model.index(row, SourceModel::PathColumn).data(LevelRole).isValid(), isShifted);
        marked += isShifted;
    }
    QCOMPARE(marked, 1);
}

void TestItemModels::issuesAreListedAndFindTheirEvent()
{
    Session session(testRules());
    IssueModel model(&session);
    QAbstractItemModelTester tester(&model);
    session.setStore(m_store);
    QVERIFY(model.total() > 0); // the empty files of this run
    QCOMPARE(uint64_t(model.rowCount()), model.total());
    for (int row = 0; row < model.rowCount(); ++row) {
        const EventRef event = model.eventAt(row);
        if (event.isValid())
            QCOMPARE(QString::fromStdString(m_store->source(event).path), model.index(row, IssueModel::SourceColumn).data().toString());
    }
}

QTEST_GUILESS_MAIN(TestItemModels)
#include "tst_itemmodels.moc"
