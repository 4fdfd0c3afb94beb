// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"
#include "model/store/fieldtable.h"
#include "model/store/time.h"

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace widelens {

// What a key of a JSON dialect means for an importer.
struct JsonKey {
    enum class Role { When, Message, Template, Context, Column, Reference };
    std::string key; // as in the file, unescaped
    std::string name; // canonical
    FieldId field = kNoField;
    Role role = Role::Column;
    FieldRule::Type type = FieldRule::Type::Any;
    bool stripBytes = false;
    int timeUnit = -1; // index into FormatRule::timeKeys
};

// The keys of one dialect, looked up once each; then compared with the key that followed last time, which is mostly the
// same again.
class JsonKeys
{
public:
    JsonKeys(const Rules &rules, const FormatRule &format, FieldTable &fields);

    const JsonKey &find(std::string_view key); // the key's text, unescaped
    // The key whose text (raw, without escapes) begins at `raw` and ends at '"', when it is the `n`th of the last record.
    const JsonKey *expected(size_t n, const char *raw) const
    {
        if (n >= m_sequence.size())
            return nullptr;
        const std::string &key = m_sequence[n]->key;
        for (size_t i = 0; i < key.size(); ++i) {
            if (raw[i] != key[i])
                return nullptr;
        }
        return raw[key.size()] == '"' ? m_sequence[n] : nullptr;
    }
    void follow(size_t n, const JsonKey &key)
    {
        if (n >= m_sequence.size())
            m_sequence.resize(n + 1, &key);
        m_sequence[n] = &key;
    }
    const FormatRule &format() const { return m_format; }

private:
    const Rules &m_rules;
    const FormatRule &m_format;
    FieldTable &m_fields;
    std::deque<JsonKey> m_keys; // stable addresses
    std::unordered_map<std::string, const JsonKey *> m_byText;
    std::vector<const JsonKey *> m_sequence;
};

// The time a value says, by its unit ("auto": by magnitude, or ISO 8601).
Time timeOf(std::string_view text, const std::string &unit);

// The text of a JSON string token (with or without its quotes): escapes resolved, lone surrogates as U+FFFD.
std::string unescapeJson(std::string_view token);

} // namespace widelens
