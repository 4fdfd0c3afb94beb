// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/filter.h"

#include "model/query/termtest.h"

#include <algorithm>

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

std::shared_ptr<const EventRows> applyFilter(const std::shared_ptr<const EventStore> &store, const Filter &filter, const Continue &goOn)
{
    if (filter.isEmpty())
        return store->rows();
    auto result = std::make_shared<EventRows>();
    const EventRows &all = *store->rows();
    const size_t begin = filter.range.begin == kNoTime ? 0 : store->lowerBound(all, filter.range.begin);
    const size_t end = filter.range.end == std::numeric_limits<Time>::max() ? all.size() : store->lowerBound(all, filter.range.end);
    if (filter.terms.empty() && filter.excluded.empty()) {
        if (begin < end)
            result->assign(all.begin() + static_cast<ptrdiff_t>(begin), all.begin() + static_cast<ptrdiff_t>(end));
        return result;
    }
    // Per segment, which rows are left; null: none.
    std::vector<std::unique_ptr<RowSelection>> selections(store->segments().size());
    size_t selected = 0;
    TermTest test(store, filter.terms);
    std::vector<std::unique_ptr<TermTest>> excluded;
    for (const std::vector<Term> &terms : filter.excluded)
        excluded.push_back(std::make_unique<TermTest>(store, terms));
    for (uint32_t i = 0; i < store->segments().size(); ++i) {
        if (goOn && !goOn(static_cast<double>(i) / static_cast<double>(store->segments().size())))
            return nullptr;
        selections[i] = test.select(i, goOn);
        if (test.isCancelled())
            return nullptr;
        for (const auto &group : excluded) {
            const auto left = selections[i] ? group->select(i, goOn, std::make_unique<RowSelection>(*selections[i])) : nullptr;
            if (group->isCancelled())
                return nullptr;
            if (left)
                selections[i] = selections[i]->keep([&](uint32_t row) { return !left->contains(row); });
        }
        selected += selections[i] ? selections[i]->count() : 0;
    }
    // Few rows are sorted; many are picked out of the order that is there.
    if (selected < all.size() / 16) {
        for (uint32_t i = 0; i < selections.size(); ++i) {
            if (selections[i])
                selections[i]->each([&](uint32_t row) {
                    const EventRef event { i, row };
                    const Time time = store->time(event);
                    if (!store->isCopy(event) && filter.range.contains(time))
                        result->push_back(event);
                });
        }
        std::sort(result->begin(), result->end(), [&](EventRef a, EventRef b) { return store->isBefore(a, b); });
        return result;
    }
    result->reserve(selected);
    for (size_t i = begin; i < end; ++i) {
        const auto &selection = selections[all[i].segment];
        if (selection && selection->contains(all[i].row))
            result->push_back(all[i]);
    }
    return result;
}

} // namespace widelens
