// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/documentrecords.h"
#include "tests/fuzz/reading.h"

#include <nlohmann/json.hpp>

#include <set>

using namespace widelens;

namespace {

// How many records a document has, by a reader that holds all of it.
size_t countNaively(const nlohmann::json &value, const std::vector<std::string> &path, size_t at)
{
    if (!value.is_object())
        return 0;
    if (at == path.size())
        return 1;
    const auto list = value.find(path[at]);
    if (list == value.end() || !list->is_array())
        return 0;
    size_t count = 0;
    for (const auto &element : *list)
        count += countNaively(element, path, at + 1);
    return count;
}

bool saysTwice(std::string_view text)
{
    std::vector<std::set<std::string>> keys;
    bool twice = false;
    const auto watch = [&](int depth, nlohmann::json::parse_event_t event, nlohmann::json &parsed) {
        keys.resize(static_cast<size_t>(depth) + 1);
        if (event == nlohmann::json::parse_event_t::object_start)
            keys.resize(static_cast<size_t>(depth) + 2), keys.back().clear();
        if (event == nlohmann::json::parse_event_t::key)
            twice |= !keys[static_cast<size_t>(depth)].insert(parsed.get<std::string>()).second;
        return true;
    };
    const bool isBroken = nlohmann::json::parse(text, watch, false).is_discarded();
    return isBroken || twice;
}

} // namespace

// Any bytes as JSON documents: reading ends, each record is one line of JSON, and of a sound document as many come out as are in it.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    const std::string_view text(reinterpret_cast<const char *>(bytes), count);
    const FormatRule &format = formatOf(0, { FormatRule::Kind::Documents });
    const auto spooled = std::make_shared<SpooledFile>(std::make_shared<Spool>());
    require(spooled->append(text.data(), text.size()));
    spooled->finish();
    FileReader file;
    file.open(spooled);
    const std::atomic<bool> cancelled { false };
    size_t firsts = 0; // events that each record has
    size_t complaints = 0;
    const DocumentSink sink {
        [&](std::string_view line) {
            require(line.size() > 2 && line.find('\n') == line.size() - 1);
            const auto object = nlohmann::json::parse(line, nullptr, false);
            require(object.is_object() && object.contains("formatted"));
            firsts += !object.contains("span_edge") || object["span_edge"] != "end";
            return true;
        },
        [&](const std::string &, const std::string &) { ++complaints; },
    };
    writeDocumentRecords(fuzzRules(), format, file, cancelled, sink);
    const auto whole = nlohmann::json::parse(text, nullptr, false);
    // The naive reader takes a NUL for the end.
    if (!whole.is_object() || text.find('\0') != std::string_view::npos || text.find("span_edge") != std::string_view::npos || saysTwice(text))
        return 0;
    require(complaints == 0);
    size_t records = 0;
    for (const auto &rule : format.records)
        records += countNaively(whole, rule.path, 0);
    require(firsts == records);
    return 0;
}
