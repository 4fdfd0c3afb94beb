// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/clicommands.h"
#include "app/output.h"
#include "model/analysis/findings.h"
#include "model/analysis/identitymap.h"
#include "model/analysis/summary.h"
#include "model/identity/identity.h"
#include "model/rules/rules.h"

#include <cstdio>
#include <cstdlib>
#include <map>

namespace widelens {

namespace {

std::string jsonTime(Time time)
{
    return time == kNoTime ? "null" : formatEpochSeconds(time);
}

std::string jsonRun(const EventStore &store, const Run &run)
{
    std::string text = "{\"rundir\":" + jsonString(run.rundir) + "," + jsonString(store.rules().runField) + ":" + (run.dfk.empty() ? "null" : jsonString(run.dfk));
    return text + ",\"began\":" + jsonTime(run.began) + ",\"ended\":" + jsonTime(run.ended) + ",\"finished\":" + (run.finished ? "true" : "false") + "}";
}

std::string jsonScalar(const Value &value)
{
    return std::holds_alternative<int64_t>(value) ? toText(value) : jsonString(toText(value));
}

std::string jsonConflict(const EventStore &store, const Conflict &conflict)
{
    const Run &run = store.runs()[index(conflict.run)];
    std::string key = run.dfk.empty() ? "\"rundir\":" + jsonString(run.rundir) : jsonString(store.rules().runField) + ":" + jsonString(run.dfk);
    for (const auto &[name, value] : conflict.key)
        key += "," + jsonString(name) + ":" + jsonScalar(value);
    std::string values;
    std::string proofs;
    for (const auto &derived : conflict.values) {
        values += (values.empty() ? "" : ",") + jsonScalar(derived.value);
        proofs += (proofs.empty() ? "" : ",") + ("{\"logsource\":" + jsonString(store.source(derived.proof).logsource)) + ",\"line\":" + std::to_string(store.line(derived.proof)) + "}";
    }
    return "{\"key\":{" + key + "},\"field\":" + jsonString(conflict.field) + ",\"values\":[" + values + "],\"rule\":" + jsonString(store.rules().implications[static_cast<size_t>(conflict.rule)].name) + ",\"proofs\":[" + proofs + "]" + (conflict.isFollowed ? "" : ",\"followed\":false") + (conflict.hasMore ? ",\"more\":true" : "") + "}";
}

std::string jsonLink(const IdentityMap &map, const IdentityMap::Link &link)
{
    const std::string kinds = "\"from\":" + jsonString(map.nodes[link.from].kind) + ",\"to\":" + jsonString(map.nodes[link.to].kind);
    const std::string counts = ",\"linked\":" + std::to_string(link.linked) + ",\"without\":" + std::to_string(map.without(link)) + ",\"reached\":" + std::to_string(link.reached);
    return "{" + kinds + ",\"rule\":" + (link.rule.empty() ? "null" : jsonString(link.rule)) + counts + "}";
}

std::string jsonFinding(const EventStore &store, const Finding &finding)
{
    std::string text = std::string("{\"kind\":\"") + findingName(finding.kind) + "\",\"severity\":\"" + (isSerious(finding.kind) ? "warning" : "note") + "\",\"what\":" + jsonString(finding.what);
    if (!finding.entity.key.empty()) {
        std::string key;
        for (const auto &term : finding.entity.key)
            key += (key.empty() ? "" : ",") + jsonString(term.field) + ":" + jsonString(term.value);
        text += ",\"entity\":" + jsonString(finding.entity.kind) + ",\"key\":{" + key + "}";
    }
    std::string places;
    for (const EventRef event : finding.evidence)
        places += (places.empty() ? "" : ",") + ("{\"logsource\":" + jsonString(store.source(event).logsource)) + ",\"line\":" + std::to_string(store.line(event)) + "}";
    return text + ",\"evidence\":[" + places + "]}";
}

std::string jsonSource(const Source &source)
{
    std::string text = "{\"path\":" + jsonString(source.path) + ",\"format\":" + jsonString(source.format) + ",\"why\":" + jsonString(source.why);
    const std::pair<const char *, uint64_t> counts[] = { { "bytes", source.bytes }, { "lines", source.lines }, { "continued", source.continued }, { "blank", source.blank }, { "events", source.events }, { "skipped", source.skipped }, { "copies", source.copies } };
    for (const auto &[name, count] : counts)
        text += std::string(",\"") + name + "\":" + std::to_string(count);
    text += ",\"first\":" + jsonTime(source.first) + ",\"last\":" + jsonTime(source.last) + ",\"zone\":" + jsonString(source.zone);
    text += source.zoneWhy.empty() ? "" : ",\"zone_why\":" + jsonString(source.zoneWhy);
    text += source.shift == 0 ? "" : ",\"shift\":" + std::string(source.shift < 0 ? "-" : "") + jsonTime(std::abs(source.shift));
    text += ",\"issues\":[";
    bool first = true;
    for (const auto &issue : source.issues) {
        text += std::string(first ? "" : ",") + "{\"severity\":\"" + severityName(issue.severity) + "\",\"line\":" + std::to_string(issue.line) + ",\"offset\":" + std::to_string(issue.offset)
            + ",\"what\":" + jsonString(issue.what) + ",\"fix\":" + jsonString(issue.fix) + "}";
        first = false;
    }
    return text + "]}";
}

// In which zones times without one were read, and why; what was shifted.
void printZones(const EventStore &store)
{
    std::map<std::pair<std::string, std::string>, uint64_t> zones;
    for (const auto &source : store.sources()) {
        if (!source.zoneWhy.empty())
            ++zones[{ source.zone, source.zoneWhy }];
        if (source.shift != 0)
            print(source.path + " is " + shiftText(source.shift) + "\n");
    }
    for (const auto &[zone, count] : zones)
        print("times without a zone in " + std::to_string(count) + (count == 1 ? " source" : " sources") + " are read in " + zone.first + ": " + zone.second + "\n");
}

uint64_t skippedIn(const EventStore &store)
{
    uint64_t skipped = 0;
    for (const auto &source : store.sources())
        skipped += source.skipped;
    return skipped;
}

template<typename List, typename Write>
std::string jsonList(const List &list, Write write, const char *separator = ",")
{
    std::string text;
    for (const auto &item : list)
        text += (text.empty() ? "" : separator) + write(item);
    return text;
}

void printJson(const CommandLine &line, const EventStore &store)
{
    std::vector<FieldPresence> fields;
    for (auto &field : presentFields(store)) {
        if (!field.noise || line.has("--all-fields"))
            fields.push_back(std::move(field));
    }
    print("{\"runs\":[" + jsonList(store.runs(), [&](const Run &run) { return jsonRun(store, run); }) + "],\n\"sources\":[" + jsonList(store.sources(), jsonSource, ",\n ") + "],\n");
    print("\"events\":" + std::to_string(store.eventCount() - store.copyCount()) + ",\"copies\":" + std::to_string(store.copyCount()) + ",\"skipped\":" + std::to_string(skippedIn(store)) + ",\n");
    print("\"fields\":[" + jsonList(fields, [](const FieldPresence &field) {
        return "{\"name\":" + jsonString(field.name) + ",\"type\":\"" + field.type + "\",\"present\":" + std::to_string(field.present) + "}";
    }) + "],\n");
    const auto map = mapIdentity(store);
    print("\"entities\":{" + jsonList(map->nodes, [](const IdentityMap::Node &node) { return jsonString(node.kind) + ":" + std::to_string(node.count); }) + "},\n");
    print("\"links\":[" + jsonList(map->links, [&](const IdentityMap::Link &link) { return jsonLink(*map, link); }, ",\n ") + "],\n");
    const auto conflicts = store.identity() ? store.identity()->conflicts(store) : std::vector<Conflict>();
    print("\"conflicts\":[" + jsonList(conflicts, [&](const Conflict &conflict) { return jsonConflict(store, conflict); }, ",\n ") + "],\n");
    const auto findings = findFindings(store);
    print("\"findings\":[" + jsonList(findings->list, [&](const Finding &finding) { return jsonFinding(store, finding); }, ",\n ") + "],\n\"finding_counts\":{"
          + jsonList(findings->counts, [](const auto &entry) { return std::string("\"") + findingName(entry.first) + "\":" + std::to_string(entry.second); }) + "},\n\"load_seconds\":" + jsonNumber(static_cast<double>(static_cast<int64_t>(store.loadSeconds() * 1000)) / 1000) + "}\n");
}

// A few of each kind; all are in the JSON.
void printFindings(const EventStore &store)
{
    constexpr uint64_t kSome = 10;
    const auto findings = findFindings(store);
    for (const auto &[kind, count] : findings->counts) {
        uint64_t printed = 0;
        for (const auto &finding : findings->list) {
            if (finding.kind != kind || printed++ >= kSome)
                continue;
            std::string places;
            for (const EventRef event : finding.evidence)
                places += (places.empty() ? "" : ", ") + store.source(event).path + ":" + std::to_string(store.line(event));
            print(std::string(findingName(kind)) + "  " + finding.what + "  (" + places + ")\n");
        }
        if (count > kSome)
            print(std::string(findingName(kind)) + "  and " + grouped(count - kSome) + " more: --format json lists them\n");
    }
}

void printText(const CommandLine &line, const EventStore &store)
{
    const TimePrinter times(line.value("--tz"));
    for (const auto &run : store.runs()) {
        if (run.rundir.empty() && run.dfk.empty())
            continue;
        std::string text = "run " + (run.rundir.empty() ? std::string("(its directory is not here)") : run.rundir) + "  " + run.dfk;
        if (run.began != kNoTime) {
            char duration[32];
            std::snprintf(duration, sizeof duration, "%.1f s", static_cast<double>(run.ended - run.began) / 1e9);
            text += "  " + times.text(run.began, 3) + "  " + duration;
        }
        text += run.rundir.empty() ? "" : run.finished ? "  finished" : "  not finished: its log does not say that it was closed";
        for (const auto &[name, value] : run.facts)
            text += "  " + name + " " + value;
        print(text + "\n");
    }
    print("\n    events    lines  skipped  format                 source\n");
    uint64_t unknown = 0;
    uint64_t empty = 0;
    uint64_t unknownBytes = 0;
    for (const auto &source : store.sources()) {
        if (source.events == 0 && (source.format == "unknown" || source.format == "empty")) {
            unknown += source.format == "unknown";
            unknownBytes += source.format == "unknown" ? source.bytes : 0;
            empty += source.format == "empty";
            continue;
        }
        char row[160];
        std::snprintf(row, sizeof row, "%10s %8s %8s  %-22s ", grouped(source.events).c_str(), grouped(source.lines).c_str(), grouped(source.skipped).c_str(), source.format.c_str());
        print(row + source.path + (source.copies ? "  (" + grouped(source.copies) + " copies)" : "") + "\n");
    }
    print("\n" + grouped(store.eventCount() - store.copyCount()) + " events");
    if (store.copyCount())
        print(", " + grouped(store.copyCount()) + " copies of them");
    print(", " + grouped(skippedIn(store)) + " lines skipped");
    if (empty)
        print("; " + grouped(empty) + " empty files");
    if (unknown)
        print("; " + grouped(unknown) + " files in formats that no rule knows (" + grouped(unknownBytes) + " bytes)");
    print("\n");
    const auto map = mapIdentity(store);
    std::string entities;
    for (const auto &node : map->nodes)
        entities += (entities.empty() ? "" : ", ") + grouped(node.count) + " " + node.title;
    print(entities.empty() ? "" : entities + "\n");
    for (const auto &link : map->links)
        print("  " + describe(*map, link) + "\n");
    printZones(store);
    printFindings(store);
    for (const auto &source : store.sources()) {
        for (const auto &issue : source.issues) {
            const bool plain = issue.severity == Issue::Severity::Note && issue.line == 0;
            if (!plain || line.has("--damaged"))
                print(std::string(severityName(issue.severity)) + "  " + source.path + (issue.line ? ":" + std::to_string(issue.line) : "") + "  " + issue.what + ": " + issue.fix + "\n");
        }
    }
}

} // namespace

int runInfo(const CommandLine &line, const StorePtr &store)
{
    if (line.format({ "text", "json" }) == "json")
        printJson(line, *store);
    else
        printText(line, *store);
    return 0;
}

} // namespace widelens
