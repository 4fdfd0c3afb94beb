// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/issuemodel.h"
#include "model/items/sourcemodel.h"
#include "model/session.h"
#include "tests/model-qt/recordedrun.h"
#include "views/excerptview.h"
#include "views/issuespanel.h"
#include "views/sourcespanel.h"

#include <QDir>
#include <QFile>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestPanels : public QObject
{
    Q_OBJECT
private slots:
    void untickedSourcesAreLeftOut();
    void theSourceMenuHidesAndShows();
    void issuesShowTheLinesAroundThem();
};

struct Shown {
    Session session { testRules() };
    IssueModel issues { &session };
    std::unique_ptr<QWidget> panel;
    QTableView *table = nullptr;

    Shown(const QString &name, const std::shared_ptr<const EventStore> &store)
        : panel(name == u"sourceTable"_s ? makeSourcesPanel(&session) : makeIssuesPanel(&session, &issues))
    {
        panel->resize(900, 300);
        panel->show();
        session.setStore(store);
        table = panel->findChild<QTableView *>(name);
    }
};

// Clicks the box before a source's name.
static void tick(QTableView *table, int row)
{
    const QRect cell = table->visualRect(table->model()->index(row, 0));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, QPoint(cell.left() + 10, cell.center().y()));
}

static QString sourceOf(const QTableView *table, int row)
{
    return table->model()->index(row, SourceModel::PathColumn).data().toString();
}

void TestPanels::untickedSourcesAreLeftOut()
{
    Shown shown(u"sourceTable"_s, recordedRun(u"text"_s));
    const EventStore &store = *shown.session.store();
    const QStringList hidden { sourceOf(shown.table, 0), sourceOf(shown.table, 1) };
    tick(shown.table, 0);
    tick(shown.table, 1);
    QCOMPARE(shown.session.pivots().size(), 1); // one chip says it all
    QTRY_VERIFY(!shown.session.isFiltering());
    QVERIFY(!shown.session.rows()->empty());
    for (const EventRef event : *shown.session.rows())
        QVERIFY(!hidden.contains(QString::fromStdString(store.source(event).path)));
    tick(shown.table, 0);
    QTRY_VERIFY(!shown.session.isFiltering());
    const EventRows &rows = *shown.session.rows();
    const auto isBack = [&](EventRef event) { return QString::fromStdString(store.source(event).path) == hidden[0]; };
    QVERIFY(std::any_of(rows.begin(), rows.end(), isBack));
    QCOMPARE(shown.table->model()->index(1, 0).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    shown.session.setPivotEnabled(0, false); // the chip and the tick are one
    QCOMPARE(shown.table->model()->index(1, 0).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    shown.session.goBack();
    QCOMPARE(shown.table->model()->index(1, 0).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
}

void TestPanels::theSourceMenuHidesAndShows()
{
    Shown shown(u"sourceTable"_s, recordedRun(u"text"_s));
    const auto choose = [&](const QString &action) {
        emit shown.table->customContextMenuRequested(shown.table->visualRect(shown.table->model()->index(0, 1)).center());
        auto *menu = shown.table->findChild<QMenu *>(u"sourceMenu"_s);
        auto *chosen = menu ? menu->findChild<QAction *>(action) : nullptr;
        if (chosen)
            chosen->trigger();
        delete menu;
        return chosen != nullptr;
    };
    QVERIFY(choose(u"source.hide"_s));
    QCOMPARE(shown.session.pivots().size(), 1);
    QVERIFY(!choose(u"source.hide"_s)); // it is
    QVERIFY(choose(u"source.showAll"_s));
    QVERIFY(shown.session.pivots().isEmpty());
}

void TestPanels::issuesShowTheLinesAroundThem()
{
    QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkpath(u"000"_s));
    QFile log(folder.filePath(u"000/parsl.jsonlog"_s));
    QVERIFY(log.open(QIODevice::WriteOnly));
    for (int i = 1; i <= 9; ++i)
        log.write(i == 5 ? QByteArray("{\"created\": damaged here\n") : QByteArray("{\"created\": \"178590000%1.5\", \"formatted\": \"m\", \"levelname\": \"INFO\", \"name\": \"parsl.x\"}\n").replace("%1", QByteArray::number(i)));
    log.close();
    LoadOptions options;
    options.paths = { folder.path().toStdString() };
    Shown shown(u"issueTable"_s, Loader::load(testRules(), options));
    auto *excerpt = shown.panel->findChild<ExcerptView *>(u"issueExcerpt"_s);
    int damaged = -1;
    for (int row = 0; row < shown.table->model()->rowCount(); ++row)
        damaged = shown.table->model()->index(row, IssueModel::LineColumn).data().toInt() == 5 ? row : damaged;
    QVERIFY(damaged >= 0);
    QTest::mouseClick(shown.table->viewport(), Qt::LeftButton, {}, shown.table->visualRect(shown.table->model()->index(damaged, 0)).center());
    QTRY_VERIFY(excerpt->excerpt()); // no event stands there
    QVERIFY(excerpt->placeText().contains(u"damaged here"_s));
    QCOMPARE(excerpt->excerpt()->before.size(), size_t(4));
    QCOMPARE(excerpt->excerpt()->after.size(), size_t(4));
    QCOMPARE(excerpt->excerpt()->firstLine, uint64_t(1));
}

QTEST_MAIN(TestPanels)
#include "tst_panels.moc"
