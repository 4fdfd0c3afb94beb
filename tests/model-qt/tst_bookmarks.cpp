// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/bookmarks.h"

#include "model/items/bookmarkmodel.h"
#include "model/items/eventmodel.h"
#include "model/session.h"
#include "tests/model-qt/recordedrun.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestBookmarks : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void theyAreThereAgain();
    void eachRunHasItsOwn();
    void growingRunsKeepThem();
    void aFileWrittenAnewLosesThem();
    void nextAndPreviousAmongTheRowsShown();
    void theModelListsAndEdits();
    void rowsAreMarked();
    void aDamagedFileIsKept();

private:
    static void open(Session &session, const QString &run);

    QTemporaryDir m_settings;
};

void TestBookmarks::initTestCase()
{
    QCoreApplication::setOrganizationName(u"WidelensTest"_s);
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
}

void TestBookmarks::init()
{
    QFile::remove(bookmarkFile());
    QVERIFY(bookmarkFile().startsWith(m_settings.path()));
}

void TestBookmarks::open(Session &session, const QString &run)
{
    session.open({ run });
    QTRY_VERIFY_WITH_TIMEOUT(!session.isLoading() && !session.rows()->empty(), 20000);
}

void TestBookmarks::theyAreThereAgain()
{
    uint64_t line = 0;
    {
        Session session(testRules());
        open(session, runPath(u"text"_s));
        const EventRef event = (*session.rows())[100];
        line = session.store()->line(event);
        session.bookmarks()->add(event, u"odd"_s);
        session.bookmarks()->toggle((*session.rows())[20]);
        QTRY_VERIFY(!session.bookmarks()->list().last().message.isEmpty()); // read in the background
    }
    Session session(testRules());
    open(session, runPath(u"text"_s));
    const QList<Bookmark> &list = session.bookmarks()->list();
    QCOMPARE(list.size(), 2);
    QVERIFY(list[0].time < list[1].time);
    QCOMPARE(list[1].note, u"odd"_s);
    QCOMPARE(session.store()->line(list[1].event), line);
    session.bookmarks()->toggle(list[0].event);
    QCOMPARE(session.bookmarks()->list().size(), 1);
    QCOMPARE(readBookmarks(bookmarkFile()).first().size(), 1);
}

void TestBookmarks::eachRunHasItsOwn()
{
    Session session(testRules());
    open(session, runPath(u"text"_s));
    session.bookmarks()->toggle((*session.rows())[3]);
    open(session, runPath(u"killed"_s));
    QVERIFY(session.bookmarks()->list().isEmpty());
    session.bookmarks()->toggle((*session.rows())[4]);
    QCOMPARE(readBookmarks(bookmarkFile()).size(), 2);
    session.close();
    QVERIFY(session.bookmarks()->list().isEmpty());
    open(session, runPath(u"text"_s));
    QCOMPARE(session.bookmarks()->indexOf((*session.rows())[3]), 0);
}

// A run of one log that can be written to.
static QString growingRun(const QTemporaryDir &folder)
{
    const QString run = folder.filePath(u"000"_s);
    QDir().mkpath(run);
    QFile::copy(runPath(u"text"_s) + u"/000/parsl.log"_s, run + u"/parsl.log"_s);
    return run;
}

void TestBookmarks::growingRunsKeepThem()
{
    const QTemporaryDir folder;
    const QString run = growingRun(folder);
    Session session(testRules());
    open(session, run);
    const uint64_t line = session.store()->line((*session.rows())[9]);
    session.bookmarks()->toggle((*session.rows())[9]);
    QVERIFY(QFile::copy(run + u"/parsl.log"_s, run + u"/aaa.log"_s));
    QSignalSpy replaced(&session, &Session::replaced);
    session.reload();
    QTRY_COMPARE_WITH_TIMEOUT(replaced.count(), 1, 20000);
    QCOMPARE(session.bookmarks()->list().size(), 1);
    QCOMPARE(session.store()->line(session.bookmarks()->list().first().event), line);
    QVERIFY(session.store()->source(session.bookmarks()->list().first().event).logsource == "parsl.log");
}

void TestBookmarks::aFileWrittenAnewLosesThem()
{
    const QTemporaryDir folder;
    const QString run = growingRun(folder);
    {
        Session session(testRules());
        open(session, run);
        session.bookmarks()->add((*session.rows())[900], u"kept"_s);
    }
    QFile log(run + u"/parsl.log"_s);
    QVERIFY(log.open(QIODevice::ReadWrite));
    const QByteArray all = log.readAll();
    log.resize(0);
    log.seek(0);
    log.write(all.mid(all.indexOf('\n', 60000) + 1)); // other events stand in that line now
    log.close();
    Session session(testRules());
    open(session, run);
    const Bookmark &bookmark = session.bookmarks()->list().at(0);
    QVERIFY(!bookmark.event.isValid());
    QCOMPARE(bookmark.note, u"kept"_s);
}

void TestBookmarks::nextAndPreviousAmongTheRowsShown()
{
    Session session(testRules());
    open(session, runPath(u"text"_s));
    const EventRows all = *session.rows();
    for (const size_t row : { size_t(10), size_t(500), size_t(1500) })
        session.bookmarks()->toggle(all[row]);
    QCOMPARE(session.bookmarks()->next(all[10], true), all[500]);
    QCOMPARE(session.bookmarks()->next(all[600], false), all[500]);
    QVERIFY(!session.bookmarks()->next(all[1500], true).isValid());
    session.setRange({ session.store()->time(all[1000]), session.store()->timeSpan().end + 1 });
    QTRY_VERIFY(!session.isFiltering());
    QCOMPARE(session.bookmarks()->next(all[10], true), all[1500]);
}

void TestBookmarks::theModelListsAndEdits()
{
    Session session(testRules());
    BookmarkModel model(&session);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    open(session, runPath(u"text"_s));
    session.bookmarks()->toggle((*session.rows())[10]);
    QCOMPARE(model.rowCount(), 1);
    QVERIFY(model.setData(model.index(0, BookmarkModel::NoteColumn), u" begins here "_s));
    QCOMPARE(session.bookmarks()->list().first().note, u"begins here"_s);
    QVERIFY(!model.setData(model.index(0, BookmarkModel::MessageColumn), u"x"_s));
    QTRY_VERIFY(!model.index(0, BookmarkModel::MessageColumn).data().toString().isEmpty());
    session.bookmarks()->remove(0);
    QCOMPARE(model.rowCount(), 0);
}

void TestBookmarks::rowsAreMarked()
{
    Session session(testRules());
    EventModel model(&session);
    open(session, runPath(u"text"_s));
    model.setWindow(0, 20);
    session.bookmarks()->add((*session.rows())[4], u"why"_s);
    QCOMPARE(model.index(4, 0).data(BookmarkRole).toString(), u"why"_s);
    QVERIFY(!model.index(5, 0).data(BookmarkRole).isValid());
}

void TestBookmarks::aDamagedFileIsKept()
{
    QFile file(bookmarkFile());
    QVERIFY(QDir().mkpath(QFileInfo(file).absolutePath()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"runs\": {");
    file.close();
    QVERIFY(readBookmarks(bookmarkFile()).isEmpty());
    QVERIFY(QFile::exists(bookmarkFile() + u".damaged"_s));
}

QTEST_GUILESS_MAIN(TestBookmarks)
#include "tst_bookmarks.moc"
