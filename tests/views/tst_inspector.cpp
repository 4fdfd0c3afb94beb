// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/fieldmodel.h"
#include "model/items/structuremodel.h"
#include "model/session.h"
#include "tests/model-qt/recordedrun.h"
#include "views/excerptview.h"
#include "views/fieldmenu.h"
#include "views/inspectorview.h"
#include "views/valueview.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestInspector : public QObject
{
    Q_OBJECT
private slots:
    void partsOfAValueAreATree();
    void tracebacksAreFolded();
    void theRawRecordStandsAmongItsNeighbours();
    void buttonsGoAlongAnIdentity();
    void buttonsOfIdentitiesStandApart();
    void ctrlClickOpensTabs();
    void aFieldsMenuFiltersAndCopies();
    void structureModelIsAModel();

private:
    std::shared_ptr<const EventStore> m_text = recordedRun(u"text"_s);
};

struct Shown {
    Session session { testRules() };
    InspectorView inspector { &session };

    explicit Shown(const std::shared_ptr<const EventStore> &store)
    {
        inspector.resize(400, 700);
        inspector.show();
        session.setStore(store);
    }
    // Makes the first event current whose message template contains `word`.
    bool goTo(const std::string &word)
    {
        return goTo([&](const EventStore &store, EventRef event) {
            const TemplateId id = store.templateId(event);
            return id != kNoTemplate && store.templates().get(id).text.find(word) != std::string::npos;
        });
    }
    bool goTo(const std::function<bool(const EventStore &, EventRef)> &fits)
    {
        const EventStore &store = *session.store();
        const auto found = std::find_if(store.rows()->begin(), store.rows()->end(), [&](EventRef event) { return fits(store, event); });
        if (found == store.rows()->end())
            return false;
        session.setCurrent(*found);
        return QTest::qWaitFor([&] { return inspector.model()->recordEvent() == *found && inspector.model()->record(); });
    }
};

void TestInspector::partsOfAValueAreATree()
{
    Shown shown(m_text);
    auto *view = shown.inspector.findChild<ValueView *>();
    QVERIFY(shown.goTo("Starting DataFlowKernel"));
    QTRY_VERIFY(view->isTreeShown());
    const QModelIndex config = view->model()->index(0, StructureModel::ValueColumn);
    QVERIFY(config.data().toString().startsWith(u"Config("_s));
    QCOMPARE(config.siblingAtColumn(0).data().toString(), u"Starting DataFlowKernel with config"_s);
    view->tree()->setCurrentIndex(config);
    view->tree()->setFocus();
    QTest::keyClick(view->tree(), Qt::Key_C, Qt::ControlModifier);
    QTRY_VERIFY(QGuiApplication::clipboard()->text().contains(u"\n  executors=("_s));
    QTest::mouseClick(view->findChild<QToolButton *>(u"asTree"_s), Qt::LeftButton);
    QVERIFY(!view->isTreeShown());
    QVERIFY(view->text().contains(u"Config("_s));
    QVERIFY(shown.goTo("App caching initialized"));
    QTRY_VERIFY(!view->findChild<QToolButton *>(u"asTree"_s)->isVisible());
}

void TestInspector::tracebacksAreFolded()
{
    ValueView view;
    view.resize(400, 300);
    view.show();
    view.setText(u"failed\nTraceback (most recent call last):\n  File \"/a/b.py\", line 12, in f\n    g(1)\nValueError: no"_s);
    QTRY_VERIFY(view.isTreeShown());
    const QModelIndex traceback = view.model()->index(0, 0);
    QCOMPARE(traceback.siblingAtColumn(1).data().toString(), u"ValueError: no"_s);
    const QModelIndex frame = view.model()->index(0, 0, traceback);
    QCOMPARE(frame.data().toString(), u"f"_s);
    QCOMPARE(view.model()->path(frame), u"/a/b.py"_s);
}

void TestInspector::theRawRecordStandsAmongItsNeighbours()
{
    Shown shown(m_text);
    auto *tabs = shown.inspector.findChild<QTabWidget *>();
    auto *raw = shown.inspector.findChild<ExcerptView *>(u"rawRecord"_s);
    QVERIFY(shown.goTo("App caching initialized"));
    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(1).center());
    QTRY_VERIFY(raw->excerpt());
    QCOMPARE(raw->placeText().toStdString() + "\n", shown.inspector.model()->record()->raw + (shown.inspector.model()->record()->raw.ends_with('\n') ? "" : "\n"));
    QCOMPARE(raw->excerpt()->before.size(), size_t(10));
    QCOMPARE(raw->excerpt()->after.size(), size_t(10));
    QCOMPARE(raw->excerpt()->firstLine + 10, m_text->line(shown.session.current()));
    QVERIFY(shown.goTo("Run id is")); // follows the current event
    QTRY_VERIFY(raw->placeText().contains(u"Run id is"_s));
}

void TestInspector::buttonsGoAlongAnIdentity()
{
    Shown shown(m_text);
    QVERIFY(shown.goTo([](const EventStore &store, EventRef event) { return isAbout(store, event, "task 3"); }));
    const EventRef from = shown.session.current();
    const std::vector<Entity> entities = entitiesOf(*m_text, from);
    const auto task = std::find_if(entities.begin(), entities.end(), [](const Entity &entity) { return entity.kind == "task"; });
    QVERIFY(task != entities.end());
    const QString label = QString::fromStdString(task->label());
    auto *next = shown.inspector.findChild<QToolButton *>(u"next."_s + label);
    QVERIFY(next);
    QVERIFY(next->accessibleName().contains(label));
    QTest::mouseClick(next, Qt::LeftButton);
    QTRY_VERIFY(shown.session.current() != from);
    const auto rows = applyFilter(m_text, { task->key, {} });
    const auto at = std::find(rows->begin(), rows->end(), from);
    QCOMPARE(shown.session.current(), *(at + 1));
    QTest::mouseClick(shown.inspector.findChild<QToolButton *>(u"previous."_s + label), Qt::LeftButton);
    QTRY_COMPARE(shown.session.current(), from);
    if (at == rows->begin()) {
        QSignalSpy said(&shown.inspector, &InspectorView::said);
        QTest::mouseClick(shown.inspector.findChild<QToolButton *>(u"previous."_s + label), Qt::LeftButton);
        QTRY_COMPARE(said.size(), 1);
    }
}

void TestInspector::buttonsOfIdentitiesStandApart()
{
    Shown shown(m_text);
    for (const char *word : { "Starting", "launched on executor", "Run id" }) { // few and many of them, one after the other
        QVERIFY(shown.goTo(word));
        const auto *bar = shown.inspector.findChild<QWidget *>(u"identityBar"_s);
        QTRY_VERIFY([&] {
            const QList<QWidget *> groups = bar->findChildren<QWidget *>(Qt::FindDirectChildrenOnly);
            for (const QWidget *a : groups) {
                for (const QWidget *b : groups) {
                    if (a != b && a->isVisible() && b->isVisible() && a->geometry().intersects(b->geometry()))
                        return false;
                }
            }
            return true;
        }());
    }
}

void TestInspector::ctrlClickOpensTabs()
{
    Shown shown(m_text);
    QVERIFY(shown.goTo("changing state from"));
    const QString label = pivotOn(entitiesOf(*m_text, shown.session.current()).front()).label;
    QTest::mouseClick(shown.inspector.findChild<QToolButton *>(u"only."_s + label), Qt::LeftButton, Qt::ControlModifier);
    QCOMPARE(shown.session.tabCount(), 2);
    QCOMPARE(shown.session.pivots().first().label, label);
    auto *table = shown.inspector.findChild<QTableView *>(u"fieldTable"_s);
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        const QModelIndex value = table->model()->index(row, FieldModel::ValueColumn);
        if (value.data(LinksRole).value<QList<Link>>().isEmpty())
            continue;
        table->scrollTo(value);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::ControlModifier, table->visualRect(value).topLeft() + QPoint(8, 8));
        QCOMPARE(shown.session.tabCount(), 3);
        return;
    }
    QFAIL("no field leads anywhere");
}

void TestInspector::aFieldsMenuFiltersAndCopies()
{
    Shown shown(m_text);
    QVERIFY(shown.goTo("App caching initialized"));
    const int row = shown.inspector.model()->rowOf("funcname");
    const QString value = QString::fromStdString(shown.inspector.model()->field(row).text);
    const auto choose = [&](const QString &name) {
        const std::unique_ptr<QMenu> menu(makeFieldMenu(&shown.session, &shown.inspector, shown.inspector.model()->rowOf("funcname")));
        menu->findChild<QAction *>(name)->trigger();
    };
    choose(u"field.copyBoth"_s);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"funcname="_s + value);
    QSignalSpy column(&shown.inspector, &InspectorView::columnWanted);
    choose(u"field.column"_s);
    QCOMPARE(column.takeFirst().first().toString(), u"funcname"_s);
    const size_t all = shown.session.rows()->size();
    choose(u"field.only"_s);
    QTRY_VERIFY(!shown.session.isFiltering() && shown.session.rows()->size() < all);
    const size_t with = shown.session.rows()->size();
    shown.session.clearFilter();
    choose(u"field.without"_s);
    QTRY_COMPARE(shown.session.rows()->size(), all - with);
}

void TestInspector::structureModelIsAModel()
{
    StructureModel model;
    QAbstractItemModelTester tester(&model);
    model.setStructure(std::make_shared<Structure>(readStructure("x: {'a': [1, {'b': 2}], 'c': Call(d=/usr/lib/x.py)}")));
    const QModelIndex root = model.index(0, 0);
    QCOMPARE(model.rowCount(root), 2);
    const QModelIndex inner = model.index(1, 0, model.index(0, 0, root));
    QCOMPARE(model.parent(inner), model.index(0, 0, root));
    QCOMPARE(inner.data().toString(), u"1"_s);
    model.setStructure(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

QTEST_MAIN(TestInspector)
#include "tst_inspector.moc"
