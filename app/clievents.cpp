// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/clicommands.h"
#include "app/output.h"
#include "model/import/recordreader.h"
#include "model/query/entity.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace widelens {

namespace {

std::string entityLabel(const EventStore &store, EventRef event)
{
    const auto entities = entitiesOf(store, event);
    return entities.empty() ? std::string() : entities.front().label();
}

// The events of a listing, one at a time, in one of the formats.
class EventListing
{
public:
    EventListing(const CommandLine &line, StorePtr store, std::string format)
        : m_store(std::move(store))
        , m_reader(m_store)
        , m_format(std::move(format))
        , m_rows(m_format)
        , m_times(line.value("--tz"))
        , m_allFields(line.has("--all-fields"))
    {
        for (const auto &word : line.list("--columns")) {
            const std::string name = m_store->rules().fieldForWord(word);
            m_columns.push_back(name.empty() ? word : name);
        }
        if (m_columns.empty())
            m_columns = m_store->rules().listColumns;
    }

    void header()
    {
        if (m_format == "csv" || m_format == "tsv")
            m_rows.row(m_columns);
    }

    void write(EventRef event)
    {
        if (m_format == "jsonl") {
            writeJson(event);
            return;
        }
        const Record record = m_reader.read(event);
        std::vector<std::string> cells;
        for (const auto &column : m_columns)
            cells.push_back(cell(event, record, column));
        if (m_format == "text")
            writeText(cells);
        else
            m_rows.row(cells);
    }

    // "2025-10-26 10:29:46.467298 MainThread@117098 Task 358: … (parsl.log)"
    void writeAbout(EventRef event)
    {
        const Record record = m_reader.read(event);
        const std::string thread(record.text("threadName"));
        const std::string process(record.text("process"));
        std::string text = m_store->hasTime(event) ? m_times.text(m_store->time(event)) : std::string("(no time)");
        if (!thread.empty() || !process.empty())
            text += " " + thread + (process.empty() ? "" : "@" + process);
        const std::string message(record.text("formatted"));
        text += " " + (record.problem.empty() ? message : "(" + record.problem + ")") + " (" + m_store->source(event).logsource + ")\n";
        print(text);
    }

private:
    std::string cell(EventRef event, const Record &record, const std::string &column) const
    {
        if (column == "entity")
            return entityLabel(*m_store, event);
        if (column == "source")
            return m_store->source(event).path;
        if (column == "created") {
            if (!m_store->hasTime(event))
                return {};
            if (m_format == "text")
                return m_times.text(m_store->time(event));
            const std::string_view written = record.text("created");
            return parseEpochSeconds(written) ? std::string(written) : formatEpochSeconds(m_store->time(event));
        }
        return std::string(record.text(column));
    }

    void writeText(const std::vector<std::string> &cells) const
    {
        constexpr size_t kWidth[] = { 26, 8 };
        std::string text;
        for (size_t i = 0; i < cells.size(); ++i) {
            const bool last = i + 1 == cells.size();
            std::string cell = cells[i];
            if (const size_t newline = cell.find('\n'); newline != std::string::npos) {
                const auto more = std::count(cell.begin(), cell.end(), '\n');
                cell = (newline == 0 ? cell.substr(1, cell.find('\n', 1) - 1) : cell.substr(0, newline)) + " (+" + std::to_string(more) + " lines)";
            }
            if (!last && i < std::size(kWidth))
                cell.resize(std::max(cell.size(), kWidth[i]), ' ');
            text += cell + (last ? "\n" : "  ");
        }
        print(text);
    }

    // Values that follow from others: one is the value, several contradict each other; each with its proof.
    template<typename Add>
    void addJoined(const Record &record, const std::map<std::string, std::vector<const RecordField *>> &joined, Add add) const
    {
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
            const RecordField *own = record.find(name);
            if (own->origin == Origin::Joined)
                add(name, fields.size() > 1 ? "[" + values + "]" : values);
            proofs += (proofs.empty() ? "" : ",") + jsonString(name) + ":" + (fields.size() > 1 ? "[" + proof + "]" : proof);
        }
        if (!proofs.empty())
            add("derived", "{" + proofs + "}");
    }

    void writeJson(EventRef event)
    {
        const Record record = m_reader.read(event);
        std::string text = "{";
        const auto add = [&](std::string_view name, const std::string &value) { text += (text.size() > 1 ? "," : "") + jsonString(name) + ":" + value; };
        std::map<std::string, std::vector<const RecordField *>> joined;
        for (const auto &field : record.fields) {
            if (field.noise && !m_allFields)
                continue;
            if (field.origin == Origin::Joined)
                joined[field.name].push_back(&field);
            else if (field.name == "created" && m_store->hasTime(event) && !parseEpochSeconds(field.text))
                add("created", formatEpochSeconds(m_store->time(event)));
            else
                add(field.name, jsonValue(field));
        }
        addJoined(record, joined, add);
        if (!record.problem.empty())
            add("problem", jsonString(record.problem));
        if (m_store->isCopy(event))
            add("copy", "true");
        print(text + "}\n");
    }

    StorePtr m_store;
    RecordReader m_reader;
    std::string m_format;
    RowWriter m_rows;
    TimePrinter m_times;
    bool m_allFields;
    std::vector<std::string> m_columns;
};

size_t limitOf(const CommandLine &line)
{
    if (!line.has("--limit"))
        return std::numeric_limits<size_t>::max();
    const std::string text = line.value("--limit");
    size_t limit = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size())
        throw CommandError(2, "--limit " + text + " is no number: give how many events at the most");
    return limit;
}

// The filter's rows, and with --copies the copies that it lets through, in their places.
EventRows rowsWithCopies(const StorePtr &store, const Filter &filter, bool copies)
{
    EventRows rows = *applyFilter(store, filter);
    if (!copies || store->copyCount() == 0)
        return rows;
    // A copy has the fields of its event: it is listed behind it when the event is.
    for (const EventRef copy : store->copies()) {
        const auto original = std::find_if(rows.begin() + static_cast<ptrdiff_t>(store->lowerBound(rows, store->time(copy))), rows.end(), [&](EventRef event) {
            return store->time(event) == store->time(copy);
        });
        if (filter.isEmpty() || original != rows.end())
            rows.push_back(copy);
    }
    std::sort(rows.begin(), rows.end(), [&](EventRef a, EventRef b) { return store->isBefore(a, b); });
    return rows;
}

void checkFields(const EventStore &store, std::vector<Term> &terms)
{
    for (auto &term : terms) {
        const std::string name = store.rules().fieldForWord(term.field);
        if (!name.empty())
            term.field = name;
    }
}

} // namespace

int runEvents(const CommandLine &line, const StorePtr &store)
{
    EventListing listing(line, store, line.format({ "text", "csv", "tsv", "jsonl" }));
    Filter filter;
    std::string error;
    if (!parseFilter(line.value("--where"), filter.terms, error))
        throw CommandError(2, "--where: " + error);
    checkFields(*store, filter.terms);
    const EventRows rows = rowsWithCopies(store, filter, line.has("--copies"));
    const size_t limit = limitOf(line);
    listing.header();
    for (size_t i = 0; i < rows.size() && i < limit; ++i)
        listing.write(rows[i]);
    return 0;
}

int runAbout(const CommandLine &line, const StorePtr &store)
{
    const std::string format = line.format({ "text", "csv", "tsv", "jsonl" });
    std::vector<Term> given;
    for (const auto &word : line.words) {
        const size_t equals = word.find('=');
        if (equals == std::string::npos || equals == 0)
            throw CommandError(2, word + " is no KEY=VALUE: write for example task=58");
        given.push_back({ word.substr(0, equals), word.substr(equals + 1), false });
    }
    if (given.empty())
        throw CommandError(2, "about what: add KEY=VALUE behind the run, for example task=58");
    const EntityMatch match = findEntities(*store, given);
    const auto keyText = [](const Entity &entity) {
        std::string text;
        for (const auto &term : entity.key)
            text += " " + term.field + "=" + term.value;
        return text;
    };
    if (!match.error.empty())
        throw CommandError(2, match.error);
    if (match.entities.empty())
        throw CommandError(1, "there is no such entity in these logs: see widelens info for the kinds there are");
    if (match.entities.size() > 1) {
        std::string all;
        for (const auto &entity : match.entities)
            all += "\n   " + keyText(entity);
        throw CommandError(2, "several fit: add to the key what tells them apart:" + all);
    }
    Filter filter;
    filter.terms = match.entities.front().key;
    const EventRows rows = rowsWithCopies(store, filter, line.has("--copies"));
    if (rows.empty())
        throw CommandError(1, "no event carries" + keyText(match.entities.front()) + ": see widelens info for the fields there are");
    EventListing listing(line, store, format);
    if (format == "text")
        print("=== About" + keyText(match.entities.front()) + " ===\n");
    listing.header();
    const size_t limit = limitOf(line);
    for (size_t i = 0; i < rows.size() && i < limit; ++i) {
        if (format == "text" && !line.has("--columns"))
            listing.writeAbout(rows[i]);
        else
            listing.write(rows[i]);
    }
    return 0;
}

} // namespace widelens
