// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/teachdialog.h"

#include "app/mainwindow.h"
#include "app/userrules.h"
#include "model/items/formatpreviewmodel.h"
#include "model/items/sourcemodel.h"
#include "model/session.h"
#include "tests/model-qt/recordedrun.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace widelens;
using namespace Qt::StringLiterals;

// Teaching a format, in the dialog and from the window; and the folder that rule files lie in.
class TestTeachDialog : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void theDialogShowsLinesAndSuggests();
    void thePreviewFollowsTheFormat();
    void savingWritesARuleFile();
    void aNameThatIsTakenIsReplaced();
    void anUnknownSourceIsTaught();
    void changedRuleFilesAreOffered();
    void aBadRuleFileIsTold();

private:
    void write(const QString &path, const QByteArray &text) const;
    Source source() const;
    QString file(const QString &name) const { return m_folder->filePath(name); }

    QTemporaryDir m_settings;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestTeachDialog::initTestCase()
{
    qputenv("XDG_CONFIG_HOME", m_settings.path().toUtf8());
    QCoreApplication::setOrganizationName(u"WidelensTest"_s);
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    QVERIFY(rulesFolder().startsWith(m_settings.path()));
}

void TestTeachDialog::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QDir(rulesFolder()).removeRecursively();
    // "|" before the time: nothing that ships reads it.
    write(file(u"000/app.txt"_s), "|2026-08-05 05:20:01,042|INFO|step 1\n  more\n|2026-08-05 05:20:02,042|ERROR|step 2\n");
    write(file(u"000/other.log"_s), "1785907200.000000 2026-08-05 05:20:00 MainProcess-1 MainThread-2 a:1 f INFO: x\n");
}

void TestTeachDialog::write(const QString &path, const QByteArray &text) const
{
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile out(path);
    QVERIFY(out.open(QIODevice::WriteOnly));
    QCOMPARE(out.write(text), text.size());
}

Source TestTeachDialog::source() const
{
    Source source;
    source.path = "000/app.txt";
    source.filePath = file(u"000/app.txt"_s).toStdString();
    return source;
}

template<typename T>
static T *find(const QWidget &in, const char *name)
{
    return in.findChild<T *>(QString::fromLatin1(name));
}

static QPushButton *saveButton(const QWidget &dialog)
{
    const auto buttons = dialog.findChildren<QPushButton *>();
    for (QPushButton *button : buttons) {
        if (button->text().contains(u"Save"_s) || button->text().contains(u"Replace"_s))
            return button;
    }
    return nullptr;
}

static void typeFormat(const QWidget &dialog, const QString &text)
{
    auto *edit = find<QLineEdit>(dialog, "teachFormat");
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, text);
}

void TestTeachDialog::theDialogShowsLinesAndSuggests()
{
    write(file(u"000/app.txt"_s), "2026-08-05 05:20:01,042 INFO step 1\n");
    TeachDialog dialog(source(), rulesFolder());
    dialog.show();
    QTRY_VERIFY(find<QPlainTextEdit>(dialog, "teachLines")->toPlainText().contains(u"step 1"_s));
    QCOMPARE(find<QLineEdit>(dialog, "teachFormat")->text(), u"{created:datetime} {levelname:level} {formatted:rest}"_s);
    QCOMPARE(find<QLineEdit>(dialog, "teachTitle")->text(), u"app"_s);
    QTRY_VERIFY(saveButton(dialog)->isEnabled());
}

void TestTeachDialog::thePreviewFollowsTheFormat()
{
    TeachDialog dialog(source(), rulesFolder());
    dialog.show();
    auto *preview = find<QTableView>(dialog, "teachPreview");
    QAbstractItemModelTester tester(preview->model());
    auto *verdict = find<QLabel>(dialog, "teachVerdict");
    QTRY_VERIFY(!find<QPlainTextEdit>(dialog, "teachLines")->toPlainText().isEmpty());
    QVERIFY(!saveButton(dialog)->isEnabled());

    typeFormat(dialog, u"|%(asctime)s|%(levelname)s|%(message)s"_s);
    QTRY_COMPARE(preview->model()->rowCount(), 3);
    QCOMPARE(preview->model()->columnCount(), 3);
    QCOMPARE(preview->model()->headerData(0, Qt::Horizontal).toString(), u"time"_s);
    QCOMPARE(preview->model()->index(2, 1).data().toString(), u"ERROR"_s);
    QCOMPARE(preview->model()->index(2, 2).data().toString(), u"step 2"_s);
    QVERIFY(preview->model()->index(1, 0).data(DimRole).toBool());
    QTRY_VERIFY(verdict->text().contains(u"2 of the first 3"_s));
    QVERIFY(saveButton(dialog)->isEnabled());

    typeFormat(dialog, u"|{created:datetime}|{levelname:nonsense}|{formatted:rest}"_s);
    QTRY_VERIFY(verdict->text().contains(u"\"nonsense\" is not a type"_s));
    QVERIFY(!saveButton(dialog)->isEnabled());
    QCOMPARE(preview->model()->rowCount(), 0);

    typeFormat(dialog, u"{created:epoch} {formatted:rest}"_s);
    QTRY_VERIFY(verdict->text().contains(u"None of the first 3 lines begins like this: the first does not begin with {created:epoch}."_s));
    QVERIFY(!saveButton(dialog)->isEnabled());
}

void TestTeachDialog::savingWritesARuleFile()
{
    TeachDialog dialog(source(), rulesFolder());
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    QSignalSpy saved(&dialog, &TeachDialog::saved);
    typeFormat(dialog, u"|{created:datetime}|{levelname:level}|{formatted:rest}"_s);
    auto *title = find<QLineEdit>(dialog, "teachTitle");
    title->selectAll();
    QTest::keyClicks(title, u"My App!"_s);
    QTRY_VERIFY(saveButton(dialog)->isEnabled());
    QTest::mouseClick(saveButton(dialog), Qt::LeftButton);
    QCOMPARE(saved.size(), 1);
    QCOMPARE(saved[0][0].toString(), rulesFolder() + u"/my-app.json"_s);
    QVERIFY(!dialog.isVisible());
    std::vector<std::string> problems;
    const auto rules = loadRules({ rulesFolder().toStdString(), {}, false }, problems);
    QVERIFY(problems.empty());
    QCOMPARE(rules->format("my-app")->title, std::string("My App!"));
}

void TestTeachDialog::aNameThatIsTakenIsReplaced()
{
    write(rulesFolder() + u"/app.json"_s, "{}");
    TeachDialog dialog(source(), rulesFolder());
    dialog.show();
    QVERIFY(find<QLabel>(dialog, "teachTarget")->text().startsWith(u"Replaces"_s));
    QCOMPARE(saveButton(dialog)->text(), u"&Replace"_s);
    QTest::keyClicks(find<QLineEdit>(dialog, "teachTitle"), u"2"_s);
    QVERIFY(find<QLabel>(dialog, "teachTarget")->text().startsWith(u"Saved as"_s));
    find<QLineEdit>(dialog, "teachTitle")->setText(u"…"_s);
    QVERIFY(!saveButton(dialog)->isEnabled());
}

static std::unique_ptr<MainWindow> openWindow(const QString &run)
{
    auto window = std::make_unique<MainWindow>(testRules());
    window->resize(1280, 800);
    window->show();
    window->open({ run });
    return window;
}

void TestTeachDialog::anUnknownSourceIsTaught()
{
    const auto window = openWindow(file(u"000"_s));
    Session *session = window->session();
    QTRY_VERIFY_WITH_TIMEOUT(!session->isLoading() && session->rows()->size() == 1, 20'000);
    auto *table = window->findChild<QTableView *>(u"sourceTable"_s);
    window->findChild<QWidget *>(u"sourcesDock"_s)->show();
    QModelIndex unknown;
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        if (table->model()->index(row, SourceModel::PathColumn).data().toString() == u"000/app.txt"_s)
            unknown = table->model()->index(row, 0);
    }
    QVERIFY(unknown.isValid());
    QTRY_VERIFY(table->isVisible());
    emit table->customContextMenuRequested(table->visualRect(unknown).center());
    auto *menu = table->findChild<QMenu *>(u"sourceMenu"_s);
    QVERIFY(menu);
    QTRY_VERIFY(menu->isVisible());
    QAction *teach = menu->actions().last();
    QVERIFY(teach->text().contains(u"Teach"_s));
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(teach).center());
    QTRY_VERIFY(window->findChild<TeachDialog *>());
    auto *dialog = window->findChild<TeachDialog *>();
    QTRY_VERIFY(dialog->isVisible());
    typeFormat(*dialog, u"|%(asctime)s|%(levelname)s|%(message)s"_s);
    QTRY_VERIFY(saveButton(*dialog)->isEnabled());
    QTest::mouseClick(saveButton(*dialog), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(session->rows()->size(), size_t(3), 20'000); // read again, without a question
    QCOMPARE(session->rules()->format("app")->kind, FormatRule::Kind::Text);
    QTest::qWait(500);
    QVERIFY(!window->findChild<QMessageBox *>());
}

void TestTeachDialog::changedRuleFilesAreOffered()
{
    const auto window = openWindow(file(u"000"_s));
    Session *session = window->session();
    QTRY_VERIFY_WITH_TIMEOUT(!session->isLoading() && session->rows()->size() == 1, 20'000);
    write(rulesFolder() + u"/own.json"_s, QByteArray::fromStdString(ruleFileText("own", "own", "|{created:datetime}|{levelname:level}|{formatted:rest}")));
    QTRY_VERIFY_WITH_TIMEOUT(window->findChild<QMessageBox *>(u"rulesChanged"_s), 10'000);
    QCOMPARE(session->rows()->size(), size_t(1)); // only if wanted
    QTest::mouseClick(window->findChild<QMessageBox *>(u"rulesChanged"_s)->button(QMessageBox::Yes), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(session->rows()->size(), size_t(3), 20'000);
}

void TestTeachDialog::aBadRuleFileIsTold()
{
    const auto window = openWindow(file(u"000"_s));
    Session *session = window->session();
    QTRY_VERIFY_WITH_TIMEOUT(!session->isLoading() && session->rows()->size() == 1, 20'000);
    write(rulesFolder() + u"/bad.json"_s, "{ \"formats\": 3 }");
    const auto told = [&] {
        const auto boxes = window->findChildren<QMessageBox *>();
        return std::any_of(boxes.begin(), boxes.end(), [](const QMessageBox *box) { return box->text().contains(u"bad.json: /formats: is not a list"_s); });
    };
    QTRY_VERIFY_WITH_TIMEOUT(told(), 10'000);
}

QTEST_MAIN(TestTeachDialog)
#include "tst_teachdialog.moc"
