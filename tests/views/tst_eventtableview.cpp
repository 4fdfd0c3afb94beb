// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventtableview.h"

#include "model/finder.h"
#include "model/items/eventmodel.h"
#include "model/session.h"
#include "tests/model-qt/recordedrun.h"
#include "views/densitystrip.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>

#include <atomic>
#include <numeric>
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
    void selectsManyRows();
    void copiesRows();
    void tracebacksSayHowLongTheyAre();
    void theMenuFilters();
    void measuresTimesFromAMark();
    void columnsAreRemembered();
    void theStripMarksErrorsAndMatches();
    void theLevelMenuFilters();
    void emptyColumnsCanBeHidden();
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
    QCOMPARE(shown.view.model()->eventAt(0), (*m_store->rows())[5000]);
    bar->setValue(bar->maximum());
    QCOMPARE(shown.view.model()->eventAt(shown.view.model()->rowCount() - 1), m_store->rows()->back());
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
    QCOMPARE(shown.view.model()->eventAt(table->currentIndex().row()), shown.session.current());
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
    QCOMPARE(shown.view.model()->eventAt(3), current); // at the same place of the screen
    QCOMPARE(shown.view.table()->currentIndex().row(), 3);
}

// A disk that takes 50 ms for each row: placeholders at once, then the texts of where the reader ended up, and of no page passed.
void TestEventTableView::aSlowDiskDoesNotSlowScrolling()
{
    std::atomic<int> reads = 0;
    std::atomic<bool> waitedFor = false;
    const auto factory = [&](std::shared_ptr<const EventStore>) {
        return [&, window = std::this_thread::get_id()](EventRef event, const std::vector<std::string> &) {
            ++reads;
            waitedFor = waitedFor || std::this_thread::get_id() == window;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            RowText text;
            text.message = QString::number(event.row);
            return text;
        };
    };
    Shown shown(m_store, factory);
    const auto message = [&](int role) { return shown.view.model()->index(0, EventModel::MessageColumn).data(role); };
    const int before = reads;
    for (size_t row = 1000; row < 10'000; row += 500) {
        shown.view.scrollTo(row);
        shown.view.table()->viewport()->repaint();
        QVERIFY(message(PendingRole).toBool());
    }
    QTRY_VERIFY(!message(PendingRole).toBool());
    QCOMPARE(message(Qt::DisplayRole).toString(), QString::number(shown.view.model()->eventAt(0).row));
    QVERIFY2(reads - before <= 4, qPrintable(QString::number(reads - before))); // what was under way, and this row
    QVERIFY(!shown.view.model()->cache().find((*m_store->rows())[5000]));
    QVERIFY(!waitedFor);
    promptPool()->waitForDone(); // it counts into this function
}

void TestEventTableView::selectsManyRows()
{
    Shown shown(m_store);
    QTableView *table = shown.view.table();
    const auto click = [&](int row, Qt::KeyboardModifiers modifiers) {
        QTest::mouseClick(table->viewport(), Qt::LeftButton, modifiers, table->visualRect(shown.view.model()->index(row, EventModel::DeltaColumn)).center());
    };
    click(2, {});
    click(5, Qt::ShiftModifier);
    QCOMPARE(shown.session.selection().count(), size_t(4));
    QCOMPARE(table->selectionModel()->selectedRows().size(), 4);
    QCOMPARE(shown.session.current(), shown.view.model()->eventAt(5));
    click(8, Qt::ControlModifier);
    click(3, Qt::ControlModifier);
    QCOMPARE(shown.session.selection().count(), size_t(4));
    QTest::keyClick(table, Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(shown.session.selection().count(), m_store->rows()->size() - 3); // from the row that was toggled last
    QTest::keyClick(table, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(shown.session.selection().count(), m_store->rows()->size());
    QTest::keyClick(table, Qt::Key_Up);
    QCOMPARE(shown.session.selection().count(), size_t(1));
    shown.session.addPivot(pivotOn("parsl_task_id", "58"));
    QTRY_VERIFY(!shown.session.isFiltering());
    QVERIFY(shown.session.selection().count() <= 1);
}

void TestEventTableView::copiesRows()
{
    Shown shown(m_store);
    QTableView *table = shown.view.table();
    QTest::keyClick(table, Qt::Key_Down);
    QTest::keyClick(table, Qt::Key_Down, Qt::ShiftModifier);
    QGuiApplication::clipboard()->clear();
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QTRY_VERIFY(!QGuiApplication::clipboard()->text().isEmpty());
    const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines[0], u"created\tdelta_s\tlevelname\tsource\tentity\tformatted"_s);
    QVERIFY(lines[1].startsWith(QString::fromStdString(formatEpochSeconds(m_store->time(m_store->rows()->front())))));
    // Differences are as shown, whole.
    const QString shownDelta = shown.view.model()->index(1, EventModel::DeltaColumn).data(FullTextRole).toString();
    QVERIFY(!shownDelta.isEmpty());
    QCOMPARE(lines[1].split(u'\t')[1], QString());
    QCOMPARE(lines[2].split(u'\t')[1], shownDelta);
    const auto copied = [&](EventFormat::Kind kind) {
        QGuiApplication::clipboard()->clear();
        shown.view.copyRows(kind);
        return QTest::qWaitFor([] { return !QGuiApplication::clipboard()->text().isEmpty(); }) ? QGuiApplication::clipboard()->text() : QString();
    };
    QVERIFY(copied(EventFormat::Kind::JsonLines).contains(u"\"delta_s\":"_s + shownDelta));
    for (const auto kind : { EventFormat::Kind::Text, EventFormat::Kind::Markdown })
        QVERIFY(copied(kind).contains(shownDelta));
    shown.view.showColumn(EventModel::DeltaColumn, false);
    QVERIFY(!copied(EventFormat::Kind::Tsv).contains(u"delta_s"_s));
    QVERIFY(!copied(EventFormat::Kind::JsonLines).contains(u"delta_s"_s));
}

void TestEventTableView::tracebacksSayHowLongTheyAre()
{
    Shown shown(m_store);
    RecordReader reader(m_store);
    size_t row = 0;
    std::string message;
    while (row < m_store->rows()->size() && (message = reader.message((*m_store->rows())[row])).find("Traceback") == std::string::npos)
        ++row;
    QVERIFY(row < m_store->rows()->size());
    shown.view.scrollTo(row);
    const QString folded = u"+%1 lines"_s.arg(QString::fromStdString(message).trimmed().count(u'\n'));
    QTRY_VERIFY(shown.view.model()->index(0, EventModel::MessageColumn).data().toString().endsWith(folded));
}

// Opens the menu of a cell, chooses, closes it.
static bool chooseInMenu(Shown &shown, const QModelIndex &index, const QString &action)
{
    QTableView *table = shown.view.table();
    const QPoint position = table->visualRect(index).center();
    QTest::mouseClick(table->viewport(), Qt::RightButton, {}, position);
    emit table->customContextMenuRequested(position);
    auto *menu = shown.view.findChild<QMenu *>(u"cellMenu"_s);
    auto *chosen = menu ? menu->findChild<QAction *>(action) : nullptr;
    if (chosen)
        chosen->trigger();
    if (menu)
        delete menu;
    return chosen;
}

void TestEventTableView::theMenuFilters()
{
    Shown shown(m_store);
    const auto at = [&](int row, int column) { return shown.view.model()->index(row, column); };
    QVERIFY(chooseInMenu(shown, at(3, EventModel::LevelColumn), u"value.without"_s));
    QTRY_VERIFY(!shown.session.isFiltering());
    const std::string level(m_store->levelName((*m_store->rows())[3]));
    QVERIFY(shown.session.rows()->size() < m_store->rows()->size());
    for (const EventRef event : *shown.session.rows())
        QVERIFY(m_store->levelName(event) != level);
    shown.session.clearFilter();
    const EventRef event = shown.view.model()->eventAt(6);
    QVERIFY(chooseInMenu(shown, at(6, EventModel::MessageColumn), u"value.only"_s));
    QTRY_VERIFY(!shown.session.isFiltering());
    for (const EventRef other : *shown.session.rows())
        QCOMPARE(m_store->templates().get(m_store->templateId(other)).text, m_store->templates().get(m_store->templateId(event)).text);
    shown.session.clearFilter();
    const EventRef from = shown.view.model()->eventAt(9);
    QVERIFY(chooseInMenu(shown, at(9, EventModel::TimeColumn), u"time.from"_s));
    QTRY_COMPARE(shown.session.rows()->size(), m_store->rows()->size() - m_store->lowerBound(*m_store->rows(), m_store->time(from)));
    QVERIFY(chooseInMenu(shown, at(0, EventModel::TimeColumn), u"copy.time"_s));
    QCOMPARE(QGuiApplication::clipboard()->text(), exactTimeText(m_store->time(shown.view.model()->eventAt(0))));
}

void TestEventTableView::measuresTimesFromAMark()
{
    Shown shown(m_store);
    EventModel *model = shown.view.model();
    const auto delta = [&](int row) { return model->index(row, EventModel::DeltaColumn).data().toString().toDouble() * 1e9; };
    const auto time = [&](int row) { return static_cast<double>(m_store->time(model->eventAt(row))); };
    QVERIFY(qAbs(delta(7) - (time(7) - time(6))) < 1000);
    QVERIFY(chooseInMenu(shown, model->index(4, 0), u"delta.reference"_s));
    QVERIFY(qAbs(delta(7) - (time(7) - time(4))) < 1000);
    QVERIFY(model->index(4, 0).data(ReferenceRole).toBool());
    shown.view.measureFromCurrent(); // the same row once more
    QVERIFY(qAbs(delta(7) - (time(7) - time(6))) < 1000);
    model->setDelta(EventModel::Delta::Entity);
    QTRY_VERIFY(!model->index(7, EventModel::DeltaColumn).data().toString().isEmpty());
    shown.session.setTimeDisplay(TimeDisplay::Relative);
    QVERIFY(model->index(0, 0).data().toString().startsWith(u'+'));
}

void TestEventTableView::columnsAreRemembered()
{
    QTemporaryDir folder;
    QCoreApplication::setOrganizationName(u"WidelensTest"_s);
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
    Shown shown(m_store);
    shown.view.setFields({ u"parsl_task_id"_s, u"threadName"_s });
    shown.view.hideColumn(EventModel::SourceColumn);
    shown.view.table()->setColumnWidth(EventModel::EntityColumn, 77);
    shown.view.saveColumns();
    const std::vector<std::string> columns { "created", "levelname", "entity", "parsl_task_id", "threadName", "formatted" };
    QCOMPARE(shown.view.shownColumns(), columns);
    Shown again(m_store);
    again.view.restoreColumns();
    QCOMPARE(again.view.shownColumns(), columns);
    QCOMPARE(again.view.table()->columnWidth(EventModel::EntityColumn), 77);
    again.view.hideColumn(EventModel::FirstFieldColumn);
    QCOMPARE(again.view.model()->fields(), QStringList { u"threadName"_s });
    again.view.fitColumns();
}

void TestEventTableView::theStripMarksErrorsAndMatches()
{
    Shown shown(m_store);
    Finder finder(&shown.session);
    shown.view.setFinder(&finder);
    DensityStrip *strip = shown.view.strip();
    QTRY_VERIFY(strip->partCount() == size_t(strip->height()) && !strip->isCounting());
    size_t errors = 0;
    size_t at = 0;
    for (size_t part = 0; part < strip->partCount(); ++part) {
        errors += strip->levels()[part].errors;
        if (strip->levels()[part].errors)
            at = part;
    }
    const int least = testRules()->levelRank("ERROR");
    const EventRows &rows = *m_store->rows();
    QCOMPARE(errors, size_t(std::count_if(rows.begin(), rows.end(), [&](EventRef event) { return m_store->severity(event) >= least; })));
    QTest::mouseClick(strip, Qt::LeftButton, {}, QPoint(4, int(at)));
    QVERIFY(m_store->severity(shown.session.current()) >= least);
    QVERIFY(shown.view.topRow() > 0);
    TextQuery query;
    query.text = u"Manager will spawn"_s;
    finder.find(query);
    QTRY_VERIFY(!finder.isSearching());
    QVERIFY(finder.count() > 0);
    QCOMPARE(std::accumulate(strip->matches().begin(), strip->matches().end(), size_t(0)), finder.count());
    shown.session.addPivot(pivotOnLevel("ERROR"));
    QTRY_VERIFY(strip->partCount() == shown.session.rows()->size() && !strip->isCounting()); // one a row
}

void TestEventTableView::theLevelMenuFilters()
{
    Shown shown(m_store);
    QHeaderView *header = shown.view.table()->horizontalHeader();
    const auto choose = [&](const QString &name) {
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(header->sectionViewportPosition(EventModel::LevelColumn) + 20, header->height() / 2));
        auto *menu = shown.view.findChild<QMenu *>(u"levelMenu"_s);
        QVERIFY(menu);
        menu->findChild<QAction *>(name)->trigger();
        delete menu;
        QTRY_VERIFY(!shown.session.isFiltering());
    };
    choose(u"level.WARNING"_s);
    QVERIFY(shown.session.rows()->size() > 0);
    for (const EventRef event : *shown.session.rows())
        QVERIFY(m_store->severity(event) >= testRules()->levelRank("WARNING"));
    choose(u"level.ERROR"_s);
    QCOMPARE(shown.session.pivots().size(), 1); // instead of the other
    choose(u"level."_s);
    QCOMPARE(shown.session.rows()->size(), m_store->rows()->size());
}

void TestEventTableView::emptyColumnsCanBeHidden()
{
    Shown shown(m_store);
    shown.view.setFields({ u"parsl_task_id"_s, u"no_such_field"_s, u"threadName"_s });
    const auto hidden = [&](int field) { return shown.view.table()->isColumnHidden(EventModel::FirstFieldColumn + field); };
    shown.view.setOnlyWithValues(true);
    QTRY_VERIFY(hidden(1));
    QVERIFY(!hidden(0) && !hidden(2));
    const std::vector<std::string> columns = shown.view.shownColumns();
    QVERIFY(std::find(columns.begin(), columns.end(), "no_such_field") == columns.end());
    shown.view.setOnlyWithValues(false);
    QVERIFY(!hidden(1));
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
