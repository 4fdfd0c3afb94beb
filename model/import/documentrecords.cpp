// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/documentrecords.h"

#include "model/import/jsonkeys.h"
#include "model/store/time.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <unordered_set>

namespace widelens {

namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kDeepest = 64; // of a value within a record
constexpr size_t kMostKept = 64 << 20; // bytes of records that wait for what is around them

// The bytes of a file, one after the other.
class ByteStream
{
public:
    ByteStream(FileReader &file, const std::atomic<bool> &cancelled)
        : m_file(file)
        , m_cancelled(cancelled)
        , m_block(LineReader::kBlock, '\0')
    {
    }

    bool atEnd() { return m_at == m_filled && !fill(); }
    char peek() const { return m_block[m_at]; }
    void skip() { ++m_at; }
    uint64_t offset() const { return m_base + m_at; }
    void seek(uint64_t offset)
    {
        m_base = offset;
        m_at = m_filled = 0;
    }

private:
    bool fill()
    {
        m_base += m_filled;
        m_at = m_filled = 0;
        const int64_t n = m_cancelled ? 0 : m_file.readAt(m_base, m_block.data(), m_block.size());
        m_filled = n > 0 ? static_cast<size_t>(n) : 0;
        return m_filled > 0;
    }

    FileReader &m_file;
    const std::atomic<bool> &m_cancelled;
    std::string m_block;
    size_t m_at = 0;
    size_t m_filled = 0;
    uint64_t m_base = 0;
};

// A stream as the parser takes it.
class ByteIterator
{
public:
    using difference_type = std::ptrdiff_t;
    using value_type = char;
    using pointer = const char *;
    using reference = char;
    using iterator_category = std::input_iterator_tag;

    explicit ByteIterator(ByteStream *stream = nullptr)
        : m_stream(stream)
    {
    }
    char operator*() const { return m_stream->peek(); }
    ByteIterator &operator++()
    {
        m_stream->skip();
        return *this;
    }
    ByteIterator operator++(int)
    {
        m_stream->skip();
        return *this;
    }
    bool operator==(const ByteIterator &other) const { return isEnd() == other.isEnd(); }
    bool operator!=(const ByteIterator &other) const { return !(*this == other); }

private:
    bool isEnd() const { return !m_stream || m_stream->atEnd(); }

    ByteStream *m_stream;
};

// A record with the members of what is around it: names and JSON texts.
struct Fields {
    std::vector<std::pair<std::string, Json>> list;
    std::unordered_set<std::string> names;
    size_t bytes = 0;

    const Json *find(const std::string &name) const
    {
        const auto found = std::find_if(list.begin(), list.end(), [&](const auto &field) { return field.first == name; });
        return found == list.end() ? nullptr : &found->second;
    }
};

// What SAX events mean here, and the lines that come of it.
class DocumentReading
{
public:
    DocumentReading(const Rules &rules, const FormatRule &format, const DocumentSink &sink)
        : m_rules(rules)
        , m_format(format)
        , m_sink(sink)
    {
    }

    void begin()
    {
        m_levels.clear();
        m_values.clear();
        m_lists.clear();
        m_key.clear();
        m_kept = 0;
        m_inList = m_isCut = false;
    }
    // The document ends, maybe before its end: what waits is handed out, but no record that is not whole.
    void end()
    {
        m_isCut = true;
        while (!m_levels.empty())
            closeLevel();
    }
    bool isStopped() const { return m_stopped; }

    // --- nlohmann's SAX interface
    bool null() { return value(nullptr); }
    bool boolean(bool flag) { return value(flag); }
    bool number_integer(int64_t number) { return value(number); }
    bool number_unsigned(uint64_t number) { return value(number); }
    bool number_float(double number, const std::string &) { return value(number); }
    bool string(std::string &text) { return value(std::move(text)); }
    bool binary(Json::binary_t &) { return false; }
    bool key(std::string &text)
    {
        (m_values.empty() ? m_key : m_values.back().key) = std::move(text);
        return true;
    }
    bool start_object(size_t)
    {
        if (!m_values.empty())
            return open(Json::object());
        if (m_levels.empty() || m_inList) {
            const std::string name = m_levels.empty() ? std::string() : m_lists.back();
            m_levels.push_back({ name, {}, {}, {} });
            m_inList = false;
            return true;
        }
        return open(Json::object());
    }
    bool end_object()
    {
        if (!m_values.empty())
            return close();
        closeLevel();
        m_inList = !m_levels.empty();
        return !m_stopped;
    }
    bool start_array(size_t)
    {
        if (m_values.empty() && m_levels.empty())
            return true; // a list of documents
        if (m_values.empty() && !m_inList && leadsToRecords(m_key)) {
            m_lists.push_back(m_key);
            m_inList = true;
            return true;
        }
        return open(Json::array());
    }
    bool end_array()
    {
        if (!m_values.empty())
            return close();
        if (m_inList) {
            m_lists.pop_back();
            m_inList = false;
        }
        return true;
    }
    bool parse_error(size_t, const std::string &, const nlohmann::detail::exception &) { return false; }

private:
    // An object around records, or a record itself.
    struct Level {
        std::string list; // whose element it is
        Json members;
        Fields own; // of the members, once they were asked for
        std::vector<std::pair<const RecordsRule *, Fields>> waiting; // records within, until there are members
    };
    struct Open {
        Json value;
        std::string key;
    };

    bool isPath(const RecordsRule &rule, size_t count) const
    {
        return rule.path.size() >= count && std::equal(m_lists.begin(), m_lists.begin() + static_cast<ptrdiff_t>(std::min(count, m_lists.size())), rule.path.begin());
    }
    bool leadsToRecords(const std::string &key) const
    {
        return std::any_of(m_format.records.begin(), m_format.records.end(), [&](const RecordsRule &rule) {
            return rule.path.size() > m_lists.size() && isPath(rule, m_lists.size()) && rule.path[m_lists.size()] == key;
        });
    }
    const RecordsRule *recordsHere() const
    {
        const auto found = std::find_if(m_format.records.begin(), m_format.records.end(), [&](const RecordsRule &rule) { return rule.path.size() == m_lists.size() && isPath(rule, m_lists.size()); });
        return found == m_format.records.end() ? nullptr : &*found;
    }

    bool open(Json value)
    {
        m_values.push_back({ std::move(value), {} });
        if (m_values.size() > kDeepest)
            m_values.back().value = nullptr; // nothing is put into it
        return true;
    }
    bool close()
    {
        Json done = std::move(m_values.back().value);
        m_values.pop_back();
        return value(std::move(done));
    }
    bool value(Json done)
    {
        if (!m_values.empty()) {
            Open &around = m_values.back();
            if (around.value.is_array())
                around.value.push_back(std::move(done));
            else if (around.value.is_object())
                around.value[around.key] = std::move(done);
        } else if (!m_levels.empty() && !m_inList) {
            Level &level = m_levels.back();
            level.members[m_key] = std::move(done);
            level.own = {};
        }
        return !m_stopped;
    }

    void closeLevel()
    {
        Level level = std::move(m_levels.back());
        m_levels.pop_back();
        if (m_levels.empty())
            m_lists.clear(); // after damage
        else if (m_lists.size() > m_levels.size())
            m_lists.resize(m_levels.size());
        for (auto &[rule, fields] : level.waiting) {
            m_kept -= fields.bytes;
            merge(fields, level);
            pass(*rule, std::move(fields));
        }
        if (const RecordsRule *rule = recordsHere(); rule && !m_isCut && !level.list.empty() && level.list == rule->path.back()) {
            Fields fields;
            merge(fields, level);
            pass(*rule, std::move(fields));
        }
    }

    // A record on its way out through the levels around it.
    void pass(const RecordsRule &rule, Fields fields)
    {
        for (size_t i = m_levels.size(); i > 1; --i) { // the outermost is the document itself: it has no members
            Level &level = m_levels[i - 1];
            if (level.members.empty() && m_kept < kMostKept) {
                fields.bytes = 0;
                for (const auto &[name, json] : fields.list)
                    fields.bytes += name.size() + (json.is_string() ? json.get_ref<const std::string &>().size() : 16) + 64;
                m_kept += fields.bytes;
                level.waiting.emplace_back(&rule, std::move(fields));
                return;
            }
            merge(fields, level);
        }
        write(rule, fields);
    }

    void merge(Fields &fields, Level &level)
    {
        if (level.own.list.empty())
            flatten(level.members, {}, level.own);
        for (const auto &[name, json] : level.own.list) {
            if (fields.names.insert(name).second)
                fields.list.emplace_back(name, json);
            else if (const std::string longer = level.list + "." + name; fields.names.insert(longer).second)
                fields.list.emplace_back(longer, json);
        }
    }

    bool isPairs(const Json &value) const
    {
        return value.is_array() && !value.empty() && !m_format.pairKey.empty() && std::all_of(value.begin(), value.end(), [&](const Json &pair) {
            return pair.is_object() && pair.contains(m_format.pairKey) && pair.at(m_format.pairKey).is_string() && pair.size() <= 2;
        });
    }

    void put(Fields &fields, const std::string &name, Json value) const
    {
        if (!value.is_null() && fields.names.insert(name).second)
            fields.list.emplace_back(name, std::move(value));
    }

    void flatten(const Json &object, const std::string &prefix, Fields &fields) const
    {
        for (const auto &[key, raw] : object.items()) {
            if (isPairs(raw)) {
                for (const auto &pair : raw) {
                    if (pair.contains(m_format.pairValue))
                        put(fields, pair.at(m_format.pairKey).get<std::string>(), unboxed(pair.at(m_format.pairValue)));
                }
                continue;
            }
            const bool isBox = isBoxed(raw);
            Json value = unboxed(raw);
            if (value.is_object() && !isBox)
                flatten(raw, prefix + key + ".", fields);
            else if (!(value.is_array() && value.empty()))
                put(fields, prefix + key, std::move(value));
        }
    }

    const std::pair<std::string, std::string> *boxOf(const Json &value) const
    {
        if (!value.is_object() || value.size() != 1)
            return nullptr;
        const auto found = std::find_if(m_format.boxes.begin(), m_format.boxes.end(), [&](const auto &box) { return value.contains(box.first); });
        return found == m_format.boxes.end() ? nullptr : &*found;
    }
    bool isBoxed(const Json &value) const { return boxOf(value) != nullptr; }

    Json unboxed(const Json &value) const
    {
        if (const auto *box = boxOf(value)) {
            const Json &inside = value.at(box->first);
            if (box->second == "number" && inside.is_string()) {
                const Json number = Json::parse(inside.get_ref<const std::string &>(), nullptr, false);
                return number.is_number() ? number : inside;
            }
            return unboxed(inside);
        }
        if (isPairs(value)) {
            Json object = Json::object();
            for (const auto &pair : value) {
                if (pair.contains(m_format.pairValue))
                    object[pair.at(m_format.pairKey).get<std::string>()] = unboxed(pair.at(m_format.pairValue));
            }
            return object;
        }
        if (!value.is_array())
            return value;
        Json list = Json::array();
        for (const auto &element : value)
            list.push_back(unboxed(element));
        return list;
    }

    static std::string text(const Json *value)
    {
        if (!value)
            return {};
        return value->is_string() ? value->get<std::string>() : value->dump(-1, ' ', false, Json::error_handler_t::replace);
    }

    Time timeOfMember(const Fields &fields, const std::string &name) const
    {
        const Json *value = fields.find(name);
        return value && (value->is_string() || value->is_number()) ? timeOf(text(value), m_format.timeUnit) : kNoTime;
    }

    std::string messageOf(const std::string &pattern, const Fields &fields) const
    {
        std::string message;
        for (size_t at = 0; at < pattern.size();) {
            const size_t open = std::min(pattern.find('{', at), pattern.size());
            const size_t close = std::min(pattern.find('}', open), pattern.size());
            message += pattern.substr(at, open - at);
            if (open < pattern.size()) {
                const std::string value = text(fields.find(pattern.substr(open + 1, close - open - 1)));
                message += value.empty() ? "?" : value;
            }
            at = close + 1;
        }
        return message;
    }

    // Words for numbers, where the record itself has none.
    void addWords(Json &line, const Fields &fields) const
    {
        for (const auto &words : m_format.words) {
            const Json *value = fields.find(words.member);
            const auto word = value ? words.values.find(text(value)) : words.values.end();
            if (word == words.values.end() || line.contains(words.field))
                continue;
            const bool isSaid = std::any_of(fields.list.begin(), fields.list.end(), [&](const auto &field) {
                return m_rules.canonicalName(m_format.name, field.first) == words.field && !(field.second.is_string() && field.second.template get_ref<const std::string &>().empty());
            });
            if (!isSaid)
                line[words.field] = word->second;
        }
    }

    void write(const RecordsRule &rule, const Fields &fields)
    {
        for (const auto &moment : rule.moments) {
            Json line = Json::object();
            line["formatted"] = messageOf(moment.message, fields);
            for (const auto &[name, value] : moment.set)
                line[name] = value;
            Time time = kNoTime;
            for (size_t i = 0; i < moment.times.size() && time == kNoTime; ++i)
                time = timeOfMember(fields, moment.times[i]);
            if (time == kNoTime && &moment != &rule.moments.front())
                continue; // it did not happen yet
            std::string start = "{";
            if (time != kNoTime)
                start += "\"created\":" + formatEpochSeconds(time) + ",";
            if (const Time since = moment.since.empty() ? kNoTime : timeOfMember(fields, moment.since); since != kNoTime && time != kNoTime)
                line[moment.sinceField] = static_cast<double>(time - since) / 1e9;
            addWords(line, fields);
            for (const auto &[name, value] : fields.list) {
                if (!line.contains(name) && name != "created")
                    line[name] = value;
            }
            if (!m_sink.write(start + line.dump(-1, ' ', false, Json::error_handler_t::replace).substr(1) + "\n")) {
                m_stopped = true;
                return;
            }
        }
    }

    const Rules &m_rules;
    const FormatRule &m_format;
    const DocumentSink &m_sink;
    std::vector<Level> m_levels; // the document, then an element of each list in m_lists
    std::vector<std::string> m_lists; // that are open
    std::vector<Open> m_values; // a member's value that is not yet whole
    std::string m_key;
    bool m_inList = false; // what comes next is an element of m_lists.back()
    size_t m_kept = 0;
    bool m_isCut = false;
    bool m_stopped = false;
};

// Where the next document may begin: a line behind `from` that begins with a brace. The end, if there is none.
void seekDocument(ByteStream &stream, uint64_t from)
{
    stream.seek(from);
    bool lineBegins = false;
    while (!stream.atEnd() && !(lineBegins && stream.peek() == '{')) {
        lineBegins = stream.peek() == '\n';
        stream.skip();
    }
}

} // namespace

void writeDocumentRecords(const Rules &rules, const FormatRule &format, FileReader &file, const std::atomic<bool> &cancelled, const DocumentSink &sink)
{
    ByteStream stream(file, cancelled);
    DocumentReading reading(rules, format, sink);
    while (!cancelled && !reading.isStopped()) {
        while (!stream.atEnd() && std::string_view(" \t\r\n,\xef\xbb\xbf").find(stream.peek()) != std::string_view::npos)
            stream.skip();
        if (stream.atEnd())
            return;
        const uint64_t begin = stream.offset();
        reading.begin();
        const bool isWhole = Json::sax_parse(ByteIterator(&stream), ByteIterator(), &reading, Json::input_format_t::json, false);
        const uint64_t stopped = stream.offset();
        reading.end();
        if (isWhole || reading.isStopped() || cancelled)
            continue;
        const bool cut = stream.atEnd();
        sink.complain("the document at byte " + std::to_string(begin) + " is damaged at byte " + std::to_string(stopped) + (cut ? ": it is cut" : ": no JSON"),
                      "its records before that place were read, and what follows from the next line on that begins a document");
        seekDocument(stream, begin + 1);
    }
}

} // namespace widelens
