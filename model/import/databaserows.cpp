// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/databaserows.h"

#include "model/analysis/quoting.h"
#include "model/import/jsonkeys.h"

#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace widelens {

namespace {

constexpr int kShownColumns = 6; // of a row of a table that no rule knows
constexpr int kMaxBlob = 1024; // bytes of a binary value that are written

struct Finalize {
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Statement prepare(sqlite3 *database, const std::string &sql)
{
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v2(database, sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr);
    return Statement(statement);
}

std::string quoted(const std::string &name)
{
    std::string text = "\"";
    for (const char c : name)
        text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + '"';
}

std::string_view textOf(sqlite3_stmt *row, int column)
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(row, column));
    return text ? std::string_view(text, static_cast<size_t>(sqlite3_column_bytes(row, column))) : std::string_view();
}

// A column's value as JSON; "" where it is NULL.
std::string jsonOf(sqlite3_stmt *row, int column)
{
    switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER:
        return std::to_string(sqlite3_column_int64(row, column));
    case SQLITE_FLOAT:
        return jsonNumber(sqlite3_column_double(row, column));
    case SQLITE_TEXT:
        return jsonString(textOf(row, column));
    case SQLITE_BLOB: {
        const auto *bytes = static_cast<const unsigned char *>(sqlite3_column_blob(row, column));
        const int count = sqlite3_column_bytes(row, column);
        std::string text;
        for (int i = 0; i < std::min(count, kMaxBlob); ++i) {
            constexpr const char *digits = "0123456789abcdef";
            text += digits[bytes[i] >> 4];
            text += digits[bytes[i] & 15];
        }
        return "\"" + text + (count > kMaxBlob ? "… (" + std::to_string(count) + " bytes)" : "") + "\"";
    }
    default:
        return {};
    }
}

// A table while it is read: its row at hand, and what the rules say of it.
struct Table {
    std::string name;
    const TableRule *rule = nullptr;
    std::vector<std::string> columns;
    std::vector<std::pair<int, const FormatRule::TimeKey *>> times; // columns, the best first
    Statement rows;
    Time time = kNoTime;
    uint64_t count = 0;
    bool isOrdered = true;

    sqlite3_stmt *row() const { return rows.get(); }
    int column(std::string_view wanted) const
    {
        const auto found = std::find(columns.begin(), columns.end(), wanted);
        return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
    }
};

class RowReading
{
public:
    RowReading(const FormatRule &format, const DatabaseFile &database, const std::atomic<bool> &cancelled)
        : m_format(format)
        , m_database(database.handle())
        , m_cancelled(cancelled)
    {
    }

    std::string run(const std::function<bool(std::string_view)> &write)
    {
        sqlite3_progress_handler(m_database, 10'000, [](void *cancelled) { return static_cast<const std::atomic<bool> *>(cancelled)->load() ? 1 : 0; }, const_cast<std::atomic<bool> *>(&m_cancelled));
        openTables();
        while (!m_tables.empty() && !m_cancelled) {
            // The earliest; what has no time comes last.
            const auto first = std::min_element(m_tables.begin(), m_tables.end(), [](const Table &a, const Table &b) {
                return (a.time == kNoTime) != (b.time == kNoTime) ? b.time == kNoTime : a.time < b.time;
            });
            if (!write(lineOf(*first)))
                break;
            ++first->count;
            if (!step(*first))
                m_tables.erase(first);
        }
        m_tables.clear();
        sqlite3_progress_handler(m_database, 0, nullptr, nullptr);
        return m_problems;
    }

private:
    void openTables()
    {
        const Statement names = prepare(m_database, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name");
        std::vector<std::string> found;
        int code = SQLITE_ERROR;
        while (names && (code = sqlite3_step(names.get())) == SQLITE_ROW)
            found.emplace_back(textOf(names.get(), 0));
        if (code != SQLITE_DONE)
            complain("its list of tables cannot be read");
        for (auto &name : found) {
            Table table;
            table.name = std::move(name);
            const auto rule = std::find_if(m_format.tables.begin(), m_format.tables.end(), [&](const TableRule &other) { return other.table == table.name; });
            table.rule = rule == m_format.tables.end() ? nullptr : &*rule;
            if (open(table) && step(table))
                m_tables.push_back(std::move(table));
        }
    }

    bool open(Table &table)
    {
        const std::string all = "SELECT * FROM " + quoted(table.name);
        table.rows = prepare(m_database, all);
        if (!table.rows) {
            complain("table " + table.name + " cannot be read");
            return false;
        }
        for (int i = 0; i < sqlite3_column_count(table.row()); ++i)
            table.columns.emplace_back(sqlite3_column_name(table.row(), i));
        std::string order;
        for (const auto &key : m_format.timeKeys) {
            if (const int column = table.column(key.key); column >= 0) {
                table.times.emplace_back(column, &key);
                order += (order.empty() ? "" : ", ") + quoted(key.key);
            }
        }
        if (order.empty())
            return true;
        if (table.times.size() > 1)
            order = "COALESCE(" + order + ")";
        for (const char *then : { ", rowid", "" }) { // there are tables without
            if (Statement ordered = prepare(m_database, all + " ORDER BY " + order + " IS NULL, " + order + then)) {
                table.rows = std::move(ordered);
                break;
            }
        }
        return true;
    }

    bool step(Table &table)
    {
        const int code = sqlite3_step(table.row());
        if (code == SQLITE_ROW) {
            table.time = kNoTime;
            for (const auto &[column, key] : table.times) {
                if (table.time == kNoTime && sqlite3_column_type(table.row(), column) != SQLITE_NULL)
                    table.time = timeOf(textOf(table.row(), column), key->unit);
            }
            return true;
        }
        if (code == SQLITE_DONE || m_cancelled)
            return false;
        if (table.isOrdered && table.count == 0) { // sorting met damage: in its own order some of it can be read
            table.isOrdered = false;
            table.rows = prepare(m_database, "SELECT * FROM " + quoted(table.name) + " NOT INDEXED");
            return table.rows && step(table);
        }
        complain("table " + table.name + " is damaged behind " + std::to_string(table.count) + " rows");
        return false;
    }

    void complain(const std::string &what)
    {
        m_problems += (m_problems.empty() ? "" : "; ") + what + ": " + sqlite3_errmsg(m_database);
    }

    std::string messageOf(const Table &table) const
    {
        std::string text;
        if (!table.rule || table.rule->message.empty()) {
            int shown = 0;
            for (int i = 0; i < static_cast<int>(table.columns.size()) && shown < kShownColumns; ++i) {
                if (sqlite3_column_type(table.row(), i) == SQLITE_NULL)
                    continue;
                text += (shown++ ? ", " : table.name + ": ") + table.columns[static_cast<size_t>(i)] + "=" + std::string(textOf(table.row(), i).substr(0, 200));
            }
            return text.empty() ? table.name : text;
        }
        const std::string &pattern = table.rule->message;
        for (size_t at = 0; at < pattern.size();) {
            const size_t open = std::min(pattern.find('{', at), pattern.size());
            const size_t close = std::min(pattern.find('}', open), pattern.size());
            text += pattern.substr(at, open - at);
            at = close + 1;
            if (open == pattern.size())
                break;
            const int column = table.column(std::string_view(pattern).substr(open + 1, close - open - 1));
            const std::string_view value = column < 0 ? std::string_view() : textOf(table.row(), column);
            text += value.empty() ? "?" : std::string(value);
        }
        return text;
    }

    std::string lineOf(const Table &table) const
    {
        std::string values; // first: asking for text may change a type
        for (int i = 0; i < static_cast<int>(table.columns.size()); ++i) {
            const std::string value = jsonOf(table.row(), i);
            if (!value.empty())
                values += "," + jsonString(table.columns[static_cast<size_t>(i)]) + ":" + value;
        }
        std::string line = "{\"table\":" + jsonString(table.name) + ",\"formatted\":" + jsonString(messageOf(table));
        for (size_t i = 0; table.rule && i < table.rule->set.size(); ++i)
            line += "," + jsonString(table.rule->set[i].first) + ":" + jsonString(table.rule->set[i].second);
        return line + values + "}\n";
    }

    const FormatRule &m_format;
    sqlite3 *m_database;
    const std::atomic<bool> &m_cancelled;
    std::string m_problems;
    std::vector<Table> m_tables;
};

} // namespace

const FormatRule *recogniseDatabase(const Rules &rules, const DatabaseFile &database, std::string &why)
{
    const Statement count = prepare(database.handle(), "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?");
    const FormatRule *best = nullptr;
    for (const auto &format : rules.formats) {
        if (format.kind != FormatRule::Kind::Database || (best && best->requires_.size() >= format.requires_.size()))
            continue;
        const bool fits = count && std::all_of(format.requires_.begin(), format.requires_.end(), [&](const auto &needed) {
            sqlite3_reset(count.get());
            sqlite3_bind_text(count.get(), 1, needed.first.c_str(), -1, SQLITE_STATIC);
            return sqlite3_step(count.get()) == SQLITE_ROW && sqlite3_column_int(count.get(), 0) > 0;
        });
        if (fits)
            best = &format;
    }
    if (!best)
        return nullptr;
    why = "an SQLite database";
    for (size_t i = 0; i < best->requires_.size(); ++i)
        why += (i ? ", " : " with the tables ") + best->requires_[i].first;
    return best;
}

std::string writeRows(const FormatRule &format, const DatabaseFile &database, const std::atomic<bool> &cancelled, const std::function<bool(std::string_view line)> &write)
{
    return RowReading(format, database, cancelled).run(write);
}

} // namespace widelens
