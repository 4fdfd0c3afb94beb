// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/entitymodel.h"

#include "model/session.h"
#include "model/store/sanitized.h"
#include "tests/model-qt/recordedrun.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <cstdlib>

// Every allocation of this program is counted, Qt's too, so that one a row is found out. A sanitizer has its own malloc.
static std::atomic<uint64_t> allocations { 0 };

#if defined(__GLIBC__) && !WIDELENS_SANITIZED
extern "C" void *__libc_malloc(size_t size);
extern "C" void *malloc(size_t size)
{
    allocations.fetch_add(1, std::memory_order_relaxed);
    return __libc_malloc(size);
}
extern "C" void *__libc_realloc(void *memory, size_t size);
extern "C" void *realloc(void *memory, size_t size)
{
    allocations.fetch_add(memory == nullptr, std::memory_order_relaxed);
    return __libc_realloc(memory, size);
}
#endif

using namespace widelens;
using namespace Qt::StringLiterals;

class TestEntityModel : public QObject
{
    Q_OBJECT
private slots:
    void kindsThatOccurAreCounted();
    void listsTheEntitiesOfAKind();
    void filtersAndSorts();
    void aRowPivots();
    void nothingIsListedWhileNobodyLooks();
    void anotherRunReplacesTheList();
    void aMillionRowsAllocateNothingEach();

private:
    std::shared_ptr<const EventStore> m_store = recordedRun(u"wide"_s);
};

struct Listed {
    Session session { testRules() };
    EntityModel model { &session };
    QAbstractItemModelTester tester { &model };

    Listed(const std::shared_ptr<const EventStore> &store, const QString &kind)
    {
        model.setActive(true);
        session.setStore(store);
        model.setKind(kind);
    }
    bool isDone() const { return !model.isBusy() && model.rowCount() > 0 && !model.kinds().isEmpty(); }
    QString cell(int row, const char *column) const { return model.index(row, model.table().findColumn(column)).data().toString(); }
};

void TestEntityModel::kindsThatOccurAreCounted()
{
    Listed listed(m_store, u"task"_s);
    QTRY_VERIFY(listed.isDone());
    QStringList names;
    for (const auto &kind : listed.model.kinds()) {
        names.append(kind.name);
        QVERIFY(kind.count > 0);
    }
    QVERIFY(names.contains(u"task"_s) && names.contains(u"worker"_s) && names.contains(u"run"_s));
}

void TestEntityModel::listsTheEntitiesOfAKind()
{
    Listed listed(m_store, u"task"_s);
    QTRY_VERIFY(listed.isDone());
    QCOMPARE(uint64_t(listed.model.rowCount()), countEntities(*m_store).at("task"));
    QCOMPARE(listed.cell(58, "parsl_task_id"), u"58"_s); // sorted as numbers
    for (const char *column : { "parsl_app_name", "parsl_task_status", "tries", "parsl_executor", "worker_id", "start", "end", "duration" })
        QVERIFY2(!listed.cell(58, column).isEmpty(), column);
    QCOMPARE(listed.model.headerData(0, Qt::Horizontal).toString(), u"task"_s);
}

void TestEntityModel::filtersAndSorts()
{
    Listed listed(m_store, u"task"_s);
    QTRY_VERIFY(listed.isDone());
    const int all = listed.model.rowCount();
    listed.model.setFilter(u"failed"_s);
    QTRY_VERIFY(listed.model.rowCount() < all);
    QVERIFY(listed.model.rowCount() > 0);
    const int state = listed.model.table().findColumn("parsl_task_status");
    QCOMPARE(listed.model.index(0, state).data(LevelRole).toInt(), int(LevelClass::Error));
    listed.model.setFilter({});
    QTRY_COMPARE(listed.model.rowCount(), all);
    const int duration = listed.model.table().findColumn("duration");
    listed.model.sort(duration, Qt::DescendingOrder);
    QTRY_VERIFY(!listed.model.isBusy());
    for (int row = 1; row < 20; ++row)
        QVERIFY(listed.model.index(row - 1, duration).data().toDouble() >= listed.model.index(row, duration).data().toDouble());
}

void TestEntityModel::aRowPivots()
{
    Listed listed(m_store, u"worker"_s);
    QTRY_VERIFY(listed.isDone());
    const Entity worker = listed.model.entity(1);
    QCOMPARE(listed.model.rowOf(worker), 1);
    listed.session.addPivot(pivotOn(worker));
    QTRY_VERIFY(!listed.session.isFiltering());
    QCOMPARE(QString::number(listed.session.rows()->size()), listed.cell(1, "events"));
    QVERIFY(listed.model.entity(-1).key.empty());
}

void TestEntityModel::nothingIsListedWhileNobodyLooks()
{
    Session session(testRules());
    EntityModel model(&session);
    model.setKind(u"task"_s);
    session.setStore(m_store);
    QVERIFY(!model.isBusy());
    model.setActive(true);
    QTRY_VERIFY(model.rowCount() > 0);
}

void TestEntityModel::anotherRunReplacesTheList()
{
    Listed listed(m_store, u"task"_s);
    QTRY_VERIFY(listed.isDone());
    listed.session.close();
    QTRY_COMPARE(listed.model.rowCount(), 0);
    QVERIFY(listed.model.kinds().isEmpty());
    listed.session.setStore(recordedRun(u"two_runs"_s));
    QTRY_VERIFY(listed.isDone());
    QVERIFY(listed.model.table().findColumn("rundir") >= 0);
}

void TestEntityModel::aMillionRowsAllocateNothingEach()
{
    constexpr size_t kRows = 1'000'000;
    auto table = std::make_shared<EntityTable>();
    table->kind = "task";
    table->rowCount = kRows;
    table->keyColumns = 1;
    table->runs.assign(kRows, RunId {});
    for (int i = 0; i < 100; ++i)
        table->texts.push_back("node" + std::to_string(i));
    using Type = EntityColumn::Type;
    table->columns = { { "id", "task", Type::Number, {} }, { "host", "host", Type::Text, {} }, { "duration", "duration", Type::Duration, {} } };
    for (size_t i = 0; i < kRows; ++i) {
        table->columns[0].cells.push_back(static_cast<int64_t>(i));
        table->columns[1].cells.push_back(static_cast<int64_t>(i * 7919 % 100));
        table->columns[2].cells.push_back(static_cast<int64_t>(i * 104'729 % 1'000'003));
    }
    Session session(testRules());
    EntityModel model(&session);
    const auto settled = [&] { return !model.isBusy() && model.rowCount() > 0; };
    const auto counted = [&](auto action) {
        const uint64_t before = allocations;
        action();
        while (!settled())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 100);
        return allocations - before;
    };
    QVERIFY(counted([&] { model.setTable(table); }) < 2000);
    QCOMPARE(model.rowCount(), int(kRows));
    QVERIFY(counted([&] { model.sort(1, Qt::DescendingOrder); }) < 2000);
    QVERIFY(counted([&] { model.sort(2, Qt::AscendingOrder); }) < 2000);
    QVERIFY(counted([&] { model.setFilter(u"host:node17"_s); }) < 2000);
    QCOMPARE(model.rowCount(), int(kRows / 100));
    QVERIFY(counted([&] { model.setFilter({}); }) < 2000);
    QCOMPARE(model.rowCount(), int(kRows));
    // A cell costs its own text, whichever it is.
    const uint64_t before = allocations;
    for (int row = 0; row < 50; ++row) {
        for (int column = 0; column < model.columnCount(); ++column)
            QVERIFY(!model.index(row * 20'000, column).data().toString().isEmpty());
    }
    const uint64_t ofCells = allocations - before;
    QVERIFY(ofCells < 50 * 3 * 10);
#if defined(__GLIBC__) && !WIDELENS_SANITIZED
    QVERIFY(ofCells > 100); // the count counts
#endif
}

QTEST_GUILESS_MAIN(TestEntityModel)
#include "tst_entitymodel.moc"
