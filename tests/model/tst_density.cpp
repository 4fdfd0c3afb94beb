// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/density.h"
#include "tests/model/testlogs.h"

#include <QTest>

namespace widelens {

class DensityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void partsCoverAllRowsOnce();
    void levelsAreCountedWhereTheyAre();
    void severityFilters();
};

void DensityTest::partsCoverAllRowsOnce()
{
    for (const size_t rows : { size_t(0), size_t(1), size_t(7), size_t(1000), size_t(123'456'789'012) }) {
        for (const size_t parts : { size_t(1), size_t(3), size_t(720), size_t(2160) }) {
            QCOMPARE(beginOfPart(0, parts, rows), size_t(0));
            QCOMPARE(beginOfPart(parts, parts, rows), rows);
            for (size_t part = 0; part < parts; ++part)
                QVERIFY(beginOfPart(part, parts, rows) <= beginOfPart(part + 1, parts, rows));
        }
    }
}

static std::string line(int i, const std::string &level)
{
    TextLine text;
    text.seconds = i;
    text.message = "message " + std::to_string(i);
    text.level = level;
    return text.text();
}

void DensityTest::levelsAreCountedWhereTheyAre()
{
    LogFolder folder;
    std::string log;
    for (int i = 0; i < 100; ++i)
        log += line(i, i == 12 || i == 15 ? "ERROR" : i == 99 ? "CRITICAL" : i % 50 == 30 ? "WARNING" : "INFO");
    folder.write("000/parsl.log", log);
    const StorePtr store = folder.load();
    QCOMPARE(store->rows()->size(), size_t(100));
    const auto density = levelDensity(*store, *store->rows(), 10);
    QCOMPARE(density.size(), size_t(10));
    QCOMPARE(density[1].errors, 2U);
    QCOMPARE(density[1].firstError, size_t(12));
    QCOMPARE(density[3].warnings, 1U);
    QCOMPARE(density[3].errors, 0U);
    QCOMPARE(density[3].firstWarning, size_t(30));
    QCOMPARE(density[9].errors, 1U);
    QCOMPARE(density[9].warnings, 0U);
    uint32_t all = 0;
    for (const LevelDensity &part : levelDensity(*store, *store->rows(), 7))
        all += part.errors + part.warnings;
    QCOMPARE(all, 5U);
    QVERIFY(levelDensity(*store, *store->rows(), 10, [](double) { return false; }).empty());
}

void DensityTest::severityFilters()
{
    LogFolder folder;
    folder.write("000/parsl.log", line(1, "DEBUG") + line(2, "WARNING") + line(3, "ERROR") + line(4, "CRITICAL"));
    const StorePtr store = folder.load();
    const auto count = [&](const Term &term) { return applyFilter(store, { { term }, {} })->size(); };
    QCOMPARE(count({ "severity", "WARNING" }), size_t(3));
    QCOMPARE(count({ "severity", "ERROR" }), size_t(2));
    QCOMPARE(count({ "severity", "ERROR", true }), size_t(2));
    QCOMPARE(count({ "severity", "NO SUCH LEVEL" }), size_t(0));
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::DensityTest)
#include "tst_density.moc"
