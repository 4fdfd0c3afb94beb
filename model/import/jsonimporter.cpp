// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/damage.h"
#include "model/import/importer.h"
#include "model/import/jsonkeys.h"
#include "model/import/keyedline.h"
#include "model/import/messagereader.h"
#include "model/import/tablerows.h"
#include "model/import/values.h"
#include "model/store/hash.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace widelens {

namespace {

using namespace simdjson;

std::string_view trimmed(std::string_view token)
{
    while (!token.empty() && (token.back() == ' ' || token.back() == '\t' || token.back() == '\r'))
        token.remove_suffix(1);
    return token;
}

bool isStringToken(std::string_view token)
{
    return token.size() >= 2 && token.front() == '"';
}

// One pass over a JSON-lines file: a record a line. A line that is broken is read again without its bad bytes, then from
// the last place where a record may begin; only what is lost then is skipped.
class JsonImport
{
public:
    explicit JsonImport(ImportJob &job)
        : m_job(job)
        , m_keys(job.rules, job.format, job.fields)
        , m_messages(job.rules, job.source.role, job.fields, job.templates, job.writer, job.state)
        , m_isTable(job.format.kind == FormatRule::Kind::Table)
        , m_contexts(256)
        , m_levelField(job.fields.intern(job.rules.levelField))
    {
        if (job.format.isKeyed())
            m_keyed.emplace(job.rules, job.format, job.source.columnsAt(0));
        if (m_isTable) {
            m_rows.emplace(*m_keyed, job.source, [this](const TableRows::Row &row) {
                const uint64_t line = std::exchange(m_line, row.line);
                readKeyed(row.text, row.offset, row.terminated);
                m_line = line;
            });
        }
    }

    void run()
    {
        const auto onLine = [this](const LineReader::Line &line) {
            ++m_line;
            readLine(line);
        };
        readLines(m_job, onLine, [this] { countReferences(); });
        if (m_rows)
            m_rows->finish();
        countReferences();
    }

private:
    void countReferences()
    {
        for (const JsonKey &key : m_keys.all()) {
            if (key.seen)
                m_job.writer.countReferences(key.field, key.seen);
            key.seen = 0;
        }
    }

    enum class Parsed { Complete, More, Broken }; // More: something follows the object on its line

    void readLine(const LineReader::Line &line)
    {
        Source &source = m_job.source;
        ++source.lines;
        if (m_isTable) {
            m_rows->add(line, m_line);
            return;
        }
        const std::string_view text = trimmed({ line.begin, line.length });
        if (text.empty()) {
            ++source.blank;
            return;
        }
        if (m_keyed) {
            readKeyed(text, line.offset, line.terminated);
            return;
        }
        const Parsed parsed = text.front() == '{' ? parse(text.data(), text.size()) : Parsed::Broken;
        if (parsed == Parsed::Complete)
            store(text, line.offset);
        else
            recover(text, line, parsed);
        if (!line.terminated)
            addIssue(source, Issue::Severity::Damage, m_line, line.offset,
                     parsed == Parsed::Complete ? "the last line has no end: it may still be written" : "the last line is cut",
                     "open the run again when its process has ended; if it was killed, this is all there is");
    }

    void readKeyed(std::string_view text, uint64_t offset, bool terminated)
    {
        Source &source = m_job.source;
        std::string_view clean = text;
        if (const auto damage = findByteDamage(text, terminated); damage.what) {
            addIssue(source, Issue::Severity::Damage, m_line, offset + damage.offset, damage.what, damage.fix);
            m_clean = withoutByteDamage(text, m_isTable);
            clean = m_clean;
        }
        const auto kind = m_keyed->read(clean, m_object);
        m_object.append(LineReader::kPadding, '\0');
        bool isBroken = false;
        if (kind == KeyedLine::Kind::Comment) {
            ++source.blank;
            if (!m_isTable && (source.columns.empty() || source.columns.back().names != m_keyed->columns().names))
                source.columns.push_back({ offset, m_keyed->columns().names });
        } else if (kind == KeyedLine::Kind::Record && parse(m_object.data(), m_object.size() - LineReader::kPadding) == Parsed::Complete && isRow()) {
            store(text, offset);
            if (isBroken = m_keyed->isUneven(); isBroken && terminated)
                addIssue(source, Issue::Severity::Damage, m_line, offset, "not as many columns as have names: read as far as they go", "look at the raw line; all other lines were read");
        } else {
            isBroken = true;
            ++source.skipped;
            if (terminated)
                addIssue(source, Issue::Severity::Damage, m_line, offset,
                         m_job.format.kind == FormatRule::Kind::Pairs ? "not pairs of name=value: skipped" : "not as many columns as have names: skipped",
                         "look at the raw line; all other lines were read");
        }
        if (!terminated)
            addIssue(source, Issue::Severity::Damage, m_line, offset,
                     isBroken ? "the last line is cut" : "the last line has no end: it is cut, or still being written",
                     "open the run again when its process has ended; if it was killed, this is all there is");
    }

    // What has neither all columns nor a time is no row.
    bool isRow() const { return !m_keyed->isUneven() || m_time != kNoTime; }

    void recover(std::string_view text, const LineReader::Line &line, Parsed parsed)
    {
        Source &source = m_job.source;
        if (const auto damage = findByteDamage(text, true); damage.what || hasControls(text)) {
            addIssue(source, Issue::Severity::Damage, m_line, line.offset + damage.offset,
                     damage.what ? damage.what : "raw control characters inside a string", damage.fix ? damage.fix : "the record was read with '?' in their place");
            m_clean = withoutByteDamage(text);
            m_clean.append(LineReader::kPadding, '\0');
            if (parse(m_clean.data(), text.size()) == Parsed::Complete) {
                store(text, line.offset);
                return;
            }
        }
        // Two records on a line: the later one is whole, or it would not have ended the line.
        const std::string &restart = m_job.format.restart;
        const size_t again = restart.empty() ? std::string_view::npos : text.rfind(restart);
        if (again != std::string_view::npos && again > 0) {
            const std::string_view rest = text.substr(again);
            Parsed second = parse(rest.data(), rest.size());
            // The first record's own braces may close behind the second.
            if (second != Parsed::Broken) {
                addIssue(source, Issue::Severity::Damage, m_line, line.offset,
                         "two records on one line: the one at byte " + std::to_string(line.offset + again) + " was read, the " + std::to_string(again) + " bytes before it were not",
                         "the program failed while it wrote the first; look at the raw line for what is left of it");
                store(rest, line.offset + again);
                return;
            }
        }
        if (parsed == Parsed::More && parse(text.data(), text.size()) == Parsed::More) {
            addIssue(source, Issue::Severity::Damage, m_line, line.offset, "more than one JSON value on the line: the first was read",
                     "look at the raw line for the rest");
            store(text, line.offset);
            return;
        }
        ++source.skipped;
        if (line.terminated)
            addIssue(source, Issue::Severity::Damage, m_line, line.offset, text.front() == '{' ? "not a complete JSON object: skipped" : "not a JSON object: skipped",
                     "look at the raw line; all other lines were read");
    }

    static bool hasControls(std::string_view text)
    {
        return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r'; });
    }

    // Fills m_time, m_message, m_template, m_values, m_context… from the object.
    Parsed parse(const char *text, size_t length)
    {
        m_values.clear();
        m_references.clear();
        m_contextTokens.clear();
        m_message = m_template = {};
        m_time = kNoTime;
        m_timeRank = INT32_MAX;
        m_hasNan = false;
        m_contextHash = 0;
        ondemand::document document;
        if (m_parser.iterate(text, length, length + SIMDJSON_PADDING).get(document) != SUCCESS)
            return Parsed::Broken;
        ondemand::object object;
        if (document.get_object().get(object) != SUCCESS)
            return Parsed::Broken;
        size_t n = 0;
        for (auto element : object) {
            ondemand::field field;
            if (std::move(element).get(field) != SUCCESS)
                return Parsed::Broken;
            const char *raw = field.key().raw();
            const JsonKey *key = m_keys.expected(n, raw, text + length);
            if (!key) {
                key = &findKey(raw, text + length);
                m_keys.follow(n, *key);
            }
            ++n;
            std::string_view token = trimmed(field.value().raw_json_token());
            if (token.empty())
                return Parsed::Broken;
            if ((token[0] == '{' || token[0] == '[') && wholeValue(field, token) != SUCCESS)
                return Parsed::Broken;
            take(*key, token);
        }
        return document.current_location().error() == OUT_OF_BOUNDS ? Parsed::Complete : Parsed::More;
    }

    static error_code wholeValue(ondemand::field &field, std::string_view &token)
    {
        if (token[0] == '{') {
            ondemand::object object;
            if (const auto error = field.value().get_object().get(object))
                return error;
            return object.raw_json().get(token);
        }
        ondemand::array array;
        if (const auto error = field.value().get_array().get(array))
            return error;
        return array.raw_json().get(token);
    }

    const JsonKey &findKey(const char *raw, const char *end)
    {
        const char *close = raw;
        bool escaped = false;
        for (; close < end && *close != '"'; ++close) {
            if (*close == '\\') {
                escaped = true;
                ++close;
            }
        }
        const std::string_view text(raw, static_cast<size_t>(close - raw));
        return m_keys.find(escaped ? unescapeJson(text) : text);
    }

    void take(const JsonKey &key, std::string_view token)
    {
        const char first = token[0];
        if (first != '"' && !(first >= '0' && first <= '9') && !(first == '-' && token.size() > 1 && token[1] != 'I'))
            checkToken(token);
        switch (key.role) {
        case JsonKey::Role::Context:
            m_contextHash = hashBytes(token, m_contextHash + index(key.field));
            m_contextTokens.push_back({ &key, token });
            return;
        case JsonKey::Role::Column:
            m_values.push_back({ &key, token });
            return;
        case JsonKey::Role::Message:
            m_message = token;
            break;
        case JsonKey::Role::Template:
            m_template = token;
            break;
        case JsonKey::Role::When:
            takeTime(key, token);
            break;
        case JsonKey::Role::Reference:
            break;
        }
        m_references.push_back(&key);
    }

    void takeTime(const JsonKey &key, std::string_view token)
    {
        if (key.timeUnit >= m_timeRank)
            return;
        const auto &unit = m_job.format.timeKeys[static_cast<size_t>(key.timeUnit)].unit;
        bool isLocal = false;
        const Time time = timeOf(isStringToken(token) ? token.substr(1, token.size() - 2) : token, unit, &isLocal);
        if (time == kNoTime)
            return;
        m_time = isLocal ? m_job.clock.toUtc(time, m_line) : time;
        m_timeRank = key.timeUnit;
    }

    // Neither text nor a number: true, false, null, an object or a list; or what JSON does not have.
    void checkToken(std::string_view token)
    {
        const bool nested = token[0] == '{' || token[0] == '[';
        m_hasNan |= nested ? token.find("NaN") != std::string_view::npos : token != "true" && token != "false" && token != "null";
    }

    void store(std::string_view record, uint64_t offset)
    {
        Source &source = m_job.source;
        if (m_hasNan)
            addIssue(source, Issue::Severity::Note, m_line, offset, "NaN or Infinity, which JSON does not have",
                     "Python writes them; the value is kept as text, all else was read");
        const std::string_view message = content(m_message, m_messageText);
        const std::string_view own = m_template == m_message ? std::string_view() : content(m_template, m_templateText);
        const uint32_t context = contextCode();
        const uint32_t localTemplate = m_messages.read(firstLine(message), firstLine(own), context);
        m_job.writer.append(m_time, offset, static_cast<uint32_t>(std::min<size_t>(record.size(), 0xffffffffu)), m_line, context, localTemplate);
        ++source.events;
        if (m_time != kNoTime)
            spanTime(source, m_time);
        for (const JsonKey *key : m_references)
            ++key->seen;
        for (const auto &[key, token] : m_values)
            addValue(*key, token);
        m_messages.addFields(firstLine(message));
    }

    static std::string_view firstLine(std::string_view text) { return text.substr(0, text.find('\n')); }

    // A string token's text; `buffer` holds it when it had escapes.
    static std::string_view content(std::string_view token, std::string &buffer)
    {
        if (!isStringToken(token))
            return token;
        const std::string_view inside = token.substr(1, token.size() - 2);
        if (!std::memchr(inside.data(), '\\', inside.size()))
            return inside;
        buffer = unescapeJson(inside);
        return buffer;
    }

    bool isAbsent(std::string_view text) const
    {
        const auto &absent = m_job.format.absent;
        return std::find(absent.begin(), absent.end(), text) != absent.end();
    }

    // Cell of a value, or nothing where the dialect says that it is lacking.
    bool cellOfToken(const JsonKey &key, std::string_view token, std::string_view &text, FieldRule::Type &type)
    {
        text = content(token, m_valueText);
        type = key.type;
        if (isStringToken(token)) {
            if (isAbsent(text))
                return false;
            if (type == FieldRule::Type::Any && !m_job.format.untyped)
                type = FieldRule::Type::Text; // "12" of a typed source is text unless the rules say that it is a number
        } else if (type == FieldRule::Type::Any) {
            type = FieldRule::Type::Real;
        }
        text = cleanValue(text, key.stripBytes);
        return true;
    }

    void addValue(const JsonKey &key, std::string_view token)
    {
        std::string_view text;
        FieldRule::Type type {};
        uint32_t number = 0;
        if (!cellOfToken(key, token, text, type) || m_job.writer.has(key.field))
            return;
        if (type != FieldRule::Type::Text && parseSmallInt(text, number))
            m_job.writer.add(key.field, number);
        else if (isTextCell(text, type))
            m_job.writer.addText(key.field, text);
        else
            m_job.writer.add(key.field, cellOf(m_job.writer.pool(), text, type));
    }

    uint32_t contextCode()
    {
        for (size_t i = m_contextHash & (m_contexts.size() - 1); m_contexts[i].used; i = (i + 1) & (m_contexts.size() - 1)) {
            if (m_contexts[i].hash == m_contextHash)
                return m_contexts[i].code;
        }
        Context context;
        for (const auto &[key, token] : m_contextTokens) {
            std::string_view text;
            FieldRule::Type type {};
            const auto same = [named = key->field](const auto &field) { return field.first == named; };
            if (!cellOfToken(*key, token, text, type) || std::any_of(context.fields.begin(), context.fields.end(), same))
                continue;
            const Cell cell = cellOf(m_job.writer.pool(), text, type);
            context.fields.emplace_back(key->field, cell);
            if (key->field != m_levelField)
                continue;
            context.severity = m_job.rules.levelRank(text);
            if (const auto value = m_job.writer.pool().value(cell); std::holds_alternative<std::string_view>(value))
                context.levelName = std::get<std::string_view>(value);
        }
        const uint32_t code = m_job.writer.addContext(std::move(context));
        rememberContext(code);
        return code;
    }

    void rememberContext(uint32_t code)
    {
        if (++m_contextCount * 2 > m_contexts.size()) {
            std::vector<KnownContext> old(m_contexts.size() * 2);
            old.swap(m_contexts);
            for (const auto &known : old) {
                if (known.used)
                    insertContext(known);
            }
        }
        insertContext({ m_contextHash, code, true });
    }

    struct KnownContext {
        uint64_t hash = 0;
        uint32_t code = 0;
        bool used = false;
    };
    void insertContext(const KnownContext &known)
    {
        size_t i = known.hash & (m_contexts.size() - 1);
        while (m_contexts[i].used)
            i = (i + 1) & (m_contexts.size() - 1);
        m_contexts[i] = known;
    }

    struct KeyToken {
        const JsonKey *key;
        std::string_view token;
    };

    ImportJob &m_job;
    JsonKeys m_keys;
    MessageReader m_messages;
    const bool m_isTable;
    ondemand::parser m_parser;
    std::vector<KnownContext> m_contexts;
    size_t m_contextCount = 0;
    FieldId m_levelField;
    uint64_t m_line = 0;
    std::string m_clean;
    std::optional<KeyedLine> m_keyed; // of formats that are no JSON
    std::optional<TableRows> m_rows; // of a table
    std::string m_object; // a line of these
    std::string m_messageText;
    std::string m_templateText;
    std::string m_valueText;
    // of the record at hand
    std::string_view m_message;
    std::string_view m_template;
    std::vector<KeyToken> m_values;
    std::vector<KeyToken> m_contextTokens;
    std::vector<const JsonKey *> m_references;
    uint64_t m_contextHash = 0;
    Time m_time = kNoTime;
    int m_timeRank = 0;
    bool m_hasNan = false;
};

} // namespace

void importJsonLines(ImportJob &job)
{
    JsonImport(job).run();
}

} // namespace widelens
