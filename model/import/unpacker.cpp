// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/unpacker.h"

#include "model/import/archivelayout.h"
#include "model/import/archivereader.h"
#include "model/import/databasefile.h"
#include "model/import/databasespool.h"
#include "model/import/packeddatabase.h"
#include "model/import/recognition.h"
#include "model/store/filereader.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>
#include <vector>

namespace widelens {

namespace {

constexpr size_t kMemberHead = 64 * 1024;
constexpr uint64_t kMaxRefusals = 1000; // listed one by one

constexpr const char *kOpenDirectory = "if it is genuine, unpack it yourself and open the directory";

std::string fileName(const std::string &path)
{
    return path.substr(path.rfind('/') + 1);
}

bool isNumber(const std::string &text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

using Read = std::function<int64_t(char *, size_t)>;

// As much as there is, up to `count`; `failed`: and then an error.
std::string readHead(const Read &read, size_t count, bool &failed)
{
    std::string head(count, '\0');
    size_t done = 0;
    int64_t n = 1;
    while (done < count && n > 0) {
        n = read(head.data() + done, count - done);
        done += n > 0 ? static_cast<size_t>(n) : 0;
    }
    failed = n < 0;
    head.resize(done);
    return head;
}

} // namespace

// One file with all that is in it.
class Unpacker::Walk
{
public:
    Walk(Unpacker &owner, Source &top, const Run *run, const Sink &sink)
        : m_owner(owner)
        , m_sink(sink)
        , m_top(top)
        , m_run(run)
    {
    }

    bool run();

private:
    // Its members belong to a run that is known from where the archive lies.
    struct Context {
        RunId run;
        std::string rundir;
        std::string directory; // before their paths: "" or "executor/"
    };
    // An archive, or an archive in one.
    struct Level {
        ArchiveReader &reader;
        std::string name; // "/home/me/all.zip!000.tar.gz"
        std::string shortName; // "all.zip!000.tar.gz"
        std::string stem; // "000"
        std::optional<Context> context;
        unsigned depth;
        ArchiveLayout layout;
        std::vector<std::pair<std::string, Source>> waiting = {}; // for their places
        RunId onlyRun = kNoRun;
        std::map<std::string, PackedDatabase> databases = {}; // by path; read when all members are known
        std::map<std::string, std::shared_ptr<const SpooledFile>> journals = {}; // of databases, by path
    };

    uint64_t readMembers(Level &level);
    void readSingle(Level &level);
    void readMember(Level &level, ArchiveMember &member);
    void readNested(Level &level, const std::string &path, std::string head);
    std::shared_ptr<SpooledFile> spool(Level &level, const std::string &path, std::string_view head, const Read &read, const ArchiveReader &reader);
    std::shared_ptr<SpooledFile> copyWhole(std::string_view head, const Read &rest, const ArchiveReader &reader);
    void readDatabases(Level &level);
    void skip(const Read &read);
    void copy(SpooledFile &file, const Read &read, const std::function<void()> &handOver, const ArchiveReader &reader);
    void offer(Level &level, const std::string &path, Source source);
    void place(Level &level, const ArchiveLayout::Place &place, Source source);
    void placeWaiting(Level &level);
    RunId addRun(const std::string &rundir, const std::string &path);
    Source makeSource(const Level &level, const std::string &path) const;
    bool account(uint64_t bytes);
    void stop(const std::string &what, const std::string &fix);
    bool isStopped() const { return m_stopped || m_owner.m_cancelled; }

    Unpacker &m_owner;
    const Sink &m_sink;
    Source &m_top;
    Time m_written = kNoTime; // of the member that is read
    const Run *m_run;
    FileReader m_file;
    uint64_t m_at = 0; // in the file
    uint64_t m_consumed = 0; // read from it, also again
    uint64_t m_unpacked = 0;
    uint64_t m_members = 0;
    uint64_t m_refused = 0;
    bool m_stopped = false;
    bool m_isSingle = false;
};

Unpacker::Unpacker(const Rules &rules, ArchiveLimits limits, const std::atomic<bool> &cancelled, std::string onlyRun)
    : m_rules(rules)
    , m_limits(limits)
    , m_cancelled(cancelled)
    , m_onlyRun(std::move(onlyRun))
{
}

Unpacker::~Unpacker() = default;

bool Unpacker::unpack(Source &source, const Run *run, const Sink &sink)
{
    if (!m_spool)
        m_spool = std::make_shared<Spool>();
    return Walk(*this, source, run, sink).run();
}

bool Unpacker::Walk::run()
{
    m_file.setStop(&m_owner.m_cancelled);
    if (!openSource(m_top, m_file)) {
        addIssue(m_top, Issue::Severity::Damage, 0, 0, "cannot be opened: " + m_file.problem(), "check its permissions (ls -l) and open the run again");
        return true;
    }
    char head[16];
    if (m_file.readAt(0, head, sizeof head) == sizeof head && isDatabase({ head, sizeof head })) {
        spoolDatabase(m_owner.m_rules, m_owner.m_spool, m_owner.m_cancelled, m_top, m_file, m_top.spooled ? std::string() : m_top.filePath, [this](Source source) {
            source.member = source.path;
            m_top = std::move(source);
            m_sink.replaceSource(m_top);
        });
        return false;
    }
    ArchiveInput input;
    input.read = [this](char *to, size_t count) {
        if (m_file.isGrowing() && m_at < m_file.size()) // what is there of a pipe is read, however slowly more comes
            count = static_cast<size_t>(std::min<uint64_t>(count, m_file.size() - m_at));
        const int64_t n = isStopped() ? -1 : m_file.readAt(m_at, to, count);
        m_at += n > 0 ? static_cast<uint64_t>(n) : 0;
        m_consumed += n > 0 ? static_cast<uint64_t>(n) : 0;
        m_sink.consumed(std::min(m_consumed, m_file.size()));
        return n;
    };
    if (!m_file.isGrowing()) {
        input.size = m_file.size();
        input.seek = [this](uint64_t offset) {
            m_at = offset;
            return true;
        };
    }
    ArchiveReader reader(std::move(input));
    Level level { reader, m_top.filePath, fileName(m_top.filePath), withoutArchiveSuffix(fileName(m_top.filePath)), std::nullopt, 1, ArchiveLayout(m_owner.m_rules) };
    if (m_run && isNumber(m_run->rundir) && m_top.logsource.rfind("../", 0) != 0)
        level.context = Context { m_top.run, m_run->rundir, m_top.logsource.substr(0, m_top.logsource.rfind('/') + 1) };
    const uint64_t members = readMembers(level);
    if (m_isSingle)
        return false;
    m_top.format = "archive";
    m_top.role = "archive";
    m_top.why = level.reader.format() + ": " + std::to_string(members) + " members";
    if (members == 0 && m_top.issues.empty())
        addIssue(m_top, Issue::Severity::Note, 0, 0, "an archive without files", "if it should hold logs, get it again from where it was made");
    if (m_refused > kMaxRefusals)
        addIssue(m_top, Issue::Severity::Damage, 0, 0, std::to_string(m_refused - kMaxRefusals) + " more members were refused", "the first " + std::to_string(kMaxRefusals) + " are listed with their reasons");
    return true;
}

uint64_t Unpacker::Walk::readMembers(Level &level)
{
    uint64_t members = 0;
    ArchiveMember member;
    while (!isStopped() && level.reader.next(member)) {
        if (level.depth == 1 && level.reader.isSingle()) {
            m_isSingle = true;
            readSingle(level);
            return 1;
        }
        if (member.isDirectory && member.refusal.empty())
            continue;
        ++members;
        if (++m_members > m_owner.m_limits.members) {
            stop("refused: more than " + std::to_string(m_owner.m_limits.members) + " members: it looks like a bomb", kOpenDirectory);
            break;
        }
        readMember(level, member);
    }
    if (!level.reader.problem().empty() && !isStopped()) {
        Source about = makeSource(level, {});
        addIssue(level.depth == 1 ? m_top : about, Issue::Severity::Damage, 0, 0, "the archive is damaged: " + level.reader.problem(), "what came before was read; get the archive again from where it was made");
        if (level.depth > 1)
            m_sink.addSource(std::move(about));
    }
    readDatabases(level);
    placeWaiting(level);
    return members;
}

// A compressed file that is no archive.
void Unpacker::Walk::readSingle(Level &level)
{
    const Read read = [&](char *to, size_t count) { return level.reader.read(to, count); };
    bool failed = false;
    const std::string head = readHead(read, kMemberHead, failed);
    const Read rest = [&](char *to, size_t count) { return failed ? -1 : read(to, count); };
    if (!isDatabase(head)) {
        spool(level, {}, head, rest, level.reader);
        return;
    }
    Source source = m_top;
    source.member = source.path;
    source.logsource = withoutCompressionSuffix(source.logsource);
    source.path = withoutCompressionSuffix(source.path);
    PackedDatabase(std::move(source), copyWhole(head, rest, level.reader)).read(m_owner.m_rules, m_owner.m_spool, m_owner.m_cancelled, [this](Source rows) {
        m_top = std::move(rows);
        m_sink.replaceSource(m_top);
    });
}

Source Unpacker::Walk::makeSource(const Level &level, const std::string &path) const
{
    Source source;
    source.filePath = path.empty() ? level.name : level.name + "!" + path;
    source.member = path.empty() ? level.shortName : level.shortName + "!" + path;
    source.logsource = path.empty() ? level.shortName : path;
    source.path = source.logsource;
    source.written = m_written;
    return source;
}

void Unpacker::Walk::readMember(Level &level, ArchiveMember &member)
{
    m_written = member.written;
    Source source = makeSource(level, member.path);
    const Read read = [&](char *to, size_t count) { return level.reader.read(to, count); };
    if (!member.refusal.empty()) {
        addIssue(source, member.isHarmless ? Issue::Severity::Note : Issue::Severity::Damage, 0, 0, member.refusal, member.advice);
        if (++m_refused <= kMaxRefusals)
            member.isHarmless ? offer(level, member.path, std::move(source)) : m_sink.addSource(std::move(source));
        return;
    }
    if (isNeverOpened(m_owner.m_rules, member.path)) {
        noteNeverOpened(source);
        offer(level, member.path, std::move(source));
        skip(read);
        return;
    }
    bool failed = false;
    std::string head = readHead(read, kMemberHead, failed);
    if (failed && head.empty()) {
        addIssue(source, Issue::Severity::Damage, 0, 0, "cannot be unpacked: " + level.reader.problem(), "get the archive again from where it was made");
        offer(level, member.path, std::move(source));
    } else if (!account(head.size())) {
        return;
    } else if (isContainer(head) && !failed) {
        readNested(level, member.path, std::move(head));
    } else {
        const Read rest = [&](char *to, size_t count) { return failed ? -1 : read(to, count); };
        if (isDatabase(head)) { // what lies beside it may come later
            level.databases.emplace(member.path, PackedDatabase(std::move(source), copyWhole(head, rest, level.reader)));
            return;
        }
        const auto file = spool(level, member.path, head, rest, level.reader);
        if (!journalSuffix(member.path, head).empty())
            level.journals[member.path] = file;
    }
}

void Unpacker::Walk::readNested(Level &level, const std::string &path, std::string head)
{
    Source source = makeSource(level, path);
    if (level.depth >= m_owner.m_limits.depth) {
        addIssue(source, Issue::Severity::Damage, 0, 0, "refused: archives in archives, more than " + std::to_string(m_owner.m_limits.depth) + " deep: it looks like a bomb", kOpenDirectory);
        offer(level, path, std::move(source));
        return;
    }
    size_t given = 0;
    ArchiveInput input;
    input.read = [&](char *to, size_t count) -> int64_t {
        if (isStopped())
            return -1;
        if (given < head.size()) {
            const size_t n = std::min(count, head.size() - given);
            std::memcpy(to, head.data() + given, n);
            given += n;
            return static_cast<int64_t>(n);
        }
        const int64_t n = level.reader.read(to, count);
        return n > 0 && !account(static_cast<uint64_t>(n)) ? -1 : n;
    };
    ArchiveReader inner(std::move(input));
    ArchiveMember first;
    // A compressed log is told from an archive by its first member.
    if (inner.next(first) && inner.isSingle()) {
        const Read read = [&](char *to, size_t count) { return inner.read(to, count); };
        bool failed = false;
        const std::string begin = readHead(read, kMemberHead, failed);
        const Read rest = [&](char *to, size_t count) { return failed ? -1 : read(to, count); };
        if (!account(begin.size()))
            return;
        if (isDatabase(begin))
            level.databases.emplace(withoutCompressionSuffix(path), PackedDatabase(makeSource(level, withoutCompressionSuffix(path)), copyWhole(begin, rest, inner)));
        else
            spool(level, withoutCompressionSuffix(path), begin, rest, inner);
        return;
    }
    const auto outer = ArchiveLayout::numberedRun(path);
    if (outer && !level.context && !m_owner.m_onlyRun.empty() && fileName(outer->root) != m_owner.m_onlyRun)
        return;
    Level nested { inner, source.filePath, source.member, withoutArchiveSuffix(fileName(path)), std::nullopt, level.depth + 1, ArchiveLayout(m_owner.m_rules) };
    if (level.context) {
        nested.context = Context { level.context->run, level.context->rundir, level.context->directory + path.substr(0, path.rfind('/') + 1) };
    } else if (outer) {
        const std::string rundir = fileName(outer->root);
        nested.context = Context { addRun(rundir, level.name + "!" + outer->root), rundir, outer->logsource.substr(0, outer->logsource.rfind('/') + 1) };
    }
    uint64_t members = 0;
    if (!first.path.empty() && !first.isDirectory) {
        ++members;
        ++m_members;
        readMember(nested, first);
    }
    members += readMembers(nested);
    source.format = "archive";
    source.role = "archive";
    source.why = inner.format() + ": " + std::to_string(members) + " members";
    source.done = true;
    offer(level, path, std::move(source));
}

// SQLite reads here and there in its file: it must be there as a whole.
std::shared_ptr<SpooledFile> Unpacker::Walk::copyWhole(std::string_view head, const Read &rest, const ArchiveReader &reader)
{
    const auto whole = std::make_shared<SpooledFile>(std::make_shared<Spool>());
    if (whole->append(head.data(), head.size()))
        copy(*whole, rest, [] { }, reader);
    return whole;
}

void Unpacker::Walk::readDatabases(Level &level)
{
    for (auto &[path, database] : level.databases) {
        for (const char *suffix : { "-wal", "-journal" }) {
            if (const auto journal = level.journals.find(path + suffix); journal != level.journals.end())
                database.addJournal(suffix, journal->second);
        }
        database.read(m_owner.m_rules, m_owner.m_spool, m_owner.m_cancelled, [&, at = &path](Source source) { offer(level, *at, std::move(source)); });
    }
}

void Unpacker::Walk::skip(const Read &read)
{
    std::string block(LineReader::kBlock, '\0');
    int64_t n = 1;
    while (n > 0 && !isStopped()) {
        n = read(block.data(), block.size());
        account(n > 0 ? static_cast<uint64_t>(n) : 0);
    }
}

std::shared_ptr<SpooledFile> Unpacker::Walk::spool(Level &level, const std::string &path, std::string_view head, const Read &read, const ArchiveReader &reader)
{
    const auto file = std::make_shared<SpooledFile>(m_owner.m_spool);
    bool handed = false;
    const auto handOver = [&] {
        if (handed)
            return;
        handed = true;
        if (m_isSingle) {
            m_top.spooled = file;
            m_top.member = m_top.path;
            m_top.logsource = withoutCompressionSuffix(m_top.logsource);
            m_top.path = withoutCompressionSuffix(m_top.path);
            m_sink.replaceSource(m_top);
            return;
        }
        Source source = makeSource(level, path);
        source.spooled = file;
        offer(level, path, std::move(source));
    };
    if (file->append(head.data(), head.size()))
        copy(*file, read, handOver, reader);
    else
        stop("unpacking stopped: " + file->problem(), file->advice());
    handOver();
    return file;
}

void Unpacker::Walk::copy(SpooledFile &file, const Read &read, const std::function<void()> &handOver, const ArchiveReader &reader)
{
    std::string block(LineReader::kBlock, '\0');
    while (true) {
        const int64_t n = isStopped() ? -1 : read(block.data(), block.size());
        if (n == 0) {
            file.finish();
            return;
        }
        if (n < 0 || !account(static_cast<uint64_t>(n)))
            break;
        if (!file.append(block.data(), static_cast<size_t>(n))) {
            stop("unpacking stopped: " + file.problem(), file.advice());
            return;
        }
        if (file.size() >= SpooledFile::kReadable)
            handOver();
    }
    if (m_stopped)
        file.fail("cut here: unpacking stopped", "the archive's own entry says why");
    else if (m_owner.m_cancelled)
        file.finish();
    else
        file.fail("the archive is damaged in this file: " + reader.problem(), "what came before was read; get the archive again from where it was made");
}

RunId Unpacker::Walk::addRun(const std::string &rundir, const std::string &path)
{
    Run run;
    run.rundir = rundir;
    run.path = path;
    return m_sink.addRun(std::move(run));
}

// Hands a source over, or keeps it until its place is known.
void Unpacker::Walk::offer(Level &level, const std::string &path, Source source)
{
    const auto own = level.layout.place(path);
    if (level.context && !(own && isNumber(fileName(own->root)))) {
        source.run = level.context->run;
        source.logsource = level.context->directory + path;
        source.path = level.context->rundir + "/" + source.logsource;
        m_sink.addSource(std::move(source));
    } else if (own) {
        place(level, *own, std::move(source));
    } else {
        level.waiting.emplace_back(path, std::move(source));
    }
}

void Unpacker::Walk::place(Level &level, const ArchiveLayout::Place &place, Source source)
{
    const bool isNumbered = isNumber(fileName(place.root));
    const std::string rundir = place.root.empty() ? level.stem : fileName(place.root);
    if (isNumbered && !m_owner.m_onlyRun.empty() && rundir != m_owner.m_onlyRun && !place.isBeside)
        return;
    if (!place.isBeside)
        source.run = addRun(rundir, place.root.empty() ? level.name : level.name + "!" + place.root);
    else
        source.run = level.onlyRun;
    if (isNumbered && rundir == m_owner.m_onlyRun)
        level.onlyRun = source.run;
    source.logsource = place.logsource;
    source.path = source.run == kNoRun ? place.logsource : (place.isBeside ? m_owner.m_onlyRun : rundir) + "/" + place.logsource;
    m_sink.addSource(std::move(source));
}

void Unpacker::Walk::placeWaiting(Level &level)
{
    std::vector<std::string> paths;
    for (const auto &[path, source] : level.waiting)
        paths.push_back(path);
    if (paths.empty())
        return;
    const auto places = level.layout.placeRest(paths);
    for (const bool beside : { false, true }) { // the runs first
        for (size_t i = 0; i < places.size(); ++i) {
            if (places[i].isBeside == beside)
                place(level, places[i], std::move(level.waiting[i].second));
        }
    }
}

bool Unpacker::Walk::account(uint64_t bytes)
{
    m_unpacked += bytes;
    const ArchiveLimits &limits = m_owner.m_limits;
    // What overlaps in a file is read from it again and again.
    const uint64_t own = std::min(m_consumed, std::max<uint64_t>(m_file.size(), 1));
    if (m_unpacked <= limits.plainBytes || m_unpacked / limits.ratio < own)
        return !isStopped();
    stop("refused: " + std::to_string(m_unpacked >> 20) + " MB came out of " + std::to_string(own >> 10) + " KB: it looks like a bomb", kOpenDirectory);
    return false;
}

void Unpacker::Walk::stop(const std::string &what, const std::string &fix)
{
    if (!m_stopped)
        addIssue(m_top, Issue::Severity::Damage, 0, 0, what, fix);
    m_stopped = true;
}

} // namespace widelens
