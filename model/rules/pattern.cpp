// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/pattern.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace widelens {

namespace {

using Type = Pattern::Type;

constexpr auto kTypes = std::to_array<std::pair<std::string_view, Type>>({
    { "int", Type::Int }, { "digits", Type::Digits }, { "float", Type::Float }, { "word", Type::Word },
    { "label", Type::Label }, { "segment", Type::Segment }, { "hex", Type::Hex }, { "uuid", Type::Uuid },
    { "list", Type::List }, { "quoted", Type::Quoted }, { "bytes", Type::Bytes }, { "upper", Type::Upper },
    { "dotted", Type::Dotted }, { "text", Type::Text }, { "rest", Type::Rest }, { "epoch", Type::Epoch },
    { "epoch_ms", Type::EpochMillis }, { "epoch_us", Type::EpochMicros }, { "epoch_ns", Type::EpochNanos },
    { "datetime", Type::Datetime }, { "yearless", Type::Yearless }, { "level", Type::Level }, { "priority", Type::Priority },
    { "tag", Type::Tag }, { "structured", Type::Structured }, { "ansi", Type::Ansi } });

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

size_t digitsAt(std::string_view text, size_t at)
{
    size_t n = 0;
    while (at + n < text.size() && isDigit(text[at + n]))
        ++n;
    return n;
}

size_t uuidAt(std::string_view text, size_t at)
{
    if (at + 36 > text.size())
        return 0;
    for (size_t i = 0; i < 36; ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[at + i] != '-' : !isHex(text[at + i]))
            return 0;
    }
    return 36;
}

// "[1, 2]" or "[]", also with quoted numbers.
size_t listAt(std::string_view text, size_t at)
{
    size_t i = at;
    if (i >= text.size() || text[i] != '[')
        return 0;
    for (++i; i < text.size() && text[i] != ']'; ++i) {
        if (!isDigit(text[i]) && text[i] != ',' && text[i] != ' ' && text[i] != '-' && text[i] != '\'')
            return 0;
    }
    return i < text.size() ? i + 1 - at : 0;
}

size_t quotedAt(std::string_view text, size_t at)
{
    if (at >= text.size() || (text[at] != '\'' && text[at] != '"'))
        return 0;
    const size_t end = text.find(text[at], at + 1);
    return end == std::string_view::npos ? 0 : end + 1 - at;
}

size_t runOf(std::string_view text, size_t at, bool (*accept)(char))
{
    size_t n = 0;
    while (at + n < text.size() && accept(text[at + n]))
        ++n;
    return n;
}

size_t datetimeAt(std::string_view text, size_t at)
{
    // 2026-08-05 05:20:01 with an optional fraction after '.' or ',', then an optional zone: Z, +02:00, -0500
    constexpr std::string_view shape = "dddd-dd-dd dd:dd:dd";
    if (at + shape.size() > text.size())
        return 0;
    for (size_t i = 0; i < shape.size(); ++i) {
        const char c = text[at + i];
        if (shape[i] == 'd' ? !isDigit(c) : c != shape[i] && !(shape[i] == ' ' && c == 'T') && !(shape[i] == '-' && c == '/'))
            return 0;
    }
    size_t n = shape.size();
    if (at + n + 1 < text.size() && (text[at + n] == '.' || text[at + n] == ',') && isDigit(text[at + n + 1]))
        n += 1 + digitsAt(text, at + n + 1);
    if (at + n < text.size() && text[at + n] == 'Z')
        return n + 1;
    if (at + n < text.size() && (text[at + n] == '+' || text[at + n] == '-')) {
        const size_t hours = at + n + 1;
        const size_t colon = digitsAt(text, hours) == 2 && hours + 2 < text.size() && text[hours + 2] == ':' ? 1 : 0;
        if (colon ? digitsAt(text, hours + 3) == 2 : digitsAt(text, hours) == 4)
            return n + 5 + colon;
    }
    return n;
}

// "INFO", or what Python writes for a level without a name: "Level 5".
size_t levelAt(std::string_view text, size_t at)
{
    constexpr std::string_view unnamed = "Level ";
    if (text.substr(at, unnamed.size()) == unnamed) {
        const size_t digits = digitsAt(text, at + unnamed.size());
        return digits ? unnamed.size() + digits : 0;
    }
    return runOf(text, at, [](char c) { return c >= 'A' && c <= 'Z'; });
}

// "Aug  5 05:20:01" with an optional fraction.
size_t yearlessAt(std::string_view text, size_t at)
{
    constexpr std::string_view shape = "Aaa dd dd:dd:dd";
    if (at + shape.size() > text.size())
        return 0;
    for (size_t i = 0; i < shape.size(); ++i) {
        const char c = text[at + i];
        const bool fits = shape[i] == 'd' ? isDigit(c) || (i == 4 && c == ' ') : shape[i] == 'A' ? c >= 'A' && c <= 'Z' : shape[i] == 'a' ? c >= 'a' && c <= 'z' : c == shape[i];
        if (!fits)
            return 0;
    }
    const size_t n = shape.size();
    const bool fraction = at + n + 1 < text.size() && text[at + n] == '.' && isDigit(text[at + n + 1]);
    return fraction ? n + 1 + digitsAt(text, at + n + 1) : n;
}

// "[id@1 k=\"v\"][id@2]" or "-".
size_t structuredAt(std::string_view text, size_t at)
{
    if (at < text.size() && text[at] == '-')
        return 1;
    size_t i = at;
    while (i < text.size() && text[i] == '[') {
        bool quoted = false;
        for (++i; i < text.size() && (quoted || text[i] != ']'); ++i) {
            if (quoted && text[i] == '\\')
                ++i;
            else if (text[i] == '"')
                quoted = !quoted;
        }
        if (i >= text.size())
            return 0;
        ++i;
    }
    return i - at;
}

// Length of the value of `type` at `at` in `text`, for types whose extent follows from the text alone; npos: none.
size_t extent(Type type, std::string_view text, size_t at)
{
    constexpr size_t none = std::string_view::npos;
    const auto atLeastOne = [](size_t n) { return n ? n : none; };
    switch (type) {
    case Type::Int: {
        const size_t sign = at < text.size() && text[at] == '-' ? 1 : 0;
        const size_t n = digitsAt(text, at + sign);
        return n ? n + sign : none;
    }
    case Type::Digits:
        return digitsAt(text, at);
    case Type::Ansi: { // ESC [ parameters letter
        size_t end = at;
        while (end + 1 < text.size() && text[end] == '\x1b' && text[end + 1] == '[') {
            size_t letter = end + 2;
            while (letter < text.size() && static_cast<unsigned char>(text[letter]) >= 0x20 && static_cast<unsigned char>(text[letter]) < 0x40)
                ++letter;
            if (letter == text.size() || !isLetter(text[letter]))
                break;
            end = letter + 1;
        }
        return end - at;
    }
    case Type::Float: {
        size_t n = at < text.size() && text[at] == '-' ? 1 : 0;
        const size_t whole = digitsAt(text, at + n);
        if (!whole)
            return none;
        n += whole;
        if (at + n + 1 < text.size() && text[at + n] == '.' && isDigit(text[at + n + 1]))
            n += 1 + digitsAt(text, at + n + 1);
        if (at + n + 2 < text.size() && text[at + n] == 'e' && (text[at + n + 1] == '-' || text[at + n + 1] == '+'))
            n += 2 + digitsAt(text, at + n + 2);
        return n;
    }
    case Type::Hex:
        return atLeastOne(runOf(text, at, isHex));
    case Type::Uuid:
        return atLeastOne(uuidAt(text, at));
    case Type::List:
        return atLeastOne(listAt(text, at));
    case Type::Quoted:
        return atLeastOne(quotedAt(text, at));
    case Type::Bytes:
        if (at >= text.size() || text[at] != 'b')
            return none;
        return quotedAt(text, at + 1) ? 1 + quotedAt(text, at + 1) : none;
    case Type::Upper:
        return atLeastOne(runOf(text, at, [](char c) { return c >= 'A' && c <= 'Z'; }));
    case Type::Dotted:
        return atLeastOne(runOf(text, at, [](char c) { return isLetter(c) || isDigit(c) || c == '_' || c == '.'; }));
    case Type::Epoch: {
        const size_t whole = digitsAt(text, at);
        if (whole < 9 || whole > 10)
            return none;
        if (at + whole + 1 < text.size() && text[at + whole] == '.' && isDigit(text[at + whole + 1]))
            return whole + 1 + digitsAt(text, at + whole + 1);
        return none;
    }
    case Type::EpochMillis:
    case Type::EpochMicros:
    case Type::EpochNanos: {
        const size_t digits = digitsAt(text, at);
        const size_t most = type == Type::EpochMillis ? 13 : type == Type::EpochMicros ? 16 : 19;
        return digits == most || digits + 1 == most ? digits : none;
    }
    case Type::Datetime:
        return atLeastOne(datetimeAt(text, at));
    case Type::Level:
        return atLeastOne(levelAt(text, at));
    case Type::Yearless:
        return atLeastOne(yearlessAt(text, at));
    case Type::Tag:
        return atLeastOne(runOf(text, at, [](char c) { return c != ' ' && c != ':' && c != '[' && c != '\t'; }));
    case Type::Structured:
        return atLeastOne(structuredAt(text, at));
    case Type::Priority: {
        const size_t n = digitsAt(text, at);
        return n >= 1 && n <= 3 ? n : none;
    }
    case Type::Rest:
        return text.size() - at;
    case Type::Word:
    case Type::Label:
    case Type::Segment:
    case Type::Text:
        break;
    }
    return none;
}

bool isElastic(Type type)
{
    return type == Type::Word || type == Type::Label || type == Type::Segment || type == Type::Text;
}

bool mayHold(Type type, char c)
{
    switch (type) {
    case Type::Word:
        return c != ' ' && c != '\n' && c != '\t';
    case Type::Label:
        return c != ' ' && c != '\n' && c != '/';
    case Type::Segment:
        return c != '/';
    default:
        return true;
    }
}

// What of a quoted or bytes value is captured: without its quotes.
Pattern::Span inside(Type type, size_t at, size_t length)
{
    const size_t lead = type == Type::Quoted ? 1 : type == Type::Bytes ? 2 : 0;
    const size_t trail = lead ? 1 : 0;
    return { static_cast<uint32_t>(at + lead), static_cast<uint32_t>(at + length - trail) };
}

} // namespace

Pattern Pattern::parse(std::string_view text, bool looseSpaces)
{
    Pattern pattern;
    pattern.m_source = text;
    pattern.m_looseSpaces = looseSpaces;
    std::string literal;
    size_t optional = 0; // the token that begins the open optional part, + 1
    const auto flush = [&] {
        if (!literal.empty())
            pattern.m_tokens.push_back({ true, std::move(literal), Type::Text, 0, 0 });
        literal.clear();
    };
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if ((c == '{' || c == '}') && i + 1 < text.size() && text[i + 1] == c) {
            literal += c;
            ++i;
            continue;
        }
        if (text.substr(i, 2) == "{?" && !optional) {
            flush();
            pattern.m_tokens.push_back({ true, {}, Type::Text, 0, static_cast<uint32_t>(pattern.m_names.size()) });
            optional = pattern.m_tokens.size();
            ++i;
            continue;
        }
        if (text.substr(i, 2) == "?}" && optional) {
            flush();
            Token &begin = pattern.m_tokens[optional - 1];
            begin.skip = static_cast<uint32_t>(pattern.m_tokens.size());
            begin.captures = static_cast<uint32_t>(pattern.m_names.size()) - begin.captures;
            optional = 0;
            ++i;
            continue;
        }
        if (c == '}')
            throw std::invalid_argument("a '}' without a '{' at character " + std::to_string(i + 1) + "; write '}}' for a brace");
        if (c != '{') {
            literal += c;
            continue;
        }
        const size_t end = text.find('}', i);
        if (end == std::string_view::npos)
            throw std::invalid_argument("the capture at character " + std::to_string(i + 1) + " has no '}'; write '{{' for a brace");
        flush();
        const std::string_view inner = text.substr(i + 1, end - i - 1);
        const size_t colon = inner.find(':');
        const std::string_view typeName = colon == std::string_view::npos ? "word" : inner.substr(colon + 1);
        Token token { false, std::string(inner.substr(0, colon)), Type::Text, 0, 0 };
        bool known = false;
        for (const auto &[name, type] : kTypes) {
            if (name == typeName) {
                token.type = type;
                known = true;
            }
        }
        if (!known) {
            std::string all;
            for (const auto &[name, type] : kTypes)
                all += (all.empty() ? "" : ", ") + std::string(name);
            throw std::invalid_argument("\"" + std::string(typeName) + "\" is not a type; types are " + all);
        }
        if (!pattern.m_tokens.empty() && !pattern.m_tokens.back().literal && isElastic(pattern.m_tokens.back().type) && isElastic(token.type))
            throw std::invalid_argument("two captures without text between them at character " + std::to_string(i + 1));
        pattern.m_names.push_back(token.text);
        pattern.m_types.push_back(token.type);
        pattern.m_tokens.push_back(std::move(token));
        i = end;
    }
    flush();
    if (optional)
        throw std::invalid_argument("an optional part has no end: close it with '?}'");
    return pattern;
}

// Where an elastic capture failed last: from any place in [begin, end] it has only ends to try that were tried already.
struct Pattern::Failures {
    static constexpr size_t kTokens = 48; // of a pattern; later ones are not remembered
    struct Range {
        size_t begin = 1;
        size_t end = 0;
    };
    std::array<Range, kTokens> ranges;

    bool holds(size_t token, size_t at) const { return token < kTokens && at >= ranges[token].begin && at <= ranges[token].end; }
    void add(size_t token, size_t begin, size_t end)
    {
        if (token < kTokens)
            ranges[token] = { begin, end };
    }
};

bool Pattern::match(std::string_view text, std::vector<Span> &captures) const
{
    captures.resize(m_names.size());
    Failures failures;
    return matchFrom(text, 0, 0, captures, 0, failures);
}

bool Pattern::matchFrom(std::string_view text, size_t at, size_t token, std::vector<Span> &captures, size_t capture, Failures &failures) const
{
    for (; token < m_tokens.size(); ++token) {
        const auto &t = m_tokens[token];
        if (t.skip) {
            if (matchFrom(text, at, token + 1, captures, capture, failures))
                return true;
            for (uint32_t i = 0; i < t.captures; ++i)
                captures[capture++] = { static_cast<uint32_t>(at), static_cast<uint32_t>(at) };
            token = t.skip - 1;
            continue;
        }
        if (t.literal) {
            if (!m_looseSpaces) {
                if (text.substr(at, t.text.size()) != t.text)
                    return false;
                at += t.text.size();
                continue;
            }
            // The spaces right before the message are as many as the pattern has: more belong to the message.
            const size_t exact = token + 2 == m_tokens.size() ? t.text.find_last_not_of(' ') + 1 : t.text.size();
            for (size_t i = 0; i < t.text.size(); ++i) {
                const char c = t.text[i];
                const bool endsHeader = i >= exact;
                if (endsHeader && at == text.size())
                    continue; // the message begins on the next line, and the spaces were cut
                if (at >= text.size() || text[at] != c)
                    return false;
                ++at;
                while (c == ' ' && !endsHeader && at < text.size() && text[at] == ' ')
                    ++at;
            }
            continue;
        }
        if (!isElastic(t.type)) {
            const size_t length = extent(t.type, text, at);
            if (length == std::string_view::npos)
                return false;
            captures[capture++] = inside(t.type, at, length);
            at += length;
            continue;
        }
        if (failures.holds(token, at))
            return false;
        // As little as will do: try each end, nearest first.
        const size_t minimum = t.type == Type::Text ? 0 : 1;
        const bool lastToken = token + 1 == m_tokens.size();
        size_t end = at;
        while (true) {
            if (end - at >= minimum && (!lastToken || end == text.size())) {
                captures[capture] = { static_cast<uint32_t>(at), static_cast<uint32_t>(end) };
                const bool plausible = lastToken || !m_tokens[token + 1].literal || m_tokens[token + 1].skip || (end < text.size() && text[end] == m_tokens[token + 1].text[0]);
                if (plausible && matchFrom(text, end, token + 1, captures, capture + 1, failures))
                    return true;
            }
            if (end >= text.size() || !mayHold(t.type, text[end])) {
                failures.add(token, at, end);
                return false;
            }
            ++end;
        }
    }
    return at == text.size();
}

std::string_view Pattern::prefix() const
{
    return !m_tokens.empty() && m_tokens[0].literal ? std::string_view(m_tokens[0].text) : std::string_view();
}

} // namespace widelens
