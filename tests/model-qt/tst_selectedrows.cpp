// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/selectedrows.h"

#include <QTest>

#include <random>
#include <set>

using namespace widelens;

class TestSelectedRows : public QObject
{
    Q_OBJECT
private slots:
    void drawsSpansFromTheAnchor();
    void holdsHugeSelections();
    void togglesLikeASet();
};

void TestSelectedRows::drawsSpansFromTheAnchor()
{
    SelectedRows rows;
    rows.select(10);
    rows.extendTo(14);
    QCOMPARE(rows.count(), size_t(5));
    rows.extendTo(8); // the anchor stays
    QVERIFY(rows.contains(8) && rows.contains(10) && !rows.contains(11));
    rows.toggle(20);
    QCOMPARE(rows.count(), size_t(4));
    rows.extendTo(21); // from the row that was toggled
    QCOMPARE(rows.count(), size_t(2));
}

void TestSelectedRows::holdsHugeSelections()
{
    SelectedRows rows;
    rows.selectAll(1'000'000'000);
    rows.toggle(500);
    QCOMPARE(rows.count(), size_t(999'999'999));
    QCOMPARE(rows.spans().size(), size_t(2));
    rows.toggle(500);
    QCOMPARE(rows.spans().size(), size_t(1)); // neighbours join again
}

void TestSelectedRows::togglesLikeASet()
{
    std::mt19937 random(7);
    SelectedRows rows;
    std::set<size_t> naive;
    for (int i = 0; i < 5000; ++i) {
        const size_t row = random() % 60;
        rows.toggle(row);
        if (!naive.insert(row).second)
            naive.erase(row);
        QCOMPARE(rows.count(), naive.size());
        for (size_t r = 0; r < 60; ++r)
            QCOMPARE(rows.contains(r), naive.count(r) > 0);
        for (size_t s = 1; s < rows.spans().size(); ++s)
            QVERIFY(rows.spans()[s - 1].end < rows.spans()[s].begin);
    }
}

QTEST_APPLESS_MAIN(TestSelectedRows)
#include "tst_selectedrows.moc"
