// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/entitytable.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace widelens {

namespace {

using Type = EntityColumn::Type;

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char &c : result)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return result;
}

// One word of a filter, applied to the cells of the columns that it asks of.
struct Word {
    std::vector<size_t> columns;
    std::string text; // in lower case
    char comparison = 0; // '<' or '>'; 0: contains, or equals a number
    bool absent = false; // no value in any of the columns
    bool present = false; // any value in one of the columns
    std::vector<std::string> wholes; // '=': any of these, in lower case
    int64_t number = EntityColumn::kAbsent; // nanoseconds for durations, see matches()
    double value = 0;
    std::vector<char> texts; // by distinct text: whether it fits
};

class FilterWords
{
public:
    FilterWords(const EntityTable &table, const std::string &filter)
        : m_table(table)
    {
        std::string word;
        bool quoted = false;
        for (const char c : filter + ' ') {
            if (c == '"') {
                quoted = !quoted;
            } else if (c != ' ' || quoted) {
                word += c;
            } else if (!word.empty()) {
                m_words.push_back(read(word));
                word.clear();
            }
        }
        if (!word.empty()) // still being typed: its quote is open
            m_words.push_back(read(word.substr(0, word.size() - 1)));
    }

    bool matches(uint32_t row) const
    {
        return std::all_of(m_words.begin(), m_words.end(), [&](const Word &word) {
            if (word.absent)
                return std::all_of(word.columns.begin(), word.columns.end(), [&](size_t column) { return m_table.columns[column].cells[row] == EntityColumn::kAbsent; });
            return std::any_of(word.columns.begin(), word.columns.end(), [&](size_t column) { return matches(word, m_table.columns[column], row); });
        });
    }
    bool isEmpty() const { return m_words.empty(); }

private:
    std::vector<size_t> columnsNamed(const std::string &name) const
    {
        std::vector<size_t> columns;
        for (size_t c = 0; c < m_table.columns.size() && !name.empty(); ++c) {
            std::string title = lower(m_table.columns[c].title);
            std::replace(title.begin(), title.end(), ' ', '_');
            if (title == name || lower(m_table.columns[c].name) == name)
                columns.push_back(c);
        }
        return columns;
    }

    Word read(const std::string &text) const
    {
        Word word;
        const size_t sign = text.find_first_of(":=<>");
        const std::string name = sign == std::string::npos ? std::string() : lower(text.substr(0, sign));
        if ((name == "no" || name == "has") && text[sign] == ':') { // a column that nobody has is left out of the table: all are without
            word.absent = name == "no";
            word.present = name == "has";
            word.columns = columnsNamed(lower(text.substr(sign + 1)));
            return word;
        }
        word.columns = columnsNamed(name);
        if (!word.columns.empty() && (text[sign] == '<' || text[sign] == '>'))
            word.comparison = text[sign];
        word.text = lower(word.columns.empty() ? text : text.substr(sign + 1));
        for (size_t c = 0; word.columns.empty() && c < m_table.columns.size(); ++c) {
            if (m_table.columns[c].type == Type::Text || m_table.columns[c].type == Type::Number)
                m_all.push_back(c);
        }
        const bool named = !word.columns.empty();
        if (!named)
            word.columns.swap(m_all);
        if (named && text[sign] == '=') {
            word.wholes = parts(word.text, "|");
            word.wholes.push_back(word.text); // that of a cell with several
            for (const auto &candidate : m_table.texts)
                word.texts.push_back(isOneOf(lower(candidate), word.wholes));
            return word;
        }
        const char *end = word.text.data() + word.text.size();
        if (std::from_chars(word.text.data(), end, word.number).ptr != end)
            word.number = EntityColumn::kAbsent;
        if (std::from_chars(word.text.data(), end, word.value).ptr != end)
            word.value = std::nan("");
        if (!word.comparison) {
            for (const auto &candidate : m_table.texts)
                word.texts.push_back(lower(candidate).find(word.text) != std::string::npos);
        }
        return word;
    }

    static std::vector<std::string> parts(const std::string &text, std::string_view between)
    {
        std::vector<std::string> found;
        size_t begin = 0;
        for (size_t end = text.find(between); end != std::string::npos; end = text.find(between, begin)) {
            found.push_back(text.substr(begin, end - begin));
            begin = end + between.size();
        }
        found.push_back(text.substr(begin));
        return found;
    }

    // A text, or one of the several that stand in a cell.
    static bool isOneOf(const std::string &text, const std::vector<std::string> &wholes)
    {
        const auto is = [&](const std::string &t) { return std::find(wholes.begin(), wholes.end(), t) != wholes.end(); };
        const std::vector<std::string> several = parts(text, " | ");
        return is(text) || std::any_of(several.begin(), several.end(), is);
    }

    static bool matches(const Word &word, const EntityColumn &column, uint32_t row)
    {
        const int64_t cell = column.cells[row];
        if (cell == EntityColumn::kAbsent)
            return false;
        if (word.present)
            return true;
        if (!word.wholes.empty() && column.type == Type::Number)
            return isOneOf(std::to_string(cell), word.wholes);
        if (!word.wholes.empty())
            return column.type == Type::Text && word.texts[static_cast<size_t>(cell)];
        if (column.type == Type::Text)
            return !word.comparison && word.texts[static_cast<size_t>(cell)];
        const double value = static_cast<double>(cell) / (column.type == Type::Number ? 1 : 1e9);
        if (word.comparison)
            return word.comparison == '<' ? value < word.value : value > word.value;
        return column.type == Type::Number && cell == word.number;
    }

    const EntityTable &m_table;
    std::vector<Word> m_words;
    mutable std::vector<size_t> m_all;
};

// "node2" before "node10": runs of digits count as numbers.
bool naturalLess(const std::string &a, const std::string &b)
{
    size_t i = 0;
    size_t j = 0;
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    while (i < a.size() && j < b.size()) {
        if (!isDigit(a[i]) || !isDigit(b[j])) {
            if (a[i] != b[j])
                return a[i] < b[j];
            ++i;
            ++j;
            continue;
        }
        const auto number = [&](const std::string &text, size_t &at) {
            while (at + 1 < text.size() && text[at] == '0' && isDigit(text[at + 1]))
                ++at;
            const size_t begin = at;
            while (at < text.size() && isDigit(text[at]))
                ++at;
            return std::string_view(text).substr(begin, at - begin);
        };
        const std::string_view x = number(a, i);
        const std::string_view y = number(b, j);
        if (x.size() != y.size() || x != y)
            return x.size() != y.size() ? x.size() < y.size() : x < y;
    }
    return a.size() - i < b.size() - j;
}

std::vector<int64_t> ranksOf(const std::vector<std::string> &texts)
{
    std::vector<uint32_t> order(texts.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return naturalLess(texts[a], texts[b]); });
    std::vector<int64_t> ranks(texts.size());
    for (size_t i = 0; i < order.size(); ++i)
        ranks[order[i]] = static_cast<int64_t>(i);
    return ranks;
}

} // namespace

std::shared_ptr<const EntityRows> orderEntities(const EntityTable &table, const EntityOrder &order, const Continue &goOn)
{
    const auto go = [&](double part) { return !goOn || goOn(part); };
    const FilterWords words(table, order.filter);
    const bool sorted = order.column >= 0 && static_cast<size_t>(order.column) < table.columns.size();
    const EntityColumn *column = sorted ? &table.columns[static_cast<size_t>(order.column)] : nullptr;
    const std::vector<int64_t> ranks = column && column->type == Type::Text ? ranksOf(table.texts) : std::vector<int64_t>();
    struct Item {
        int64_t key;
        uint32_t row;
    };
    std::vector<Item> items;
    std::vector<uint32_t> absent;
    items.reserve(table.rowCount);
    for (uint32_t row = 0; row < table.rowCount; ++row) {
        if ((row & 0xffff) == 0 && !go(0.4 * row / static_cast<double>(table.rowCount)))
            return nullptr;
        if (!words.isEmpty() && !words.matches(row))
            continue;
        const int64_t cell = column ? column->cells[row] : static_cast<int64_t>(row);
        if (cell == EntityColumn::kAbsent)
            absent.push_back(row);
        else
            items.push_back({ ranks.empty() ? cell : ranks[static_cast<size_t>(cell)], row });
    }
    if (!go(0.5))
        return nullptr;
    if (order.descending)
        std::sort(items.begin(), items.end(), [](const Item &a, const Item &b) { return a.key != b.key ? a.key > b.key : a.row < b.row; });
    else
        std::sort(items.begin(), items.end(), [](const Item &a, const Item &b) { return a.key != b.key ? a.key < b.key : a.row < b.row; });
    auto rows = std::make_shared<EntityRows>();
    rows->reserve(items.size() + absent.size());
    for (const Item &item : items)
        rows->push_back(item.row);
    rows->insert(rows->end(), absent.begin(), absent.end());
    return rows;
}

} // namespace widelens
