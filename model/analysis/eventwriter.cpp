// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/eventwriter.h"

#include "model/analysis/quoting.h"
#include "model/query/entity.h"
#include "model/rules/rules.h"

namespace widelens {

EventWriter::EventWriter(std::shared_ptr<const EventStore> store, EventFormat format)
    : m_store(std::move(store)), m_reader(m_store), m_format(std::move(format))
{
    if (m_format.columns.empty())
        m_format.columns = m_store->rules().listColumns;
    if (!m_format.timeText)
        m_format.timeText = [](Time time) { return formatTime(time); };
}

std::string EventWriter::joinCells(const std::vector<std::string> &cells) const
{
    const bool markdown = m_format.kind == EventFormat::Kind::Markdown;
    std::string line = markdown ? "| " : "";
    for (size_t i = 0; i < cells.size(); ++i) {
        switch (m_format.kind) {
        case EventFormat::Kind::Csv:
            line += (i > 0 ? "," : "") + csvCell(cells[i]);
            break;
        case EventFormat::Kind::Tsv:
            line += (i > 0 ? "\t" : "") + tsvCell(cells[i]);
            break;
        case EventFormat::Kind::Markdown:
            line += (i > 0 ? " | " : "") + markdownCell(cells[i]);
            break;
        case EventFormat::Kind::Text:
        case EventFormat::Kind::JsonLines:
            line += (i > 0 ? "  " : "") + cells[i];
            break;
        }
    }
    return line + (markdown ? " |\n" : "\n");
}

std::string EventWriter::header() const
{
    switch (m_format.kind) {
    case EventFormat::Kind::Csv:
    case EventFormat::Kind::Tsv:
        return joinCells(m_format.columns);
    case EventFormat::Kind::Markdown: {
        std::string rule = "|";
        for (size_t i = 0; i < m_format.columns.size(); ++i)
            rule += " --- |";
        return joinCells(m_format.columns) + rule + "\n";
    }
    case EventFormat::Kind::Text:
    case EventFormat::Kind::JsonLines:
        break;
    }
    return {};
}

std::string EventWriter::line(EventRef event)
{
    if (m_format.kind == EventFormat::Kind::JsonLines)
        return jsonLine(event);
    const Record record = m_reader.read(event);
    std::vector<std::string> cells;
    for (const auto &column : m_format.columns)
        cells.push_back(cell(event, record, column));
    return joinCells(cells);
}

std::string EventWriter::createdText(EventRef event, const Record &record) const
{
    if (!m_store->hasTime(event))
        return {};
    if (isForPeople())
        return m_format.timeText(m_store->time(event));
    const std::string_view written = record.text("created");
    return parseEpochSeconds(written) ? std::string(written) : formatEpochSeconds(m_store->time(event));
}

std::string EventWriter::cell(EventRef event, const Record &record, const std::string &column) const
{
    if (column == "entity") {
        const auto entities = entitiesOf(*m_store, event);
        return entities.empty() ? std::string() : entities.front().label();
    }
    if (column == "source")
        return m_store->source(event).path;
    if (column == EventFormat::kDelta && m_format.deltaText)
        return m_format.deltaText(event);
    if (column == "created")
        return createdText(event, record);
    if (column == "formatted" && !record.problem.empty() && isForPeople())
        return "(" + record.problem + ")";
    return std::string(record.text(column));
}

// Values that follow from others: one is the value, several contradict each other; each with its proof.
std::string EventWriter::joinedJson(const Record &record, const Joined &joined) const
{
    std::string text;
    std::string proofs;
    for (const auto &[name, fields] : joined) {
        std::string values;
        std::string proof;
        for (const RecordField *field : fields) {
            values += (values.empty() ? "" : ",") + jsonValue(*field);
            proof += (proof.empty() ? "{" : ",{") + (fields.size() > 1 ? "\"value\":" + jsonValue(*field) + "," : std::string()) + "\"rule\":" + jsonString(field->rule);
            if (field->witness.isValid())
                proof += ",\"logsource\":" + jsonString(m_store->source(field->witness).logsource) + ",\"line\":" + std::to_string(m_store->line(field->witness));
            proof += "}";
        }
        if (record.find(name)->origin == Origin::Joined)
            text += "," + jsonString(name) + ":" + (fields.size() > 1 ? "[" + values + "]" : values);
        proofs += (proofs.empty() ? "" : ",") + jsonString(name) + ":" + (fields.size() > 1 ? "[" + proof + "]" : proof);
    }
    return proofs.empty() ? text : text + ",\"derived\":{" + proofs + "}";
}

std::string EventWriter::jsonLine(EventRef event)
{
    const Record record = m_reader.read(event);
    std::string text;
    const auto add = [&](std::string_view name, const std::string &value) { text += "," + jsonString(name) + ":" + value; };
    Joined joined;
    for (const auto &field : record.fields) {
        if (field.noise && !m_format.allFields)
            continue;
        if (field.origin == Origin::Joined)
            joined[field.name].push_back(&field);
        else if (field.name == "created" && m_store->hasTime(event) && !parseEpochSeconds(field.text))
            add("created", formatEpochSeconds(m_store->time(event)));
        else
            add(field.name, jsonValue(field));
    }
    if (m_format.deltaText) {
        if (const std::string delta = m_format.deltaText(event); !delta.empty())
            add(EventFormat::kDelta, delta);
    }
    text += joinedJson(record, joined);
    if (!record.problem.empty())
        add("problem", jsonString(record.problem));
    if (m_store->isCopy(event))
        add("copy", "true");
    return "{" + (text.empty() ? text : text.substr(1)) + "}\n";
}

} // namespace widelens
