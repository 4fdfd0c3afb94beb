// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/entitytable.h"

#include "model/analysis/states.h"
#include "model/analysis/transitions.h"
#include "model/identity/identity.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <map>
#include <set>
#include <tuple>

using namespace widelens;

class TestEntityTable : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRowCountsTheEventsOfItsEntity_data();
    void aRowCountsTheEventsOfItsEntity();
    void contradictionsAndListsAreCounted();
    void lastStatesAreThoseOfTheStatePlot_data();
    void lastStatesAreThoseOfTheStatePlot();
    void changesOfStateAreThoseOfTheEvents_data();
    void changesOfStateAreThoseOfTheEvents();
    void triesOfSeveralFilesAreCountedOnce();
    void factsFollowAcrossFiles();
    void statesOfATask();
    void exceptionsOfEveryTry();
    void severalValuesAreAllShown();
    void tasksOfTwoRunsAreTwo();
    void filters_data();
    void filters();
    void sortsNumbersAsNumbersAndAbsentLast();
    void cancels();

private:
    void checkCounts(const StorePtr &store);
};

static std::string cell(const EntityTable &table, size_t row, const char *column)
{
    const int c = table.findColumn(column);
    return c < 0 ? "(no column)" : table.text(row, static_cast<size_t>(c));
}

static void eachRun(std::initializer_list<const char *> names)
{
    QTest::addColumn<QString>("run");
    for (const char *name : names)
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestEntityTable::aRowCountsTheEventsOfItsEntity_data()
{
    eachRun({ "wide", "json", "text", "two_htex", "threads", "two_runs", "wq_text", "parsl-2024.06.03", "parsl-2025.01.13_mon" });
}

// Event by event, what each belongs to, is the independent count.
void TestEntityTable::aRowCountsTheEventsOfItsEntity()
{
    QFETCH(QString, run);
    checkCounts(loadAll({ recordedRun(run.toStdString()) }));
}

// Lines that contradict each other belong to all that they may be of; a list to each of its elements, once.
void TestEntityTable::contradictionsAndListsAreCounted()
{
    LogFolder folder;
    folder.write("000/parsl.log", textLine(0, "Run id is: 6a2e46c1-1111-4222-8333-123456789abc") + textLine(1, "Parsl task 7 try 0 launched on executor htex with executor id 3")
                     + textLine(2, "Parsl task 8 try 0 launched on executor htex with executor id 3") + textLine(3, "Parsl task 9 try 0 launched on executor htex with executor id 4")
                     + textLine(4, "Task 7 submitted for App one, not waiting on any dependency") + textLine(4, "Allocated task id 3"));
    folder.write("000/htex/interchange.log", textLine(5, "Put task 3 onto pending_task_queue") + textLine(6, "Sent tasks: [3, 4, 4, 5] to manager b'abc123'")
                     + textLine(7, "Sent tasks: [4] to manager b'abc123'") + textLine(8, "Sent tasks: [3] to manager b'abc123'") + textLine(9, "Sent tasks: [3, 5] to manager b'abc123'"));
    folder.write("000/other/interchange.log", textLine(5, "Put task 3 onto pending_task_queue"));
    checkCounts(folder.load("000"));
}

void TestEntityTable::checkCounts(const StorePtr &store)
{
    struct Count {
        uint64_t events = 0;
        Time first = std::numeric_limits<Time>::max();
        Time last = kNoTime;
    };
    const auto name = [](const Entity &entity) {
        std::string text = entity.kind;
        for (const auto &term : entity.key)
            text += "\n" + term.value;
        return text;
    };
    std::map<std::string, Count> expected;
    for (const EventRef event : *store->rows()) {
        std::set<std::string> once;
        for (const Entity &entity : entitiesOf(*store, event))
            once.insert(name(entity));
        for (const auto &text : once) {
            Count &count = expected[text];
            ++count.events;
            if (!store->hasTime(event))
                continue; // it stands somewhere, at no time
            count.first = std::min(count.first, store->time(event));
            count.last = std::max(count.last, store->time(event));
        }
    }
    size_t rows = 0;
    for (const auto &[kind, count] : countEntities(*store)) {
        const auto table = listEntities(*store, kind);
        QVERIFY(table->rowCount >= count);
        rows += table->rowCount;
        for (size_t row = 0; row < table->rowCount; ++row) {
            const std::string entity = name(table->entity(*store, row));
            QVERIFY2(expected.contains(entity), entity.c_str());
            const Count &found = expected[entity];
            QCOMPARE(q(entity + ": " + cell(*table, row, "events")), q(entity + ": " + std::to_string(found.events)));
            QCOMPARE(table->columns[static_cast<size_t>(table->findColumn("first"))].cells[row], found.first);
            QCOMPARE(table->columns[static_cast<size_t>(table->findColumn("last"))].cells[row], found.last);
        }
    }
    QCOMPARE(rows, expected.size());
}

void TestEntityTable::lastStatesAreThoseOfTheStatePlot_data()
{
    eachRun({ "wide", "json", "text", "two_htex", "threads", "killed", "wq_wide" });
}

void TestEntityTable::lastStatesAreThoseOfTheStatePlot()
{
    QFETCH(QString, run);
    const StorePtr store = loadAll({ recordedRun(run.toStdString()) });
    const StateCounts counts = countStates(*store);
    const auto table = listEntities(*store, store->rules().stateKind);
    const int state = table->findColumn(store->rules().stateField);
    QVERIFY(state >= 0);
    std::map<std::string, uint32_t> last;
    for (size_t row = 0; row < table->rowCount; ++row)
        ++last[table->text(row, static_cast<size_t>(state))];
    last.erase("");
    std::map<std::string, uint32_t> expected;
    for (size_t s = 0; s < counts.states.size(); ++s) {
        if (const uint32_t count = counts.series.front().counts[s].back())
            expected[counts.states[s]] = count;
    }
    QVERIFY(last == expected);
}

static size_t rowWith(const EntityTable &table, const char *column, const std::string &value)
{
    for (size_t row = 0; row < table.rowCount; ++row) {
        if (cell(table, row, column) == value)
            return row;
    }
    return table.rowCount;
}

void TestEntityTable::changesOfStateAreThoseOfTheEvents_data()
{
    eachRun({ "wide", "json", "text", "two_htex", "threads", "two_runs", "wq_text" });
}

// Event by event, with all that follows for each, is the independent answer.
void TestEntityTable::changesOfStateAreThoseOfTheEvents()
{
    QFETCH(QString, run);
    const StorePtr store = loadAll({ recordedRun(run.toStdString()) });
    const FieldId state = store->fields().find("parsl_task_status");
    const FieldId task = store->fields().find("parsl_task_id");
    std::multiset<std::tuple<EventRef, std::string, std::string>> expected;
    std::vector<Value> states;
    for (const EventRef event : *store->rows()) {
        store->values(event, state, states);
        std::set<std::string> tasks;
        if (!states.empty() && store->run(event) != kNoRun) {
            std::vector<Value> values;
            store->values(event, task, values);
            for (const Value &value : values)
                tasks.insert(toText(value));
            for (const auto &derived : values.empty() ? store->identity()->derive(*store, event, task) : std::vector<Derived>())
                tasks.insert(toText(derived.value));
        }
        for (const Value &value : states) {
            for (const auto &name : tasks)
                expected.insert({ event, name, toText(value) });
        }
    }
    QVERIFY(!expected.empty());
    const auto read = readTransitions(*store);
    decltype(expected) found;
    for (uint32_t entity = 0; entity < read->entities.size(); ++entity) {
        const auto changes = read->of(entity);
        for (const Transition &change : changes)
            found.insert({ change.event, read->entities.keyTexts(entity).front(), read->states[change.state] });
        QVERIFY(std::is_sorted(changes.begin(), changes.end(), [](const Transition &a, const Transition &b) { return a.time < b.time; }));
    }
    for (const auto &change : found)
        QVERIFY2(expected.contains(change), qPrintable(q(std::get<1>(change) + " " + std::get<2>(change))));
    size_t witnessed = 0;
    for (const auto &change : expected)
        witnessed += !found.contains(change);
    QCOMPARE(witnessed, size_t(0));
}

void TestEntityTable::triesOfSeveralFilesAreCountedOnce()
{
    LogFolder folder;
    // Some tries are told by one file alone.
    std::string other;
    std::string submit = textLine(0, "Run id is: 6a2e46c1-1111-4222-8333-123456789abc") + textLine(1, "Task 7 submitted for App one, not waiting on any dependency");
    std::string worker;
    for (int attempt = 0; attempt < 70; ++attempt) {
        std::string &log = attempt < 20 ? other : submit;
        log += textLine(2 + attempt, "Parsl task 7 try " + std::to_string(attempt) + " launched on executor htex with executor id " + std::to_string(100 + attempt));
        if (attempt >= 60)
            worker += textLine(2 + attempt, "Received executor task " + std::to_string(100 + attempt));
    }
    folder.write("000/parsl.log", submit);
    folder.write("000/other.log", other);
    folder.write("000/htex/block-0/4f65c2b07a19/worker_0.log", worker);
    const auto table = listEntities(*folder.load("000"), "task");
    QCOMPARE(table->rowCount, size_t(1));
    QCOMPARE(q(cell(*table, 0, "tries")), QStringLiteral("70"));
    QCOMPARE(q(cell(*table, 0, "parsl_executor_id")), QStringLiteral("169")); // of the last try
    QCOMPARE(q(cell(*table, 0, "events")), QStringLiteral("81")); // submitted, 70 launched, 10 received
}

void TestEntityTable::factsFollowAcrossFiles()
{
    const StorePtr store = loadAll({ recordedRun("wide") });
    const auto tasks = listEntities(*store, "task");
    const size_t row = rowWith(*tasks, "parsl_task_id", "58");
    QVERIFY(row < tasks->rowCount);
    for (const char *field : { "parsl_app_name", "parsl_task_status", "tries", "parsl_executor", "block_id", "manager_id", "worker_id", "start", "end" })
        QVERIFY2(!cell(*tasks, row, field).empty() && cell(*tasks, row, field) != "(no column)", field);
    // The worker of the table is the one in whose log the task was received.
    const auto events = applyFilter(store, { tasks->entity(*store, row).key, {} });
    std::set<std::string> workers;
    for (const EventRef event : *events) {
        if (const std::string worker = fieldText(*store, event, "worker_id"); !worker.empty())
            workers.insert(worker);
    }
    QVERIFY(workers.contains(cell(*tasks, row, "worker_id")));
}

void TestEntityTable::statesOfATask()
{
    LogFolder folder;
    folder.write("000/parsl.log", textLine(0, "Task 7 initializing state to pending") + textLine(2, "Task 7 changing state from pending to launched")
                     + textLine(2.5, "Task 7 changing state from launched to fail_retryable") + textLine(3, "Task 7 changing state from fail_retryable to pending")
                     + textLine(4, "Task 7 changing state from pending to launched") + textLine(10, "Task 7 changing state from launched to exec_done")
                     + textLine(1, "Task 8 initializing state to pending") + textLine(12, "something else"));
    const StorePtr store = folder.load("000");
    const auto table = listEntities(*store, "task");
    QCOMPARE(table->rowCount, size_t(2));
    const size_t seven = rowWith(*table, "parsl_task_id", "7");
    QCOMPARE(q(cell(*table, seven, "parsl_task_status")), q("exec_done"));
    QCOMPARE(q(cell(*table, seven, "duration")), q("10.0"));
    QCOMPARE(q(cell(*table, seven, "state pending")), q("3.0"));
    QCOMPARE(q(cell(*table, seven, "state launched")), q("6.5"));
    QCOMPARE(q(cell(*table, seven, "state fail_retryable")), q("0.5"));
    const size_t eight = rowWith(*table, "parsl_task_id", "8");
    QCOMPARE(q(cell(*table, eight, "parsl_task_status")), q("pending"));
    QCOMPARE(q(cell(*table, eight, "end")), q("")); // not over
    QCOMPARE(q(cell(*table, eight, "state pending").substr(0, 2)), q("11")); // until the logs end
}

// Of all tries: what the last one says is in a column of its own.
void TestEntityTable::exceptionsOfEveryTry()
{
    const StorePtr store = loadAll({ recordedRun("wide") });
    const auto table = listEntities(*store, "task");
    std::map<std::string, std::set<std::string>> expected; // by task
    for (const EventRef event : *store->rows()) {
        const std::string type = fieldText(*store, event, "parsl_exception");
        const std::string task = fieldText(*store, event, "parsl_task_id");
        if (!type.empty() && !task.empty())
            expected[task].insert(type);
    }
    QVERIFY(expected.size() > 2);
    for (size_t row = 0; row < table->rowCount; ++row) {
        std::string types;
        for (const auto &type : expected[cell(*table, row, "parsl_task_id")])
            types += (types.empty() ? "" : " | ") + type;
        QCOMPARE(q(cell(*table, row, "exceptions")), q(types));
    }
}

void TestEntityTable::severalValuesAreAllShown()
{
    LogFolder folder;
    folder.write("000/parsl.log", textLine(0, "Task 7 submitted for App one, not waiting on any dependency") + textLine(1, "Task 7 submitted for App two, not waiting on any dependency")
                     + textLine(2, "Task 8 submitted for App one, not waiting on any dependency"));
    const auto table = listEntities(*folder.load("000"), "task");
    QCOMPARE(q(cell(*table, rowWith(*table, "parsl_task_id", "7"), "parsl_app_name")), q("one | two"));
    QCOMPARE(q(cell(*table, rowWith(*table, "parsl_task_id", "8"), "parsl_app_name")), q("one"));
}

void TestEntityTable::tasksOfTwoRunsAreTwo()
{
    const StorePtr store = loadAll({ recordedRun("wide"), recordedRun("json") });
    const auto table = listEntities(*store, "task");
    const auto one = orderEntities(*table, { "task:58", 0, false });
    QCOMPARE(one->size(), size_t(2));
    QVERIFY(table->runs[(*one)[0]] != table->runs[(*one)[1]]);
    QVERIFY(table->entity(*store, (*one)[0]) != table->entity(*store, (*one)[1]));
    QVERIFY(table->findColumn("rundir") >= 0);
}

static EntityTable smallTable()
{
    EntityTable table;
    table.kind = "thing";
    table.rowCount = 5;
    table.keyColumns = 1;
    table.texts = { "Stack", "node10", "node2", "stuck", "a | b", "ab" };
    const int64_t none = EntityColumn::kAbsent;
    table.columns = { { "id", "id", EntityColumn::Type::Number, { 10, 9, 100, 1, 2 } },
        { "app_name", "app", EntityColumn::Type::Text, { 0, 3, none, 0, 3 } },
        { "host", "host", EntityColumn::Type::Text, { 1, 2, 1, none, 2 } },
        { "state run", "run", EntityColumn::Type::Duration, { 2 * kSecond, 500'000'000, none, 3 * kSecond, 0 } },
        { "note", "note", EntityColumn::Type::Text, { none, none, none, 5, 4 } } };
    return table;
}

void TestEntityTable::filters_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QList<uint32_t>>("rows");
    QTest::newRow("nothing") << "" << QList<uint32_t> { 3, 4, 1, 0, 2 };
    QTest::newRow("part of a text, in any case") << "sTAck" << QList<uint32_t> { 3, 0 };
    QTest::newRow("a whole number") << "10" << QList<uint32_t> { 0, 2 }; // not 100; node10 contains it
    QTest::newRow("in a column") << "id:10" << QList<uint32_t> { 0 };
    QTest::newRow("by the field's name") << "app_name=stuck" << QList<uint32_t> { 4, 1 };
    QTest::newRow("all words") << "st node2" << QList<uint32_t> { 4, 1 };
    QTest::newRow("compares seconds") << "run>0.4" << QList<uint32_t> { 3, 1, 0 };
    QTest::newRow("compares numbers") << "id<10" << QList<uint32_t> { 3, 4, 1 };
    QTest::newRow("without a value") << "no:host" << QList<uint32_t> { 3 };
    QTest::newRow("nobody has the column") << "no:colour id<10" << QList<uint32_t> { 3, 4, 1 };
    QTest::newRow("the whole text") << "host=NODE1" << QList<uint32_t> {};
    QTest::newRow("the whole text, in any case") << "host=NODE10" << QList<uint32_t> { 0, 2 };
    QTest::newRow("one of several") << "id=1|10" << QList<uint32_t> { 3, 0 };
    QTest::newRow("one of the texts of a cell") << "note=b" << QList<uint32_t> { 4 };
    QTest::newRow("a text with spaces") << "\"note=a | b\"" << QList<uint32_t> { 4 };
    QTest::newRow("the quote is still open") << "\"note=a | b" << QList<uint32_t> { 4 };
    QTest::newRow("with a value") << "has:run" << QList<uint32_t> { 3, 4, 1, 0 };
    QTest::newRow("nobody has the column to have") << "has:colour" << QList<uint32_t> {};
    QTest::newRow("fits nothing") << "zebra" << QList<uint32_t> {};
}

void TestEntityTable::filters()
{
    QFETCH(QString, filter);
    QFETCH(QList<uint32_t>, rows);
    const auto found = orderEntities(smallTable(), { filter.toStdString(), 0, false });
    QCOMPARE(QList<uint32_t>(found->begin(), found->end()), rows);
}

void TestEntityTable::sortsNumbersAsNumbersAndAbsentLast()
{
    const auto by = [](int column, bool descending) {
        const auto rows = orderEntities(smallTable(), { "", column, descending });
        return QList<uint32_t>(rows->begin(), rows->end());
    };
    QCOMPARE(by(0, true), (QList<uint32_t> { 2, 0, 1, 4, 3 }));
    QCOMPARE(by(2, false), (QList<uint32_t> { 1, 4, 0, 2, 3 })); // node2 before node10
    QCOMPARE(by(3, false), (QList<uint32_t> { 4, 1, 0, 3, 2 }));
    QCOMPARE(by(3, true), (QList<uint32_t> { 3, 0, 1, 4, 2 }));
}

void TestEntityTable::cancels()
{
    const StorePtr store = loadAll({ recordedRun("wide") });
    QVERIFY(!listEntities(*store, "task", [](double) { return false; }));
    QVERIFY(!orderEntities(smallTable(), {}, [](double) { return false; }));
}

QTEST_GUILESS_MAIN(TestEntityTable)
#include "tst_entitytable.moc"
