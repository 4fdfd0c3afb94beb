// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <initializer_list>

namespace widelens {

using namespace Qt::StringLiterals;

// Runs the built binary in tests/data/runs and compares what it prints and how it ends with tests/data/golden/CASE.expected.
// WIDELENS_ACCEPT=1 in the environment writes these files anew: read the difference before you commit it.
class CommandLineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void printsWhatIsExpected_data();
    void printsWhatIsExpected();
    void everyExpectedFileHasItsCase();
    void dataGoesToStandardOutputOnly();
    void jsonLinesAreJson_data();
    void jsonLinesAreJson();
    void csvHasTheSameColumnsInEveryRow();
    void limitsAreExact();
    void rulesOfTheUserAreRead();
    void rulesOfTheFolderAreRead();
    void guessesAreMadeWhenAskedFor();
    void unreadableOutputDoesNotMatter();
    void standardInputIsReadToo();
};

namespace {

struct Outcome {
    QByteArray out;
    QByteArray err;
    int code = -1;
};

Outcome runWidelens(const QStringList &arguments, const QByteArray &input = {}, const QString &configFolder = u"/nonexistent"_s)
{
    QProcess process;
    process.setWorkingDirectory(QStringLiteral(WIDELENS_TEST_DATA "/runs"));
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"DISPLAY"_s); // subcommands need none
    environment.remove(u"WAYLAND_DISPLAY"_s);
    environment.remove(u"QT_QPA_PLATFORM"_s);
    environment.insert(u"TZ"_s, u"America/New_York"_s); // the answer does not depend on where it is asked
    environment.insert(u"LC_ALL"_s, u"C"_s);
    environment.insert(u"XDG_CONFIG_HOME"_s, configFolder); // where a user's own rules are
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(WIDELENS_BINARY), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000))
        return {};
    return { process.readAllStandardOutput(), process.readAllStandardError(), process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1 };
}

QString goldenPath(const QString &name)
{
    return QStringLiteral(WIDELENS_TEST_DATA "/golden/") + name;
}

// Words of a command: double quotes keep spaces.
QStringList splitWords(const QString &command)
{
    return QProcess::splitCommand(command);
}

// Without what differs from one run to the next, and without the many sources that hold no events.
QByteArray stable(const QByteArray &out)
{
    QString text = QString::fromUtf8(out);
    text.replace(QRegularExpression(u"\"load_seconds\":[0-9.e-]+"_s), u"\"load_seconds\":…"_s);
    QStringList kept;
    int empty = 0;
    if (text.endsWith(u'\n'))
        text.chop(1);
    else if (!text.isEmpty())
        text += u"(no line end)"_s;
    const QStringList lines = text.isEmpty() ? QStringList() : text.split(u'\n');
    for (const QString &line : lines) {
        const bool noEvents = line.contains(u"{\"path\":"_s) && line.contains(u"\"events\":0,"_s) && !line.contains(u"\"severity\":\"damage\""_s);
        empty += noEvents;
        if (!noEvents)
            kept << line;
    }
    // Of long answers the beginning, the end, and a checksum of what lies between.
    constexpr qsizetype kBegin = 24;
    constexpr qsizetype kEnd = 9;
    if (kept.size() > 2 * kBegin) {
        const QByteArray between = kept.mid(kBegin, kept.size() - kBegin - kEnd).join(u'\n').toUtf8();
        const QString sum = QString::fromLatin1(QCryptographicHash::hash(between, QCryptographicHash::Sha1).toHex().left(12));
        kept = kept.first(kBegin) + QStringList { u"(%1 lines, SHA-1 %2)"_s.arg(kept.size() - kBegin - kEnd).arg(sum) } + kept.last(kEnd);
    }
    if (empty)
        kept << u"(%1 sources without events)"_s.arg(empty);
    return kept.isEmpty() ? QByteArray() : kept.join(u'\n').toUtf8() + '\n';
}

QByteArray report(const QString &command, const Outcome &outcome)
{
    return "$ widelens " + command.toUtf8() + "\n" + stable(outcome.out) + (outcome.err.isEmpty() ? "" : "--- standard error\n")
        + outcome.err + "--- exit " + QByteArray::number(outcome.code) + "\n";
}

// "name: words" a line; '#' begins a comment.
QList<std::pair<QString, QString>> readCases()
{
    QFile file(goldenPath(u"cases.txt"_s));
    QList<std::pair<QString, QString>> cases;
    if (!file.open(QIODevice::ReadOnly))
        return cases;
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        if (!line.startsWith(u'#'))
            cases.append({ line.section(u": "_s, 0, 0), line.section(u": "_s, 1) });
    }
    return cases;
}

} // namespace

void CommandLineTest::printsWhatIsExpected_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("command");
    const auto cases = readCases();
    QVERIFY(!cases.isEmpty());
    for (const auto &[name, command] : cases)
        QTest::newRow(qPrintable(name)) << name << command;
}

void CommandLineTest::printsWhatIsExpected()
{
    QFETCH(QString, name);
    QFETCH(QString, command);
    const QByteArray found = report(command, runWidelens(splitWords(command)));
    QFile file(goldenPath(name + u".expected"_s));
    if (qEnvironmentVariableIsSet("WIDELENS_ACCEPT")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(found);
        return;
    }
    QVERIFY2(file.open(QIODevice::ReadOnly), "no expected output yet: set WIDELENS_ACCEPT=1, run again, read what it wrote");
    // Line by line, so that a failure shows the one that differs.
    const QList<QByteArray> expectedLines = file.readAll().split('\n');
    const QList<QByteArray> foundLines = found.split('\n');
    for (qsizetype i = 0; i < std::min(expectedLines.size(), foundLines.size()); ++i)
        QVERIFY2(foundLines[i] == expectedLines[i], ("line " + QByteArray::number(i + 1) + "\n  found:    " + foundLines[i] + "\n  expected: " + expectedLines[i]).constData());
    QCOMPARE(foundLines.size(), expectedLines.size());
}

void CommandLineTest::everyExpectedFileHasItsCase()
{
    QStringList names;
    const auto cases = readCases();
    for (const auto &[name, command] : cases)
        names << name + u".expected"_s;
    QStringList files = QDir(goldenPath({})).entryList({ u"*.expected"_s }, QDir::Files);
    names.sort();
    files.sort();
    QCOMPARE(files, names);
}

void CommandLineTest::dataGoesToStandardOutputOnly()
{
    // The remark about what is not counted must not get into the table.
    const Outcome outcome = runWidelens({ u"states"_s, u"two_runs"_s, u"--format"_s, u"csv"_s });
    QCOMPARE(outcome.code, 0);
    QVERIFY(outcome.err.startsWith("widelens: "));
    QVERIFY(outcome.out.startsWith("created,"));
    QVERIFY(runWidelens({ u"states"_s, u"two_runs"_s, u"--quiet"_s }).err.isEmpty());
}

void CommandLineTest::jsonLinesAreJson_data()
{
    QTest::addColumn<QString>("run");
    const QStringList runs = QDir(QStringLiteral(WIDELENS_TEST_DATA "/runs")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &run : runs)
        QTest::newRow(qPrintable(run)) << run;
}

void CommandLineTest::jsonLinesAreJson()
{
    QFETCH(QString, run);
    const Outcome events = runWidelens({ u"events"_s, run, u"--format"_s, u"jsonl"_s, u"--copies"_s, u"--all-fields"_s });
    QCOMPARE(events.code, 0);
    const QJsonDocument info = QJsonDocument::fromJson(runWidelens({ u"info"_s, run, u"--format"_s, u"json"_s }).out);
    QVERIFY(info.isObject());
    const QList<QByteArray> lines = events.out.split('\n');
    QCOMPARE(lines.size() - 1, qsizetype(info[u"events"_s].toInt() + info[u"copies"_s].toInt()));
    qint64 copies = 0;
    double last = 0;
    for (qsizetype i = 0; i + 1 < lines.size(); ++i) {
        QJsonParseError error;
        const QJsonObject event = QJsonDocument::fromJson(lines[i], &error).object();
        QVERIFY2(error.error == QJsonParseError::NoError, lines[i].constData());
        copies += event[u"copy"_s].toBool();
        QVERIFY(event.contains(u"formatted"_s) && event.contains(u"logsource"_s));
        QVERIFY(event[u"line"_s].toInt() > 0);
        if (!event.contains(u"created"_s))
            continue; // a text without times: it stands somewhere in its run
        QVERIFY2(event[u"created"_s].isDouble(), lines[i].constData());
        QVERIFY(event[u"created"_s].toDouble() >= last); // in time order
        last = event[u"created"_s].toDouble();
    }
    QCOMPARE(copies, qint64(info[u"copies"_s].toInt()));
    // The accounting law, as a user sees it.
    qint64 inSources = 0;
    const QJsonArray sources = info[u"sources"_s].toArray();
    for (const QJsonValue &source : sources) {
        QCOMPARE(source[u"lines"_s].toInt(), source[u"events"_s].toInt() + source[u"continued"_s].toInt() + source[u"blank"_s].toInt() + source[u"skipped"_s].toInt());
        inSources += source[u"events"_s].toInt();
    }
    QCOMPARE(inSources, qint64(lines.size() - 1));
}

void CommandLineTest::csvHasTheSameColumnsInEveryRow()
{
    for (const QStringList &words : { QStringList { u"states"_s, u"wide"_s }, QStringList { u"metrics"_s, u"wide"_s, u"managers_count"_s, u"--format"_s, u"csv"_s },
                                      QStringList { u"states"_s, u"two_htex"_s, u"--by"_s, u"executor"_s } }) {
        const Outcome outcome = runWidelens(words);
        QCOMPARE(outcome.code, 0);
        const QList<QByteArray> lines = outcome.out.trimmed().split('\n');
        QVERIFY(lines.size() > 2);
        for (const QByteArray &line : lines)
            QCOMPARE(line.count(','), lines[0].count(','));
    }
}

void CommandLineTest::limitsAreExact()
{
    for (const char *format : { "text", "jsonl" })
        QCOMPARE(runWidelens({ u"events"_s, u"text"_s, u"--format"_s, QString::fromLatin1(format), u"--limit"_s, u"7"_s }).out.count('\n'), 7);
    QCOMPARE(runWidelens({ u"events"_s, u"text"_s, u"--format"_s, u"jsonl"_s, u"--limit"_s, u"0"_s }).out, QByteArray());
}

void CommandLineTest::rulesOfTheFolderAreRead()
{
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkpath(u"Widelens/rules"_s));
    const auto write = [&](const QString &name, const QByteArray &text) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    };
    write(u"app.log"_s, "|2026-08-05 05:20:01,042|INFO|step 1\n");
    const QStringList words { u"info"_s, folder.filePath(u"app.log"_s), u"--format"_s, u"json"_s };
    QVERIFY(runWidelens(words, {}, folder.path()).out.contains("\"format\":\"unknown\""));
    write(u"Widelens/rules/mine.json"_s, R"({ "name": "mine", "formats": [{ "name": "mine", "header": "|{created:datetime}|{levelname:level}|{formatted:rest}" }] })");
    write(u"Widelens/rules/bad.json"_s, "[]");
    const Outcome outcome = runWidelens(words, {}, folder.path());
    QCOMPARE(outcome.code, 0); // whatever is in the folder
    QVERIFY(outcome.out.contains("\"format\":\"mine\""));
    QVERIFY2(outcome.err.contains("bad.json: /: is not an object") && outcome.err.contains("left out"), outcome.err.constData());
}

void CommandLineTest::guessesAreMadeWhenAskedFor()
{
    const QStringList words { u"events"_s, u"wq_text"_s, u"--where"_s, u"wq_task=5 and executor_task=4 and logsource=wq/transaction_log"_s, u"--format"_s, u"jsonl"_s };
    QVERIFY(runWidelens(words).out.isEmpty());
    const Outcome guessed = runWidelens(words + QStringList { u"--guess"_s });
    QVERIFY2(guessed.out.contains("\"wq_task_id\":5"), guessed.err.constData());
}

void CommandLineTest::rulesOfTheUserAreRead()
{
    const QTemporaryDir folder;
    QFile rules(folder.filePath(u"mine.json"_s));
    QVERIFY(rules.open(QIODevice::WriteOnly));
    rules.write("{\"feilds\": []}");
    rules.close();
    const Outcome wrong = runWidelens({ u"info"_s, u"text"_s, u"--rules"_s, rules.fileName() });
    QCOMPARE(wrong.code, 2);
    QVERIFY2(wrong.err.contains("/feilds"), wrong.err.constData());
    QVERIFY(wrong.out.isEmpty());
    QCOMPARE(runWidelens({ u"info"_s, u"text"_s, u"--rules"_s, folder.filePath(u"none.json"_s) }).code, 2);
}

void CommandLineTest::unreadableOutputDoesNotMatter()
{
    QProcess process; // `widelens events … | head`
    process.setWorkingDirectory(QStringLiteral(WIDELENS_TEST_DATA "/runs"));
    process.start(u"sh"_s, { u"-c"_s, QStringLiteral(WIDELENS_BINARY " events wide | head -n 1") });
    QVERIFY(process.waitForFinished(30'000));
    QCOMPARE(process.readAllStandardOutput().count('\n'), 1);
    QVERIFY(process.readAllStandardError().isEmpty());
}

void CommandLineTest::standardInputIsReadToo()
{
    QFile log(QStringLiteral(WIDELENS_TEST_DATA "/runs/text/000/parsl.log"));
    QVERIFY(log.open(QIODevice::ReadOnly));
    const QByteArray text = log.readAll();
    const QStringList columns { u"--columns"_s, u"created,parsl_task_id,parsl_dfk,formatted"_s };
    const Outcome file = runWidelens(QStringList { u"events"_s, u"text/000/parsl.log"_s } + columns);
    const Outcome piped = runWidelens(QStringList { u"events"_s, u"-"_s } + columns, text);
    QVERIFY(piped.out.size() > 100'000);
    QCOMPARE(piped.out, file.out);
    // Compressed, with a run by its id: it is read twice.
    QProcess gzip;
    gzip.start(u"gzip"_s, { u"-c"_s });
    gzip.write(text);
    gzip.closeWriteChannel();
    QVERIFY(gzip.waitForFinished());
    QCOMPARE(runWidelens(QStringList { u"events"_s, u"-"_s } + columns, gzip.readAllStandardOutput()).out, file.out);
    QCOMPARE(runWidelens({ u"events"_s, u"-"_s }, {}).out, QByteArray());
    QCOMPARE(runWidelens({ u"metrics"_s, u"-"_s, u"executor_load"_s, u"--format"_s, u"csv"_s }, text).out,
             runWidelens({ u"metrics"_s, u"text/000/parsl.log"_s, u"executor_load"_s, u"--format"_s, u"csv"_s }).out);
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::CommandLineTest)
#include "tst_commandline.moc"
