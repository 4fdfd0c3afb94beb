// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordparser.h"

#include "model/import/headertime.h"
#include "model/import/lineshape.h"
#include "model/import/textheader.h"
#include "model/import/trailingpairs.h"
#include "model/import/values.h"

namespace widelens {

namespace {

std::string_view withoutReturn(std::string_view line)
{
    return !line.empty() && line.back() == '\r' ? line.substr(0, line.size() - 1) : line;
}

// A message as its program wrote it: where its file ends lines in "\r\n", without the '\r' of each line.
std::string withoutReturns(std::string_view raw, size_t begin, size_t limit)
{
    const size_t firstEnd = raw.find('\n');
    const std::string_view first = raw.substr(0, firstEnd);
    if (first.empty() || first.back() != '\r')
        return std::string(raw.substr(begin, limit));
    std::string text;
    for (size_t i = begin; i < raw.size() && text.size() < limit; ++i) {
        if (raw[i] != '\r' || (i + 1 < raw.size() && raw[i + 1] != '\n'))
            text += raw[i];
    }
    return text;
}

// Where the message begins; npos when the first line has no header (any more).
size_t messageBegin(const FormatRule &format, std::string_view raw, std::vector<Pattern::Span> &spans)
{
    const std::string_view line = withoutReturn(raw.substr(0, raw.find('\n')));
    return format.header && format.header->match(line.substr(0, TextHeader::kReach), spans) ? spans.back().begin : std::string_view::npos;
}

} // namespace

RecordField makeField(const Rules &rules, const FormatRule *format, std::string name, std::string_view text, bool quoted, Origin origin, std::string proof)
{
    const FieldRule *rule = rules.field(name);
    FieldRule::Type type = rule ? rule->type : FieldRule::Type::Any;
    if (type == FieldRule::Type::Any && quoted && format && !format->untyped)
        type = FieldRule::Type::Text;
    if (type == FieldRule::Type::Any && !quoted)
        type = FieldRule::Type::Real;
    RecordField field;
    field.name = std::move(name);
    field.text = cleanValue(text, rule && rule->stripBytes);
    field.origin = origin;
    field.proof = std::move(proof);
    field.noise = rule && rule->noise;
    if (!isTextCell(field.text, type) && type != FieldRule::Type::Text) {
        int64_t whole = 0;
        field.kind = parseCanonicalInt(field.text, whole) ? FieldKind::Int : FieldKind::Real;
    }
    return field;
}

void parseTextRecord(const Rules &rules, const FormatRule &format, std::string_view raw, Record &record)
{
    std::vector<Pattern::Span> spans;
    const size_t begin = messageBegin(format, raw, spans);
    if (begin == std::string_view::npos) {
        record.fields.push_back(makeField(rules, &format, "formatted", raw, true, Origin::Record, "the whole record"));
        return;
    }
    const auto &names = format.header->captureNames();
    const size_t time = TextHeader::timeCapture(*format.header);
    for (size_t i = 0; i + 1 < names.size(); ++i) {
        const std::string_view text = raw.substr(spans[i].begin, spans[i].end - spans[i].begin);
        const Pattern::Type type = format.header->captureType(i);
        if (text.empty() || (names[i].empty() && i != time))
            continue;
        if (i == time) {
            bool isLocal = false;
            const auto whole = type == Pattern::Type::Epoch || type == Pattern::Type::Datetime ? std::nullopt : headerTime(type, text, kNoTime, isLocal);
            if (type != Pattern::Type::Yearless) // of one without a year only the event knows
                record.fields.push_back(makeField(rules, nullptr, "created", whole ? formatEpochSeconds(*whole) : std::string(text), false, Origin::Record, "header"));
            continue;
        }
        if (Pattern::isTime(type))
            continue; // the first says the same, better
        record.fields.push_back(makeField(rules, nullptr, names[i], captureValue(type, text), rules.field(names[i]) == nullptr, Origin::Record, "header"));
    }
    record.fields.push_back(makeField(rules, &format, "formatted", withoutReturns(raw, begin, raw.size()), true, Origin::Record, "header"));
    const std::string message(record.fields.back().text);
    const auto pairs = format.trailingKeys.empty() ? std::vector<TrailingPair>() : trailingPairs(format.trailingKeys, std::string_view(message).substr(0, message.find('\n')));
    for (const auto &[key, value] : pairs) {
        std::string name = rules.canonicalName(format.name, format.trailingPrefix + std::string(key));
        if (!value.empty() && !record.find(name))
            record.fields.push_back(makeField(rules, nullptr, std::move(name), value, true, Origin::Message, "behind the message: " + std::string(key)));
    }
}

std::string textMessage(const FormatRule &format, std::string_view raw, size_t limit)
{
    std::vector<Pattern::Span> spans;
    const size_t begin = messageBegin(format, raw, spans);
    return withoutReturns(raw, begin == std::string_view::npos ? 0 : begin, limit);
}

namespace {

// What the rule says by itself. A field with several values is a list.
void addFixedFields(const Rules &rules, const MessageRule &rule, const std::string &proof, Record &record)
{
    std::string last;
    for (const auto &[name, text] : rule.set) {
        if (name == last) {
            std::string &list = record.fields.back().text;
            list = (record.fields.back().kind == FieldKind::Json ? list.substr(0, list.size() - 1) : "[\"" + list + "\"") + ", \"" + text + "\"]";
            record.fields.back().kind = FieldKind::Json;
            continue;
        }
        if (record.find(name))
            continue;
        record.fields.push_back(makeField(rules, nullptr, name, text, true, Origin::Rule, proof));
        last = name;
    }
    for (const auto &[name, header] : rule.fromHeader) {
        const std::string text(record.text(header));
        if (!text.empty() && !record.find(name))
            record.fields.push_back(makeField(rules, nullptr, name, text, true, Origin::Rule, proof));
    }
    if (!rule.metric.empty() && !record.find(rules.metricField))
        record.fields.push_back(makeField(rules, nullptr, rules.metricField, rule.metric, true, Origin::Rule, proof));
}

} // namespace

void addMessageFields(const Rules &rules, std::string_view role, uint32_t marks, Record &record)
{
    const std::string message(record.text("formatted"));
    const std::string_view line = withoutReturn(std::string_view(message).substr(0, message.find('\n')));
    const std::string own(record.text("msg"));
    std::vector<Pattern::Span> spans;
    const int matched = rules.matchMessage(line.substr(0, 64 * 1024), role, spans);
    const std::string_view ownLine = std::string_view(own).substr(0, own.find('\n'));
    const bool hasOwn = !ownLine.empty() && ownLine != line && maskedText(ownLine) == ownLine;
    const auto *rule = matched >= 0 ? &rules.messages[static_cast<size_t>(matched)] : nullptr;
    if (rule) {
        const std::string proof = "message: " + rule->pattern.source();
        for (size_t i = 0; i < spans.size(); ++i) {
            const std::string &name = rule->pattern.captureNames()[i];
            if (name.empty() || record.find(name))
                continue;
            const std::string_view text = line.substr(spans[i].begin, spans[i].end - spans[i].begin);
            RecordField field = makeField(rules, nullptr, name, text, true, Origin::Message, proof);
            if (rule->pattern.captureType(i) == Pattern::Type::List)
                field.kind = FieldKind::Json;
            record.fields.push_back(std::move(field));
            int64_t number = 0;
            if (const GuessRule *guess = rules.guess(name, role); guess && !record.find(guess->field) && parseCanonicalInt(text, number))
                record.fields.push_back(makeField(rules, nullptr, guess->field, std::to_string(number + guess->add), true, Origin::Guess, "a guess: " + guess->name));
        }
        if ((rule->unless & marks) == 0)
            addFixedFields(rules, *rule, proof, record);
    }
    record.fields.push_back({ "template", hasOwn ? std::string(ownLine) : rule ? rule->pattern.templateText() : maskedText(line), FieldKind::Text, Origin::Derived,
                              hasOwn ? "the source's own template" : rule ? "rule" : "mined", false });
}

} // namespace widelens
