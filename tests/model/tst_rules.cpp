// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/rules.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <string>

namespace widelens {

class RulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theShippedRulesLoadAndHangTogether();
    void theShippedRulesKnowTheirMessages_data();
    void theShippedRulesKnowTheirMessages();
    void aWrongFileSaysWhereAndHowToMendIt_data();
    void aWrongFileSaysWhereAndHowToMendIt();
    void aMissingFileIsNamed();
    void aUserFileExtendsTheShippedRules();
    void theLaterFileWins();
    void wordsLeadToFields();
    void levelsAreRanked();
};

void RulesTest::theShippedRulesLoadAndHangTogether()
{
    const auto rules = shippedRules();
    QCOMPARE(rules->files.size(), size_t(12));
    QVERIFY(!rules->messages.empty());
    QVERIFY(rules->field(rules->runField));
    QVERIFY(rules->field(rules->stateField));
    QVERIFY(rules->field(rules->metricField));
    QVERIFY(rules->key(rules->stateKind));
    for (const auto &key : rules->keys) {
        for (const auto &field : key.fields)
            QVERIFY2(rules->field(field), field.c_str());
    }
    for (const auto &metric : rules->metrics) {
        QVERIFY2(!metric.needs.empty(), metric.name.c_str()); // what to tell someone who asks for it in vain
        for (const auto &field : metric.identity)
            QVERIFY2(rules->field(field), field.c_str());
    }
    for (const auto &message : rules->messages) {
        QVERIFY2(message.metric.empty() || rules->metric(message.metric), message.metric.c_str());
        for (const auto &counter : message.counters)
            QVERIFY2(rules->metric(counter.series), counter.series.c_str());
    }
    for (size_t i = 1; i < rules->states.size(); ++i)
        QVERIFY(rules->states[i - 1].rank < rules->states[i].rank); // lifecycle order
}

void RulesTest::theShippedRulesKnowTheirMessages_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("fields");
    const auto row = [](const char *message, const char *fields) { QTest::newRow(message) << message << fields; };
    row("Task 4 changing state from pending to launched", "parsl_task_id=4 parsl_task_status_old=pending parsl_task_status=launched");
    row("Task 4: changing state from pending to launched", "parsl_task_id=4 parsl_task_status_old=pending parsl_task_status=launched");
    row("Task 4 initializing state to pending", "parsl_task_id=4 parsl_task_status=pending");
    row("Parsl task 4 try 0 launched on executor htex_a with executor id 5", "parsl_task_id=4 parsl_try_id=0 parsl_executor=htex_a parsl_executor_id=5");
    row("Parsl task 4 try 0 launched on executor threads", "parsl_task_id=4 parsl_try_id=0 parsl_executor=threads");
    row("Sent tasks: [3, 4] to manager b'4f65c2b07a19'", "parsl_executor_id=[3, 4] manager_id=4f65c2b07a19");
    row("Task 3 submitted for App b_left, waiting on task 0", "parsl_task_id=3 parsl_app_name=b_left parsl_depends=task 0");
    row("Managers count (interesting/total): 1/2", "interesting=1 ready=2");
    row("Run id is: 2f1c3a5e-0000-4abc-8def-0123456789ab", "parsl_dfk=2f1c3a5e-0000-4abc-8def-0123456789ab");
    row("Sending block monitoring message: [{'run_id': '2f1c3a5e-0000-4abc-8def-0123456789ab', 'status': 'PENDING', 'timestamp': datetime.datetime(2026, 8, 5, 5, 20), 'executor_label': 'htex_a', 'job_id': '1234.host', 'block_id': '0'}]",
        "job_status=PENDING parsl_executor=htex_a job_id=1234.host block_id=0");
    // Several blocks: not one of them with the job of another.
    row("Sending block monitoring message: [{'run_id': '2f1c3a5e-0000-4abc-8def-0123456789ab', 'status': 'PENDING', 'timestamp': datetime.datetime(2026, 8, 5, 5, 20, 1, 5), 'executor_label': 'htex_a', 'job_id': '1', 'block_id': '0'}, "
        "{'run_id': '2f1c3a5e-0000-4abc-8def-0123456789ab', 'status': 'RUNNING', 'timestamp': datetime.datetime(2026, 8, 5, 5, 20, 1, 7), 'executor_label': 'htex_a', 'job_id': '2', 'block_id': '1'}]", "");
    row("nobody knows this", "");
}

void RulesTest::theShippedRulesKnowTheirMessages()
{
    QFETCH(QString, message);
    QFETCH(QString, fields);
    const std::string text = message.toStdString();
    std::vector<Pattern::Span> spans;
    const int rule = shippedRules()->matchMessage(text, "parsl", spans);
    std::string found;
    if (rule >= 0) {
        const auto &names = shippedRules()->messages[static_cast<size_t>(rule)].pattern.captureNames();
        for (size_t i = 0; i < names.size(); ++i) {
            if (!names[i].empty())
                found += (found.empty() ? "" : " ") + names[i] + "=" + text.substr(spans[i].begin, spans[i].end - spans[i].begin);
        }
    }
    QCOMPARE(q(found), fields);
}

void RulesTest::aWrongFileSaysWhereAndHowToMendIt_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const char *json, const char *path, const char *words) { QTest::newRow(name) << json << path << words; };
    row("not JSON", "{\"fields\": [", "/", "not JSON");
    row("a number that no double holds", "{\"fields\": 1e999}", "/", "not JSON");
    row("not an object", "[1]", "/", "is not an object");
    row("an entry that nobody reads", "{\"feilds\": []}", "/feilds", "entries here are");
    row("a list that is none", "{\"fields\": {}}", "/fields", "is not a list");
    row("a field without a name", "{\"fields\": [{\"type\": \"int\"}]}", "/fields/0", "has no \"name\"");
    row("a field of an unknown type", "{\"fields\": [{\"name\": \"a\"}, {\"name\": \"b\", \"type\": \"number\"}]}", "/fields/1/type", "one of any, int, real, text, time");
    row("a flag in quotes", "{\"fields\": [{\"name\": \"a\", \"noise\": \"true\"}]}", "/fields/0/noise", "without quotes");
    row("a name that is a number", "{\"fields\": [{\"name\": 7}]}", "/fields/0/name", "put it in double quotes");
    row("aliases that are a list", "{\"fields\": [{\"name\": \"a\", \"aliases\": [\"b\"]}]}", "/fields/0/aliases", "is not an object");
    row("a message without a pattern", "{\"messages\": [{\"metric\": \"m\"}]}", "/messages/0", "has no \"pattern\"");
    row("a pattern with an unknown type", "{\"messages\": [{\"pattern\": \"Task {a:number}\"}]}", "/messages/0/pattern", "types are int");
    row("a pattern that does not close", "{\"messages\": [{\"pattern\": \"Task {a\"}]}", "/messages/0/pattern", "has no '}'");
    row("an unknown scope", "{\"messages\": [{\"pattern\": \"x\", \"scope\": \"start\"}]}", "/messages/0/scope", "one of none, begins, identifies, closing, closed|one of begins, identifies, closing, closed");
    row("a counter of a capture that is not there", "{\"messages\": [{\"pattern\": \"Sent {a:list}\", \"counters\": [{\"series\": \"q\", \"each\": \"b\"}]}]}", "/", "name one of its captures");
    row("a delta with a fraction", "{\"messages\": [{\"pattern\": \"x\", \"counters\": [{\"series\": \"q\", \"delta\": 0.5}]}]}", "/messages/0/counters/0/delta", "is not a whole number");
    row("a header without a message", "{\"formats\": [{\"name\": \"f\", \"kind\": \"text\", \"header\": \"{created:epoch} {x:word}\"}]}", "/formats/0/header", "{formatted:rest}");
    row("a header without a time", "{\"formats\": [{\"name\": \"f\", \"kind\": \"text\", \"header\": \"{x:word} {formatted:rest}\"}]}", "/formats/0/header", "{created:epoch}");
    row("a header of nothing but text", "{\"formats\": [{\"name\": \"f\", \"kind\": \"text\", \"header\": \"x\"}]}", "/formats/0/header", "does not end with the message");
    row("a text format without a header", "{\"formats\": [{\"name\": \"f\", \"kind\": \"text\"}]}", "/formats/0", "has no \"header\"");
    row("an unknown unit of time", "{\"formats\": [{\"name\": \"f\", \"kind\": \"json-lines\", \"time\": [{\"key\": \"t\", \"unit\": \"h\"}]}]}", "/formats/0/time/0/unit", "one of s, ms, us, ns, iso, auto");
    row("a required key of an unknown type", "{\"formats\": [{\"name\": \"f\", \"kind\": \"json-lines\", \"requires\": {\"a\": \"int\"}}]}", "/formats/0/requires/a", "one of string, number, any");
    row("states of a kind that is not there", "{\"states\": {\"field\": \"s\", \"kind\": \"job\", \"values\": []}}", "/states/kind", "name one of /keys");
    row("a key without fields", "{\"keys\": [{\"kind\": \"x\", \"fields\": [], \"run\": false}]}", "/keys/0", "list the fields");
    row("a function that says nothing of how", "{\"implications\": [{\"name\": \"f\", \"key\": [\"a\"], \"implies\": [\"b\"], \"text\": \"x\", \"match\": \"{b}\"}]}", "/implications/0", "say one of them");
    row("a text of a field that is not in the key", "{\"implications\": [{\"name\": \"f\", \"key\": [\"a\"], \"implies\": [\"b\"], \"text\": \"{c}\"}]}", "/implications/0/text", "name one of its fields");
    row("letters made something else", "{\"implications\": [{\"name\": \"f\", \"key\": [\"a\"], \"implies\": [\"b\"], \"text\": \"{a:loud}\"}]}", "/implications/0/text", "one of lower, upper");
    row("a match of two fields", "{\"implications\": [{\"name\": \"f\", \"key\": [\"a\", \"c\"], \"match\": \"{b}\"}]}", "/implications/0", "let its key be one field");
    row("a capture that is not there", "{\"implications\": [{\"name\": \"f\", \"key\": [\"a\"], \"implies\": [\"c\"], \"match\": \"{b}\"}]}", "/implications/0/match", "add {c}");
    std::string many;
    for (int i = 0; i < 65; ++i)
        many += (i ? "," : "") + std::string("{\"name\": \"") + std::to_string(i) + "\", \"key\": [\"a\"], \"implies\": [\"b\"]}";
    row("more implications than there is room for", ("{\"implications\": [" + many + "]}").c_str(), "/", "leave out some");
    row("a level whose rank is text", "{\"levels\": [{\"name\": \"X\", \"rank\": \"1\"}]}", "/levels/0/rank", "is not a whole number");
}

void RulesTest::aWrongFileSaysWhereAndHowToMendIt()
{
    QFETCH(QString, json);
    QFETCH(QString, path);
    QFETCH(QString, words);
    Rules rules;
    try {
        addRules(rules, "mine.json", json.toStdString());
        QFAIL("a wrong rule file was accepted");
    } catch (const RuleError &error) {
        const QString what = q(error.what());
        QVERIFY2(what.startsWith(q("mine.json: ")) && what.contains(q(": ") + path), error.what());
        const auto choices = words.split(u'|');
        QVERIFY2(std::any_of(choices.begin(), choices.end(), [&](const QString &choice) { return what.contains(choice); }), error.what());
        QVERIFY2(what.count(q(": ")) >= 3, error.what()); // FILE: PATH: WHAT: FIX
    }
}

void RulesTest::aMissingFileIsNamed()
{
    QVERIFY_THROWS_EXCEPTION(RuleError, loadRules({ "/no/such/file.json" }));
    try {
        loadRules({ "/no/such/file.json" });
    } catch (const RuleError &error) {
        QVERIFY2(q(error.what()).startsWith(q("/no/such/file.json: ")), error.what());
    }
}

void RulesTest::aUserFileExtendsTheShippedRules()
{
    const LogFolder folder;
    folder.write("mine.json", R"({
        "fields": [{"name": "sample", "type": "int", "short": "sample"}],
        "messages": [{"pattern": "Measured sample {sample:int} at {depth:float} m", "metric": "depth_of_sample"}],
        "keys": [{"kind": "sample", "fields": ["sample"]}]})");
    folder.write("000/parsl.log", textLine(0, "Measured sample 7 at 2.5 m") + textLine(1, "Task 3 initializing state to pending"));
    const auto rules = loadRules({ folder.path("mine.json") });
    QCOMPARE(rules->files.size(), shippedRules()->files.size() + 1);
    QCOMPARE(rules->messages.size(), shippedRules()->messages.size() + 1);
    LoadOptions options;
    options.paths = { folder.path("000") };
    const StorePtr store = Loader::load(rules, options);
    QCOMPARE(store->rows()->size(), size_t(2));
    QCOMPARE(q(fieldText(*store, store->rows()->at(0), "sample")), q("7"));
    QCOMPARE(q(fieldText(*store, store->rows()->at(0), "depth")), q("2.5"));
    QCOMPARE(q(fieldText(*store, store->rows()->at(0), "metric")), q("depth_of_sample"));
    QCOMPARE(q(fieldText(*store, store->rows()->at(1), "parsl_task_id")), q("3"));
}

void RulesTest::theLaterFileWins()
{
    Rules rules;
    addRules(rules, "a.json", R"({"fields": [{"name": "x", "type": "int", "title": "one"}], "levels": [{"name": "INFO", "rank": 1}]})");
    addRules(rules, "b.json", R"({"fields": [{"name": "x", "type": "text", "title": "two"}], "levels": [{"name": "INFO", "rank": 5}]})");
    QCOMPARE(rules.fields.size(), size_t(1));
    QCOMPARE(q(rules.field("x")->title), q("two"));
    QVERIFY(rules.field("x")->type == FieldRule::Type::Text);
    QCOMPARE(rules.levelRank("INFO"), 5);
    QVERIFY(!rules.field("y"));
}

void RulesTest::wordsLeadToFields()
{
    const auto rules = shippedRules();
    QCOMPARE(q(rules->fieldForWord("task")), q("parsl_task_id"));
    QCOMPARE(q(rules->fieldForWord("parsl_task_id")), q("parsl_task_id"));
    QCOMPARE(q(rules->fieldForWord("nonsense")), q(""));
    QCOMPARE(q(rules->canonicalName("parsl-json", "parsl.task")), q("parsl_task_id"));
    QCOMPARE(q(rules->canonicalName("json-lines", "timestamp")), q("created"));
    QCOMPARE(q(rules->canonicalName("parsl-json", "timestamp")), q("timestamp")); // an alias of another format only
}

void RulesTest::levelsAreRanked()
{
    const auto rules = shippedRules();
    QVERIFY(rules->levelRank("DEBUG") < rules->levelRank("INFO"));
    QVERIFY(rules->levelRank("WARNING") < rules->levelRank("ERROR"));
    QCOMPARE(rules->levelRank("warn"), rules->levelRank("WARNING"));
    QCOMPARE(rules->levelRank("Level 5"), -1);
}

} // namespace widelens

QTEST_APPLESS_MAIN(widelens::RulesTest)
#include "tst_rules.moc"
