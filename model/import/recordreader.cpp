// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordreader.h"

#include "model/identity/identity.h"
#include "model/import/damage.h"
#include "model/import/keyedline.h"
#include "model/import/recordparser.h"
#include "model/rules/rules.h"
#include "model/store/filereader.h"

#include <algorithm>
#include <cstdlib>

namespace widelens {

namespace {

constexpr uint64_t kReadAhead = 64 * 1024;
constexpr size_t kMaxOpen = 64;
constexpr const char *kAnother = "changed since it was read: another record stands here now";

} // namespace

RecordReader::RecordReader(std::shared_ptr<const EventStore> store)
    : m_store(std::move(store))
{
}

RecordReader::~RecordReader() = default;

RecordReader::OpenFile *RecordReader::open(uint32_t source, std::string &problem)
{
    auto found = m_files.find(source);
    if (found != m_files.end())
        return found->second.get();
    if (m_files.size() >= kMaxOpen)
        m_files.clear();
    auto file = std::make_unique<OpenFile>();
    if (!openSource(m_store->sources()[source], file->reader)) {
        problem = "cannot be read any more: " + file->reader.problem();
        return nullptr;
    }
    return m_files.emplace(source, std::move(file)).first->second.get();
}

std::string RecordReader::raw(EventRef event, std::string *problem)
{
    const SegmentView &segment = m_store->segment(event);
    const uint64_t offset = segment.offset(event.row);
    const uint64_t length = segment.length(event.row);
    std::string complaint;
    std::string bytes;
    if (OpenFile *file = open(segment.source(), complaint)) {
        if (offset < file->offset || offset + length > file->offset + file->block.size()) {
            const uint64_t end = m_store->sources()[segment.source()].trace.length; // 0 of one in a spool
            file->block.resize(std::max(length, end > offset ? std::min(kReadAhead, end - offset) : kReadAhead)); // small files are many
            const int64_t n = file->reader.readAt(offset, file->block.data(), file->block.size());
            file->block.resize(n > 0 ? static_cast<size_t>(n) : 0);
            file->offset = offset;
            if (n < 0)
                complaint = "cannot be read any more: " + file->reader.problem();
            file->holds = m_store->sources()[segment.source()].trace.holds(file->reader);
        }
        if (offset - file->offset + length <= file->block.size())
            bytes = file->block.substr(offset - file->offset, length);
        else if (complaint.empty())
            complaint = "changed since it was read: the file is shorter now";
    }
    if (problem)
        *problem = complaint;
    return bytes;
}

std::string RecordReader::message(EventRef event, size_t limit, std::string *problem)
{
    std::string complaint;
    const std::string bytes = raw(event, &complaint);
    if (complaint.empty() && isChanged(event)) { // each record must show that it is the same
        const Record record = read(event);
        if (problem)
            *problem = record.problem;
        return record.problem.empty() ? std::string(record.text("formatted").substr(0, limit)) : std::string();
    }
    if (problem)
        *problem = complaint;
    const FormatRule *format = m_store->rules().format(m_store->source(event).format);
    if (!complaint.empty() || !format)
        return {};
    if (format->isText())
        return textMessage(*format, bytes, limit);
    const std::string keyed = format->isKeyed() ? asJson(*format, event, bytes) : std::string();
    return jsonMessage(m_store->rules(), *format, format->isKeyed() ? keyed : bytes, limit);
}

// A keyed record as the importer saw it: an object.
std::string RecordReader::asJson(const FormatRule &format, EventRef event, const std::string &raw) const
{
    std::string json;
    const bool isTable = format.kind == FormatRule::Kind::Table; // there a tab may be a separator, and a line end part of a value
    std::string line = raw.substr(0, raw.find_last_not_of(isTable ? "\r" : " \t\r") + 1);
    if (findByteDamage(line, true).what)
        line = withoutByteDamage(line, isTable);
    KeyedLine(m_store->rules(), format, m_store->source(event).columnsAt(m_store->segment(event).offset(event.row))).read(line, json);
    return json;
}

Record RecordReader::read(EventRef event)
{
    Record record;
    const Rules &rules = m_store->rules();
    const Source &source = m_store->source(event);
    record.raw = raw(event, &record.problem);
    const FormatRule *format = rules.format(source.format);
    if (!format)
        return record;
    if (record.problem.empty()) {
        if (format->isText())
            parseTextRecord(rules, *format, record.raw, record);
        else
            parseJsonRecord(rules, *format, format->isKeyed() ? asJson(*format, event, record.raw) : record.raw, record); // one record: a copy does not matter
        addMessageFields(rules, source.role, m_store->segment(event).marksAt(event.row), record);
        addOrdinal(event, record);
        if (!record.find("created") && m_store->hasTime(event))
            record.fields.push_back({ "created", formatEpochSeconds(m_store->time(event)), FieldKind::Real, Origin::Record, "header", false });
    } else if (const Time time = m_store->time(event); time != kNoTime) {
        record.fields.push_back({ "created", formatEpochSeconds(time), FieldKind::Real, Origin::Record, "kept from when it was read", false });
    }
    if (record.problem.empty() && m_store->hasTime(event))
        checkTime(event, record);
    else if (record.problem.empty() && isChanged(event))
        record.problem = kAnother;
    addPlace(event, record);
    addJoined(event, record);
    return record;
}

// A number that only the lines before tell.
void RecordReader::addOrdinal(EventRef event, Record &record) const
{
    const int rule = m_store->templates().rule(m_store->templateId(event));
    const auto &ordinal = rule >= 0 ? m_store->rules().messages[static_cast<size_t>(rule)].ordinal : std::nullopt;
    if (!ordinal || record.find(ordinal->field))
        return;
    const Value value = m_store->value(event, m_store->fields().find(ordinal->field));
    if (!isAbsent(value))
        record.fields.push_back(makeField(m_store->rules(), nullptr, ordinal->field, toText(value), false, Origin::Rule, "counted: so many before it with the same " + ordinal->per));
}

// Whether its file was written anew, as far as the last look at it tells.
bool RecordReader::isChanged(EventRef event) const
{
    const auto found = m_files.find(m_store->segment(event).source());
    return found != m_files.end() && !found->second->holds;
}

// The record still says the time that it said when it was read. Where that took a zone or a shift, the result is shown.
void RecordReader::checkTime(EventRef event, Record &record) const
{
    const auto created = std::find_if(record.fields.begin(), record.fields.end(), [](const RecordField &field) { return field.name == "created"; });
    if (created == record.fields.end()) {
        record.problem = isChanged(event) ? kAnother : "";
        return;
    }
    const Source &source = m_store->source(event);
    const Time stored = m_store->time(event) - source.shift;
    constexpr Time quarter = 900 * kSecond;
    bool hasZone = true;
    auto now = parseEpochSeconds(created->text);
    if (!now)
        now = parseIsoTime(created->text, 0, &hasZone);
    if (!now)
        return;
    const Time difference = std::abs(*now - stored);
    if ((hasZone ? difference : difference % quarter) > 1000) {
        record.problem = kAnother;
        return;
    }
    if (hasZone && source.shift == 0)
        return;
    created->proof += ": " + created->text + (hasZone ? "" : " in " + source.zone) + (source.shift ? ", " + shiftText(source.shift) : "");
    created->text = formatEpochSeconds(m_store->time(event));
    created->kind = FieldKind::Real;
}

// What follows from the event's identity: a value, or the set of values that contradict each other.
void RecordReader::addJoined(EventRef event, Record &record) const
{
    if (!m_store->identity())
        return;
    for (const auto &derived : m_store->identity()->derive(*m_store, event)) {
        RecordField field;
        field.name = derived.field;
        field.text = toText(derived.value);
        field.kind = std::holds_alternative<int64_t>(derived.value) ? FieldKind::Int : FieldKind::Text;
        field.origin = Origin::Joined;
        field.rule = m_store->rules().implications[static_cast<size_t>(derived.rule)].name;
        field.witness = derived.proof;
        field.proof = field.rule + (derived.fitted ? " (only one fits)" : "");
        if (derived.proof.isValid())
            field.proof += ": " + m_store->source(derived.proof).logsource + " line " + std::to_string(m_store->line(derived.proof));
        record.fields.push_back(std::move(field));
    }
}

// What the event has from where it stands: path, run, line.
void RecordReader::addPlace(EventRef event, Record &record) const
{
    const SegmentView &segment = m_store->segment(event);
    const Source &source = m_store->source(event);
    const auto add = [&](std::string name, const Value &value, Origin origin, std::string proof) {
        if (isAbsent(value) || record.find(name))
            return;
        RecordField field;
        field.name = std::move(name);
        field.text = toText(value);
        field.kind = std::holds_alternative<int64_t>(value) ? FieldKind::Int : std::holds_alternative<double>(value) ? FieldKind::Real : FieldKind::Text;
        field.origin = origin;
        field.proof = std::move(proof);
        record.fields.push_back(std::move(field));
    };
    for (const auto &[field, cell] : segment.constants())
        add(m_store->fields().name(field), segment.value(cell), Origin::Path, "path " + source.logsource);
    const RunId run = m_store->run(event);
    if (run != kNoRun) {
        const Run &which = m_store->runs()[index(run)];
        if (!which.dfk.empty())
            add(m_store->rules().runField, std::string_view(which.dfk), Origin::Run, which.dfkProof);
    }
    if (source.run != kNoRun)
        add("rundir", std::string_view(m_store->runs()[index(source.run)].rundir), Origin::Derived, "path");
    add("logsource", std::string_view(source.logsource), Origin::Derived, "path");
    add("line", static_cast<int64_t>(m_store->line(event)), Origin::Derived, "place in the file");
}

} // namespace widelens
