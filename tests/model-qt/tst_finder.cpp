// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/finder.h"

#include "model/import/recordreader.h"
#include "model/session.h"
#include "tests/model-qt/recordedrun.h"
#include "tests/model-qt/stalledfilter.h"

#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestFinder : public QObject
{
    Q_OBJECT
private slots:
    void matchesAsItIsTold_data();
    void matchesAsItIsTold();
    void bytesAndExpressionsAgree();
    void badExpressionsSayWhy();
    void findsWhatANaiveLoopFinds_data();
    void findsWhatANaiveLoopFinds();
    void goesRoundThroughAllMatches();
    void theLatestQueryWins();
    void otherRowsAreSearchedAnew();
    void typingGoesToTheNearest();
    void waitsForRowsThatAreNotThereYet();
    void matchesAreWhatASetOfThemIs_data();
    void matchesAreWhatASetOfThemIs();

private:
    std::shared_ptr<const EventStore> m_store = recordedRun(u"wide"_s);
};

void TestFinder::matchesAsItIsTold_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("options"); // c: case, w: word, r: regex
    QTest::addColumn<QString>("in");
    QTest::addColumn<QList<TextSpan>>("spans");
    using S = QList<TextSpan>;
    QTest::newRow("plain") << u"task"_s << u""_s << u"Task 5: task"_s << S { { 0, 4 }, { 8, 4 } };
    QTest::newRow("case") << u"task"_s << u"c"_s << u"Task 5: task"_s << S { { 8, 4 } };
    QTest::newRow("word") << u"5"_s << u"w"_s << u"Task 58 try 5"_s << S { { 12, 1 } };
    QTest::newRow("regex") << u"[0-9]+"_s << u"r"_s << u"Task 58 try 5"_s << S { { 5, 2 }, { 12, 1 } };
    QTest::newRow("no regex asked for") << u"[0-9]+"_s << u""_s << u"Task 58 try 5"_s << S {};
    QTest::newRow("umlauts") << u"GRÖSSE"_s << u""_s << u"die größe, Grösse"_s << S { { 11, 6 } };
    QTest::newRow("repeated beginning") << u"aab"_s << u""_s << u"AaAab"_s << S { { 2, 3 } };
    QTest::newRow("no letters") << u"->"_s << u""_s << u"a -> b"_s << S { { 2, 2 } };
    QTest::newRow("longer than the text") << u"abcdef"_s << u""_s << u"abc"_s << S {};
    QTest::newRow("empty") << u""_s << u""_s << u"abc"_s << S {};
}

static TextQuery makeQuery(const QString &text, const QString &options = {})
{
    TextQuery query;
    query.text = text;
    query.caseSensitive = options.contains(u'c');
    query.wholeWord = options.contains(u'w');
    query.regex = options.contains(u'r');
    query.wholeRecord = options.contains(u'a');
    return query;
}

void TestFinder::matchesAsItIsTold()
{
    QFETCH(QString, text);
    QFETCH(QString, options);
    QFETCH(QString, in);
    QFETCH(QList<TextSpan>, spans);
    const TextMatcher matcher(makeQuery(text, options));
    QCOMPARE(matcher.spans(in), spans);
    QCOMPARE(matcher.matches(in.toStdString()), !spans.isEmpty());
}

void TestFinder::bytesAndExpressionsAgree()
{
    std::mt19937 random(3);
    const auto word = [&](int length) {
        QString text;
        for (int i = 0; i < length; ++i)
            text += u"aAbB.* "_s[static_cast<qsizetype>(random() % 7)];
        return text;
    };
    for (int i = 0; i < 20'000; ++i) {
        const QString in = word(static_cast<int>(random() % 12));
        const TextMatcher matcher(makeQuery(word(1 + static_cast<int>(random() % 3)), random() % 2 ? u"c"_s : u""_s));
        QCOMPARE(matcher.matches(in.toStdString()), !matcher.spans(in).isEmpty());
    }
}

void TestFinder::badExpressionsSayWhy()
{
    const TextMatcher matcher(makeQuery(u"a(b"_s, u"r"_s));
    QVERIFY(matcher.problem().contains(u"character"_s));
    QVERIFY(matcher.isEmpty() && !matcher.matches("a(b"));
    QVERIFY(TextMatcher(makeQuery(u"a(b"_s)).matches("a(b"));
}

void TestFinder::findsWhatANaiveLoopFinds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("options");
    QTest::newRow("plain") << u"FAILED"_s << u""_s;
    QTest::newRow("case") << u"Task"_s << u"c"_s;
    QTest::newRow("word") << u"58"_s << u"w"_s;
    QTest::newRow("regex") << u"try [0-9] failed$"_s << u"r"_s;
    QTest::newRow("quotes are escaped in the file") << u"'label': \""_s << u""_s;
    QTest::newRow("slash") << u"/worker"_s << u""_s;
    QTest::newRow("whole record") << u"HTEX-Result-Queue-Thread"_s << u"ac"_s;
}

void TestFinder::findsWhatANaiveLoopFinds()
{
    QFETCH(QString, text);
    QFETCH(QString, options);
    Session session(testRules());
    Finder finder(&session);
    session.setStore(m_store);
    finder.find(makeQuery(text, options));
    QVERIFY(finder.isActive());
    QTRY_VERIFY_WITH_TIMEOUT(!finder.isSearching(), 20000);
    RecordReader reader(m_store);
    size_t count = 0;
    for (size_t row = 0; row < m_store->rows()->size(); ++row) {
        const EventRef event = (*m_store->rows())[row];
        const QString in = QString::fromStdString(options.contains(u'a') ? reader.raw(event) : reader.message(event));
        const bool found = !TextMatcher(makeQuery(text, options)).spans(in).isEmpty();
        count += found;
        QVERIFY2(finder.isMatch(row) == found, qPrintable(in));
    }
    QCOMPARE(finder.count(), count);
}

void TestFinder::goesRoundThroughAllMatches()
{
    Session session(testRules());
    Finder finder(&session);
    session.setStore(m_store);
    finder.find(makeQuery(u"changing state from pending to dep_fail"_s));
    QSignalSpy wrapped(&finder, &Finder::wrapped);
    finder.go(true); // at once: it waits for the first match
    QTRY_VERIFY(!finder.isSearching());
    QCOMPARE(finder.position(), size_t(1));
    const size_t count = finder.count();
    QVERIFY(count >= 2 && count < 100);
    for (size_t i = 2; i <= count; ++i) {
        finder.go(true);
        QCOMPARE(finder.position(), i);
    }
    QCOMPARE(wrapped.size(), 0);
    finder.go(true);
    QCOMPARE(finder.position(), size_t(1));
    QCOMPARE(wrapped.size(), 1);
    finder.go(false);
    QCOMPARE(finder.position(), count);
    finder.go(false);
    QCOMPARE(finder.position(), count - 1);
}

void TestFinder::theLatestQueryWins()
{
    Session session(testRules());
    Finder finder(&session);
    session.setStore(m_store);
    for (const QString &text : { u"a"_s, u"ab"_s, u"abc"_s, u"no such text anywhere"_s })
        finder.find(makeQuery(text));
    QTRY_VERIFY(!finder.isSearching());
    QCOMPARE(finder.count(), size_t(0));
    finder.go(true); // nowhere to go, and no end of looking
    QVERIFY(!finder.isWaiting());
    QVERIFY(!session.current().isValid());
    finder.clear();
    QVERIFY(!finder.isActive() && !finder.matcher());
}

void TestFinder::otherRowsAreSearchedAnew()
{
    Session session(testRules());
    Finder finder(&session);
    session.setStore(m_store);
    finder.find(makeQuery(u"task"_s));
    QTRY_VERIFY(!finder.isSearching());
    const size_t all = finder.count();
    session.addPivot(pivotOn("parsl_task_id", "58"));
    QTRY_VERIFY(!session.isFiltering() && !finder.isSearching());
    QVERIFY(finder.count() > 0 && finder.count() < all / 10);
    QVERIFY(finder.count() <= session.rows()->size());
    session.close();
    QVERIFY(!finder.isSearching());
    QCOMPARE(finder.count(), size_t(0));
}

void TestFinder::typingGoesToTheNearest()
{
    Session session(testRules());
    Finder finder(&session);
    session.setStore(m_store);
    const EventRef begin = (*m_store->rows())[6000];
    session.setCurrent(begin);
    finder.findAsTyped(makeQuery(u"c"_s));
    QTRY_VERIFY(!finder.isSearching());
    finder.findAsTyped(makeQuery(u"changing state"_s)); // from where typing began, not from the last stop
    QTRY_VERIFY(!finder.isSearching());
    const size_t row = session.rowOf(session.current());
    QVERIFY(row >= 6000 && finder.isMatch(row));
    for (size_t r = 6000; r < row; ++r)
        QVERIFY(!finder.isMatch(r));
}

void TestFinder::matchesAreWhatASetOfThemIs_data()
{
    QTest::addColumn<int>("oneIn");
    QTest::newRow("all") << 1;
    QTest::newRow("half") << 2; // as bits
    QTest::newRow("few") << 200; // as a list
    QTest::newRow("none") << 1'000'000'000;
}

void TestFinder::matchesAreWhatASetOfThemIs()
{
    QFETCH(int, oneIn);
    std::mt19937 random(3);
    std::vector<uint32_t> rows;
    for (uint32_t row = 0; row < MatchSet::kRows; ++row) {
        if (random() % static_cast<unsigned>(oneIn) == 0)
            rows.push_back(row);
    }
    const MatchSet matches(rows);
    QCOMPARE(matches.size(), rows.size());
    for (size_t row = 0; row <= MatchSet::kRows; row += row < 300 ? 1 : 37) {
        const auto at = std::lower_bound(rows.begin(), rows.end(), row);
        QCOMPARE(matches.contains(row), at != rows.end() && *at == row);
        QCOMPARE(matches.countBelow(row), static_cast<size_t>(at - rows.begin()));
        QCOMPARE(matches.firstFrom(row), at == rows.end() ? MatchSet::kRows : size_t(*at));
        QCOMPARE(matches.lastBelow(row), at == rows.begin() ? MatchSet::kRows : size_t(*std::prev(at)));
    }
}

void TestFinder::waitsForRowsThatAreNotThereYet()
{
    Session session(testRules());
    Finder finder(&session);
    StalledFilter filter(session);
    const EventRef error = (*session.rows())[StalledFilter::kFirstError];
    session.setCurrent((*session.rows())[100]);
    filter.begin();
    QSignalSpy wrapped(&finder, &Finder::wrapped);
    TextQuery query = makeQuery(u"tick"_s);
    query.minSeverity = testRules()->levelRank("ERROR");
    finder.find(query);
    finder.go(true);
    QVERIFY(finder.isSearching() && finder.isWaiting());
    filter.release();
    QTRY_COMPARE(session.current(), error);
    QTRY_VERIFY(!finder.isSearching());
    QCOMPARE(finder.count(), size_t(1));
    QCOMPARE(wrapped.size(), 0);
}

QTEST_GUILESS_MAIN(TestFinder)
#include "tst_finder.moc"
