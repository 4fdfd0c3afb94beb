// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordreader.h"
#include "tests/model/testlogs.h"

#include <QRegularExpression>
#include <QTest>
#include <QTimeZone>

namespace widelens {

// Headers that begin with a date, read by the importer with its look-ups and by a plain reader: one regular expression a format,
// and Qt for the zone. Random lines: good ones, damaged ones, messages that look like headers.
class DateHeaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomLinesAreReadAlike_data();
    void randomLinesAreReadAlike();
    void timesOfTheYearAreReadAlike();
    void spacesBeforeTheMessageAreOfTheMessage();
    void aFormatOfTheReadersOwnIsUsed();
};

namespace {

struct Layout {
    const char *format; // as it must be recognised
    const char *header; // of a line, with % for what varies
    const char *naive; // regular expression of the whole line
};

constexpr const char *kDate = "(?<year>\\d{4})[-/](?<month>\\d\\d)[-/](?<day>\\d\\d)[ T](?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)([.,](?<fraction>\\d++))?+";

const Layout kLayouts[] = {
    { "parsl-text-2018", "%d.%m %n:%l [%L]  ", "^@ +(?<name>[\\w.]+):(?<lineno>-?\\d+) +\\[(?<levelname>[A-Z]+|Level \\d+)\\]  (?<message>.*)$" },
    { "parsl-text-first", "%d,%m %n [%L] ", "^@ +(?<name>[\\w.]+) +\\[(?<levelname>[A-Z]+|Level \\d+)\\] (?<message>.*)$" },
    { "parsl-interchange", "%d.%m %n:%l %p(%i) %t %f [%L]  ", "^@ +(?<name>[\\w.]+):(?<lineno>-?\\d+) +(?<processName>.*?)\\((?<process>\\d*)\\) +(?<threadName>.*?) +(?<funcname>\\S+) +\\[(?<levelname>[A-Z]+|Level \\d+)\\]  (?<message>.*)$" },
    { "parsl-interchange-2024", "%d.%m %n:%l %p(%i) %t %f [%L] ", "^@ +(?<name>[\\w.]+):(?<lineno>-?\\d+) +(?<processName>.*?)\\((?<process>\\d*)\\) +(?<threadName>.*?) +(?<funcname>\\S+) +\\[(?<levelname>[A-Z]+|Level \\d+)\\] (?<message>.*)$" },
    { "parsl-interchange-2022", "%d.%m %n:%l %p(%i) %t [%L]  ", "^@ +(?<name>[\\w.]+):(?<lineno>-?\\d+) +(?<processName>.*?)\\((?<process>\\d*)\\) +(?<threadName>.*?) +\\[(?<levelname>[A-Z]+|Level \\d+)\\]  (?<message>.*)$" },
    { "parsl-pool-2018", "%d %n:%l Rank:%r [%L]  ", "^@ +(?<name>[\\w.]+):(?<lineno>-?\\d+) +Rank:(?<rank>-?\\d+) +\\[(?<levelname>[A-Z]+|Level \\d+)\\]  (?<message>.*)$" },
    { "parsl-pool", "%d.%m %n:%l %i %t [%L]  ", "^@ +(?<name>[\\w.]+):(?<lineno>-?\\d+) +(?<process>-?\\d+) +(?<threadName>.*?) +\\[(?<levelname>[A-Z]+|Level \\d+)\\]  (?<message>.*)$" },
    { "parsl-database", "%d.%m %n:%l [%L] [%t %i] ", "^@ +(?<name>[\\w.]+):(?<lineno>-?\\d+) +\\[(?<levelname>[A-Z]+|Level \\d+)\\] +\\[(?<threadName>.*?) +(?<thread>-?\\d+)\\] (?<message>.*)$" },
    { "parsl-monitor", "%d,%m.%m %n:%l [%L]  ", "^@\\.-?\\d+ +(?<name>[\\w.]+):(?<lineno>-?\\d+) +\\[(?<levelname>[A-Z]+|Level \\d+)\\]  (?<message>.*)$" },
};

std::string headerOf(const Layout &layout, Random &random, Time local)
{
    const char *names[] = { "interchange", "parsl.dataflow.dflow", "worker_log", "root" };
    const char *threads[] = { "MainThread", "Thread-3 (_worker)", "Interchange-Communicator", "a [b] c" };
    const char *levels[] = { "DEBUG", "INFO", "ERROR", "WARNING", "Level 5" };
    const char *functions[] = { "start", "<lambda>", "__init__" };
    std::string milliseconds = std::to_string(1000 + local % kSecond / 1'000'000).substr(1);
    std::string text;
    for (const char *c = layout.header; *c; ++c) {
        if (*c != '%') {
            text += *c;
            continue;
        }
        switch (*++c) {
        case 'd': text += formatTime(local, 0); break;
        case 'm': text += milliseconds; break;
        case 'n': text += names[below(random, std::size(names))]; break;
        case 'l': text += std::to_string(below(random, 30)); break;
        case 'p': text += below(random, 2) ? "HTEX-Interchange" : "Main (x) Process"; break;
        case 'i': text += std::to_string(100 + below(random, 5)); break;
        case 't': text += threads[below(random, std::size(threads))]; break;
        case 'f': text += functions[below(random, std::size(functions))]; break;
        case 'L': text += levels[below(random, std::size(levels))]; break;
        case 'r': text += std::to_string(below(random, 3)); break;
        }
    }
    return text;
}

// A header that lost or won something.
void damage(std::string &line, Random &random)
{
    const size_t place = below(random, std::min<size_t>(line.size(), 60));
    switch (below(random, 4)) {
    case 0: line.erase(place, 1 + below(random, 4)); break;
    case 1: line.insert(place, 1, " []:0x.("[below(random, 8)]); break;
    case 2: line[place] = "9 -:T]x"[below(random, 7)]; break;
    default: line.resize(place); break;
    }
}

struct Read {
    uint64_t line;
    qint64 local; // ns as if UTC
    QString message;
    QHash<QString, QString> fields;
};

// The plain reader. Lines without a header continue the record before.
std::vector<Read> readPlainly(const Layout &layout, const std::string &content)
{
    const QRegularExpression header(QString::fromLatin1(layout.naive).replace(u'@', QString::fromLatin1(kDate)), QRegularExpression::DotMatchesEverythingOption);
    std::vector<Read> records;
    uint64_t number = 0;
    for (const QString &line : QString::fromStdString(content).split(u'\n')) {
        ++number;
        auto match = header.match(line);
        for (const char *cut : { " ", "  " }) { // the message begins on the next line, and the spaces before it were cut
            if (!match.hasMatch() && header.match(line + QString::fromLatin1(cut)).captured(u"message").isEmpty())
                match = header.match(line + QString::fromLatin1(cut));
        }
        const auto part = [&](const char *name) { return match.captured(QString::fromLatin1(name)).toInt(); };
        const QDate date(part("year"), part("month"), part("day"));
        if (!match.hasMatch() || !date.isValid() || part("year") < 1678 || part("year") > 2261 || part("hour") > 23 || part("minute") > 59 || part("second") > 60)
            continue;
        const qint64 seconds = ((date.toJulianDay() - QDate(1970, 1, 1).toJulianDay()) * 24 + part("hour")) * 3600 + part("minute") * 60 + part("second");
        Read read { number, seconds * kSecond, match.captured(u"message"), {} };
        const QString fraction = match.captured(u"fraction").leftJustified(9, u'0', true);
        read.local += fraction.toLongLong();
        for (const QString &name : header.namedCaptureGroups()) {
            if (!name.isEmpty() && !match.captured(name).isEmpty())
                read.fields[name] = match.captured(name);
        }
        records.push_back(read);
    }
    return records;
}

} // namespace

void DateHeaderTest::randomLinesAreReadAlike_data()
{
    QTest::addColumn<int>("layout");
    QTest::addColumn<int>("seed");
    for (int i = 0; i < static_cast<int>(std::size(kLayouts)); ++i) {
        for (int seed = 1; seed <= 2; ++seed)
            QTest::newRow((std::string(kLayouts[i].format) + " " + std::to_string(seed)).c_str()) << i << seed;
    }
}

void DateHeaderTest::randomLinesAreReadAlike()
{
    QFETCH(int, layout);
    QFETCH(int, seed);
    const Layout &chosen = kLayouts[layout];
    Random random(static_cast<uint64_t>(seed * 100 + layout));
    std::string content;
    Time local = *parseIsoTime("2026-02-26 10:00:00");
    for (int i = 0; i < 3'000; ++i) {
        std::string line = headerOf(chosen, random, local) + "Task " + std::to_string(below(random, 9)) + " completed";
        if (below(random, 20) == 0)
            line += " [INFO]  [x 3] 2026-02-26 10:00:00.000 root:1 [INFO]  embedded";
        if (i > 20 && below(random, 8) == 0)
            damage(line, random);
        if (below(random, 30) == 0)
            line += "\n  continued\n";
        content += line + "\n";
        local += static_cast<Time>(below(random, 3)) * 700'000'000 + static_cast<Time>(below(random, 1000)) * 1'000'000;
    }
    const LogFolder folder;
    folder.write("000/some.log", content);
    LoadOptions options;
    options.paths = { folder.path("000") };
    options.zone = "Asia/Kolkata";
    const StorePtr store = Loader::load(shippedRules(), options);
    QCOMPARE(q(store->sources().front().format), q(chosen.format));
    QCOMPARE(q(brokenAccount(*store)), q(""));
    const auto expected = readPlainly(chosen, content);
    RecordReader reader(store);
    for (uint32_t row = 0; row < std::min<size_t>(expected.size(), store->eventCount()); ++row) {
        const std::string place = "line " + std::to_string(store->line({ 0, row })) + " is a record: " + reader.raw({ 0, row }) + "\nor line " + std::to_string(expected[row].line);
        QVERIFY2(store->line({ 0, row }) == expected[row].line, place.c_str());
    }
    QCOMPARE(store->eventCount(), uint64_t(expected.size()));
    QVERIFY(expected.size() > 2'500);
    for (uint32_t row = 0; row < expected.size(); ++row) {
        const EventRef event { 0, row };
        const Read &read = expected[row];
        const std::string place = "line " + std::to_string(read.line) + ": " + reader.raw(event);
        QVERIFY2(store->time(event) == read.local - 19'800 * kSecond, place.c_str());
        QVERIFY2(q(reader.message(event)).section(u'\n', 0, 0) == read.message, place.c_str());
        for (const char *name : { "name", "lineno", "levelname", "processName", "process", "threadName", "thread", "funcname", "rank" }) {
            const QString found = q(fieldText(*store, event, name));
            const QString wanted = read.fields.value(QString::fromLatin1(name));
            QVERIFY2(found == wanted, (place + "\n" + name + " is " + found.toStdString() + ", not " + wanted.toStdString()).c_str());
        }
        const Record record = reader.read(event);
        QVERIFY2(record.problem.empty(), (place + record.problem).c_str());
        QCOMPARE(q(record.text("levelname")), read.fields.value(QStringLiteral("levelname")));
    }
}

// Over the changes of the clock too: what the instant looks like on the wall there is what the line says.
void DateHeaderTest::timesOfTheYearAreReadAlike()
{
    const QTimeZone zone("America/New_York");
    Random random(3);
    std::string content;
    std::vector<Time> instants;
    Time time = *parseIsoTime("2025-12-31 20:00:00");
    for (int i = 0; i < 20'000; ++i) {
        time += static_cast<Time>(below(random, 3'000)) * kSecond / 2;
        const int offset = zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(time / 1'000'000, Qt::UTC));
        instants.push_back(time);
        content += formatTime(time, 3, offset) + " root:1 [INFO]  x\n";
    }
    const LogFolder folder;
    folder.write("000/some.log", content);
    LoadOptions options;
    options.paths = { folder.path("000") };
    options.zone = "America/New_York";
    const StorePtr store = Loader::load(shippedRules(), options);
    QCOMPARE(store->eventCount(), uint64_t(instants.size()));
    for (uint32_t row = 0; row < instants.size(); ++row)
        QVERIFY2(store->time({ 0, row }) == instants[row], (formatTime(instants[row]) + " was read as " + formatTime(store->time({ 0, row }))).c_str());
}

void DateHeaderTest::spacesBeforeTheMessageAreOfTheMessage()
{
    const LogFolder folder;
    folder.write("000/htex/interchange.log", "2025-02-03 09:15:22.101 interchange:115 MainProcess(5) MainThread f [INFO] one\n2025-02-03 09:15:22.102 interchange:115 MainProcess(5) MainThread f [INFO]  two\n"
                                             "2025-02-03 09:15:22.103 interchange:115 MainProcess(5) MainThread f [INFO]\n  three\n2025-02-03 09:15:22.103 interchange:115 MainProcess(5) MainThread f [INFO] four\n");
    folder.write("000/parsl.log", "2018-09-01 12:00:01 parsl.dataflow.dflow:363 [INFO]  one\n2018-09-01 12:00:01 parsl.dataflow.dflow:363 [INFO]   two\n");
    const StorePtr store = folder.load("000");
    QCOMPARE(q(sourceNamed(*store, "htex/interchange.log").format), q("parsl-interchange-2024"));
    QCOMPARE(q(sourceNamed(*store, "parsl.log").format), q("parsl-text-2018"));
    QStringList messages;
    for (const auto &message : messagesOf(store))
        messages << q(message);
    QCOMPARE(messages, (QStringList { "one", " two", "one", " two", "\n  three", "four" }));
}

// What FileLogging(format_string=…) writes is in no rule that ships; a rule file says it, also in place of one that ships.
void DateHeaderTest::aFormatOfTheReadersOwnIsUsed()
{
    const LogFolder folder;
    folder.write("mine.json", R"({"formats": [{"name": "bars", "kind": "text", "header": "{created:datetime}|{levelname:level}|{formatted:rest}"},
                                              {"name": "bare", "kind": "text", "header": "<{levelname:level}> {formatted:rest}"},
                                              {"name": "own", "kind": "text", "header": "{created:datetime} {box:dotted}:{:int} [{levelname:level}]  {formatted:rest}"}]})");
    folder.write("000/bars.log", "2026-08-05 05:20:01,042|INFO|Task 3 completed\n2026-08-05 05:20:02,042|INFO|next\n");
    folder.write("000/bare.log", "<INFO> Task 3 completed\n  more\n<ERROR> next\n");
    folder.write("000/own.log", "2026-08-05 05:20:01.042 disk:3 [INFO]  full\n");
    LoadOptions options;
    options.paths = { folder.path("000") };
    options.zone = "UTC";
    const StorePtr store = Loader::load(loadRules({ folder.path("mine.json") }), options);
    for (const char *name : { "bars", "bare", "own" })
        QCOMPARE(q(sourceNamed(*store, name + std::string(".log")).format), q(name));
    QCOMPARE(sourceNamed(*store, "bars.log").first, *parseIsoTime("2026-08-05 05:20:01.042"));
    QCOMPARE(q(fieldText(*store, { 1, 0 }, "parsl_task_id")), q("3"));
    QCOMPARE(q(store->levelName({ 0, 1 })), q("ERROR"));
    QVERIFY(!store->hasTime({ 0, 0 }));
    QCOMPARE(sourceNamed(*store, "bare.log").continued, uint64_t(1));
    QCOMPARE(q(fieldText(*store, { 2, 0 }, "box")), q("disk"));
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::DateHeaderTest)
#include "tst_dateheader.moc"
