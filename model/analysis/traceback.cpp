// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/traceback.h"

#include <algorithm>
#include <cctype>

namespace widelens {

namespace {

using Node = Structure::Node;
using Kind = Structure::Kind;

std::string_view trimmed(std::string_view line)
{
    const size_t begin = line.find_first_not_of(" \t\r|+-"); // groups of exceptions are drawn with | and +-
    if (begin == std::string_view::npos)
        return {};
    return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

class TracebackReader
{
public:
    explicit TracebackReader(std::string_view text)
    {
        for (size_t begin = 0; begin <= text.size();) {
            const size_t end = std::min(text.find('\n', begin), text.size());
            m_lines.push_back(text.substr(begin, end - begin));
            begin = end + 1;
        }
    }

    std::vector<Node> read()
    {
        m_nodes.push_back({ Kind::Text, {}, {}, -1, {} });
        bool any = false;
        std::string words; // said before the traceback: what it has to do with the one above
        while (m_at < m_lines.size() && m_nodes.size() < kMaxStructureNodes) {
            if (m_lines[m_at].find("Traceback (most recent call last)") != std::string_view::npos) {
                readOne(std::move(words));
                words.clear();
                any = true;
            } else {
                if (const std::string_view line = trimmed(m_lines[m_at]); !line.empty())
                    words = line;
                ++m_at;
            }
        }
        if (!any)
            m_nodes.clear();
        return std::move(m_nodes);
    }

private:
    int add(int parent, Kind kind, std::string name, std::string text)
    {
        const int number = static_cast<int>(m_nodes.size());
        m_nodes.push_back({ kind, std::move(name), std::move(text), parent, {} });
        m_nodes[static_cast<size_t>(parent)].children.push_back(number);
        return number;
    }

    // File "/a/b.py", line 12, in f
    bool readFrame(int traceback)
    {
        constexpr std::string_view file = "File \"";
        constexpr std::string_view lineWord = "\", line ";
        const std::string_view line = trimmed(m_lines[m_at]);
        if (!line.starts_with(file))
            return false;
        const size_t quote = line.find(lineWord, file.size());
        if (quote == std::string_view::npos)
            return false;
        size_t end = quote + lineWord.size();
        const size_t number = end;
        while (end < line.size() && std::isdigit(static_cast<unsigned char>(line[end])))
            ++end;
        const size_t in = line.find(", in ", end);
        const std::string function(in == std::string_view::npos ? std::string_view() : line.substr(in + 5));
        const std::string place = std::string(line.substr(file.size(), quote - file.size())) + ':' + std::string(line.substr(number, end - number));
        const int frame = add(traceback, Kind::Frame, function, place);
        ++m_at;
        // Its code, deeper than itself, without the line of marks below it.
        const size_t depth = indent(m_lines[m_at - 1]);
        while (m_at < m_lines.size() && indent(m_lines[m_at]) > depth && !trimmed(m_lines[m_at]).starts_with(file)) {
            const std::string_view code = trimmed(m_lines[m_at]);
            if (code.find_first_not_of("^~ ") != std::string_view::npos)
                add(frame, Kind::Text, {}, std::string(code));
            ++m_at;
        }
        return true;
    }

    static size_t indent(std::string_view line) { return std::min(line.find_first_not_of(" \t|"), line.size()); }

    void readOne(std::string words)
    {
        const int traceback = add(0, Kind::Traceback, std::move(words), {});
        ++m_at;
        while (m_at < m_lines.size()) {
            if (readFrame(traceback))
                continue;
            const std::string_view line = trimmed(m_lines[m_at]);
            ++m_at;
            if (line.starts_with("[Previous line repeated")) {
                add(traceback, Kind::Text, {}, std::string(line));
                continue;
            }
            m_nodes[static_cast<size_t>(traceback)].text = line; // the exception itself
            break;
        }
    }

    std::vector<std::string_view> m_lines;
    std::vector<Node> m_nodes;
    size_t m_at = 0;
};

} // namespace

std::vector<Node> readTracebacks(std::string_view text)
{
    if (text.find("Traceback (most recent call last)") == std::string_view::npos)
        return {};
    return TracebackReader(text).read();
}

} // namespace widelens
