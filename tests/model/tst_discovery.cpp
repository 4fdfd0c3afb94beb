// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/discovery.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <filesystem>

namespace widelens {

class DiscoveryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNumberedDirectoryIsARun();
    void aParentHoldsRuns();
    void runsAreInNumericalOrder();
    void filesBesideASingleRunBelongToIt();
    void filesBesideSeveralRunsBelongToNone();
    void aDirectoryWithoutNumbersIsARunByItself();
    void aFileByItself();
    void oneRunOfAParent();
    void thePathOfASourceDoesNotDependOnHowItWasNamed_data();
    void thePathOfASourceDoesNotDependOnHowItWasNamed();
    void aPathGivenTwiceIsReadOnce();
    void twoParentsWithTheSameRunNames();
    void sourcesAreInPathOrder();
    void unusualNamesAreFound();
    void theSourceOfEachFileSaysItsRoleAndFields_data();
    void theSourceOfEachFileSaysItsRoleAndFields();
    void whatIsStoppedSaysSo();
    void pathsAreChecked();
};

namespace {

Discovery find(const std::vector<std::string> &paths, const std::string &run = {})
{
    return discover(paths, run);
}

QStringList pathsOf(const Discovery &found)
{
    QStringList paths;
    for (const auto &source : found.sources)
        paths << q(source.path);
    return paths;
}

QStringList runsOf(const Discovery &found)
{
    QStringList runs;
    for (const auto &run : found.runs)
        runs << q(run.rundir);
    return runs;
}

} // namespace

void DiscoveryTest::aNumberedDirectoryIsARun()
{
    const LogFolder folder;
    folder.write("000/parsl.log", "x");
    folder.write("000/htex/block-0/4f65/worker_1.log", "x");
    folder.write("000/007/inner.log", "x"); // a number inside a run is a directory like any other
    const Discovery found = find({ folder.path("000") });
    QCOMPARE(runsOf(found), QStringList { q("000") });
    QCOMPARE(pathsOf(found), (QStringList { q("000/007/inner.log"), q("000/htex/block-0/4f65/worker_1.log"), q("000/parsl.log") }));
    QCOMPARE(q(found.sources[1].logsource), q("htex/block-0/4f65/worker_1.log"));
    QCOMPARE(found.sources[2].bytes, uint64_t(1));
}

void DiscoveryTest::aParentHoldsRuns()
{
    const LogFolder folder;
    folder.write("000/parsl.log", "x");
    folder.write("001/parsl.log", "x");
    folder.write("monitoring.db", "x");
    folder.write("notes/readme.txt", "x");
    const Discovery found = find({ folder.path() });
    QCOMPARE(runsOf(found), (QStringList { q("000"), q("001") }));
    QCOMPARE(pathsOf(found), (QStringList { q("../monitoring.db"), q("../notes/readme.txt"), q("000/parsl.log"), q("001/parsl.log") }));
}

void DiscoveryTest::runsAreInNumericalOrder()
{
    const LogFolder folder;
    for (const char *run : { "998", "999", "1000", "100", "099", "1001" })
        folder.write(std::string(run) + "/parsl.log", "x");
    QCOMPARE(runsOf(find({ folder.path() })), (QStringList { q("099"), q("100"), q("998"), q("999"), q("1000"), q("1001") }));
}

void DiscoveryTest::filesBesideASingleRunBelongToIt()
{
    const LogFolder folder;
    folder.write("000/parsl.log", "x");
    folder.write("monitoring.db", "x");
    const Discovery found = find({ folder.path() });
    QCOMPARE(pathsOf(found), (QStringList { q("000/../monitoring.db"), q("000/parsl.log") }));
    QCOMPARE(q(found.sources[0].logsource), q("../monitoring.db"));
    QCOMPARE(index(found.sources[0].run), 0u);
}

void DiscoveryTest::filesBesideSeveralRunsBelongToNone()
{
    const LogFolder folder;
    folder.write("000/parsl.log", "x");
    folder.write("001/parsl.log", "x");
    folder.write("monitoring.db", "x");
    const Discovery found = find({ folder.path() });
    QVERIFY(found.sources[0].run == kNoRun);
}

void DiscoveryTest::aDirectoryWithoutNumbersIsARunByItself()
{
    const LogFolder folder;
    folder.write("mylogs/a.log", "x");
    folder.write("mylogs/sub/b.log", "x");
    const Discovery found = find({ folder.path("mylogs") });
    QCOMPARE(runsOf(found), QStringList { q("mylogs") });
    QCOMPARE(pathsOf(found), (QStringList { q("mylogs/a.log"), q("mylogs/sub/b.log") }));
}

void DiscoveryTest::aFileByItself()
{
    const LogFolder folder;
    folder.write("000/parsl.log", "x");
    const Discovery found = find({ folder.path("000/parsl.log") });
    QCOMPARE(pathsOf(found), QStringList { q("parsl.log") }); // a single file is its own name
    QCOMPARE(runsOf(found), QStringList { q("") });
}

void DiscoveryTest::oneRunOfAParent()
{
    const LogFolder folder;
    folder.write("000/parsl.log", "x");
    folder.write("001/parsl.log", "x");
    folder.write("monitoring.db", "x");
    const Discovery found = find({ folder.path() }, "001");
    QCOMPARE(runsOf(found), QStringList { q("001") });
    QVERIFY(pathsOf(found).contains(q("001/parsl.log")));
    QVERIFY(!pathsOf(found).contains(q("000/parsl.log")));
    QVERIFY(find({ folder.path() }, "007").runs.empty());
}

void DiscoveryTest::thePathOfASourceDoesNotDependOnHowItWasNamed_data()
{
    QTest::addColumn<QString>("suffix");
    for (const char *suffix : { "/000", "/000/", "/./000", "/000/../000", "/000/htex/.." })
        QTest::newRow(suffix) << suffix;
}

void DiscoveryTest::thePathOfASourceDoesNotDependOnHowItWasNamed()
{
    QFETCH(QString, suffix);
    const LogFolder folder;
    folder.write("000/parsl.log", "x");
    folder.write("000/htex/interchange.log", "x");
    const Discovery found = find({ folder.path() + suffix.toStdString() });
    QCOMPARE(runsOf(found), QStringList { q("000") });
    QCOMPARE(pathsOf(found), (QStringList { q("000/htex/interchange.log"), q("000/parsl.log") }));
}

void DiscoveryTest::aPathGivenTwiceIsReadOnce()
{
    const LogFolder folder;
    folder.write("000/parsl.log", "x");
    QCOMPARE(find({ folder.path("000"), folder.path("000/") }).sources.size(), size_t(1));
    std::filesystem::create_directory_symlink(folder.path("000"), folder.path("most-recent"));
    QCOMPARE(find({ folder.path("000"), folder.path("most-recent") }).sources.size(), size_t(1));
}

void DiscoveryTest::twoParentsWithTheSameRunNames()
{
    const LogFolder folder;
    folder.write("a/000/parsl.log", textLine(1, "in a"));
    folder.write("b/000/parsl.log", textLine(2, "in b"));
    const StorePtr store = loadAll({ folder.path("a"), folder.path("b") });
    QCOMPARE(store->runs().size(), size_t(2));
    QCOMPARE(store->rows()->size(), size_t(2));
    QVERIFY(store->run(store->rows()->at(0)) != store->run(store->rows()->at(1)));
    QCOMPARE(q(store->sources()[0].path), q("000/parsl.log")); // the contract's path, of both
    QVERIFY(store->sources()[0].filePath != store->sources()[1].filePath);
    QVERIFY(store->sources()[0].run != store->sources()[1].run);
}

void DiscoveryTest::sourcesAreInPathOrder()
{
    const Discovery found = find({ recordedRun("wide"), recordedRun("text") });
    QVERIFY(std::is_sorted(found.sources.begin(), found.sources.end(), [](const Source &a, const Source &b) { return a.path < b.path; }));
}

void DiscoveryTest::unusualNamesAreFound()
{
    const LogFolder folder;
    folder.write("000/name with spaces.log", textLine(1, "spaces"));
    folder.write("000/gr\xc3\xbcn.log", textLine(2, "umlaut"));
    folder.write("000/caf\xe9.log", textLine(3, "latin-1"));
    folder.write("000/.hidden", textLine(4, "hidden"));
    folder.write("000/new\nline.log", textLine(5, "newline"));
    const StorePtr store = folder.load("000");
    std::filesystem::remove_all(folder.path("000")); // Qt cannot remove the name that is no UTF-8
    QCOMPARE(store->rows()->size(), size_t(5));
}

void DiscoveryTest::theSourceOfEachFileSaysItsRoleAndFields_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("role");
    QTest::addColumn<QString>("fields");
    const auto row = [](const char *path, const char *role, const char *fields) { QTest::newRow(path) << path << role << fields; };
    row("parsl.log", "parsl", "");
    row("parsl.jsonlog", "parsl", "");
    row("htex_Local/interchange.jsonlog", "interchange", "parsl_executor=htex_Local");
    row("my htex/block-3/4f65c2b07a19/manager.log", "manager", "parsl_executor=my htex block_id=3 manager_id=4f65c2b07a19");
    row("htex/block-3/123456789012/worker_7.jsonlog", "worker", "parsl_executor=htex block_id=3 manager_id=123456789012 worker_id=7");
    row("htex/block-None/4f65c2b07a19/worker_7.log", "worker", "parsl_executor=htex manager_id=4f65c2b07a19 worker_id=7");
    row("task_12_1.jsonlog", "task", "parsl_task_id=12 parsl_try_id=1");
    row("task_logs/0000/task_0153_echo.stdout", "task output", "parsl_task_id=0153");
    row("anything.else.txt", "anything", "");
}

void DiscoveryTest::theSourceOfEachFileSaysItsRoleAndFields()
{
    QFETCH(QString, path);
    QFETCH(QString, role);
    QFETCH(QString, fields);
    const LogFolder folder;
    folder.write("000/" + path.toStdString(), textLine(1, "x"));
    const StorePtr store = folder.load("000");
    QCOMPARE(q(store->sources()[0].role), role);
    for (const QString &field : fields.split(u' ', Qt::SkipEmptyParts)) {
        if (!field.contains(u'='))
            continue; // the second word of a label
        const std::string name = field.section(u'=', 0, 0).toStdString();
        std::string value = field.section(u'=', 1).toStdString();
        if (value == "my")
            value = "my htex";
        if (value == "0153")
            value = "153"; // an int, whatever the path's zeros
        QCOMPARE(q(name + "=" + fieldText(*store, store->rows()->front(), name)), q(name + "=" + value));
    }
}

void DiscoveryTest::whatIsStoppedSaysSo()
{
    const LogFolder folder;
    for (int file = 0; file < 20; ++file)
        folder.write("000/deep/" + std::to_string(file) + ".log", "x");
    int asked = 0;
    const Discovery found = discover({ folder.path("000") }, {}, [&asked] { return ++asked > 8; });
    size_t files = 0;
    int told = 0;
    for (const Source &source : found.sources) {
        files += source.issues.empty();
        told += findIssue(source, "cancelled before all files were found") != nullptr;
        QCOMPARE(source.run, RunId(0));
    }
    QVERIFY2(files > 0 && files < 20, qPrintable(QString::number(files)));
    QCOMPARE(told, 1);
    QVERIFY(asked < 20);
    QCOMPARE(discover({ folder.path("000") }, {}, [] { return false; }).sources.size(), size_t(20));
}

void DiscoveryTest::pathsAreChecked()
{
    const LogFolder folder;
    folder.write("000/parsl.log", "x");
    QCOMPARE(q(checkPaths({ folder.path("000") })), q(""));
    QVERIFY(q(checkPaths({})).contains(q("no run given")));
    const QString missing = q(checkPaths({ folder.path("000"), folder.path("nowhere") }));
    QVERIFY(missing.contains(q("nowhere: does not exist")));
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::DiscoveryTest)
#include "tst_discovery.moc"
