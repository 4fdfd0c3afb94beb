// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/formatsketch.h"
#include "model/rules/pythonformat.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <filesystem>

using namespace Qt::StringLiterals;

namespace widelens {

// From lines and a format to a rule file, and the folder that such files lie in.
class FormatSketchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pythonFormatsBecomePatterns_data();
    void pythonFormatsBecomePatterns();
    void pythonFormatsThatAreOffSayWhy_data();
    void pythonFormatsThatAreOffSayWhy();
    void aSketchShowsWhatWouldBeRead();
    void aSketchSaysWhatIsWrong();
    void whatDoesNotFitIsNamed_data();
    void whatDoesNotFitIsNamed();
    void aHeaderIsSuggested_data();
    void aHeaderIsSuggested();
    void whatIsSavedReadsTheLog();
    void aBadFileInTheFolderIsLeftOut();
    void ownFormatsComeFirst();
};

void FormatSketchTest::pythonFormatsBecomePatterns_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("line"); // that Python writes
    QTest::newRow("plain") << "%(asctime)s %(levelname)s %(message)s" << "{created:datetime} {levelname:level} {formatted:rest}" << "2026-08-05 05:20:01,042 INFO hello";
    QTest::newRow("fraction") << "%(asctime)s.%(msecs)03d [%(levelname)s] %(message)s" << "{created:datetime} [{levelname:level}] {formatted:rest}" << "2026-08-05 05:20:01.042 [INFO] hello";
    QTest::newRow("padded") << "%(asctime)s [%(levelname)-8s] %(name)s:%(lineno)d %(message)s" << "{created:datetime} [{levelname:level}{? ?}] {name:word}:{lineno:int} {formatted:rest}" << "2026-08-05 05:20:01,042 [INFO    ] a.b:12 hello";
    QTest::newRow("right") << "%(asctime)s [%(levelname)8s] %(message)s" << "{created:datetime} [{? ?}{levelname:level}] {formatted:rest}" << "2026-08-05 05:20:01,042 [    INFO] hello";
    QTest::newRow("epoch") << "%(created)f %(asctime)s %(process)d %(message)s" << "{created:epoch} {asctime:datetime} {process:int} {formatted:rest}" << "1785907201.042000 2026-08-05 05:20:01,042 77 hello";
    QTest::newRow("braces") << "{%(asctime)s} 100%% %(threadName)s: %(message)s" << "{{{created:datetime}}} 100% {threadName:text}: {formatted:rest}" << "{2026-08-05 05:20:01,042} 100% Thread-3 (f): hello";
    QTest::newRow("extra") << "%(asctime)s %(job)s|%(message)s (%(module)s)" << "{created:datetime} {job:text}|{formatted:rest}" << "2026-08-05 05:20:01,042 a b|hello (m)";
}

void FormatSketchTest::pythonFormatsBecomePatterns()
{
    QFETCH(QString, format);
    QFETCH(QString, pattern);
    QFETCH(QString, line);
    QVERIFY(isPythonFormat(format.toStdString()));
    QCOMPARE(q(patternOfPythonFormat(format.toStdString())), pattern);
    const FormatSketch sketch = sketchFormat({ line.toStdString() }, format.toStdString());
    QCOMPARE(q(sketch.problem), q(""));
    QCOMPARE(sketch.records, size_t(1));
    QVERIFY(sketch.rows[0].cells.back().starts_with("hello"));
}

void FormatSketchTest::pythonFormatsThatAreOffSayWhy_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("word");
    QTest::newRow("no message") << "%(asctime)s" << "%(message)s";
    QTest::newRow("no letter") << "%(asctime) %(message)s" << "%(asctime)s";
    QTest::newRow("no bracket") << "%(message)s %(asctime" << "";
    QTest::newRow("a single sign") << "100% %(message)s" << "%%";
}

void FormatSketchTest::pythonFormatsThatAreOffSayWhy()
{
    QFETCH(QString, format);
    QFETCH(QString, word);
    const FormatSketch sketch = sketchFormat({}, format.toStdString());
    if (format == QStringLiteral("%(message)s %(asctime")) // behind the message nothing is looked at; but there is no time
        QCOMPARE(q(sketch.header), q("{formatted:rest}"));
    else
        QVERIFY2(q(sketch.problem).contains(word) && !sketch.problem.empty(), sketch.problem.c_str());
}

void FormatSketchTest::aSketchShowsWhatWouldBeRead()
{
    const std::vector<std::string> lines { "2026-08-05 05:20:01 a.b <INFO> one", "  more", "2026-08-05 05:20:02 c <ERROR> two" };
    const FormatSketch sketch = sketchFormat(lines, "{created:datetime} {name:word} <{levelname:upper}> {formatted:rest}");
    QCOMPARE(q(sketch.problem), q(""));
    QCOMPARE(sketch.records, size_t(2));
    QCOMPARE(sketch.names, (std::vector<std::string> { "created", "name", "levelname", "formatted" }));
    QCOMPARE(sketch.rows[0].cells, (std::vector<std::string> { "2026-08-05 05:20:01", "a.b", "INFO", "one" }));
    QVERIFY(!sketch.rows[1].begins);
    QCOMPARE(sketch.rows[1].cells, (std::vector<std::string> { "", "", "", "  more" }));
    QCOMPARE(sketchFormat(lines, "{created:epoch} {formatted:rest}").records, size_t(0));
}

void FormatSketchTest::aSketchSaysWhatIsWrong()
{
    for (const char *text : { "{created:datetime} {x:nonsense} {formatted:rest}", "{created:datetime} {formatted:rest", "{created:datetime} x", "{created:datetime} \xff {formatted:rest}", "" }) {
        const FormatSketch sketch = sketchFormat({ "x" }, text);
        QVERIFY2(!sketch.problem.empty(), text);
        QVERIFY2(sketch.problem.find("/formats") == std::string::npos, sketch.problem.c_str()); // there is no file yet
        QVERIFY(sketch.rows.empty());
    }
}

void FormatSketchTest::whatDoesNotFitIsNamed_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("fits");
    QTest::addColumn<QString>("misfit");
    const QString line = u"2026-08-05 05:20:01.042 <W> worker1 >> hello"_s;
    QTest::newRow("time") << u"2026/08/05-05:20:01 <W> hello"_s << u"{created:datetime} {formatted:rest}"_s << u""_s << u"{created:datetime}"_s;
    QTest::newRow("capture") << line << u"{created:datetime} <{process:int}> {formatted:rest}"_s << u"{created:datetime} <"_s << u"{process:int}"_s;
    QTest::newRow("literal") << line << u"{created:datetime} [{levelname:word}] {formatted:rest}"_s << u"{created:datetime}"_s << u" ["_s;
    QTest::newRow("behind an optional part") << line << u"{created:datetime} {?({process:int}) ?}<{levelname:word}> {n:int} {formatted:rest}"_s << u"{created:datetime} {?({process:int}) ?}<{levelname:word}> "_s << u"{n:int}"_s;
    QTest::newRow("braces") << u"{2026-08-05 05:20:01.042} hello"_s << u"{{{created:datetime}}} {n:int} {formatted:rest}"_s << u"{{{created:datetime}}} "_s << u"{n:int}"_s;
    QTest::newRow("fits") << line << u"{created:datetime} {formatted:rest}"_s << u""_s << u""_s;
}

void FormatSketchTest::whatDoesNotFitIsNamed()
{
    QFETCH(QString, line);
    QFETCH(QString, format);
    QFETCH(QString, fits);
    QFETCH(QString, misfit);
    const FormatSketch sketch = sketchFormat({ line.toStdString() }, format.toStdString());
    QCOMPARE(q(sketch.problem), q(""));
    QCOMPARE(q(sketch.fits), fits);
    QCOMPARE(q(sketch.misfit), misfit);
}

void FormatSketchTest::aHeaderIsSuggested_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("header");
    QTest::newRow("level") << "2026-08-05 05:20:01,042 INFO x" << "{created:datetime} {levelname:level} {formatted:rest}";
    QTest::newRow("logger") << "2026-08-05 05:20:01 a.b [INFO] x" << "{created:datetime} {name:dotted} [{levelname:level}] {formatted:rest}";
    QTest::newRow("bracket") << "[2026-08-05 05:20:01] x" << "[{created:datetime}] {formatted:rest}";
    QTest::newRow("epoch") << "1785907201.5 x" << "{created:epoch} {formatted:rest}";
    QTest::newRow("nothing") << "hello" << "";
}

void FormatSketchTest::aHeaderIsSuggested()
{
    QFETCH(QString, line);
    QFETCH(QString, header);
    QCOMPARE(q(suggestHeader({ line.toStdString(), "  continued" })), header);
}

void FormatSketchTest::whatIsSavedReadsTheLog()
{
    const LogFolder folder;
    folder.write("rules/mine.json", ruleFileText("mine", "My \"own\" log", patternOfPythonFormat("%(levelname)s|%(asctime)s|%(name)s|%(message)s")));
    folder.write("x.log", "INFO|2026-08-05 05:20:01,042|a|one\n  more\nERROR|2026-08-05 05:20:02,042|b|two\n");
    std::vector<std::string> problems;
    const StorePtr store = Loader::load(loadRules({ folder.path("rules"), {}, false }, problems), [&] {
        LoadOptions options;
        options.paths = { folder.path("x.log") };
        return options;
    }());
    QVERIFY(problems.empty());
    QCOMPARE(q(store->sources()[0].format), q("mine"));
    QCOMPARE(store->sources()[0].events, uint64_t(2));
    QCOMPARE(store->sources()[0].skipped, uint64_t(0));
    QCOMPARE(q(messagesOf(store)[0]), q("one\n  more"));
    QCOMPARE(q(store->levelName((*store->rows())[1])), q("ERROR"));
    QCOMPARE(q(formatName("  My App's log! ")), q("my-app-s-log"));
    QCOMPARE(q(formatName("…")), q(""));
}

void FormatSketchTest::aBadFileInTheFolderIsLeftOut()
{
    const LogFolder folder;
    folder.write("rules/a.json", "{ \"formats\": [ ");
    folder.write("rules/b.json", "{ \"formats\": [{ \"name\": \"b\", \"header\": \"{created:datetime} {formatted:rest}\" }], \"messages\": [{ \"pattern\": \"{x:nonsense}\" }] }");
    folder.write("rules/c.json", ruleFileText("c", "c", "{created:datetime} {formatted:rest}"));
    folder.write("rules/notes.txt", "no rules");
    std::vector<std::string> problems;
    const auto rules = loadRules({ folder.path("rules"), {}, false }, problems);
    QCOMPARE(problems.size(), size_t(2));
    QVERIFY(q(problems[0]).contains(q("a.json")) && q(problems[1]).contains(q("b.json")) && q(problems[1]).contains(q("nonsense")));
    QVERIFY(!rules->format("b")); // nothing of a file that is off
    QVERIFY(rules->format("c"));
    problems.clear();
    QVERIFY(loadRules({ folder.path("nowhere"), {}, false }, problems)->format("c") == nullptr);
    QVERIFY(problems.empty());
    QVERIFY_THROWS_EXCEPTION(RuleError, loadRules({ {}, { folder.path("rules/a.json") }, false }, problems)); // asked for by name
}

void FormatSketchTest::ownFormatsComeFirst()
{
    const LogFolder folder;
    folder.write("rules/mine.json", ruleFileText("mine", "mine", "{created:epoch} {asctime:datetime} {formatted:rest}"));
    folder.write("000/parsl.log", textLine(1, "a") + textLine(2, "b"));
    std::vector<std::string> problems;
    LoadOptions options;
    options.paths = { folder.path("000") };
    const StorePtr store = Loader::load(loadRules({ folder.path("rules"), {}, false }, problems), options);
    QCOMPARE(q(store->sources()[0].format), q("mine"));
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::FormatSketchTest)
#include "tst_formatsketch.moc"
