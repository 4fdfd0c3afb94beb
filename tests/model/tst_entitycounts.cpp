// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/entitycounts.h"
#include "model/analysis/entitytable.h"
#include "model/query/entity.h"
#include "tests/model/testlogs.h"

#include <QTest>

namespace widelens {

class EntityCountsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areWhatAFilterLeaves_data() { addRecordedRuns(); }
    void areWhatAFilterLeaves();
    void knowWhatTheyDoNotKnow();
    void countingEnds();
};

void EntityCountsTest::areWhatAFilterLeaves()
{
    QFETCH(QString, run);
    const StorePtr store = loadAll({ recordedRun(run.toStdString()) });
    const auto counts = EntityCounts::count(*store);
    QVERIFY(counts);
    Random random(3);
    int asked = 0;
    for (const KeyRule &kind : store->rules().keys) {
        const auto table = listEntities(*store, kind.kind);
        for (size_t i = 0; !kind.fields.empty() && i < std::min<size_t>(table->rowCount, 12); ++i) {
            const Entity entity = table->entity(*store, below(random, table->rowCount));
            const Filter filter { entity.key, {} };
            const std::optional<uint64_t> count = counts->of(filter);
            QVERIFY2(count.has_value(), entity.label().c_str());
            const uint64_t passing = applyFilter(store, filter)->size();
            QVERIFY2(*count == passing, (entity.label() + ": " + std::to_string(*count) + ", but the filter leaves " + std::to_string(passing)).c_str());
            ++asked;
        }
    }
    QVERIFY(asked > 0);
}

void EntityCountsTest::knowWhatTheyDoNotKnow()
{
    const StorePtr store = loadAll({ recordedRun("wide") });
    const auto sizes = countEntities(*store);
    QVERIFY(sizes.at("manager") < sizes.at("task"));
    const auto counts = EntityCounts::count(*store, {}, sizes.at("manager"));
    const auto keyOf = [&](const std::string &kind) { return listEntities(*store, kind)->entity(*store, 0).key; };
    QVERIFY(counts->of({ keyOf("manager"), {} }).has_value());
    QVERIFY(!counts->of({ keyOf("task"), {} }).has_value()); // of these there are many
    QVERIFY(!counts->of({ {}, {} }).has_value());
    Filter filter { keyOf("manager"), {} };
    filter.range = { store->timeSpan().begin, store->timeSpan().begin + kSecond };
    QVERIFY(!counts->of(filter).has_value());
    filter.range = {};
    filter.excluded = { { { "levelname", "DEBUG", false } } };
    QVERIFY(!counts->of(filter).has_value());
    filter.excluded = {};
    filter.terms.push_back({ "levelname", "DEBUG", false });
    QVERIFY(!counts->of(filter).has_value());
    filter.terms = keyOf("manager");
    filter.terms.back().negated = true;
    QVERIFY(!counts->of(filter).has_value());
}

void EntityCountsTest::countingEnds()
{
    const StorePtr store = loadAll({ recordedRun("wide") });
    QVERIFY(!EntityCounts::count(*store, [](double) { return false; }));
    double last = 0;
    QVERIFY(EntityCounts::count(*store, [&](double part) {
        const bool grows = part >= last && part <= 1;
        last = part;
        return grows;
    }));
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::EntityCountsTest)
#include "tst_entitycounts.moc"
