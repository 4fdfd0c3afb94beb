// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/entitymodel.h"
#include "model/items/sourcemodel.h"
#include "tests/model/disk.h"
#include "tests/views/windowtest.h"
#include "views/entitiespanel.h"
#include "views/summaryview.h"

#include <QDir>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTableView>
#include <QTextBrowser>

using namespace widelens;
using namespace Qt::StringLiterals;

// What a number of the summary promises is what its link shows: of every link, on every recorded run.
class TestSummaryLinks : public WindowTest
{
    Q_OBJECT
private slots:
    void initTestCase();
    void everyNumberLeadsToAsMany_data();
    void everyNumberLeadsToAsMany();
    void ctrlClickOpensATab();
    void aPartOfARunIsCalledSo();

private:
    struct Promise {
        QString link;
        QString text;
        qint64 count = -1; // -1: not a number
    };
    QList<Promise> promises(const QTextBrowser &page) const;
    void open(MainWindow &window, const QString &run);
};

void TestSummaryLinks::initTestCase()
{
    useOwnSettings();
}

void TestSummaryLinks::open(MainWindow &window, const QString &run)
{
    window.show();
    window.session()->open({ runPath(run) });
    QTRY_VERIFY_WITH_TIMEOUT(!window.session()->isLoading() && window.session()->store()->isComplete(), 60000);
    const auto *view = window.findChild<SummaryView *>();
    const auto *page = window.findChild<QTextBrowser *>(u"summaryText"_s);
    // The page of the last version.
    const QString events = QLocale(QLocale::English, QLocale::UnitedStates).toString(qulonglong(window.session()->store()->rows()->size()));
    QTRY_VERIFY_WITH_TIMEOUT(view->summary() && page->toPlainText().contains(events + u" events"_s), 60000);
    QTest::qWait(100);
}

QList<TestSummaryLinks::Promise> TestSummaryLinks::promises(const QTextBrowser &page) const
{
    static const QRegularExpression anchor(u"<a href=\"(link:[0-9]+)\">(?:<span[^>]*>)?([^<]*)<"_s);
    static const QRegularExpression number(u"^([0-9,]+)(?: |$)"_s);
    QList<Promise> found;
    auto matches = anchor.globalMatch(page.toHtml());
    while (matches.hasNext()) {
        const auto match = matches.next();
        Promise promise { match.captured(1), match.captured(2) };
        const auto count = number.match(promise.text);
        // "000" is the name of a run.
        if (count.hasMatch() && (!promise.text.startsWith(u'0') || promise.text == u"0"))
            promise.count = count.captured(1).remove(u',').toLongLong();
        found.append(promise);
    }
    return found;
}

void TestSummaryLinks::everyNumberLeadsToAsMany_data()
{
    QTest::addColumn<QString>("run");
    for (const QString &run : QDir(runPath({})).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        QTest::newRow(qPrintable(run)) << run;
}

void TestSummaryLinks::everyNumberLeadsToAsMany()
{
    QFETCH(QString, run);
    MainWindow window(testRules());
    open(window, run);
    Session *session = window.session();
    auto *view = window.findChild<SummaryView *>();
    auto *page = window.findChild<QTextBrowser *>(u"summaryText"_s);
    QSignalSpy kinds(view, &SummaryView::kindWanted);
    QSignalSpy sources(view, &SummaryView::sourcesWanted);
    QSignalSpy issues(view, &SummaryView::issuesWanted);
    QSignalSpy events(view, &SummaryView::eventsWanted);
    int numbers = 0;
    for (const Promise &promise : promises(*page)) {
        for (QSignalSpy *spy : { &kinds, &sources, &issues, &events })
            spy->clear();
        session->clearFilter();
        session->setCurrent({});
        emit page->anchorClicked(QUrl(promise.link));
        qint64 shown = -1;
        if (!kinds.isEmpty()) {
            const EntityModel *model = window.findChild<EntitiesPanel *>()->model();
            QTest::qWait(0); // the panel is shown
            QTRY_VERIFY_WITH_TIMEOUT(!model->isBusy() && model->table().kind == kinds.first().first().toString().toStdString(), 60000);
            shown = model->rowCount();
        } else if (!issues.isEmpty()) {
            shown = window.findChild<QTableView *>(u"issueTable"_s)->model()->rowCount();
        } else if (!sources.isEmpty()) {
            const QAbstractItemModel *model = window.findChild<QTableView *>(u"sourceTable"_s)->model();
            shown = model->rowCount();
            if (sources.first().first().toString().contains(u"skipped"_s)) {
                shown = 0;
                for (int row = 0; row < model->rowCount(); ++row)
                    shown += model->index(row, SourceModel::SkippedColumn).data(SourceModel::SortRole).toLongLong();
            }
        } else {
            QCOMPARE(events.size(), 1);
            QTRY_VERIFY_WITH_TIMEOUT(!session->isFiltering(), 60000);
            shown = static_cast<qint64>(session->rows()->size());
            QVERIFY2(shown > 0, qPrintable(promise.text));
            QVERIFY2(promise.text != u"first" || session->current().isValid(), "leads nowhere");
        }
        if (promise.count < 0)
            continue;
        ++numbers;
        const QString filter = !kinds.isEmpty() ? kinds.first().value(1).toString() : !session->pivots().isEmpty() ? session->pivots().first().label : QString();
        QVERIFY2(shown == promise.count, qPrintable(u"“%1” (%2) shows %3"_s.arg(promise.text, filter).arg(shown)));
    }
    QVERIFY2(numbers >= 5, qPrintable(QString::number(numbers)));
}

void TestSummaryLinks::ctrlClickOpensATab()
{
    MainWindow window(testRules());
    open(window, u"wide"_s);
    auto *page = window.findChild<QTextBrowser *>(u"summaryText"_s);
    window.resize(1400, 900);
    QTest::qWait(50);
    // The place of the first link on the page.
    QPoint place;
    for (int y = 0; y < 300 && place.isNull(); y += 3) {
        for (int x = 0; x < 300 && place.isNull(); x += 3) {
            if (!page->anchorAt({ x, y }).isEmpty())
                place = { x, y };
        }
    }
    QVERIFY(!place.isNull());
    QTest::mouseClick(page->viewport(), Qt::LeftButton, Qt::ControlModifier, place);
    QCOMPARE(window.session()->tabCount(), 2);
    QCOMPARE(window.session()->pivots().size(), 1);
    QVERIFY(window.session()->tabState(0).pivots.isEmpty());
    QTest::mouseClick(page->viewport(), Qt::LeftButton, Qt::NoModifier, place);
    QCOMPARE(window.session()->tabCount(), 2);
}

void TestSummaryLinks::aPartOfARunIsCalledSo()
{
    const auto versions = versionsOf(runPath(u"monitored"_s).toStdString(), std::chrono::milliseconds(2));
    QVERIFY(versions.size() > 1);
    Session session(loadRules());
    SummaryView view(&session);
    const auto *page = view.findChild<QTextBrowser *>();
    const QString events = QLocale(QLocale::English, QLocale::UnitedStates).toString(qulonglong(versions.front()->rows()->size()));
    session.setStore(versions.front());
    QTRY_VERIFY_WITH_TIMEOUT(view.summary() && page->toPlainText().contains(u"Still being read: this is of the first %1 events."_s.arg(events)), 60000);
    session.setStore(versions.back());
    QTRY_VERIFY_WITH_TIMEOUT(!page->toPlainText().contains(u"Still being read"_s), 60000);
    QVERIFY(page->toPlainText().contains(u" events"_s));
}

QTEST_MAIN(TestSummaryLinks)
#include "tst_summarylinks.moc"
