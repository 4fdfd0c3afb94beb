// SPDX-License-Identifier: GPL-3.0-or-later
// Terms that name an entity, and lines that name several.
#include "model/analysis/entitytable.h"
#include "model/query/nearbyrows.h"
#include "model/query/searchindex.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>
#include <map>

namespace widelens {

class EntityTermsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leaveTheEventsThatTheListCounts_data();
    void leaveTheEventsThatTheListCounts();
    void holdForOneElementOfAList();
    void holdForOneElementWhereTheyExclude();
    void holdForOneElementNearby();
    void severalOfAFieldAreAnyOfThem();
    void statedListsAreReadAsTheListOfEntitiesReadsThem();
    void contradictionsBelongToAll();
    void aPartOfAKeyWillDo();
};

namespace {

constexpr size_t kMostOfAKind = 40;

using Terms = std::vector<Term>;

Terms tryTerms(const std::string &task, const std::string &attempt)
{
    return { { "parsl_task_id", task, false }, { "parsl_try_id", attempt, false } };
}

std::string textOf(const Terms &terms)
{
    std::string text;
    for (const Term &term : terms)
        text += term.field + "=" + term.value + " ";
    return text;
}

// Of each kind all entities or some: with as many rows as the list of entities says, with the index and without.
void compareWithTheList(const StorePtr &store)
{
    Random random(19);
    size_t compared = 0;
    for (const KeyRule &kind : store->rules().keys) {
        const auto table = listEntities(*store, kind.kind);
        std::map<std::string, std::pair<Filter, std::vector<int64_t>>> entities; // several: as a number and as a text
        for (size_t row = 0; row < table->rowCount; ++row) {
            const Terms key = table->entity(*store, row).key;
            auto &[filter, counts] = entities[textOf(key)];
            filter.terms = key;
            counts.push_back(table->columns[static_cast<size_t>(table->findColumn("events"))].cells[row]);
        }
        for (const bool indexed : { false, true }) {
            store->setSearchIndex(indexed ? SearchIndex::build(*store) : nullptr);
            for (const auto &[text, entity] : entities) {
                if (entity.second.size() > 1 || below(random, entities.size()) >= lessForThreads(kMostOfAKind))
                    continue;
                const auto found = std::to_string(applyFilter(store, entity.first)->size());
                QCOMPARE(q(kind.kind + " " + text + found), q(kind.kind + " " + text + std::to_string(entity.second.front())));
                ++compared;
            }
        }
    }
    QVERIFY(compared > 0);
}

// Tasks 50 and 51, whose tries the executor numbers 52 to 54; two of them go out together.
StorePtr twoAtOnce(const LogFolder &folder)
{
    folder.write("000/parsl.log", textLine(1, "Parsl task 50 try 0 launched on executor htex with executor id 52") + textLine(2, "Parsl task 50 try 1 launched on executor htex with executor id 53")
                     + textLine(3, "Parsl task 51 try 0 launched on executor htex with executor id 54"));
    folder.write("000/htex/interchange.log", textLine(4, "Sent tasks: [52] to manager b'4f65c2b07a19'") + textLine(5, "Sent tasks: [53, 54] to manager b'4f65c2b07a19'")
                     + textLine(6, "Sent tasks: [54] to manager b'4f65c2b07a19'"));
    return folder.load("000");
}

// The seconds at which the events are.
QString secondsOf(const EventStore &store, const EventRows &rows)
{
    std::string text;
    for (const EventRef event : rows)
        text += (text.empty() ? "" : " ") + std::to_string((store.time(event) - kEpoch) / kSecond);
    return q(text);
}

// Read with messages of our own, which name lists that nobody writes so far.
StorePtr withOwnMessages(const LogFolder &folder, const std::string &log)
{
    folder.write("mine.json", R"({"messages": [{"pattern": "tasks {parsl_task_id:list} try {parsl_try_id:int}"},
                                               {"pattern": "tasks {parsl_task_id:list} tries {parsl_try_id:list}"},
                                               {"pattern": "task {parsl_task_id:int} tries {parsl_try_id:list}"},
                                               {"pattern": "boxes {box:list} in row {row:int}"},
                                               {"pattern": "boxes {box:list} in rows {row:list} at {place:int}"}],
                                  "keys": [{"kind": "place", "title": "places", "fields": ["box", "row", "place"]}]})");
    folder.write("000/parsl.log", log);
    LoadOptions options;
    options.paths = { folder.path("000") };
    return Loader::load(loadRules({ folder.path("mine.json") }), options);
}

} // namespace

void EntityTermsTest::leaveTheEventsThatTheListCounts_data()
{
    QTest::addColumn<QString>("run");
    for (const std::string &run : recordedRuns())
        QTest::newRow(run.c_str()) << q(run);
}

void EntityTermsTest::leaveTheEventsThatTheListCounts()
{
    QFETCH(QString, run);
    compareWithTheList(loadAll({ recordedRun(run.toStdString()) }));
}

void EntityTermsTest::holdForOneElementOfAList()
{
    const LogFolder folder;
    const StorePtr store = twoAtOnce(folder);
    const auto seconds = [&](const Terms &terms) { return secondsOf(*store, *applyFilter(store, { terms, {} })); };
    for (const bool indexed : { false, true }) {
        store->setSearchIndex(indexed ? SearchIndex::build(*store) : nullptr);
        QCOMPARE(seconds(tryTerms("50", "0")), q("1 4"));
        QCOMPARE(seconds(tryTerms("50", "1")), q("2 5"));
        QCOMPARE(seconds(tryTerms("51", "0")), q("3 5 6"));
        QCOMPARE(seconds(tryTerms("51", "1")), q(""));
        QCOMPARE(seconds({ { "parsl_try_id", "0", false }, { "manager_id", "4f65c2b07a19", false }, { "parsl_task_id", "50", false } }), q("4"));
        // Each by itself is any element's.
        QCOMPARE(seconds({ { "parsl_task_id", "50", false } }), q("1 2 4 5"));
        QCOMPARE(seconds({ { "parsl_task_id", "50", false }, { "parsl_try_id", "0", true } }), q("2"));
    }
    compareWithTheList(store);
}

void EntityTermsTest::holdForOneElementWhereTheyExclude()
{
    const LogFolder folder;
    const StorePtr store = twoAtOnce(folder);
    const auto without = [&](const Terms &terms) { return secondsOf(*store, *applyFilter(store, { {}, {}, { terms } })); };
    QCOMPARE(without(tryTerms("50", "0")), q("2 3 5 6"));
    QCOMPARE(without(tryTerms("51", "1")), q("1 2 3 4 5 6"));
    QCOMPARE(without(tryTerms("51", "0")), q("1 2 4"));
}

void EntityTermsTest::holdForOneElementNearby()
{
    const LogFolder folder;
    const StorePtr store = twoAtOnce(folder);
    const auto nearby = [&](const Filter &filter) {
        const auto found = nearbyRows(store, filter, (*store->rows())[4], {}, 10);
        return found ? secondsOf(*store, found->rows) : q("not found");
    };
    QCOMPARE(nearby({ tryTerms("50", "0"), {} }), q("1 4"));
    QCOMPARE(nearby({ {}, {}, { tryTerms("50", "0") } }), q("2 3 5 6"));
}

// Which belong together they do not say.
void EntityTermsTest::severalOfAFieldAreAnyOfThem()
{
    const LogFolder folder;
    const StorePtr store = twoAtOnce(folder);
    const auto seconds = [&](Terms terms, const Terms &more) {
        terms.insert(terms.end(), more.begin(), more.end());
        return secondsOf(*store, *applyFilter(store, { terms, {} }));
    };
    QCOMPARE(seconds(tryTerms("50", "1"), tryTerms("51", "0")), q("5"));
    QCOMPARE(seconds({ { "parsl_task_id", "50", false } }, tryTerms("51", "0")), q("5"));
}

void EntityTermsTest::statedListsAreReadAsTheListOfEntitiesReadsThem()
{
    const LogFolder folder;
    const StorePtr store = withOwnMessages(folder, textLine(1, "tasks [3, 4] try 0") + textLine(2, "tasks [3, 4] tries [0, 1]") + textLine(3, "task 4 tries [0, 1]") + textLine(4, "tasks [4] try 1"));
    const auto seconds = [&](const Terms &terms) { return secondsOf(*store, *applyFilter(store, { terms, {} })); };
    QCOMPARE(seconds(tryTerms("3", "0")), q("1 2"));
    QCOMPARE(seconds(tryTerms("4", "0")), q("1 2 3"));
    QCOMPARE(seconds(tryTerms("4", "1")), q("3 4")); // of two lists the first goes element by element
    compareWithTheList(store);
}

// What lines say of an executor task differs: a line about it is about all that it may be.
void EntityTermsTest::contradictionsBelongToAll()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(1, "Parsl task 7 try 0 launched on executor htex with executor id 3") + textLine(2, "Parsl task 8 try 1 launched on executor htex with executor id 3")
                     + textLine(3, "Parsl task 9 try 0 launched on executor htex with executor id 4"));
    folder.write("000/htex/interchange.log", textLine(4, "Sent tasks: [3, 4, 4, 5] to manager b'abc123'") + textLine(5, "Sent tasks: [4] to manager b'abc123'"));
    const StorePtr store = folder.load("000");
    compareWithTheList(store);
    QCOMPARE(secondsOf(*store, *applyFilter(store, { tryTerms("8", "1"), {} })), q("1 2 4"));
}

void EntityTermsTest::aPartOfAKeyWillDo()
{
    const LogFolder folder;
    const StorePtr store = withOwnMessages(folder, textLine(1, "boxes [1, 2] in row 5") + textLine(2, "boxes [1, 2] in rows [5, 6] at 7") + textLine(3, "boxes [2] in row 6"));
    const auto seconds = [&](const char *box, const char *row) { return secondsOf(*store, *applyFilter(store, { { { "box", box, false }, { "row", row, false } }, {} })); };
    QCOMPARE(seconds("1", "5"), q("1 2"));
    QCOMPARE(seconds("2", "6"), q("3"));
    compareWithTheList(store);
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::EntityTermsTest)
#include "tst_entityterms.moc"
