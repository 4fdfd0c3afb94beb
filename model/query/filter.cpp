// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/filter.h"

#include "model/query/filtertest.h"
#include "model/store/parallel.h"

#include <algorithm>
#include <span>

namespace widelens {

namespace {

void spaces(std::string_view text, size_t &at)
{
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t'))
        ++at;
}

bool readOperand(std::string_view text, size_t &at, std::string &value, std::string &error)
{
    spaces(text, at);
    value.clear();
    if (at < text.size() && (text[at] == '"' || text[at] == '\'')) {
        const char quote = text[at];
        const size_t begin = at++;
        while (at < text.size() && text[at] != quote) {
            if (text[at] == '\\' && at + 1 < text.size())
                ++at;
            value += text[at++];
        }
        if (at == text.size()) {
            error = "the quote at character " + std::to_string(begin + 1) + " is not closed: add " + quote;
            return false;
        }
        ++at;
        return true;
    }
    while (at < text.size() && text[at] != ' ')
        value += text[at++];
    return true;
}

} // namespace

bool parseFilter(std::string_view text, std::vector<Term> &terms, std::string &error)
{
    size_t at = 0;
    spaces(text, at);
    while (at < text.size()) {
        Term term;
        const size_t begin = at;
        while (at < text.size() && text[at] != '=' && text[at] != '!' && text[at] != ' ')
            term.field += text[at++];
        spaces(text, at);
        if (at < text.size() && text[at] == '!') {
            term.negated = true;
            ++at;
        }
        if (term.field.empty() || at >= text.size() || text[at] != '=') {
            error = "a condition field=value was expected at character " + std::to_string(begin + 1) + ": write for example levelname=ERROR and thread=140";
            return false;
        }
        ++at;
        if (at < text.size() && text[at] == '=')
            ++at;
        if (!readOperand(text, at, term.value, error))
            return false;
        terms.push_back(std::move(term));
        spaces(text, at);
        if (at == text.size())
            break;
        if (text.substr(at, 4) != "and " && text.substr(at, 4) != "AND ") {
            error = "\"and\" was expected at character " + std::to_string(at + 1) + ": join conditions with and, put values with spaces in quotes";
            return false;
        }
        at += 4;
        spaces(text, at);
        if (at == text.size()) {
            error = "a condition is missing after the last \"and\": add one, or take the word away";
            return false;
        }
    }
    return true;
}

namespace {

using Selections = std::vector<std::unique_ptr<RowSelection>>; // by segment; null: none

struct Timed {
    Time time;
    EventRef event;
    auto operator<=>(const Timed &) const = default;
};

// The rows of all segments in time order, copies left out: each segment is mostly in order by itself.
EventRows inOrder(const EventStore &store, const Selections &selections, TimeRange range)
{
    std::vector<Timed> rows;
    std::vector<size_t> begins { 0 }; // of parts that are in order; one more at the end
    for (uint32_t i = 0; i < selections.size(); ++i) {
        if (!selections[i])
            continue;
        selections[i]->each([&](uint32_t row) {
            const EventRef event { i, row };
            const Time time = store.time(event);
            if (!store.isCopy(event) && range.contains(time))
                rows.push_back({ time, event });
        });
        const auto part = rows.begin() + static_cast<ptrdiff_t>(begins.back());
        if (!std::is_sorted(part, rows.end()))
            std::sort(part, rows.end());
        if (begins.back() < rows.size())
            begins.push_back(rows.size());
    }
    std::vector<Timed> merged(rows.size());
    while (begins.size() > 2) {
        const auto at = [&](auto &list, size_t part) { return list.begin() + static_cast<ptrdiff_t>(begins[std::min(part, begins.size() - 1)]); };
        std::vector<size_t> next;
        for (size_t part = 0; part + 1 < begins.size(); part += 2) {
            next.push_back(begins[part]);
            std::merge(at(rows, part), at(rows, part + 1), at(rows, part + 1), at(rows, part + 2), at(merged, part));
        }
        next.push_back(rows.size());
        begins = std::move(next);
        rows.swap(merged);
    }
    EventRows result;
    result.reserve(rows.size());
    for (const Timed &row : rows)
        result.push_back(row.event);
    return result;
}

// Picked out of rows that are in order, in slices on all cores. False: cancelled.
bool pick(std::span<const EventRef> from, const Selections &selections, const Continue &goOn, EventRows &result)
{
    constexpr size_t slice = size_t(1) << 18;
    std::vector<EventRows> parts((from.size() + slice - 1) / slice);
    const bool done = inParallel(parts.size(), goOn, 0.5, 1, [&](size_t part) {
        for (const EventRef event : from.subspan(part * slice, std::min(slice, from.size() - part * slice))) {
            const RowSelection *selection = selections[event.segment].get();
            if (selection && selection->contains(event.row))
                parts[part].push_back(event);
        }
    });
    if (!done)
        return false;
    std::vector<size_t> places;
    size_t count = 0;
    for (const EventRows &part : parts)
        places.push_back(std::exchange(count, count + part.size()));
    result.resize(count);
    inParallel(parts.size(), [&](size_t part) {
        std::copy(parts[part].begin(), parts[part].end(), result.begin() + static_cast<ptrdiff_t>(places[part]));
        parts[part] = {};
    });
    return true;
}

// The rows of each segment that all terms leave, on all cores. False: cancelled.
bool select(const std::shared_ptr<const EventStore> &store, const Filter &filter, const Continue &goOn, Selections &selections)
{
    const FilterTest test(store, filter);
    return inParallel(selections.size(), goOn, 0, 0.5, [&](size_t i, const Continue &mayGoOn) {
        selections[i] = FilterTest(test).select(static_cast<uint32_t>(i), mayGoOn);
    });
}

} // namespace

std::shared_ptr<const EventRows> applyFilter(const std::shared_ptr<const EventStore> &store, const Filter &filter, const Continue &goOn)
{
    if (filter.isEmpty())
        return store->rows();
    const EventRows &all = *store->rows();
    const std::span<const EventRef> inRange = eventsIn(*store, filter.range);
    Selections selections(store->segments().size());
    const bool anyTerm = !filter.terms.empty() || !filter.excluded.empty();
    if (anyTerm && !select(store, filter, goOn, selections))
        return nullptr;
    size_t selected = 0;
    size_t rows = 0;
    for (size_t i = 0; i < selections.size(); ++i) {
        selected += selections[i] ? selections[i]->count() : 0;
        rows += anyTerm ? store->segments()[i]->rowCount() : 0;
    }
    if (selected == rows) // all that there is: copies are not among the rows
        return inRange.size() == all.size() ? store->rows() : std::make_shared<EventRows>(inRange.begin(), inRange.end());
    // Few rows are put in order; many are picked out of the order that is there.
    if (selected < all.size() / 16)
        return std::make_shared<EventRows>(inOrder(*store, selections, filter.range));
    for (const auto &selection : selections) {
        if (selection)
            selection->useBits();
    }
    auto result = std::make_shared<EventRows>();
    return pick(inRange, selections, goOn, *result) ? result : nullptr;
}

} // namespace widelens
