// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/formatsketch.h"

#include "model/import/damage.h"
#include "model/import/headertime.h"
#include "model/import/textheader.h"
#include "model/rules/pythonformat.h"
#include "model/rules/rules.h"
#include "model/store/filereader.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace widelens {

namespace {

// Whether a rule file with this header would be accepted; else what is wrong with it, without its place in a file.
std::string problemOf(const std::string &header)
{
    if (toUtf8(header) != header)
        return "has bytes that are not UTF-8, which no rule file can hold: write a capture, such as {:word}, in their place";
    Rules rules;
    try {
        addRules(rules, "", ruleFileText("x", "x", header));
    } catch (const RuleError &error) {
        const std::string text = error.what();
        const std::string place = "/formats/0/header: ";
        const size_t at = text.find(place);
        return at == std::string::npos ? text : text.substr(at + place.size());
    }
    return {};
}

FormatSketch::Row readRow(const Pattern &pattern, const std::string &line, std::vector<Pattern::Span> &spans)
{
    FormatSketch::Row row;
    const auto &names = pattern.captureNames();
    row.begins = pattern.match(line, spans);
    for (size_t i = 0; i < names.size(); ++i) {
        if (names[i].empty())
            continue;
        const std::string text = row.begins ? line.substr(spans[i].begin, spans[i].end - spans[i].begin) : std::string();
        row.cells.emplace_back(captureValue(pattern.captureType(i), text));
    }
    if (!row.begins && !row.cells.empty())
        row.cells.back() = line;
    return row;
}

// The places behind each part of a header: a capture, an optional part as a whole, or the text between two of them.
std::vector<size_t> partEnds(const std::string &header)
{
    std::vector<size_t> ends;
    for (size_t at = 0; at < header.size();) {
        if (header[at] == '{' && header.compare(at, 2, "{{") != 0) {
            const bool isOptional = header.compare(at, 2, "{?") == 0;
            const size_t close = header.find(isOptional ? "?}" : "}", at);
            at = std::min(close, header.size() - 1) + (isOptional ? 2u : 1u);
        } else {
            while (at < header.size() && (header[at] != '{' || header.compare(at, 2, "{{") == 0))
                at += header.compare(at, 2, "{{") == 0 ? 2u : 1u;
        }
        ends.push_back(at);
    }
    return ends;
}

// Looks for the part of the sketch's header that the line, which does not begin like it, does not have.
void findMisfit(const std::string &line, FormatSketch &sketch)
{
    std::vector<Pattern::Span> spans;
    size_t fits = 0;
    for (const size_t end : partEnds(sketch.header)) {
        const std::string part = sketch.header.substr(0, end);
        bool matches = false;
        try {
            matches = Pattern::parse(part + "{:rest}", true).match(line, spans);
        } catch (const std::invalid_argument &) {
            continue; // it is asked with the part behind it
        }
        if (!matches) {
            sketch.fits = sketch.header.substr(0, fits);
            sketch.misfit = sketch.header.substr(fits, end - fits);
            return;
        }
        fits = end;
    }
}

} // namespace

std::vector<std::string> firstLines(const Source &source, size_t count)
{
    constexpr size_t kBytes = 512 * 1024;
    std::vector<std::string> lines;
    FileReader file;
    if (!openSource(source, file))
        return lines;
    std::string text(kBytes, '\0');
    const int64_t n = file.readAt(0, text.data(), text.size());
    text.resize(n > 0 ? static_cast<size_t>(n) : 0);
    for (size_t at = 0; at < text.size() && lines.size() < count;) {
        const size_t end = std::min(text.find('\n', at), text.size());
        std::string line = text.substr(at, std::min(end - at, TextHeader::kReach));
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        if (!line.empty())
            lines.push_back(std::move(line));
        at = end + 1;
    }
    return lines;
}

FormatSketch sketchFormat(const std::vector<std::string> &lines, const std::string &text)
{
    FormatSketch sketch;
    try {
        sketch.header = isPythonFormat(text) ? patternOfPythonFormat(text) : text;
    } catch (const std::invalid_argument &error) {
        sketch.problem = error.what();
        return sketch;
    }
    sketch.problem = problemOf(sketch.header);
    if (!sketch.problem.empty())
        return sketch;
    const Pattern pattern = Pattern::parse(sketch.header, true);
    for (const auto &name : pattern.captureNames()) {
        if (!name.empty())
            sketch.names.push_back(name);
    }
    std::vector<Pattern::Span> spans;
    for (const auto &line : lines) {
        sketch.rows.push_back(readRow(pattern, line, spans));
        sketch.records += sketch.rows.back().begins;
    }
    if (sketch.records == 0 && !lines.empty())
        findMisfit(lines.front(), sketch);
    return sketch;
}

std::string suggestHeader(const std::vector<std::string> &lines)
{
    const char *times[] = { "{created:datetime}", "[{created:datetime}]", "{created:epoch}", "{created:epoch_ms}", "{created:epoch_us}", "{created:yearless}" };
    const char *rests[] = { " {name:dotted} [{levelname:level}] {formatted:rest}", " {name:dotted} {levelname:level} {formatted:rest}",
                            " [{levelname:level}] {formatted:rest}", " {levelname:level} {formatted:rest}", " {formatted:rest}" };
    std::string best;
    size_t most = 0;
    for (const char *time : times) {
        for (const char *rest : rests) {
            const FormatSketch sketch = sketchFormat(lines, std::string(time) + rest);
            if (sketch.records <= most)
                continue;
            most = sketch.records;
            best = sketch.header;
        }
    }
    return best;
}

std::string ruleFileText(const std::string &name, const std::string &title, const std::string &header)
{
    using OrderedJson = nlohmann::ordered_json;
    const OrderedJson format { { "name", name }, { "title", title }, { "kind", "text" }, { "header", header } };
    const OrderedJson file { { "name", name }, { "formats", OrderedJson::array({ format }) } };
    return file.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

std::string formatName(const std::string &title)
{
    std::string name;
    for (const char c : title) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        const bool plain = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
        if (plain)
            name += lower;
        else if (!name.empty() && name.back() != '-')
            name += '-';
    }
    while (!name.empty() && name.back() == '-')
        name.pop_back();
    return name;
}

} // namespace widelens
