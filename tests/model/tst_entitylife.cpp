// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/entitylife.h"

#include "model/analysis/entitytable.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>

using namespace widelens;

class TestEntityLife : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_store = loadAll({ recordedRun("json") }); }
    void factsHaveProofsThatSayThem();
    void spansFollowOneAnotherAndAgreeWithTheTable();
    void dependenciesLeadBothWays();
    void neighboursExist();
    void theWorkersTurnsAreInOrder();
    void triesHaveFactsOfTheirOwn();
    void aTryHasItsOwnPartOfTheLife();
    void whatContradictsIsMarked();
    void cancels();

private:
    std::shared_ptr<const EntityLife> life(const std::vector<Term> &key) const
    {
        const EntityMatch match = findEntities(*m_store, key);
        return lifeOf(m_store, match.entities.at(0));
    }
    StorePtr m_store;
};

static std::vector<std::string> neighbours(const EntityLife &life, const std::string &relation)
{
    std::vector<std::string> labels;
    for (const auto &neighbour : life.neighbours) {
        if (neighbour.relation.starts_with(relation))
            labels.push_back(neighbour.entity.label());
    }
    return labels;
}

void TestEntityLife::factsHaveProofsThatSayThem()
{
    const auto task = life({ { "task", "58", false } });
    QVERIFY(task->facts.size() > 6);
    for (const auto &fact : task->facts) {
        QVERIFY(fact.proof.isValid());
        QVERIFY(!fact.rule.empty() && !fact.title.empty());
        QCOMPARE(q(fieldText(*m_store, fact.proof, fact.field)), q(fact.text));
    }
}

void TestEntityLife::spansFollowOneAnotherAndAgreeWithTheTable()
{
    const auto table = listEntities(*m_store, "task");
    for (size_t row = 0; row < table->rowCount; row += 23) {
        const auto task = lifeOf(m_store, table->entity(*m_store, row));
        QVERIFY(!task->spans.empty());
        for (size_t i = 1; i < task->spans.size(); ++i)
            QCOMPARE(task->spans[i].begin, task->spans[i - 1].end);
        const auto cell = [&](const char *column) { return table->columns[static_cast<size_t>(table->findColumn(column))].cells[row]; };
        QCOMPARE(task->spans.front().begin, cell("start"));
        QCOMPARE(task->spans.back().end - task->spans.front().begin, cell("duration"));
        QCOMPARE(q(task->spans.back().state), q(table->text(row, static_cast<size_t>(table->findColumn("parsl_task_status")))));
    }
}

void TestEntityLife::dependenciesLeadBothWays()
{
    const auto waiting = life({ { "task", "3", false } });
    QCOMPARE(neighbours(*waiting, "waits for"), (std::vector<std::string> { "task 1", "task 2" }));
    for (const auto &awaited : waiting->neighbours) {
        if (awaited.relation != "waits for")
            continue;
        const auto back = neighbours(*lifeOf(m_store, awaited.entity), "is awaited by");
        QVERIFY(std::find(back.begin(), back.end(), "task 3") != back.end());
    }
}

void TestEntityLife::neighboursExist()
{
    for (const auto &key : { Term { "task", "58", false }, Term { "worker", "1", false }, Term { "block", "1", false } }) {
        const auto entity = life({ key });
        QVERIFY(!entity->neighbours.empty());
        for (const auto &neighbour : entity->neighbours) {
            QVERIFY(!neighbour.entity.key.empty());
            if (neighbour.relation == neighbour.entity.kind)
                QVERIFY2(!applyFilter(m_store, { neighbour.entity.key, {} })->empty(), neighbour.entity.label().c_str());
        }
    }
}

void TestEntityLife::theWorkersTurnsAreInOrder()
{
    const auto task = life({ { "task", "58", false } });
    const auto after = neighbours(*task, "after it on worker");
    QCOMPARE(after.size(), size_t(1));
    const auto next = std::find_if(task->neighbours.begin(), task->neighbours.end(), [](const auto &n) { return n.relation.starts_with("after it"); });
    const auto before = neighbours(*lifeOf(m_store, next->entity), "before it on worker");
    QVERIFY(std::find(before.begin(), before.end(), "task 58") != before.end());
    // The worker's own page lists both, one after the other.
    const auto worker = std::find_if(task->neighbours.begin(), task->neighbours.end(), [](const auto &n) { return n.relation == "worker"; });
    const auto turns = neighbours(*lifeOf(m_store, worker->entity), "tasks");
    const auto at = std::find(turns.begin(), turns.end(), "task 58");
    QVERIFY(at != turns.end() && at + 1 != turns.end());
    QCOMPARE(q(*(at + 1)), q(after[0]));
}

static std::vector<Term> failedTask(const EventStore &store)
{
    const auto table = listEntities(store, "task");
    const auto rows = orderEntities(*table, { "app:always_fails tries:3", 0, false });
    return { { "task", table->text(rows->at(0), 0), false } };
}

void TestEntityLife::triesHaveFactsOfTheirOwn()
{
    const auto task = life(failedTask(*m_store));
    QCOMPARE(neighbours(*task, "tries").size(), size_t(3));
    std::vector<int64_t> attempts;
    for (const auto &fact : task->facts) {
        if (fact.field == "parsl_executor_id") {
            attempts.push_back(fact.attempt);
            QVERIFY(!fact.contested); // each try has one
        }
    }
    QCOMPARE(attempts, (std::vector<int64_t> { 0, 1, 2 }));
}

void TestEntityLife::aTryHasItsOwnPartOfTheLife()
{
    auto key = failedTask(*m_store);
    const auto task = life(key);
    key.push_back({ "try", "1", false });
    const auto second = life(key);
    QVERIFY(!second->spans.empty() && second->spans.size() < task->spans.size());
    for (const auto &span : second->spans)
        QCOMPARE(span.attempt, 1);
    QVERIFY(neighbours(*second, "before it").size() <= 1);
    QCOMPARE(neighbours(*second, "task").size(), size_t(1));
}

void TestEntityLife::whatContradictsIsMarked()
{
    LogFolder folder;
    folder.write("000/parsl.log", textLine(0, "Task 7 submitted for App one, not waiting on any dependency") + textLine(1, "Task 7 submitted for App two, not waiting on any dependency"));
    const StorePtr store = folder.load("000");
    const auto task = lifeOf(store, findEntities(*store, { { "task", "7", false } }).entities.at(0));
    QCOMPARE(task->facts.size(), size_t(2));
    QVERIFY(task->facts[0].contested && task->facts[1].contested);
    QVERIFY(task->facts[0].proof != task->facts[1].proof);
}

void TestEntityLife::cancels()
{
    const EntityMatch match = findEntities(*m_store, { { "task", "58", false } });
    QVERIFY(!lifeOf(m_store, match.entities.at(0), [](double) { return false; }));
}

QTEST_GUILESS_MAIN(TestEntityLife)
#include "tst_entitylife.moc"
