// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/packing.h"

#include "tests/model/testlogs.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <filesystem>

namespace widelens {

namespace {

la_ssize_t collect(struct archive *, void *bytes, const void *from, size_t count)
{
    static_cast<std::string *>(bytes)->append(static_cast<const char *>(from), count);
    return static_cast<la_ssize_t>(count);
}

void setFilter(struct archive *archive, PackedAs as)
{
    switch (as) {
    case PackedAs::TarGzip:
    case PackedAs::Gzip:
        archive_write_add_filter_gzip(archive);
        break;
    case PackedAs::TarBzip2:
    case PackedAs::Bzip2:
        archive_write_add_filter_bzip2(archive);
        break;
    case PackedAs::TarXz:
    case PackedAs::Xz:
        archive_write_add_filter_xz(archive);
        archive_write_set_options(archive, "compression-level=0");
        break;
    case PackedAs::TarLzma:
    case PackedAs::Lzma:
        archive_write_add_filter_lzma(archive);
        break;
    case PackedAs::TarZstd:
    case PackedAs::Zstd:
        archive_write_add_filter_zstd(archive);
        break;
    default:
        break;
    }
}

void addMember(struct archive *archive, const Packed &member)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.name.c_str());
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, member.written, 0);
    const bool isFile = member.kind == Packed::Kind::File;
    archive_entry_set_size(entry, isFile ? static_cast<la_int64_t>(member.content.size()) : 0);
    archive_entry_set_filetype(entry, AE_IFREG);
    if (member.kind == Packed::Kind::Directory)
        archive_entry_set_filetype(entry, AE_IFDIR);
    if (member.kind == Packed::Kind::Device)
        archive_entry_set_filetype(entry, AE_IFBLK);
    if (member.kind == Packed::Kind::Pipe)
        archive_entry_set_filetype(entry, AE_IFIFO);
    if (member.kind == Packed::Kind::SymbolicLink) {
        archive_entry_set_filetype(entry, AE_IFLNK);
        archive_entry_set_symlink(entry, member.content.c_str());
    }
    if (member.kind == Packed::Kind::HardLink)
        archive_entry_set_hardlink(entry, member.content.c_str());
    archive_write_header(archive, entry);
    if (isFile)
        archive_write_data(archive, member.content.data(), member.content.size());
    archive_entry_free(entry);
}

} // namespace

std::string pack(PackedAs as, const std::vector<Packed> &members)
{
    std::string bytes;
    struct archive *archive = archive_write_new();
    archive_write_set_bytes_in_last_block(archive, 1);
    if (as >= PackedAs::Gzip)
        archive_write_set_format_raw(archive);
    else if (as == PackedAs::Zip)
        archive_write_set_format_zip(archive);
    else if (as == PackedAs::SevenZip)
        archive_write_set_format_7zip(archive);
    else
        archive_write_set_format_pax_restricted(archive);
    setFilter(archive, as);
    archive_write_open(archive, &bytes, nullptr, collect, nullptr);
    for (const auto &member : members)
        addMember(archive, member);
    archive_write_close(archive);
    archive_write_free(archive);
    return bytes;
}

std::vector<Packed> filesBelow(const std::string &directory, const std::string &prefix)
{
    std::vector<Packed> files;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(directory)) {
        if (entry.is_regular_file())
            files.push_back({ prefix + entry.path().lexically_relative(directory).string(), readFile(entry.path().string()) });
    }
    std::sort(files.begin(), files.end(), [](const Packed &a, const Packed &b) { return a.name < b.name; });
    return files;
}

} // namespace widelens
