// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/pattern.h"
#include "tests/model/testlogs.h"

#include <QElapsedTimer>
#include <QTest>

#include <functional>
#include <stdexcept>

namespace widelens {

namespace {

constexpr const char *kHeader = "{created:epoch} {asctime:datetime} {processName:text}-{process:digits} {threadName:text}-{thread:digits} {name:dotted}:{lineno:int} "
                                "{funcname:word} {levelname:upper}: {formatted:rest}";

// "name=text|name=text" of the captures; "no" when the text does not match.
QString captured(const Pattern &pattern, std::string_view text)
{
    std::vector<Pattern::Span> spans;
    if (!pattern.match(text, spans))
        return QStringLiteral("no");
    std::string result;
    for (size_t i = 0; i < spans.size(); ++i)
        result += (i ? "|" : "") + pattern.captureNames()[i] + "=" + std::string(text.substr(spans[i].begin, spans[i].end - spans[i].begin));
    return q(result);
}

// The plain definition of a match for patterns of literals, text and word captures: try everything.
bool matchesNaively(const std::vector<std::string> &parts, size_t part, std::string_view text)
{
    if (part == parts.size())
        return text.empty();
    if (parts[part] != "{text}" && parts[part] != "{word}")
        return text.substr(0, parts[part].size()) == parts[part] && matchesNaively(parts, part + 1, text.substr(parts[part].size()));
    const bool word = parts[part] == "{word}";
    for (size_t n = 0; n <= text.size(); ++n) {
        if (word && n > 0 && text[n - 1] == ' ')
            return false;
        if ((!word || n > 0) && matchesNaively(parts, part + 1, text.substr(n)))
            return true;
    }
    return false;
}

} // namespace

class PatternTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void capturesByType_data();
    void capturesByType();
    void wrongPatternsSayWhatIsWrong_data();
    void wrongPatternsSayWhatIsWrong();
    void headersAreRead_data();
    void headersAreRead();
    void headersOfAnotherKindAreRefused_data();
    void headersOfAnotherKindAreRefused();
    void backtracksAsFarAsNeeded();
    void agreesWithTryingEverything();
    void hostileTextTakesNoTime_data();
    void hostileTextTakesNoTime();
    void thePrefixIsTheLeadingLiteral();
};

void PatternTest::capturesByType_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *pattern, const char *text, const char *expected) { QTest::newRow(name) << pattern << text << expected; };
    row("int", "Task {t:int} done", "Task 58 done", "t=58");
    row("negative int", "Task {t:int}", "Task -1", "t=-1");
    row("int needs a digit", "Task {t:int}", "Task x", "no");
    row("int does not stop inside", "Task {t:int}", "Task 5x", "no");
    row("digits may be none", "p-{p:digits} t", "p- t", "p=");
    row("float", "{f:float} s", "0.25 s", "f=0.25");
    row("float with exponent", "{f:float}", "1.5e-06", "f=1.5e-06");
    row("whole float", "{f:float}", "3", "f=3");
    row("word is the default", "from {a} to {b}", "from pending to launched", "a=pending|b=launched");
    row("word holds no space", "from {a:word} to", "from a b to", "no");
    row("word holds punctuation", "x {a:word}", "x _parsl:internal/0", "a=_parsl:internal/0");
    row("word is not empty", "x {a:word} y", "x  y", "no");
    row("label holds no slash", "x {a:label}", "x a/b", "no");
    row("segment holds spaces", "{a:segment}/{b:segment}", "my htex/log 1", "a=my htex|b=log 1");
    row("hex", "m {a:hex}", "m 4f65c2b07a19", "a=4f65c2b07a19");
    row("hex stops at g", "m {a:hex}", "m 4f65g", "no");
    row("uuid", "id {a:uuid}.", "id 2f1c3a5e-0000-4abc-8def-0123456789AB.", "a=2f1c3a5e-0000-4abc-8def-0123456789AB");
    row("uuid of wrong length", "id {a:uuid}", "id 2f1c3a5e-0000-4abc-8def-0123456789A", "no");
    row("list", "Sent {a:list} on", "Sent [1, 2, 30] on", "a=[1, 2, 30]");
    row("empty list", "Sent {a:list} on", "Sent [] on", "a=[]");
    row("list that does not end", "Sent {a:list}", "Sent [1, 2", "no");
    row("list of words is none", "Sent {a:list}", "Sent [a]", "no");
    row("quoted loses its quotes", "host {a:quoted},", "host 'vm 1',", "a=vm 1");
    row("double quotes", "host {a:quoted}", "host \"it's\"", "a=it's");
    row("bytes lose b and quotes", "manager {a:bytes} ok", "manager b'4f65' ok", "a=4f65");
    row("bytes need the b", "manager {a:bytes}", "manager '4f65'", "no");
    row("upper", "{a:upper}:", "WARNING:", "a=WARNING");
    row("dotted", "{a:dotted}:{l:int}", "parsl.dataflow.dflow_2:10", "a=parsl.dataflow.dflow_2|l=10");
    row("text is as little as will do", "{a:text}, {b:rest}", "x, y, z", "a=x|b=y, z");
    row("text may be empty", "[{a:text}]", "[]", "a=");
    row("rest may be empty", "x{a:rest}", "x", "a=");
    row("epoch", "{a:epoch} x", "1785900001.042317 x", "a=1785900001.042317");
    row("epoch needs its fraction", "{a:epoch} x", "1785900001 x", "no");
    row("datetime", "{a:datetime} x", "2026-08-05 05:20:01,123 x", "a=2026-08-05 05:20:01,123");
    row("a capture without a name", "x {:int} y", "x 3 y", "=3");
    row("braces", "{{{a:int}}}", "{3}", "a=3");
    row("anchored at the beginning", "b {a:int}", "a b 3", "no");
    row("anchored at the end", "b {a:int}", "b 3 ", "no");
    row("literal only", "DFK cleanup: end", "DFK cleanup: end", "");
    row("empty text", "{a:text}", "", "a=");
}

void PatternTest::capturesByType()
{
    QFETCH(QString, pattern);
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(captured(Pattern::parse(pattern.toStdString()), text.toStdString()), expected);
}

void PatternTest::wrongPatternsSayWhatIsWrong_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("words");
    QTest::newRow("unknown type") << "a {b:integer}" << "\"integer\" is not a type; types are int, digits, float";
    QTest::newRow("brace that does not close") << "ab {c" << "the capture at character 4 has no '}'";
    QTest::newRow("brace that does not open") << "ab } c" << "a '}' without a '{' at character 4";
    QTest::newRow("two elastic captures") << "x {a:text}{b:word}" << "two captures without text between them at character 11";
}

void PatternTest::wrongPatternsSayWhatIsWrong()
{
    QFETCH(QString, pattern);
    QFETCH(QString, words);
    try {
        Pattern::parse(pattern.toStdString());
        QFAIL("a wrong pattern was accepted");
    } catch (const std::invalid_argument &error) {
        QVERIFY2(q(error.what()).contains(words), error.what());
    }
}

void PatternTest::headersAreRead_data()
{
    QTest::addColumn<QString>("middle"); // process, thread, logger … between time and message
    QTest::addColumn<QString>("processName");
    QTest::addColumn<QString>("process");
    QTest::addColumn<QString>("threadName");
    QTest::addColumn<QString>("thread");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const char *middle, const char *pname, const char *pid, const char *tname, const char *tid, const char *message) {
        QTest::newRow(name) << middle << pname << pid << tname << tid << message;
    };
    row("plain", "MainProcess-4711 MainThread-1404 parsl.x:1 f INFO: hello", "MainProcess", "4711", "MainThread", "1404", "hello");
    row("thread with space and parentheses", "MainProcess-4711 Thread-3 (_worker)-1404 parsl.x:1 f INFO: m", "MainProcess", "4711", "Thread-3 (_worker)", "1404", "m");
    row("thread with digits and hyphens", "MainProcess-1 JobStatusPoller-Timer-Thread-1402-99 parsl.x:1 f INFO: m", "MainProcess", "1", "JobStatusPoller-Timer-Thread-1402", "99", "m");
    row("process with hyphen and colon", "SpawnProcess-3:1-77 Task-Launch_0-5 parsl.x:1 f INFO: m", "SpawnProcess-3:1", "77", "Task-Launch_0", "5", "m");
    row("a thread that looks like two", "P-1 a-2 b-3 x.y:1 f INFO: m", "P", "1", "a-2 b", "3", "m");
    row("empty pid and tid, runs of spaces", "MainProcess- MainThread-   parsl.x:1 f INFO: m", "MainProcess", "", "MainThread", "", "m");
    row("module level", "P-1 T-2 parsl.x:1 <module> WARNING: m", "P", "1", "T", "2", "m");
    row("message with a header's ending", "P-1 T-2 parsl.x:1 f INFO: a: b INFO: c", "P", "1", "T", "2", "a: b INFO: c");
    row("message that begins on the next line", "P-1 T-2 parsl.x:1 f INFO:", "P", "1", "T", "2", "");
    row("message with leading space", "P-1 T-2 parsl.x:1 f INFO:   x", "P", "1", "T", "2", "  x");
    row("message that is another record", "P-1 T-2 x:1 f INFO: 1785900001.042317 2026-08-05 05:20:01 Q-1 U-2 y:1 g INFO: z", "P", "1", "T", "2",
        "1785900001.042317 2026-08-05 05:20:01 Q-1 U-2 y:1 g INFO: z");
}

void PatternTest::headersAreRead()
{
    QFETCH(QString, middle);
    QFETCH(QString, processName);
    QFETCH(QString, process);
    QFETCH(QString, threadName);
    QFETCH(QString, thread);
    QFETCH(QString, message);
    const Pattern header = Pattern::parse(kHeader, true);
    for (const char *time : { "1785900001.042317 2026-08-05 05:20:01 ", "1785900001.042317   2026-08-05 05:20:01  " }) {
        const std::string line = time + middle.toStdString();
        std::vector<Pattern::Span> spans;
        QVERIFY(header.match(line, spans));
        const auto part = [&](size_t i) { return q(std::string_view(line).substr(spans[i].begin, spans[i].end - spans[i].begin)); };
        QCOMPARE(part(0), q("1785900001.042317"));
        QCOMPARE(part(2), processName);
        QCOMPARE(part(3), process);
        QCOMPARE(part(4), threadName);
        QCOMPARE(part(5), thread);
        QCOMPARE(part(10), message);
    }
}

void PatternTest::headersOfAnotherKindAreRefused_data()
{
    QTest::addColumn<QString>("line");
    QTest::newRow("no epoch") << "2026-08-05 05:20:01 P-1 T-2 parsl.x:1 f INFO: m";
    QTest::newRow("no level") << "1785900001.042317 2026-08-05 05:20:01 P-1 T-2 parsl.x:1 f: m";
    QTest::newRow("lower case level") << "1785900001.042317 2026-08-05 05:20:01 P-1 T-2 parsl.x:1 f info: m";
    QTest::newRow("cut") << "1785900001.042317 2026-08-05 05:20:01 P-1 T-2 parsl.x:1 f INF";
    QTest::newRow("indented") << " 1785900001.042317 2026-08-05 05:20:01 P-1 T-2 parsl.x:1 f INFO: m";
    QTest::newRow("nothing") << "";
}

void PatternTest::headersOfAnotherKindAreRefused()
{
    QFETCH(QString, line);
    std::vector<Pattern::Span> spans;
    QVERIFY(!Pattern::parse(kHeader, true).match(line.toStdString(), spans));
}

void PatternTest::backtracksAsFarAsNeeded()
{
    QCOMPARE(captured(Pattern::parse("{a:text} on {b:word} end"), "x on y z on w end"), q("a=x on y z|b=w"));
    QCOMPARE(captured(Pattern::parse("{a:text}-{b:word}-{c:int}"), "p-q r-s-7"), q("a=p-q r|b=s|c=7"));
    // A quoted value that begins nearer may end farther: what stands behind is to be looked for from the nearest end.
    QCOMPARE(captured(Pattern::parse("{a:text}{b:quoted}{c:text}!{d:int}"), "\"'x'!5\"z"), q("no"));
    QCOMPARE(captured(Pattern::parse("{a:text}{b:quoted}{c:text}!5\"z"), "\"'x'!5\"z"), q("a=\"|b=x|c="));
}

void PatternTest::agreesWithTryingEverything()
{
    Random random(11);
    int matches = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::vector<std::string> parts;
        std::string source;
        bool elastic = false;
        for (size_t i = 1 + below(random, 6); i > 0; --i) {
            const size_t kind = below(random, 4);
            if (kind >= 2 && !elastic) {
                parts.push_back(kind == 2 ? "{text}" : "{word}");
                source += kind == 2 ? "{:text}" : "{:word}";
                elastic = true;
            } else {
                const std::string literal(1, "ab "[below(random, 3)]);
                parts.push_back(literal);
                source += literal;
                elastic = false;
            }
        }
        std::string text(below(random, 12), ' ');
        for (char &c : text)
            c = "ab "[below(random, 3)];
        std::vector<Pattern::Span> spans;
        const bool expected = matchesNaively(parts, 0, text);
        QVERIFY2(Pattern::parse(source).match(text, spans) == expected, (source + " on \"" + text + "\"").c_str());
        matches += expected;
    }
    QVERIFY(matches > 1000); // the test tests something
}

void PatternTest::hostileTextTakesNoTime_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("unit");
    QTest::newRow("three texts") << "{:text}'worker_count': {:int}{:text}'block_id': '{:int}'{:text}'hostname': {:quoted}" << "'worker_count': 1 'block_id': '1' ";
    QTest::newRow("five texts") << "{:text}a{:text}a{:text}a{:text}a{:text}b!" << "a";
    QTest::newRow("words in one word") << "{:word}-{:word}-{:word}-{:word}!" << "-";
    QTest::newRow("segments") << "{:segment} {:segment} {:segment} {:segment}!" << "x ";
    QTest::newRow("header") << kHeader << "-1 ";
}

void PatternTest::hostileTextTakesNoTime()
{
    QFETCH(QString, pattern);
    QFETCH(QString, unit);
    const Pattern parsed = Pattern::parse(pattern.toStdString(), pattern.startsWith(q("{created")));
    std::string text = pattern.startsWith(q("{created")) ? "1785900001.042317 2026-08-05 05:20:01 " : "";
    while (text.size() < 64 * 1024)
        text += unit.toStdString();
    std::vector<Pattern::Span> spans;
    QElapsedTimer timer;
    timer.start();
    QVERIFY(!parsed.match(text, spans));
    QVERIFY2(timer.elapsed() < 1000, std::to_string(timer.elapsed()).c_str());
}

void PatternTest::thePrefixIsTheLeadingLiteral()
{
    QCOMPARE(q(Pattern::parse("Task {a:int} x").prefix()), q("Task "));
    QCOMPARE(q(Pattern::parse("{a:int} x").prefix()), q(""));
    QCOMPARE(q(Pattern::parse("{{x").prefix()), q("{x"));
}

} // namespace widelens

QTEST_APPLESS_MAIN(widelens::PatternTest)
#include "tst_pattern.moc"
