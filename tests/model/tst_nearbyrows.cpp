// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/entity.h"
#include "model/query/nearbyrows.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>

namespace widelens {

class NearbyRowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isAPieceOfWhatTheFilterLeaves_data() { addRecordedRuns(); }
    void isAPieceOfWhatTheFilterLeaves();
    void looksFurtherAwayForWhatIsThin();
    void leavesWhatIsRareToTheIndex();
    void endsWhenItIsCancelled();
};

namespace {

// Something that somebody may ask for, of an event that there is.
Filter someFilter(const EventStore &store, Random &random)
{
    Filter filter;
    const EventRef event = (*store.rows())[below(random, store.rows()->size())];
    const std::vector<Entity> entities = entitiesOf(store, event);
    const auto any = [&]() -> std::vector<Term> {
        switch (below(random, 4)) {
        case 0:
            return { { "levelname", std::string(store.levelName(event)) } };
        case 1:
            return { { "severity", "INFO" } };
        case 2:
            return { { "template", store.templates().get(store.templateId(event)).text } };
        default:
            return entities.empty() ? std::vector<Term> { { "source", store.source(event).path } } : entities[below(random, entities.size())].key;
        }
    };
    filter.terms = any();
    if (below(random, 4) == 0)
        filter.terms.front().negated = true;
    if (below(random, 4) == 0)
        filter.excluded.push_back(any());
    if (below(random, 3) == 0) {
        const Time a = store.time((*store.rows())[below(random, store.rows()->size())]);
        const Time b = store.time((*store.rows())[below(random, store.rows()->size())]);
        filter.range = { std::min(a, b), std::max(a, b) };
    }
    return filter;
}

// Lines of which one in `every` passes.
StorePtr thinLog(const LogFolder &folder, int lines, int every)
{
    std::string text;
    for (int i = 0; i < lines; ++i)
        text += TextLine { i / 1000.0, i % every == 1 ? "tick" : "tock", i % every == 1 ? "INFO" : "DEBUG" }.text();
    folder.write("000/parsl.log", text);
    return folder.load("000");
}

const Filter kInfo { { { "levelname", "INFO", false } }, {} };

} // namespace

void NearbyRowsTest::isAPieceOfWhatTheFilterLeaves()
{
    QFETCH(QString, run);
    const StorePtr store = loadAll({ recordedRun(run.toStdString()) });
    const EventRows &events = *store->rows();
    QVERIFY(!events.empty());
    Random random(11);
    int pieces = 0;
    for (int i = 0; i < 60; ++i) {
        const Filter filter = someFilter(*store, random);
        const EventRows all = *applyFilter(store, filter);
        const auto anyEvent = [&] { return below(random, 4) ? events[below(random, events.size())] : EventRef {}; };
        const EventRef event = below(random, 3) && !all.empty() ? all[below(random, all.size())] : anyEvent();
        const EventRef otherwise = anyEvent();
        const size_t page = 1 + below(random, 100);
        const auto nearby = nearbyRows(store, filter, event, otherwise, page);
        if (!nearby) {
            QVERIFY(events.size() > 1024); // else all of them are looked at
            continue;
        }
        const EventRows &rows = nearby->rows;
        const auto isThere = [&](EventRef ref) { return std::binary_search(all.begin(), all.end(), ref, [&](EventRef a, EventRef b) { return store->isBefore(a, b); }); };
        const EventRef around = event.isValid() && isThere(event) ? event : otherwise;
        const size_t place = around.isValid() ? store->lowerBound(all, around) : 0;
        const size_t first = rows.empty() ? place : store->lowerBound(all, rows.front());
        QVERIFY(first + rows.size() <= all.size() && std::equal(rows.begin(), rows.end(), all.begin() + static_cast<ptrdiff_t>(first)));
        QVERIFY(first <= place && place <= first + rows.size());
        if (place - first < page)
            QVERIFY(first == 0 && nearby->reachesBegin);
        if (first + rows.size() - place < page)
            QVERIFY(first + rows.size() == all.size() && nearby->reachesEnd);
        if (nearby->reachesBegin)
            QCOMPARE(first, size_t(0));
        if (nearby->reachesEnd)
            QCOMPARE(first + rows.size(), all.size());
        ++pieces;
    }
    QVERIFY(pieces > 20);
}

void NearbyRowsTest::looksFurtherAwayForWhatIsThin()
{
    const LogFolder folder;
    const StorePtr store = thinLog(folder, 40'000, 50);
    const auto nearby = nearbyRows(store, kInfo, (*store->rows())[20'001], {}, 20);
    QVERIFY(nearby.has_value());
    QVERIFY(nearby->rows.size() >= 40 && nearby->rows.size() < 200);
    QVERIFY(!nearby->reachesBegin && !nearby->reachesEnd);
}

void NearbyRowsTest::leavesWhatIsRareToTheIndex()
{
    const LogFolder folder;
    const StorePtr store = thinLog(folder, 40'000, 2000);
    QVERIFY(!nearbyRows(store, kInfo, (*store->rows())[20'001], {}, 20).has_value());
}

void NearbyRowsTest::endsWhenItIsCancelled()
{
    const LogFolder folder;
    const StorePtr store = thinLog(folder, 4000, 2);
    QVERIFY(!nearbyRows(store, kInfo, {}, {}, 20, [](double) { return false; }).has_value());
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::NearbyRowsTest)
#include "tst_nearbyrows.moc"
