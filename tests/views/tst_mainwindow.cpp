// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/savedsetting.h"
#include "model/items/eventmodel.h"
#include "tests/views/windowtest.h"
#include "views/inspectorview.h"
#include "views/eventtableview.h"
#include "views/legendview.h"
#include "views/linkdelegate.h"
#include "model/timeaxis.h"
#include "model/items/runlistmodel.h"
#include "views/runchooser.h"
#include "views/statesplot.h"
#include "views/summaryview.h"
#include "views/timeplot.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QDialog>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTabWidget>
#include <QClipboard>
#include <QMenu>
#include <QGuiApplication>
#include <QTextBrowser>
#include <QToolButton>
#include <QWheelEvent>

using namespace widelens;
using namespace Qt::StringLiterals;

// The window as a person uses it: real clicks, drags and keys.
class TestMainWindow : public WindowTest
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void anEmptyWindowSaysWhatToDo();
    void aDroppedDirectoryIsOpened();
    void clickingATaskShowsItAlone();
    void theWheelScrolls();
    void draggingInAPlotFiltersTheTable();
    void clickingInAPlotGoesToTheNearestEvent();
    void theWheelMovesAndZoomsAllPlots();
    void theLegendHidesStates();
    void legendsShowAllNamesAndPlotsLineUp();
    void spaceAndDragMoveAPlot();
    void keysWorkInAPlot();
    void plotsAreCopied();
    void statesFollowTheFilterOnRequest();
    void theInspectorShowsTheRecord();
    void exportsAPicture();
    void theStatusBarCountsFindings();
    void panelsOpenAndClose();
    void anotherRunReplacesTheFirst();
    void findsWhileTyping();
    void lettersMoveInTheTable();
    void thePaletteRunsCommands();
    void everyCommandHasHelp();
    void aParentOfRunsIsAskedFor();
    void theSummaryLeadsToEvents();
    void reloadingKeepsTheView();
    void reloadingAGrownRunKeepsThePlace();

private:
    void openRun(const QString &name);
    QWidget *canvas(const QString &plot) const { return m_window->findChild<QWidget *>(plot)->findChild<QWidget *>(u"canvas"_s); }

};

void TestMainWindow::initTestCase()
{
    useOwnSettings();
}

void TestMainWindow::init()
{
    clearSettings();
    makeWindow();
}

void TestMainWindow::openRun(const QString &name)
{
    WindowTest::openRun(name);
    QTRY_VERIFY(m_window->findChild<StatesPlot *>()->counts());
    QTest::qWait(50);
}

void TestMainWindow::anEmptyWindowSaysWhatToDo()
{
    QVERIFY(m_window->findChild<QWidget *>(u"welcomePage"_s)->isVisible());
    QVERIFY(m_window->findChild<QWidget *>(u"openRun"_s)->isVisible());
    QVERIFY(!m_window->findChild<QWidget *>(u"eventTable"_s)->isVisible());
    QVERIFY(!m_window->findChild<QWidget *>(u"inspectorDock"_s)->isVisible());
    QVERIFY(!m_window->action(u"file.exportStates"_s)->isEnabled());
}

void TestMainWindow::aDroppedDirectoryIsOpened()
{
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(runPath(u"text"_s)) });
    QDragEnterEvent enter({ 10, 10 }, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(m_window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({ 10, 10 }, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(m_window.get(), &drop);
    QTRY_VERIFY_WITH_TIMEOUT(!session()->isLoading() && !session()->rows()->empty(), 20000);
    QVERIFY(m_window->findChild<QWidget *>(u"eventTable"_s)->isVisible());
    QCOMPARE(savedSetting(u"recent"_s).toStringList(), QStringList { runPath(u"text"_s) });
}

// Where a link to a task stands among the rows shown.
static QPoint taskLink(EventTableView *view, QString *label)
{
    const EventModel *model = view->model();
    for (int row = 0; row < model->rowCount() - 1; ++row) {
        for (const int column : { EventModel::MessageColumn, EventModel::EntityColumn }) {
            const QModelIndex index = model->index(row, column);
            const auto links = index.data(LinksRole).value<QList<Link>>();
            const QList<QRect> rects = view->delegate()->linkRects(index);
            for (qsizetype i = 0; i < links.size(); ++i) {
                if (links[i].pivot.label.startsWith(u"task "_s) && rects[i].width() > 4) {
                    *label = links[i].pivot.label;
                    return rects[i].center();
                }
            }
        }
    }
    return {};
}

void TestMainWindow::clickingATaskShowsItAlone()
{
    openRun(u"wide"_s);
    auto *view = m_window->findChild<EventTableView *>();
    const size_t all = session()->rows()->size();
    view->scrollTo(4000);
    QString label;
    QPoint place;
    QTRY_VERIFY(!(place = taskLink(view, &label)).isNull());
    QTest::mouseMove(view->table()->viewport(), place);
    QCOMPARE(view->table()->viewport()->cursor().shape(), Qt::PointingHandCursor);
    QTest::mouseClick(view->table()->viewport(), Qt::LeftButton, {}, place);
    QTRY_VERIFY(session()->rows()->size() < all);
    QVERIFY(!session()->rows()->empty());

    for (const EventRef event : *session()->rows())
        QVERIFY(isAbout(*session()->store(), event, label.toStdString()));
    QVERIFY(session()->current().isValid()); // the row that was clicked is still at hand
    QVERIFY(session()->rowOf(session()->current()) < session()->rows()->size());
    auto *chip = m_window->findChild<QToolButton *>(u"chipLabel"_s);
    QVERIFY(chip && chip->accessibleName() == label);
    QVERIFY(m_window->findChild<QLabel *>(u"countLabel"_s)->text().contains(u" of "_s));

    m_window->action(u"go.back"_s)->trigger();
    QTRY_COMPARE(session()->rows()->size(), all);
    m_window->action(u"go.forward"_s)->trigger();
    QTRY_VERIFY(session()->rows()->size() < all);
    QTest::mouseClick(m_window->findChild<QToolButton *>(u"chipRemove"_s), Qt::LeftButton);
    QTRY_COMPARE(session()->rows()->size(), all);
}

static void turnWheel(QWidget *widget, const QPoint &position, int delta, Qt::KeyboardModifiers modifiers = {})
{
    QWheelEvent event(position, widget->mapToGlobal(QPointF(position)), {}, { 0, delta }, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
    QApplication::sendEvent(widget, &event);
}

void TestMainWindow::theWheelScrolls()
{
    openRun(u"wide"_s);
    auto *view = m_window->findChild<EventTableView *>();
    turnWheel(view->table()->viewport(), { 50, 50 }, -1200);
    QVERIFY(view->topRow() > 0);
    turnWheel(view->table()->viewport(), { 50, 50 }, 12000);
    QCOMPARE(view->topRow(), size_t(0));
}

void TestMainWindow::draggingInAPlotFiltersTheTable()
{
    openRun(u"wide"_s);
    const size_t all = session()->rows()->size();
    QWidget *plot = canvas(u"statesPlot"_s);
    const int y = plot->height() / 2;
    QTest::mousePress(plot, Qt::LeftButton, {}, { 250, y });
    QTest::mouseMove(plot, { 300, y });
    QTest::mouseMove(plot, { 400, y });
    QVERIFY(session()->range().isEverything()); // only when the button is let go
    QTest::mouseRelease(plot, Qt::LeftButton, {}, { 400, y });
    QVERIFY(!session()->range().isEverything());
    QTRY_VERIFY(session()->rows()->size() < all);
    for (const EventRef event : *session()->rows())
        QVERIFY(session()->range().contains(session()->store()->time(event)));
    auto *chip = m_window->findChild<QToolButton *>(u"chipLabel"_s);
    QVERIFY(chip && chip->text().contains(u"UTC"_s));
    plot->setFocus();
    QTest::keyClick(plot, Qt::Key_Escape);
    QVERIFY(session()->range().isEverything());
    QTRY_COMPARE(session()->rows()->size(), all);
}

void TestMainWindow::clickingInAPlotGoesToTheNearestEvent()
{
    openRun(u"text"_s);
    QWidget *plot = canvas(u"metricPlot"_s);
    const TimePlot *timePlot = m_window->metricPlotWidget()->findChild<TimePlot *>();
    const QPoint place(plot->width() / 2, plot->height() / 2);
    QTest::mouseClick(plot, Qt::LeftButton, {}, place);
    QVERIFY(session()->current().isValid());
    QVERIFY(session()->range().isEverything());
    const EventStore &store = *session()->store();
    const Time wanted = timePlot->scale().time(place.x());
    const Time distance = std::abs(store.time(session()->current()) - wanted);
    for (const EventRef event : *session()->rows())
        QVERIFY(std::abs(store.time(event) - wanted) >= distance);
    auto *view = m_window->findChild<EventTableView *>();
    QCOMPARE(view->model()->eventAt(view->table()->currentIndex().row()), session()->current());
}

void TestMainWindow::theWheelMovesAndZoomsAllPlots()
{
    openRun(u"text"_s);
    QWidget *plot = canvas(u"statesPlot"_s);
    const auto *states = m_window->findChild<QWidget *>(u"statesPlot"_s)->findChild<TimePlot *>();
    const auto *metric = m_window->metricPlotWidget()->findChild<TimePlot *>();
    const TimeRange before = states->scale().range;
    const QPoint place(plot->width() / 3, plot->height() / 2);
    const Time pointed = states->scale().time(place.x());
    turnWheel(plot, place, 360, Qt::ControlModifier);
    const TimeRange zoomed = states->scale().range;
    QVERIFY(zoomed.end - zoomed.begin < before.end - before.begin);
    QVERIFY(std::abs(states->scale().x(pointed) - place.x()) < 1.5);
    QCOMPARE(metric->scale().range, zoomed);
    turnWheel(plot, place, -120);
    QVERIFY(states->scale().range.begin > zoomed.begin);
    QTest::mouseDClick(plot, Qt::LeftButton, {}, place);
    QCOMPARE(states->scale().range, before);
}

void TestMainWindow::theLegendHidesStates()
{
    openRun(u"wide"_s);
    auto *states = m_window->findChild<StatesPlot *>();
    auto *legend = states->findChild<QListWidget *>(u"legend"_s);
    QTRY_COMPARE(size_t(legend->count()), states->counts()->states.size());
    const QImage before = states->plot()->grab().toImage();
    QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, legend->visualItemRect(legend->item(legend->count() - 1)).center());
    QTRY_VERIFY(states->plot()->grab().toImage() != before);
}

// Twelve names stand in columns where the plot is low; the plots still end at the same place.
void TestMainWindow::legendsShowAllNamesAndPlotsLineUp()
{
    m_window->resize(1280, 720);
    openRun(u"text"_s);
    QTest::qWait(100);
    auto *states = m_window->findChild<StatesPlot *>();
    auto *legend = states->findChild<LegendView *>();
    QVERIFY(legend->count() > 6);
    for (int i = 0; i < legend->count(); ++i) {
        const QRect place = legend->visualItemRect(legend->item(i));
        QVERIFY2(legend->viewport()->rect().contains(place.center()), qPrintable(legend->item(i)->text()));
        for (int other = 0; other < i; ++other)
            QVERIFY(!place.intersects(legend->visualItemRect(legend->item(other))));
    }
    QCOMPARE(canvas(u"statesPlot"_s)->width(), canvas(u"metricPlot"_s)->width());
}

void TestMainWindow::spaceAndDragMoveAPlot()
{
    openRun(u"text"_s);
    auto *axis = m_window->findChild<TimeAxis *>();
    const TimeRange all = axis->span();
    axis->setVisible({ all.begin + kSecond, all.begin + 3 * kSecond });
    QTest::qWait(50);
    QWidget *plot = canvas(u"statesPlot"_s);
    plot->setFocus();
    const QPoint from(plot->width() / 2, plot->height() / 2);
    QTest::keyPress(plot, Qt::Key_Space);
    QTest::mousePress(plot, Qt::LeftButton, {}, from);
    QTest::mouseMove(plot, from - QPoint(80, 0));
    QTest::mouseRelease(plot, Qt::LeftButton, {}, from - QPoint(80, 0));
    QTest::keyRelease(plot, Qt::Key_Space);
    QVERIFY(axis->visible().begin > all.begin + kSecond);
    QVERIFY(session()->range().isEverything()); // nothing was selected
}

void TestMainWindow::keysWorkInAPlot()
{
    openRun(u"wide"_s);
    TimePlot *plot = m_window->findChild<StatesPlot *>()->plot();
    QTRY_VERIFY(plot->scale().range.begin < plot->scale().range.end);
    const TimeRange all = plot->scale().range;
    QWidget *canvas = plot->canvas();
    canvas->setFocus(); // letters belong to the view that has the keyboard
    QTest::keyClick(canvas, Qt::Key_W);
    const Time width = plot->scale().range.end - plot->scale().range.begin;
    QVERIFY(width < all.end - all.begin);
    const Time begin = plot->scale().range.begin;
    QTest::keyClick(canvas, Qt::Key_D);
    QVERIFY(plot->scale().range.begin > begin);
    const TimeRange part { all.begin + width / 4, all.begin + width / 2 };
    session()->setRange(part);
    QTest::keyClick(canvas, Qt::Key_F);
    QCOMPARE(plot->scale().range, part);
    session()->setRange({});
    QTest::keyClick(canvas, Qt::Key_F);
    QCOMPARE(plot->scale().range, all);
    QTRY_VERIFY(!session()->isFiltering());
    session()->setCurrent((*session()->rows())[5]);
    QTest::keyClick(canvas, Qt::Key_Period);
    QCOMPARE(session()->current(), (*session()->rows())[6]);
    QTest::keyClick(canvas, Qt::Key_Comma);
    QCOMPARE(session()->current(), (*session()->rows())[5]);
    QTest::keyClick(canvas, Qt::Key_M);
    QCOMPARE(plot->mark(), session()->store()->time(session()->current()));
    QTest::keyClick(canvas, Qt::Key_M);
    QCOMPARE(plot->mark(), kNoTime);
}

void TestMainWindow::plotsAreCopied()
{
    openRun(u"wide"_s);
    auto *states = m_window->findChild<StatesPlot *>();
    auto *menu = states->findChild<QMenu *>(u"plotMenu"_s);
    QVERIFY(menu);
    QGuiApplication::clipboard()->clear();
    menu->findChild<QAction *>(u"plot.copyData"_s)->trigger();
    QTRY_VERIFY(QGuiApplication::clipboard()->text().startsWith(u"created,"_s));
    menu->findChild<QAction *>(u"plot.copyPicture"_s)->trigger();
    QTRY_VERIFY(!QGuiApplication::clipboard()->image().isNull());
}

void TestMainWindow::statesFollowTheFilterOnRequest()
{
    openRun(u"wide"_s);
    auto *states = m_window->findChild<StatesPlot *>();
    const auto most = [&] {
        uint32_t peak = 0;
        for (size_t row = 0; states->counts() && !states->counts()->series.empty() && row < states->counts()->series[0].times.size(); ++row) {
            uint32_t sum = 0;
            for (const auto &state : states->counts()->series[0].counts)
                sum += state[row];
            peak = std::max(peak, sum);
        }
        return peak;
    };
    QTRY_VERIFY(most() > 1);
    session()->addPivot(pivotOn("parsl_task_id", "58"));
    QTRY_VERIFY(!session()->isFiltering());
    QVERIFY(most() > 1); // all of them, and it says so
    QTest::mouseClick(states->findChild<QToolButton *>(u"onlyShown"_s), Qt::LeftButton);
    QTRY_COMPARE(most(), 1U);
    session()->clearFilter();
    QTRY_VERIFY(most() > 1);
}

void TestMainWindow::theInspectorShowsTheRecord()
{
    openRun(u"text"_s);
    auto *view = m_window->findChild<EventTableView *>();
    QTest::mouseClick(view->table()->viewport(), Qt::LeftButton, {}, view->table()->visualRect(view->model()->index(0, EventModel::LevelColumn)).center());
    auto *raw = m_window->findChild<QPlainTextEdit *>(u"rawRecord"_s);
    m_window->findChild<InspectorView *>()->findChild<QTabWidget *>()->setCurrentWidget(raw);
    QTRY_VERIFY(raw->toPlainText().contains(u"Config("_s)); // the first record goes on for many lines
    QVERIFY(m_window->findChild<QPlainTextEdit *>(u"fullText"_s)->toPlainText().count(u'\n') > 5);
    QVERIFY(m_window->findChild<QTableView *>(u"fieldTable"_s)->model()->rowCount() > 5);
}

void TestMainWindow::exportsAPicture()
{
    openRun(u"wide"_s);
    QTemporaryDir dir;
    m_window->action(u"file.exportStates"_s)->trigger();
    auto *dialog = m_window->findChild<QDialog *>(u"exportDialog"_s);
    QVERIFY(dialog);
    auto *file = dialog->findChild<QLineEdit *>(u"exportFile"_s);
    file->clear();
    QTest::keyClicks(file, dir.filePath(u"states.png"_s));
    dialog->findChild<QSpinBox *>(u"exportWidth"_s)->setValue(1000);
    dialog->findChild<QSpinBox *>(u"exportHeight"_s)->setValue(600);
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_COMPARE(QImage(dir.filePath(u"states.png"_s)).size(), QSize(1000, 600));
}

void TestMainWindow::theStatusBarCountsFindings()
{
    openRun(u"two_htex"_s);
    auto *button = m_window->findChild<QToolButton *>(u"issuesButton"_s);
    QTRY_VERIFY(button->toolTip().contains(u"2 about what they say together"_s)); // two states came late
    const int notes = button->text().split(u' ').first().toInt();
    openRun(u"wide"_s);
    QTRY_VERIFY(button->toolTip().contains(u" 0 about what they say together"_s));
    QCOMPARE(notes, 2);
}

void TestMainWindow::panelsOpenAndClose()
{
    openRun(u"wide"_s);
    QVERIFY(!m_window->findChild<QWidget *>(u"issuesDock"_s)->isVisible());
    QTest::mouseClick(m_window->findChild<QToolButton *>(u"issuesButton"_s), Qt::LeftButton);
    QVERIFY(m_window->findChild<QWidget *>(u"issuesDock"_s)->isVisible());
    QVERIFY(m_window->findChild<QTableView *>(u"issueTable"_s)->model()->rowCount() > 0);
    m_window->action(u"view.resetLayout"_s)->trigger();
    QVERIFY(!m_window->findChild<QWidget *>(u"issuesDock"_s)->isVisible());
}

void TestMainWindow::anotherRunReplacesTheFirst()
{
    openRun(u"wide"_s);
    session()->setCurrent(session()->rows()->back());
    session()->addPivot(pivotOn("levelname", "INFO"));
    openRun(u"text"_s);
    QVERIFY(session()->pivots().isEmpty());
    QVERIFY(!session()->current().isValid());
    m_window->action(u"file.close"_s)->trigger();
    QVERIFY(m_window->findChild<QWidget *>(u"welcomePage"_s)->isVisible());
}

void TestMainWindow::findsWhileTyping()
{
    openRun(u"text"_s);
    auto *table = m_window->findChild<QTableView *>(u"eventTable"_s);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_F, Qt::ControlModifier);
    auto *bar = m_window->findChild<QWidget *>(u"findBar"_s);
    auto *text = m_window->findChild<QLineEdit *>(u"findText"_s);
    auto *state = m_window->findChild<QLabel *>(u"findState"_s);
    QVERIFY(bar->isVisible());
    QVERIFY(text->hasFocus());
    QTest::keyClicks(text, u"Task 58 "_s); // letters that are keys of the table
    QCOMPARE(text->text(), u"Task 58 "_s);
    QTRY_VERIFY2(state->text().startsWith(u"1 of "_s) && !state->text().contains(u"so far"_s), qPrintable(state->text()));
    const EventRef first = session()->current();
    QTest::keyClick(text, Qt::Key_Return);
    QVERIFY(state->text().startsWith(u"2 of "_s));
    QTest::keyClick(text, Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(session()->current(), first);
    const EventModel *model = m_window->findChild<EventTableView *>()->model();
    const QModelIndex message = model->index(table->currentIndex().row(), EventModel::MessageColumn);
    QTRY_VERIFY(!message.data(MatchesRole).value<QList<TextSpan>>().isEmpty());
    m_window->findChild<QToolButton *>(u"findRegex"_s)->click();
    text->setText(u"Task ("_s);
    QVERIFY(state->text().contains(u"not a regular expression"_s));
    QTest::keyClick(text, Qt::Key_Escape);
    QVERIFY(!bar->isVisible());
    QVERIFY(message.data(MatchesRole).value<QList<TextSpan>>().isEmpty());
    QVERIFY(table->hasFocus());
}

void TestMainWindow::lettersMoveInTheTable()
{
    openRun(u"text"_s);
    auto *table = m_window->findChild<QTableView *>(u"eventTable"_s);
    table->setFocus();
    const EventRows &rows = *session()->rows();
    QTest::keyClick(table, Qt::Key_G);
    QCOMPARE(session()->current(), rows.front());
    QTest::keyClick(table, Qt::Key_J);
    QTest::keyClick(table, Qt::Key_J);
    QTest::keyClick(table, Qt::Key_K);
    QCOMPARE(session()->current(), rows[1]);
    QTest::keyClick(table, Qt::Key_G, Qt::ShiftModifier);
    QCOMPARE(session()->current(), rows.back());
    QTest::keyClick(table, Qt::Key_E, Qt::ShiftModifier);
    QTRY_VERIFY(session()->store()->levelName(session()->current()) == "ERROR");
    // In a plot the same letters are the plot's.
    QWidget *plot = canvas(u"statesPlot"_s);
    plot->setFocus();
    const EventRef current = session()->current();
    QTest::keyClick(plot, Qt::Key_W);
    QTest::qWait(50);
    QCOMPARE(session()->current(), current);
}

void TestMainWindow::thePaletteRunsCommands()
{
    openRun(u"text"_s);
    session()->addPivot(pivotOn("parsl_task_id", "58"));
    QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    auto *search = m_window->findChild<QLineEdit *>(u"paletteSearch"_s);
    QVERIFY(search && search->isVisible());
    QTest::keyClicks(search, u"filters clear"_s);
    QTest::keyClick(search, Qt::Key_Return);
    QVERIFY(session()->pivots().isEmpty());
    QTRY_VERIFY(!m_window->findChild<QLineEdit *>(u"paletteSearch"_s));
}

void TestMainWindow::everyCommandHasHelp()
{
    QSet<QString> taken;
    for (const QAction *action : m_window->findChildren<QAction *>()) {
        if (!action->objectName().contains(u'.'))
            continue;
        QVERIFY2(!action->statusTip().isEmpty(), qPrintable(action->objectName()));
        for (const QKeySequence &keys : action->shortcuts()) {
            QVERIFY2(!taken.contains(keys.toString()), qPrintable(keys.toString()));
            taken.insert(keys.toString());
        }
    }
    m_window->action(u"help.shortcuts"_s)->trigger();
    auto *sheet = m_window->findChild<QDialog *>(u"cheatSheet"_s);
    QVERIFY(sheet && sheet->isVisible());
    sheet->close();
}

void TestMainWindow::theSummaryLeadsToEvents()
{
    openRun(u"wide"_s);
    auto *view = m_window->findChild<SummaryView *>();
    QTRY_VERIFY(view->summary());
    auto *text = m_window->findChild<QTextBrowser *>(u"summaryText"_s);
    auto *note = m_window->findChild<QLabel *>(u"statesNote"_s);
    session()->addPivot(pivotOn("parsl_task_id", "58"));
    QVERIFY(note->text().contains(u"whatever the filters"_s));
    session()->clearFilter();
    QVERIFY(!note->text().contains(u"whatever the filters"_s));
    auto *dock = m_window->findChild<QWidget *>(u"summaryDock"_s);
    QVERIFY(!dock->visibleRegion().isEmpty()); // the first thing to see
    QTRY_VERIFY(text->toPlainText().contains(u"RuntimeError"_s)); // of the last version read
    QVERIFY(text->toPlainText().contains(u"this app always fails"_s));
    // Every link leads somewhere.
    static const QRegularExpression anchor(u"href=\"(link:[0-9]+)\""_s);
    auto found = anchor.globalMatch(text->toHtml());
    int links = 0;
    const QSignalSpy wanted(view, &SummaryView::eventsWanted);
    while (found.hasNext()) {
        const QString link = found.next().captured(1);
        session()->clearFilter();
        session()->setCurrent({});
        m_window->findChild<QWidget *>(u"entitiesDock"_s)->hide();
        m_window->findChild<QWidget *>(u"issuesDock"_s)->hide();
        m_window->findChild<QWidget *>(u"sourcesDock"_s)->hide();
        emit text->anchorClicked(QUrl(link));
        ++links;
        QTRY_VERIFY(!session()->isFiltering());
        const bool panel = !m_window->findChild<QWidget *>(u"entitiesDock"_s)->isHidden() || !m_window->findChild<QWidget *>(u"issuesDock"_s)->isHidden()
            || !m_window->findChild<QWidget *>(u"sourcesDock"_s)->isHidden();
        const bool events = !wanted.isEmpty() && !session()->rows()->empty();
        QVERIFY2(panel || events || session()->current().isValid(), qPrintable(link));
    }
    QVERIFY2(links > 15, qPrintable(QString::number(links)));
    QVERIFY(dock->visibleRegion().isEmpty()); // the inspector came forward with an event
}

void TestMainWindow::reloadingKeepsTheView()
{
    openRun(u"text"_s);
    auto *view = m_window->findChild<EventTableView *>();
    view->scrollTo(3000);
    const TimeRange visible { session()->store()->timeSpan().begin + kSecond, session()->store()->timeSpan().begin + 3 * kSecond };
    m_window->findChild<TimeAxis *>()->setVisible(visible);
    QSignalSpy replaced(session(), &Session::replaced);
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(replaced.size(), 1, 20000);
    QTest::qWait(50);
    QCOMPARE(view->topRow(), size_t(3000));
    QVERIFY(m_window->findChild<TimeAxis *>()->visible() == visible);
    QTRY_VERIFY(!view->model()->index(0, EventModel::MessageColumn).data(PendingRole).toBool());
}

// A run that has grown, with a filter, and the reader far from the current event: as when a log is followed by F5.
void TestMainWindow::reloadingAGrownRunKeepsThePlace()
{
    const QTemporaryDir folder;
    QVERIFY(QDir().mkpath(folder.filePath(u"000"_s)));
    const QString log = folder.filePath(u"000/parsl.log"_s);
    QVERIFY(QFile::copy(runPath(u"text"_s) + u"/000/parsl.log"_s, log));
    QVERIFY(QFile::setPermissions(log, QFile::ReadOwner | QFile::WriteOwner));
    m_window->open({ folder.filePath(u"000"_s) });
    QTRY_VERIFY_WITH_TIMEOUT(!session()->isLoading() && !session()->rows()->empty(), 20000);
    session()->addPivot(pivotOn("levelname", "DEBUG"));
    QTRY_VERIFY(!session()->isFiltering());
    const size_t before = session()->rows()->size();
    session()->setCurrent(session()->rows()->front());
    auto *view = m_window->findChild<EventTableView *>();
    view->scrollTo(700);
    const QString top = view->model()->index(0, EventModel::TimeColumn).data().toString();
    QFile file(log);
    QVERIFY(file.open(QIODevice::Append));
    file.write("1795357599.000000 2026-11-22 14:26:39 MainProcess-24933 MainThread-140410442027072 parsl.x:10 f DEBUG: grown\n");
    file.close();
    QSignalSpy replaced(session(), &Session::replaced);
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(replaced.size(), 1, 20000);
    QTRY_COMPARE(session()->rows()->size(), before + 1);
    QTest::qWait(50);
    QCOMPARE(session()->pivots().size(), 1);
    QCOMPARE(session()->rowOf(session()->current()), size_t(0));
    QCOMPARE(view->topRow(), size_t(700));
    QCOMPARE(view->model()->index(0, EventModel::TimeColumn).data().toString(), top);
}

void TestMainWindow::aParentOfRunsIsAskedFor()
{
    const QTemporaryDir folder;
    for (const QString &name : { u"000"_s, u"001"_s, u"002"_s }) {
        QVERIFY(QDir().mkpath(folder.filePath(name)));
        QVERIFY(QFile::copy(runPath(u"killed"_s) + u"/000/parsl.log"_s, folder.filePath(name + u"/parsl.log"_s)));
    }
    m_window->open({ folder.path() });
    QTRY_VERIFY(m_window->findChild<RunChooser *>());
    auto *chooser = m_window->findChild<RunChooser *>();
    auto *table = chooser->findChild<QTableView *>(u"runTable"_s);
    auto *model = chooser->findChild<RunListModel *>();
    const QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QTRY_VERIFY(!model->isListing());
    QCOMPARE(model->index(1, RunListModel::FilesColumn).data().toString(), u"1"_s);
    QCOMPARE(chooser->chosen(), QStringList { QFileInfo(folder.filePath(u"002"_s)).canonicalFilePath() }); // the last
    QTest::keyClick(table, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(table, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!session()->isLoading() && !session()->rows()->empty(), 20000);
    QCOMPARE(session()->paths().size(), 2);
    QVERIFY(session()->paths().first().endsWith(u"001"_s));
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
