// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/bookmarkfile.h"
#include "model/items/eventmodel.h"
#include "tests/views/windowtest.h"
#include "views/entitypage.h"
#include "views/eventtableview.h"

#include <QApplication>
#include <QDockWidget>
#include <QDropEvent>
#include <QMenu>
#include <QMimeData>
#include <QProcess>
#include <QTableView>
#include <QUrl>

#include <unistd.h>

using namespace widelens;
using namespace Qt::StringLiterals;

// Panels that close and come back, what is dropped, and closing at any time.
class TestWindowPanels : public WindowTest
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void everyPanelClosesAndComesBack_data();
    void everyPanelClosesAndComesBack();
    void panelsAreRememberedAndReset();
    void closedPlotsAreRemembered();
    void aDroppedArchiveIsOpened();
    void theCellMenuLeadsToThePage();
    void theFilterMenuIsAboutTheCurrentEvent();
    void closingDoesNotWaitForReading();

private:
    QDockWidget *dock(const QString &name) const { return m_window->findChild<QDockWidget *>(name + u"Dock"_s); }

};

static const QStringList kPanels { u"inspector"_s, u"summary"_s, u"sources"_s, u"entity"_s, u"entities"_s, u"map"_s, u"issues"_s, u"bookmarks"_s };

void TestWindowPanels::initTestCase()
{
    useOwnSettings();
}

void TestWindowPanels::init()
{
    clearSettings();
    QFile::remove(bookmarkFile());
    makeWindow();
}

// The first event that is about an entity.
static EventRef aboutSomething(const Session &session)
{
    for (const EventRef event : *session.rows()) {
        if (!entitiesOf(*session.store(), event).empty())
            return event;
    }
    return {};
}

void TestWindowPanels::everyPanelClosesAndComesBack_data()
{
    QTest::addColumn<QString>("name");
    for (const QString &name : kPanels)
        QTest::newRow(qPrintable(name)) << name;
}

void TestWindowPanels::everyPanelClosesAndComesBack()
{
    QFETCH(QString, name);
    QCOMPARE(m_window->findChildren<QDockWidget *>().size(), kPanels.size());
    openRun(u"wide"_s); // it has issues, too
    session()->setCurrent(aboutSomething(*session())); // so that there is something in each
    trigger(u"edit.bookmark"_s);
    trigger(u"filter.page"_s);
    trigger(u"go."_s + name);
    QTRY_VERIFY(!dock(name)->visibleRegion().isEmpty());
    QTRY_VERIFY(dock(name)->isAncestorOf(QApplication::focusWidget())); // the keyboard is there
    // By the button of its title.
    auto *button = dock(name)->findChild<QWidget *>(u"qt_dockwidget_closebutton"_s);
    QVERIFY(button && button->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(dock(name)->isHidden());
    // By the menu.
    auto *menu = m_window->findChild<QMenu *>(u"menu.panel"_s);
    emit menu->aboutToShow();
    QAction *entry = m_window->action(u"panel."_s + name);
    QVERIFY(menu->actions().contains(entry));
    QVERIFY(!entry->isChecked());
    entry->trigger();
    QTRY_VERIFY(!dock(name)->visibleRegion().isEmpty());
    QVERIFY(entry->isChecked());
    entry->trigger();
    QVERIFY(dock(name)->isHidden());
    dock(name)->show();
    dock(name)->setFloating(true);
    trigger(u"view.resetLayout"_s);
    QVERIFY(!dock(name)->isFloating());
}

void TestWindowPanels::panelsAreRememberedAndReset()
{
    openRun(u"text"_s);
    QStringList first;
    for (const QString &name : kPanels) {
        if (!dock(name)->isHidden())
            first.append(name);
    }
    QCOMPARE(first, QStringList({ u"inspector"_s, u"summary"_s }));
    for (const QString &name : kPanels)
        dock(name)->setVisible(!first.contains(name)); // the opposite
    m_window->addDockWidget(Qt::LeftDockWidgetArea, dock(u"map"_s));
    m_window->close();
    makeWindow();
    openRun(u"text"_s);
    for (const QString &name : kPanels)
        QCOMPARE(dock(name)->isHidden(), first.contains(name));
    QCOMPARE(m_window->dockWidgetArea(dock(u"map"_s)), Qt::LeftDockWidgetArea);
    trigger(u"view.resetLayout"_s);
    for (const QString &name : kPanels)
        QCOMPARE(dock(name)->isHidden(), !first.contains(name));
    QCOMPARE(m_window->dockWidgetArea(dock(u"map"_s)), Qt::BottomDockWidgetArea);
    // Also when they were closed together with the window's run.
    trigger(u"panel.issues"_s);
    trigger(u"file.close"_s);
    m_window->close();
    makeWindow();
    QVERIFY(dock(u"issues"_s)->isHidden()); // nothing is open
    openRun(u"text"_s);
    QVERIFY(!dock(u"issues"_s)->isHidden());
}

void TestWindowPanels::closedPlotsAreRemembered()
{
    openRun(u"text"_s);
    auto *plot = m_window->findChild<QWidget *>(u"statesPlot"_s);
    QVERIFY(plot->isVisible());
    trigger(u"panel.plots"_s);
    QVERIFY(!plot->isVisible());
    m_window->close();
    makeWindow();
    openRun(u"text"_s);
    plot = m_window->findChild<QWidget *>(u"statesPlot"_s);
    QVERIFY(!plot->isVisible());
    trigger(u"view.resetLayout"_s);
    QVERIFY(plot->isVisible());
}

void TestWindowPanels::aDroppedArchiveIsOpened()
{
    const QTemporaryDir folder;
    const QString archive = folder.filePath(u"run.tar.gz"_s);
    QCOMPARE(QProcess::execute(u"tar"_s, { u"czf"_s, archive, u"-C"_s, runPath(u"text"_s), u"."_s }), 0);
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(archive) });
    QDragEnterEvent enter({ 10, 10 }, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(m_window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({ 10, 10 }, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(m_window.get(), &drop);
    QTRY_VERIFY_WITH_TIMEOUT(!session()->isLoading() && !session()->rows()->empty(), 20000);
    const size_t packed = session()->rows()->size();
    openRun(u"text"_s);
    QCOMPARE(packed, session()->rows()->size());
    // What is no file is not taken.
    QMimeData text;
    text.setText(u"words"_s);
    QDragEnterEvent words({ 10, 10 }, Qt::CopyAction, &text, Qt::LeftButton, {});
    words.ignore();
    QApplication::sendEvent(m_window.get(), &words);
    QVERIFY(!words.isAccepted());
}

void TestWindowPanels::theCellMenuLeadsToThePage()
{
    openRun(u"text"_s);
    const EventRef event = aboutSomething(*session());
    session()->setCurrent(event);
    const Entity entity = entitiesOf(*session()->store(), event).front();
    auto *table = m_window->findChild<QTableView *>(u"eventTable"_s);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_F10, Qt::ShiftModifier); // the menu by the keyboard
    auto *menu = m_window->findChild<QMenu *>(u"cellMenu"_s);
    QVERIFY(menu && menu->isVisible());
    auto *page = menu->findChild<QAction *>(u"pivot.page"_s);
    QVERIFY(page && page->text().contains(QString::fromStdString(entity.label())));
    // As a click on it.
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(page).center());
    QTRY_VERIFY(!dock(u"entity"_s)->visibleRegion().isEmpty());
    QVERIFY(session()->entity() == entity);
    QTRY_VERIFY(m_window->findChild<EntityPage *>()->findChild<QTableView *>()->model()->rowCount() > 0);
}

void TestWindowPanels::theFilterMenuIsAboutTheCurrentEvent()
{
    openRun(u"text"_s);
    trigger(u"filter.same"_s); // no event: nothing happens but a word
    QVERIFY(session()->pivots().isEmpty());
    const EventRef event = aboutSomething(*session());
    const QString label = QString::fromStdString(entitiesOf(*session()->store(), event).front().label());
    session()->setCurrent(event);
    auto *table = m_window->findChild<QTableView *>(u"eventTable"_s);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_P);
    QCOMPARE(session()->pivots().size(), 1);
    QCOMPARE(session()->pivots()[0].label, label);
    trigger(u"filter.clear"_s);
    QTRY_VERIFY(!session()->isFiltering());
    const size_t all = session()->rows()->size();
    trigger(u"filter.withoutTemplate"_s);
    QTRY_VERIFY(!session()->isFiltering() && session()->rows()->size() < all);
    QVERIFY(session()->rowOf(event) == session()->rows()->size());
    trigger(u"filter.clear"_s);
    trigger(u"level.ERROR"_s);
    QTRY_VERIFY(!session()->isFiltering() && session()->rows()->size() < all);
    for (const EventRef shown : *session()->rows())
        QVERIFY(session()->store()->severity(shown) >= session()->rules()->levelRank("ERROR"));
    QVERIFY(m_window->action(u"level.ERROR"_s)->isChecked());
    trigger(u"level.all"_s);
    QTRY_COMPARE(session()->rows()->size(), all);
    session()->setCurrent(event);
    trigger(u"filter.to"_s);
    QCOMPARE(session()->range().end, session()->store()->time(event) + 1);
}

// Standard input that never says more and never ends: whoever waits for the reader waits forever.
void TestWindowPanels::closingDoesNotWaitForReading()
{
    int ends[2];
    QCOMPARE(pipe(ends), 0);
    const int input = dup(0);
    QCOMPARE(dup2(ends[0], 0), 0);
    const QByteArray line = "1785900001.042317 2026-08-05 05:20:01 MainProcess-1 MainThread-2 parsl.x:1 f INFO: begins\n";
    QCOMPARE(write(ends[1], line.constData(), static_cast<size_t>(line.size())), line.size());
    m_window->open({ u"-"_s });
    QTRY_VERIFY(session()->isLoading());
    QVERIFY(m_window->close());
    QVERIFY(!m_window->isVisible());
    QVERIFY(!session()->store()->isComplete() || session()->rows()->empty()); // it has not come to an end
    bool isGone = false;
    connect(m_window.get(), &QObject::destroyed, this, [&] { isGone = true; });
    m_window.reset();
    QVERIFY(isGone); // and the pipe is still open
    QCOMPARE(write(ends[1], line.constData(), static_cast<size_t>(line.size())), line.size());
    close(ends[1]);
    dup2(input, 0);
    close(ends[0]);
    close(input);
}

QTEST_MAIN(TestWindowPanels)
#include "tst_windowpanels.moc"
