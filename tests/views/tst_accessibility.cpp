// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/eventmodel.h"
#include "model/rules/rules.h"
#include "tests/views/windowtest.h"
#include "views/eventtableview.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QDialog>
#include <QDockWidget>
#include <QLabel>
#include <QTabBar>
#include <QTableView>

using namespace widelens;
using namespace Qt::StringLiterals;

// The window for those who do not see it, or have no mouse.
class TestAccessibility : public WindowTest
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void everyControlHasAName();
    void everyDialogHasNames_data();
    void everyDialogHasNames();
    void theTableHasCells();
    void theTabKeyReachesEverything();
    void whereTheKeyboardIsIsSeen_data();
    void whereTheKeyboardIsIsSeen();

private:
    void openEverything();
};

void TestAccessibility::initTestCase()
{
    useOwnSettings();
    QAccessible::setActive(true);
}

void TestAccessibility::init()
{
    clearSettings();
    makeWindow({ 1600, 1000 });
}

// A run with something in every panel, chips, steps and tabs.
void TestAccessibility::openEverything()
{
    m_window->open({ runPath(u"text"_s) });
    Session *session = m_window->session();
    QTRY_VERIFY_WITH_TIMEOUT(!session->isLoading() && !session->rows()->empty(), 20000);
    for (const EventRef event : *session->rows()) {
        const std::vector<Entity> entities = entitiesOf(*session->store(), event);
        if (!entities.empty() && entities.front().kind == session->rules()->stateKind) { // that has a life to draw
            session->setCurrent(event);
            break;
        }
    }
    session->openTab();
    session->addPivot(pivotOn("levelname", "INFO"));
    session->addPivot(pivotOn("levelname", "ERROR", true));
    for (const QString &id : { u"edit.bookmark"_s, u"edit.find"_s, u"filter.page"_s })
        m_window->action(id)->trigger();
    for (QDockWidget *dock : m_window->findChildren<QDockWidget *>()) {
        dock->show();
        dock->raise();
        QTest::qWait(20);
    }
}

// What can be clicked or take the keyboard, and has no name.
static QStringList nameless(const QWidget *window)
{
    QStringList found;
    for (QWidget *widget : window->findChildren<QWidget *>()) {
        const bool isControl = widget->focusPolicy() != Qt::NoFocus || qobject_cast<QAbstractButton *>(widget);
        if (!isControl || widget->focusProxy() || widget->inherits("QComboBoxPrivateContainer") || widget->inherits("QComboBoxListView"))
            continue;
        const auto *label = qobject_cast<QLabel *>(widget);
        if ((label && label->text().isEmpty()) || widget->inherits("QTableCornerButton")) // not there: their headers are hidden
            continue;
        QStringList names;
        QAccessibleInterface *control = QAccessible::queryAccessibleInterface(widget);
        if (const auto *bar = qobject_cast<QTabBar *>(widget)) {
            for (int tab = 0; tab < bar->count(); ++tab)
                names.append(bar->tabText(tab));
        } else if (widget->parentWidget()->inherits("QAbstractSpinBox")) {
            names.append(QAccessible::queryAccessibleInterface(widget->parentWidget())->text(QAccessible::Name));
        } else {
            names.append(control ? control->text(QAccessible::Name) : QString());
        }
        if (names.contains(QString()))
            found.append(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName() + u" in "_s + QString::fromLatin1(widget->parentWidget()->metaObject()->className()) + u' '
                         + widget->parentWidget()->objectName());
    }
    return found;
}

void TestAccessibility::everyControlHasAName()
{
    QVERIFY2(nameless(m_window.get()).isEmpty(), qPrintable(nameless(m_window.get()).join(u"; "_s))); // while nothing is open
    openEverything();
    QVERIFY(m_window->findChildren<QAbstractButton *>().size() > 30);
    QVERIFY2(nameless(m_window.get()).isEmpty(), qPrintable(nameless(m_window.get()).join(u"; "_s)));
}

void TestAccessibility::everyDialogHasNames_data()
{
    QTest::addColumn<QString>("command");
    for (const char *id : { "file.settings", "help.shortcuts", "help.palette", "view.columns", "file.exportStates", "file.exportMetric", "go.to", "edit.bookmarkNote", "help.about" })
        QTest::newRow(id) << QString::fromLatin1(id);
}

void TestAccessibility::everyDialogHasNames()
{
    QFETCH(QString, command);
    openEverything();
    const QList<QDialog *> before = m_window->findChildren<QDialog *>();
    m_window->action(command)->trigger();
    QList<QDialog *> dialogs = m_window->findChildren<QDialog *>();
    dialogs.removeIf([&](QDialog *dialog) { return before.contains(dialog); });
    QCOMPARE(dialogs.size(), 1);
    QTRY_VERIFY(dialogs[0]->isVisible());
    QVERIFY(!dialogs[0]->windowTitle().isEmpty());
    QVERIFY2(nameless(dialogs[0]).isEmpty(), qPrintable(nameless(dialogs[0]).join(u"; "_s)));
    dialogs[0]->close();
}

void TestAccessibility::theTableHasCells()
{
    openEverything();
    auto *view = m_window->findChild<EventTableView *>();
    m_window->session()->clearFilter();
    QTRY_VERIFY(!m_window->session()->isFiltering());
    QTRY_VERIFY(!view->model()->index(0, EventModel::MessageColumn).data(PendingRole).toBool());
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(view->table());
    QVERIFY(interface && interface->role() == QAccessible::Table);
    QAccessibleTableInterface *table = interface->tableInterface();
    QVERIFY(table);
    QCOMPARE(table->columnCount(), view->model()->columnCount());
    // As many rows as are on the screen, however many there are.
    QCOMPARE(table->rowCount(), view->model()->rowCount());
    QVERIFY(size_t(table->rowCount()) < m_window->session()->rows()->size());
    for (int column = 0; column < table->columnCount(); ++column) {
        QCOMPARE(table->columnDescription(column), view->model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        QVERIFY(!table->columnDescription(column).isEmpty());
    }
    for (int row = 0; row < table->rowCount(); ++row) {
        for (int column = 0; column < table->columnCount(); ++column) {
            QAccessibleInterface *cell = table->cellAt(row, column);
            QVERIFY(cell && cell->role() == QAccessible::Cell);
            QVERIFY(cell->tableCellInterface());
            QCOMPARE(cell->tableCellInterface()->rowIndex(), row);
            QCOMPARE(cell->text(QAccessible::Name), view->model()->index(row, column).data().toString());
        }
    }
    for (int row = 0; row < table->rowCount(); ++row) {
        const EventRef event = (*m_window->session()->rows())[view->topRow() + size_t(row)];
        const std::string_view level = m_window->session()->store()->levelName(event);
        QCOMPARE(table->cellAt(row, EventModel::LevelColumn)->text(QAccessible::Name), QString::fromUtf8(level.data(), qsizetype(level.size())));
        for (const int column : { EventModel::TimeColumn, EventModel::SourceColumn, EventModel::MessageColumn })
            QVERIFY(!table->cellAt(row, column)->text(QAccessible::Name).isEmpty());
    }
    // After scrolling they are those that are seen then.
    view->scrollTo(1000);
    QTRY_VERIFY(!view->model()->index(0, EventModel::MessageColumn).data(PendingRole).toBool());
    QCOMPARE(table->cellAt(3, EventModel::MessageColumn)->text(QAccessible::Name), view->model()->index(3, EventModel::MessageColumn).data().toString());
    // The current one is told.
    m_window->session()->setCurrent((*m_window->session()->rows())[1002]);
    QCOMPARE(table->selectedRows(), QList<int> { 2 });
}

void TestAccessibility::theTabKeyReachesEverything()
{
    openEverything();
    m_window->action(u"view.resetLayout"_s)->trigger();
    for (const QString &id : { u"go.issues"_s, u"go.table"_s })
        m_window->action(id)->trigger();
    QTest::qWait(50);
    QList<QWidget *> wanted;
    for (QWidget *widget : m_window->findChildren<QWidget *>()) {
        if (widget->isVisible() && !widget->visibleRegion().isEmpty() && widget->isEnabled() && widget->focusPolicy() & Qt::TabFocus && !widget->focusProxy() && widget->window() == m_window.get())
            wanted.append(widget);
    }
    QVERIFY(wanted.size() > 15);
    const qsizetype all = wanted.size();
    for (qsizetype i = 0; i < 6 * all && !wanted.isEmpty(); ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        wanted.removeAll(QApplication::focusWidget());
    }
    QStringList left;
    for (const QWidget *widget : std::as_const(wanted)) {
        if (widget->isVisible()) // some come and go with what is chosen
            left.append(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName());
    }
    QVERIFY2(left.isEmpty(), qPrintable(left.join(u"; "_s)));
}

void TestAccessibility::whereTheKeyboardIsIsSeen_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("dark");
    for (const bool dark : { false, true }) {
        for (const char *name : { "eventTable", "canvas", "legend", "chipLabel", "step0", "mapCanvas", "stateLane", "summaryText", "fieldTable", "viewTabs" })
            QTest::addRow("%s %s", name, dark ? "dark" : "light") << QString::fromLatin1(name) << dark;
    }
}

// A widget looks different when it has the keyboard.
void TestAccessibility::whereTheKeyboardIsIsSeen()
{
    QFETCH(QString, name);
    QFETCH(bool, dark);
    const QPalette before = QApplication::palette();
    m_window->action(dark ? u"theme.dark"_s : u"theme.light"_s)->trigger();
    openEverything();
    for (const QString &id : { u"go.inspector"_s, u"go.summary"_s, u"go.map"_s, u"go.entity"_s })
        m_window->action(id)->trigger();
    if (name == u"fieldTable"_s)
        m_window->action(u"go.inspector"_s)->trigger();
    else if (name == u"summaryText"_s)
        m_window->action(u"go.summary"_s)->trigger();
    QTest::qWait(200);
    QWidget *widget = nullptr;
    for (QWidget *candidate : m_window->findChildren<QWidget *>(name)) {
        if (candidate->isVisible())
            widget = widget ? widget : candidate;
    }
    QVERIFY(widget);
    QTRY_VERIFY(!m_window->session()->isFiltering());
    QWidget *other = m_window->findChild<QWidget *>(u"findText"_s);
    other->setFocus(Qt::TabFocusReason);
    QTest::qWait(50);
    const QImage without = widget->grab().toImage();
    widget->setFocus(Qt::TabFocusReason);
    QVERIFY(widget->hasFocus());
    QTest::qWait(50);
    QVERIFY(widget->grab().toImage() != without);
    QApplication::setPalette(before);
}

QTEST_MAIN(TestAccessibility)
#include "tst_accessibility.moc"
