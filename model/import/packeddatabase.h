// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"
#include "model/store/source.h"
#include "model/store/spool.h"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace widelens {

// "-wal" or "-journal" for what an SQLite writer leaves beside its database, by name and content; "" for all else.
std::string journalSuffix(const std::string &path, std::string_view head);

// A database that came out of an archive, with what lay beside it there: a write-ahead log is applied, a journal rolled back.
class PackedDatabase
{
public:
    PackedDatabase(Source source, std::shared_ptr<SpooledFile> file)
        : m_source(std::move(source))
        , m_file(std::move(file))
    {
    }

    void addJournal(const std::string &suffix, std::shared_ptr<const SpooledFile> file) { m_journals[suffix] = std::move(file); }
    // Spools its rows; the source is handed over as in spoolDatabase().
    void read(const Rules &rules, const std::shared_ptr<Spool> &spool, const std::atomic<bool> &cancelled, const std::function<void(Source)> &handOver) const;

private:
    Source m_source;
    std::shared_ptr<SpooledFile> m_file; // all of it, in a spool of its own
    std::map<std::string, std::shared_ptr<const SpooledFile>> m_journals; // suffix → file
};

} // namespace widelens
