// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventtableview.h"

#include "model/items/eventmodel.h"
#include "model/session.h"
#include "tests/model-qt/recordedrun.h"

#include <QAccessible>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTableView>
#include <QTest>
#include <QWheelEvent>

#include <thread>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestEventTableView : public QObject
{
    Q_OBJECT
private slots:
    void scrollBarCountsRows();
    void keysReachEveryRow();
    void keepsTheReadersPlaceWhenRowsChange();
    void aSlowDiskDoesNotSlowScrolling();
    void cellsAreAccessible();

private:
    std::shared_ptr<const EventStore> m_store = recordedRun(u"wide"_s);
};

struct Shown {
    Session session { testRules() };
    EventTableView view;

    explicit Shown(const std::shared_ptr<const EventStore> &store, RowCache::ReaderFactory factory = RowCache::fileReader)
        : view(&session, nullptr, std::move(factory))
    {
        view.resize(900, 500);
        view.show();
        session.setStore(store);
        QTest::qWait(20); // the layout settles
    }
};

void TestEventTableView::scrollBarCountsRows()
{
    Shown shown(m_store);
    auto *bar = shown.view.findChild<QScrollBar *>(u"eventScrollBar"_s);
    const size_t rows = m_store->rows()->size();
    QCOMPARE(size_t(bar->maximum() + bar->pageStep()), rows);
    QVERIFY(shown.view.model()->rowCount() < 60);
    bar->setValue(5000);
    QCOMPARE(shown.view.topRow(), size_t(5000));
    QCOMPARE(shown.view.model()->event(0), (*m_store->rows())[5000]);
    bar->setValue(bar->maximum());
    QCOMPARE(shown.view.model()->event(shown.view.model()->rowCount() - 1), m_store->rows()->back());
}

void TestEventTableView::keysReachEveryRow()
{
    Shown shown(m_store);
    QTableView *table = shown.view.table();
    QTest::keyClick(table, Qt::Key_Down);
    QCOMPARE(shown.session.current(), m_store->rows()->front());
    QTest::keyClick(table, Qt::Key_Down);
    QCOMPARE(shown.session.current(), (*m_store->rows())[1]);
    QTest::keyClick(table, Qt::Key_End);
    QCOMPARE(shown.session.current(), m_store->rows()->back());
    QCOMPARE(table->currentIndex().row(), shown.view.model()->rowCount() - 1);
    QTest::keyClick(table, Qt::Key_PageUp);
    QVERIFY(shown.session.rowOf(shown.session.current()) < m_store->rows()->size() - 5);
    QTest::keyClick(table, Qt::Key_Home);
    QCOMPARE(shown.view.topRow(), size_t(0));
    for (int i = 0; i < 100; ++i)
        QTest::keyClick(table, Qt::Key_Down);
    QCOMPARE(shown.session.current(), (*m_store->rows())[100]);
    QCOMPARE(shown.view.model()->event(table->currentIndex().row()), shown.session.current());
}

void TestEventTableView::keepsTheReadersPlaceWhenRowsChange()
{
    Shown shown(m_store);
    shown.session.addPivot(pivotOn("parsl_task_id", "58"));
    QTRY_VERIFY(!shown.session.isFiltering());
    QTest::mouseClick(shown.view.table()->viewport(), Qt::LeftButton, {}, shown.view.table()->visualRect(shown.view.model()->index(3, 1)).center());
    const EventRef current = shown.session.current();
    QCOMPARE(current, (*shown.session.rows())[3]);
    shown.session.clearFilter();
    QCOMPARE(shown.session.current(), current);
    QCOMPARE(shown.view.model()->event(3), current); // at the same place of the screen
    QCOMPARE(shown.view.table()->currentIndex().row(), 3);
}

void TestEventTableView::aSlowDiskDoesNotSlowScrolling()
{
    const auto factory = [](std::shared_ptr<const EventStore>) {
        return [](EventRef, const std::vector<std::string> &) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            return RowText {};
        };
    };
    Shown shown(m_store, factory);
    QElapsedTimer timer;
    timer.start();
    for (size_t row = 0; row < 10'000; row += 500) {
        shown.view.scrollTo(row);
        shown.view.table()->viewport()->repaint();
    }
    QVERIFY2(timer.elapsed() < 20 * 40, qPrintable(QString::number(timer.elapsed()))); // 20 jumps; a read of a page takes over a second
    QVERIFY(shown.view.model()->index(0, EventModel::MessageColumn).data(PendingRole).toBool());
}

void TestEventTableView::cellsAreAccessible()
{
    Shown shown(m_store);
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(shown.view.table());
    QVERIFY(interface && interface->tableInterface());
    QCOMPARE(interface->text(QAccessible::Name), u"Events"_s);
    QCOMPARE(interface->tableInterface()->rowCount(), shown.view.model()->rowCount());
    QVERIFY(interface->tableInterface()->cellAt(1, EventModel::LevelColumn)->text(QAccessible::Name).size() > 0);
}

QTEST_MAIN(TestEventTableView)
#include "tst_eventtableview.moc"
