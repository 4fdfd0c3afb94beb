// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/clicommands.h"
#include "app/output.h"
#include "model/analysis/eventwriter.h"
#include "model/query/entity.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <charconv>
#include <set>

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
    EventListing(const CommandLine &line, StorePtr store, const std::string &format)
        : m_store(store)
        , m_reader(store)
        , m_isText(format == "text")
        , m_times(line.value("--tz"))
        , m_columns(columnsOf(line, *store))
        , m_writer(store, formatOf(line, format, m_columns))
    {
    }

    void header() { print(m_writer.header()); }

    void write(EventRef event)
    {
        if (m_isText)
            writeText(event);
        else
            print(m_writer.line(event));
    }

    // "2025-10-26 10:29:46.467298 MainThread@117098 Task 358: … (parsl.log)"
    void writeAbout(EventRef event)
    {
        if (isAttached(m_store->source(event))) {
            if (m_attached.insert(m_store->segment(event).source()).second)
                writeAttached(m_store->source(event));
            return;
        }
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
    // A text without times that belongs to the entity as a whole: a script, an output.
    bool isAttached(const Source &source) const
    {
        const FormatRule *format = m_store->rules().format(source.format);
        return format && format->kind == FormatRule::Kind::Lines;
    }

    static void writeAttached(const Source &source)
    {
        print("(no time) " + source.logsource + ": " + std::to_string(source.lines) + (source.lines == 1 ? " line, " : " lines, ") + std::to_string(source.bytes)
              + (source.bytes == 1 ? " byte" : " bytes") + "; to read it: widelens events RUN --where 'logsource=" + source.logsource + "' --columns formatted\n");
    }

    static std::vector<std::string> columnsOf(const CommandLine &line, const EventStore &store)
    {
        std::vector<std::string> columns;
        for (const auto &word : line.list("--columns")) {
            const std::string name = store.rules().fieldForWord(word);
            columns.push_back(name.empty() ? word : name);
        }
        return columns.empty() ? store.rules().listColumns : columns;
    }

    static EventFormat formatOf(const CommandLine &line, const std::string &name, const std::vector<std::string> &columns)
    {
        EventFormat format;
        format.kind = name == "csv" ? EventFormat::Kind::Csv : name == "tsv" ? EventFormat::Kind::Tsv : name == "jsonl" ? EventFormat::Kind::JsonLines : EventFormat::Kind::Text;
        format.columns = columns;
        format.allFields = line.has("--all-fields");
        return format;
    }

    std::string cell(EventRef event, const Record &record, const std::string &column) const
    {
        if (column == "entity")
            return entityLabel(*m_store, event);
        if (column == "source")
            return m_store->source(event).path;
        if (column == "created")
            return m_store->hasTime(event) ? m_times.text(m_store->time(event)) : std::string();
        return std::string(record.text(column));
    }

    // A line an event: of a message with several, the first.
    void writeText(EventRef event)
    {
        constexpr size_t kWidth[] = { 26, 8 };
        const Record record = m_reader.read(event);
        std::string text;
        for (size_t i = 0; i < m_columns.size(); ++i) {
            const bool last = i + 1 == m_columns.size();
            std::string shown = cell(event, record, m_columns[i]);
            if (const size_t newline = shown.find('\n'); newline != std::string::npos) {
                const auto more = std::count(shown.begin(), shown.end(), '\n');
                shown = (newline == 0 ? shown.substr(1, shown.find('\n', 1) - 1) : shown.substr(0, newline)) + " (+" + std::to_string(more) + " lines)";
            }
            if (!last && i < std::size(kWidth))
                shown.resize(std::max(shown.size(), kWidth[i]), ' ');
            text += shown + (last ? "\n" : "  ");
        }
        print(text);
    }

    StorePtr m_store;
    RecordReader m_reader;
    bool m_isText;
    TimePrinter m_times;
    std::vector<std::string> m_columns;
    EventWriter m_writer;
    std::set<uint32_t> m_attached; // sources that were told of
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
