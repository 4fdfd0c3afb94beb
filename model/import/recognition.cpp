// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recognition.h"

#include "model/import/archivereader.h"
#include "model/import/importer.h"
#include "model/import/jsonkeys.h"
#include "model/import/keyedline.h"
#include "model/import/recordparser.h"
#include "model/import/tablehead.h"
#include "model/import/textheader.h"

#include <algorithm>
#include <map>

namespace widelens {

namespace {

constexpr size_t kRecognisedHead = 64 * 1024;
constexpr size_t kLongestFirstLine = 4 * 1024 * 1024;
constexpr size_t kFirstLines = 16;
constexpr size_t kMoreLines = 2000;
constexpr size_t kDocumentHead = 4096;
constexpr size_t kNamed = 1'000'000; // of a score: names and a row as wide as these are no coincidence
constexpr size_t kLongestKeyed = 64 * 1024; // of a line that is looked at

// Whole lines that are not blank. One without an end may be cut: it counts only as the only one of its file.
std::vector<std::string_view> linesOf(std::string_view text, bool atEnd, size_t limit)
{
    std::vector<std::string_view> lines;
    size_t at = 0;
    while (at < text.size() && lines.size() < limit) {
        const size_t end = text.find('\n', at);
        if (end == std::string_view::npos && (!atEnd || !lines.empty()))
            break;
        std::string_view line = text.substr(at, end == std::string_view::npos ? std::string_view::npos : end - at);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        if (line.find_first_not_of(" \t") != std::string_view::npos)
            lines.push_back(line);
        if (end == std::string_view::npos)
            break;
        at = end + 1;
    }
    return lines;
}

using Keys = std::map<std::string, std::pair<std::string, std::string>>; // key → (JSON type, text)

bool readKeys(std::string_view line, Keys &keys)
{
    if (line.empty() || line[0] != '{')
        return false;
    FormatRule plain; // no aliases, nothing absent
    plain.name = "\n";
    Rules none;
    Record record;
    parseJsonRecord(none, plain, line, record);
    for (const auto &field : record.fields)
        keys[field.name] = { field.kind == FieldKind::Json ? "other" : field.kind == FieldKind::Text ? "string" : "number", field.text };
    return !keys.empty();
}

bool fitsJson(const FormatRule &format, const Keys &keys)
{
    for (const auto &[key, type] : format.requires_) {
        const auto found = keys.find(key);
        if (found == keys.end() || (type != "any" && found->second.first != type))
            return false;
    }
    for (const auto &key : format.forbids) {
        if (keys.count(key))
            return false;
    }
    return std::any_of(format.timeKeys.begin(), format.timeKeys.end(), [&](const auto &time) {
        const auto found = keys.find(time.key);
        return found != keys.end() && timeOf(found->second.second, time.unit) != kNoTime;
    });
}

std::string describeKeys(const FormatRule &format)
{
    std::string text;
    for (const auto &[key, type] : format.requires_)
        text += (text.empty() ? "" : ", ") + key + (type == "any" ? "" : " (" + type + ")");
    for (const auto &key : format.forbids)
        text += ", no " + key;
    return text.empty() ? "a time key that is understood" : text;
}

const FormatRule *best(const Rules &rules, const std::vector<std::string_view> &lines, size_t least, std::string &why)
{
    std::vector<Keys> keys(lines.size());
    std::vector<bool> isJson(lines.size());
    for (size_t i = 0; i < lines.size(); ++i)
        isJson[i] = readKeys(lines[i], keys[i]);
    const FormatRule *chosen = nullptr;
    size_t bestScore = 0;
    std::vector<Pattern::Span> spans;
    for (const auto &format : rules.formats) {
        if (format.kind == FormatRule::Kind::Lines || format.kind == FormatRule::Kind::Database || format.kind == FormatRule::Kind::Table || format.kind == FormatRule::Kind::Documents || format.byPath)
            continue; // fits too much
        size_t matches = 0;
        KeyedLine keyed(rules, format);
        for (size_t i = 0; i < lines.size(); ++i) {
            if (format.kind == FormatRule::Kind::JsonLines)
                matches += isJson[i] && fitsJson(format, keys[i]);
            else if (format.kind == FormatRule::Kind::Text)
                matches += !isJson[i] && format.header->match(lines[i].substr(0, TextHeader::kReach), spans);
            else
                matches += !isJson[i] && keyed.fits(lines[i].substr(0, kLongestKeyed));
        }
        const size_t score = matches * 100 + format.requires_.size() + (format.own ? 50 : 0)
            + (format.header ? format.header->captureNames().size() : 0) + (format.kind == FormatRule::Kind::Columns ? kNamed : 0);
        if (matches < least || matches == 0 || score <= bestScore)
            continue;
        bestScore = score;
        chosen = &format;
        why = std::to_string(matches) + " of " + std::to_string(lines.size()) + " lines looked at "
            + (format.kind == FormatRule::Kind::Text ? "begin with its header" : "have " + describeKeys(format));
    }
    return chosen;
}

// A table, by its names and rows.
const FormatRule *tableIn(const Rules &rules, Source &source, std::string_view head, bool whole, std::string &why)
{
    for (const bool own : { true, false }) {
        for (const auto &format : rules.formats) {
            if (format.kind != FormatRule::Kind::Table || format.own != own || format.byPath)
                continue;
            if (auto table = readTableHead(rules, format, head, whole)) {
                source.columns = { std::move(table->names) };
                why = std::move(table->why);
                return &format;
            }
        }
    }
    return nullptr;
}

// JSON documents that hold records in lists: one of the outermost lists is named near the beginning.
const FormatRule *documentsIn(const Rules &rules, std::string_view head, std::string &why)
{
    const size_t begin = head.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    if (begin == std::string_view::npos || head[begin] != '{')
        return nullptr;
    head = head.substr(begin, kDocumentHead);
    for (const auto &format : rules.formats) {
        for (const auto &records : format.records) {
            const std::string quoted = '"' + records.path.front() + '"';
            const size_t at = head.find(quoted);
            const size_t colon = at == std::string_view::npos ? at : head.find_first_not_of(" \t\r\n", at + quoted.size());
            if (colon == std::string_view::npos || head[colon] != ':')
                continue;
            why = "JSON that holds " + records.path.front();
            return &format;
        }
    }
    return nullptr;
}

std::string readPart(FileReader &file, uint64_t offset, size_t count)
{
    std::string text(count, '\0');
    const int64_t n = file.readAt(offset, text.data(), count);
    text.resize(n > 0 ? static_cast<size_t>(n) : 0);
    return text;
}

} // namespace

bool isNeverOpened(const Rules &rules, const std::string &path)
{
    std::vector<Pattern::Span> spans;
    return std::any_of(rules.unread.begin(), rules.unread.end(), [&](const Pattern &pattern) { return pattern.match(path, spans); });
}

void noteNeverOpened(Source &source)
{
    addIssue(source, Issue::Severity::Note, 0, 0, "never opened: pickles, keys and cached data are not logs", "nothing to do");
}

const FormatRule *recognise(const Rules &rules, Source &source, FileReader &file, const std::string &byPath)
{
    if (isNeverOpened(rules, source.logsource)) {
        noteNeverOpened(source);
        return nullptr;
    }
    if (!file.isOpen() && !openSource(source, file)) {
        addIssue(source, Issue::Severity::Damage, 0, 0, "cannot be opened: " + file.problem(), "check its permissions (ls -l) and open the run again");
        return nullptr;
    }
    // The tables of what came out of a database told; a text that was put off was recognised then.
    if (const FormatRule *known = rules.format(source.format)) {
        source.bytes = file.size();
        return known;
    }
    std::string head = readPart(file, 0, kRecognisedHead); // waits for it, where the file is still unpacked
    source.bytes = file.size();
    if (head.empty() && !file.problem().empty()) {
        addIssue(source, Issue::Severity::Damage, 0, 0, "cannot be read: " + file.problem(), "check the file system and open the run again");
        return nullptr;
    }
    if (source.bytes == 0) {
        source.format = "empty";
        source.why = "the file has no bytes";
        addIssue(source, Issue::Severity::Note, 0, 0, "an empty file", "nothing to do: its process wrote nothing, or not yet");
        return nullptr;
    }
    if (head.find('\n') == std::string::npos && (source.bytes > head.size() || file.isGrowing()))
        head = readPart(file, 0, kLongestFirstLine);
    const bool whole = head.size() >= source.bytes && !file.isGrowing();
    std::string why;
    const FormatRule *format = documentsIn(rules, head, why);
    if (!format)
        format = best(rules, linesOf(head, whole, byPath.empty() ? kFirstLines : 1), 1, why);
    if (!format && byPath.empty())
        format = tableIn(rules, source, head, whole, why);
    if (!format && !byPath.empty()) {
        format = rules.format(byPath);
        why = "its path says what it is";
    }
    if (!format) {
        const auto lines = linesOf(head, whole, kMoreLines);
        format = best(rules, lines, lines.size() / 10 + 1, why);
    }
    if (!format && !whole) { // its beginning may be damaged: look at its middle
        const std::string middle = readPart(file, source.bytes / 2, kRecognisedHead);
        const size_t first = middle.find('\n');
        const auto lines = linesOf(std::string_view(middle).substr(first == std::string::npos ? middle.size() : first), false, kMoreLines);
        format = best(rules, lines, lines.size() / 4 + 1, why);
    }
    if (const std::string packing = format ? std::string() : unreadPacking(head); !packing.empty()) {
        addIssue(source, Issue::Severity::Damage, 0, 0, "packed as " + packing + ", which is not read", "unpack it and open what comes out, or pack it as .tar.gz or .zip");
        return nullptr;
    }
    if (!format) {
        addIssue(source, Issue::Severity::Note, 0, 0, "no rule recognises what is in it", "if it is a log, describe its format in a rule file (--rules)");
        return nullptr;
    }
    source.format = format->name;
    source.why = why;
    return format;
}

PathFields readPath(const Rules &rules, const std::string &logsource)
{
    PathFields result;
    std::vector<Pattern::Span> spans;
    for (const auto &rule : rules.paths) {
        if (!rule.pattern.match(logsource, spans))
            continue;
        result.role = rule.role;
        result.pattern = rule.pattern.source();
        result.format = rule.format;
        for (size_t i = 0; i < spans.size(); ++i) {
            const std::string &name = rule.pattern.captureNames()[i];
            std::string text = logsource.substr(spans[i].begin, spans[i].end - spans[i].begin);
            if (rule.pattern.captureType(i) == Pattern::Type::Int) // "task_0153": the number is padded in paths only
                text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
            if (rule.pattern.captureType(i) == Pattern::Type::Epoch)
                result.created = parseEpochSeconds(text).value_or(kNoTime);
            else if (!name.empty())
                result.fields.emplace_back(name, std::move(text));
        }
        result.fields.insert(result.fields.end(), rule.set.begin(), rule.set.end());
        return result;
    }
    const size_t slash = logsource.rfind('/');
    result.role = logsource.substr(slash == std::string::npos ? 0 : slash + 1);
    result.role = result.role.substr(0, result.role.find('.', 1));
    return result;
}

} // namespace widelens
