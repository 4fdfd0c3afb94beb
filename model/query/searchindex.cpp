// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/searchindex.h"

#include "model/identity/identity.h"
#include "model/rules/rules.h"
#include "model/store/hash.h"
#include "model/store/parallel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace widelens {

namespace {

constexpr size_t kLeast = 4; // blocks: fewer are searched as fast

uint64_t hashOfNumber(double number)
{
    if (std::isnan(number))
        return 0;
    return mix(std::bit_cast<uint64_t>(number == 0 ? 0.0 : number) ^ 0x9e3779b97f4a7c15ull, 0xa0761d6478bd642full);
}

// The hashes of a segment's cells; those of pooled values are kept for a while, as texts come again and again.
class CellHashes
{
public:
    explicit CellHashes(const SegmentView &view) : m_view(view) {}
    uint64_t operator()(Cell cell)
    {
        if (cell < ValuePool::kPooled)
            return hashOfNumber(static_cast<double>(cell));
        auto &[known, hash] = m_known[cell % m_known.size()];
        if (known != cell) {
            known = cell;
            hash = SearchIndex::hashOf(m_view.value(cell));
        }
        return hash;
    }

private:
    const SegmentView &m_view;
    std::array<std::pair<Cell, uint64_t>, 1024> m_known {};
};

// What names entities, or follows.
std::set<FieldId> identityFields(const EventStore &store)
{
    std::set<FieldId> fields;
    const auto add = [&](const std::vector<std::string> &names) {
        for (const std::string &name : names)
            fields.insert(store.fields().find(name));
    };
    for (const KeyRule &kind : store.rules().keys)
        add(kind.fields);
    for (const ImplicationRule &rule : store.rules().implications) {
        add(rule.key);
        add(rule.implies);
    }
    fields.erase(kNoField);
    return fields;
}

} // namespace

uint64_t SearchIndex::hashOf(const Value &value)
{
    if (const auto *whole = std::get_if<int64_t>(&value))
        return hashOfNumber(static_cast<double>(*whole));
    if (const auto *real = std::get_if<double>(&value))
        return hashOfNumber(*real);
    const auto *text = std::get_if<std::string_view>(&value);
    return text ? hashBytes(*text) : 0;
}

uint64_t SearchIndex::hashOf(Atom atom)
{
    return mix(atom ^ 0x9e3779b97f4a7c15ull, 0xa0761d6478bd642full);
}

std::shared_ptr<const SearchIndex> SearchIndex::build(const EventStore &store, const Continue &goOn, size_t block)
{
    struct Job {
        std::function<void(BlockFilter &)> fill;
        BlockFilter *filter;
    };
    auto index = std::make_shared<SearchIndex>();
    std::vector<Job> jobs;
    const std::set<FieldId> fields = identityFields(store);
    index->m_columns.resize(store.segments().size());
    for (size_t s = 0; s < store.segments().size(); ++s) {
        const SegmentView &view = *store.segments()[s];
        for (const ColumnView &column : view.sparse()) {
            if (column.column && column.count >= kLeast * block && fields.count(column.field))
                index->m_columns[s].emplace_back(column.field, BlockFilter());
        }
        for (auto &[field, filter] : index->m_columns[s]) {
            const ColumnView *column = view.find(field);
            jobs.push_back({ [&view, column](BlockFilter &f) {
                                CellHashes hashes(view);
                                f.extend(column->count, [&](size_t i) { return hashes(column->column->cells[i]); });
                            },
                             &filter });
        }
    }
    const size_t rules = store.identity() ? store.rules().implications.size() : 0;
    index->m_facts.resize(rules);
    for (size_t r = 0; r < rules; ++r) {
        const ImplicationTable &table = store.identity()->table(r);
        index->m_facts[r].resize(store.rules().implications[r].implies.size());
        for (size_t i = 0; i < index->m_facts[r].size() && table.size() >= kLeast * block; ++i)
            jobs.push_back({ [&table, i](BlockFilter &f) { f.extend(table.size(), [&](size_t node) { return hashOf(table.firstValue(static_cast<uint32_t>(node), i)); }); }, &index->m_facts[r][i] });
    }
    const bool done = inParallel(jobs.size(), goOn, 0, 1, [&](size_t i) {
        BlockFilter filter(block);
        jobs[i].fill(filter);
        if (filter.tellsApart())
            *jobs[i].filter = std::move(filter);
    });
    return done ? index : nullptr;
}

const BlockFilter *SearchIndex::column(uint32_t segment, FieldId field) const
{
    if (segment >= m_columns.size())
        return nullptr;
    for (const auto &[id, filter] : m_columns[segment]) {
        if (id == field)
            return filter.isEmpty() ? nullptr : &filter;
    }
    return nullptr;
}

const BlockFilter *SearchIndex::facts(size_t rule, size_t implied) const
{
    const bool any = rule < m_facts.size() && implied < m_facts[rule].size() && !m_facts[rule][implied].isEmpty();
    return any ? &m_facts[rule][implied] : nullptr;
}

} // namespace widelens
