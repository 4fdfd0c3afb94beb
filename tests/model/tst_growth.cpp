// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/growth.h"

#include <QTest>

namespace widelens {

// Of the versions of a run that grows, few are looked at as a whole.
class GrowthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsLargerByHalfIsLookedAt();
    void allLooksTogetherAreAtThreeTimesAsMuch();
    void somethingSmallerIsLookedAt();
};

void GrowthTest::whatIsLargerByHalfIsLookedAt()
{
    Growth growth;
    QVERIFY(growth.isEnough(0));
    QVERIFY(growth.isEnough(1));
    growth.look(1000);
    QVERIFY(!growth.isEnough(1000));
    QVERIFY(!growth.isEnough(1499));
    QVERIFY(growth.isEnough(1500));
}

void GrowthTest::allLooksTogetherAreAtThreeTimesAsMuch()
{
    for (const size_t step : { size_t(1), size_t(7), size_t(1000) }) {
        Growth growth;
        size_t looked = 0;
        size_t looks = 0;
        size_t size = 0;
        for (int version = 0; version < 10'000; ++version) {
            size += step;
            if (!growth.isEnough(size))
                continue;
            growth.look(size);
            looked += size;
            ++looks;
        }
        QVERIFY2(looked <= 3 * size, qPrintable(QString::number(looked)));
        QVERIFY2(looks > 15 && looks < 40, qPrintable(QString::number(looks)));
    }
}

void GrowthTest::somethingSmallerIsLookedAt()
{
    Growth growth;
    growth.look(1000);
    QVERIFY(growth.isEnough(10));
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::GrowthTest)
#include "tst_growth.moc"
