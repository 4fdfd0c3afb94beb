// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/session.h"
#include "tests/model-qt/recordedrun.h"
#include "tests/model-qt/stalledfilter.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestSession : public QObject
{
    Q_OBJECT
private slots:
    void loadsInTheBackground();
    void saysWhyNothingCanBeOpened();
    void closingWhileLoadingIsInstant();
    void keepsOldRowsUntilTheFilterIsDone();
    void historyGoesBackAndForward();
    void aPivotOnTheSameFieldsReplaces();
    void switchedOffChipsDoNotFilter();
    void cancellingGoesBackToWhatIsShown();
    void cancellingKeepsTheZoom();
    void goesToTheNearestEvent();
    void negatedChipsLeaveTheRest();
    void reloadingKeepsPlaceAndFilter();
    void aCancelledReloadChangesNothing();
    void aWholeEntityCanBeLeftOut();
    void chipsTakeAnotherPlace();
    void columnsAndZoomAreSteps();
    void eachTabHasItsOwnView();
    void tabsCloseAndMove();
    void reloadingKeepsTabs();
    void theFirstPageIsThereBeforeTheRest();
    void cancellingTakesBackAFirstPage();
    void aWayBackTakesBackAFirstPage();
    void aFirstPageIsOfItsTab();
    void goesWhereItIsTold_data();
    void goesWhereItIsTold();
    void smallRunsAreShownAtOnce();

private:
    std::shared_ptr<const EventStore> m_store = recordedRun(u"wide"_s);
};

static Pivot taskPivot(const std::string &task)
{
    return pivotOn("parsl_task_id", task);
}

void TestSession::loadsInTheBackground()
{
    Session session(testRules());
    QSignalSpy busy(&session, &Session::busyChanged);
    session.open({ runPath(u"wide"_s) });
    QVERIFY(session.isLoading());
    QTRY_VERIFY_WITH_TIMEOUT(!session.isLoading(), 20000);
    QVERIFY(session.store()->isComplete());
    QCOMPARE(session.rows()->size(), m_store->rows()->size());
    QVERIFY(busy.count() >= 2);
}

void TestSession::saysWhyNothingCanBeOpened()
{
    Session session(testRules());
    QSignalSpy failed(&session, &Session::failed);
    session.open({ u"/no/such/run"_s });
    QCOMPARE(failed.count(), 1);
    QVERIFY(failed.first().first().toString().contains(u"/no/such/run"_s));
    QVERIFY(!session.isOpen());
}

void TestSession::closingWhileLoadingIsInstant()
{
    QElapsedTimer timer;
    {
        Session session(testRules());
        session.open({ runPath(u"wide"_s) });
        session.open({ runPath(u"text"_s) });
        session.close();
        session.open({ runPath(u"wide"_s) });
        timer.start();
    }
    QVERIFY2(timer.elapsed() < 200, qPrintable(QString::number(timer.elapsed())));
    QCoreApplication::processEvents(); // what the loaders left behind finds nobody
}

void TestSession::keepsOldRowsUntilTheFilterIsDone()
{
    Session session(testRules());
    session.setStore(m_store);
    QSignalSpy rowsChanged(&session, &Session::rowsChanged);
    session.addPivot(taskPivot("58"));
    QCOMPARE(session.rows()->size(), m_store->rows()->size());
    QVERIFY(session.isFiltering());
    QVERIFY(rowsChanged.wait());
    QVERIFY(!session.isFiltering());
    QVERIFY(session.rows()->size() > 0);
    for (const EventRef event : *session.rows())
        QVERIFY(isAbout(*m_store, event, "task 58"));
}

void TestSession::historyGoesBackAndForward()
{
    Session session(testRules());
    session.setStore(m_store);
    session.addPivot(taskPivot("58"));
    session.setRange({ m_store->timeSpan().begin, m_store->timeSpan().begin + kSecond });
    QVERIFY(session.canGoBack());
    session.goBack();
    QVERIFY(session.range().isEverything());
    QCOMPARE(session.pivots().size(), 1);
    session.goBack();
    QVERIFY(session.pivots().isEmpty());
    QVERIFY(!session.canGoBack());
    QCOMPARE(session.rows(), m_store->rows()); // at once: nothing to compute
    session.goForward();
    session.goForward();
    QVERIFY(!session.canGoForward());
    QVERIFY(!session.range().isEverything());
    session.goBack();
    session.clearFilter(); // a new way: the old one is forgotten
    QVERIFY(!session.canGoForward());
}

void TestSession::aPivotOnTheSameFieldsReplaces()
{
    Session session(testRules());
    session.setStore(m_store);
    session.addPivot(taskPivot("58"));
    session.addPivot(taskPivot("59"));
    QCOMPARE(session.pivots().size(), 1);
    QCOMPARE(session.pivots().first().terms.front().value, std::string("59"));
    session.addPivot(pivotOn("levelname", "INFO"));
    QCOMPARE(session.pivots().size(), 2);
}

void TestSession::switchedOffChipsDoNotFilter()
{
    Session session(testRules());
    session.setStore(m_store);
    session.addPivot(taskPivot("58"));
    QTRY_VERIFY(!session.isFiltering());
    QVERIFY(session.rows()->size() < m_store->rows()->size());
    session.setPivotEnabled(0, false);
    QCOMPARE(session.rows()->size(), m_store->rows()->size());
    QCOMPARE(session.pivots().size(), 1);
}

void TestSession::cancellingGoesBackToWhatIsShown()
{
    Session session(testRules());
    session.setStore(m_store);
    session.addPivot(taskPivot("58"));
    session.cancelFiltering();
    QVERIFY(!session.isFiltering());
    QVERIFY(session.pivots().isEmpty());
    QTest::qWait(100);
    QCOMPARE(session.rows()->size(), m_store->rows()->size());
}

// What was zoomed or arranged meanwhile is no part of the filter.
void TestSession::cancellingKeepsTheZoom()
{
    Session session(testRules());
    session.setStore(m_store);
    const TimeRange zoom { m_store->timeSpan().begin, m_store->timeSpan().begin + kSecond };
    session.addPivot(taskPivot("58"));
    session.setZoom(zoom);
    QVERIFY(session.isFiltering());
    session.cancelFiltering();
    QVERIFY(session.pivots().isEmpty());
    QVERIFY(session.zoom() == zoom);
}

void TestSession::goesToTheNearestEvent()
{
    Session session(testRules());
    session.setStore(m_store);
    const EventRows &rows = *m_store->rows();
    const Time first = m_store->time(rows.front());
    session.goToTime(first - kSecond);
    QCOMPARE(session.current(), rows.front());
    session.goToTime(m_store->time(rows.back()) + kSecond);
    QCOMPARE(m_store->time(session.current()), m_store->time(rows.back()));
    QCOMPARE(session.rowOf(rows[17]), size_t(17));
}

void TestSession::negatedChipsLeaveTheRest()
{
    Session session(testRules());
    session.setStore(m_store);
    session.addPivot(pivotOn("levelname", "DEBUG", true));
    QTRY_VERIFY(!session.isFiltering());
    QVERIFY(!session.rows()->empty());
    for (const EventRef event : *session.rows())
        QVERIFY(m_store->levelName(event) != "DEBUG");
}

// A run that grows: a copy of a recorded one.
static QString copyRun(const QTemporaryDir &folder, const QString &name)
{
    const QString from = runPath(name);
    QDirIterator files(from, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString file = files.next();
        const QString to = folder.filePath(u"runs"_s + file.mid(from.size()));
        QDir().mkpath(QFileInfo(to).absolutePath());
        QFile::copy(file, to);
    }
    return folder.filePath(u"runs"_s);
}

void TestSession::reloadingKeepsPlaceAndFilter()
{
    const QTemporaryDir folder;
    const QString run = copyRun(folder, u"text"_s);
    Session session(testRules());
    session.open({ run });
    QTRY_VERIFY_WITH_TIMEOUT(!session.isLoading(), 20000);
    session.addPivot(taskPivot("58"));
    session.addPivot(pivotOn("levelname", "INFO"));
    QTRY_VERIFY(!session.isFiltering());
    const size_t before = session.rows()->size();
    session.setCurrent((*session.rows())[2]);
    const uint64_t line = session.store()->line(session.current());
    // It grows, and a file comes that stands before the others.
    QFile log(run + u"/000/parsl.log"_s);
    QVERIFY(log.open(QIODevice::Append));
    log.write("1795357599.000000 2026-11-22 14:26:39 MainProcess-24933 MainThread-140410442027072 parsl.dataflow.dflow:1039 submit INFO: Task 58 try 7 failed with exception of type LateError\n");
    log.close();
    QVERIFY(QFile::copy(run + u"/000/parsl.log"_s, run + u"/000/aaa.log"_s));
    QSignalSpy opened(&session, &Session::opened);
    QSignalSpy rowsChanged(&session, &Session::rowsChanged);
    session.reload();
    QCOMPARE(session.rows()->size(), before); // all is there until the new is
    QTRY_VERIFY_WITH_TIMEOUT(!session.isLoading() && !session.isFiltering() && rowsChanged.size() > 1, 20000);
    QCOMPARE(opened.size(), 0);
    QCOMPARE(session.pivots().size(), 2);
    QVERIFY(session.rows()->size() > before);
    QVERIFY(session.canGoBack());
    QCOMPARE(session.store()->line(session.current()), line);
    QCOMPARE(session.store()->source(session.current()).logsource, std::string("parsl.log"));
    session.goBack();
    QCOMPARE(session.pivots().size(), 1);
}

void TestSession::aCancelledReloadChangesNothing()
{
    Session session(testRules());
    session.open({ runPath(u"text"_s) });
    QTRY_VERIFY_WITH_TIMEOUT(!session.isLoading(), 20000);
    const auto store = session.store();
    session.reload();
    session.cancelLoading();
    QVERIFY(!session.isLoading());
    QTest::qWait(300);
    QCOMPARE(session.store(), store);
    session.reload();
    session.open({ runPath(u"killed"_s) }); // the last wish counts
    QTRY_VERIFY_WITH_TIMEOUT(!session.isLoading(), 20000);
    QCOMPARE(session.paths(), QStringList { runPath(u"killed"_s) });
}

static Entity taskEntity(const EventStore &store, const std::string &task)
{
    return findEntities(store, { Term { "parsl_task_id", task } }).entities.at(0);
}

// Not (this task of this run): the events of other tasks stay, and those of none.
void TestSession::aWholeEntityCanBeLeftOut()
{
    Session session(testRules());
    session.setStore(m_store);
    const Pivot only = pivotOn(taskEntity(*m_store, "58"));
    QVERIFY(only.terms.size() > 1);
    session.addPivot(only);
    QTRY_VERIFY(!session.isFiltering());
    const EventRows about = *session.rows();
    QVERIFY(!about.empty());
    session.setPivotNegated(0, true);
    QTRY_VERIFY(!session.isFiltering());
    QCOMPARE(session.rows()->size(), m_store->rows()->size() - about.size());
    for (const EventRef event : about)
        QCOMPARE(session.rowOf(event), session.rows()->size());
    session.setRange({ m_store->timeSpan().begin, m_store->timeSpan().begin + 2 * kSecond });
    session.addPivot(pivotOn("levelname", "INFO"));
    QTRY_VERIFY(!session.isFiltering());
    QVERIFY(!session.rows()->empty());
    for (const EventRef event : *session.rows())
        QVERIFY(m_store->levelName(event) == "INFO" && session.range().contains(m_store->time(event)) && !isAbout(*m_store, event, "task 58"));
}

void TestSession::chipsTakeAnotherPlace()
{
    Session session(testRules());
    session.setStore(m_store);
    session.setPivots({ taskPivot("58"), pivotOn("levelname", "INFO"), pivotOn("process", "1") });
    QTRY_VERIFY(!session.isFiltering());
    const auto rows = session.rows();
    session.movePivot(2, 0);
    QVERIFY(!session.isFiltering()); // the same events in any order
    QCOMPARE(session.rows(), rows);
    QCOMPARE(session.pivots()[0].terms.front().field, std::string("process"));
    QCOMPARE(session.pivots()[1].terms.front().field, std::string("parsl_task_id"));
    session.goBack();
    QCOMPARE(session.pivots()[2].terms.front().field, std::string("process"));
}

void TestSession::columnsAndZoomAreSteps()
{
    Session session(testRules());
    session.setStore(m_store);
    QSignalSpy columns(&session, &Session::columnsChanged);
    QSignalSpy zoom(&session, &Session::zoomChanged);
    QSignalSpy rows(&session, &Session::rowsChanged);
    session.setColumns({ { u"hostname"_s }, {}, {}, {} });
    session.setZoom({ 0, kSecond });
    session.setZoom({ 0, kSecond }); // no step: nothing changes
    QCOMPARE(session.history().steps().size(), 3);
    session.goBack();
    QVERIFY(session.zoom().isEverything());
    session.goBack();
    QVERIFY(session.columns().fields.isEmpty());
    session.goToStep(2);
    QCOMPARE(session.columns().fields, QStringList { u"hostname"_s });
    QCOMPARE(session.zoom().end, kSecond);
    QCOMPARE(columns.count(), 3);
    QCOMPARE(zoom.count(), 3);
    QCOMPARE(rows.count(), 0); // nothing of that asks for other rows
}

void TestSession::eachTabHasItsOwnView()
{
    Session session(testRules());
    session.setStore(m_store);
    const EventRows &all = *m_store->rows();
    session.setCurrent(all[17]);
    session.setTop(all[10]);
    session.openInTab(taskPivot("58"));
    QCOMPARE(session.tabCount(), 2);
    QCOMPARE(session.currentTab(), 1);
    QCOMPARE(session.current(), all[17]); // where it was opened from
    QTRY_VERIFY(!session.isFiltering());
    const auto filtered = session.rows();
    QVERIFY(filtered->size() < all.size());
    session.setCurrent(filtered->back());
    session.setColumns({ { u"hostname"_s }, {}, {}, {} });
    QSignalSpy selected(&session, &Session::tabSelected);
    session.selectTab(0);
    QCOMPARE(selected.count(), 1);
    QVERIFY(session.pivots().isEmpty() && session.columns().fields.isEmpty());
    QCOMPARE(session.rows(), m_store->rows());
    QCOMPARE(session.current(), all[17]);
    QCOMPARE(session.top(), all[10]);
    QVERIFY(!session.canGoBack());
    session.selectTab(1);
    QCOMPARE(session.rows(), filtered); // at once: they were kept
    QCOMPARE(session.current(), filtered->back());
    QCOMPARE(session.columns().fields, QStringList { u"hostname"_s });
    session.goBack();
    session.goBack(); // to what it was opened from
    QVERIFY(session.pivots().isEmpty());
    // A filter that was not done when the tab was left goes on when it is seen again.
    session.addPivot(taskPivot("59"));
    session.selectTab(0);
    QVERIFY(!session.isFiltering());
    session.selectTab(1);
    QTRY_VERIFY(!session.isFiltering());
    for (const EventRef event : *session.rows())
        QVERIFY(isAbout(*m_store, event, "task 59"));
}

void TestSession::tabsCloseAndMove()
{
    Session session(testRules());
    session.setStore(m_store);
    session.closeTab(0);
    QCOMPARE(session.tabCount(), 1); // never the last
    session.openInTab(taskPivot("58"));
    session.openInTab(taskPivot("59"));
    QTRY_VERIFY(!session.isFiltering());
    const auto task = [&](qsizetype tab) { return session.tabState(tab).pivots.isEmpty() ? std::string() : session.tabState(tab).pivots.first().terms.front().value; };
    session.moveTab(2, 0);
    QCOMPARE(session.currentTab(), 0);
    QVERIFY(task(0) == "59" && task(1).empty() && task(2) == "58");
    session.closeTab(2); // another one
    QCOMPARE(session.currentTab(), 0);
    session.openInTab(taskPivot("60"));
    session.closeTab(1); // the current one: its neighbour is shown
    QVERIFY(task(session.currentTab()).empty());
    QCOMPARE(session.rows(), m_store->rows());
    session.close();
    QCOMPARE(session.tabCount(), 1);
}

void TestSession::reloadingKeepsTabs()
{
    const QTemporaryDir folder;
    const QString run = copyRun(folder, u"text"_s);
    Session session(testRules());
    session.open({ run });
    QTRY_VERIFY_WITH_TIMEOUT(!session.isLoading(), 20000);
    session.setCurrent((*session.rows())[40]);
    const uint64_t line = session.store()->line(session.current());
    session.openInTab(taskPivot("58"));
    QTRY_VERIFY(!session.isFiltering());
    session.setCurrent(session.rows()->back());
    const uint64_t other = session.store()->line(session.current());
    QVERIFY(QFile::copy(run + u"/000/parsl.log"_s, run + u"/000/aaa.log"_s)); // other segments come first
    QSignalSpy replaced(&session, &Session::replaced);
    session.reload();
    QTRY_VERIFY_WITH_TIMEOUT(replaced.count() == 1 && !session.isFiltering(), 20000);
    QCOMPARE(session.tabCount(), 2);
    QCOMPARE(session.store()->line(session.current()), other);
    session.selectTab(0);
    QCOMPARE(session.store()->line(session.current()), line);
    QCOMPARE(session.rows(), session.store()->rows());
}

void TestSession::theFirstPageIsThereBeforeTheRest()
{
    Session session(testRules());
    StalledFilter filter(session);
    const EventRows all = *session.rows();
    session.setCurrent(all[301]);
    QSignalSpy rowsChanged(&session, &Session::rowsChanged);
    filter.begin();
    QVERIFY(session.isFiltering());
    QVERIFY(!session.rowCount().has_value());
    QVERIFY(session.rows()->size() >= 128 && session.rows()->size() < StalledFilter::kEvents / 4);
    QCOMPARE(rowsChanged.size(), 1);
    const EventRows page = *session.rows();
    filter.release();
    QTRY_VERIFY(!session.isFiltering());
    QVERIFY(session.hasAllRows());
    QCOMPARE(rowsChanged.size(), 2);
    QCOMPARE(session.rows()->size(), StalledFilter::kEvents / 2);
    QCOMPARE(session.rowCount(), std::optional<uint64_t>(StalledFilter::kEvents / 2));
    QVERIFY(std::search(session.rows()->begin(), session.rows()->end(), page.begin(), page.end()) != session.rows()->end());
}

void TestSession::cancellingTakesBackAFirstPage()
{
    Session session(testRules());
    StalledFilter filter(session);
    const auto before = session.rows();
    filter.begin();
    session.cancelFiltering();
    QVERIFY(session.hasAllRows() && !session.isFiltering());
    QCOMPARE(*session.rows(), *before);
    QVERIFY(session.pivots().isEmpty());
}

void TestSession::aWayBackTakesBackAFirstPage()
{
    Session session(testRules());
    StalledFilter filter(session);
    session.addPivot(pivotOn("levelname", "INFO"));
    QTRY_VERIFY(!session.isFiltering());
    const EventRows before = *session.rows();
    filter.begin();
    session.goBack();
    QVERIFY(session.hasAllRows());
    QCOMPARE(*session.rows(), before);
    QTRY_VERIFY(!session.isFiltering());
    QCOMPARE(*session.rows(), before);
}

void TestSession::aFirstPageIsOfItsTab()
{
    Session session(testRules());
    StalledFilter filter(session);
    const EventRows all = *session.rows();
    session.openTab();
    filter.begin();
    session.selectTab(0);
    QVERIFY(session.hasAllRows());
    QCOMPARE(*session.rows(), all);
    filter.release();
    session.selectTab(1);
    QTRY_VERIFY(!session.isFiltering());
    QVERIFY(session.hasAllRows());
    QCOMPARE(session.rows()->size(), all.size() / 2);
    session.cancelFiltering();
    QCOMPARE(session.pivots().size(), 1);
}

void TestSession::goesWhereItIsTold_data()
{
    QTest::addColumn<int>("to"); // index among all events
    QTest::addColumn<bool>("byTime");
    QTest::addColumn<bool>("passes");
    QTest::newRow("an event that passes") << 20'000 << false << true;
    QTest::newRow("an event that the filter leaves out") << 20'001 << false << false;
    QTest::newRow("a time") << 20'000 << true << true;
}

// Beyond the first page, while nobody knows what is there.
void TestSession::goesWhereItIsTold()
{
    QFETCH(int, to);
    QFETCH(bool, byTime);
    QFETCH(bool, passes);
    Session session(testRules());
    StalledFilter filter(session);
    const EventRef event = (*session.rows())[static_cast<size_t>(to)];
    filter.begin();
    if (byTime)
        session.goToTime(session.store()->time(event));
    else
        session.goToEvent(event);
    QCOMPARE(session.pivots().size(), 1);
    QCOMPARE(session.current(), byTime ? EventRef {} : event);
    filter.release();
    QTRY_VERIFY(!session.isFiltering());
    QCOMPARE(session.current(), event);
    QVERIFY(session.rowOf(event) < session.rows()->size());
    QCOMPARE(session.filter().isEmpty(), !passes);
}

void TestSession::smallRunsAreShownAtOnce()
{
    Session session(testRules());
    session.setStore(m_store);
    QSignalSpy rowsChanged(&session, &Session::rowsChanged);
    session.addPivot(pivotOn("levelname", "INFO"));
    QTRY_VERIFY(!session.isFiltering());
    QCOMPARE(rowsChanged.size(), 1);
}

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
