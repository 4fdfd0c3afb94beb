// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/stringpool.h"
#include "model/store/templatetable.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <map>

namespace widelens {

class ValuePoolTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void smallNumbersStandInTheCell();
    void otherNumbersArePooledOnce();
    void textsArePooledOnce();
    void typesAreNotMixedUp();
    void valuesAreFound();
    void textOutlivesWhatItWasMadeFrom();
    void templatesAreToldApartByTextAndRule();
};

void ValuePoolTest::smallNumbersStandInTheCell()
{
    ValuePool pool;
    for (const int64_t number : { int64_t(0), int64_t(1), int64_t(2'147'483'647) }) {
        const uint32_t cell = pool.internInt(number);
        QCOMPARE(int64_t(cell), number);
        QCOMPARE(std::get<int64_t>(pool.value(cell)), number);
    }
    QCOMPARE(pool.size(), size_t(0));
}

void ValuePoolTest::otherNumbersArePooledOnce()
{
    ValuePool pool;
    for (const int64_t number : { int64_t(-1), int64_t(2'147'483'648), std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max() }) {
        const size_t before = pool.size();
        const uint32_t cell = pool.internInt(number);
        QCOMPARE(pool.size(), before + 1);
        QCOMPARE(pool.internInt(number), cell);
        QCOMPARE(pool.size(), before + 1);
        QVERIFY(cell >= ValuePool::kPooled);
        QCOMPARE(std::get<int64_t>(pool.value(cell)), number);
    }
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QCOMPARE(pool.internReal(nan), pool.internReal(nan)); // NaN is one value here
    QVERIFY(std::isnan(std::get<double>(pool.value(pool.internReal(nan)))));
    QVERIFY(pool.internReal(0.0) != pool.internReal(-0.0));
    QCOMPARE(std::get<double>(pool.value(pool.internReal(0.1))), 0.1);
}

void ValuePoolTest::textsArePooledOnce()
{
    ValuePool pool;
    Random random(3);
    std::map<std::string, uint32_t> cells;
    for (int i = 0; i < 20'000; ++i) {
        std::string text(below(random, 40), 'x');
        for (char &c : text)
            c = static_cast<char>(below(random, 3) ? 'a' : 'b');
        const uint32_t cell = pool.internText(text);
        const auto [known, isNew] = cells.try_emplace(text, cell);
        QCOMPARE(cell, known->second);
    }
    QCOMPARE(pool.size(), cells.size());
    for (const auto &[text, cell] : cells)
        QCOMPARE(q(std::get<std::string_view>(pool.value(cell))), q(text));
}

void ValuePoolTest::typesAreNotMixedUp()
{
    ValuePool pool;
    const uint32_t text = pool.internText("-5");
    const uint32_t whole = pool.internInt(-5);
    const uint32_t real = pool.internReal(-5);
    QVERIFY(text != whole && whole != real && text != real);
    QVERIFY(std::holds_alternative<std::string_view>(pool.value(text)));
    QVERIFY(std::holds_alternative<int64_t>(pool.value(whole)));
    QVERIFY(std::holds_alternative<double>(pool.value(real)));
    QVERIFY(pool.internText("") != pool.internText(std::string_view("\0", 1)));
}

void ValuePoolTest::valuesAreFound()
{
    ValuePool pool;
    const uint32_t a = pool.internText("a");
    const uint32_t b = pool.internText("b");
    uint32_t cell = 0;
    QVERIFY(pool.find(Value(std::string_view("a")), 2, cell));
    QCOMPARE(cell, a);
    QVERIFY(pool.find(Value(std::string_view("b")), 2, cell));
    QCOMPARE(cell, b);
    QVERIFY(!pool.find(Value(std::string_view("b")), 1, cell)); // beyond what the version knows
    QVERIFY(!pool.find(Value(std::string_view("c")), 2, cell));
    QVERIFY(pool.find(Value(int64_t(7)), 0, cell)); // needs no entry
    QCOMPARE(cell, 7u);
}

void ValuePoolTest::textOutlivesWhatItWasMadeFrom()
{
    ValuePool pool;
    std::vector<uint32_t> cells;
    for (int i = 0; i < 3; ++i) {
        const std::string text = std::string(30'000, static_cast<char>('a' + i)); // longer than a block of the arena
        cells.push_back(pool.internText(text));
        cells.push_back(pool.internText(std::to_string(i) + "x"));
    }
    for (size_t i = 0; i < 3; ++i) {
        QCOMPARE(q(toText(pool.value(cells[2 * i]))), q(std::string(30'000, static_cast<char>('a' + static_cast<int>(i)))));
        QCOMPARE(q(toText(pool.value(cells[2 * i + 1]))), q(std::to_string(i) + "x"));
    }
}

void ValuePoolTest::templatesAreToldApartByTextAndRule()
{
    TemplateTable table;
    const auto text = [](int i) { return std::string(static_cast<size_t>(i % 3000), 'x') + std::to_string(i); }; // also longer than a piece of memory holds many of
    for (int i = 0; i < 5000; ++i) {
        QCOMPARE(index(table.intern(text(i), -1)), static_cast<uint32_t>(2 * i));
        QCOMPARE(index(table.intern(text(i), i % 7)), static_cast<uint32_t>(2 * i + 1));
    }
    QCOMPARE(table.size(), size_t(10'000));
    for (int i = 0; i < 5000; ++i) {
        QCOMPARE(index(table.intern(text(i), i % 7)), static_cast<uint32_t>(2 * i + 1));
        QCOMPARE(q(table.get(static_cast<TemplateId>(2 * i)).text), q(text(i)));
        QCOMPARE(table.get(static_cast<TemplateId>(2 * i)).rule, -1);
        QCOMPARE(table.rule(static_cast<TemplateId>(2 * i + 1)), i % 7);
    }
    QCOMPARE(index(table.intern("", -1)), uint32_t(10'000));
    QCOMPARE(index(table.intern("", -1)), uint32_t(10'000));
    QCOMPARE(table.rule(static_cast<TemplateId>(10'001)), -1);
}

} // namespace widelens

QTEST_APPLESS_MAIN(widelens::ValuePoolTest)
#include "tst_valuepool.moc"
