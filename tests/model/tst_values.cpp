// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/values.h"
#include "model/store/value.h"
#include "tests/model/testlogs.h"

#include <QTest>

namespace widelens {

class ValuesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeNumbersAreNumbersInCanonicalFormOnly_data();
    void wholeNumbersAreNumbersInCanonicalFormOnly();
    void theTypeDecidesWhatAValueIs_data();
    void theTypeDecidesWhatAValueIs();
    void bytesReprsLoseTheirWrapping();
    void listsAreSplit_data();
    void listsAreSplit();
    void valuesReadAsPeopleWriteThem();
};

void ValuesTest::wholeNumbersAreNumbersInCanonicalFormOnly_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isNumber");
    for (const char *text : { "0", "7", "12", "-12", "999999999", "1000000000", "9223372036854775807", "-9223372036854775808" })
        QTest::newRow(text) << text << true;
    for (const char *text : { "", "-", "-0", "00", "012", "-012", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "9223372036854775808", "99999999999999999999999", "a" })
        QTest::newRow(*text ? text : "nothing") << text << false;
}

void ValuesTest::wholeNumbersAreNumbersInCanonicalFormOnly()
{
    QFETCH(QString, text);
    QFETCH(bool, isNumber);
    int64_t number = 0;
    QCOMPARE(parseCanonicalInt(text.toStdString(), number), isNumber);
    if (isNumber)
        QCOMPARE(QString::number(number), text);
    uint32_t small = 0;
    const bool isSmall = parseSmallInt(text.toStdString(), small);
    QCOMPARE(isSmall, isNumber && text.size() <= 9 && !text.startsWith(u'-'));
    if (isSmall)
        QCOMPARE(QString::number(small), text);
}

void ValuesTest::theTypeDecidesWhatAValueIs_data()
{
    using Type = FieldRule::Type;
    QTest::addColumn<int>("type");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("kind");
    const auto row = [](Type type, const char *text, const char *kind) { QTest::addRow("%d %s", static_cast<int>(type), text) << static_cast<int>(type) << text << kind; };
    row(Type::Any, "12", "int");
    row(Type::Any, "1.5", "text");
    row(Type::Any, "x", "text");
    row(Type::Any, "", "text");
    row(Type::Int, "12", "int");
    row(Type::Int, "012", "text");
    row(Type::Int, "x", "text");
    row(Type::Real, "12", "int");
    row(Type::Real, "1.5", "real");
    row(Type::Real, "-1.5e-3", "real");
    row(Type::Real, "x", "text");
    row(Type::Real, "", "text");
    for (const char *text : { "NaN", "nan", "Infinity", "-Infinity", "-inf", "-nan" })
        row(Type::Real, text, "text");
    row(Type::Instant, "1785900001.5", "real");
    row(Type::Text, "12", "text");
}

void ValuesTest::theTypeDecidesWhatAValueIs()
{
    QFETCH(int, type);
    QFETCH(QString, text);
    QFETCH(QString, kind);
    ValuePool pool;
    const auto fieldType = static_cast<FieldRule::Type>(type);
    const std::string word = text.toStdString();
    const Value value = pool.value(cellOf(pool, word, fieldType));
    const char *found = std::holds_alternative<int64_t>(value) ? "int" : std::holds_alternative<double>(value) ? "real" : "text";
    QCOMPARE(q(found), kind);
    if (kind == q("text"))
        QCOMPARE(q(toText(value)), text);
    QCOMPARE(isTextCell(word, fieldType), kind == q("text"));
}

void ValuesTest::bytesReprsLoseTheirWrapping()
{
    QCOMPARE(q(cleanValue("b'4f65'", true)), q("4f65"));
    QCOMPARE(q(cleanValue("b\"4f'65\"", true)), q("4f'65"));
    QCOMPARE(q(cleanValue("4f65", true)), q("4f65"));
    QCOMPARE(q(cleanValue("b'4f65'", false)), q("b'4f65'"));
    QCOMPARE(q(cleanValue("b'4f65", true)), q("b'4f65"));
    QCOMPARE(q(cleanValue("b'4f65\"", true)), q("b'4f65\""));
    QCOMPARE(q(cleanValue("b''", true)), q(""));
    QCOMPARE(q(cleanValue("b'", true)), q("b'"));
    QCOMPARE(q(cleanValue("", true)), q(""));
}

void ValuesTest::listsAreSplit_data()
{
    QTest::addColumn<QString>("list");
    QTest::addColumn<QString>("elements");
    const auto row = [](const char *list, const char *elements) { QTest::newRow(*list ? list : "nothing") << list << elements; };
    row("", "");
    row("[]", "");
    row("[1]", "1;");
    row("[1, 2, 30]", "1;2;30;");
    row("['1', '2']", "1;2;");
    row("[1,2", "1;2;");
    row("[-1, 2]", "-1;2;");
}

void ValuesTest::listsAreSplit()
{
    QFETCH(QString, list);
    QFETCH(QString, elements);
    std::string found;
    const std::string text = list.toStdString();
    forEachListElement(text, [&](std::string_view element) { found += std::string(element) + ";"; });
    QCOMPARE(q(found), elements);
}

void ValuesTest::valuesReadAsPeopleWriteThem()
{
    QCOMPARE(q(toText(Value())), q(""));
    QVERIFY(isAbsent(Value()));
    QVERIFY(!isAbsent(Value(std::string_view())));
    QCOMPARE(q(toText(Value(int64_t(-7)))), q("-7"));
    QCOMPARE(q(toText(Value(0.1))), q("0.1"));
    QCOMPARE(q(toText(Value(std::string_view("x y")))), q("x y"));
}

} // namespace widelens

QTEST_APPLESS_MAIN(widelens::ValuesTest)
#include "tst_values.moc"
