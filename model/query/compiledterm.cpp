// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/compiledterm.h"

#include "model/query/searchindex.h"
#include "model/store/value.h"

#include <charconv>

namespace widelens {

static std::optional<double> parseNumber(const std::string &text)
{
    double number = 0;
    const char *end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    return parsed.ec == std::errc() && parsed.ptr == end ? std::optional<double>(number) : std::nullopt;
}

// Of the text, and of the number that it may be the text of.
static std::vector<uint64_t> hashesOf(const std::string &text)
{
    std::vector<uint64_t> hashes { SearchIndex::hashOf(Value(std::string_view(text))) };
    if (const auto number = parseNumber(text))
        hashes.push_back(SearchIndex::hashOf(Value(*number)));
    return hashes;
}

CompiledTerm::CompiledTerm(const EventStore &store, Term given)
    : term(std::move(given))
    , field(store.fields().find(term.field))
    , number(parseNumber(term.value))
    , hashes(hashesOf(term.value))
{
    const Identity *identity = store.identity();
    mayDerive = identity && field != kNoField && identity->mayDerive(field);
    if (!mayDerive)
        return;
    constexpr size_t kFew = 256;
    // Where some say 0 and others "0", both are asked for.
    const auto index = store.searchIndex();
    listed = identity->impliedKeys(field, Value(std::string_view(term.value)), kFew, impliedBy, index.get());
    if (int64_t whole = 0; listed && parseCanonicalInt(term.value, whole))
        listed = identity->impliedKeys(field, Value(whole), kFew, impliedBy, index.get());
}

CompiledTerm::CompiledTerm(const EventStore &store, FieldId id, const Value &value)
    : term { store.fields().name(id), toText(value) }
    , field(id)
    , hashes(hashesOf(term.value))
{
    if (const auto *whole = std::get_if<int64_t>(&value))
        number = static_cast<double>(*whole);
}

bool CompiledTerm::holds(const Value &value) const
{
    if (isAbsent(value))
        return false;
    if (number) {
        if (const auto *whole = std::get_if<int64_t>(&value))
            return static_cast<double>(*whole) == *number;
        if (const auto *real = std::get_if<double>(&value))
            return *real == *number;
    }
    const auto *text = std::get_if<std::string_view>(&value);
    return text ? *text == term.value : toText(value) == term.value;
}

bool CompiledTerm::isPlace() const
{
    return term.field == "logsource" || term.field == "source" || term.field == "rundir";
}

} // namespace widelens
