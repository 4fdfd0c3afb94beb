// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/rulenode.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>

namespace widelens {

namespace {

// A header with a time, or with text of its own; any other fits almost every line.
bool tellsLines(const Pattern &header)
{
    bool inside = false;
    for (const char c : header.source()) {
        if (!inside && c != '{' && c != ' ')
            return true;
        inside = c == '{' || (inside && c != '}');
    }
    for (size_t i = 0; i < header.captureNames().size(); ++i) {
        if (Pattern::isTime(header.captureType(i)))
            return true;
    }
    return false;
}

RecordsRule readRecords(const RuleNode &node)
{
    node.allow({ "path", "events" });
    RecordsRule rule;
    rule.path = node.required("path").texts();
    node.required("events");
    node.each("events", [&](const RuleNode &event) {
        event.allow({ "times", "message", "set", "since" });
        RecordsRule::Moment moment { event.required("times").texts(), event.text("message"), {}, {}, {} };
        moment.set = event.entries("set");
        if (event.has("since")) {
            const RuleNode since = event.at("since").allow({ "time", "field" });
            moment.since = since.required("time").text();
            moment.sinceField = since.required("field").text();
        }
        rule.moments.push_back(std::move(moment));
    });
    if (rule.path.empty() || rule.moments.empty())
        node.fail("says not where records are, or no event", "give \"path\" and \"events\"");
    return rule;
}

std::string readTimeUnit(const RuleNode &node, const char *name)
{
    return node.choice<std::string>(name, "auto", { { "s", "s" }, { "ms", "ms" }, { "us", "us" }, { "ns", "ns" }, { "iso", "iso" }, { "auto", "auto" } });
}

// Of documents: where their records are, and how their values are wrapped up.
void readDocuments(const RuleNode &node, FormatRule &format)
{
    node.each("records", [&](const RuleNode &records) { format.records.push_back(readRecords(records)); });
    format.timeUnit = readTimeUnit(node, "timeUnit");
    format.boxes = node.entries("boxes");
    if (node.has("pairs")) {
        const RuleNode pairs = node.at("pairs").allow({ "key", "value" });
        format.pairKey = pairs.required("key").text();
        format.pairValue = pairs.required("value").text();
    }
    node.each("words", [&](const RuleNode &words) {
        words.allow({ "member", "field", "values" });
        WordsRule rule { words.required("member").text(), words.required("field").text(), {} };
        words.eachEntry("values", [&](const std::string &value, const RuleNode &word) { rule.values[value] = word.text(); });
        format.words.push_back(std::move(rule));
    });
    if (format.kind == FormatRule::Kind::Documents && format.records.empty())
        node.fail("has documents without records", "say in \"records\" where they are");
}

FormatRule readFormat(const RuleNode &node, Rules &rules)
{
    node.allow({ "name", "title", "kind", "requires", "forbids", "time", "clock", "untyped", "absent", "restart", "header", "comments", "trailing", "separators", "message", "record", "byPath", "aliases", "tables", "witness", "records", "timeUnit", "boxes", "pairs", "words" });
    FormatRule format;
    format.name = node.required("name").text();
    format.title = node.text("title", format.name);
    format.kind = node.choice("kind", FormatRule::Kind::Text, { { "json-lines", FormatRule::Kind::JsonLines }, { "text", FormatRule::Kind::Text }, { "pairs", FormatRule::Kind::Pairs }, { "columns", FormatRule::Kind::Columns }, { "table", FormatRule::Kind::Table }, { "lines", FormatRule::Kind::Lines }, { "sqlite", FormatRule::Kind::Database }, { "documents", FormatRule::Kind::Documents } });
    node.eachEntry("requires", [&](const std::string &key, const RuleNode &type) {
        const std::string word = type.text();
        if (word != "string" && word != "number" && word != "any")
            type.fail("\"" + word + "\" is no type of a key", "one of string, number, any");
        format.requires_.emplace_back(key, word);
    });
    format.forbids = node.texts("forbids");
    node.each("time", [&](const RuleNode &key) {
        key.allow({ "key", "unit" });
        const std::string unit = readTimeUnit(key, "unit");
        format.timeKeys.push_back({ key.required("key").text(), unit });
    });
    format.clockKeys = node.texts("clock");
    format.untyped = node.flag("untyped");
    format.absent = node.texts("absent");
    format.restart = node.text("restart");
    format.comment = node.text("comments");
    if (node.has("trailing")) {
        const RuleNode trailing = node.at("trailing").allow({ "prefix", "keys" });
        format.trailingPrefix = trailing.text("prefix");
        format.trailingKeys = trailing.required("keys").texts();
        std::sort(format.trailingKeys.begin(), format.trailingKeys.end());
    }
    format.separators = node.text("separators", format.separators);
    format.message = node.text("message");
    format.byPath = node.flag("byPath");
    format.whole = node.choice("record", false, { { "line", false }, { "file", true } });
    if (format.kind == FormatRule::Kind::Columns && (format.comment.empty() || format.timeKeys.empty()))
        node.fail("has columns without names", "give \"comments\" (what the line that names them begins with) and \"time\"");
    if (format.kind == FormatRule::Kind::Table && (format.separators.empty() || format.separators.find_first_of("\"\n") != std::string::npos))
        node.fail("has no usable \"separators\"", "give the characters that may stand between columns, or leave it out");
    readDocuments(node, format);
    format.witness = node.flag("witness");
    node.eachEntry("aliases", [&](const std::string &alias, const RuleNode &field) { rules.aliases[format.name][alias] = field.text(); });
    node.each("tables", [&](const RuleNode &table) {
        table.allow({ "table", "message", "set" });
        TableRule rule { table.required("table").text(), table.text("message"), {} };
        rule.set = table.entries("set");
        format.tables.push_back(std::move(rule));
    });
    if (format.kind == FormatRule::Kind::Text) {
        format.header = node.required("header").pattern(true);
        const auto &names = format.header->captureNames();
        if (names.empty() || names.back() != "formatted" || format.header->captureType(names.size() - 1) != Pattern::Type::Rest)
            node.at("header").fail("does not end with the message", "let the pattern end in {formatted:rest}");
        if (!tellsLines(*format.header))
            node.at("header").fail("fits almost every line", "give it a time, {created:epoch} or {created:datetime}, or text that tells its lines from others");
    }
    return format;
}

FieldRule readField(const RuleNode &node, Rules &rules)
{
    node.allow({ "name", "type", "storage", "noise", "bytes", "title", "short", "aliases" });
    FieldRule field;
    field.name = node.required("name").text();
    field.type = node.choice("type", FieldRule::Type::Any, { { "any", FieldRule::Type::Any }, { "int", FieldRule::Type::Int }, { "real", FieldRule::Type::Real }, { "text", FieldRule::Type::Text }, { "time", FieldRule::Type::Instant } });
    field.storage = node.choice("storage", FieldRule::Storage::Column, { { "column", FieldRule::Storage::Column }, { "context", FieldRule::Storage::Context }, { "reference", FieldRule::Storage::Reference } });
    field.noise = node.flag("noise");
    field.stripBytes = node.flag("bytes");
    field.title = node.text("title", field.name);
    field.shortName = node.text("short");
    node.eachEntry("aliases", [&](const std::string &format, const RuleNode &) {
        for (const auto &alias : node.at("aliases").texts(format.c_str()))
            rules.aliases[format == "*" ? std::string() : format][alias] = field.name;
    });
    return field;
}

uint32_t readMark(const RuleNode &node, const char *name, Rules &rules)
{
    if (!node.has(name))
        return 0;
    const std::string mark = node.at(name).text();
    auto found = std::find(rules.marks.begin(), rules.marks.end(), mark);
    if (found == rules.marks.end()) {
        if (rules.marks.size() == 32)
            node.at(name).fail("is the 33rd mark", "use one that is there, or none");
        found = rules.marks.insert(found, mark);
    }
    return 1u << (found - rules.marks.begin());
}

MessageRule readMessage(const RuleNode &node, Rules &rules)
{
    node.allow({ "pattern", "roles", "set", "fromHeader", "implied", "metric", "counters", "scope", "marks", "unless", "ordinal" });
    MessageRule rule;
    rule.pattern = node.required("pattern").pattern();
    rule.roles = node.texts("roles");
    node.eachEntry("set", [&](const std::string &key, const RuleNode &value) {
        if (!value.isList())
            rule.set.emplace_back(key, value.text());
        else
            node.at("set").each(key.c_str(), [&](const RuleNode &one) { rule.set.emplace_back(key, one.text()); });
    });
    rule.fromHeader = node.entries("fromHeader");
    rule.implied = node.flag("implied");
    rule.marks = readMark(node, "marks", rules);
    rule.unless = readMark(node, "unless", rules);
    if (node.has("ordinal")) {
        const RuleNode ordinal = node.at("ordinal").allow({ "field", "per" });
        rule.ordinal = { ordinal.required("field").text(), ordinal.required("per").text() };
        const auto &names = rule.pattern.captureNames();
        if (std::find(names.begin(), names.end(), rule.ordinal->per) == names.end())
            ordinal.at("per").fail("\"" + rule.ordinal->per + "\" is no capture of the pattern", "name one of them");
    }
    rule.metric = node.text("metric");
    node.each("counters", [&](const RuleNode &counter) {
        counter.allow({ "series", "delta", "each" });
        rule.counters.push_back({ counter.required("series").text(), counter.number("delta", 1), counter.text("each") });
    });
    using Scope = MessageRule::Scope;
    rule.scope = node.choice("scope", Scope::None, { { "begins", Scope::Begins }, { "identifies", Scope::Identifies }, { "closing", Scope::Closing }, { "closed", Scope::Closed } });
    return rule;
}

template<typename T>
void replaceOrAdd(std::vector<T> &list, T item, std::string T::*name)
{
    const auto found = std::find_if(list.begin(), list.end(), [&](const T &other) { return other.*name == item.*name; });
    if (found != list.end())
        *found = std::move(item);
    else
        list.push_back(std::move(item));
}

void readStates(const RuleNode &node, Rules &rules)
{
    node.allow({ "field", "kind", "try", "failure", "values" });
    rules.failureField = node.text("failure");
    rules.tryField = node.text("try");
    rules.stateField = node.required("field").text();
    rules.stateKind = node.required("kind").text();
    node.each("values", [&](const RuleNode &value) {
        value.allow({ "name", "rank", "opens", "belated", "final", "failure", "colour", "colourDark", "needs" });
        StateRule state { value.required("name").text(), value.number("rank", 0), value.flag("opens"), value.flag("belated"), value.flag("final"), value.flag("failure"), value.text("colour"), {}, value.text("needs") };
        state.colourDark = value.text("colourDark", state.colour);
        replaceOrAdd(rules.states, std::move(state), &StateRule::name);
    });
}

// "{executor}-{block}": literals and key fields; {field:lower} and {field:upper} change its letters.
void readText(const RuleNode &node, ImplicationRule &rule)
{
    using Letters = ImplicationRule::Piece::Letters;
    const std::string text = node.text();
    for (size_t at = 0; at < text.size();) {
        const size_t brace = std::min(text.find('{', at), text.size());
        if (brace > at)
            rule.text.push_back({ text.substr(at, brace - at), -1, Letters::AsTheyAre });
        if (brace == text.size())
            break;
        const size_t end = text.find('}', brace);
        if (end == std::string::npos)
            node.fail("has a '{' without '}'", "write {field}");
        const std::string word = text.substr(brace + 1, end - brace - 1);
        const std::string name = word.substr(0, word.find(':'));
        const std::string letters = name.size() < word.size() ? word.substr(name.size() + 1) : std::string();
        const auto found = std::find(rule.key.begin(), rule.key.end(), name);
        if (found == rule.key.end())
            node.fail("\"" + name + "\" is not in the key", "name one of its fields");
        if (!letters.empty() && letters != "lower" && letters != "upper")
            node.fail("\"" + letters + "\" is nothing that letters can be made", "one of lower, upper");
        rule.text.push_back({ {}, static_cast<int>(found - rule.key.begin()), letters.empty() ? Letters::AsTheyAre : letters == "lower" ? Letters::Lower : Letters::Upper });
        at = end + 1;
    }
}

// A value that is computed from the key, not read at the events.
void readFunction(const RuleNode &node, ImplicationRule &rule)
{
    if (node.has("match") == node.has("text"))
        node.fail("has both \"match\" and \"text\", or neither", "say one of them how the value comes from the key");
    if (!rule.facts.empty() || !rule.fit.empty())
        node.fail("has \"facts\" or \"fit\" although it is a function", "leave them out");
    if (node.has("text")) {
        if (rule.implies.size() != 1)
            node.fail("makes one text for not just one field", "let it imply one field");
        readText(node.at("text"), rule);
        return;
    }
    if (rule.key.size() != 1)
        node.fail("matches the text of not just one field", "let its key be one field");
    rule.match = node.at("match").pattern();
    const auto &names = rule.match->captureNames();
    if (rule.implies.empty())
        std::copy_if(names.begin(), names.end(), std::back_inserter(rule.implies), [](const std::string &name) { return !name.empty(); });
    for (const auto &name : rule.implies) {
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end())
            node.at("match").fail("captures no \"" + name + "\"", "add {" + name + "}");
        rule.captures.push_back(static_cast<int>(found - names.begin()));
    }
}

ImplicationRule readImplication(const RuleNode &node)
{
    node.allow({ "name", "key", "implies", "facts", "fit", "match", "text" });
    ImplicationRule rule;
    rule.name = node.required("name").text();
    rule.key = node.texts("key");
    rule.implies = node.texts("implies");
    rule.facts = node.texts("facts");
    rule.fit = node.text("fit");
    if (node.has("match") || node.has("text"))
        readFunction(node, rule);
    if (rule.key.empty() || (rule.implies.empty() && rule.facts.empty()))
        node.fail("implies nothing", "give it a key and fields that follow from it");
    if (!rule.fit.empty() && std::find(rule.key.begin(), rule.key.end(), rule.fit) == rule.key.end())
        node.at("fit").fail("\"" + rule.fit + "\" is not in the key", "name one of its fields");
    return rule;
}

void readMetrics(const RuleNode &node, Rules &rules)
{
    node.allow({ "field", "series" });
    if (node.has("field"))
        rules.metricField = node.at("field").text();
    node.each("series", [&](const RuleNode &series) {
        series.allow({ "name", "title", "unit", "values", "identity", "needs", "formats" });
        MetricRule metric;
        metric.name = series.required("name").text();
        metric.title = series.text("title", metric.name);
        metric.unit = series.text("unit");
        metric.values = series.texts("values");
        metric.identity = series.texts("identity");
        metric.needs = series.text("needs");
        metric.formats = series.texts("formats");
        replaceOrAdd(rules.metrics, std::move(metric), &MetricRule::name);
    });
}

void readNeighbours(const RuleNode &node, Rules &rules)
{
    node.allow({ "lists", "sequences" });
    node.each("lists", [&](const RuleNode &list) {
        list.allow({ "kind", "field", "title", "reverse" });
        NeighbourRule rule { list.required("kind").text(), list.required("field").text(), {}, {} };
        rule.title = list.text("title", rule.field);
        rule.reverse = list.text("reverse", rule.title + " (reverse)");
        replaceOrAdd(rules.neighbours, std::move(rule), &NeighbourRule::field);
    });
    if (node.has("sequences"))
        rules.sequences = node.texts("sequences");
}

void readAll(const RuleNode &root, Rules &rules, bool own)
{
    root.allow({ "$schema", "name", "formats", "fields", "paths", "messages", "keys", "implications", "run", "states", "metrics", "neighbours", "levels", "unread", "columns", "guesses" });
    root.each("formats", [&](const RuleNode &node) {
        FormatRule format = readFormat(node, rules);
        format.own = own;
        replaceOrAdd(rules.formats, std::move(format), &FormatRule::name);
    });
    root.each("fields", [&](const RuleNode &node) { replaceOrAdd(rules.fields, readField(node, rules), &FieldRule::name); });
    root.each("paths", [&](const RuleNode &node) {
        node.allow({ "path", "role", "marksRun", "format", "set" });
        rules.paths.push_back({ node.required("path").pattern(), node.text("role"), node.flag("marksRun"), node.text("format"), {} });
        rules.paths.back().set = node.entries("set");
    });
    root.each("messages", [&](const RuleNode &node) { rules.messages.push_back(readMessage(node, rules)); });
    root.each("keys", [&](const RuleNode &node) {
        node.allow({ "kind", "title", "fields", "run" });
        KeyRule key { node.required("kind").text(), {}, node.texts("fields"), node.flag("run", true) };
        key.title = node.text("title", key.kind + "s");
        if (key.fields.empty() && !key.inRun)
            node.fail("is a key without fields", "list the fields that tell one from another");
        // The order of kinds is that of the file that has the last word on them.
        std::erase_if(rules.keys, [&](const KeyRule &other) { return other.kind == key.kind; });
        rules.keys.push_back(std::move(key));
    });
    root.each("implications", [&](const RuleNode &node) { replaceOrAdd(rules.implications, readImplication(node), &ImplicationRule::name); });
    if (root.has("run")) {
        const RuleNode run = root.at("run").allow({ "field", "facts" });
        rules.runField = run.required("field").text();
        rules.runFacts = run.texts("facts");
    }
    if (root.has("states"))
        readStates(root.at("states"), rules);
    if (root.has("metrics"))
        readMetrics(root.at("metrics"), rules);
    if (root.has("neighbours"))
        readNeighbours(root.at("neighbours"), rules);
    root.each("levels", [&](const RuleNode &node) {
        node.allow({ "name", "rank" });
        replaceOrAdd(rules.levels, LevelRule { node.required("name").text(), node.number("rank", 0) }, &LevelRule::name);
    });
    root.each("guesses", [&](const RuleNode &node) {
        node.allow({ "name", "field", "from", "add", "roles" });
        replaceOrAdd(rules.guesses, GuessRule { node.required("name").text(), node.required("field").text(), node.required("from").text(), node.number("add", 0), node.texts("roles") }, &GuessRule::name);
    });
    root.each("unread", [&](const RuleNode &node) { rules.unread.push_back(node.pattern()); });
    if (root.has("columns"))
        rules.listColumns = root.texts("columns");
}

// Names must lead somewhere: a typing error in a rule would otherwise only show as something missing from a picture.
void checkReferences(const RuleNode &root, const Rules &rules)
{
    std::set<std::string> fields;
    for (const auto &implication : rules.implications) {
        for (const auto *names : { &implication.key, &implication.implies, &implication.facts })
            fields.insert(names->begin(), names->end());
    }
    constexpr size_t kMost = 64; // sets of either are words of so many bits
    if (rules.implications.size() > kMost || fields.size() > kMost)
        root.fail("the implications of all rule files are more than 64, or name more than 64 fields", "leave out some");
    if (!rules.stateKind.empty() && !rules.key(rules.stateKind))
        root.fail("/states/kind \"" + rules.stateKind + "\" is no kind", "name one of /keys");
    for (const auto &list : rules.neighbours) {
        if (!rules.key(list.kind))
            root.fail("/neighbours/lists names the kind \"" + list.kind + "\"", "name one of /keys");
    }
    for (const auto &kind : rules.sequences) {
        if (!rules.key(kind))
            root.fail("/neighbours/sequences names \"" + kind + "\"", "name one of /keys");
    }
    for (const auto &path : rules.paths) {
        if (!path.format.empty() && !rules.format(path.format))
            root.fail("the path \"" + path.pattern.source() + "\" names the format \"" + path.format + "\"", "name one of /formats");
    }
    for (const auto &message : rules.messages) {
        for (const auto &counter : message.counters) {
            const auto &names = message.pattern.captureNames();
            if (!counter.each.empty() && std::find(names.begin(), names.end(), counter.each) == names.end())
                root.fail("the message \"" + message.pattern.source() + "\" counts each \"" + counter.each + "\"", "name one of its captures");
        }
    }
}

} // namespace

void addRules(Rules &rules, const std::string &fileName, std::string_view text, bool own)
{
    nlohmann::json parsed;
    try {
        parsed = nlohmann::json::parse(text);
    } catch (const nlohmann::json::exception &error) { // beside its grammar: numbers that no double holds
        throw RuleError(fileName + ": /: not JSON (" + error.what() + "): mend the file at that place");
    }
    const RuleNode root(parsed, fileName, "");
    readAll(root.object(), rules, own);
    checkReferences(root, rules);
    rules.files.push_back(fileName);
    rules.index();
}

} // namespace widelens
