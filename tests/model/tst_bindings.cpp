// SPDX-License-Identifier: GPL-3.0-or-later
// Which lines of workers, managers and interchanges are bound to which tasks, against a count made here from the raw lines.
#include "model/identity/identity.h"
#include "tests/model/testlogs.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>

#include <map>
#include <set>

using namespace widelens;

class TestBindings : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyLineOfATaskIsBoundToIt_data();
    void everyLineOfATaskIsBoundToIt();
    void nothingBindsAcrossRuns();
    void theStepsOfATaskAreInItsFiles();
};

namespace {

using Bound = std::map<QString, std::set<QString>>; // file:line → tasks

// Lines of a file, numbered from 1, that begin a record.
template<typename Visit>
void eachRecord(const QString &path, Visit visit)
{
    int number = 0;
    for (const QString &line : QString::fromStdString(readFile(path.toStdString())).split(u'\n')) {
        ++number;
        if (line.startsWith(u'{') || (!line.isEmpty() && line[0].isDigit()))
            visit(number, line);
    }
}

// What the launch lines say: executor and its task's id → tasks.
std::map<std::pair<QString, QString>, std::set<QString>> launches(const QString &run)
{
    static const QRegularExpression launch(QStringLiteral("[Tt]ask (\\d+):? try \\d+ launched on executor ([^ \"]+) with executor id (\\d+)"));
    std::map<std::pair<QString, QString>, std::set<QString>> result;
    for (const char *name : { "/parsl.log", "/parsl.jsonlog" }) {
        if (!QFile::exists(run + QLatin1String(name)))
            continue;
        eachRecord(run + QLatin1String(name), [&](int, const QString &line) {
            if (const auto match = launch.match(line); match.hasMatch())
                result[{ match.captured(2), match.captured(3) }].insert(match.captured(1));
        });
    }
    return result;
}

// Each line below an executor's directory that names executor tasks, alone or in a list, with the tasks launched as these.
Bound boundByRawLines(const QString &run)
{
    static const QRegularExpression named(QStringLiteral("[Tt]ask (\\d+)\\b|[Tt]asks:? \\[([^\\]]*)\\]"));
    static const QRegularExpression number(QStringLiteral("\\d+"));
    const auto known = launches(run);
    Bound bound;
    for (QDirIterator files(run, { QStringLiteral("interchange.*log"), QStringLiteral("manager.*log"), QStringLiteral("worker_*log") }, QDir::Files, QDirIterator::Subdirectories); files.hasNext();) {
        const QString path = files.next();
        const QString place = path.mid(run.size() + 1);
        const QString executor = place.section(u'/', 0, 0);
        eachRecord(path, [&](int at, const QString &line) {
            // The message alone: JSON lines say the same again in other members.
            const int message = static_cast<int>(line.indexOf(QStringLiteral("\"formatted\": \"")));
            const QString text = message < 0 ? line : line.mid(message + 14).section(QStringLiteral("\", \""), 0, 0);
            for (auto matches = named.globalMatch(text); matches.hasNext();) {
                const auto match = matches.next();
                for (auto ids = number.globalMatch(match.captured(0)); ids.hasNext();) {
                    const auto launched = known.find({ executor, ids.next().captured() });
                    if (launched != known.end())
                        bound[place + u':' + QString::number(at)].insert(launched->second.begin(), launched->second.end());
                }
            }
        });
    }
    return bound;
}

// The tasks of each event of these files: stated, or following.
Bound boundByIdentity(const EventStore &store)
{
    const FieldId task = store.fields().find("parsl_task_id");
    Bound bound;
    std::vector<Value> values;
    for (const EventRef event : *store.rows()) {
        const Source &source = store.source(event);
        if (source.role != "interchange" && source.role != "manager" && source.role != "worker")
            continue;
        store.values(event, task, values);
        for (const auto &derived : store.identity()->derive(store, event, task))
            values.push_back(derived.value);
        for (const Value &value : values)
            bound[q(source.logsource) + u':' + QString::number(store.line(event))].insert(q(toText(value)));
    }
    return bound;
}

size_t pairsIn(const Bound &bound)
{
    size_t pairs = 0;
    for (const auto &[place, tasks] : bound)
        pairs += tasks.size();
    return pairs;
}

} // namespace

void TestBindings::everyLineOfATaskIsBoundToIt_data()
{
    QTest::addColumn<QString>("run");
    QTest::addColumn<size_t>("lines");
    QTest::addColumn<size_t>("bindings");
    QTest::newRow("wide") << "wide" << size_t(2401) << size_t(2405);
    QTest::newRow("json") << "json" << size_t(1572) << size_t(1576);
    QTest::newRow("text") << "text" << size_t(1804) << size_t(1808);
    QTest::newRow("two_htex") << "two_htex" << size_t(736) << size_t(744);
    QTest::newRow("threads") << "threads" << size_t(0) << size_t(0); // no executor writes logs of its own
}

void TestBindings::everyLineOfATaskIsBoundToIt()
{
    QFETCH(QString, run);
    QFETCH(size_t, lines);
    QFETCH(size_t, bindings);
    const std::string path = recordedRun(run.toStdString()) + "/000";
    const Bound expected = boundByRawLines(QString::fromStdString(path));
    const Bound bound = boundByIdentity(*loadAll({ path }));
    for (const auto &[place, tasks] : expected)
        QVERIFY2(bound.count(place) && bound.at(place) == tasks, qPrintable(place));
    for (const auto &[place, tasks] : bound)
        QVERIFY2(expected.count(place), qPrintable(place));
    QCOMPARE(expected.size(), lines);
    QCOMPARE(pairsIn(expected), bindings);
}

// Two runs in one process, one log: a line is bound by lines of its own run alone.
void TestBindings::nothingBindsAcrossRuns()
{
    const StorePtr store = loadAll({ recordedRun("two_runs") });
    size_t bound = 0;
    for (const EventRef event : *store->rows()) {
        for (const auto &derived : store->identity()->derive(*store, event)) {
            QCOMPARE(store->run(derived.proof), store->run(event));
            ++bound;
        }
    }
    QVERIFY(bound > 0);
}

// The listing that started it all: the steps of task 58 of the prototype's run, from four kinds of files.
void TestBindings::theStepsOfATaskAreInItsFiles()
{
    const StorePtr store = loadAll({ recordedRun("wide") });
    const auto rows = applyFilter(store, { { { "parsl_task_id", "58", false } }, {} });
    std::map<std::string, int> events;
    for (const EventRef event : *rows)
        ++events[store->source(event).role];
    for (const char *role : { "parsl", "interchange", "manager", "worker" })
        QVERIFY2(events[role] > 0, role);
    // Where each file begins: submitted, queued, received, run; and the end is the submit process's again.
    std::vector<std::string> order;
    for (const EventRef event : *rows) {
        if (std::find(order.begin(), order.end(), store->source(event).role) == order.end())
            order.push_back(store->source(event).role);
    }
    QCOMPARE(order, (std::vector<std::string> { "parsl", "interchange", "manager", "worker" }));
    QCOMPARE(q(store->source(rows->back()).role), q("parsl"));
}

QTEST_GUILESS_MAIN(TestBindings)
#include "tst_bindings.moc"
