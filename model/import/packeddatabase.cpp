// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/packeddatabase.h"

#include "model/import/databasespool.h"
#include "model/store/filereader.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace widelens {

namespace {

// A folder for the files of one database, gone with this.
class Folder
{
public:
    explicit Folder(const std::string &parent)
        : m_path(parent + "/widelens-XXXXXX")
    {
        if (!::mkdtemp(m_path.data()))
            m_path.clear();
    }
    ~Folder()
    {
        std::error_code ignored;
        if (!m_path.empty())
            std::filesystem::remove_all(m_path, ignored);
    }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;

    const std::string &path() const { return m_path; } // empty: it could not be made

private:
    std::string m_path;
};

bool writeOut(const SpooledFile &file, const std::string &path, const std::atomic<bool> &cancelled)
{
    std::ofstream out(path, std::ios::binary);
    std::string block(LineReader::kBlock, '\0');
    int64_t n = 1;
    for (uint64_t at = 0; n > 0; at += static_cast<uint64_t>(n)) {
        n = file.readAt(at, block.data(), block.size(), &cancelled);
        out.write(block.data(), std::max<int64_t>(n, 0));
    }
    return n == 0 && out.flush().good() && !cancelled;
}

} // namespace

std::string journalSuffix(const std::string &path, std::string_view head)
{
    using namespace std::string_view_literals;
    const std::string_view magic = head.substr(0, 4);
    if (path.ends_with("-wal") && (magic == "\x37\x7f\x06\x82"sv || magic == "\x37\x7f\x06\x83"sv))
        return "-wal";
    return path.ends_with("-journal") && head.substr(0, 8) == "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"sv ? "-journal" : "";
}

void PackedDatabase::read(const Rules &rules, const std::shared_ptr<Spool> &spool, const std::atomic<bool> &cancelled, const std::function<void(Source)> &handOver) const
{
    const auto handOverTold = [&](Source source) {
        if (!m_file->problem().empty())
            addIssue(source, Issue::Severity::Damage, 0, 0, m_file->problem(), m_file->advice());
        handOver(std::move(source));
    };
    FileReader file;
    file.open(m_file);
    if (m_journals.empty())
        return spoolDatabase(rules, spool, cancelled, m_source, file, {}, handOverTold);
    const Folder folder(spool->folder());
    const std::string path = folder.path() + "/packed";
    bool isThere = !folder.path().empty() && writeOut(*m_file, path, cancelled);
    for (const auto &[suffix, journal] : m_journals)
        isThere = isThere && writeOut(*journal, path + suffix, cancelled);
    if (isThere)
        return spoolDatabase(rules, spool, cancelled, m_source, file, path, handOverTold);
    Source source = m_source;
    if (!cancelled)
        addIssue(source, Issue::Severity::Damage, 0, 0, "what was not yet written into it is missing: its log could not be applied for lack of space in " + spool->folder(), "make room there, or set TMPDIR to a folder that has some");
    spoolDatabase(rules, spool, cancelled, std::move(source), file, {}, handOverTold);
}

} // namespace widelens
