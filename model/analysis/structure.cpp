// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/structure.h"

#include "model/analysis/traceback.h"

#include <algorithm>
#include <cctype>

namespace widelens {

namespace {

using Node = Structure::Node;
using Kind = Structure::Kind;

constexpr int kMaxDepth = 64;
constexpr size_t kMaxParts = 32; // structures in one message

bool isWord(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.';
}

// Reads one value after the other. On what it does not understand it says no, and the caller takes back what was added.
class Reader
{
public:
    Reader(std::string_view text, std::vector<Node> &nodes)
        : m_text(text)
        , m_nodes(nodes)
    {
    }

    bool value(size_t &at, int parent, std::string name, int depth)
    {
        skip(at);
        if (at >= m_text.size() || depth > kMaxDepth || m_nodes.size() >= kMaxStructureNodes)
            return false;
        const char c = m_text[at];
        if (c == '{')
            return items(at, add(parent, Kind::Object, std::move(name), {}), '}', depth);
        if (c == '[')
            return items(at, add(parent, Kind::List, std::move(name), {}), ']', depth);
        if (c == '(')
            return items(at, add(parent, Kind::List, std::move(name), "()"), ')', depth);
        if (isQuoted(at))
            return string(at, parent, std::move(name));
        if (c == '<')
            return opaque(at, parent, std::move(name));
        const size_t begin = at;
        while (at < m_text.size() && isWord(m_text[at]))
            ++at;
        if (at > begin && at < m_text.size() && m_text[at] == '(' && !std::isdigit(static_cast<unsigned char>(c)))
            return items(at, add(parent, Kind::Call, std::move(name), std::string(m_text.substr(begin, at - begin))), ')', depth);
        // Anything else up to what ends an element: numbers, names, and whatever somebody's repr prints.
        while (at < m_text.size() && std::string_view(",)}]\n").find(m_text[at]) == std::string_view::npos)
            ++at;
        size_t end = at;
        while (end > begin && m_text[end - 1] == ' ')
            --end;
        if (end == begin)
            return false;
        add(parent, Kind::Scalar, std::move(name), std::string(m_text.substr(begin, end - begin)));
        return true;
    }

private:
    int add(int parent, Kind kind, std::string name, std::string text)
    {
        const int number = static_cast<int>(m_nodes.size());
        m_nodes.push_back({ kind, std::move(name), std::move(text), parent, {} });
        if (parent >= 0)
            m_nodes[static_cast<size_t>(parent)].children.push_back(number);
        return number;
    }
    void skip(size_t &at) const
    {
        while (at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[at])))
            ++at;
    }
    // A quote, perhaps after the letters of Python's string kinds.
    bool isQuoted(size_t at) const
    {
        const size_t letters = at;
        while (at < m_text.size() && at < letters + 2 && std::string_view("bBrRuUfF").find(m_text[at]) != std::string_view::npos)
            ++at;
        return at < m_text.size() && (m_text[at] == '"' || m_text[at] == '\'');
    }
    bool quoted(size_t &at) const
    {
        while (m_text[at] != '"' && m_text[at] != '\'')
            ++at;
        const char quote = m_text[at++];
        while (at < m_text.size() && m_text[at] != quote)
            at += m_text[at] == '\\' ? 2U : 1U;
        if (at >= m_text.size())
            return false;
        ++at;
        return true;
    }
    bool string(size_t &at, int parent, std::string name)
    {
        const size_t begin = at;
        if (!quoted(at))
            return false;
        add(parent, Kind::Scalar, std::move(name), std::string(m_text.substr(begin, at - begin)));
        return true;
    }
    // "<function f at 0x7f…>"
    bool opaque(size_t &at, int parent, std::string name)
    {
        const size_t begin = at;
        int open = 0;
        for (; at < m_text.size() && m_text[at] != '\n'; ++at) {
            open += m_text[at] == '<';
            open -= m_text[at] == '>';
            if (open == 0) {
                ++at;
                add(parent, Kind::Scalar, std::move(name), std::string(m_text.substr(begin, at - begin)));
                return true;
            }
        }
        return false;
    }
    // The key before ':' or '=', if there is one; `at` stays otherwise.
    std::string key(size_t &at, Kind kind) const
    {
        size_t end = at;
        if (kind == Kind::List)
            return {};
        const char separator = kind == Kind::Object ? ':' : '=';
        if (kind == Kind::Object && isQuoted(at)) {
            if (!quoted(end))
                return {};
        } else {
            while (end < m_text.size() && (isWord(m_text[end]) || (kind == Kind::Object && m_text[end] == '-')))
                ++end;
        }
        size_t after = end;
        skip(after);
        if (end == at || after >= m_text.size() || m_text[after] != separator)
            return {};
        const std::string name(m_text.substr(at, end - at));
        at = after + 1;
        return name;
    }
    bool items(size_t &at, int node, char close, int depth)
    {
        const Kind kind = m_nodes[static_cast<size_t>(node)].kind;
        ++at;
        for (;;) {
            skip(at);
            if (at >= m_text.size())
                return false;
            if (m_text[at] == close) {
                ++at;
                return true;
            }
            std::string name = key(at, kind);
            if (name.size() > 1 && (name.front() == '"' || name.front() == '\''))
                name = name.substr(1, name.size() - 2);
            if (!value(at, node, std::move(name), depth + 1))
                return false;
            skip(at);
            if (at < m_text.size() && m_text[at] == ',')
                ++at;
            else if (at >= m_text.size() || m_text[at] != close)
                return false;
        }
    }

    std::string_view m_text;
    std::vector<Node> &m_nodes;
};

bool isContainer(Kind kind)
{
    return kind == Kind::Object || kind == Kind::List || kind == Kind::Call;
}

// Where a value with parts may begin.
bool mayBegin(std::string_view text, size_t at)
{
    if (text[at] == '{' || text[at] == '[')
        return true;
    return at > 0 && text[at] == '(' && isWord(text[at - 1]);
}

std::string wordsBefore(std::string_view text, size_t begin, size_t end)
{
    constexpr size_t most = 60;
    while (end > begin && (text[end - 1] == ' ' || text[end - 1] == '\n' || text[end - 1] == ':' || text[end - 1] == '='))
        --end;
    size_t from = end;
    while (from > begin && text[from - 1] != '\n' && end - from < most)
        --from;
    while (from < end && text[from] == ' ')
        ++from;
    return std::string(text.substr(from, end - from));
}

// Values with parts between other text.
void readParts(std::string_view text, std::vector<Node> &nodes)
{
    Reader reader(text, nodes);
    size_t last = 0;
    size_t failed = 0;
    for (size_t at = 0; at < text.size() && nodes[0].children.size() < kMaxParts; ++at) {
        if (!mayBegin(text, at))
            continue;
        size_t begin = at;
        while (text[at] == '(' && begin > last && isWord(text[begin - 1]))
            --begin;
        const size_t before = nodes.size();
        size_t end = begin;
        const bool read = reader.value(end, 0, wordsBefore(text, last, begin), 0);
        if (read && isContainer(nodes[before].kind) && nodes.size() > before + 2) {
            at = end - 1;
            last = end;
            continue;
        }
        nodes.resize(before); // one part alone is read as well in the text
        std::erase_if(nodes[0].children, [&](int child) { return static_cast<size_t>(child) >= before; });
        if (!read && ++failed > kMaxParts) // a text of brackets is no structure
            return;
    }
}

} // namespace

Structure readStructure(std::string_view text)
{
    Structure structure;
    std::vector<Node> &nodes = structure.nodes;
    nodes = readTracebacks(text);
    if (!nodes.empty())
        return structure;
    size_t at = 0;
    if (Reader(text, nodes).value(at, -1, {}, 0) && isContainer(nodes[0].kind) && nodes.size() > 2
        && text.find_first_not_of(" \t\r\n", at) == std::string_view::npos)
        return structure;
    nodes.assign(1, { Kind::Text, {}, {}, -1, {} });
    readParts(text, nodes);
    if (nodes.size() == 1)
        nodes.clear();
    return structure;
}

// --- as text

static void write(const Structure &structure, int number, int depth, std::string &out)
{
    const Node &node = structure.nodes[static_cast<size_t>(number)];
    const std::string indent(static_cast<size_t>(depth) * 2, ' ');
    const char *separator = depth > 0 && structure.nodes[static_cast<size_t>(node.parent)].kind == Kind::Call ? "=" : ": ";
    out += indent + (node.name.empty() ? std::string() : node.name + separator);
    const std::string open = node.kind == Kind::Object ? "{" : node.kind == Kind::Call ? node.text + "(" : node.kind == Kind::List ? (node.text.empty() ? "[" : "(") : node.text;
    const std::string close = node.kind == Kind::Object ? "}" : node.kind == Kind::List && node.text.empty() ? "]" : isContainer(node.kind) ? ")" : "";
    out += open;
    if (!node.children.empty() || !isContainer(node.kind))
        out += '\n';
    for (const int child : node.children)
        write(structure, child, depth + 1, out);
    if (isContainer(node.kind))
        out += (node.children.empty() ? std::string() : indent) + close + '\n';
}

std::string Structure::indented(int node) const
{
    std::string out;
    write(*this, node, 0, out);
    if (!out.empty())
        out.pop_back();
    return out;
}

std::string Structure::plain(int number) const
{
    const Node &node = nodes[static_cast<size_t>(number)];
    if (node.kind != Kind::Scalar)
        return node.kind == Kind::Frame ? node.text : indented(number);
    const size_t open = node.text.find_first_of("\"'");
    if (open == std::string::npos || open > 2 || node.text.size() < open + 2 || node.text.back() != node.text[open])
        return node.text;
    std::string plain;
    for (size_t i = open + 1; i + 1 < node.text.size(); ++i) {
        if (node.text[i] != '\\' || i + 2 >= node.text.size()) {
            plain += node.text[i];
            continue;
        }
        const char c = node.text[++i];
        if (c == 'n' || c == 't')
            plain += c == 'n' ? '\n' : '\t';
        else if (c == '"' || c == '\'' || c == '\\' || c == '/')
            plain += c;
        else
            plain += { '\\', c };
    }
    return plain;
}

} // namespace widelens
