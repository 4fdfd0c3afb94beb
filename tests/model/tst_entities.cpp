// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/entity.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>
#include <set>

namespace widelens {

class EntitiesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEventBelongsToTheEntitiesItsFieldsName();
    void theMostSpecificComesFirst();
    void aListNamesSeveralEntities();
    void aListNamesNoOtherEntities();
    void labelsLeaveTheRunOut();
    void entitiesAreCountedByDistinctKeys();
    void entitiesOfRecordedRunsAreCounted();
    void wordsFindEntities();
    void anAmbiguousWordFindsAllThatFit();
    void aWordThatIsNoFieldSaysWhatThereIs();
    void anEntityThatIsNotThereIsNotFound();
    void aTermBeyondTheKeyNarrows();
    void theKeyOfAnEntitySelectsItsEvents();
};

namespace {

constexpr const char *kDfk = "11111111-0000-4abc-8def-0123456789ab";

void writeRun(const LogFolder &folder, const std::string &run, const std::string &dfk, const std::string &process)
{
    std::string log = textLine(0, "Run id is: " + dfk) + textLine(1, "Task 3 initializing state to pending") + textLine(2, "Task 3 changing state from pending to launched")
        + textLine(3, "Parsl task 3 try 0 launched on executor htex with executor id 7") + textLine(4, "Task 4 initializing state to pending");
    for (size_t at = 0; (at = log.find("-4711 ", at)) != std::string::npos; ++at)
        log.replace(at, 6, "-" + process + " ");
    folder.write(run + "/parsl.log", log);
    std::string worker = textLine(5, "Received executor task 7");
    worker.replace(worker.find("-4711 "), 6, "-9" + process + " ");
    folder.write(run + "/htex/block-0/4f65c2b07a19/worker_1.log", worker);
}

std::set<std::string> labels(const std::vector<Entity> &entities)
{
    std::set<std::string> found;
    for (const auto &entity : entities)
        found.insert(entity.label());
    return found;
}

EventRef eventOf(const EventStore &store, const std::string &logsource, uint64_t line)
{
    for (const EventRef event : *store.rows()) {
        if (store.source(event).logsource == logsource && store.line(event) == line)
            return event;
    }
    return {};
}

std::string keyText(const Entity &entity)
{
    std::string text;
    for (const auto &term : entity.key)
        text += (text.empty() ? "" : " ") + term.field + "=" + term.value;
    return text;
}

} // namespace

void EntitiesTest::anEventBelongsToTheEntitiesItsFieldsName()
{
    const LogFolder folder;
    writeRun(folder, "000", kDfk, "1");
    const StorePtr store = folder.load("000");
    const auto found = labels(entitiesOf(*store, eventOf(*store, "parsl.log", 4)));
    for (const char *label : { "try 3/0", "task 3", "executor task htex/7", "executor htex", "run 11111111" })
        QVERIFY2(found.count(label), label);
    QVERIFY(!found.count("task 4"));
    const auto worker = labels(entitiesOf(*store, eventOf(*store, "htex/block-0/4f65c2b07a19/worker_1.log", 1)));
    for (const char *label : { "worker 4f65c2b07a19/1", "manager 4f65c2b07a19", "block htex/0", "executor task htex/7", "executor htex" })
        QVERIFY2(worker.count(label), label);
}

void EntitiesTest::theMostSpecificComesFirst()
{
    const LogFolder folder;
    writeRun(folder, "000", kDfk, "1");
    const StorePtr store = folder.load("000");
    const auto entities = entitiesOf(*store, eventOf(*store, "parsl.log", 4));
    const auto rank = [&](const std::string &kind) {
        const auto &keys = store->rules().keys;
        return std::find_if(keys.begin(), keys.end(), [&](const KeyRule &key) { return key.kind == kind; }) - keys.begin();
    };
    for (size_t i = 1; i < entities.size(); ++i)
        QVERIFY(rank(entities[i - 1].kind) <= rank(entities[i].kind));
    QCOMPARE(q(entities.front().label()), q("try 3/0"));
}

void EntitiesTest::aListNamesSeveralEntities()
{
    const LogFolder folder;
    folder.write("000/htex/interchange.log", textLine(1, "Sent tasks: [3, 4, 5] to manager b'4f65c2b07a19'"));
    const StorePtr store = folder.load("000");
    const auto found = labels(entitiesOf(*store, store->rows()->front()));
    for (const char *label : { "executor task htex/3", "executor task htex/4", "executor task htex/5", "manager 4f65c2b07a19" })
        QVERIFY2(found.count(label), label);
}

// And none that is made of what one element says and another.
void EntitiesTest::aListNamesNoOtherEntities()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(1, "Parsl task 50 try 1 launched on executor htex with executor id 53") + textLine(2, "Parsl task 51 try 0 launched on executor htex with executor id 54"));
    folder.write("000/htex/interchange.log", textLine(3, "Sent tasks: [53, 54] to manager b'4f65c2b07a19'"));
    const StorePtr store = folder.load("000");
    const std::set<std::string> expected { "try 50/1", "try 51/0", "task 50", "task 51", "executor task htex/53", "executor task htex/54", "manager 4f65c2b07a19", "executor htex",
                                           "thread 4711/1404", "run " + store->runs().front().rundir.substr(0, 8) };
    std::string text;
    for (const auto &label : labels(entitiesOf(*store, store->rows()->back())))
        text += expected.count(label) ? "" : label + "; ";
    QCOMPARE(q(text), q(""));
    QCOMPARE(labels(entitiesOf(*store, store->rows()->back())).size(), expected.size());
}

void EntitiesTest::labelsLeaveTheRunOut()
{
    Entity task { "task", { { "parsl_dfk", kDfk, false }, { "parsl_task_id", "58", false } }, 1 };
    QCOMPARE(q(task.label()), q("task 58"));
    Entity run { "run", { { "parsl_dfk", kDfk, false } }, 0 };
    QCOMPARE(q(run.label()), q("run 11111111"));
    Entity worker { "worker", { { "manager_id", "4f65", false }, { "worker_id", "1", false } }, 2 };
    QCOMPARE(q(worker.label()), q("worker 4f65/1"));
}

void EntitiesTest::entitiesAreCountedByDistinctKeys()
{
    const LogFolder folder;
    writeRun(folder, "000", kDfk, "1");
    writeRun(folder, "001", "22222222-0000-4abc-8def-0123456789ab", "2");
    const auto counts = countEntities(*folder.load());
    QCOMPARE(counts.at("run"), uint64_t(2));
    QCOMPARE(counts.at("task"), uint64_t(4)); // tasks 3 and 4 of two runs
    QCOMPARE(counts.at("try"), uint64_t(2));
    QCOMPARE(counts.at("executor task"), uint64_t(2));
    QCOMPARE(counts.at("worker"), uint64_t(2));
    QCOMPARE(counts.at("block"), uint64_t(2));
    QVERIFY(!counts.count("no such kind"));
}

void EntitiesTest::entitiesOfRecordedRunsAreCounted()
{
    // Tasks as the summary of the log counts them; managers and blocks as there are directories.
    auto counts = countEntities(*loadAll({ recordedRun("two_htex") }));
    QCOMPARE(counts["executor"] >= 2, true);
    QCOMPARE(counts["run"], uint64_t(1));
    counts = countEntities(*loadAll({ recordedRun("killed") }));
    QCOMPARE(counts["task"], uint64_t(342));
}

void EntitiesTest::wordsFindEntities()
{
    const LogFolder folder;
    writeRun(folder, "000", kDfk, "1");
    const StorePtr store = folder.load("000");
    const auto find = [&](std::vector<Term> words) {
        const EntityMatch match = findEntities(*store, words);
        return match.error.empty() && match.entities.size() == 1 ? q(keyText(match.entities[0])) : q("" + std::to_string(match.entities.size()) + " " + match.error);
    };
    QCOMPARE(find({ { "task", "3", false } }), q(std::string("parsl_dfk=") + kDfk + " parsl_task_id=3"));
    QCOMPARE(find({ { "parsl_task_id", "3", false } }), q(std::string("parsl_dfk=") + kDfk + " parsl_task_id=3"));
    QCOMPARE(find({ { "task", "3", false }, { "try", "0", false } }), q(std::string("parsl_dfk=") + kDfk + " parsl_task_id=3 parsl_try_id=0"));
    QCOMPARE(find({ { "block", "0", false } }), q(std::string("parsl_dfk=") + kDfk + " parsl_executor=htex block_id=0"));
    QCOMPARE(find({ { "run", "000", false } }), q(std::string("parsl_dfk=") + kDfk));
    QCOMPARE(find({ { "dfk", kDfk, false } }), q(std::string("parsl_dfk=") + kDfk));
}

void EntitiesTest::anAmbiguousWordFindsAllThatFit()
{
    const StorePtr htexes = loadAll({ recordedRun("two_htex") });
    QVERIFY(findEntities(*htexes, { { "block", "0", false } }).entities.size() >= 2); // one in each executor
    const LogFolder folder;
    writeRun(folder, "000", kDfk, "1");
    writeRun(folder, "001", "22222222-0000-4abc-8def-0123456789ab", "2");
    const StorePtr store = folder.load();
    QCOMPARE(findEntities(*store, { { "task", "3", false } }).entities.size(), size_t(2));
    const EntityMatch one = findEntities(*store, { { "run", "001", false }, { "task", "3", false } });
    QCOMPARE(one.entities.size(), size_t(1));
    QCOMPARE(q(one.entities[0].key[0].value), q("22222222-0000-4abc-8def-0123456789ab"));
}

void EntitiesTest::aWordThatIsNoFieldSaysWhatThereIs()
{
    const LogFolder folder;
    writeRun(folder, "000", kDfk, "1");
    const EntityMatch match = findEntities(*folder.load("000"), { { "taks", "3", false } });
    QVERIFY(match.entities.empty());
    QVERIFY2(q(match.error).contains(q("\"taks\"")) && q(match.error).contains(q("task")) && q(match.error).contains(q("manager")), match.error.c_str());
}

void EntitiesTest::anEntityThatIsNotThereIsNotFound()
{
    const LogFolder folder;
    writeRun(folder, "000", kDfk, "1");
    const EntityMatch match = findEntities(*folder.load("000"), { { "task", "999", false } });
    QVERIFY(match.entities.empty());
    QVERIFY(match.error.empty());
}

void EntitiesTest::aTermBeyondTheKeyNarrows()
{
    const LogFolder folder;
    writeRun(folder, "000", kDfk, "1");
    const StorePtr store = folder.load("000");
    const EntityMatch match = findEntities(*store, { { "task", "3", false }, { "level", "INFO", false } });
    QCOMPARE(match.entities.size(), size_t(1));
    QCOMPARE(q(keyText(match.entities[0])), q(std::string("parsl_dfk=") + kDfk + " parsl_task_id=3 levelname=INFO"));
}

void EntitiesTest::theKeyOfAnEntitySelectsItsEvents()
{
    const StorePtr store = loadAll({ recordedRun("wide") });
    Random random(71);
    for (int i = 0; i < 200; ++i) {
        const EventRef event = store->rows()->at(below(random, store->rows()->size()));
        const auto entities = entitiesOf(*store, event);
        QVERIFY(!entities.empty());
        const Entity &entity = entities[below(random, entities.size())];
        const auto rows = applyFilter(store, { entity.key, {} });
        QVERIFY2(std::binary_search(rows->begin(), rows->end(), event, [&](EventRef a, EventRef b) { return store->isBefore(a, b); }), entity.label().c_str());
    }
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::EntitiesTest)
#include "tst_entities.moc"
