// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/jsonkeys.h"

#include <charconv>
#include <cmath>

namespace widelens {

JsonKeys::JsonKeys(const Rules &rules, const FormatRule &format, FieldTable &fields)
    : m_rules(rules)
    , m_format(format)
    , m_fields(fields)
{
    m_beyond.role = JsonKey::Role::Reference;
}

const JsonKey &JsonKeys::find(std::string_view text)
{
    const auto found = m_byText.find(std::string(text));
    if (found != m_byText.end())
        return *found->second;
    JsonKey key;
    key.key = text;
    key.name = m_rules.canonicalName(m_format.name, text);
    key.field = m_fields.intern(key.name);
    if (const FieldRule *field = m_rules.field(key.name)) {
        key.type = field->type;
        key.stripBytes = field->stripBytes;
        if (field->storage == FieldRule::Storage::Context)
            key.role = JsonKey::Role::Context;
        else if (field->storage == FieldRule::Storage::Reference)
            key.role = JsonKey::Role::Reference;
    }
    for (size_t i = 0; i < m_format.timeKeys.size(); ++i) {
        if (m_format.timeKeys[i].key == text) {
            key.role = JsonKey::Role::When;
            key.timeUnit = static_cast<int>(i);
        }
    }
    if (key.name == "formatted")
        key.role = JsonKey::Role::Message;
    else if (key.name == "msg")
        key.role = JsonKey::Role::Template;
    if (key.field == kNoField && (key.role == JsonKey::Role::Column || key.role == JsonKey::Role::Context || key.role == JsonKey::Role::Reference))
        return m_beyond;
    m_keys.push_back(std::move(key));
    m_byText.emplace(text, &m_keys.back());
    return m_keys.back();
}

void JsonKeys::follow(size_t n, const JsonKey &key)
{
    constexpr size_t kMostKeys = 4096; // of a record, that are expected: beyond them each is looked up
    if (&key == &m_beyond || n >= kMostKeys)
        return;
    Expected next;
    next.key = &key;
    next.length = key.key.size() + 1;
    std::string padded = key.key + '"';
    padded.resize(16, '\0');
    const auto mask = [](size_t bytes) { return bytes >= 8 ? ~uint64_t(0) : (uint64_t(1) << (8 * bytes)) - 1; };
    next.head = load64(padded.data());
    next.tail = load64(padded.data() + 8);
    next.headMask = mask(next.length);
    next.tailMask = next.length > 8 ? mask(next.length - 8) : 0;
    if (n >= m_sequence.size())
        m_sequence.resize(n + 1); // places between have no key
    m_sequence[n] = next;
}

Time timeOf(std::string_view text, const std::string &unit, bool *isLocal)
{
    if (isLocal)
        *isLocal = false;
    if (unit == "s" || unit == "auto") {
        if (const auto time = parseEpochSeconds(text))
            return *time;
        if (unit == "s")
            return kNoTime;
    }
    if (unit == "iso" || (unit == "auto" && text.size() >= 8 && text[4] == '-')) {
        bool hasZone = false;
        const auto time = parseIsoTime(text, 0, &hasZone);
        if (isLocal)
            *isLocal = time && !hasZone;
        return time ? *time : kNoTime;
    }
    double number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || !(number > 0))
        return kNoTime;
    double scale = 1;
    if (unit == "ms" || (unit == "auto" && number >= 1e11 && number < 1e14))
        scale = 1e6;
    else if (unit == "us" || (unit == "auto" && number >= 1e14 && number < 1e17))
        scale = 1e3;
    else if (unit == "auto" && number < 1e11)
        scale = 1e9;
    int64_t whole = 0; // exact where the source wrote a whole number
    const auto exact = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (exact.ec == std::errc() && exact.ptr == text.data() + text.size() && std::abs(number * scale) < 9.2e18)
        return whole * static_cast<int64_t>(scale);
    return number * scale < 9.2e18 ? static_cast<Time>(std::llround(number * scale)) : kNoTime;
}

namespace {

void appendUtf8(std::string &out, uint32_t code)
{
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xe0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (code & 0x3f));
    } else {
        out += static_cast<char>(0xf0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3f));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (code & 0x3f));
    }
}

bool readHex4(std::string_view text, size_t at, uint32_t &code)
{
    if (at + 4 > text.size())
        return false;
    const auto parsed = std::from_chars(text.data() + at, text.data() + at + 4, code, 16);
    return parsed.ec == std::errc() && parsed.ptr == text.data() + at + 4;
}

} // namespace

std::string unescapeJson(std::string_view token)
{
    if (token.size() >= 2 && token.front() == '"' && token.back() == '"')
        token = token.substr(1, token.size() - 2);
    std::string text;
    text.reserve(token.size());
    for (size_t i = 0; i < token.size(); ++i) {
        if (token[i] != '\\' || i + 1 >= token.size()) {
            text += token[i];
            continue;
        }
        const char c = token[++i];
        uint32_t code = 0;
        if (c != 'u') {
            constexpr std::string_view from = "nrtbf";
            constexpr std::string_view to = "\n\r\t\b\f";
            const size_t known = from.find(c);
            text += known == std::string_view::npos ? c : to[known];
            continue;
        }
        if (!readHex4(token, i + 1, code)) {
            text += "\xef\xbf\xbd";
            continue;
        }
        i += 4;
        uint32_t low = 0;
        if (code >= 0xd800 && code < 0xdc00 && i + 2 < token.size() && token[i + 1] == '\\' && token[i + 2] == 'u' && readHex4(token, i + 3, low)
            && low >= 0xdc00 && low < 0xe000) {
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            i += 6;
        }
        if (code >= 0xd800 && code < 0xe000)
            text += "\xef\xbf\xbd";
        else
            appendUtf8(text, code);
    }
    return text;
}

} // namespace widelens
