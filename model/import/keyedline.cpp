// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/keyedline.h"

#include "model/import/jsonkeys.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace widelens {

namespace {

constexpr size_t kAlwaysFinite = 5; // shorter numbers are: "9e99"

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// What JSON calls a number, and a double can hold: "12", "-0.5", "1e6"; not "012", "1.", "nan" or "1e999".
bool isNumber(std::string_view text)
{
    size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
    const auto digits = [&] {
        const size_t begin = at;
        while (at < text.size() && isDigit(text[at]))
            ++at;
        return at - begin;
    };
    const size_t whole = at;
    if (!digits() || (text[whole] == '0' && at - whole > 1))
        return false;
    if (at < text.size() && text[at] == '.') {
        ++at;
        if (!digits())
            return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '-' || text[at] == '+'))
            ++at;
        if (!digits())
            return false;
    }
    double number = 0;
    return at == text.size() && (at < kAlwaysFinite || std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc());
}

// The text between JSON's quotes. `escaped`: backslashes are escapes already, as far as JSON has them.
void appendEscaped(std::string &json, std::string_view text, bool escaped)
{
    constexpr std::string_view known = "\"\\/bfnrt";
    constexpr std::string_view hex = "0123456789abcdef";
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\' && escaped && i + 1 < text.size() && known.find(text[i + 1]) != std::string_view::npos) {
            json += c;
            json += text[++i];
        } else if (c == '"' || c == '\\') {
            json += '\\';
            json += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            json += "\\u00";
            json += hex[static_cast<unsigned char>(c) >> 4];
            json += hex[static_cast<unsigned char>(c) & 15];
        } else {
            json += c;
        }
    }
}

} // namespace

KeyedLine::KeyedLine(const Rules &rules, const FormatRule &format, Source::Names columns)
    : m_rules(rules)
    , m_format(format)
    , m_columns(std::move(columns))
{
}

KeyedLine::Kind KeyedLine::read(std::string_view line, std::string &json)
{
    const std::string &comment = m_format.comment;
    if (!comment.empty() && line.substr(0, comment.size()) == comment) {
        readNames(line.substr(comment.size()));
        return Kind::Comment;
    }
    m_pairs.clear();
    if (m_format.kind == FormatRule::Kind::Table) {
        if (const Kind kind = readRow(line); kind != Kind::Record)
            return kind;
    } else if (!(m_format.kind == FormatRule::Kind::Columns ? readColumns(line) : readPairs(line))) {
        return Kind::Broken;
    }
    json = "{";
    for (const auto &pair : m_pairs) {
        json += json.size() > 1 ? ",\"" : "\"";
        appendEscaped(json, pair.key, false);
        json += "\":";
        if (!pair.quoted && isNumber(pair.value)) {
            json += pair.value;
            continue;
        }
        json += '"';
        appendEscaped(json, pair.value, pair.escaped);
        json += '"';
    }
    writeMessage(line, json);
    json += '}';
    return Kind::Record;
}

bool KeyedLine::readPairs(std::string_view line)
{
    size_t at = 0;
    while (true) {
        while (at < line.size() && isSpace(line[at]))
            ++at;
        if (at == line.size())
            return !m_pairs.empty();
        const size_t equals = std::min(line.find_first_of("= \t\r\"", at), line.size());
        if (!m_pairs.empty() && (equals == line.size() || isSpace(line[equals]))) {
            at = equals; // a flag: a word without a value is no field, and no damage either
            continue;
        }
        if (equals == line.size() || line[equals] != '=' || equals == at)
            return false;
        Pair pair { line.substr(at, equals - at), {} };
        at = equals + 1;
        if (at < line.size() && line[at] == '"') {
            size_t end = at + 1;
            while (end < line.size() && line[end] != '"')
                end += line[end] == '\\' ? 2u : 1u;
            if (end >= line.size() || (end + 1 < line.size() && !isSpace(line[end + 1])))
                return false;
            pair.value = line.substr(at + 1, end - at - 1);
            pair.quoted = pair.escaped = true;
            at = end + 1;
        } else {
            const size_t end = std::min(line.find_first_of(" \t\r", at), line.size());
            pair.value = line.substr(at, end - at);
            at = end;
        }
        m_pairs.push_back(pair);
    }
}

bool KeyedLine::readColumns(std::string_view line)
{
    size_t at = 0;
    while (true) {
        while (at < line.size() && isSpace(line[at]))
            ++at;
        if (at == line.size())
            return !m_columns.names.empty() && m_pairs.size() == m_columns.names.size();
        if (m_pairs.size() == m_columns.names.size())
            return false;
        const size_t end = std::min(line.find_first_of(" \t\r", at), line.size());
        m_pairs.push_back({ m_columns.names[m_pairs.size()], line.substr(at, end - at) });
        at = end;
    }
}

KeyedLine::Kind KeyedLine::readRow(std::string_view row)
{
    if (row.substr(0, 3) == "\xef\xbb\xbf") // what some programs begin a file with
        row.remove_prefix(3);
    const auto &names = m_columns.names;
    splitRow(row, m_columns.separator, m_cells);
    m_uneven = m_cells.size() != names.size();
    const auto isName = [](const TableCell &cell, const std::string &name) { return cell.text == name || cell.text.empty(); };
    if (!m_uneven && std::any_of(m_cells.begin(), m_cells.end(), [](const TableCell &cell) { return !cell.text.empty(); })
        && std::equal(m_cells.begin(), m_cells.end(), names.begin(), [&](const TableCell &cell, const std::string &name) { return isName(cell, name) || name.compare(0, cell.text.size() + 1, cell.text + "_") == 0; }))
        return Kind::Comment;
    const auto time = static_cast<size_t>(m_columns.time);
    const auto clock = static_cast<size_t>(m_columns.clock);
    if (m_columns.clock >= 0 && std::max(time, clock) < m_cells.size()) {
        m_created = dateAndClock(m_cells[time].text, m_cells[clock].text);
        m_pairs.push_back({ "created", m_created, true });
    } else if (m_columns.time >= 0 && time < m_cells.size()) {
        m_pairs.push_back({ "created", m_cells[time].text, true });
    }
    for (size_t i = 0; i < std::min(m_cells.size(), names.size()); ++i) {
        if (!m_cells[i].text.empty())
            m_pairs.push_back({ names[i], m_cells[i].text, m_cells[i].quoted });
    }
    return m_pairs.empty() ? Kind::Broken : Kind::Record;
}

bool KeyedLine::isOpen(std::string_view row)
{
    return row.find('"') != std::string_view::npos && !splitRow(row, m_columns.separator, m_cells);
}

// "# timestamp workers_connected …"
void KeyedLine::readNames(std::string_view line)
{
    if (m_format.kind != FormatRule::Kind::Columns)
        return;
    std::vector<std::string> names;
    size_t at = 0;
    while ((at = line.find_first_not_of(" \t\r", at)) != std::string_view::npos) {
        const size_t end = std::min(line.find_first_of(" \t\r", at), line.size());
        names.emplace_back(line.substr(at, end - at));
        at = end;
    }
    const auto isTime = [&](const std::string &name) {
        return std::any_of(m_format.timeKeys.begin(), m_format.timeKeys.end(), [&](const auto &time) { return time.key == name; });
    };
    if (std::any_of(names.begin(), names.end(), isTime))
        m_columns.names = std::move(names);
}

// The message, where no key holds it: as the rule composes it from the values, else the line itself.
void KeyedLine::writeMessage(std::string_view line, std::string &json) const
{
    const auto isMessage = [&](const Pair &pair) { return m_rules.canonicalName(m_format.name, pair.key) == "formatted"; };
    if (std::any_of(m_pairs.begin(), m_pairs.end(), isMessage))
        return;
    json += ",\"formatted\":\"";
    const std::string &text = m_format.message;
    for (size_t at = 0; at < text.size();) {
        const size_t open = std::min(text.find('{', at), text.size());
        appendEscaped(json, std::string_view(text).substr(at, open - at), false);
        const size_t close = text.find('}', open);
        if (close == std::string::npos)
            break;
        const std::string_view name = std::string_view(text).substr(open + 1, close - open - 1);
        const auto found = std::find_if(m_pairs.begin(), m_pairs.end(), [&](const Pair &pair) { return pair.key == name; });
        appendEscaped(json, found == m_pairs.end() ? std::string_view("?") : found->value, found != m_pairs.end() && found->escaped);
        at = close + 1;
    }
    if (text.empty())
        appendEscaped(json, line, false);
    json += '"';
}

bool KeyedLine::fits(std::string_view line)
{
    std::string json;
    if (read(line, json) != Kind::Record)
        return false;
    const auto find = [this](std::string_view key) { return std::find_if(m_pairs.begin(), m_pairs.end(), [&](const Pair &pair) { return pair.key == key; }); };
    for (const auto &[key, type] : m_format.requires_) {
        if (find(key) == m_pairs.end())
            return false;
    }
    return std::any_of(m_format.timeKeys.begin(), m_format.timeKeys.end(), [&](const auto &time) {
        const auto pair = find(time.key);
        return pair != m_pairs.end() && timeOf(pair->value, time.unit) != kNoTime;
    });
}

} // namespace widelens
