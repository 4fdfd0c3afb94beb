// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/gotoplace.h"

#include "model/session.h"
#include "tests/model-qt/recordedrun.h"
#include "tests/model-qt/stalledfilter.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestGotoPlace : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void rowsAndParts();
    void timesAsTheyAreShown();
    void distances();
    void linesOfSources();
    void copiesLeadToTheirOriginal();
    void whatCannotBeRead_data();
    void whatCannotBeRead();
    void saysThatRowsAreStillLookedFor();

private:
    EventRef find(const QString &text) const { return findPlace(*m_session, text).event; }
    size_t row(const QString &text) const { return m_session->rowOf(find(text)); }

    std::shared_ptr<const EventStore> m_store = recordedRun(u"text"_s);
    std::unique_ptr<Session> m_session;
};

void TestGotoPlace::init()
{
    m_session = std::make_unique<Session>(testRules());
    m_session->setStore(m_store);
}

void TestGotoPlace::rowsAndParts()
{
    const size_t rows = m_store->rows()->size();
    QCOMPARE(row(u"1"_s), size_t(0));
    QCOMPARE(row(u" 1200 "_s), size_t(1199));
    QCOMPARE(row(u"99999999999"_s), rows - 1);
    QCOMPARE(row(u"0%"_s), size_t(0));
    QCOMPARE(row(u"50%"_s), (rows - 1) / 2);
    QCOMPARE(row(u"100 %"_s), rows - 1);
}

void TestGotoPlace::timesAsTheyAreShown()
{
    const EventRef event = (*m_store->rows())[700];
    const QString whole = m_session->timeText(event, 6);
    QCOMPARE(m_store->time(find(whole)), m_store->time(event));
    QCOMPARE(m_store->time(find(whole.mid(11))), m_store->time(event)); // the clock alone: on that day
    QCOMPARE(m_store->time(find(exactTimeText(m_store->time(event)))), m_store->time(event));
    m_session->setTimeDisplay(TimeDisplay::Relative);
    QCOMPARE(m_store->time(find(m_session->timeText(event, 6))), m_store->time(event));
    QCOMPARE(row(u"1970-01-01"_s), size_t(0)); // the nearest
}

void TestGotoPlace::distances()
{
    const EventRef from = (*m_store->rows())[700];
    m_session->setCurrent(from);
    const Time wanted = m_store->time(from) + kSecond;
    const Time reached = m_store->time(find(u"+1s"_s));
    for (const EventRef event : *m_store->rows())
        QVERIFY(std::abs(m_store->time(event) - wanted) >= std::abs(reached - wanted));
    QCOMPARE(find(u"+1000 ms"_s), find(u"+1s"_s));
    QVERIFY(row(u"-0.5s"_s) < 700);
    QCOMPARE(row(u"-3h"_s), size_t(0));
    QCOMPARE(row(u"+2d"_s), m_store->rows()->size() - 1);
}

void TestGotoPlace::linesOfSources()
{
    const EventRef event = find(u"interchange.log:5"_s);
    QVERIFY(event.isValid());
    QVERIFY(m_store->source(event).path.ends_with("interchange.log"));
    QCOMPARE(m_store->line(event), uint64_t(5));
    // A line in the middle of a record is that record.
    for (const EventRef first : *m_store->rows()) {
        const QString path = QString::fromStdString(m_store->source(first).path);
        if (m_store->line(first) == 1 && path.endsWith(u"parsl.log"_s)) {
            QCOMPARE(find(path + u":2"_s), first); // its configuration goes on there
            return;
        }
    }
    QFAIL("no such record");
}

// A copy has no row: the same event in the other file has.
void TestGotoPlace::copiesLeadToTheirOriginal()
{
    const QTemporaryDir folder;
    QVERIFY(QDir().mkpath(folder.filePath(u"000"_s)));
    for (const QString &name : { u"a.log"_s, u"b.log"_s }) {
        QFile file(folder.filePath(u"000/"_s + name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("1785900001.000000 2026-08-05 05:20:01 MainProcess-4711 MainThread-1404 parsl.x:10 f INFO: message\n");
    }
    LoadOptions options;
    options.paths = { folder.filePath(u"000"_s).toStdString() };
    m_session->close();
    m_session->setStore(Loader::load(testRules(), options));
    QCOMPARE(m_session->store()->copyCount(), uint64_t(1));
    const GotoPlace place = findPlace(*m_session, u"b.log:1"_s);
    QCOMPARE(m_session->rowOf(place.event), size_t(0));
    QVERIFY2(place.remark.contains(u"is a copy"_s) && place.remark.contains(u"a.log"_s), qPrintable(place.remark));
    QVERIFY(findPlace(*m_session, u"a.log:1"_s).remark.isEmpty());
    m_session->goToEvent(m_session->store()->copies().front());
    QCOMPARE(m_session->current(), place.event);
}

void TestGotoPlace::whatCannotBeRead_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : { "soon", "nothing.log:3", "interchange.log:0", "+3 parsecs", "12:", ":", "25%%" })
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestGotoPlace::whatCannotBeRead()
{
    QFETCH(QString, text);
    const GotoPlace place = findPlace(*m_session, text);
    QVERIFY(!place.event.isValid());
    QVERIFY(!place.problem.isEmpty());
}

void TestGotoPlace::saysThatRowsAreStillLookedFor()
{
    m_session->close();
    StalledFilter filter(*m_session);
    filter.begin();
    QVERIFY(!find(u"50%"_s).isValid());
    QVERIFY(!findPlace(*m_session, u"50%"_s).problem.isEmpty());
    filter.release();
    QTRY_VERIFY(!m_session->isFiltering());
    QCOMPARE(row(u"100%"_s), StalledFilter::kEvents / 2 - 1);
}

QTEST_GUILESS_MAIN(TestGotoPlace)
#include "tst_gotoplace.moc"
