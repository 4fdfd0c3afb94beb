// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/eventorder.h"
#include "model/store/segmentwriter.h"
#include "tests/model/disk.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>

namespace widelens {

class OrderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsAreOrderedAsBySorting();
    void versionsAreExtendedAsBySorting();
    void rowsAreFoundByTimeAndByEvent();
    void publishedVersionsKeepTheOrder();
};

namespace {

// Segments with equal times, times that go backwards and rows without a time.
std::vector<std::unique_ptr<SegmentWriter>> emptyWriters(size_t count)
{
    std::vector<std::unique_ptr<SegmentWriter>> writers;
    for (size_t i = 0; i < count; ++i) {
        writers.push_back(std::make_unique<SegmentWriter>(static_cast<uint32_t>(i)));
        writers.back()->addContext({});
        writers.back()->addTemplate(TemplateId(0));
    }
    return writers;
}

void appendRandom(SegmentWriter &writer, Random &random, size_t rows, bool sorted)
{
    for (size_t i = 0; i < rows; ++i) {
        Time time = static_cast<Time>(below(random, 40));
        if (sorted)
            time = std::max<Time>(writer.lastTime() == kNoTime ? 0 : writer.lastTime(), time);
        writer.append(below(random, 10) ? time : kNoTime, i, 1, i + 1, 0, 0);
    }
}

EventRows sortedRows(const SegmentList &segments)
{
    EventRows rows;
    for (uint32_t i = 0; i < segments.size(); ++i) {
        for (uint32_t row = 0; segments[i] && row < segments[i]->rowCount(); ++row)
            rows.push_back({ i, row });
    }
    std::sort(rows.begin(), rows.end(), [&](EventRef a, EventRef b) {
        const Time ta = segments[a.segment]->time(a.row);
        const Time tb = segments[b.segment]->time(b.row);
        return ta != tb ? ta < tb : a < b;
    });
    return rows;
}

} // namespace

void OrderTest::rowsAreOrderedAsBySorting()
{
    Random random(51);
    for (int round = 0; round < 300; ++round) {
        auto writers = emptyWriters(below(random, 12));
        SegmentList segments;
        for (auto &writer : writers) {
            appendRandom(*writer, random, below(random, 60), below(random, 2));
            segments.push_back(below(random, 10) ? writer->publish(true) : nullptr); // not begun
        }
        QVERIFY(orderRows(segments, {}) == sortedRows(segments));
    }
}

void OrderTest::versionsAreExtendedAsBySorting()
{
    Random random(52);
    for (int round = 0; round < 200; ++round) {
        auto writers = emptyWriters(1 + below(random, 6));
        EventRows order;
        std::vector<uint32_t> from(writers.size());
        SegmentList segments(writers.size());
        for (int version = 0; version < 6; ++version) {
            for (size_t i = 0; i < writers.size(); ++i) {
                if (below(random, 2))
                    appendRandom(*writers[i], random, below(random, 40), below(random, 3));
                segments[i] = writers[i]->publish(version == 5);
            }
            order = mergeOrdered(segments, order, orderRows(segments, from));
            for (size_t i = 0; i < writers.size(); ++i)
                from[i] = segments[i]->rowCount();
            QVERIFY(order == sortedRows(segments));
        }
    }
}

void OrderTest::rowsAreFoundByTimeAndByEvent()
{
    const StorePtr store = loadAll({ recordedRun("text") });
    const EventRows &rows = *store->rows();
    Random random(53);
    for (int i = 0; i < 2000; ++i) {
        const size_t place = below(random, rows.size());
        QCOMPARE(store->lowerBound(rows, rows[place]), place);
        const Time time = store->time(rows[place]) + static_cast<Time>(below(random, 3)) - 1;
        const size_t found = store->lowerBound(rows, time);
        QVERIFY(found == rows.size() || store->time(rows[found]) >= time);
        QVERIFY(found == 0 || store->time(rows[found - 1]) < time);
    }
    QCOMPARE(store->lowerBound(rows, EventRef()), rows.size());
    QCOMPARE(store->timeSpan().begin, store->time(rows.front()));
    QCOMPARE(store->timeSpan().end, store->time(rows.back()) + 1);
}

void OrderTest::publishedVersionsKeepTheOrder()
{
    const LogFolder folder;
    Random random(54);
    for (const char *name : { "000/a.log", "000/b.log", "000/c.log", "000/d.log" }) {
        std::string text;
        for (int i = 0; i < 300'000; ++i)
            text += textLine(i * 0.01 + static_cast<double>(below(random, 10)) * 0.01, std::string(name) + " " + std::to_string(i));
        folder.write(name, text);
    }
    LoadOptions options;
    options.paths = { folder.path("000") };
    Loader loader(shippedRules(), options);
    std::vector<StorePtr> versions;
    const SlowDisk disk(std::chrono::milliseconds(2));
    loader.start([&](StorePtr store) { versions.push_back(std::move(store)); });
    loader.wait();
    QVERIFY(versions.size() >= 2);
    QVERIFY(versions.back()->isComplete());
    QCOMPARE(versions.back()->rows()->size(), size_t(1'200'000));
    for (size_t v = 0; v < versions.size(); ++v) {
        const EventStore &store = *versions[v];
        const EventRows &rows = *store.rows();
        QVERIFY(std::is_sorted(rows.begin(), rows.end(), [&](EventRef a, EventRef b) { return store.isBefore(a, b); }));
        // Every version keeps the events of the one before, with what they said.
        if (v == 0)
            continue;
        const EventRows &before = *versions[v - 1]->rows();
        QVERIFY(std::includes(rows.begin(), rows.end(), before.begin(), before.end(), [&](EventRef a, EventRef b) { return store.isBefore(a, b); }));
        for (size_t i = 0; i < before.size(); i += 4999) {
            QCOMPARE(store.time(before[i]), versions[v - 1]->time(before[i]));
            QCOMPARE(store.templateId(before[i]), versions[v - 1]->templateId(before[i]));
        }
    }
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::OrderTest)
#include "tst_order.moc"
