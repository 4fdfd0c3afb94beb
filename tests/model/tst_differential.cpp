// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordreader.h"
#include "model/import/values.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>

namespace widelens {

// What the importers put into columns, held against what the plain record parser reads from the same bytes.
class DifferentialTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void columnsSayWhatTheRecordsSay_data() { addRecordedRuns(); }
    void columnsSayWhatTheRecordsSay();
    void randomLinesAreReadAlike_data();
    void randomLinesAreReadAlike();
};

namespace {

// A record field as the columns would show it: elements of a list joined by ",".
std::string recordText(const RecordField &field)
{
    const bool fromRules = field.origin == Origin::Message || field.origin == Origin::Rule;
    if (field.kind != FieldKind::Json || field.text.empty() || field.text[0] != '[' || !fromRules)
        return field.text;
    std::string list = field.text;
    std::erase(list, '"');
    std::string text;
    bool first = true;
    forEachListElement(list, [&](std::string_view element) {
        text += (first ? "" : ",") + std::string(element);
        first = false;
    });
    return text;
}

bool sameValue(const std::string &a, const std::string &b)
{
    if (a == b)
        return true;
    char *endA = nullptr;
    char *endB = nullptr;
    const double x = std::strtod(a.c_str(), &endA);
    const double y = std::strtod(b.c_str(), &endB);
    return !a.empty() && !b.empty() && *endA == 0 && *endB == 0 && x == y; // 0.50 and 0.5
}

// Whether the columns hold what a record of the format calls by this name, and not only where it stands.
bool isColumnName(const EventStore &store, const std::string &formatName, const std::string &name)
{
    const FieldRule *rule = store.rules().field(name);
    if (rule && rule->storage == FieldRule::Storage::Reference)
        return false;
    if (name == "created" || name == "formatted" || name == "msg" || name == "template" || name == "line")
        return false;
    for (const auto &format : store.rules().formats) {
        for (const auto &key : format.timeKeys) {
            if (format.name == formatName && (key.key == name || store.rules().canonicalName(format.name, key.key) == name))
                return false; // times are read as such
        }
    }
    return true;
}

// The events of a store, each held against its record. What is the same for all of them is found once: there are many.
class Comparison
{
public:
    explicit Comparison(StorePtr store)
        : m_store(std::move(store))
        , m_reader(m_store)
        , m_own(m_store->fields().size())
    {
    }

    // The first difference between the columns and the record of an event; "" when there is none.
    std::string difference(EventRef event)
    {
        const EventStore &store = *m_store;
        const Record record = m_reader.read(event);
        const auto say = [&](const std::string &what) {
            return store.source(event).path + ":" + std::to_string(store.line(event)) + ": " + what + "\n" + record.raw.substr(0, 400);
        };
        if (!record.problem.empty())
            return say(record.problem);
        if (const std::string unknown = takeFields(record, event); !unknown.empty())
            return say(unknown + ": the columns do not know it");
        for (size_t i = 0; i < m_own.size(); ++i) {
            if (!isColumn(event, i))
                continue;
            if (const std::string found = difference(event, static_cast<FieldId>(i), m_own[i]); !found.empty())
                return say(store.fields().name(static_cast<FieldId>(i)) + ": " + found);
        }
        if (store.hasTime(event)) {
            const auto created = parseEpochSeconds(record.text("created"));
            if (created && std::abs(*created - store.time(event)) > 0)
                return say("another time: " + formatEpochSeconds(store.time(event)));
        }
        const std::string templateText = store.templates().get(store.templateId(event)).text;
        if (record.text("template") != templateText)
            return say("template: the columns say \"" + templateText + "\", the record says \"" + std::string(record.text("template")) + "\"");
        if (record.text("levelname") != store.levelName(event))
            return say("another level");
        if (m_reader.message(event) != record.text("formatted"))
            return say("another message");
        if (record.text("line") != std::to_string(store.line(event)) && !record.text("line").empty() && store.fields().find("line") == kNoField)
            return say("another line");
        const RunId run = store.run(event);
        const std::string dfk = run == kNoRun ? std::string() : store.runs()[index(run)].dfk;
        const auto ownRun = std::find_if(record.fields.begin(), record.fields.end(), [&](const RecordField &field) { return field.name == store.rules().runField && field.origin != Origin::Joined; });
        if ((ownRun == record.fields.end() ? std::string() : ownRun->text) != dfk)
            return say("another run: " + dfk);
        return {};
    }

private:
    // Sorts by column what the event itself says; not what follows for it from others. The name of one without a column, or "".
    std::string takeFields(const Record &record, EventRef event)
    {
        m_own.assign(m_own.size(), nullptr);
        for (const auto &field : record.fields) {
            if (field.origin == Origin::Joined)
                continue;
            const FieldId id = m_store->fields().find(field.name);
            if (id == kNoField && isColumnName(*m_store, m_store->source(event).format, field.name))
                return field.name;
            if (id != kNoField && !m_own[static_cast<size_t>(id)])
                m_own[static_cast<size_t>(id)] = &field;
        }
        return {};
    }

    bool isColumn(EventRef event, size_t field)
    {
        const std::string &format = m_store->source(event).format;
        auto found = m_columns.find(format);
        if (found == m_columns.end()) {
            std::vector<bool> columns;
            for (size_t i = 0; i < m_own.size(); ++i)
                columns.push_back(isColumnName(*m_store, format, m_store->fields().name(static_cast<FieldId>(i))));
            found = m_columns.emplace(format, std::move(columns)).first;
        }
        const ColumnView *column = found->second[field] ? m_store->segment(event).find(static_cast<FieldId>(field)) : nullptr;
        return found->second[field] && (!column || column->column);
    }

    std::string difference(EventRef event, FieldId id, const RecordField *field)
    {
        const Value value = m_store->value(event, id);
        m_values.clear();
        m_store->values(event, id, m_values);
        if (!field)
            return m_values.empty() && isAbsent(value) ? std::string() : "absent in the record, in the columns \"" + toText(value) + "\"";
        const std::string slow = recordText(*field);
        std::string fast;
        for (size_t i = 0; i < m_values.size(); ++i)
            fast += (i ? "," : "") + toText(m_values[i]);
        if (!sameValue(slow, fast))
            return "the columns say \"" + fast + "\", the record says \"" + slow + "\"";
        if (field->kind != FieldKind::Json && isAbsent(value))
            return "absent in the columns, in the record \"" + field->text + "\"";
        const bool isText = std::holds_alternative<std::string_view>(value);
        if (field->kind != FieldKind::Json && isText != (field->kind == FieldKind::Text))
            return "text in one, a number in the other: " + fast;
        return {};
    }

    const StorePtr m_store;
    RecordReader m_reader;
    std::vector<const RecordField *> m_own; // of the current event, by field
    std::vector<Value> m_values;
    std::map<std::string, std::vector<bool>> m_columns; // by format and field
};

// Over all events, copies too.
std::string firstDifference(const StorePtr &store, size_t &events)
{
    Comparison comparison(store);
    for (uint32_t segment = 0; segment < store->segments().size(); ++segment) {
        for (uint32_t row = 0; row < store->segments()[segment]->rowCount(); ++row) {
            const std::string found = comparison.difference({ segment, row });
            if (!found.empty())
                return found;
            ++events;
        }
    }
    return {};
}

} // namespace

void DifferentialTest::columnsSayWhatTheRecordsSay()
{
    QFETCH(QString, run);
    const StorePtr store = loadAll({ recordedRun(run.toStdString()) });
    QCOMPARE(q(brokenAccount(*store)), q(""));
    QCOMPARE(q(incompleteIssue(*store)), q(""));
    size_t events = 0;
    const std::string found = firstDifference(store, events);
    QVERIFY2(found.empty(), found.c_str());
    QCOMPARE(events, size_t(store->eventCount()));
    QVERIFY(events > 1000);
    QCOMPARE(store->rows()->size() + store->copyCount(), size_t(store->eventCount()));
}

namespace {

// Messages that rules know, with other values, cut, or with something before or behind.
std::string randomText(Random &random)
{
    const char *pieces[] = { "Task ", "58", " changing state from ", "pending", " to ", "launched", "Sent tasks: ", "[3, 4, 5]", "[]", " to manager ", "b'4f65c2b07a19'", "b'123456789012'",
                             "Parsl task ", " try ", "0", " launched on executor ", "htex_1", "htex_Local", " with executor id ", "12", "Put task ", " onto pending_task_queue",
                             "Managers count (interesting/total): ", "1", "/", "2", "[Scaling executor ", "]", " Executor ", "-7", "007", "4294967296", "99999999999999999999", ": ", " ", ",",
                             "failed with exception of type ", "ValueError", "2f1c3a5e-0000-4abc-8def-0123456789ab", "Run id is: ", "it's", "'quoted text'", "/home/u/x/y", "\xc3\xbc", "deadbeef0" };
    const char *whole[] = { "Task 58 changing state from pending to launched", "Task 58: changing state from a-1 to 7", "Sent tasks: [3, 4, 5] to manager b'4f65c2b07a19'",
                            "Sent tasks: [3] to manager b'123456789012'", "Sent tasks: [] to manager b'1'", "Sent tasks: ['3', '4'] to manager b'a'", "Parsl task 5 try 0 launched on executor htex_1 with executor id 12",
                            "Parsl task 5 try 0 launched on executor a1 b2 with executor id 12", "Manager b'000000000012' has free capacity 4", "Manager b'4f65c2b07a19' is now saturated",
                            "Managers count (interesting/total): 1/2", "Task 3 submitted for App b_left2, waiting on task 0, task 17", "HTEX task 3: anything 4 at all", "Worker 1 has died",
                            "[Scaling executor wq-2] Executor 3 active tasks, 4 active slots, and 1/0 running/pending blocks", "Task 012 initializing state to pending", "Task -1 initializing state to x",
                            "Task 99999999999999999999 initializing state to pending", "Task 3000000000 initializing state to pending", "Counted 5 outstanding tasks with 7 outstanding slots",
                            "[Scaling executor h] Launched block 0 with job ID 0012", "[Scaling executor h] Launched block 0 with job ID 12345", "Marking block 3 as SCALED_IN",
                            "Task 4 has memoization hash 0123456789abcdef0123456789abcdef", "Task 4 has memoization hash 12345678", "Got executor tasks: [7, 8], cumulative count of tasks: 9" };
    std::string text = below(random, 3) ? whole[below(random, std::size(whole))] : "";
    for (size_t n = text.empty() ? 1 + below(random, 8) : 0; n > 0; --n)
        text += pieces[below(random, std::size(pieces))];
    // Other numbers in the same places: the shape is known by then.
    for (char &c : text) {
        if (c >= '1' && c <= '9' && below(random, 4) == 0)
            c = static_cast<char>('1' + below(random, 9));
    }
    if (below(random, 12) == 0)
        text.resize(below(random, text.size() + 1));
    if (below(random, 40) == 0)
        text.insert(below(random, text.size() + 1), std::string(1200, 'x')); // beyond what a shape looks at
    return text;
}

std::string escaped(const std::string &text)
{
    std::string result;
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        if (c == '\n')
            result += "\\n";
        else
            result += c;
    }
    return result;
}

std::string randomMembers(Random &random, bool prototype)
{
    const char *keys[] = { "parsl_task_id", "manager_id", "parsl_executor", "htex_task_id", "parsl_executor_id", "extra", "metric", "queued_tasks", "parsl_dfk", "job_id", "box", "parsl_try_id" };
    const char *texts[] = { "12", "012", "x", "", "None", "b'4f65'", "1.5", "-3", "gr\xc3\xbc\xc3\x9f", "a\\nb", "9999999999", "null", "[1, 2]" };
    const char *bare[] = { "12", "1.50", "-3", "true", "null", "[1, 2]", "{\"a\": 1}", "9999999999", "1e3" };
    std::string members;
    for (size_t n = below(random, 4); n > 0; --n) {
        const bool quoted = prototype || below(random, 2);
        members += std::string(", \"") + keys[below(random, std::size(keys))] + "\": ";
        members += quoted ? "\"" + std::string(texts[below(random, std::size(texts))]) + "\"" : std::string(bare[below(random, std::size(bare))]);
    }
    return members;
}

} // namespace

void DifferentialTest::randomLinesAreReadAlike_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<int>("seed");
    for (const std::string format : { "text", "prototype", "upstream" }) {
        for (int seed = 1; seed <= 3; ++seed)
            QTest::newRow((format + " " + std::to_string(seed)).c_str()) << q(format) << seed;
    }
}

void DifferentialTest::randomLinesAreReadAlike()
{
    QFETCH(QString, format);
    QFETCH(int, seed);
    Random random(static_cast<uint64_t>(seed));
    // Several runs: in one alone, random lines would say of everything that it belongs to everything, and joining that takes all the time.
    constexpr int kRuns = 8;
    constexpr int kLines = 2000;
    std::vector<std::string> contents(kRuns);
    for (int i = 0; i < kLines; ++i) {
        std::string &content = contents[static_cast<size_t>(i * kRuns / kLines)];
        std::string message = randomText(random);
        const double seconds = i * 0.01;
        if (format == q("text")) {
            TextLine line { seconds, message };
            line.level = below(random, 3) ? "INFO" : "ERROR";
            const char *threads[] = { "MainThread-1", "Thread-3 (_worker)-77", "a-2 b-3", "x- y-", "MainThread-" };
            line.thread = threads[below(random, std::size(threads))];
            if (below(random, 10) == 0)
                line.message += "\nTraceback: 7";
            content += line.text();
        } else if (format == q("prototype")) {
            content += prototypeLine(seconds, escaped(message), randomMembers(random, true));
        } else {
            content += upstreamLine(seconds, escaped(message), randomMembers(random, false));
        }
    }
    const LogFolder folder;
    const char *names[] = { "parsl.log", "htex/interchange.log", "htex/block-3/4f65c2b07a19/worker_1.log", "task_0007_1.log" };
    for (size_t run = 0; run < contents.size(); ++run) {
        for (const char *name : names)
            folder.write("00" + std::to_string(run) + "/" + name, contents[run]);
    }
    const StorePtr store = folder.load();
    QCOMPARE(store->sources().size(), size_t(4 * kRuns));
    QCOMPARE(store->eventCount(), uint64_t(8'000));
    size_t events = 0;
    const std::string found = firstDifference(store, events);
    QVERIFY2(found.empty(), found.c_str());
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::DifferentialTest)
#include "tst_differential.moc"
