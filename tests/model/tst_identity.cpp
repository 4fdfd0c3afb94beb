// SPDX-License-Identifier: GPL-3.0-or-later
// The identity algebra: its laws on random small cases against a naive quadratic reference, and recorded runs.
#include "model/identity/identity.h"
#include "model/import/loader.h"
#include "model/import/recordreader.h"
#include "model/query/entity.h"
#include "model/rules/rules.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace widelens;

namespace {

using Event = std::map<std::string, int>; // field → value
using Fact = std::pair<std::string, int>;

struct Implication {
    std::vector<std::string> key;
    std::vector<std::string> implies;
};

const std::vector<Implication> kImplications { { { "a" }, { "b" } }, { { "b", "c" }, { "d" } }, { { "d" }, { "c", "e" } }, { { "e", "a" }, { "c" } }, { { "f" }, { "a" } } };

std::string ruleText(std::vector<Implication> implications)
{
    std::string text = R"({"implications":[)";
    for (size_t i = 0; i < implications.size(); ++i) {
        const auto list = [](const std::vector<std::string> &names) {
            std::string all;
            for (const auto &name : names)
                all += (all.empty() ? "\"" : ",\"") + name + "\"";
            return "[" + all + "]";
        };
        text += (i ? "," : "") + std::string("{\"name\":\"") + list(implications[i].key).substr(2, 1) + std::to_string(i) + "\",\"key\":" + list(implications[i].key) + ",\"implies\":" + list(implications[i].implies) + "}";
    }
    return text + "]}";
}

// Everything that follows for each event, by comparing every event with every other until nothing changes.
std::vector<std::set<Fact>> naive(const std::vector<Event> &events, const std::vector<Implication> &implications)
{
    std::vector<std::set<Fact>> known(events.size());
    for (size_t i = 0; i < events.size(); ++i)
        known[i].insert(events[i].begin(), events[i].end());
    // Whether both have, for each key field, a common value: then a common key.
    const auto shareKey = [&](size_t i, size_t j, const Implication &rule) {
        return std::all_of(rule.key.begin(), rule.key.end(), [&](const std::string &field) {
            return std::any_of(known[i].begin(), known[i].end(), [&](const Fact &fact) { return fact.first == field && known[j].count(fact); });
        });
    };
    for (bool changed = true; changed;) {
        changed = false;
        for (const auto &rule : implications) {
            for (size_t i = 0; i < events.size(); ++i) {
                for (size_t j = 0; j < events.size(); ++j) {
                    if (!shareKey(i, j, rule))
                        continue;
                    const std::set<Fact> from = known[i];
                    for (const auto &fact : from) {
                        if (std::find(rule.implies.begin(), rule.implies.end(), fact.first) != rule.implies.end())
                            changed |= known[j].insert(fact).second;
                    }
                }
            }
        }
    }
    return known;
}

std::vector<Event> randomEvents(std::mt19937 &random)
{
    std::vector<Event> events(2 + random() % 14);
    for (auto &event : events) {
        for (const char *field : { "a", "b", "c", "d", "e", "f" }) {
            if (random() % 5 < 2)
                event[field] = static_cast<int>(random() % 3);
        }
    }
    return events;
}

// Writes the events into files of one run and answers what the engine derives, in the order of the events.
std::vector<std::set<Fact>> derived(const std::vector<Event> &events, const std::vector<Implication> &implications, std::mt19937 &random)
{
    QTemporaryDir folder;
    QDir(folder.path()).mkpath(QStringLiteral("000"));
    QFile rulesFile(folder.filePath(QStringLiteral("rules.json")));
    if (!rulesFile.open(QIODevice::WriteOnly))
        return {};
    rulesFile.write(ruleText(implications).c_str());
    rulesFile.close();
    std::map<int, std::string> files;
    std::vector<std::string> lines;
    for (size_t i = 0; i < events.size(); ++i) {
        std::string line = "{\"timestamp\":" + std::to_string(1000000000 + random() % 5) + ",\"event\":\"e\",\"number\":" + std::to_string(i);
        for (const auto &[field, value] : events[i])
            line += ",\"" + field + "\":" + std::to_string(value);
        files[static_cast<int>(random() % 3)] += line + "}\n";
    }
    for (const auto &[number, text] : files) {
        QFile file(folder.filePath(QStringLiteral("000/log%1.jsonl").arg(number)));
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.write(text.c_str());
    }
    const auto store = Loader::load(loadRules({ rulesFile.fileName().toStdString() }), { { folder.filePath(QStringLiteral("000")).toStdString() }, {}, 1, {}, {} });
    std::vector<std::set<Fact>> result(events.size());
    const FieldId number = store->fields().find("number");
    for (const EventRef event : *store->rows()) {
        const auto i = static_cast<size_t>(std::get<int64_t>(store->value(event, number)));
        result[i].insert(events[i].begin(), events[i].end());
        for (const auto &item : store->identity()->derive(*store, event))
            result[i].insert({ item.field, static_cast<int>(std::get<int64_t>(item.value)) });
    }
    return result;
}

std::shared_ptr<const EventStore> recorded(const char *run)
{
    return Loader::load(loadRules(), { { std::string(WIDELENS_TEST_DATA) + "/runs/" + run }, {}, 0, {}, {} });
}

} // namespace

class TestIdentity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void derivesWhatTheNaiveReferenceDerives()
    {
        std::mt19937 random(1);
        for (int i = 0; i < 150; ++i) {
            const auto events = randomEvents(random);
            const auto expected = naive(events, kImplications);
            // The assignment to files, and with it the order of arrival, is another each time.
            QVERIFY2(derived(events, kImplications, random) == expected, qPrintable(QStringLiteral("case %1").arg(i)));
        }
    }

    void theOrderOfRulesDoesNotMatter()
    {
        std::mt19937 random(2);
        for (int i = 0; i < 40; ++i) {
            const auto events = randomEvents(random);
            auto shuffled = kImplications;
            std::shuffle(shuffled.begin(), shuffled.end(), random);
            QVERIFY(derived(events, shuffled, random) == derived(events, kImplications, random));
        }
    }

    void addingARuleOnlyAddsElements()
    {
        std::mt19937 random(3);
        for (int i = 0; i < 40; ++i) {
            const auto events = randomEvents(random);
            auto fewer = kImplications;
            fewer.erase(fewer.begin() + static_cast<ptrdiff_t>(random() % fewer.size()));
            const auto with = derived(events, kImplications, random);
            const auto without = derived(events, fewer, random);
            for (size_t e = 0; e < events.size(); ++e)
                QVERIFY(std::includes(with[e].begin(), with[e].end(), without[e].begin(), without[e].end()));
        }
    }

    void aDerivedValueIsProvedByALineThatSaysIt()
    {
        const auto store = recorded("text");
        RecordReader reader(store);
        const FieldId task = store->fields().find("parsl_task_id");
        size_t checked = 0;
        for (size_t i = 0; i < store->rows()->size(); i += 7) {
            for (const auto &item : store->identity()->derive(*store, (*store->rows())[i], task)) {
                const std::string proof = reader.message(item.proof);
                QVERIFY2(proof.find("task " + toText(item.value) + " ") != std::string::npos, proof.c_str());
                ++checked;
            }
        }
        QVERIFY(checked > 200);
    }

    void twoExecutorsWithTheSameTaskIdsDoNotMix()
    {
        const auto store = recorded("two_htex");
        const EntityMatch match = findEntities(*store, { { "executor_task", "3", false } });
        QCOMPARE(match.entities.size(), size_t(2));
        std::set<std::string> tasks;
        for (const auto &entity : match.entities) {
            std::set<std::string> own;
            const auto rows = applyFilter(store, { entity.key, {} });
            std::vector<Value> ids;
            for (const EventRef event : *rows) {
                const FieldId task = store->fields().find("parsl_task_id");
                store->values(event, store->fields().find("parsl_executor_id"), ids);
                if (ids.size() > 1)
                    continue; // a list belongs to several
                const Value stated = store->value(event, task);
                if (!isAbsent(stated))
                    own.insert(toText(stated));
                for (const auto &item : store->identity()->derive(*store, event, task))
                    own.insert(toText(item.value));
            }
            QCOMPARE(own.size(), size_t(1));
            tasks.insert(own.begin(), own.end());
        }
        QCOMPARE(tasks.size(), size_t(2));
    }

    void everyEventOfATaskIsFoundFromTheTask()
    {
        // The answer of the filter, which lists keys, against asking each event.
        for (const char *run : { "wide", "text", "wq_wide", "two_htex" }) {
            const auto store = recorded(run);
            const FieldId task = store->fields().find("parsl_task_id");
            for (const int64_t wanted : { 0, 7, 30, 63 }) {
                EventRows expected;
                std::vector<Value> values;
                for (const EventRef event : *store->rows()) {
                    store->values(event, task, values);
                    for (const auto &item : store->identity()->derive(*store, event, task))
                        values.push_back(item.value);
                    if (std::find(values.begin(), values.end(), Value(wanted)) != values.end())
                        expected.push_back(event);
                }
                QVERIFY(!expected.empty());
                const auto rows = applyFilter(store, { { { "parsl_task_id", std::to_string(wanted), false } }, {} });
                QVERIFY(*rows == expected);
                const auto others = applyFilter(store, { { { "parsl_task_id", std::to_string(wanted), true } }, {} });
                QCOMPARE(others->size(), store->rows()->size() - expected.size());
            }
        }
    }

    void aListBelongsToEachOfItsTasks()
    {
        const auto store = recorded("text");
        const FieldId id = store->fields().find("parsl_executor_id");
        std::vector<Value> values;
        for (const EventRef event : *store->rows()) {
            store->values(event, id, values);
            if (values.size() < 2)
                continue;
            const auto tasks = store->identity()->derive(*store, event, store->fields().find("parsl_task_id"));
            QCOMPARE(tasks.size(), values.size());
            for (const auto &item : tasks) {
                const auto rows = applyFilter(store, { { { "parsl_task_id", toText(item.value), false } }, {} });
                QCOMPARE(std::count(rows->begin(), rows->end(), event), 1);
            }
            return;
        }
        QFAIL("no list in the run");
    }

    void contradictionsAreListedWithTheirEvidence()
    {
        QTemporaryDir folder;
        QDir(folder.path()).mkpath(QStringLiteral("000"));
        QFile file(folder.filePath(QStringLiteral("000/parsl.log")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const char *header = "1785900001.00%1 2026-08-05 05:20:01 MainProcess-1 MainThread-2 parsl.dataflow.dflow:1 f INFO: ";
        const auto line = [&](int n, const char *text) { file.write((QString::fromLatin1(header).arg(n, 4, 10, QLatin1Char('0')) + QString::fromLatin1(text) + QLatin1Char('\n')).toUtf8()); };
        line(1, "Parsl task 1 try 0 launched on executor x with executor id 5");
        line(2, "Parsl task 2 try 0 launched on executor x with executor id 5");
        line(3, "Creating executor task 5 for it");
        file.close();
        const auto store = Loader::load(loadRules(), { { folder.filePath(QStringLiteral("000")).toStdString() }, {}, 1, {}, {} });
        const auto conflicts = store->identity()->conflicts(*store);
        QVERIFY(!conflicts.empty());
        const auto &conflict = conflicts.front();
        QCOMPARE(conflict.field, std::string("parsl_task_id"));
        QCOMPARE(conflict.values.size(), size_t(2));
        QCOMPARE(store->line(conflict.values[0].proof), uint64_t(1));
        QCOMPARE(store->line(conflict.values[1].proof), uint64_t(2));
        // The line in question matches a filter on either.
        for (const char *task : { "1", "2" }) {
            const auto rows = applyFilter(store, { { { "parsl_task_id", task, false } }, {} });
            QCOMPARE(store->line(rows->back()), uint64_t(3));
        }
    }

    void aLineThatFitsSeveralExecutorsIsLeftUnresolved()
    {
        const auto store = recorded("two_htex");
        const FieldId executor = store->fields().find("parsl_executor");
        size_t lines = 0;
        for (const EventRef event : *store->rows()) {
            for (const auto &item : store->identity()->derive(*store, event, executor)) {
                // Task 1 exists in both executors: no line without a label may be given to one of them.
                QVERIFY(!item.fitted || toText(store->value(event, store->fields().find("parsl_executor_id"))) != "1");
                ++lines;
            }
        }
        QVERIFY(lines < store->rows()->size());
    }
};

QTEST_APPLESS_MAIN(TestIdentity)
#include "tst_identity.moc"
