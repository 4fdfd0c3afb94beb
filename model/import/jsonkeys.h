// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"
#include "model/store/fieldtable.h"
#include "model/store/hash.h"
#include "model/store/time.h"

#include <cstring>
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
    mutable uint64_t seen = 0; // records that had it, not yet counted in the columns; for keys that are by reference
};

// The keys of one dialect, looked up once each; then compared with the key that followed last time, which is mostly the
// same again. A key for which there is no field any more (see FieldTable) is not remembered: its values are in the record only.
class JsonKeys
{
public:
    JsonKeys(const Rules &rules, const FormatRule &format, FieldTable &fields);

    const JsonKey &find(std::string_view key); // the key's text, unescaped
    // The key whose text (raw, without escapes) begins at `raw` and ends at '"', when it is the `n`th of the last record.
    // At least 16 bytes can be read from `raw`, and all up to `end`.
    const JsonKey *expected(size_t n, const char *raw, const char *end) const
    {
        if (n >= m_sequence.size())
            return nullptr;
        const Expected &next = m_sequence[n];
        const uint64_t head = (load64(raw) ^ next.head) & next.headMask;
        const uint64_t tail = (load64(raw + 8) ^ next.tail) & next.tailMask;
        if (head | tail)
            return nullptr;
        if (next.length <= 16)
            return closed(next, raw);
        return static_cast<size_t>(end - raw) >= next.length && std::memcmp(raw + 16, next.key->key.data() + 16, next.length - 17) == 0 ? closed(next, raw) : nullptr;
    }
    void follow(size_t n, const JsonKey &key); // it is the nth of this record
    const std::deque<JsonKey> &all() const { return m_keys; }

private:
    const Rules &m_rules;
    const FormatRule &m_format;
    FieldTable &m_fields;
    std::deque<JsonKey> m_keys; // stable addresses
    JsonKey m_beyond; // for all without a field
    std::unordered_map<std::string, const JsonKey *> m_byText;
    // A key and its closing quote as words to compare with.
    struct Expected {
        const JsonKey *key = nullptr;
        size_t length = 0; // with the quote
        uint64_t head = 0, headMask = 0, tail = 0, tailMask = 0;
    };
    static const JsonKey *closed(const Expected &next, const char *raw) { return raw[next.length - 1] == '"' ? next.key : nullptr; }
    std::vector<Expected> m_sequence;
};

// The time a value says, by its unit ("auto": by magnitude, or ISO 8601). `isLocal`, if given: it has no zone and was read as UTC.
Time timeOf(std::string_view text, const std::string &unit, bool *isLocal = nullptr);

// The text of a JSON string token (with or without its quotes): escapes resolved, lone surrogates as U+FFFD.
std::string unescapeJson(std::string_view token);

} // namespace widelens
