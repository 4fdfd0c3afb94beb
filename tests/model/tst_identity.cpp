// SPDX-License-Identifier: GPL-3.0-or-later
// The identity algebra: its laws on random small cases against a naive quadratic reference, and recorded runs.
#include "model/analysis/findings.h"
#include "model/identity/identitybuild.h"
#include "model/import/loader.h"
#include "model/import/recordreader.h"
#include "model/query/entity.h"
#include "model/rules/rules.h"
#include "model/store/segmentwriter.h"
#include "model/store/storeassembly.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
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

// Many values of some fields for few of others: what contradicts itself up to the bounds, and beyond.
std::vector<Event> contestedEvents(std::mt19937 &random)
{
    std::map<std::string, size_t> values;
    for (const char *field : { "a", "b", "c", "d", "e", "f" })
        values[field] = random() % 3 == 0 ? size_t(60) : 1 + random() % 6;
    std::vector<Event> events(10 + random() % 140);
    for (auto &event : events) {
        for (const auto &[field, count] : values) {
            if (random() % 5 < 2)
                event[field] = static_cast<int>(random() % count);
        }
    }
    return events;
}

// Whether anything that follows is left out, as the identity tells.
bool tellsOfMore(const EventStore &store)
{
    const auto conflicts = store.identity()->conflicts(store);
    return store.identity()->leftOut().events > 0 || std::any_of(conflicts.begin(), conflicts.end(), [](const Conflict &conflict) { return !conflict.isFollowed || conflict.hasMore; });
}

size_t factsOf(const Identity &identity, size_t rules, const std::vector<Implication> &implications)
{
    size_t facts = 0;
    for (size_t r = 0; r < implications.size(); ++r) {
        const ImplicationTable &table = identity.table(rules - implications.size() + r);
        for (uint32_t node = 0; node < table.size(); ++node) {
            for (size_t i = 0; i < implications[r].implies.size(); ++i)
                table.eachFact(node, i, [&](const ImplicationTable::Fact &) { ++facts; });
        }
    }
    return facts;
}

// Writes the events into files of one run and reads them.
std::shared_ptr<const EventStore> loaded(const std::vector<Event> &events, const std::vector<Implication> &implications, std::mt19937 &random)
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
    return Loader::load(loadRules({ rulesFile.fileName().toStdString() }), { { folder.filePath(QStringLiteral("000")).toStdString() }, {}, 1, {}, {} });
}

// What the engine derives, in the order of the events.
std::vector<std::set<Fact>> derived(const std::vector<Event> &events, const std::shared_ptr<const EventStore> &store)
{
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

std::vector<std::set<Fact>> derived(const std::vector<Event> &events, const std::vector<Implication> &implications, std::mt19937 &random)
{
    return derived(events, loaded(events, implications, random));
}

// A store of random events that grows by a random number of rows of each file at a time, and what is known of it.
class Growth
{
public:
    Growth(const std::vector<Event> &events, std::mt19937 &random)
    {
        QFile file(m_folder.filePath(QStringLiteral("rules.json")));
        if (file.open(QIODevice::WriteOnly))
            file.write(ruleText(kImplications).c_str());
        file.close();
        m_rules = loadRules({ file.fileName().toStdString() });
        for (size_t i = 0; i < m_segments.size(); ++i)
            m_writers.push_back(std::make_unique<SegmentWriter>(static_cast<uint32_t>(i)));
        for (const Event &event : events)
            m_events[random() % m_segments.size()].push_back(event);
    }

    // Null when there is no more.
    std::shared_ptr<const EventStore> next(std::mt19937 &random) const
    {
        bool any = false;
        for (size_t i = 0; i < m_segments.size(); ++i) {
            for (size_t more = random() % 3; more > 0 && m_at[i] < m_events[i].size(); --more)
                any |= write(i);
        }
        for (size_t i = 0; i < m_segments.size() && !any; ++i)
            any = m_at[i] < m_events[i].size() && write(i);
        if (!any)
            return nullptr;
        for (size_t i = 0; i < m_segments.size(); ++i)
            m_segments[i] = m_writers[i]->publish(true);
        std::vector<Source> sources(m_segments.size());
        for (size_t i = 0; i < sources.size(); ++i) {
            sources[i].path = "000/" + std::to_string(i);
            sources[i].run = RunId(0);
        }
        std::vector<Run> runs(1);
        runs[0].rundir = "000";
        StoreAssembly assembly(m_rules, m_fields, m_templates, runs, sources);
        assembly.update(m_segments, sources, runs);
        return assembly.publish(false, 0);
    }

    // Every key, value and proof of every rule, in order.
    std::string everything(const Identity &identity) const
    {
        std::set<std::string> lines;
        for (size_t r = 0; r < kImplications.size(); ++r) {
            const size_t rule = r + m_rules->implications.size() - kImplications.size();
            const ImplicationTable &table = identity.table(rule);
            for (uint32_t node = 0; node < table.size(); ++node) {
                std::string line = std::to_string(r) + ":";
                for (size_t k = 0; k < kImplications[r].key.size(); ++k)
                    line += " " + toText(identity.atoms().value(table.key(node, k)));
                for (size_t i = 0; i < kImplications[r].implies.size(); ++i) {
                    table.eachFact(node, i, [&](const ImplicationTable::Fact &fact) {
                        line += " " + kImplications[r].implies[i] + "=" + toText(identity.atoms().value(fact.value)) + "@" + std::to_string(fact.proof.segment) + "/" + std::to_string(fact.proof.row) + (fact.joined ? "j" : "");
                    });
                }
                lines.insert(line);
            }
        }
        std::string all;
        for (const auto &line : lines)
            all += line + "\n";
        return all;
    }

private:
    bool write(size_t segment) const
    {
        SegmentWriter &writer = *m_writers[segment];
        writer.append(1'000'000'000 * kSecond, m_at[segment] * 10, 10, m_at[segment] + 1, writer.addContext({}), writer.addTemplate(TemplateId(0)));
        for (const auto &[field, value] : m_events[segment][m_at[segment]])
            writer.add(m_fields->intern(field), static_cast<Cell>(value));
        ++m_at[segment];
        return true;
    }

    QTemporaryDir m_folder;
    std::shared_ptr<const Rules> m_rules;
    std::shared_ptr<FieldTable> m_fields = std::make_shared<FieldTable>();
    std::shared_ptr<TemplateTable> m_templates = std::make_shared<TemplateTable>();
    std::vector<std::unique_ptr<SegmentWriter>> m_writers;
    std::array<std::vector<Event>, 3> m_events;
    mutable std::array<size_t, 3> m_at {};
    mutable SegmentList m_segments = SegmentList(3);
};

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

    // However much contradicts itself: what is derived does follow, and is all that follows unless something else is told.
    void whatContradictsItselfFollowsOrIsTold()
    {
        std::mt19937 random(7);
        std::map<bool, int> contested; // by whether more is told of
        for (int i = 0; i < 40; ++i) {
            const auto events = contestedEvents(random);
            const auto store = loaded(events, kImplications, random);
            const auto expected = naive(events, kImplications);
            const auto found = derived(events, store);
            for (size_t e = 0; e < events.size(); ++e)
                QVERIFY2(std::includes(expected[e].begin(), expected[e].end(), found[e].begin(), found[e].end()), qPrintable(QStringLiteral("case %1").arg(i)));
            const bool more = tellsOfMore(*store);
            QVERIFY2(more || found == expected, qPrintable(QStringLiteral("case %1").arg(i)));
            contested[more] += !store->identity()->conflicts(*store).empty();
        }
        QVERIFY(contested[false] > 10);
        QVERIFY(contested[true] > 10);
    }

    // Key and value stand together at the proof; nearly always it states the value itself. (Where keys in conflict prove each
    // other, the line that began it may not be found.)
    void whatContradictsItselfHasItsProofs()
    {
        std::mt19937 random(8);
        size_t checked = 0;
        size_t stated = 0;
        for (int i = 0; i < 15; ++i) {
            const auto store = loaded(contestedEvents(random), kImplications, random);
            for (const EventRef event : *store->rows()) {
                for (const auto &item : store->identity()->derive(*store, event)) {
                    const FieldId field = store->fields().find(item.field);
                    const bool isStated = toText(store->value(item.proof, field)) == toText(item.value);
                    const auto there = isStated ? std::vector<Derived>() : store->identity()->derive(*store, item.proof, field);
                    QVERIFY(isStated || std::any_of(there.begin(), there.end(), [&](const Derived &other) { return other.value == item.value; }));
                    ++checked;
                    stated += isStated;
                }
            }
        }
        QVERIFY(checked > 1000);
        QVERIFY(stated > checked * 95 / 100);
    }

    // What is known and what follows, counted: a multiple of the events, not of their square.
    void veryManyValuesAreNotAllCombined_data()
    {
        QTest::addColumn<int>("shape");
        QTest::newRow("one key with ever other values") << 0;
        QTest::newRow("as many keys as events, of two fields in conflict") << 1;
        QTest::newRow("everything beside everything") << 2;
        QTest::newRow("conflicts as large as are followed") << 3;
        QTest::newRow("keys of two fields in conflict, and values for all of them") << 4;
        QTest::newRow("a chain") << 5;
    }

    void veryManyValuesAreNotAllCombined()
    {
        QFETCH(int, shape);
        constexpr int kEvents = 400;
        std::vector<Event> events;
        for (int i = 0; i < kEvents; ++i) {
            switch (shape) {
            case 0:
                events.push_back({ { "a", 1 }, { "b", i }, { "c", 0 }, { "d", i } });
                break;
            case 1:
                events.push_back({ { "a", 1 }, { "b", i }, { "c", i }, { "f", i } });
                break;
            case 2:
                events.push_back({ { "a", i % 20 }, { "b", i / 20 }, { "c", i % 19 }, { "d", i % 23 }, { "e", i % 7 } });
                break;
            case 3:
                events.push_back({ { "a", i / 16 }, { "b", i % 16 }, { "c", i % 5 }, { "d", i / 3 } });
                break;
            case 4:
                if (i % 20 < 16)
                    events.push_back({ { "a", i / 20 }, { "e", 0 }, { "b", i }, { "c", i } });
                else
                    events.push_back({ { "a", i / 20 }, { "e", 0 }, { "d", i } });
                break;
            default:
                events.push_back({ { "a", (i + 1) / 2 }, { "f", i / 2 }, { "b", i }, { "d", i / 3 } });
            }
        }
        std::mt19937 random(9);
        const auto store = loaded(events, kImplications, random);
        const Identity &identity = *store->identity();
        QVERIFY(factsOf(identity, store->rules().implications.size(), kImplications) <= size_t(60 * kEvents));
        size_t following = 0;
        for (const EventRef event : *store->rows()) {
            const size_t here = identity.follows(*store, event).size();
            QVERIFY(here <= Identity::kMaxFollowing);
            following += here;
        }
        QVERIFY(following <= Identity::kMaxFollowing * kEvents);
        QVERIFY(!identity.conflicts(*store).empty());
        QVERIFY(tellsOfMore(*store));
    }

    // Nine fields with as many values each as are followed are too much for one event.
    void whatIsLeftOutAtAnEventIsTold()
    {
        const std::vector<Implication> implications { { { "a" }, { "b", "c", "d", "e", "f", "g", "h", "i", "j" } } };
        std::vector<Event> events;
        for (int i = 0; i < 16; ++i) {
            events.push_back({ { "a", 1 } });
            for (const auto &field : implications.front().implies)
                events.back()[field] = i;
        }
        events.push_back({ { "a", 1 } });
        events.push_back({ { "a", 2 } });
        std::mt19937 random(10);
        const auto store = loaded(events, implications, random);
        QCOMPARE(store->identity()->leftOut().events, uint64_t(17));
        QVERIFY(store->identity()->leftOut().first.isValid());
        for (const Conflict &conflict : store->identity()->conflicts(*store))
            QVERIFY(conflict.isFollowed && !conflict.hasMore && conflict.values.size() == 16);
        const auto findings = findFindings(*store);
        const auto isTold = [](const Finding &finding) { return finding.what == "so much contradicts itself that more follows for 17 events than is taken in: at most 128 values of an event are"; };
        QCOMPARE(std::count_if(findings->list.begin(), findings->list.end(), isTold), 1);
    }

    // The events arrive in pieces, in any order: after each, what follows is what follows from these alone; proofs, too.
    void whatArrivesExtendsTheResult_data()
    {
        QTest::addColumn<bool>("contested");
        QTest::newRow("few values") << false;
        QTest::newRow("more than are followed") << true;
    }

    void whatArrivesExtendsTheResult()
    {
        QFETCH(bool, contested);
        std::mt19937 random(4);
        for (int i = 0; i < (contested ? 10 : 60); ++i) {
            const auto events = contested ? contestedEvents(random) : randomEvents(random);
            const Growth growth(events, random);
            IdentityBuild build;
            std::shared_ptr<const Identity> snapshot;
            std::string known;
            while (const auto store = growth.next(random)) {
                QVERIFY(build.extend(*store));
                // What was handed out before stays as it was.
                QCOMPARE(snapshot ? growth.everything(*snapshot) : std::string(), known);
                snapshot = build.snapshot();
                known = growth.everything(*snapshot);
                const auto scratch = Identity::build(*store);
                QCOMPARE(QString::fromStdString(known), QString::fromStdString(growth.everything(*scratch)));
                QCOMPARE(snapshot->leftOut().events, scratch->leftOut().events);
            }
            QCOMPARE(growth.everything(*build.take()), known);
        }
    }

    void loadingJoinsWhileItReads()
    {
        // A log that is read in many blocks, and the launches that explain it in another one.
        QTemporaryDir folder;
        QDir(folder.path()).mkpath(QStringLiteral("000/htex"));
        const auto write = [&](const char *name, auto text) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            for (int i = 0; i < 60000; ++i)
                file.write(QStringLiteral("1785900001.%1 2026-08-05 05:20:01 MainProcess-1 MainThread-2 parsl.dataflow.dflow:1 f INFO: %2\n").arg(i, 6, 10, QLatin1Char('0')).arg(text(i)).toUtf8());
        };
        write("000/parsl.log", [](int i) { return QStringLiteral("Parsl task %1 try 0 launched on executor htex with executor id %2").arg(i).arg(i + 1); });
        write("000/htex/interchange.log", [](int i) { return QStringLiteral("Put task %1 onto pending_task_queue").arg(i); });
        Loader loader(loadRules(), { { folder.filePath(QStringLiteral("000")).toStdString() }, {}, 0, {}, {} });
        std::shared_ptr<const EventStore> whole;
        size_t early = 0;
        bool each = true;
        loader.start([&](std::shared_ptr<const EventStore> store) {
            early += !store->isComplete();
            each &= store->identity() != nullptr;
            whole = std::move(store);
        });
        loader.wait();
        QVERIFY(each && whole->isComplete());
        if (early == 0)
            QSKIP("read before a version was published");
        const auto rows = applyFilter(whole, { { { "parsl_task_id", "41234", false } }, {} });
        QCOMPARE(rows->size(), size_t(2));
        QCOMPARE(whole->identity()->table(0).size(), Identity::build(*whole)->table(0).size());
    }

    // Fields that are functions of others: a capture of a text, a text made of fields, a constant of the path.
    void functionsOfFieldsJoin()
    {
        QTemporaryDir folder;
        QDir(folder.path()).mkpath(QStringLiteral("000"));
        const auto write = [&](const char *name, const char *text) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        write("rules.json", R"({"paths":[{"path":"west.jsonl","role":"west","set":{"site":"west"}}],
            "implications":[{"name":"parts","key":["pod"],"match":"{site:hex}.block-{blk:int}"},
                {"name":"place","key":["site","blk"],"implies":["place"],"text":"{site:upper}-{blk}"},
                {"name":"owner","key":["place"],"implies":["owner"]}]})");
        write("000/a.jsonl", R"({"timestamp":1000000000,"event":"e","pod":"ea.block-7"})"
                             "\n" R"({"timestamp":1000000001,"event":"e","pod":"nothing of that kind"})"
                             "\n" R"({"timestamp":1000000002,"event":"e","site":"ea","blk":7,"owner":"ann"})"
                             "\n");
        write("000/west.jsonl", R"({"timestamp":1000000003,"event":"e","blk":7})"
                                "\n");
        const auto store = Loader::load(loadRules({ folder.filePath(QStringLiteral("rules.json")).toStdString() }), { { folder.filePath(QStringLiteral("000")).toStdString() }, {}, 1, {}, {} });
        const auto following = [&](size_t row) {
            std::map<std::string, std::string> values;
            for (const auto &item : store->identity()->derive(*store, (*store->rows())[row]))
                values[item.field] = toText(item.value) + "@" + std::to_string(store->line(item.proof));
            return values;
        };
        QCOMPARE(store->rows()->size(), size_t(4));
        QCOMPARE(following(0), (std::map<std::string, std::string> { { "site", "ea@1" }, { "blk", "7@1" }, { "place", "EA-7@1" }, { "owner", "ann@3" } }));
        QVERIFY(following(1).empty());
        QCOMPARE(following(2), (std::map<std::string, std::string> { { "place", "EA-7@1" } }));
        QCOMPARE(following(3), (std::map<std::string, std::string> { { "place", "WEST-7@1" } }));
        const auto rows = applyFilter(store, { { { "owner", "ann", false } }, {} });
        QCOMPARE(*rows, (EventRows { (*store->rows())[0], (*store->rows())[2] }));
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
