// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/archivereader.h"
#include "model/import/recordreader.h"
#include "model/store/filereader.h"
#include "model/store/spool.h"
#include "tests/model/disk.h"
#include "tests/model/packing.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <csignal>
#include <set>
#include <sys/resource.h>
#include <thread>

namespace widelens {

using Kind = Packed::Kind;

class ArchivesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anArchiveReadsAsItsDirectory_data();
    void anArchiveReadsAsItsDirectory();
    void everyRecordedRunReadsFromAnArchive_data() { addRecordedRuns(); }
    void everyRecordedRunReadsFromAnArchive();
    void aCompressedLogReadsAsTheLog_data();
    void aCompressedLogReadsAsTheLog();
    void compressedLogsInARunDirectoryBelongToTheRun();
    void archivesInArchivesAreRead();
    void anArchiveInARunDirectoryBelongsToTheRun();
    void onlyOneRunOfAnArchive();
    void runsAreFoundWhereverTheyLie_data();
    void runsAreFoundWhereverTheyLie();
    void refusesWhatIsNoFileOrLeadsElsewhere_data();
    void refusesWhatIsNoFileOrLeadsElsewhere();
    void otherPackingsAreNamed();
    void anArchiveWithoutFilesSaysSo();
    void anEncryptedArchiveSaysSo();
    void namesWithBackslashesArePaths();
    void picklesAndKeysAreNotUnpacked();
    void bombsAreStopped();
    void archivesInArchivesHaveAnEnd();
    void tooManyMembersAreStopped();
    void aCutArchiveGivesWhatIsThere_data();
    void aCutArchiveGivesWhatIsThere();
    void anArchiveCutAnywhereKeepsWhatCameBefore_data();
    void anArchiveCutAnywhereKeepsWhatCameBefore();
    void damageInOneMemberLosesOnlyThat();
    void aFullDiskIsSaid();
    void noTemporaryFolderIsSaid();
    void aRecordIsReadAgainFromTheSpool();
    void readersOfASpooledFileWaitForItsBytes();
    void largeMembersAreReadWhileTheyAreUnpacked();
    void textsAreOfTheTimeThatTheArchiveSays();
    void progressReachesItsTotal();
    void containersAreKnownByTheirBeginning();
};

namespace {

// All that `events` would say of a store.
QString listing(const StorePtr &store)
{
    RecordReader reader(store);
    std::string text;
    std::vector<std::string> placed; // by the time of their file, which packing does not keep
    for (const EventRef event : *store->rows()) {
        const RunId run = store->run(event);
        const FormatRule *format = store->rules().format(store->source(event).format);
        const bool isTimed = format->kind != FormatRule::Kind::Lines;
        std::string line = (isTimed ? std::to_string(store->time(event)) : "-") + " " + store->source(event).path + " " + store->source(event).logsource + ":" + std::to_string(store->line(event)) + " " + store->source(event).role + " "
            + (run == kNoRun ? "-" : store->runs()[index(run)].dfk) + " " + fieldText(*store, event, "rundir") + " " + fieldText(*store, event, "parsl_task_id") + " " + fieldText(*store, event, "manager_id")
            + " " + reader.raw(event) + "\n";
        if (isTimed)
            text += line;
        else
            placed.push_back(std::move(line));
    }
    std::sort(placed.begin(), placed.end());
    for (const auto &line : placed)
        text += line;
    return q(text);
}

// Not line by line by QCOMPARE: it would print megabytes.
bool sameListing(const StorePtr &a, const StorePtr &b)
{
    return listing(a) == listing(b) && a->copyCount() == b->copyCount() && !a->rows()->empty();
}

std::vector<std::string> sourcesWithEvents(const StorePtr &store)
{
    std::vector<std::string> paths;
    for (const auto &source : store->sources()) {
        if (source.events)
            paths.push_back(source.path);
    }
    return paths;
}

StorePtr loadLimited(const std::string &path, ArchiveLimits limits)
{
    LoadOptions options;
    options.paths = { path };
    options.archives = limits;
    return Loader::load(shippedRules(), options);
}

} // namespace

void ArchivesTest::anArchiveReadsAsItsDirectory_data()
{
    QTest::addColumn<int>("as");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("order");
    const std::pair<PackedAs, const char *> kinds[] = { { PackedAs::Tar, "r.tar" }, { PackedAs::TarGzip, "r.tar.gz" }, { PackedAs::TarBzip2, "r.tbz2" }, { PackedAs::TarXz, "r.tar.xz" }, { PackedAs::TarLzma, "r.tar.lzma" }, { PackedAs::TarZstd, "no suffix" }, { PackedAs::Zip, "r.zip" } };
    for (const auto &[as, name] : kinds)
        QTest::newRow(name) << static_cast<int>(as) << QString::fromUtf8(name) << 0;
    QTest::newRow("backwards") << static_cast<int>(PackedAs::TarGzip) << QStringLiteral("r.tgz") << 1;
    QTest::newRow("shuffled") << static_cast<int>(PackedAs::Zip) << QStringLiteral("r.zip") << 2;
}

void ArchivesTest::anArchiveReadsAsItsDirectory()
{
    QFETCH(int, as);
    QFETCH(QString, name);
    QFETCH(int, order);
    auto files = filesBelow(recordedRun("text"), "text/");
    if (order == 1)
        std::reverse(files.begin(), files.end());
    if (order == 2)
        std::shuffle(files.begin(), files.end(), Random(7));
    const LogFolder folder;
    folder.write(name.toStdString(), pack(static_cast<PackedAs>(as), files));
    const StorePtr packed = folder.load(name.toStdString());
    const StorePtr plain = loadAll({ recordedRun("text") });
    QVERIFY(sameListing(packed, plain));
    QCOMPARE(q(brokenAccount(*packed)), q(""));
    QCOMPARE(packed->sources().size(), plain->sources().size() + 1); // and the archive itself
    const Source &itself = sourceNamed(*packed, name.toStdString());
    QCOMPARE(q(itself.format), q("archive"));
    QVERIFY2(itself.why.find(std::to_string(files.size()) + " members") != std::string::npos, itself.why.c_str());
    QCOMPARE(q(sourceNamed(*packed, "000/parsl.log").member), name + q("!text/000/parsl.log"));
    QCOMPARE(packed->runs().size(), plain->runs().size());
}

void ArchivesTest::everyRecordedRunReadsFromAnArchive()
{
    QFETCH(QString, run);
    const LogFolder folder;
    auto files = filesBelow(recordedRun(run.toStdString()), "runinfo/");
    std::shuffle(files.begin(), files.end(), Random(3));
    folder.write("runinfo.tar.gz", pack(PackedAs::TarGzip, files));
    const StorePtr packed = folder.load("runinfo.tar.gz");
    const StorePtr plain = loadAll({ recordedRun(run.toStdString()) });
    QVERIFY(sameListing(packed, plain));
    std::vector<std::string> names[2];
    for (const auto &run_ : packed->runs())
        names[0].push_back(run_.rundir + run_.dfk + (run_.finished ? "." : "?"));
    for (const auto &run_ : plain->runs())
        names[1].push_back(run_.rundir + run_.dfk + (run_.finished ? "." : "?"));
    QVERIFY(names[0] == names[1]);
}

void ArchivesTest::aCompressedLogReadsAsTheLog_data()
{
    QTest::addColumn<int>("as");
    QTest::addColumn<QString>("suffix");
    QTest::newRow("gzip") << static_cast<int>(PackedAs::Gzip) << ".gz";
    QTest::newRow("bzip2") << static_cast<int>(PackedAs::Bzip2) << ".bz2";
    QTest::newRow("xz") << static_cast<int>(PackedAs::Xz) << ".xz";
    QTest::newRow("lzma") << static_cast<int>(PackedAs::Lzma) << ".lzma";
    QTest::newRow("zstd") << static_cast<int>(PackedAs::Zstd) << ".zst";
    QTest::newRow("no suffix") << static_cast<int>(PackedAs::Zstd) << "";
}

void ArchivesTest::aCompressedLogReadsAsTheLog()
{
    QFETCH(int, as);
    QFETCH(QString, suffix);
    const LogFolder folder;
    const std::string log = readFile(recordedRun("text") + "/000/parsl.log");
    folder.write("a/parsl.log", log);
    folder.write("b/parsl.log" + suffix.toStdString(), pack(static_cast<PackedAs>(as), { { "parsl.log", log } }));
    const StorePtr packed = folder.load("b/parsl.log" + suffix.toStdString());
    QVERIFY(sameListing(packed, folder.load("a/parsl.log")));
    QCOMPARE(packed->sources().size(), size_t(1));
    QCOMPARE(packed->sources()[0].bytes, uint64_t(log.size()));
}

void ArchivesTest::compressedLogsInARunDirectoryBelongToTheRun()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(1, "Run id is: 4df0f9bb-0f0f-4d8b-9c3a-0123456789ab"));
    folder.write("000/htex/interchange.log.gz", pack(PackedAs::Gzip, { { "x", textLine(2, "second") } }));
    const StorePtr store = folder.load("000");
    QCOMPARE(store->rows()->size(), size_t(2));
    QCOMPARE(q(store->source(store->rows()->at(1)).path), q("000/htex/interchange.log"));
    QCOMPARE(q(store->source(store->rows()->at(1)).role), q("interchange"));
    QCOMPARE(q(fieldText(*store, store->rows()->at(1), "parsl_dfk")), q("4df0f9bb-0f0f-4d8b-9c3a-0123456789ab"));
}

void ArchivesTest::archivesInArchivesAreRead()
{
    const auto files = filesBelow(recordedRun("text") + "/000");
    std::vector<Packed> inner;
    for (const auto &file : files)
        inner.push_back(file.name == "parsl.log" ? Packed { "parsl.log.xz", pack(PackedAs::Xz, { file }) } : file);
    const LogFolder folder;
    folder.write("mail.zip", pack(PackedAs::Zip, { { "read me.txt", "see the archive\n" }, { "logs/000.tar.gz", pack(PackedAs::TarGzip, inner) } }));
    const StorePtr store = folder.load("mail.zip");
    QVERIFY(sameListing(store, loadAll({ recordedRun("text") + "/000" })));
    QCOMPARE(q(sourceNamed(*store, "000/parsl.log").member), q("mail.zip!logs/000.tar.gz!parsl.log"));
    QVERIFY(sourceNamed(*store, "000/htex_Local/interchange.log").filePath.find("/mail.zip!logs/000.tar.gz!htex_Local/interchange.log") != std::string::npos);
}

void ArchivesTest::anArchiveInARunDirectoryBelongsToTheRun()
{
    const LogFolder folder;
    folder.write("000/parsl.log", textLine(1, "Run id is: 4df0f9bb-0f0f-4d8b-9c3a-0123456789ab"));
    folder.write("000/htex.tar.gz", pack(PackedAs::TarGzip, { { "htex/interchange.log", textLine(2, "second") } }));
    const StorePtr store = folder.load("000");
    QVERIFY(sourcesWithEvents(store) == (std::vector<std::string> { "000/htex/interchange.log", "000/parsl.log" }));
    QCOMPARE(store->runs().size(), size_t(1));
    // The same, packed once more.
    folder.write("all.zip", pack(PackedAs::Zip, filesBelow(folder.path("000"), "000/")));
    const StorePtr again = folder.load("all.zip");
    QVERIFY(sourcesWithEvents(again) == (std::vector<std::string> { "000/htex/interchange.log", "000/parsl.log" }));
    QCOMPARE(q(fieldText(*again, again->rows()->at(1), "parsl_dfk")), q("4df0f9bb-0f0f-4d8b-9c3a-0123456789ab"));
}

void ArchivesTest::onlyOneRunOfAnArchive()
{
    const LogFolder folder;
    folder.write("runinfo.tar.gz", pack(PackedAs::TarGzip, filesBelow(recordedRun("two_runs"), "runinfo/")));
    for (const char *run : { "000", "001" })
        QVERIFY(sourcesWithEvents(loadAll({ folder.path("runinfo.tar.gz") }, run)) == sourcesWithEvents(loadAll({ recordedRun("two_runs") }, run)));
}

void ArchivesTest::runsAreFoundWhereverTheyLie_data()
{
    QTest::addColumn<QStringList>("members");
    QTest::addColumn<QStringList>("sources"); // RUNDIR/LOGSOURCE, sorted
    QTest::newRow("numbered") << QStringList { "003/parsl.log", "003/x.log" } << QStringList { "003/parsl.log", "003/x.log" };
    QTest::newRow("dotted") << QStringList { "./003/parsl.log", ".//003/x.log" } << QStringList { "003/parsl.log", "003/x.log" };
    QTest::newRow("in a parent") << QStringList { "runinfo/000/parsl.log", "runinfo/monitoring.log", "runinfo/001/parsl.log" } << QStringList { "../monitoring.log", "000/parsl.log", "001/parsl.log" };
    QTest::newRow("beside one run") << QStringList { "w/notes.log", "w/runinfo/000/parsl.log" } << QStringList { "000/../../notes.log", "000/parsl.log" };
    QTest::newRow("of a run's name") << QStringList { "a", "a/parsl.log" } << QStringList { "a/../a", "a/parsl.log" };
    QTest::newRow("of a run's name, farther down") << QStringList { "w/a", "w/a/parsl.log", "w/b/parsl.log" } << QStringList { "../a", "a/parsl.log", "b/parsl.log" };
    QTest::newRow("without a directory") << QStringList { "htex/interchange.log", "parsl.log", "task_logs/0000/task_0001_a.stdout" } << QStringList { "packed/htex/interchange.log", "packed/parsl.log", "packed/task_logs/0000/task_0001_a.stdout" };
    QTest::newRow("scripts first") << QStringList { "submit_scripts/parsl.htex.block-0.1785900000.5.sh.out", "parsl.log" } << QStringList { "packed/parsl.log", "packed/submit_scripts/parsl.htex.block-0.1785900000.5.sh.out" };
    QTest::newRow("renamed") << QStringList { "crash/htex/block-0/0123456789ab/worker_0.log", "crash/htex/monitoring_x.log", "crash/parsl.log" }
                             << QStringList { "crash/htex/block-0/0123456789ab/worker_0.log", "crash/htex/monitoring_x.log", "crash/parsl.log" };
    QTest::newRow("without its main log") << QStringList { "crash/htex/block-0/0123456789ab/worker_0.log", "crash/htex/block-0/0123456789ab/worker_1.log", "crash/other.log" }
                                          << QStringList { "crash/htex/block-0/0123456789ab/worker_0.log", "crash/htex/block-0/0123456789ab/worker_1.log", "crash/other.log" };
    QTest::newRow("other programs") << QStringList { "logs/a.log", "logs/b/c.log" } << QStringList { "logs/a.log", "logs/b/c.log" };
    QTest::newRow("numbered, of another program") << QStringList { "out/1/a.log", "out/2/a.log" } << QStringList { "1/a.log", "2/a.log" };
}

void ArchivesTest::runsAreFoundWhereverTheyLie()
{
    QFETCH(QStringList, members);
    QFETCH(QStringList, sources);
    for (const bool backwards : { false, true }) {
        std::vector<Packed> files;
        for (const QString &member : members)
            files.push_back({ member.toStdString(), textLine(static_cast<double>(files.size()), "message") });
        if (backwards)
            std::reverse(files.begin(), files.end());
        const LogFolder folder;
        folder.write("packed.tar", pack(PackedAs::Tar, files));
        QStringList found;
        for (const auto &path : sourcesWithEvents(folder.load("packed.tar")))
            found.append(q(path));
        QCOMPARE(found, sources);
    }
}

void ArchivesTest::refusesWhatIsNoFileOrLeadsElsewhere_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("content");
    QTest::addColumn<QString>("why");
    QTest::newRow("absolute") << "/etc/parsl.log" << static_cast<int>(Kind::File) << "x" << "absolute name";
    QTest::newRow("traversal") << "000/../../parsl.log" << static_cast<int>(Kind::File) << "x" << "leads out of the archive";
    QTest::newRow("up") << "../parsl.log" << static_cast<int>(Kind::File) << "x" << "leads out of the archive";
    QTest::newRow("symbolic link") << "000/a.log" << static_cast<int>(Kind::SymbolicLink) << "/etc/passwd" << "symbolic link to /etc/passwd";
    QTest::newRow("hard link") << "000/a.log" << static_cast<int>(Kind::HardLink) << "000/parsl.log" << "link to 000/parsl.log";
    QTest::newRow("device") << "000/a.log" << static_cast<int>(Kind::Device) << "" << "a device";
    QTest::newRow("pipe") << "000/a.log" << static_cast<int>(Kind::Pipe) << "" << "a pipe";
}

void ArchivesTest::refusesWhatIsNoFileOrLeadsElsewhere()
{
    QFETCH(QString, name);
    QFETCH(int, kind);
    QFETCH(QString, content);
    QFETCH(QString, why);
    const LogFolder folder;
    folder.write("r.tar", pack(PackedAs::Tar, { { "000/parsl.log", textLine(1, "first") }, { name.toStdString(), content.toStdString(), static_cast<Kind>(kind) }, { "000/z.log", textLine(2, "second") } }));
    const StorePtr store = folder.load("r.tar");
    QCOMPARE(store->rows()->size(), size_t(2));
    QCOMPARE(store->sources().size(), size_t(4));
    const auto refused = std::find_if(store->sources().begin(), store->sources().end(), [](const Source &source) { return findIssue(source, "refused") != nullptr; });
    QVERIFY(refused != store->sources().end());
    const Issue *issue = findIssue(*refused, "refused");
    QVERIFY2(issue->what.find(why.toStdString()) != std::string::npos, issue->what.c_str());
    QVERIFY(!issue->fix.empty());
    QCOMPARE(refused->events, uint64_t(0));
}

void ArchivesTest::otherPackingsAreNamed()
{
    const LogFolder folder;
    const std::string packed = pack(PackedAs::SevenZip, { { "000/parsl.log", textLine(1, "first") } });
    folder.write("r.7z", packed);
    folder.write("r.tar", pack(PackedAs::Tar, { { "000/parsl.log", textLine(1, "first") }, { "000/old.7z", packed } }));
    const StorePtr alone = folder.load("r.7z");
    const StorePtr inside = folder.load("r.tar");
    QCOMPARE(alone->rows()->size() + 1, inside->rows()->size());
    for (const Source *source : { &alone->sources().front(), &sourceNamed(*inside, "000/old.7z") }) {
        const Issue *issue = findIssue(*source, "packed as 7z");
        QVERIFY(issue && issue->severity == Issue::Severity::Damage);
        QVERIFY2(issue->fix.find("unpack it") != std::string::npos, issue->fix.c_str());
    }
}

// A zip's members are encrypted one by one: bit 0 of their flags says so.
void ArchivesTest::anArchiveWithoutFilesSaysSo()
{
    const LogFolder folder;
    folder.write("none.tar.gz", pack(PackedAs::TarGzip, {}));
    folder.write("nuls.log.gz", pack(PackedAs::Gzip, { { "a", std::string(100'000, '\0') } })); // which is what an empty tar is
    for (const char *name : { "none.tar.gz", "nuls.log.gz" }) {
        const StorePtr store = folder.load(name);
        QVERIFY2(store->sources().size() == 1 && findIssue(store->sources().front(), "an archive without files"), name);
    }
}

void ArchivesTest::anEncryptedArchiveSaysSo()
{
    std::string packed = pack(PackedAs::Zip, { { "000/parsl.log", textLine(1, "first") } });
    packed[6] = static_cast<char>(packed[6] | 1);
    const size_t central = packed.find("PK\1\2");
    QVERIFY(central != std::string::npos);
    packed[central + 8] = static_cast<char>(packed[central + 8] | 1);
    const LogFolder folder;
    folder.write("r.zip", packed);
    const StorePtr store = folder.load("r.zip");
    QCOMPARE(store->rows()->size(), size_t(0));
    const Issue *issue = nullptr;
    for (const Source &source : store->sources())
        issue = issue ? issue : findIssue(source, "encrypted");
    QVERIFY(issue && issue->severity == Issue::Severity::Damage);
    QVERIFY2(issue->fix.find("password") != std::string::npos, issue->fix.c_str());
}

// As some programs on Windows write them.
void ArchivesTest::namesWithBackslashesArePaths()
{
    std::string packed = pack(PackedAs::Zip, { { "runinfo/000/parsl.log", textLine(1, "first") }, { "runinfo/000/htex/interchange.log", textLine(2, "second") } });
    for (size_t at = 0; (at = packed.find("PK\1\2", at)) != std::string::npos; ++at)
        packed[at + 5] = 0; // made on MS-DOS
    for (const char *name : { "runinfo/000/parsl.log", "runinfo/000/htex/interchange.log" }) {
        std::string backwards = name;
        std::replace(backwards.begin(), backwards.end(), '/', '\\');
        for (size_t at = 0; (at = packed.find(name, at)) != std::string::npos; ++at)
            packed.replace(at, backwards.size(), backwards);
    }
    const LogFolder folder;
    folder.write("r.zip", packed);
    QVERIFY(sourcesWithEvents(folder.load("r.zip")) == (std::vector<std::string> { "000/htex/interchange.log", "000/parsl.log" }));
}

void ArchivesTest::picklesAndKeysAreNotUnpacked()
{
    const LogFolder folder;
    folder.write("r.tar", pack(PackedAs::Tar, { { "000/parsl.log", textLine(1, "first") }, { "000/checkpoint/tasks.pkl", textLine(3, "not a pickle, but named as one") }, { "000/htex/certificates/server.key_secret", textLine(4, "a key") } }));
    const StorePtr store = folder.load("r.tar");
    QCOMPARE(store->rows()->size(), size_t(1));
    for (const char *name : { "000/checkpoint/tasks.pkl", "000/htex/certificates/server.key_secret" }) {
        QVERIFY2(findIssue(sourceNamed(*store, name), "never opened"), name);
        QVERIFY(!sourceNamed(*store, name).spooled);
    }
}

void ArchivesTest::bombsAreStopped()
{
    const LogFolder folder;
    folder.write("b.tar.gz", pack(PackedAs::TarGzip, { { "000/parsl.log", textLine(1, "first") }, { "000/zeros.log", std::string(40'000'000, '\0') }, { "000/z.log", textLine(2, "never reached") } }));
    ArchiveLimits limits;
    limits.plainBytes = 1'000'000;
    limits.ratio = 100;
    const StorePtr store = loadLimited(folder.path("b.tar.gz"), limits);
    const Issue *issue = findIssue(sourceNamed(*store, "b.tar.gz"), "looks like a bomb");
    QVERIFY(issue);
    QVERIFY(issue->severity == Issue::Severity::Damage && !issue->fix.empty());
    QCOMPARE(store->rows()->size(), size_t(1));
    QVERIFY(sourceNamed(*store, "000/zeros.log").bytes < 20'000'000);
    QVERIFY(findIssue(sourceNamed(*store, "000/zeros.log"), "cut here"));
    // What a log compresses to is no bomb.
    folder.write("r.tar.gz", pack(PackedAs::TarGzip, { { "000/parsl.log", manyLines(50'000) } }));
    QCOMPARE(loadLimited(folder.path("r.tar.gz"), limits)->rows()->size(), size_t(50'000));
}

void ArchivesTest::archivesInArchivesHaveAnEnd()
{
    std::string bytes = pack(PackedAs::Tar, { { "000/parsl.log", textLine(1, "first") } });
    for (int i = 0; i < 6; ++i)
        bytes = pack(PackedAs::Zip, { { "inner" + std::to_string(i) + ".zip", bytes } });
    const LogFolder folder;
    folder.write("deep.zip", bytes);
    const StorePtr store = folder.load("deep.zip");
    QVERIFY(store->rows()->empty());
    const bool said = std::any_of(store->sources().begin(), store->sources().end(), [](const Source &source) { return findIssue(source, "more than 4 deep") != nullptr; });
    QVERIFY(said);
}

void ArchivesTest::tooManyMembersAreStopped()
{
    std::vector<Packed> files;
    for (int i = 0; i < 50; ++i)
        files.push_back({ "000/task_" + std::to_string(i) + "_0.log", textLine(i, "message") });
    const LogFolder folder;
    folder.write("r.tar", pack(PackedAs::Tar, files));
    ArchiveLimits limits;
    limits.members = 20;
    const StorePtr store = loadLimited(folder.path("r.tar"), limits);
    QCOMPARE(store->rows()->size(), size_t(20));
    QVERIFY(findIssue(sourceNamed(*store, "r.tar"), "more than 20 members"));
}

void ArchivesTest::aCutArchiveGivesWhatIsThere_data()
{
    QTest::addColumn<int>("as");
    QTest::newRow("tar") << static_cast<int>(PackedAs::Tar);
    QTest::newRow("gzip") << static_cast<int>(PackedAs::TarGzip);
    QTest::newRow("xz") << static_cast<int>(PackedAs::TarXz);
    QTest::newRow("single") << static_cast<int>(PackedAs::Gzip);
}

void ArchivesTest::aCutArchiveGivesWhatIsThere()
{
    QFETCH(int, as);
    const std::string whole = pack(static_cast<PackedAs>(as), { { "000/parsl.log", manyLines(200'000) } });
    const LogFolder folder;
    folder.write("cut", whole.substr(0, whole.size() / 2));
    const StorePtr store = folder.load("cut");
    QVERIFY(store->rows()->size() > 50'000);
    QVERIFY(store->rows()->size() < 150'000);
    QCOMPARE(q(brokenAccount(*store)), q(""));
    QCOMPARE(q(incompleteIssue(*store)), q(""));
    const bool said = std::any_of(store->sources().begin(), store->sources().end(), [](const Source &source) { return source.events > 0 && findIssue(source, "the archive is damaged in this file") != nullptr; });
    QVERIFY(said);
}

void ArchivesTest::anArchiveCutAnywhereKeepsWhatCameBefore_data()
{
    aCutArchiveGivesWhatIsThere_data();
}

// The later the cut, the more is there, and never more than there was.
void ArchivesTest::anArchiveCutAnywhereKeepsWhatCameBefore()
{
    QFETCH(int, as);
    std::vector<Packed> members { { "000/parsl.log", manyLines(3000) } };
    if (as != static_cast<int>(PackedAs::Gzip))
        members.push_back({ "000/htex/interchange.log", manyLines(1500) });
    const std::string whole = pack(static_cast<PackedAs>(as), members);
    const LogFolder folder;
    folder.write("cut", whole);
    const size_t all = folder.load("cut")->rows()->size() + folder.load("cut")->copyCount();
    Random random(37);
    std::set<size_t> cuts { whole.size() - 1 };
    const size_t places = qEnvironmentVariableIsSet("WIDELENS_ALL_CUTS") ? 1000 : lessForThreads(25);
    while (cuts.size() < std::min(places, whole.size() / 4))
        cuts.insert(1 + below(random, whole.size() - 1));
    size_t before = 0;
    for (const size_t cut : cuts) {
        folder.write("cut", whole.substr(0, cut));
        const StorePtr store = folder.load("cut");
        QCOMPARE(q(brokenAccount(*store)), q(""));
        QCOMPARE(q(incompleteIssue(*store)), q(""));
        const size_t events = store->eventCount();
        QVERIFY2(events >= before && events <= all, (std::to_string(cut) + ": " + std::to_string(events) + " events, " + std::to_string(before) + " before").c_str());
        before = events;
    }
    QVERIFY(before > all / 2);
}

void ArchivesTest::damageInOneMemberLosesOnlyThat()
{
    std::string bytes = pack(PackedAs::Zip, { { "000/a.log", manyLines(2000, "a ") }, { "000/b.log", manyLines(2000, "b ") }, { "000/c.log", manyLines(2000, "c ") } });
    for (size_t i = bytes.size() / 2 - 50; i < bytes.size() / 2 + 50; ++i)
        bytes[i] = static_cast<char>(bytes[i] ^ 0x5a);
    const LogFolder folder;
    folder.write("r.zip", bytes);
    const StorePtr store = folder.load("r.zip");
    QCOMPARE(sourceNamed(*store, "000/a.log").events, uint64_t(2000));
    QCOMPARE(sourceNamed(*store, "000/c.log").events, uint64_t(2000));
    QVERIFY(sourceNamed(*store, "000/b.log").events < 2000);
    const Source &b = sourceNamed(*store, "000/b.log");
    QVERIFY(findIssue(b, "damaged") || findIssue(b, "cannot be unpacked"));
}

void ArchivesTest::aFullDiskIsSaid()
{
    const LogFolder folder;
    folder.write("r.tar", pack(PackedAs::Tar, { { "000/parsl.log", manyLines(100'000) }, { "000/z.log", textLine(1, "not reached") } }));
    struct rlimit before;
    getrlimit(RLIMIT_FSIZE, &before);
    struct rlimit small = before;
    small.rlim_cur = 3'000'000;
    std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    const StorePtr store = folder.load("r.tar");
    setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(store->rows()->size() > 10'000);
    QVERIFY(store->rows()->size() < 50'000);
    const Issue *issue = findIssue(sourceNamed(*store, "r.tar"), "unpacking stopped");
    QVERIFY(issue);
    QVERIFY2(issue->fix.find("TMPDIR") != std::string::npos, issue->fix.c_str());
    QVERIFY(findIssue(sourceNamed(*store, "000/parsl.log"), "unpacked"));
}

void ArchivesTest::noTemporaryFolderIsSaid()
{
    const LogFolder folder;
    folder.write("r.tar", pack(PackedAs::Tar, { { "000/parsl.log", textLine(1, "first") } }));
    const QByteArray before = qgetenv("TMPDIR");
    qputenv("TMPDIR", "/no/such/folder");
    const StorePtr store = folder.load("r.tar");
    before.isNull() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before);
    QVERIFY(store->rows()->empty());
    QVERIFY(findIssue(sourceNamed(*store, "r.tar"), "/no/such/folder"));
}

void ArchivesTest::aRecordIsReadAgainFromTheSpool()
{
    const LogFolder folder;
    folder.write("r.tgz", pack(PackedAs::TarGzip, { { "000/parsl.log", textLine(1, "first\nsecond line") + textLine(2, "another") } }));
    const StorePtr store = folder.load("r.tgz");
    std::filesystem::remove(folder.path("r.tgz")); // it is not needed any more
    RecordReader reader(store);
    QCOMPARE(q(reader.message(store->rows()->at(0))), q("first\nsecond line"));
    QCOMPARE(q(reader.read(store->rows()->at(1)).text("formatted")), q("another"));
    QCOMPARE(q(reader.read(store->rows()->at(1)).problem), q(""));
}

void ArchivesTest::readersOfASpooledFileWaitForItsBytes()
{
    const auto spool = std::make_shared<Spool>();
    const auto before = std::make_shared<SpooledFile>(spool);
    QVERIFY(before->append("other", 5));
    before->finish();
    const auto file = std::make_shared<SpooledFile>(spool);
    QVERIFY(file->append("abc", 3));
    char text[8] = {};
    QCOMPARE(file->readAt(1, text, 2), int64_t(2)); // there already
    QCOMPARE(q({ text, 2 }), q("bc"));
    std::thread writer([&] {
        QTest::qSleep(30);
        file->append("defg", 4);
        QTest::qSleep(30);
        file->append("h", 1);
        file->finish();
    });
    QCOMPARE(file->readAt(0, text, 8), int64_t(8));
    writer.join();
    QCOMPARE(q({ text, 8 }), q("abcdefgh"));
    QCOMPARE(file->readAt(6, text, 8), int64_t(2)); // its end
    QCOMPARE(file->readAt(99, text, 8), int64_t(0));
    // Nobody writes any more, and the reader is told to stop.
    const auto stuck = std::make_shared<SpooledFile>(spool);
    stuck->append("xy", 2);
    const std::atomic<bool> stop { true };
    QCOMPARE(stuck->readAt(0, text, 8, &stop), int64_t(2));
    stuck->fail("why", "how");
    QCOMPARE(q(stuck->problem() + stuck->advice()), q("whyhow"));
}

void ArchivesTest::largeMembersAreReadWhileTheyAreUnpacked()
{
    const LogFolder folder;
    // Backwards: the last in path order comes first, and is numbered anew when all is there.
    folder.write("r.tar.gz", pack(PackedAs::TarGzip, { { "000/parsl.log", manyLines(1'200'000) }, { "000/htex/interchange.log", manyLines(1'200'000, "Job ") } }));
    LoadOptions options;
    options.paths = { folder.path("r.tar.gz") };
    Loader loader(shippedRules(), options);
    std::vector<StorePtr> versions;
    const SlowDisk disk(std::chrono::milliseconds(2));
    loader.start([&](StorePtr store) { versions.push_back(std::move(store)); });
    loader.wait();
    QVERIFY(versions.size() > 2);
    const Source &first = sourceNamed(*versions[0], "000/parsl.log");
    QVERIFY(first.events > 0 && !first.done); // rows came before its end did
    const StorePtr &last = versions.back();
    QVERIFY(last->isRenumbered());
    QCOMPARE(last->rows()->size(), size_t(2'400'000));
    for (size_t i = 1; i < last->rows()->size(); ++i) {
        if (!last->isBefore(last->rows()->at(i - 1), last->rows()->at(i)))
            QFAIL("out of order");
    }
    QCOMPARE(q(last->source(last->rows()->at(0)).path), q("000/htex/interchange.log"));
}

void ArchivesTest::textsAreOfTheTimeThatTheArchiveSays()
{
    const LogFolder folder;
    folder.write("r.tar", pack(PackedAs::Tar, { { "000/parsl.log", textLine(0, "first") + textLine(100, "last") }, { "000/task_logs/0000/task_0001_a.stderr", "a word\n", Kind::File, kEpoch / kSecond + 40 } }));
    const StorePtr store = folder.load("r.tar");
    QCOMPARE(store->rows()->size(), size_t(3));
    QCOMPARE(q(store->source(store->rows()->at(1)).logsource), q("task_logs/0000/task_0001_a.stderr"));
    QCOMPARE(store->time(store->rows()->at(1)), at(40));
}

void ArchivesTest::progressReachesItsTotal()
{
    const LogFolder folder;
    folder.write("r.tar.gz", pack(PackedAs::TarGzip, { { "000/parsl.log", manyLines(100'000) }, { "000/a.log.gz", pack(PackedAs::Gzip, { { "a", manyLines(1000) } }) } }));
    folder.write("x.log.gz", pack(PackedAs::Gzip, { { "a", manyLines(1000) } }));
    LoadOptions options;
    options.paths = { folder.path("r.tar.gz"), folder.path("x.log.gz") };
    Loader loader(shippedRules(), options);
    std::vector<LoadProgress> reports;
    loader.start({}, [&](const LoadProgress &progress) { reports.push_back(progress); });
    loader.wait();
    for (const auto &progress : reports)
        QVERIFY(progress.bytesDone <= progress.bytesTotal);
    QCOMPARE(reports.back().bytesDone, reports.back().bytesTotal);
    QCOMPARE(reports.back().sourcesDone, reports.back().sources);
    QVERIFY(reports.back().bytesTotal > 10'000'000);
}

void ArchivesTest::containersAreKnownByTheirBeginning()
{
    for (const auto as : { PackedAs::Tar, PackedAs::TarGzip, PackedAs::TarBzip2, PackedAs::TarXz, PackedAs::TarZstd, PackedAs::Zip, PackedAs::Gzip, PackedAs::Bzip2, PackedAs::Xz, PackedAs::Zstd })
        QVERIFY2(isContainer(std::string_view(pack(as, { { "a", "b" } })).substr(0, 512)), std::to_string(static_cast<int>(as)).c_str());
    for (const std::string &log : { textLine(1, "PK"), std::string("BZh is no archive, but a line of text that begins so"), std::string(), std::string("PK"), std::string(600, '\0'), std::string(600, ' ') })
        QVERIFY(!isContainer(log));
    QCOMPARE(q(withoutArchiveSuffix("000.tar.gz")), q("000"));
    QCOMPARE(q(withoutArchiveSuffix("run.TGZ")), q("run"));
    QCOMPARE(q(withoutArchiveSuffix(".zip")), q(".zip"));
    QCOMPARE(q(withoutCompressionSuffix("parsl.log.zst")), q("parsl.log"));
    QCOMPARE(q(withoutCompressionSuffix("parsl.log")), q("parsl.log"));
}

} // namespace widelens

QTEST_GUILESS_MAIN(widelens::ArchivesTest)
#include "tst_archives.moc"
