// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/structure.h"
#include "model/import/excerpt.h"
#include "tests/model/testlogs.h"

#include <QTest>

namespace widelens {

class StructureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesAreRead_data();
    void valuesAreRead();
    void partsOfAMessageAreFound();
    void tracebacksHaveFrames();
    void whatIsPlainHasNoStructure_data();
    void whatIsPlainHasNoStructure();
    void nothingIsTooBad();
    void copiesArePlain();
    void anExcerptHasItsNeighbours();
    void anExcerptAtTheEnds();
};

void StructureTest::valuesAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("indented");
    QTest::newRow("json") << R"({"a": 1, "b": [true, null], "c": {}})" << "{\n  a: 1\n  b: [\n    true\n    null\n  ]\n  c: {}\n}";
    QTest::newRow("dict") << "{'a': 'it\\'s, so', 2: (1, 2)}" << "{\n  a: 'it\\'s, so'\n  2: (\n    1\n    2\n  )\n}";
    QTest::newRow("call") << "Config(executors=[HTEX(label='x', f=<function f at 0x7f>)], n=-1.5e3)"
                          << "Config(\n  executors=[\n    HTEX(\n      label='x'\n      f=<function f at 0x7f>\n    )\n  ]\n  n=-1.5e3\n)";
    QTest::newRow("what somebody's repr prints") << "[1 of 2, b'\\x00', (3)]" << "[\n  1 of 2\n  b'\\x00'\n  (\n    3\n  )\n]";
    QTest::newRow("over lines") << "Config(\n    a=1, \n    b={'x': 2}\n)" << "Config(\n  a=1\n  b={\n    x: 2\n  }\n)";
}

void StructureTest::valuesAreRead()
{
    QFETCH(QString, text);
    QFETCH(QString, indented);
    const Structure structure = readStructure(text.toStdString());
    QVERIFY(!structure.isEmpty());
    QCOMPARE(q(structure.indented()), indented);
}

void StructureTest::partsOfAMessageAreFound()
{
    const Structure structure = readStructure("Workflow startup information: {'python': '3.11', 'n': 2}, then Config(a=1, b=2) and f(x)");
    QCOMPARE(structure.nodes[0].kind, Structure::Kind::Text);
    QCOMPARE(structure.nodes[0].children.size(), size_t(2)); // one part alone is no tree
    const auto &first = structure.nodes[size_t(structure.nodes[0].children[0])];
    QCOMPARE(first.name, std::string("Workflow startup information"));
    QCOMPARE(first.kind, Structure::Kind::Object);
    const auto &second = structure.nodes[size_t(structure.nodes[0].children[1])];
    QCOMPARE(second.text, std::string("Config"));
    QCOMPARE(structure.nodes[size_t(second.children[1])].name, std::string("b"));
}

void StructureTest::tracebacksHaveFrames()
{
    const Structure structure = readStructure("Task 4 failed\nTraceback (most recent call last):\n  File \"/a/b.py\", line 12, in f\n    return g(1)\n           ^^^^\n"
                                              "  File \"/a/c.py\", line 3, in g\n    raise ValueError(x)\nValueError: no\n\nDuring handling of the above exception, another exception occurred:\n\n"
                                              "Traceback (most recent call last):\n  File \"<string>\", line 1, in <module>\nKeyError: 'k'\n");
    QCOMPARE(structure.nodes[0].children.size(), size_t(2));
    const auto &first = structure.nodes[size_t(structure.nodes[0].children[0])];
    QCOMPARE(first.kind, Structure::Kind::Traceback);
    QCOMPARE(first.text, std::string("ValueError: no"));
    QCOMPARE(first.children.size(), size_t(2));
    const auto &frame = structure.nodes[size_t(first.children[0])];
    QCOMPARE(frame.name, std::string("f"));
    QCOMPARE(frame.text, std::string("/a/b.py:12"));
    QCOMPARE(frame.children.size(), size_t(1)); // without the line of marks
    QCOMPARE(structure.nodes[size_t(frame.children[0])].text, std::string("return g(1)"));
    const auto &second = structure.nodes[size_t(structure.nodes[0].children[1])];
    QCOMPARE(second.text, std::string("KeyError: 'k'"));
    QVERIFY(second.name.starts_with("During handling"));
}

void StructureTest::whatIsPlainHasNoStructure_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : { "", "hello", "3", "f(x)", "task (3) is done", "[1", "{'a': ", "a {b} [c] (d)", "((((((((", "Traceback without frames" })
        QTest::newRow(text) << QString::fromLatin1(text);
}

void StructureTest::whatIsPlainHasNoStructure()
{
    QFETCH(QString, text);
    QVERIFY(readStructure(text.toStdString()).isEmpty());
}

// Deep and long texts end, within their bounds.
void StructureTest::nothingIsTooBad()
{
    readStructure(std::string(100'000, '['));
    readStructure(std::string(100'000, '('));
    std::string many = "[";
    for (size_t i = 0; i < 3 * kMaxStructureNodes; ++i)
        many += "1,";
    QVERIFY(readStructure(many + "]").nodes.size() <= kMaxStructureNodes + 1);
    Random random(3);
    const std::string_view letters = "{}[]()<>'\",:= \\\nab1Traceback (most recent call last)File \"x\", line ";
    for (int i = 0; i < 3000; ++i) {
        std::string text;
        for (size_t n = below(random, 40); n > 0; --n)
            text += letters[below(random, letters.size())];
        const Structure structure = readStructure(text);
        for (size_t node = 1; node < structure.nodes.size(); ++node)
            QVERIFY(structure.nodes[node].parent >= 0 && structure.nodes[node].parent < static_cast<int>(node));
        if (!structure.isEmpty())
            structure.indented();
    }
}

void StructureTest::copiesArePlain()
{
    const Structure structure = readStructure(R"(["a\nb", b'c', 3])");
    QCOMPARE(structure.plain(1), std::string("a\nb"));
    QCOMPARE(structure.plain(2), std::string("c"));
    QCOMPARE(readStructure("[4, 5]").plain(2), std::string("5"));
}

// --- excerpts

static Source fileWith(const LogFolder &folder, std::string_view content)
{
    folder.write("x.log", content);
    Source source;
    source.filePath = folder.path("x.log");
    return source;
}

void StructureTest::anExcerptHasItsNeighbours()
{
    LogFolder folder;
    std::string content;
    for (int i = 1; i <= 40; ++i)
        content += "line " + std::to_string(i) + '\n';
    const Source source = fileWith(folder, content);
    const size_t begin = content.find("line 20");
    const size_t length = content.find("line 22") - begin;
    const Excerpt excerpt = readExcerpt(source, begin, length, 20, 3);
    QCOMPARE(excerpt.lines, (std::vector<std::string> { "line 20", "line 21" }));
    QCOMPARE(excerpt.before, (std::vector<std::string> { "line 17", "line 18", "line 19" }));
    QCOMPARE(excerpt.after, (std::vector<std::string> { "line 22", "line 23", "line 24" }));
    QCOMPARE(excerpt.firstLine, uint64_t(17));
    QCOMPARE(readExcerpt(source, begin, length - 1, 20, 3).after.front(), std::string("line 22")); // its '\n' or not
    QCOMPARE(readExcerpt(source, begin, 0, 20, 3).lines, std::vector<std::string> { "line 20" }); // to the end of the line
}

void StructureTest::anExcerptAtTheEnds()
{
    LogFolder folder;
    const std::string big(1'000'000, 'x');
    const Source source = fileWith(folder, "first\n" + big + "\nlast");
    const Excerpt first = readExcerpt(source, 0, 5, 1);
    QVERIFY(first.before.empty());
    QCOMPARE(first.firstLine, uint64_t(1));
    QVERIFY(first.after.empty() || first.after.front().size() <= Excerpt::kMaxNeighbour + 3);
    const Excerpt last = readExcerpt(source, 6 + big.size() + 1, 4, 3);
    QCOMPARE(last.lines, std::vector<std::string> { "last" });
    QVERIFY(last.after.empty());
    const Excerpt beyond = readExcerpt(source, 5'000'000, 0, 0);
    QVERIFY(beyond.lines.empty() && beyond.problem.empty());
    Source gone;
    gone.filePath = folder.path("gone.log");
    QVERIFY(!readExcerpt(gone, 0, 0, 1).problem.empty());
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::StructureTest)
#include "tst_structure.moc"
