// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/entitymodel.h"
#include "model/items/fieldmodel.h"
#include "model/items/issuemodel.h"
#include "model/items/stepmodel.h"
#include "model/rules/rules.h"
#include "model/session.h"
#include "tests/model-qt/recordedrun.h"
#include "views/entitiespanel.h"
#include "views/entitypage.h"
#include "views/identitymapview.h"
#include "views/inspectorview.h"
#include "views/linkdelegate.h"
#include "views/issuespanel.h"
#include "views/mapcanvas.h"
#include "views/statelane.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QToolButton>

using namespace widelens;
using namespace Qt::StringLiterals;

// Entities and their joins, as a person meets them.
class TestEntityViews : public QObject
{
    Q_OBJECT
private slots:
    void thePanelListsTasksAndPivots();
    void enterOpensThePage();
    void thePageShowsALifeAndLeadsOn();
    void theLaneIsReachedByKeys();
    void whyGoesToTheWitnessAndSaysThatItIsHidden();
    void aContradictionShowsAllEvidence();
    void findingsAreListedAndFiltered();
    void theMapLeadsToLists();
    void theMapFitsANarrowPanel();
    void ctrlClickOpensTabs();
    void theMapIsReachedByKeys();

private:
    std::shared_ptr<const EventStore> m_store = recordedRun(u"json"_s);
};

template<typename Widget>
struct Shown {
    Session session { testRules() };
    Widget view { &session };

    explicit Shown(const std::shared_ptr<const EventStore> &store)
    {
        view.resize(900, 600);
        view.show();
        session.setStore(store);
    }
};

static Entity task(const EventStore &store, const std::string &id)
{
    return findEntities(store, { { "task", id, false } }).entities.at(0);
}

void TestEntityViews::thePanelListsTasksAndPivots()
{
    Shown<EntitiesPanel> shown(m_store);
    QAbstractItemModelTester tester(shown.view.model());
    auto *table = shown.view.findChild<QTableView *>(u"entityTable"_s);
    auto *kinds = shown.view.findChild<QListWidget *>(u"entityKinds"_s);
    QTRY_COMPARE(shown.view.model()->rowCount(), 186); // of the kind that has states, at first
    QCOMPARE(kinds->currentItem()->text(), u"tasks (186)"_s);
    QTRY_VERIFY(table->isVisible());
    shown.view.findChild<QLineEdit *>(u"entityFilter"_s)->setText(u"task:58"_s);
    QTRY_COMPARE(shown.view.model()->rowCount(), 1);
    QTRY_VERIFY(!shown.view.model()->isBusy());
    const QPoint first = table->visualRect(shown.view.model()->index(0, 0)).center();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, first);
    QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, first);
    QCOMPARE(shown.session.pivots().size(), 1);
    QCOMPARE(shown.session.pivots().first().label, u"task 58"_s);
    QTRY_VERIFY(!shown.session.isFiltering());
    const int events = shown.view.model()->table().findColumn("events");
    QCOMPARE(shown.view.model()->index(0, events).data().toString(), QString::number(shown.session.rows()->size()));
    shown.view.findChild<QLineEdit *>(u"entityFilter"_s)->clear();
    kinds->setCurrentItem(kinds->findItems(u"workers (4)"_s, Qt::MatchExactly).value(0));
    QTRY_COMPARE(shown.view.model()->rowCount(), 4);
}

void TestEntityViews::enterOpensThePage()
{
    Shown<EntitiesPanel> shown(m_store);
    auto *table = shown.view.findChild<QTableView *>(u"entityTable"_s);
    QTRY_COMPARE(shown.view.model()->rowCount(), 186);
    QTRY_VERIFY(table->isVisible());
    QSignalSpy wanted(&shown.session, &Session::entityWanted);
    table->setCurrentIndex(shown.view.model()->index(58, 0));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(shown.session.entity(), task(*m_store, "58"));
}

void TestEntityViews::thePageShowsALifeAndLeadsOn()
{
    Shown<EntityPage> shown(m_store);
    QAbstractItemModelTester tester(shown.view.steps());
    shown.session.showEntity(task(*m_store, "58"));
    QTRY_VERIFY(shown.view.life());
    QVERIFY(shown.view.lane()->isVisible());
    QCOMPARE(shown.view.findChild<QLabel *>(u"entityTitle"_s)->text(), u"task 58"_s);
    QCOMPARE(shown.view.steps()->rowCount(), int(shown.view.life()->events->size()));
    QVERIFY(shown.view.steps()->index(1, StepModel::GapColumn).data().toString().startsWith(u'+'));
    QTRY_VERIFY(shown.view.steps()->index(0, StepModel::MessageColumn).data().toString().contains(u"58"_s));
    auto *text = shown.view.findChild<QTextBrowser *>(u"entityText"_s);
    QVERIFY(text->toPlainText().contains(u"waits for"_s));
    // A proof leads to its event, a neighbour to its page, and back.
    emit text->anchorClicked(QUrl(u"event:0:5"_s));
    QCOMPARE(shown.session.current(), (EventRef { 0, 5 }));
    emit text->anchorClicked(QUrl(u"entity:0"_s));
    QTRY_COMPARE(shown.view.life()->entity.label(), std::string("task 56"));
    shown.view.findChild<QToolButton *>(u"entityBack"_s)->click();
    QTRY_COMPARE(shown.view.life()->entity.label(), std::string("task 58"));
    shown.view.findChild<QPushButton *>(u"entityPivot"_s)->click();
    QCOMPARE(shown.session.pivots().first().label, u"task 58"_s);
    shown.session.close();
    QVERIFY(!shown.view.life());
}

void TestEntityViews::theLaneIsReachedByKeys()
{
    StateLane lane;
    lane.resize(600, lane.sizeHint().height());
    const auto life = lifeOf(m_store, task(*m_store, "58"));
    lane.setLife(life, testRules());
    lane.show();
    QVERIFY(!lane.accessibleName().isEmpty());
    QVERIFY(lane.accessibleDescription().contains(u"launched"_s));
    for (int i = 0; i < int(life->spans.size()); ++i) {
        QVERIFY(lane.spanRect(i).width() > 0);
        QVERIFY(lane.rect().contains(lane.spanRect(i)));
    }
    QCOMPARE(lane.spanAt(lane.spanRect(0).center()), 0);
    QSignalSpy wanted(&lane, &StateLane::eventWanted);
    QTest::keyClick(&lane, Qt::Key_Right);
    QTest::keyClick(&lane, Qt::Key_Right);
    QCOMPARE(lane.current(), 1);
    QTest::keyClick(&lane, Qt::Key_Return);
    QTest::mouseClick(&lane, Qt::LeftButton, {}, lane.spanRect(0).center());
    QCOMPARE(wanted.size(), 2);
    QCOMPARE(wanted[0][0].value<EventRef>(), life->spans[1].event);
    QCOMPARE(wanted[1][0].value<EventRef>(), life->spans[0].event);
}

// An event of another process than the one that knows the task.
static EventRef joinedEvent(const EventStore &store)
{
    for (const EventRef event : *store.rows()) {
        const std::vector<Entity> entities = entitiesOf(store, event);
        const bool hasTask = std::any_of(entities.begin(), entities.end(), [](const Entity &entity) { return entity.kind == "task"; });
        if (hasTask && isAbsent(store.value(event, store.fields().find("parsl_task_id"))))
            return event;
    }
    return {};
}

void TestEntityViews::whyGoesToTheWitnessAndSaysThatItIsHidden()
{
    Shown<InspectorView> shown(m_store);
    QAbstractItemModelTester tester(shown.view.model());
    const EventRef event = joinedEvent(*m_store);
    shown.session.addPivot(pivotOnSource(m_store->source(event)));
    QTRY_VERIFY(!shown.session.isFiltering());
    shown.session.setCurrent(event);
    const FieldModel *model = shown.view.model();
    QTRY_VERIFY(model->rowOf("parsl_task_id") >= 0);
    auto *hidden = shown.view.findChild<QLabel *>(u"hiddenEvent"_s);
    QVERIFY(!hidden->isVisible());
    const int row = model->rowOf("parsl_task_id");
    QVERIFY(model->isJoined(row));
    QVERIFY(model->index(row, FieldModel::FieldColumn).data().toString() != u"parsl_task_id"_s); // marked, not by colour
    QVERIFY(model->index(row, FieldModel::FieldColumn).data(Qt::AccessibleTextRole).toString().contains(u"follows"_s));
    auto *table = shown.view.findChild<QTableView *>(u"fieldTable"_s);
    table->setCurrentIndex(model->index(row, 0));
    auto *evidence = shown.view.findChild<QLabel *>(u"evidence"_s);
    QVERIFY(evidence->isVisible());
    QVERIFY(evidence->text().contains(u"follows by the rule"_s));
    const EventRef witness = model->field(row).witness;
    const QModelIndex why = model->index(row, FieldModel::OriginColumn);
    table->scrollTo(why);
    const auto rects = qobject_cast<LinkDelegate *>(table->itemDelegate())->linkRects(why);
    QCOMPARE(rects.size(), 1);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, rects.first().center());
    QCOMPARE(shown.session.current(), witness);
    QTRY_VERIFY(hidden->isVisible()); // another file's event
    emit hidden->linkActivated(u"clear"_s);
    QTRY_VERIFY(!hidden->isVisible());
    QVERIFY(shown.session.pivots().isEmpty());
}

// A run in which two tasks claim one executor task.
static std::shared_ptr<const EventStore> contestedRun(const QTemporaryDir &folder)
{
    const auto line = [](int second, const char *message) {
        return QByteArray("178590000") + QByteArray::number(second) + ".000000 2026-08-05 05:20:00 MainProcess-4711 MainThread-1404 parsl.x:10 f INFO: " + message + "\n";
    };
    QDir(folder.path()).mkpath(u"000/htex"_s);
    QFile parsl(folder.filePath(u"000/parsl.log"_s));
    QFile interchange(folder.filePath(u"000/htex/interchange.log"_s));
    if (!parsl.open(QIODevice::WriteOnly) || !interchange.open(QIODevice::WriteOnly))
        return nullptr;
    parsl.write(line(1, "Parsl task 7 try 0 launched on executor htex with executor id 3") + line(2, "Parsl task 8 try 0 launched on executor htex with executor id 3"));
    interchange.write(line(3, "Put task 3 onto pending_task_queue"));
    parsl.close();
    interchange.close();
    LoadOptions options;
    options.paths = { folder.filePath(u"000"_s).toStdString() };
    return Loader::load(testRules(), options);
}

void TestEntityViews::aContradictionShowsAllEvidence()
{
    const QTemporaryDir folder;
    const auto store = contestedRun(folder);
    Shown<InspectorView> shown(store);
    shown.session.setCurrent(store->rows()->back());
    const FieldModel *model = shown.view.model();
    QTRY_VERIFY(model->rowOf("parsl_task_id") >= 0);
    QVERIFY(model->isContested("parsl_task_id"));
    QVERIFY(!model->isContested("parsl_try_id"));
    const int row = model->rowOf("parsl_task_id");
    QVERIFY(model->index(row, 0).data().toString().startsWith(u'≠'));
    shown.view.findChild<QTableView *>(u"fieldTable"_s)->setCurrentIndex(model->index(row, 0));
    const QString evidence = shown.view.findChild<QLabel *>(u"evidence"_s)->text();
    QVERIFY(evidence.contains(u"<b>7</b>"_s) && evidence.contains(u"<b>8</b>"_s));
    QVERIFY(evidence.contains(u"parsl.log:1"_s) && evidence.contains(u"parsl.log:2"_s));
}

void TestEntityViews::findingsAreListedAndFiltered()
{
    const QTemporaryDir folder;
    const auto store = contestedRun(folder);
    Session session(testRules());
    IssueModel issues(&session);
    QAbstractItemModelTester tester(&issues);
    const std::unique_ptr<QWidget> panel(makeIssuesPanel(&session, &issues));
    panel->show();
    session.setStore(store);
    auto *table = panel->findChild<QTableView *>(u"issueTable"_s);
    QTRY_COMPARE(issues.findings().list.size(), size_t(1));
    QTRY_VERIFY(table->isVisible());
    const int all = table->model()->rowCount();
    auto *filter = panel->findChild<QLineEdit *>(u"issueFilter"_s);
    filter->setText(u"CONFLICT"_s);
    QCOMPARE(table->model()->rowCount(), 1);
    const QModelIndex what = table->model()->index(0, IssueModel::WhatColumn);
    QVERIFY(what.data().toString().contains(u"7, 8"_s));
    emit table->doubleClicked(what);
    QCOMPARE(session.current(), issues.findings().list[0].evidence[0]);
    filter->setText(u"no such thing"_s);
    QCOMPARE(table->model()->rowCount(), 0);
    QVERIFY(filter->isVisible()); // the way back
    filter->clear();
    QCOMPARE(table->model()->rowCount(), all);
    session.close();
    QVERIFY(issues.findings().list.empty());
}

void TestEntityViews::theMapLeadsToLists()
{
    Shown<IdentityMapView> shown(m_store);
    EntitiesPanel list(&shown.session);
    list.show();
    connect(&shown.view, &IdentityMapView::listWanted, &list, &EntitiesPanel::showKind);
    const MapCanvas *canvas = shown.view.canvas();
    QTRY_VERIFY(canvas->map() && canvas->isVisible());
    const IdentityMap &map = *canvas->map();
    const auto node = [&](const char *kind) { return size_t(std::find_if(map.nodes.begin(), map.nodes.end(), [&](const auto &n) { return n.kind == kind; }) - map.nodes.begin()); };
    const auto click = [&](const QPoint &point) { QTest::mouseClick(shown.view.canvas(), Qt::LeftButton, {}, point); };
    QTRY_VERIFY(canvas->nodeRect(node("worker")).right() < canvas->width());
    click(canvas->nodeRect(node("worker")).center());
    QTRY_COMPARE(list.model()->kind(), u"worker"_s);
    QTRY_COMPARE(list.model()->rowCount(), 4);
    const size_t link = size_t(std::find_if(map.links.begin(), map.links.end(), [&](const auto &l) { return l.from == node("try") && l.to == node("worker"); }) - map.links.begin());
    QVERIFY(link < map.links.size());
    click(canvas->linkPoint(link));
    QTRY_COMPARE(list.model()->rowCount(), 200);
    QTRY_COMPARE(list.model()->sortColumn(), list.model()->table().findColumn("worker_id"));
    QCOMPARE(map.without(map.links[link]), uint64_t(3));
    click(canvas->withoutRect(link).center());
    QTRY_COMPARE(list.model()->rowCount(), 3);
    for (int row = 0; row < 3; ++row)
        QCOMPARE(list.model()->index(row, list.model()->table().findColumn("worker_id")).data().toString(), QString());
    shown.session.close();
    QVERIFY(!canvas->map() && !canvas->isVisible());
}

// Letters become smaller before the last box has to be scrolled to.
void TestEntityViews::theMapFitsANarrowPanel()
{
    Shown<IdentityMapView> shown(m_store);
    const MapCanvas *canvas = shown.view.canvas();
    QTRY_VERIFY(canvas->map() && canvas->isVisible());
    shown.view.resize(890, 190);
    QTest::qWait(50);
    QVERIFY2(canvas->width() <= shown.view.width(), qPrintable(QString::number(canvas->width())));
    for (size_t node = 0; node < canvas->map()->nodes.size(); ++node)
        QVERIFY2(canvas->rect().contains(canvas->nodeRect(node)), canvas->map()->nodes[node].kind.c_str());
}

void TestEntityViews::ctrlClickOpensTabs()
{
    Shown<EntitiesPanel> shown(m_store);
    QTRY_VERIFY(shown.view.model()->rowCount() > 3 && !shown.view.model()->isBusy());
    auto *table = shown.view.findChild<QTableView *>(u"entityTable"_s);
    const auto at = [&](int row) { return table->visualRect(table->model()->index(row, 1)).center(); };
    QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::ControlModifier, at(1));
    QCOMPARE(shown.session.tabCount(), 2);
    QCOMPARE(shown.session.pivots().size(), 1);
    QVERIFY(shown.session.pivots().first() == pivotOn(shown.view.model()->entity(1)));
    QTest::mouseClick(table->viewport(), Qt::MiddleButton, {}, at(2));
    QCOMPARE(shown.session.tabCount(), 3);
    QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, at(2));
    QCOMPARE(shown.session.tabCount(), 3);
    table->setCurrentIndex(table->model()->index(0, 1));
    QTest::keyClick(table, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(shown.session.tabCount(), 4);
}

void TestEntityViews::theMapIsReachedByKeys()
{
    Shown<IdentityMapView> shown(m_store);
    QTRY_VERIFY(shown.view.canvas()->map() && shown.view.canvas()->isVisible());
    QSignalSpy wanted(&shown.view, &IdentityMapView::listWanted);
    QTest::keyClick(shown.view.canvas(), Qt::Key_Return); // the most specific kind, at first
    QCOMPARE(wanted.takeFirst().at(0).toString(), u"try"_s);
    for (int i = 0; i < 30; ++i)
        QTest::keyClick(shown.view.canvas(), Qt::Key_Left);
    QTest::keyClick(shown.view.canvas(), Qt::Key_Space);
    QCOMPARE(wanted.takeFirst().at(0).toString(), u"run"_s); // to which all lead
    QVERIFY(shown.view.canvas()->accessibleDescription().contains(u"4 workers belong to 2 managers"_s));
}

QTEST_MAIN(TestEntityViews)
#include "tst_entityviews.moc"
