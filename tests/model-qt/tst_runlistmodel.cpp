// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/runlistmodel.h"

#include "model/timetext.h"

#include "tests/model-qt/recordedrun.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <QTemporaryDir>
#include <QTest>

using namespace widelens;
using namespace Qt::StringLiterals;

// The list of runs while their logs are read.
class TestRunListModel : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void rowsSayWhatTheRunsAre();
    void rowsCanBeSortedAndChosenWhileTheyFill();
    void timesWithoutAZoneAreReadInTheOneThatWasSet();
    void stoppingEndsTheReading();
    void largeRunsKeepWhatTheirFilesSay();

private:
    QString text(const QAbstractItemModel &model, const QString &run, int column) const;

    QTemporaryDir m_folder;
    std::vector<std::string> m_directories;
};

void TestRunListModel::initTestCase()
{
    const auto copy = [this](const QString &run, const QString &number) {
        const QDir from(runPath(run) + u"/000"_s);
        const QString to = m_folder.filePath(number);
        QVERIFY(QDir().mkpath(to));
        for (const QString &file : from.entryList(QDir::Files))
            QVERIFY(QFile::copy(from.filePath(file), to + u'/' + file));
        m_directories.push_back(to.toStdString());
    };
    copy(u"wide"_s, u"000"_s);
    copy(u"killed"_s, u"001"_s);
    copy(u"threads"_s, u"002"_s);
    copy(u"wide"_s, u"003"_s);
}

QString TestRunListModel::text(const QAbstractItemModel &model, const QString &run, int column) const
{
    for (int row = 0; row < model.rowCount(); ++row) {
        if (model.index(row, RunListModel::RunColumn).data().toString() == run)
            return model.index(row, column).data().toString();
    }
    return u"no such run"_s;
}

void TestRunListModel::rowsSayWhatTheRunsAre()
{
    RunListModel model(testRules(), m_directories);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QTRY_VERIFY(!model.isListing());
    QCOMPARE(text(model, u"000"_s, RunListModel::EntitiesColumn), u"…"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!model.isReading(), 60000);
    QCOMPARE(model.known(), size_t(4));
    const auto store = recordedRun(u"wide"_s);
    const Run &wide = store->runs().front();
    QCOMPARE(text(model, u"000"_s, RunListModel::IdColumn), QString::fromStdString(wide.dfk));
    QCOMPARE(text(model, u"000"_s, RunListModel::StartColumn), timeText(wide.began, TimeDisplay::Local, kNoTime, 0));
    QVERIFY(text(model, u"000"_s, RunListModel::FinishedColumn).contains(u"yes"_s));
    QVERIFY(text(model, u"001"_s, RunListModel::FinishedColumn).contains(u"no"_s));
    const auto summary = summarizeRuns(store);
    QCOMPARE(text(model, u"003"_s, RunListModel::EntitiesColumn), QString::number(summary->entities));
    for (const auto &state : summary->states)
        QVERIFY(state.count == 0 || text(model, u"003"_s, RunListModel::StatesColumn).contains(u"%1 %2"_s.arg(state.count).arg(QString::fromStdString(state.name))));
    QVERIFY(text(model, u"003"_s, RunListModel::StatesColumn).startsWith(u"✖ "_s)); // failures first
    for (const auto &[fact, value] : wide.facts) {
        const auto at = std::find(testRules()->runFacts.begin(), testRules()->runFacts.end(), fact) - testRules()->runFacts.begin();
        QCOMPARE(text(model, u"000"_s, RunListModel::ColumnCount + static_cast<int>(at)), QString::fromStdString(value));
    }
}

void TestRunListModel::rowsCanBeSortedAndChosenWhileTheyFill()
{
    RunListModel model(testRules(), m_directories);
    QSortFilterProxyModel sorted;
    sorted.setSourceModel(&model);
    sorted.setSortRole(RunListModel::SortRole);
    sorted.sort(RunListModel::EntitiesColumn, Qt::DescendingOrder);
    const QAbstractItemModelTester tester(&sorted, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QItemSelectionModel selection(&sorted);
    for (int row = 0; row < sorted.rowCount(); ++row) {
        const QString run = sorted.index(row, RunListModel::RunColumn).data().toString();
        if (run == u"001" || run == u"002")
            selection.select(sorted.index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    QTRY_VERIFY_WITH_TIMEOUT(!model.isReading(), 60000);
    for (int row = 1; row < sorted.rowCount(); ++row)
        QVERIFY(sorted.index(row - 1, 0).data(RunListModel::SortRole).isValid() && sorted.index(row - 1, RunListModel::EntitiesColumn).data(RunListModel::SortRole).toLongLong() >= sorted.index(row, RunListModel::EntitiesColumn).data(RunListModel::SortRole).toLongLong());
    QStringList chosen;
    for (const QModelIndex &index : selection.selectedRows(RunListModel::RunColumn))
        chosen.append(index.data().toString());
    chosen.sort();
    QCOMPARE(chosen, (QStringList { u"001"_s, u"002"_s }));
}

void TestRunListModel::timesWithoutAZoneAreReadInTheOneThatWasSet()
{
    QTemporaryDir folder;
    QVERIFY(QDir().mkpath(folder.filePath(u"000"_s)));
    QFile log(folder.filePath(u"000/parsl.log"_s));
    QVERIFY(log.open(QIODevice::WriteOnly));
    log.write("2024-07-01 12:00:00 parsl.dataflow.dflow:10 [INFO]  Run id is: 6a2e46c1-1111-4222-8333-123456789abc\n"
              "2024-07-01 12:00:01 parsl.dataflow.dflow:10 [INFO]  Task 0 submitted for App f, not waiting on any dependency\n");
    log.close();
    QList<qlonglong> starts;
    for (const QString &zone : { u"UTC"_s, u"Asia/Tokyo"_s }) {
        RunListModel model(testRules(), { folder.filePath(u"000"_s).toStdString() });
        model.setZone(zone);
        QTRY_VERIFY_WITH_TIMEOUT(!model.isReading(), 60000);
        starts.append(model.index(0, RunListModel::StartColumn).data(RunListModel::SortRole).toLongLong());
    }
    QCOMPARE(starts.at(0) - starts.at(1), 9 * 3600 * qlonglong(kSecond));
}

void TestRunListModel::stoppingEndsTheReading()
{
    RunListModel model(testRules(), m_directories);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QTRY_VERIFY(!model.isListing());
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.stop();
    QVERIFY(!model.isReading());
    const size_t known = model.known();
    changed.clear();
    QTest::qWait(300);
    QCOMPARE(changed.size(), 0);
    QCOMPARE(model.known(), known);
    QCOMPARE(text(model, u"000"_s, RunListModel::EntitiesColumn), QString()); // nothing is waited for
}

void TestRunListModel::largeRunsKeepWhatTheirFilesSay()
{
    const QTemporaryDir folder;
    QVERIFY(QDir().mkpath(folder.filePath(u"007"_s)));
    QFile large(folder.filePath(u"007/parsl.log"_s));
    QVERIFY(large.open(QIODevice::WriteOnly));
    if (!large.resize(static_cast<qint64>(RunSurvey::kMostBytes) + 1)) // sparse
        QSKIP("no sparse files here");
    large.close();
    RunListModel model(testRules(), { folder.filePath(u"007"_s).toStdString() });
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QTRY_VERIFY(!model.isReading());
    QCOMPARE(model.known(), size_t(0));
    QCOMPARE(model.tooLarge(), size_t(1));
    QVERIFY(text(model, u"007"_s, RunListModel::StatesColumn).contains(u"not read: over 2 GiB"_s));
    QVERIFY(text(model, u"007"_s, RunListModel::StartColumn).startsWith(u"before 20"_s));
    QCOMPARE(text(model, u"007"_s, RunListModel::BytesColumn), u"2.00 GiB"_s);
}

QTEST_GUILESS_MAIN(TestRunListModel)
#include "tst_runlistmodel.moc"
