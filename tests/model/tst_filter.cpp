// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordreader.h"
#include "model/query/filter.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <algorithm>
#include <charconv>

namespace widelens {

class FilterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conditionsAreRead_data();
    void conditionsAreRead();
    void whatIsNoConditionIsExplained_data();
    void whatIsNoConditionIsExplained();
    void filtersLeaveWhatANaiveLoopLeaves_data();
    void filtersLeaveWhatANaiveLoopLeaves();
    void rangesAreHalfOpen();
    void numbersAreComparedAsNumbers();
    void anyElementOfAListWillDo();
    void fieldsThatNeverOccur();
    void anEmptyFilterLeavesEverything();
    void aCancelledFilterIsNull();
};

namespace {

QString termsText(const std::vector<Term> &terms)
{
    std::string text;
    for (const auto &term : terms)
        text += "[" + term.field + (term.negated ? "!=" : "=") + term.value + "]";
    return q(text);
}

std::optional<double> numberOf(const std::string &text)
{
    double number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() ? std::optional<double>(number) : std::nullopt;
}

bool sameValue(const std::string &a, const std::string &b, bool asNumbers)
{
    return a == b || (asNumbers && numberOf(a) && numberOf(a) == numberOf(b));
}

bool holds(const EventStore &store, EventRef event, const Record &record, const Term &term)
{
    bool any = false;
    if (term.field == "source") {
        any = store.source(event).path == term.value;
    } else {
        for (const auto &field : record.fields) {
            if (field.name != term.field)
                continue;
            const bool isNumber = field.kind == FieldKind::Int || field.kind == FieldKind::Real;
            if (field.kind != FieldKind::Json || field.text.empty() || field.text[0] != '[' || field.origin == Origin::Record) {
                any |= sameValue(field.text, term.value, isNumber);
                continue;
            }
            const auto elements = q(field.text).mid(1, q(field.text).size() - 2).split(q(", "), Qt::SkipEmptyParts);
            for (const QString &element : elements)
                any |= sameValue(element.toStdString(), term.value, true);
        }
    }
    return any != term.negated;
}

} // namespace

void FilterTest::conditionsAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("terms");
    const auto row = [](const char *text, const char *terms) { QTest::newRow(*text ? text : "nothing") << text << terms; };
    row("", "");
    row("  ", "");
    row("a=1", "[a=1]");
    row("a=1 and b=x", "[a=1][b=x]");
    row("a=1 AND b=x", "[a=1][b=x]");
    row("a != 1", "[a!=1]");
    row("a!=1", "[a!=1]");
    row("a = 1", "[a=1]");
    row("a==1", "[a=1]");
    row("name=\"x y\" and b='z and w'", "[name=x y][b=z and w]");
    row("a=\"say \\\"hi\\\"\"", "[a=say \"hi\"]");
    row("a=", "[a=]");
    row("a=\"\"", "[a=]");
    row("a=b=c", "[a=b=c]");
    row("parsl.my-key=3", "[parsl.my-key=3]");
    row("a=android", "[a=android]");
}

void FilterTest::conditionsAreRead()
{
    QFETCH(QString, text);
    QFETCH(QString, terms);
    std::vector<Term> found;
    std::string error;
    QVERIFY2(parseFilter(text.toStdString(), found, error), error.c_str());
    QCOMPARE(termsText(found), terms);
    QVERIFY(error.empty());
}

void FilterTest::whatIsNoConditionIsExplained_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *text, const char *words) { QTest::newRow(text) << text << words; };
    row("a", "character 1");
    row("=1", "character 1");
    row("a=1 b=2", "\"and\" was expected at character 5");
    row("a=1 and", "\"and\"");
    row("a=1 and ", "missing after the last \"and\"");
    row("a=1 or b=2", "\"and\" was expected at character 5");
    row("a=\"x", "the quote at character 3 is not closed");
    row("a=1 and b", "character 9");
    row("a<3", "character 1");
    row("a!1", "character 1");
}

void FilterTest::whatIsNoConditionIsExplained()
{
    QFETCH(QString, text);
    QFETCH(QString, words);
    std::vector<Term> found;
    std::string error;
    QVERIFY(!parseFilter(text.toStdString(), found, error));
    QVERIFY2(q(error).contains(words), error.c_str());
    QVERIFY2(q(error).contains(q(": ")), error.c_str()); // what, and how to mend it
}

void FilterTest::filtersLeaveWhatANaiveLoopLeaves_data()
{
    QTest::addColumn<QString>("run");
    for (const char *run : { "wide", "json", "two_htex", "two_runs", "wq_wide" })
        QTest::newRow(run) << run;
}

void FilterTest::filtersLeaveWhatANaiveLoopLeaves()
{
    QFETCH(QString, run);
    const StorePtr store = loadAll({ recordedRun(run.toStdString()) });
    const EventRows &rows = *store->rows();
    RecordReader reader(store);
    std::vector<Record> records;
    for (const EventRef event : rows) {
        records.push_back(reader.read(event));
        records.back().raw.clear();
    }
    Random random(61);
    size_t left = 0;
    int byReference = 0;
    for (int round = 0; round < 60; ++round) {
        Filter filter;
        const Record &about = records[below(random, records.size())]; // most filters find something
        for (size_t n = 1 + below(random, 3); n > 0; --n) {
            const Record &from = below(random, 4) ? about : records[below(random, records.size())];
            const RecordField &field = from.fields[below(random, from.fields.size())];
            if (field.name == "line" || field.name == "created")
                continue; // pseudo field of the record; times are filtered by ranges
            Term term { field.name, field.text, below(random, 4) == 0 };
            if (field.kind == FieldKind::Json && field.text.rfind("[", 0) == 0 && field.origin == Origin::Message)
                term.value = field.text.substr(1, field.text.find_first_of(",]") - 1);
            if (below(random, 12) == 0)
                term = { "source", store->sources()[below(random, store->sources().size())].path, below(random, 2) == 0 };
            const FieldRule *rule = store->rules().field(term.field);
            byReference += rule && rule->storage == FieldRule::Storage::Reference;
            if (below(random, 6) == 0)
                term.value += "x"; // mostly nothing has that
            filter.terms.push_back(std::move(term));
        }
        if (below(random, 3) == 0) {
            filter.range.begin = store->time(rows[below(random, rows.size())]);
            filter.range.end = filter.range.begin + static_cast<Time>(below(random, 5)) * kSecond;
        }
        EventRows expected;
        for (size_t i = 0; i < rows.size(); ++i) {
            const bool all = std::all_of(filter.terms.begin(), filter.terms.end(), [&](const Term &term) { return holds(*store, rows[i], records[i], term); });
            if (all && filter.range.contains(store->time(rows[i])))
                expected.push_back(rows[i]);
        }
        const auto found = applyFilter(store, filter);
        QVERIFY2(*found == expected, (termsText(filter.terms).toStdString() + ": " + std::to_string(found->size()) + " rows, " + std::to_string(expected.size()) + " expected").c_str());
        left += expected.size();
    }
    QVERIFY(left > 100);
    QVERIFY(byReference > 3);
}

void FilterTest::rangesAreHalfOpen()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(1, "a") + textLine(2, "b") + textLine(3, "c"));
    const StorePtr store = folder.load("000");
    QCOMPARE(applyFilter(store, { {}, { at(1), at(3) } })->size(), size_t(2));
    QCOMPARE(applyFilter(store, { {}, { at(1) + 1, at(3) + 1 } })->size(), size_t(2));
    QCOMPARE(applyFilter(store, { {}, { at(3), at(1) } })->size(), size_t(0));
    QCOMPARE(applyFilter(store, { { { "levelname", "INFO", false } }, { at(2), at(3) } })->size(), size_t(1));
}

void FilterTest::numbersAreComparedAsNumbers()
{
    const LogFolder folder;
    folder.write("000/parsl.jsonlog", upstreamLine(1, "a", ", \"n\": 12, \"r\": 0.5, \"t\": \"12\"") + upstreamLine(2, "b", ", \"n\": 12.0, \"r\": 0.50, \"t\": \"012\"") + upstreamLine(3, "c"));
    const StorePtr store = folder.load("000");
    const auto count = [&](const char *field, const char *value, bool negated = false) { return applyFilter(store, { { { field, value, negated } }, {} })->size(); };
    QCOMPARE(count("n", "12"), size_t(2));
    QCOMPARE(count("n", "12.0"), size_t(2));
    QCOMPARE(count("r", "0.5"), size_t(2));
    QCOMPARE(count("t", "12"), size_t(1)); // text is compared as text
    QCOMPARE(count("n", "12", true), size_t(1)); // what lacks the field is not 12
}

void FilterTest::anyElementOfAListWillDo()
{
    const LogFolder folder;
    folder.write("000/htex/interchange.log", textLine(1, "Sent tasks: [3, 4] to manager b'4f65c2b07a19'") + textLine(2, "Sent tasks: [5] to manager b'4f65c2b07a19'"));
    const StorePtr store = folder.load("000");
    const auto rows = [&](const char *value, bool negated) { return applyFilter(store, { { { "parsl_executor_id", value, negated } }, {} })->size(); };
    QCOMPARE(rows("3", false), size_t(1));
    QCOMPARE(rows("4", false), size_t(1));
    QCOMPARE(rows("5", false), size_t(1));
    QCOMPARE(rows("4", true), size_t(1));
    QCOMPARE(rows("6", true), size_t(2));
}

void FilterTest::fieldsThatNeverOccur()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(1, "a"));
    const StorePtr store = folder.load("000");
    QCOMPARE(applyFilter(store, { { { "no_such_field", "1", false } }, {} })->size(), size_t(0));
    QCOMPARE(applyFilter(store, { { { "no_such_field", "1", true } }, {} })->size(), size_t(1));
}

void FilterTest::anEmptyFilterLeavesEverything()
{
    const StorePtr store = loadAll({ recordedRun("threads") });
    QCOMPARE(applyFilter(store, {}).get(), store->rows().get()); // not even copied
}

void FilterTest::aCancelledFilterIsNull()
{
    const StorePtr store = loadAll({ recordedRun("wide") });
    QVERIFY(!applyFilter(store, { { { "levelname", "INFO", false } }, {} }, [](double) { return false; }));
    // While it reads a file: of one alone, whose thread is the one that asks.
    const LogFolder folder;
    folder.write("000/parsl.log", manyLines(10'000));
    int asked = 0;
    QVERIFY(!applyFilter(folder.load(), { { { "formatted", "x", false } }, {} }, [&](double) { return ++asked < 20; }));
    QCOMPARE(asked, 20);
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::FilterTest)
#include "tst_filter.moc"
