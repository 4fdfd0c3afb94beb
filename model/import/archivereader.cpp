// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/archivereader.h"

#include "model/store/filereader.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace widelens {

namespace {

la_ssize_t readBlock(struct archive *, void *reader, const void **buffer)
{
    return static_cast<ArchiveReader *>(reader)->fill(buffer);
}

la_int64_t seekBlock(struct archive *, void *reader, la_int64_t offset, int whence)
{
    return static_cast<ArchiveReader *>(reader)->seekTo(offset, whence);
}

// The sum of a tar header's bytes, its own field as blanks, stands in it as an octal number.
bool isTarHeader(std::string_view head)
{
    if (head.size() < 512 || head[0] == 0)
        return false;
    unsigned sum = 0;
    for (size_t i = 0; i < 512; ++i)
        sum += static_cast<unsigned char>(i >= 148 && i < 156 ? ' ' : head[i]);
    unsigned stated = 0;
    size_t digits = 0;
    for (size_t i = 148; i < 156; ++i) {
        if (head[i] >= '0' && head[i] <= '7') {
            stated = stated * 8 + static_cast<unsigned>(head[i] - '0');
            ++digits;
        } else if (digits > 0) {
            break;
        } else if (head[i] != ' ') {
            return false;
        }
    }
    return digits > 0 && stated == sum;
}

// LZMA alone has no magic: the usual properties, a dictionary of a power of two, and an unpacked size, mostly unknown.
bool isLzma(std::string_view head)
{
    if (head.size() < 13 || head[0] != 0x5d || head[1] != 0 || head[2] != 0)
        return false;
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(head[i]); };
    const uint32_t dictionary = static_cast<uint32_t>(byte(3)) << 16 | static_cast<uint32_t>(byte(4)) << 24;
    const bool isUnknown = std::all_of(head.begin() + 5, head.begin() + 13, [](char c) { return c == '\xff'; });
    return dictionary != 0 && (dictionary & (dictionary - 1)) == 0 && (isUnknown || (byte(10) == 0 && byte(11) == 0 && byte(12) == 0));
}

bool endsWith(const std::string &name, std::string_view suffix)
{
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
    return name.size() > suffix.size() && std::equal(suffix.rbegin(), suffix.rend(), name.rbegin(), [&](char b, char a) { return same(a, b); });
}

// The parts of a member's name joined again without "." and empty ones; false where it leads outside.
bool cleanName(std::string_view name, std::string &clean)
{
    clean.clear();
    size_t at = 0;
    while (at <= name.size()) {
        const size_t end = std::min(name.find('/', at), name.size());
        const std::string_view part = name.substr(at, end - at);
        at = end + 1;
        if (part.empty() || part == ".")
            continue;
        if (part == "..")
            return false;
        clean += (clean.empty() ? "" : "/") + std::string(part);
    }
    return true;
}

bool isAbsolute(std::string_view name)
{
    const bool drive = name.size() > 2 && name[1] == ':' && (name[2] == '\\' || name[2] == '/');
    return drive || (!name.empty() && (name[0] == '/' || name[0] == '\\'));
}

const char *textOf(const char *preferred, const char *otherwise)
{
    return preferred ? preferred : otherwise ? otherwise : "";
}

void refuse(ArchiveMember &member, std::string why, std::string advice, bool harmless)
{
    member.refusal = std::move(why);
    member.advice = std::move(advice);
    member.isHarmless = harmless;
}

void judge(struct archive_entry *entry, ArchiveMember &member)
{
    const std::string name = textOf(archive_entry_pathname_utf8(entry), archive_entry_pathname(entry));
    member.isDirectory = archive_entry_filetype(entry) == AE_IFDIR;
    if (archive_entry_mtime_is_set(entry))
        member.written = archive_entry_mtime(entry) * kSecond + archive_entry_mtime_nsec(entry);
    if (!cleanName(name, member.path) || isAbsolute(name) || (member.path.empty() && !member.isDirectory)) {
        member.path = name;
        refuse(member, isAbsolute(name) ? "refused: an absolute name in an archive" : name.empty() ? "refused: a member without a name" : "refused: its name leads out of the archive",
               "if it is a log, pack it again with names relative to the run's directory (tar -C DIRECTORY -cf …)", false);
        return;
    }
    if (const char *target = archive_entry_hardlink(entry)) {
        refuse(member, "refused: a link to " + std::string(target), "nothing to do: what it points to is read where it is in the archive", true);
        return;
    }
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
    case AE_IFDIR:
        break;
    case AE_IFLNK:
        refuse(member, "refused: a symbolic link to " + std::string(textOf(archive_entry_symlink_utf8(entry), archive_entry_symlink(entry))),
               "if the log it points to is wanted, pack the archive again with tar --dereference", true);
        return;
    default:
        refuse(member, "refused: a device, a pipe or a socket", "nothing to do: it holds no text", true);
        return;
    }
    if (archive_entry_is_encrypted(entry) > 0)
        refuse(member, "refused: it is encrypted", "unpack the archive with its password, and open the directory", false);
}

} // namespace

bool isContainer(std::string_view head)
{
    using namespace std::string_view_literals;
    const auto begins = [&](std::string_view magic) { return head.substr(0, magic.size()) == magic; };
    if (begins("\x1f\x8b\x08"sv) || begins("\xfd""7zXZ\0"sv) || begins("\x28\xb5\x2f\xfd"sv) || begins("PK\3\4"sv) || begins("PK\5\6"sv))
        return true;
    if (isLzma(head))
        return true;
    if (begins("BZh"sv) && head.size() >= 10 && head[3] >= '1' && head[3] <= '9')
        return head.substr(4, 6) == "\x31\x41\x59\x26\x53\x59"sv || head.substr(4, 6) == "\x17\x72\x45\x38\x50\x90"sv;
    return isTarHeader(head);
}

std::string unreadPacking(std::string_view head)
{
    using namespace std::string_view_literals;
    // Their readers let the file choose how much memory it takes, need other programs, or are not in libarchive.
    constexpr std::pair<std::string_view, const char *> kinds[] = { { "7z\xbc\xaf\x27\x1c"sv, "7z" }, { "Rar!\x1a\x07"sv, "RAR" }, { "\x04\x22\x4d\x18"sv, "lz4" }, { "\x89LZO\0"sv, "lzop" },
                                                                    { "LZIP\1"sv, "lzip" }, { "\x1f\x9d"sv, "compress (.Z)" }, { "MSCF\0\0\0\0"sv, "CAB" }, { "!<arch>\n"sv, "ar" } };
    for (const auto &[magic, name] : kinds) {
        if (head.substr(0, magic.size()) == magic)
            return name;
    }
    return {};
}

std::string withoutCompressionSuffix(const std::string &name)
{
    for (const std::string_view suffix : { ".gz", ".bz2", ".xz", ".lzma", ".zst" }) {
        if (endsWith(name, suffix))
            return name.substr(0, name.size() - suffix.size());
    }
    return name;
}

std::string withoutArchiveSuffix(const std::string &name)
{
    for (const std::string_view suffix : { ".tgz", ".tbz2", ".tbz", ".txz", ".tlz", ".tzst", ".zip" }) {
        if (endsWith(name, suffix))
            return name.substr(0, name.size() - suffix.size());
    }
    const std::string plain = withoutCompressionSuffix(name);
    return endsWith(plain, ".tar") ? plain.substr(0, plain.size() - 4) : plain;
}

ArchiveReader::ArchiveReader(ArchiveInput input)
    : m_input(std::move(input))
    , m_archive(archive_read_new())
    , m_buffer(LineReader::kBlock, '\0')
{
    for (const auto support : { archive_read_support_filter_gzip, archive_read_support_filter_bzip2, archive_read_support_filter_xz, archive_read_support_filter_lzma, archive_read_support_filter_zstd,
                                archive_read_support_format_tar, archive_read_support_format_zip, archive_read_support_format_raw })
        support(m_archive);
    archive_read_set_callback_data(m_archive, this);
    archive_read_set_read_callback(m_archive, readBlock);
    if (m_input.seek)
        archive_read_set_seek_callback(m_archive, seekBlock);
}

ArchiveReader::~ArchiveReader()
{
    archive_read_free(m_archive);
}

int64_t ArchiveReader::fill(const void **buffer)
{
    *buffer = m_buffer.data();
    const int64_t n = m_input.read(m_buffer.data(), m_buffer.size());
    if (n < 0)
        archive_set_error(m_archive, -1, "it cannot be read any further");
    m_position += n > 0 ? static_cast<uint64_t>(n) : 0;
    return n < 0 ? ARCHIVE_FATAL : n;
}

int64_t ArchiveReader::seekTo(int64_t offset, int whence)
{
    const auto base = static_cast<int64_t>(whence == SEEK_SET ? 0 : whence == SEEK_CUR ? m_position : m_input.size);
    if (base + offset < 0 || !m_input.seek(static_cast<uint64_t>(base + offset)))
        return ARCHIVE_FATAL;
    m_position = static_cast<uint64_t>(base + offset);
    return base + offset;
}

void ArchiveReader::note(int code)
{
    const char *text = archive_error_string(m_archive);
    m_problem = text ? text : "damaged";
    m_ended = code == ARCHIVE_FATAL;
}

bool ArchiveReader::next(ArchiveMember &member)
{
    member = {};
    if (m_ended)
        return false;
    m_problem.clear();
    int code = m_opened ? ARCHIVE_OK : archive_read_open1(m_archive);
    m_opened = true;
    struct archive_entry *entry = nullptr;
    if (code >= ARCHIVE_WARN)
        code = archive_read_next_header(m_archive, &entry);
    m_ended = code == ARCHIVE_EOF || code < ARCHIVE_WARN;
    if (code < ARCHIVE_WARN)
        note(code);
    if (m_ended)
        return false;
    if (!isSingle())
        judge(entry, member);
    return true;
}

int64_t ArchiveReader::read(char *to, size_t count)
{
    const la_ssize_t n = archive_read_data(m_archive, to, count);
    if (n >= 0)
        return n;
    note(static_cast<int>(n));
    return -1;
}

bool ArchiveReader::isSingle() const
{
    return archive_format(m_archive) == ARCHIVE_FORMAT_RAW;
}

std::string ArchiveReader::format() const
{
    std::string text;
    if (const char *name = isSingle() ? nullptr : archive_format_name(m_archive))
        text = name;
    for (int i = 0; i < archive_filter_count(m_archive) - 1; ++i)
        text += (text.empty() ? "" : ", ") + std::string(archive_filter_name(m_archive, i));
    return text;
}

} // namespace widelens
