// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/identity/identity.h"

#include "model/query/searchindex.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <set>

namespace widelens {

int Identity::fieldIndex(FieldId field) const
{
    const auto found = std::find(m_fields.begin(), m_fields.end(), field);
    return found == m_fields.end() || field == kNoField ? -1 : static_cast<int>(found - m_fields.begin());
}

bool Identity::mayDerive(FieldId field) const
{
    const int i = fieldIndex(field);
    return i >= 0 && std::any_of(m_rules.begin(), m_rules.end(), [&](const Rule &rule) {
        const auto end = rule.implied.begin() + static_cast<ptrdiff_t>(rule.widening);
        return std::find(rule.implied.begin(), end, i) != end || (rule.fit >= 0 && rule.key[static_cast<size_t>(rule.fit)] == i);
    });
}

bool Identity::mayDeriveIn(const EventStore &store, uint32_t segment, FieldId field) const
{
    const int wanted = fieldIndex(field);
    const SegmentView &view = *store.segments()[segment];
    FieldMask stated = 0;
    for (size_t i = 0; i < m_fields.size(); ++i) {
        const bool byPath = std::any_of(view.constants().begin(), view.constants().end(), [&](const auto &constant) { return constant.first == m_fields[i]; });
        if (byPath && static_cast<int>(i) == wanted)
            return false;
        const ColumnView *column = view.find(m_fields[i]);
        stated |= byPath || (column && column->count > 0) ? bit(i) : 0;
    }
    return mayDeriveFrom(stated, field);
}

bool Identity::mayDeriveFrom(FieldMask stated, FieldId field) const
{
    const int wanted = fieldIndex(field);
    FieldMask reachable = stated;
    FieldMask derivable = 0;
    for (bool more = true; wanted >= 0 && more;) {
        more = false;
        for (const Rule &rule : m_rules) {
            const FieldMask fit = rule.fit >= 0 ? bit(rule.key[static_cast<size_t>(rule.fit)]) : 0;
            if (((rule.keyMask & ~fit) & ~reachable) != 0)
                continue;
            FieldMask gained = fit;
            for (size_t i = 0; i < rule.widening; ++i)
                gained |= bit(rule.implied[i]);
            more |= (gained & ~derivable) != 0;
            derivable |= gained;
            reachable |= gained;
        }
    }
    return wanted >= 0 && (derivable & bit(static_cast<size_t>(wanted)));
}

// The event's own atoms; one entry for each element of a list.
bool Identity::readRow(const EventStore &store, EventRef event, std::vector<Known> &out) const
{
    out.assign(1, Known());
    bool any = false;
    std::vector<Value> values;
    for (size_t i = 0; i < m_fields.size(); ++i) {
        store.values(event, m_fields[i], values);
        const size_t before = out.size();
        for (size_t v = 0; v < values.size(); ++v) {
            const Atom atom = m_atoms.find(values[v]);
            if (!atom)
                continue;
            any = true;
            if (v > 0) {
                for (size_t k = 0; k < before && out.size() < 4096; ++k) {
                    out.push_back(out[k]);
                    out.back().own[i] = atom;
                }
                continue;
            }
            for (size_t k = 0; k < before; ++k) {
                out[k].own[i] = atom;
                out[k].mask |= bit(i);
            }
        }
    }
    return any;
}

Derived Identity::publicForm(const EventStore &store, const Known::Item &item) const
{
    return { m_names[item.field], m_atoms.value(item.fact.value), item.rule, item.fitted, witness(store, item.field, item.fact) };
}

// Where the value only follows, the keys that are known there say from what; in conflict there may be several of one rule.
EventRef Identity::witness(const EventStore &store, uint8_t field, const ImplicationTable::Fact &fact) const
{
    constexpr size_t kMostAsked = 64; // as a rule one
    if (!fact.joined)
        return fact.proof;
    std::vector<EventRef> asked { fact.proof };
    for (size_t i = 0; i < asked.size() && i < kMostAsked; ++i) {
        EventRef found;
        eachSource(store, asked[i], field, fact.value, [&](const ImplicationTable::Fact &source) {
            if (!source.joined)
                found = found.isValid() ? found : source.proof;
            else if (std::find(asked.begin(), asked.end(), source.proof) == asked.end())
                asked.push_back(source.proof);
        });
        if (found.isValid())
            return found;
    }
    return fact.proof;
}

EventRef Identity::witness(const EventStore &store, const std::string &field, const ImplicationTable::Fact &fact) const
{
    return witness(store, static_cast<uint8_t>(std::find(m_names.begin(), m_names.end(), field) - m_names.begin()), fact);
}

// The facts from which the value follows at an event.
template<typename Visit>
void Identity::eachSource(const EventStore &store, EventRef event, uint8_t field, Atom value, Visit visit) const
{
    std::vector<Known> rows;
    readRow(store, event, rows);
    for (Known &known : rows) {
        close(known, store.run(event), false);
        for (size_t r = 0; r < m_rules.size(); ++r) {
            const auto end = m_rules[r].implied.begin() + static_cast<ptrdiff_t>(m_rules[r].widening);
            const auto place = static_cast<size_t>(std::find(m_rules[r].implied.begin(), end, field) - m_rules[r].implied.begin());
            if (place == m_rules[r].widening)
                continue;
            eachKey(known, m_rules[r], [&](const Atom *key) {
                const uint32_t node = m_tables[r].find(store.run(event), key);
                if (node == ImplicationTable::kNone || !m_tables[r].isFollowed(node, place))
                    return;
                m_tables[r].eachFact(node, place, [&](const ImplicationTable::Fact &fact) {
                    if (fact.value == value)
                        visit(fact);
                });
            });
        }
    }
}

template<typename Visit>
void Identity::eachDerived(const EventStore &store, EventRef event, Visit visit) const
{
    std::vector<Known> rows;
    const RunId run = store.run(event);
    if (m_rules.empty() || run == kNoRun || !readRow(store, event, rows))
        return;
    std::set<std::pair<uint8_t, Atom>> seen;
    for (Known &known : rows) {
        close(known, run, true);
        for (const auto &item : known.derived) {
            if (seen.insert({ item.field, item.fact.value }).second)
                visit(item);
        }
    }
}

std::vector<Derived> Identity::derive(const EventStore &store, EventRef event) const
{
    std::vector<Derived> result;
    eachDerived(store, event, [&](const Known::Item &item) { result.push_back(publicForm(store, item)); });
    return result;
}

std::vector<Derived> Identity::derive(const EventStore &store, EventRef event, FieldId field) const
{
    std::vector<Derived> result;
    if (!mayDerive(field))
        return result;
    eachDerived(store, event, [&](const Known::Item &item) {
        if (m_fields[item.field] == field)
            result.push_back(publicForm(store, item));
    });
    return result;
}

std::vector<Identity::Follows> Identity::follows(const EventStore &store, EventRef event) const
{
    std::vector<Follows> result;
    eachDerived(store, event, [&](const Known::Item &item) { result.push_back({ m_names[item.field], m_atoms.value(item.fact.value) }); });
    return result;
}

std::vector<Derived> Identity::known(const EventStore &store, int rule, RunId run, const std::vector<Value> &key) const
{
    const Rule &r = m_rules[static_cast<size_t>(rule)];
    const ImplicationTable &table = m_tables[static_cast<size_t>(rule)];
    std::vector<Atom> atoms;
    for (const auto &value : key)
        atoms.push_back(m_atoms.find(value));
    std::vector<Derived> result;
    const uint32_t node = atoms.size() == r.key.size() ? table.find(run, atoms.data()) : ImplicationTable::kNone;
    for (size_t i = 0; node != ImplicationTable::kNone && i < r.implied.size(); ++i) {
        const size_t begin = result.size();
        table.eachFact(node, i, [&](const ImplicationTable::Fact &fact) { result.push_back({ m_names[r.implied[i]], m_atoms.value(fact.value), rule, false, witness(store, r.implied[i], fact) }); });
        std::sort(result.begin() + static_cast<ptrdiff_t>(begin), result.end(), [](const Derived &a, const Derived &b) { return a.proof < b.proof; });
    }
    return result;
}

// Those of a rule's nodes from which the value follows; more than `limit` of them need not be all.
std::vector<uint32_t> Identity::nodesWith(size_t r, size_t implied, Atom value, const SearchIndex *index, size_t limit) const
{
    const ImplicationTable &table = m_tables[r];
    std::vector<uint32_t> nodes;
    const auto look = [&](size_t begin, size_t end) {
        for (size_t node = begin; node < end && nodes.size() <= limit; ++node) {
            if (table.firstValue(static_cast<uint32_t>(node), implied) == value && table.isFollowed(static_cast<uint32_t>(node), implied))
                nodes.push_back(static_cast<uint32_t>(node));
        }
    };
    const BlockFilter *blocks = index ? index->facts(r, implied) : nullptr;
    if (blocks)
        blocks->eachPart({ SearchIndex::hashOf(value) }, table.size(), look);
    else
        look(0, table.size());
    for (const auto &[node, place] : table.contested()) {
        bool any = false;
        if (place == implied && table.isFollowed(node, place))
            table.eachFact(node, implied, [&](const ImplicationTable::Fact &fact) { any |= fact.value == value; });
        if (any)
            nodes.push_back(node);
    }
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    return nodes;
}

bool Identity::impliedKeys(FieldId field, const Value &value, size_t limit, std::vector<ImpliedKey> &keys, const SearchIndex *index) const
{
    const int wanted = fieldIndex(field);
    const Atom atom = m_atoms.find(value);
    if (wanted < 0 || !atom)
        return true;
    // Where a key is completed by the only value that fits, its rows do not state it: no list of keys finds them.
    if (std::any_of(m_rules.begin(), m_rules.end(), [&](const Rule &rule) { return rule.fit >= 0 && rule.key[static_cast<size_t>(rule.fit)] == wanted; }))
        return false;
    for (size_t r = 0; r < m_rules.size(); ++r) {
        const Rule &rule = m_rules[r];
        for (size_t i = 0; i < rule.widening; ++i) {
            if (rule.implied[i] != wanted)
                continue;
            for (const uint32_t node : nodesWith(r, i, atom, index, limit)) {
                if (keys.size() >= limit)
                    return false;
                ImpliedKey key { m_tables[r].run(node), {} };
                for (size_t k = 0; k < rule.key.size(); ++k)
                    key.terms.emplace_back(m_fields[rule.key[k]], m_atoms.value(m_tables[r].key(node, k)));
                keys.push_back(std::move(key));
            }
        }
    }
    return true;
}

std::vector<Conflict> Identity::conflicts(const EventStore &store) const
{
    std::vector<Conflict> result;
    for (size_t r = 0; r < m_rules.size(); ++r) {
        for (const auto &[node, place] : m_tables[r].contested()) {
            Conflict conflict;
            conflict.rule = static_cast<int>(r);
            conflict.run = m_tables[r].run(node);
            for (size_t k = 0; k < m_rules[r].key.size(); ++k)
                conflict.key.emplace_back(m_names[m_rules[r].key[k]], m_atoms.value(m_tables[r].key(node, k)));
            const uint8_t field = m_rules[r].implied[place];
            conflict.field = m_names[field];
            conflict.isFollowed = m_tables[r].isFollowed(node, place);
            conflict.hasMore = m_tables[r].hasMore(node, place);
            m_tables[r].eachFact(node, place, [&](const ImplicationTable::Fact &fact) { conflict.values.push_back({ conflict.field, m_atoms.value(fact.value), conflict.rule, false, witness(store, field, fact) }); });
            std::sort(conflict.values.begin(), conflict.values.end(), [](const Derived &x, const Derived &y) { return x.proof < y.proof; });
            result.push_back(std::move(conflict));
        }
    }
    std::sort(result.begin(), result.end(), [](const Conflict &a, const Conflict &b) { return a.values.front().proof < b.values.front().proof; });
    return result;
}

} // namespace widelens
