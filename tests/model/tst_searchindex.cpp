// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/identity/identity.h"
#include "model/query/entity.h"
#include "model/query/rowselection.h"
#include "model/query/searchindex.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>

namespace widelens {

class SearchIndexTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingThatIsThereIsPassedOver();
    void mostOfWhatIsNotThereIsPassedOver();
    void oneValueAllAlongTellsNothing();
    void valuesThatCompareEqualHashEqual();
    void pivotsFindWhatANaiveLoopFinds_data() { addRecordedRuns(); }
    void pivotsFindWhatANaiveLoopFinds();
    void rowsAreWhatASetOfThemIs();
};

namespace {

constexpr size_t kBlock = 128; // so that short recorded runs have blocks

BlockFilter filterOf(const std::vector<uint64_t> &values, size_t block)
{
    BlockFilter filter(block);
    filter.extend(values.size() / 2, [&](size_t i) { return SearchIndex::hashOf(values[i]); });
    filter.extend(values.size(), [&](size_t i) { return SearchIndex::hashOf(values[i]); }); // as when more has come
    return filter;
}

// The events that state, or for which follows, every term.
EventRows naiveRows(const EventStore &store, const std::vector<Term> &terms)
{
    EventRows rows;
    std::vector<Value> values;
    for (const EventRef event : *store.rows()) {
        std::vector<Identity::Follows> follows;
        bool asked = false;
        const bool all = std::all_of(terms.begin(), terms.end(), [&](const Term &term) {
            if (term.field == "rundir")
                return store.source(event).run != kNoRun && store.runs()[index(store.source(event).run)].rundir == term.value;
            store.values(event, store.fields().find(term.field), values);
            if (std::any_of(values.begin(), values.end(), [&](const Value &value) { return toText(value) == term.value; }))
                return true;
            if (!std::exchange(asked, true) && store.identity())
                follows = store.identity()->follows(store, event);
            return std::any_of(follows.begin(), follows.end(), [&](const auto &f) { return f.field == term.field && toText(f.value) == term.value; });
        });
        if (all)
            rows.push_back(event);
    }
    return rows;
}

} // namespace

void SearchIndexTest::nothingThatIsThereIsPassedOver()
{
    Random random(5);
    for (const size_t block : { size_t(128), size_t(256), size_t(4096) }) {
        for (const size_t count : { size_t(0), size_t(1), block - 1, block, 7 * block + 3 }) {
            std::vector<uint64_t> values;
            for (size_t i = 0; i < count; ++i)
                values.push_back(below(random, 4) ? below(random, 50) : below(random, 100000));
            const BlockFilter filter = filterOf(values, block);
            for (uint64_t wanted = 0; wanted < 60; ++wanted) {
                size_t found = 0;
                size_t end = 0;
                filter.eachPart({ SearchIndex::hashOf(wanted) }, count, [&](size_t from, size_t to) {
                    QVERIFY(from < to && to <= count && (from > end || end == 0));
                    found += static_cast<size_t>(std::count(values.begin() + static_cast<ptrdiff_t>(from), values.begin() + static_cast<ptrdiff_t>(to), wanted));
                    end = to;
                });
                QCOMPARE(found, static_cast<size_t>(std::count(values.begin(), values.end(), wanted)));
            }
        }
    }
}

void SearchIndexTest::mostOfWhatIsNotThereIsPassedOver()
{
    std::vector<uint64_t> values;
    for (uint64_t i = 0; i < 100 * BlockFilter::kBlock; ++i)
        values.push_back(i / 4); // as ids come: a few lines each
    const BlockFilter filter = filterOf(values, BlockFilter::kBlock);
    size_t looked = 0;
    for (uint64_t wanted = 0; wanted < 1000; ++wanted)
        filter.eachPart({ SearchIndex::hashOf(wanted * 97) }, values.size(), [&](size_t from, size_t to) { looked += to - from; });
    QVERIFY2(looked < 1000 * 4 * BlockFilter::kBlock, std::to_string(looked).c_str()); // of 100 blocks one has it
}

void SearchIndexTest::oneValueAllAlongTellsNothing()
{
    QVERIFY(!filterOf(std::vector<uint64_t>(1000, 7), 128).tellsApart());
    std::vector<uint64_t> values(1000, 7);
    values[500] = 8;
    QVERIFY(filterOf(values, 128).tellsApart());
}

void SearchIndexTest::valuesThatCompareEqualHashEqual()
{
    const auto hash = [](const Value &value) { return SearchIndex::hashOf(value); };
    QCOMPARE(hash(int64_t(12)), hash(12.0));
    QCOMPARE(hash(0.0), hash(-0.0));
    QCOMPARE(hash(int64_t(9007199254740993)), hash(9007199254740992.0)); // as numbers they are one double
    QCOMPARE(hash(std::string_view("12")), hash(std::string_view("12")));
    QVERIFY(hash(int64_t(12)) != hash(int64_t(13)));
    QVERIFY(hash(std::string_view("12")) != hash(std::string_view("12.0"))); // texts are compared as texts
}

// Of every kind that there is, with the index and without, negated and not.
void SearchIndexTest::pivotsFindWhatANaiveLoopFinds()
{
    QFETCH(QString, run);
    const StorePtr store = loadAll({ recordedRun(run.toStdString()) });
    std::map<std::string, std::vector<Entity>> kinds;
    Random random(7);
    for (int i = 0; i < 400; ++i) {
        for (const Entity &entity : entitiesOf(*store, (*store->rows())[below(random, store->rows()->size())])) {
            auto &known = kinds[entity.kind];
            if (known.size() < 4 && std::find(known.begin(), known.end(), entity) == known.end())
                known.push_back(entity);
        }
    }
    QVERIFY(!kinds.empty());
    std::vector<std::vector<Term>> pivots;
    std::set<size_t> joint; // pivots on several fields
    for (const auto &[kind, entities] : kinds) {
        for (const Entity &entity : entities) {
            if (entity.own > 1)
                joint.insert(pivots.size());
            pivots.push_back(entity.key);
        }
    }
    std::map<size_t, EventRows> naive;
    for (const bool indexed : { false, true }) {
        if (indexed)
            store->setSearchIndex(SearchIndex::build(*store, {}, kBlock));
        for (size_t i = 0; i < pivots.size(); ++i) {
            if (!naive.count(i))
                naive[i] = naiveRows(*store, pivots[i]);
            std::string text = indexed ? "with index:" : "without:";
            for (const Term &term : pivots[i])
                text += ' ' + term.field + '=' + term.value;
            const auto rows = applyFilter(store, { pivots[i], {} });
            if (!indexed && joint.count(i)) { // fewer: not those that have the values in several elements, see tst_entityterms
                const auto isBefore = [&](EventRef a, EventRef b) { return store->isBefore(a, b); };
                QVERIFY(std::includes(naive[i].begin(), naive[i].end(), rows->begin(), rows->end(), isBefore));
                naive[i] = *rows;
            }
            QVERIFY2(*rows == naive[i], (text + ": " + std::to_string(rows->size()) + " rows, " + std::to_string(naive[i].size()) + " expected").c_str());
            QVERIFY(!rows->empty());
            Term without = pivots[i].back();
            without.negated = true;
            const auto others = applyFilter(store, { { without }, {} });
            const auto own = applyFilter(store, { { pivots[i].back() }, {} });
            QCOMPARE(others->size() + own->size(), store->rows()->size());
            QVERIFY(std::is_sorted(others->begin(), others->end(), [&](EventRef a, EventRef b) { return store->isBefore(a, b); }));
        }
    }
}

void SearchIndexTest::rowsAreWhatASetOfThemIs()
{
    Random random(11);
    for (int round = 0; round < 300; ++round) {
        const auto rows = static_cast<uint32_t>(1 + below(random, 300));
        const auto make = [&](std::set<uint32_t> &as) {
            const size_t share = below(random, 4);
            for (uint32_t row = 0; row < rows; ++row) {
                if (share == 3 || (share == 2 && below(random, 2)) || (share == 1 && below(random, 60) == 0))
                    as.insert(row);
            }
            return below(random, 2) ? RowSelection::list(rows, { as.begin(), as.end() }) : RowSelection::everything(rows)->keep([&](uint32_t row) { return as.count(row) > 0; });
        };
        const auto holds = [&](const RowSelection &selection, const std::set<uint32_t> &as) {
            std::vector<uint32_t> all;
            selection.each([&](uint32_t row) { all.push_back(row); });
            bool same = selection.count() == as.size() && std::equal(all.begin(), all.end(), as.begin(), as.end()) && selection.isEverything() == (as.size() == rows);
            for (uint32_t row = 0; row < rows; ++row)
                same = same && selection.contains(row) == (as.count(row) > 0);
            return same;
        };
        std::set<uint32_t> a, b, both, either, first;
        const auto one = make(a);
        const auto other = make(b);
        std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(both, both.end()));
        std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::inserter(either, either.end()));
        std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(first, first.end()));
        if (below(random, 2))
            one->useBits();
        QVERIFY(holds(*one, a));
        QVERIFY(holds(*intersect(*one, *other), both));
        QVERIFY(holds(*unite(*one, *other), either));
        QVERIFY(holds(*subtract(*one, *other), first));
    }
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::SearchIndexTest)
#include "tst_searchindex.moc"
