// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/bookmarks.h"
#include "model/items/eventmodel.h"
#include "model/timeaxis.h"
#include "tests/views/windowtest.h"
#include "views/eventtableview.h"
#include "views/filterchip.h"
#include "views/linkdelegate.h"

#include <QApplication>
#include <QDialog>
#include <QDockWidget>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>
#include <QToolButton>
#include <QWheelEvent>

using namespace widelens;
using namespace Qt::StringLiterals;

// Ways through the window: chips, steps, tabs, bookmarks, places; with real clicks and keys.
class TestWindowSteps : public WindowTest
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void chipsByMouse();
    void chipsByKeyboard();
    void breadcrumbsLeadBack();
    void stepsTellTimesAsTheTableDoes();
    void undoTakesColumnsAndZoomBack();
    void undoTakesOrderAndWidthsBack();
    void ctrlClickOpensATab();
    void keysChangeTabs();
    void bookmarksAreSetNotedAndLeft();
    void bookmarksComeBackWithTheRun();
    void goesWhereItIsTold();
    void panesByKeyboard();
    void textGrowsWithTheWheel();

private:
    void openRun(const QString &name);
    QList<FilterChip *> chips() const;
    EventTableView *view() const { return m_window->findChild<EventTableView *>(); }
    QTableView *table() const { return view()->table(); }

};

void TestWindowSteps::initTestCase()
{
    useOwnSettings();
}

void TestWindowSteps::init()
{
    QSettings().clear();
    QFile::remove(bookmarkFile());
    makeWindow();
}

void TestWindowSteps::openRun(const QString &name)
{
    WindowTest::openRun(name);
    QTest::qWait(20);
}

// From left to right.
QList<FilterChip *> TestWindowSteps::chips() const
{
    QList<FilterChip *> found;
    for (FilterChip *chip : m_window->findChildren<FilterChip *>()) {
        if (chip->isVisible())
            found.append(chip);
    }
    std::sort(found.begin(), found.end(), [](const FilterChip *a, const FilterChip *b) { return a->x() < b->x(); });
    return found;
}

void TestWindowSteps::chipsByMouse()
{
    openRun(u"text"_s);
    session()->setPivots({ pivotOn("levelname", "INFO"), pivotOn("process", "1"), pivotOn("parsl_task_id", "58") });
    QTest::qWait(20);
    QCOMPARE(chips().size(), 3);
    // Dragged behind the last.
    QToolButton *first = chips()[0]->label();
    const QPoint from = first->rect().center();
    const QPoint to = first->mapFromGlobal(chips()[2]->mapToGlobal(QPoint(chips()[2]->width() - 4, 8)));
    QTest::mousePress(first, Qt::LeftButton, {}, from);
    QTest::mouseMove(first, from + QPoint(30, 0));
    QTest::mouseMove(first, to);
    QTest::mouseRelease(first, Qt::LeftButton, {}, to);
    QCOMPARE(session()->pivots()[2].terms.front().field, std::string("levelname"));
    QVERIFY(session()->pivots()[2].enabled); // no click
    QTest::qWait(20);
    QTest::mouseClick(chips()[1]->label(), Qt::LeftButton);
    QVERIFY(!session()->pivots()[1].enabled);
    QTest::qWait(20);
    emit chips()[1]->label()->customContextMenuRequested({ 4, 4 });
    auto *menu = m_window->findChild<QWidget *>(u"chipMenu"_s);
    QVERIFY(menu);
    menu->findChild<QAction *>(u"chip.negate"_s)->trigger();
    QVERIFY(session()->pivots()[1].negated);
    QTest::qWait(20);
    QTest::mouseClick(chips()[0]->findChild<QToolButton *>(u"chipRemove"_s), Qt::LeftButton);
    QCOMPARE(session()->pivots().size(), 2);
}

void TestWindowSteps::chipsByKeyboard()
{
    openRun(u"text"_s);
    session()->setPivots({ pivotOn("levelname", "INFO"), pivotOn("process", "1") });
    QTest::qWait(20);
    chips()[0]->label()->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(session()->pivots()[1].terms.front().field, std::string("levelname"));
    QTest::qWait(20);
    QCOMPARE(QApplication::focusWidget(), chips()[1]->label()); // the keyboard stays with it
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_N);
    QVERIFY(session()->pivots()[1].negated);
    QTest::qWait(20);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QVERIFY(!session()->pivots()[1].enabled);
    QTest::qWait(20);
    QVERIFY(chips()[1]->label()->accessibleName().contains(u"switched off"_s));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Delete);
    QCOMPARE(session()->pivots().size(), 1);
}

void TestWindowSteps::breadcrumbsLeadBack()
{
    openRun(u"text"_s);
    auto *crumbs = m_window->findChild<QWidget *>(u"breadcrumbs"_s);
    QVERIFY(!crumbs->isVisible()); // nothing was gone through
    session()->addPivot(pivotOn("levelname", "INFO"));
    session()->addPivot(pivotOn("process", "1"));
    QTest::qWait(20);
    QVERIFY(crumbs->isVisible());
    const auto step = [&](int i) {
        QToolButton *last = nullptr;
        for (auto *button : crumbs->findChildren<QToolButton *>(u"step%1"_s.arg(i)))
            last = button->isVisible() ? button : last;
        return last;
    };
    QCOMPARE(step(1)->text(), u"levelname = INFO"_s);
    QVERIFY(step(2)->font().bold());
    QTest::mouseClick(step(1), Qt::LeftButton);
    QCOMPARE(session()->pivots().size(), 1);
    QTest::qWait(20);
    QVERIFY(step(1)->font().bold());
    QCOMPARE(step(2)->text(), u"(process = 1)"_s); // can be gone to again
    QTest::mouseClick(step(2), Qt::LeftButton);
    QCOMPARE(session()->pivots().size(), 2);
}

void TestWindowSteps::stepsTellTimesAsTheTableDoes()
{
    openRun(u"text"_s);
    session()->openTab();
    session()->setRange({ session()->timeOrigin() + 2 * kSecond, TimeRange().end });
    QTest::qWait(20);
    const auto label = [this] {
        QString text;
        for (auto *button : m_window->findChildren<QToolButton *>(u"step1"_s))
            text = button->isVisible() ? button->text() : text;
        return text;
    };
    auto *tabs = m_window->findChild<QTabBar *>(u"viewTabs"_s);
    QVERIFY2(label().endsWith(u"UTC"_s), qPrintable(label()));
    QVERIFY(tabs->tabText(1).endsWith(u"UTC"_s));
    trigger(u"times.relative"_s);
    QTest::qWait(20);
    QCOMPARE(label(), u"time from +0:00:02.000"_s);
    QCOMPARE(tabs->tabText(1), u"from +0:00:02.000"_s);
}

void TestWindowSteps::undoTakesColumnsAndZoomBack()
{
    openRun(u"text"_s);
    auto *axis = m_window->findChild<TimeAxis *>();
    const TimeRange all = axis->visible();
    view()->setFields({ u"levelname"_s });
    view()->hideColumn(EventModel::SourceColumn);
    axis->setVisible({ all.begin, all.begin + kSecond });
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(axis->visible() == all);
    QVERIFY(table()->isColumnHidden(EventModel::SourceColumn));
    QTest::keyClick(table(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!table()->isColumnHidden(EventModel::SourceColumn));
    QCOMPARE(view()->model()->columnCount(), int(EventModel::FirstFieldColumn) + 1);
    QTest::keyClick(table(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(view()->model()->columnCount(), int(EventModel::FirstFieldColumn));
    QVERIFY(!m_window->action(u"edit.undo"_s)->isEnabled());
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(table(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(axis->visible() != all);
    QVERIFY(table()->isColumnHidden(EventModel::SourceColumn));
}

void TestWindowSteps::undoTakesOrderAndWidthsBack()
{
    openRun(u"text"_s);
    QHeaderView *header = table()->horizontalHeader();
    const int width = header->sectionSize(EventModel::SourceColumn);
    const qsizetype before = session()->history().steps().size();
    // Drags the right edge of a column: one step, however many moves.
    const auto drag = [&](QPoint from, QPoint to) {
        QTest::mousePress(header->viewport(), Qt::LeftButton, {}, from);
        for (int part = 1; part <= 4; ++part)
            QTest::mouseMove(header->viewport(), from + (to - from) * part / 4);
        QTest::mouseRelease(header->viewport(), Qt::LeftButton, {}, to);
    };
    const QPoint edge(header->sectionViewportPosition(EventModel::SourceColumn) + width - 1, header->height() / 2);
    drag(edge, edge + QPoint(60, 0));
    const int wider = header->sectionSize(EventModel::SourceColumn);
    QVERIFY2(wider > width + 30, qPrintable(QString::number(wider)));
    QTRY_COMPARE(session()->history().steps().size(), before + 1);
    QCOMPARE(session()->columns().widths.value(QString::number(EventModel::SourceColumn)), wider);
    // Drags a column in front of another; before it has settled it is taken back.
    const int place = header->visualIndex(EventModel::EntityColumn);
    const QPoint middle(header->sectionViewportPosition(EventModel::EntityColumn) + 20, header->height() / 2);
    drag(middle, { header->sectionViewportPosition(EventModel::LevelColumn) + 5, header->height() / 2 });
    const int moved = header->visualIndex(EventModel::EntityColumn);
    QVERIFY(moved < place);
    trigger(u"edit.undo"_s);
    QCOMPARE(header->visualIndex(EventModel::EntityColumn), place);
    QCOMPARE(header->sectionSize(EventModel::SourceColumn), wider);
    trigger(u"edit.undo"_s);
    QCOMPARE(header->sectionSize(EventModel::SourceColumn), width);
    trigger(u"edit.redo"_s);
    trigger(u"edit.redo"_s);
    QCOMPARE(header->sectionSize(EventModel::SourceColumn), wider);
    QCOMPARE(header->visualIndex(EventModel::EntityColumn), moved);
    // A tab of its own has its own columns; what the window does to the last one is no step.
    const qsizetype steps = session()->history().steps().size();
    m_window->resize(1200, 800);
    QTest::qWait(700);
    QCOMPARE(session()->history().steps().size(), steps);
}

void TestWindowSteps::ctrlClickOpensATab()
{
    openRun(u"text"_s);
    auto *tabs = m_window->findChild<QTabBar *>(u"viewTabs"_s);
    QVERIFY(!tabs->isVisible());
    view()->scrollTo(200);
    const size_t top = view()->topRow();
    const QModelIndex index = view()->model()->index(2, EventModel::SourceColumn);
    const QPoint place = view()->delegate()->linkRects(index).first().center();
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, Qt::ControlModifier, place);
    QCOMPARE(session()->tabCount(), 2);
    QVERIFY(tabs->isVisible());
    QTRY_VERIFY(!session()->isFiltering());
    QVERIFY(session()->rows()->size() < session()->store()->rows()->size());
    QCOMPARE(session()->selection().count(), size_t(1)); // the row it was opened from, no more
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(0).center());
    QCOMPARE(session()->rows(), session()->store()->rows());
    QCOMPARE(view()->topRow(), top);
    QTest::mouseClick(tabs, Qt::MiddleButton, {}, tabs->tabRect(1).center());
    QCOMPARE(session()->tabCount(), 1);
    QVERIFY(!tabs->isVisible());
}

void TestWindowSteps::keysChangeTabs()
{
    openRun(u"text"_s);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_T, Qt::ControlModifier);
    QCOMPARE(session()->tabCount(), 2);
    session()->addPivot(pivotOn("levelname", "INFO"));
    QTest::keyClick(table(), Qt::Key_Tab, Qt::ControlModifier);
    QVERIFY(session()->pivots().isEmpty());
    QTest::keyClick(table(), Qt::Key_Tab, Qt::ControlModifier);
    QCOMPARE(session()->pivots().size(), 1);
    QTest::keyClick(table(), Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(session()->tabCount(), 1);
    QTest::keyClick(table(), Qt::Key_W, Qt::ControlModifier);
    QVERIFY(session()->isOpen()); // the last tab does not take the run away
}

void TestWindowSteps::bookmarksAreSetNotedAndLeft()
{
    openRun(u"text"_s);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_G);
    QTest::keyClick(table(), Qt::Key_M);
    QTest::keyClick(table(), Qt::Key_G, Qt::ShiftModifier);
    QTest::keyClick(table(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    auto *dialog = m_window->findChild<QInputDialog *>(u"noteDialog"_s);
    QVERIFY(dialog);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(), u"the end"_s);
    QTest::keyClick(dialog, Qt::Key_Return);
    QCOMPARE(session()->bookmarks()->list().size(), 2);
    QCOMPARE(session()->bookmarks()->list().last().note, u"the end"_s);
    QTest::keyClick(table(), Qt::Key_BracketLeft);
    QCOMPARE(session()->current(), session()->rows()->front());
    trigger(u"go.bookmarks"_s);
    auto *list = m_window->findChild<QTableView *>(u"bookmarkTable"_s);
    QTRY_VERIFY(list->isVisible() && list->hasFocus());
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(1, 0)).center());
    QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(1, 0)).center());
    QCOMPARE(session()->current(), session()->rows()->back());
    QTest::keyClick(list, Qt::Key_F2);
    auto *editor = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    QVERIFY(editor);
    editor->setText(u"the very end"_s);
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(session()->bookmarks()->list().last().note, u"the very end"_s);
    // A bookmark that the filters leave out is gone to all the same.
    session()->setRange({ session()->store()->timeSpan().begin, session()->store()->timeSpan().begin + 1 });
    QTRY_VERIFY(!session()->isFiltering());
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Return);
    QVERIFY(session()->range().isEverything());
    QTest::keyClick(list, Qt::Key_Delete);
    QCOMPARE(session()->bookmarks()->list().size(), 1);
}

void TestWindowSteps::bookmarksComeBackWithTheRun()
{
    openRun(u"text"_s);
    session()->setCurrent((*session()->rows())[30]);
    trigger(u"edit.bookmark"_s);
    QVERIFY(m_window->close());
    m_window = std::make_unique<MainWindow>(testRules());
    m_window->show();
    openRun(u"text"_s);
    QCOMPARE(session()->bookmarks()->indexOf((*session()->rows())[30]), 0);
}

void TestWindowSteps::goesWhereItIsTold()
{
    openRun(u"text"_s);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_L, Qt::ControlModifier);
    auto *dialog = m_window->findChild<QDialog *>(u"gotoDialog"_s);
    auto *text = dialog->findChild<QLineEdit *>(u"gotoText"_s);
    QTest::keyClicks(text, u"120"_s);
    QVERIFY(dialog->findChild<QLabel *>(u"gotoPreview"_s)->text().contains(u"row 120 of"_s));
    QTest::keyClick(text, Qt::Key_Return);
    QCOMPARE(session()->current(), (*session()->rows())[119]);
    QTRY_VERIFY(table()->hasFocus());
    QTest::keyClick(table(), Qt::Key_L, Qt::ControlModifier);
    auto *again = m_window->findChildren<QDialog *>(u"gotoDialog"_s).last();
    QTest::keyClicks(again->findChild<QLineEdit *>(u"gotoText"_s), u"nonsense"_s);
    QTest::keyClick(again, Qt::Key_Return);
    QVERIFY(again->isVisible()); // says what is wrong instead
}

void TestWindowSteps::panesByKeyboard()
{
    openRun(u"text"_s);
    table()->setFocus();
    QSet<QWidget *> seen;
    for (int i = 0; i < 4; ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6);
        seen.insert(QApplication::focusWidget());
    }
    QCOMPARE(seen.size(), 4); // a panel, two plots, the table
    QVERIFY(table()->hasFocus());
    QTest::keyClick(table(), Qt::Key_F6, Qt::ShiftModifier);
    QVERIFY(!table()->hasFocus());
}

void TestWindowSteps::textGrowsWithTheWheel()
{
    openRun(u"text"_s);
    const int before = QApplication::font().pointSize();
    const int height = table()->verticalHeader()->defaultSectionSize();
    const auto turn = [](QWidget *widget, int delta) {
        QWheelEvent event({ 20, 20 }, widget->mapToGlobal(QPointF(20, 20)), {}, { 0, delta }, Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(widget, &event);
    };
    const size_t top = view()->topRow();
    turn(table()->viewport(), 240);
    QCOMPARE(QApplication::font().pointSize(), before + 2);
    QTRY_VERIFY(table()->verticalHeader()->defaultSectionSize() > height);
    QCOMPARE(view()->topRow(), top); // it does not scroll, too
    turn(m_window->findChild<QWidget *>(u"statesPlot"_s)->findChild<QWidget *>(u"canvas"_s), 240);
    QCOMPARE(QApplication::font().pointSize(), before + 2); // plots zoom
    QCOMPARE(QSettings().value(u"fontSize"_s).toInt(), before + 2);
    QTest::keyClick(table(), Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(QApplication::font().pointSize(), before);
    QTRY_COMPARE(table()->verticalHeader()->defaultSectionSize(), height);
}

QTEST_MAIN(TestWindowSteps)
#include "tst_windowsteps.moc"
