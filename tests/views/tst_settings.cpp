// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/keymap.h"
#include "app/keymodel.h"
#include "app/recentruns.h"
#include "app/savedsetting.h"
#include "app/settings.h"
#include "tests/views/windowtest.h"
#include "views/theme.h"
#include "model/items/eventmodel.h"
#include "views/eventtableview.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QLockFile>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>
#include <QStatusBar>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>

using namespace widelens;
using namespace Qt::StringLiterals;

// What the reader can choose: settings and keys, in the dialog and in the file.
class TestSettings : public WindowTest
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void keysAreChanged();
    void aTakenKeyIsToldAndNotTaken();
    void keysAreTakenOverOnRequest();
    void onlyWhatDiffersIsWritten();
    void badSettingsAreToldAndKept();
    void looksFollowAtOnce();
    void timesFollowAtOnce();
    void whatIsReadNext();
    void openingDoesNotWaitForTheSettingsFile();
    void theLastRunComesBack();
    void menusAndDialogAgree();
    void theCheatSheetShowsTheKeysOfNow();

private:
    void makeWindow();
    QWidget *dialog();
    void choose(const KeySlot &slot);
    void press(int key, Qt::KeyboardModifiers modifiers);
    template<typename T>
    T *part(const QString &name) { return m_window->findChild<T *>(name); }
    QByteArray file() const;
};

void TestSettings::initTestCase()
{
    useOwnSettings();
}

void TestSettings::init()
{
    clearSettings();
    makeWindow();
}

void TestSettings::makeWindow()
{
    WindowTest::makeWindow({ 1280, 720 });
}

QWidget *TestSettings::dialog()
{
    if (!part<QWidget>(u"settingsDialog"_s))
        QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
    return part<QWidget>(u"settingsDialog"_s);
}

QByteArray TestSettings::file() const
{
    QSettings().sync();
    QFile file(Settings::filePath());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// By the search, as a reader does.
void TestSettings::choose(const KeySlot &slot)
{
    QVERIFY(dialog());
    part<QTabWidget>(u"settingsPages"_s)->setCurrentWidget(part<QWidget>(u"keyPage"_s));
    auto *search = part<QLineEdit>(u"keySearch"_s);
    search->clear();
    QTest::keyClicks(search, plainText(*m_window->keymap()->command(slot.command)).toLower() + u' ' + placeText(slot.scope));
    auto *table = part<QTableView>(u"keyTable"_s);
    QVERIFY(table->model()->rowCount() >= 1);
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        if (table->model()->index(row, KeyModel::CommandColumn).data().toString() == plainText(*m_window->keymap()->command(slot.command)))
            table->selectRow(row);
    }
}

void TestSettings::press(int key, Qt::KeyboardModifiers modifiers)
{
    auto *edit = part<QKeySequenceEdit>(u"keyEdit"_s);
    edit->setFocus();
    QTest::keyClick(edit, static_cast<Qt::Key>(key), modifiers);
}

void TestSettings::keysAreChanged()
{
    m_window->open({ runPath(u"text"_s) });
    QTRY_VERIFY_WITH_TIMEOUT(!session()->isLoading() && !session()->rows()->empty(), 20000);
    const KeySlot slot { u"table.last"_s, KeyScope::Table };
    choose(slot);
    press(Qt::Key_Z, Qt::NoModifier);
    QVERIFY(part<QLabel>(u"keyVerdict"_s)->text().contains(u"free"_s));
    QTest::mouseClick(part<QPushButton>(u"keySet"_s), Qt::LeftButton);
    QCOMPARE(m_window->keymap()->keys(slot), QList { QKeySequence(u"Z"_s) });
    dialog()->close();
    m_window->activateWindow();
    auto *table = part<QTableView>(u"eventTable"_s);
    table->setFocus();
    QTRY_VERIFY(table->hasFocus());
    session()->setCurrent(session()->rows()->front());
    QTest::keyClick(table, Qt::Key_G, Qt::ShiftModifier); // not any more
    QCOMPARE(session()->current(), session()->rows()->front());
    QTest::keyClick(table, Qt::Key_Z);
    QCOMPARE(session()->current(), session()->rows()->back());
    // The next window knows it, too.
    makeWindow();
    QCOMPARE(m_window->keymap()->keys(slot), QList { QKeySequence(u"Z"_s) });
    choose({ u"edit.find"_s, KeyScope::Window });
    press(Qt::Key_F9, Qt::NoModifier);
    QTest::mouseClick(part<QPushButton>(u"keyAdd"_s), Qt::LeftButton);
    QCOMPARE(m_window->action(u"edit.find"_s)->shortcuts().size(), 2);
    QTest::mouseClick(part<QPushButton>(u"keyReset"_s), Qt::LeftButton);
    QCOMPARE(m_window->action(u"edit.find"_s)->shortcuts(), QList { QKeySequence(u"Ctrl+F"_s) });
    QTest::mouseClick(part<QPushButton>(u"keyResetAll"_s), Qt::LeftButton);
    QVERIFY(!m_window->keymap()->isChanged(slot));
    QVERIFY(!file().contains("Shortcuts"));
}

void TestSettings::aTakenKeyIsToldAndNotTaken()
{
    const KeySlot slot { u"edit.copyJson"_s, KeyScope::Window };
    choose(slot);
    press(Qt::Key_F, Qt::ControlModifier);
    QVERIFY(part<QLabel>(u"keyVerdict"_s)->text().contains(u"“Find”"_s));
    QVERIFY(!part<QPushButton>(u"keySet"_s)->isEnabled());
    QVERIFY(!part<QPushButton>(u"keyAdd"_s)->isEnabled());
    QVERIFY(m_window->keymap()->keys(slot).isEmpty());
    // What is a key of the table cannot be one of the whole window; one of a plot can be one of the table.
    press(Qt::Key_J, Qt::NoModifier);
    QVERIFY(part<QLabel>(u"keyVerdict"_s)->text().contains(u"“Row Down”"_s));
    QVERIFY(m_window->keymap()->holder(QKeySequence(u"S"_s), { u"table.down"_s, KeyScope::Plot }).has_value());
    QVERIFY(!m_window->keymap()->holder(QKeySequence(u"S"_s), { u"table.down"_s, KeyScope::Table }).has_value());
    QVERIFY(m_window->keymap()->holder(QKeySequence(u"Ctrl+F, Ctrl+G"_s), slot).has_value()); // begins like another
}

void TestSettings::keysAreTakenOverOnRequest()
{
    const KeySlot slot { u"edit.copyJson"_s, KeyScope::Window };
    choose(slot);
    press(Qt::Key_F, Qt::ControlModifier);
    auto *take = part<QPushButton>(u"keyTake"_s);
    QVERIFY(take->isVisible());
    QTest::mouseClick(take, Qt::LeftButton);
    QCOMPARE(m_window->keymap()->keys(slot), QList { QKeySequence(u"Ctrl+F"_s) });
    QVERIFY(m_window->keymap()->keys({ u"edit.find"_s, KeyScope::Window }).isEmpty());
    makeWindow(); // both are remembered
    QCOMPARE(m_window->keymap()->keys(slot), QList { QKeySequence(u"Ctrl+F"_s) });
    QVERIFY(m_window->keymap()->problems().isEmpty());
}

void TestSettings::onlyWhatDiffersIsWritten()
{
    Keymap *keymap = m_window->keymap();
    const QAbstractItemModelTester tester(new KeyModel(keymap, m_window.get()), QAbstractItemModelTester::FailureReportingMode::Fatal);
    keymap->setKeys({ u"edit.find"_s, KeyScope::Table }, { QKeySequence(u"Ctrl+,"_s), QKeySequence(u"Shift+F7"_s) });
    QVERIFY(file().contains("edit.find.table=\"Ctrl+,; Shift+F7\""));
    QCOMPARE(file().count("edit."), 1);
    keymap->reset({ u"edit.find"_s, KeyScope::Table });
    QVERIFY(!file().contains("edit.find"));
}

void TestSettings::badSettingsAreToldAndKept()
{
    m_window.reset();
    const QByteArray text = "[General]\ntheme=pink\ntimes=local\nzone=Nowhere/Town\n\n[Shortcuts]\nedit.find=Ctrl+Banana\nedit.findNext=Ctrl+O\nnothing.here=F9\ntable.down.table=U\n";
    QSettings().sync();
    QDir().mkpath(QFileInfo(Settings::filePath()).absolutePath());
    QFile out(Settings::filePath());
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write(text);
    out.close();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"theme=pink.*Nowhere/Town"_s));
    makeWindow();
    const QString said = m_window->statusBar()->currentMessage();
    for (const QString &bad : { u"theme=pink"_s, u"Nowhere/Town"_s, u"edit.find=Ctrl+Banana"_s, u"nothing.here"_s, u"file.openRun"_s })
        QVERIFY2(said.contains(bad), qPrintable(bad + u" in "_s + said));
    auto *counts = part<QLabel>(u"countLabel"_s);
    QVERIFY(!counts->isVisible()); // it would stand in the message
    m_window->statusBar()->clearMessage();
    QVERIFY(counts->isVisible());
    QCOMPARE(m_window->action(u"edit.find"_s)->shortcut(), QKeySequence(u"Ctrl+F"_s));
    QCOMPARE(m_window->action(u"edit.findNext"_s)->shortcut(), QKeySequence(u"F3"_s));
    QCOMPARE(m_window->action(u"file.openRun"_s)->shortcut(), QKeySequence(u"Ctrl+O"_s));
    QCOMPARE(m_window->keymap()->keys({ u"table.down"_s, KeyScope::Table }), QList { QKeySequence(u"U"_s) }); // good ones are taken
    QCOMPARE(session()->timeDisplay(), TimeDisplay::Local);
    QVERIFY(m_window->settings()->now().theme == ThemeMode::System);
    QVERIFY(dialog());
    QVERIFY(part<QLabel>(u"settingsFile"_s)->text().contains(u"theme=pink"_s));
    m_window->close();
    for (const char *kept : { "theme=pink", "Nowhere/Town", "Ctrl+Banana", "nothing.here=F9" })
        QVERIFY2(file().contains(kept), kept);
}

void TestSettings::looksFollowAtOnce()
{
    QVERIFY(dialog());
    const QPalette before = QApplication::palette();
    auto *theme = part<QComboBox>(u"themeChoice"_s);
    theme->setFocus();
    QTest::keyClick(theme, Qt::Key_End);
    QVERIFY(isDark(QApplication::palette()));
    QVERIFY(file().contains("theme=dark"));
    QTest::keyClick(theme, Qt::Key_Up);
    QVERIFY(!isDark(QApplication::palette()));
    const int size = QApplication::font().pointSize();
    auto *points = part<QSpinBox>(u"fontSizeChoice"_s);
    points->setValue(size + 3);
    QCOMPARE(QApplication::font().pointSize(), size + 3);
    points->setValue(points->minimum());
    QCOMPARE(QApplication::font().pointSize(), size);
    QVERIFY(part<QLabel>(u"settingsFile"_s)->text().contains(Settings::filePath()));
    QApplication::setPalette(before);
}

void TestSettings::timesFollowAtOnce()
{
    m_window->open({ runPath(u"text"_s) });
    QTRY_VERIFY_WITH_TIMEOUT(!session()->isLoading() && !session()->rows()->empty(), 20000);
    QVERIFY(dialog());
    const auto time = [this] { return m_window->findChild<EventTableView *>()->model()->index(0, EventModel::TimeColumn).data().toString(); };
    QCOMPARE(time().section(u'.', 1).size(), 6);
    auto *digits = part<QComboBox>(u"digitsChoice"_s);
    digits->setFocus();
    QTest::keyClick(digits, Qt::Key_End);
    QCOMPARE(time().section(u'.', 1).size(), 9);
    QTest::keyClick(digits, Qt::Key_Home);
    QVERIFY(!time().contains(u'.'));
    auto *times = part<QComboBox>(u"timesChoice"_s);
    QTest::keyClick(times, Qt::Key_End);
    QCOMPARE(session()->timeDisplay(), TimeDisplay::Relative);
    QVERIFY(time().startsWith(u'+'));
    QVERIFY(file().contains("times=relative"));
    QVERIFY(file().contains("timeDigits=0"));
}

void TestSettings::whatIsReadNext()
{
    QVERIFY(dialog());
    auto *zone = part<QLineEdit>(u"zoneChoice"_s);
    zone->setText(u"Asia/Nowhere"_s);
    QVERIFY(part<QLabel>(u"zoneNote"_s)->text().contains(u"No time zone"_s));
    QVERIFY(m_window->settings()->now().zone.isEmpty());
    zone->setText(u"Asia/Tokyo"_s);
    QVERIFY(file().contains("zone=Asia/Tokyo"));
    QTest::mouseClick(part<QCheckBox>(u"guessChoice"_s), Qt::LeftButton, {}, { 8, part<QCheckBox>(u"guessChoice"_s)->height() / 2 });
    QVERIFY(file().contains("guess=true"));
    dialog()->close();
    // Local times that nothing else places are read as Tokyo's.
    const QTemporaryDir folder;
    QFile log(folder.filePath(u"app.log"_s));
    QVERIFY(log.open(QIODevice::WriteOnly));
    log.write("2026-08-05 09:00:00.000 app:1 [INFO]  begins\n");
    log.close();
    m_window->open({ log.fileName() });
    QTRY_VERIFY_WITH_TIMEOUT(!session()->isLoading() && !session()->rows()->empty(), 20000);
    QVERIFY(session()->rules()->guessing);
    QCOMPARE(session()->timeText(session()->rows()->front(), 0), u"2026-08-05 00:00:00"_s);
}

// Another program holds the lock of the file, as a slow disk does: what is saved is seen at once, and written later.
void TestSettings::openingDoesNotWaitForTheSettingsFile()
{
    const QString path = savedSettingsPath();
    const auto written = [&path] {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QLockFile lock(path + u".lock"_s);
    QDir().mkpath(QFileInfo(path).absolutePath());
    QVERIFY(lock.tryLock());
    m_window->open({ runPath(u"text"_s) });
    QTRY_VERIFY_WITH_TIMEOUT(!session()->isLoading() && !session()->rows()->empty(), 20000);
    rememberRun(u"/last"_s);
    QCOMPARE(recentRuns(), (QStringList { u"/last"_s, runPath(u"text"_s) }));
    QVERIFY(!written().contains("/last"));
    lock.unlock();
    finishSaving();
    QVERIFY(written().contains("/last"));
    QCOMPARE(recentRuns(), (QStringList { u"/last"_s, runPath(u"text"_s) }));
    forgetRuns();
    QVERIFY(recentRuns().isEmpty());
    finishSaving();
    QVERIFY(!written().contains("/last"));
}

void TestSettings::theLastRunComesBack()
{
    Preferences wanted = m_window->settings()->now();
    wanted.restoreRuns = true;
    m_window->settings()->set(wanted);
    m_window->open({ runPath(u"text"_s) });
    QTRY_VERIFY_WITH_TIMEOUT(!session()->isLoading() && !session()->rows()->empty(), 20000);
    m_window->close();
    makeWindow();
    m_window->openLast();
    QCOMPARE(session()->paths(), QStringList { runPath(u"text"_s) });
    QVERIFY(savedSetting(u"reopening"_s).toBool());
    // As if the program ended here: next time nothing is opened, the time after that it is.
    m_window.reset();
    makeWindow();
    m_window->openLast();
    QVERIFY(!session()->isOpen());
    QVERIFY(m_window->statusBar()->currentMessage().contains(u"not opened again"_s));
    m_window->openLast();
    QVERIFY(session()->isOpen());
    QTRY_VERIFY_WITH_TIMEOUT(!session()->isLoading(), 20000);
    QVERIFY(!savedSetting(u"reopening"_s).isValid());
}

void TestSettings::menusAndDialogAgree()
{
    QVERIFY(dialog());
    const QPalette before = QApplication::palette();
    m_window->action(u"theme.dark"_s)->trigger();
    QCOMPARE(part<QComboBox>(u"themeChoice"_s)->currentIndex(), 2);
    QVERIFY(m_window->action(u"theme.dark"_s)->isChecked());
    QVERIFY(!m_window->action(u"theme.light"_s)->isChecked());
    m_window->action(u"theme.light"_s)->trigger();
    QApplication::setPalette(before);
}

void TestSettings::theCheatSheetShowsTheKeysOfNow()
{
    m_window->keymap()->setKeys({ u"edit.find"_s, KeyScope::Window }, { QKeySequence(u"Ctrl+Shift+F7"_s) });
    QTest::keyClick(m_window.get(), Qt::Key_F1);
    auto *sheet = part<QWidget>(u"cheatSheet"_s);
    QVERIFY(sheet);
    const QString text = sheet->findChild<QTextBrowser *>()->toPlainText();
    for (const QString &expected : { u"Ctrl+Shift+F7"_s, u"One row down."_s, u"W, +, ="_s, u"Ctrl+wheel"_s, u"In the command palette"_s, u"PgUp"_s })
        QVERIFY2(text.contains(expected), qPrintable(expected));
    QVERIFY(m_window->action(u"edit.find"_s)->toolTip().contains(u"Ctrl+Shift+F7"_s));
}

QTEST_MAIN(TestSettings)
#include "tst_settings.moc"
