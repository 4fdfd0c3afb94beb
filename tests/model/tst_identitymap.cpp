// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/identitymap.h"

#include "model/analysis/maplayout.h"
#include "model/query/census.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace widelens;

class TestIdentityMap : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countsAgainstTheRawLines();
    void executorTasksWithoutATaskAreOrphans();
    void detoursReplaceShortCuts();
    void sharedNumbersOfTwoExecutorsStayApart();
    void nothingOpenHasNoMap();
    void aCensusKnowsFirstEventsAndSources();
    void noTwoNodesShareAPlace();
    void linksLeadDownAndPassNoNode();
    void cancels();
};

static std::map<std::string, uint64_t> countsOf(const IdentityMap &map)
{
    std::map<std::string, uint64_t> counts;
    for (const auto &node : map.nodes)
        counts[node.kind] = node.count;
    return counts;
}

static const IdentityMap::Link *linkOf(const IdentityMap &map, const std::string &from, const std::string &to)
{
    for (const auto &link : map.links) {
        if (map.nodes[link.from].kind == from && map.nodes[link.to].kind == to)
            return &link;
    }
    return nullptr;
}

// The numbers that follow a text in all lines of a file.
static std::set<std::string> numbersAfter(const std::string &path, const std::string &before)
{
    std::set<std::string> numbers;
    const std::string text = readFile(path);
    for (size_t at = text.find(before); at != std::string::npos; at = text.find(before, at + 1)) {
        const size_t begin = at + before.size();
        const size_t end = text.find_first_not_of("0123456789", begin);
        if (end > begin)
            numbers.insert(text.substr(begin, end - begin));
    }
    return numbers;
}

void TestIdentityMap::countsAgainstTheRawLines()
{
    const std::string run = recordedRun("text") + "/000";
    const auto map = mapIdentity(*loadAll({ run }));
    const auto counts = countsOf(*map);
    // Each task is initialised once; each launch on an executor with an id is an executor task.
    const auto tasks = numbersAfter(run + "/parsl.log", " DEBUG: Task ");
    const auto launched = numbersAfter(run + "/parsl.log", "with executor id ");
    QCOMPARE(counts.at("task"), uint64_t(tasks.size()));
    QCOMPARE(counts.at("executor task"), uint64_t(launched.size()));
    QCOMPARE(counts.at("task"), uint64_t(225));
    QCOMPARE(counts.at("executor task"), uint64_t(226));
    QCOMPARE(counts.at("run"), uint64_t(1));
    const auto *link = linkOf(*map, "executor task", "try");
    QVERIFY(link);
    QCOMPARE(link->linked, uint64_t(226));
    QCOMPARE(link->reached, uint64_t(226));
    QCOMPARE(map->without(*link), uint64_t(0));
    QCOMPARE(map->unreached(*link), uint64_t(4)); // tries of the internal executor, which has no ids
    QCOMPARE(q(describe(*map, *link)), q("226 executor tasks belong to 226 of 230 tries"));
    QCOMPARE(q(link->rule), q("executor task: its task and try"));
    QCOMPARE(q(link->field), q("parsl_try_id"));
    const auto *key = linkOf(*map, "try", "task");
    QVERIFY(key && key->rule.empty() && key->linked == 230);
}

void TestIdentityMap::executorTasksWithoutATaskAreOrphans()
{
    LogFolder folder;
    folder.write("000/parsl.log", textLine(0, "Run id is: 6a2e46c1-1111-4222-8333-123456789abc") + textLine(1, "Parsl task 7 try 0 launched on executor htex with executor id 3"));
    folder.write("000/htex/interchange.log", textLine(1.1, "Put task 3 onto pending_task_queue") + textLine(1.2, "Put task 9 onto pending_task_queue") + textLine(1.3, "Put task 10 onto pending_task_queue"));
    const auto map = mapIdentity(*folder.load("000"));
    const auto *link = linkOf(*map, "executor task", "try");
    QVERIFY(link);
    QCOMPARE(link->linked, uint64_t(1));
    QCOMPARE(map->without(*link), uint64_t(2));
}

void TestIdentityMap::detoursReplaceShortCuts()
{
    const auto map = mapIdentity(*loadAll({ recordedRun("wide") }));
    QVERIFY(linkOf(*map, "try", "worker"));
    QVERIFY(linkOf(*map, "worker", "manager") && linkOf(*map, "manager", "block") && linkOf(*map, "block", "executor"));
    QVERIFY(!linkOf(*map, "worker", "executor")); // by manager and block
    QVERIFY(!linkOf(*map, "try", "run"));
    QVERIFY(linkOf(*map, "task", "run"));
    // Without workers there is no detour.
    const auto threads = mapIdentity(*loadAll({ recordedRun("threads") }));
    QVERIFY(linkOf(*threads, "try", "executor"));
    QCOMPARE(threads->without(*linkOf(*threads, "try", "executor")), uint64_t(2));
}

void TestIdentityMap::sharedNumbersOfTwoExecutorsStayApart()
{
    const auto map = mapIdentity(*loadAll({ recordedRun("two_htex") }));
    const auto *link = linkOf(*map, "executor task", "try");
    QVERIFY(link);
    QCOMPARE(link->linked, link->reached); // one to one: ids of one executor lead to no try of the other
    QCOMPARE(link->linked, uint64_t(93));
    QCOMPARE(linkOf(*map, "block", "executor")->linked, uint64_t(4));
}

void TestIdentityMap::nothingOpenHasNoMap()
{
    const auto map = mapIdentity(*EventStore::empty(shippedRules()));
    QVERIFY(map->nodes.empty() && map->links.empty());
    QCOMPARE(layOut(*map).layers, 0.0);
}

void TestIdentityMap::aCensusKnowsFirstEventsAndSources()
{
    LogFolder folder;
    folder.write("000/htex/interchange.log", textLine(5, "Put task 3 onto pending_task_queue") + textLine(6, "Put task 4 onto pending_task_queue"));
    folder.write("000/parsl.log", textLine(1, "Parsl task 7 try 0 launched on executor htex with executor id 3"));
    const StorePtr store = folder.load("000");
    const auto census = takeCensus(*store, *store->rules().key("executor task"));
    QVERIFY(census);
    QCOMPARE(census->size(), size_t(2));
    const uint32_t three = census->entities.find(RunId(0), { std::string_view("htex"), int64_t(3) });
    const uint32_t four = census->entities.find(RunId(0), { std::string_view("htex"), int64_t(4) });
    QVERIFY(three != EntityNumbers::kNone && four != EntityNumbers::kNone);
    QVERIFY(census->several[three] && !census->several[four]);
    QCOMPARE(q(store->source(census->firsts[three]).logsource), q("parsl.log"));
    QCOMPARE(store->line(census->firsts[four]), uint64_t(2));
}

// Maps of many shapes: links from later nodes to earlier ones.
static std::vector<IdentityMap> randomMaps()
{
    std::vector<IdentityMap> maps;
    Random random(7);
    for (int i = 0; i < 200; ++i) {
        IdentityMap map;
        map.nodes.resize(1 + below(random, 12));
        for (size_t from = 1; from < map.nodes.size(); ++from) {
            for (size_t links = below(random, 3); links > 0; --links)
                map.links.push_back({ from, below(random, from), {}, false, {}, 1, 1 });
        }
        maps.push_back(std::move(map));
    }
    return maps;
}

void TestIdentityMap::noTwoNodesShareAPlace()
{
    for (const IdentityMap &map : randomMaps()) {
        const MapLayout layout = layOut(map);
        for (size_t a = 0; a < map.nodes.size(); ++a) {
            QVERIFY(layout.nodes[a].layer < layout.layers && layout.nodes[a].lane < layout.lanes);
            for (size_t b = 0; b < a; ++b)
                QVERIFY(layout.nodes[a].layer != layout.nodes[b].layer || std::abs(layout.nodes[a].lane - layout.nodes[b].lane) > 0.99);
        }
    }
}

void TestIdentityMap::linksLeadDownAndPassNoNode()
{
    for (const IdentityMap &map : randomMaps()) {
        const MapLayout layout = layOut(map);
        for (size_t i = 0; i < map.links.size(); ++i) {
            const auto &route = layout.routes[i];
            QVERIFY(route.front() == layout.nodes[map.links[i].from] && route.back() == layout.nodes[map.links[i].to]);
            for (size_t k = 1; k < route.size(); ++k)
                QCOMPARE(route[k].layer, route[k - 1].layer - 1);
            for (size_t k = 1; k + 1 < route.size(); ++k) {
                for (const auto &node : layout.nodes)
                    QVERIFY(node.layer != route[k].layer || std::abs(node.lane - route[k].lane) > 0.99);
            }
        }
    }
}

void TestIdentityMap::cancels()
{
    QVERIFY(!mapIdentity(*loadAll({ recordedRun("wide") }), [](double) { return false; }));
}

QTEST_GUILESS_MAIN(TestIdentityMap)
#include "tst_identitymap.moc"
