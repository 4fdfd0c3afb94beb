// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/tablehead.h"

#include "model/import/jsonkeys.h"
#include "model/store/time.h"

#include <algorithm>
#include <set>

namespace widelens {

namespace {

constexpr size_t kRows = 50; // that are looked at
constexpr size_t kLongestName = 80;
constexpr Time kFirstPlausible = 315'532'800 * kSecond; // 1980: smaller numbers count seconds from somewhere else

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char &c : result)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

// A name and no value: "time (s)", "@timestamp"; not "2026-08-05", "12" or a sentence.
bool isName(std::string_view text)
{
    return text.size() <= kLongestName && std::any_of(text.begin(), text.end(), isLetter) && text.find_first_of("{}=<>\"\n") == std::string_view::npos
        && std::count(text.begin(), text.end(), ' ') <= 4 && !parseIsoTime(text, 0, nullptr);
}

bool namesTime(std::string_view name)
{
    const std::string text = lower(name);
    const auto has = [&](const char *word) { return text.find(word) != std::string::npos; };
    return has("time") || has("date") || has("stamp") || has("epoch") || text == "ts" || text == "when";
}

// "05:20:01", "5:20:01.042Z"
bool isClock(const std::string &text)
{
    return text.size() >= 4 && text.find(':') <= 2 && parseIsoTime(dateAndClock("2000-01-01", text), 0, nullptr);
}

class HeadReading
{
public:
    HeadReading(const Rules &rules, const FormatRule &format, std::string_view text, bool whole)
        : m_rules(rules)
        , m_format(format)
        , m_text(text)
        , m_whole(whole)
    {
        if (m_text.substr(0, 3) == "\xef\xbb\xbf")
            m_text.remove_prefix(3);
    }

    std::optional<TableHead> read()
    {
        std::optional<TableHead> best;
        for (const char separator : m_format.separators) {
            if (!readRows(separator) || (best && best->names.names.size() >= m_names.size()))
                continue;
            const auto [time, isNamed] = findTime();
            const int clock = time >= 0 ? findClock(time) : -1;
            if (time >= 0)
                best = TableHead { { 0, m_names, separator, isNamed && clock < 0 ? -1 : time, clock }, describe(separator, time, clock) };
        }
        return best;
    }

private:
    // The next row that is not blank; false: there is none, or it is not whole.
    bool next(size_t &at, char separator, std::vector<TableCell> &cells) const
    {
        while (at < m_text.size()) {
            size_t end = m_text.find('\n', at);
            while (true) {
                if (end == std::string_view::npos && !m_whole)
                    return false;
                std::string_view row = m_text.substr(at, end == std::string_view::npos ? end : end - at);
                if (!row.empty() && row.back() == '\r')
                    row.remove_suffix(1);
                const bool isBlank = row.find_first_not_of(" \t") == std::string_view::npos;
                if (isBlank || splitRow(row, separator, cells)) {
                    at = end == std::string_view::npos ? m_text.size() : end + 1;
                    if (isBlank)
                        break;
                    return true;
                }
                if (end == std::string_view::npos)
                    return false;
                end = m_text.find('\n', end + 1);
            }
        }
        return false;
    }

    bool readRows(char separator)
    {
        m_names.clear();
        m_rows.clear();
        size_t at = 0;
        std::vector<TableCell> cells;
        if (!next(at, separator, cells) || cells.size() < 2 || !takeNames(cells))
            return false;
        size_t uneven = 0;
        while (m_rows.size() + uneven < kRows && next(at, separator, cells)) {
            const auto isName = [](const TableCell &cell, const std::string &name) { return cell.text == name; };
            if (std::equal(cells.begin(), cells.end(), m_names.begin(), m_names.end(), isName))
                continue; // several tables, one after the other
            if (cells.size() == m_names.size())
                m_rows.push_back(cells);
            else
                ++uneven;
        }
        return !m_rows.empty() && uneven * 10 <= m_rows.size();
    }

    // A column without a name, as of an index, is called by its number; a name that comes again is numbered.
    bool takeNames(const std::vector<TableCell> &cells)
    {
        std::set<std::string> seen;
        size_t nameless = 0;
        for (const auto &cell : cells) {
            std::string name = cell.text;
            if (name.empty()) {
                ++nameless;
                name = "column_" + std::to_string(m_names.size() + 1);
            } else if (!isName(name)) {
                return false;
            }
            const std::string plain = name;
            for (int n = 2; !seen.insert(name).second; ++n)
                name = plain + "_" + std::to_string(n);
            m_names.push_back(std::move(name));
        }
        return nameless * 2 < cells.size();
    }

    // Whether nearly all values of a column are times, and some are there.
    bool holdsTimes(size_t column, const std::string &unit) const
    {
        return holds(column, [&](const std::string &text) {
            const Time time = timeOf(text, unit);
            return time != kNoTime && (unit != "auto" || time >= kFirstPlausible);
        });
    }

    // The column, and whether its name says it to whoever reads the rows.
    std::pair<int, bool> findTime() const
    {
        for (const auto &key : m_format.timeKeys) {
            for (size_t i = 0; i < m_names.size(); ++i) {
                if (m_names[i] == key.key && holdsTimes(i, key.unit))
                    return { static_cast<int>(i), true };
            }
        }
        for (const bool named : { true, false }) {
            for (size_t i = 0; i < m_names.size(); ++i) {
                if (namesTime(m_names[i]) == named && (named || m_names.size() > 2) && holdsTimes(i, named ? "auto" : "iso"))
                    return { static_cast<int>(i), false };
            }
        }
        return { -1, false };
    }

    template<typename Fits>
    bool holds(size_t column, Fits fits) const
    {
        size_t fitting = 0;
        size_t values = 0;
        for (const auto &row : m_rows) {
            values += !row[column].text.empty();
            fitting += !row[column].text.empty() && fits(row[column].text);
        }
        return fitting > 0 && fitting * 10 >= values * 9;
    }

    // Where the times are dates alone: the column with the time of day, by its name, or beside the date. -1: none.
    int findClock(int time) const
    {
        if (!holds(static_cast<size_t>(time), [](const std::string &text) { return text.size() == 10 && text.find(':') == std::string::npos; }))
            return -1;
        const auto count = static_cast<int>(m_names.size());
        for (int i = 0; i < count; ++i) {
            if (namesTime(m_names[static_cast<size_t>(i)]) && holds(static_cast<size_t>(i), isClock))
                return i;
        }
        for (const int i : { time + 1, time - 1 }) {
            if (i >= 0 && i < count && holds(static_cast<size_t>(i), isClock))
                return i;
        }
        return -1;
    }

    std::string describe(char separator, int time, int clock) const
    {
        std::string text = "a table of " + std::to_string(m_names.size()) + " columns between " + (separator == '\t' ? std::string("tabs") : "'" + std::string(1, separator) + "'")
            + "; time: " + m_names[static_cast<size_t>(time)] + (clock < 0 ? "" : " and " + m_names[static_cast<size_t>(clock)]);
        const auto message = std::find_if(m_names.begin(), m_names.end(), [&](const std::string &name) { return m_rules.canonicalName(m_format.name, name) == "formatted"; });
        return text + (message == m_names.end() ? "; no column is the message: whole rows are shown" : "; message: " + *message);
    }

    const Rules &m_rules;
    const FormatRule &m_format;
    std::string_view m_text;
    const bool m_whole;
    std::vector<std::string> m_names;
    std::vector<std::vector<TableCell>> m_rows;
};

} // namespace

std::string dateAndClock(std::string_view date, std::string_view clock)
{
    const bool isPadded = clock.find(':') != 1;
    return std::string(date) + (isPadded ? " " : " 0") + std::string(clock);
}

bool splitRow(std::string_view row, char separator, std::vector<TableCell> &cells)
{
    size_t count = 0;
    size_t at = 0;
    bool closed = true;
    while (true) {
        if (count == cells.size())
            cells.emplace_back();
        TableCell &cell = cells[count++];
        cell.text.clear();
        cell.quoted = false;
        size_t begin = at;
        while (begin < row.size() && row[begin] == ' ' && separator != ' ')
            ++begin;
        if (begin < row.size() && row[begin] == '"') {
            cell.quoted = true;
            closed = false;
            for (at = begin + 1; at < row.size(); ++at) {
                if (row[at] != '"') {
                    cell.text += row[at];
                } else if (at + 1 < row.size() && row[at + 1] == '"') {
                    cell.text += '"';
                    ++at;
                } else {
                    closed = true;
                    ++at;
                    break;
                }
            }
            const size_t end = std::min(row.find(separator, at), row.size());
            std::string_view rest = row.substr(at, end - at); // behind the quote: nothing, if all is well
            while (!rest.empty() && rest.back() == ' ')
                rest.remove_suffix(1);
            cell.text += rest;
            at = end;
        } else {
            at = std::min(row.find(separator, begin), row.size());
            size_t end = at;
            while (end > begin && row[end - 1] == ' ')
                --end;
            cell.text = row.substr(begin, end - begin);
        }
        if (at >= row.size())
            break;
        ++at;
    }
    cells.resize(count);
    return closed;
}

std::optional<TableHead> readTableHead(const Rules &rules, const FormatRule &format, std::string_view text, bool whole)
{
    return HeadReading(rules, format, text, whole).read();
}

} // namespace widelens
