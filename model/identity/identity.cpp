// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/identity/identity.h"

#include "model/query/searchindex.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <set>

namespace widelens {

namespace {

FieldMask bit(size_t place)
{
    return FieldMask(1) << place;
}

} // namespace

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

void Identity::close(Known &known, RunId run, bool fit, RuleMask rules) const
{
    // Only rules whose key has something new are looked at again.
    FieldMask fresh = known.mask;
    while (fresh != 0) {
        const FieldMask last = fresh;
        fresh = 0;
        for (size_t r = 0; r < m_rules.size(); ++r) {
            const Rule &rule = m_rules[r];
            if (!(rules & bit(r)))
                continue;
            if (fit && rule.fit >= 0)
                fresh |= closeByFit(known, run, r);
            if (rule.widening > 0 && (rule.keyMask & last) != 0 && (rule.keyMask & ~known.mask) == 0)
                fresh |= closeByRule(known, run, r);
        }
    }
}

FieldMask Identity::learn(Known &known, uint8_t field, const ImplicationTable::Fact &fact, size_t rule, bool fitted)
{
    if (known.own[field] == fact.value)
        return 0;
    for (const auto &item : known.derived) {
        if (item.field == field && item.fact.value == fact.value)
            return 0;
    }
    known.derived.push_back({ field, fitted, static_cast<int16_t>(rule), fact });
    known.mask |= bit(field);
    return bit(field);
}

FieldMask Identity::closeByRule(Known &known, RunId run, size_t r) const
{
    // The keys first: what is learnt must not be chosen from in the same breath.
    const Rule &rule = m_rules[r];
    std::array<uint32_t, 16> nodes;
    size_t count = 0;
    eachKey(known, rule, [&](const Atom *key) {
        const uint32_t node = m_tables[r].find(run, key);
        if (node != ImplicationTable::kNone && count < nodes.size())
            nodes[count++] = node;
    });
    FieldMask fresh = 0;
    for (size_t n = 0; n < count; ++n) {
        for (size_t i = 0; i < rule.widening; ++i)
            m_tables[r].eachFact(nodes[n], i, [&](const ImplicationTable::Fact &fact) { fresh |= learn(known, rule.implied[i], fact, r, false); });
    }
    return fresh;
}

FieldMask Identity::closeByFit(Known &known, RunId run, size_t r) const
{
    const Rule &rule = m_rules[r];
    const uint8_t field = rule.key[static_cast<size_t>(rule.fit)];
    if ((known.mask & bit(field)) != 0 || ((rule.keyMask & ~bit(field)) & ~known.mask) != 0)
        return 0;
    // Each value that the field has anywhere is tried: the only one that makes a known key.
    size_t fitting = 0;
    ImplicationTable::Fact fact;
    Known tried = known;
    for (const Atom value : m_fitValues[r]) {
        tried.own[field] = value;
        eachKey(tried, rule, [&](const Atom *key) {
            const uint32_t node = m_tables[r].find(run, key);
            if (node == ImplicationTable::kNone)
                return;
            fitting += fact.value != value;
            fact.value = value;
            for (size_t i = 0; i < rule.implied.size(); ++i)
                m_tables[r].eachFact(node, i, [&](const ImplicationTable::Fact &other) {
                    if (!other.joined)
                        fact.proof = std::min(fact.proof, other.proof);
                });
        });
    }
    return fitting == 1 ? learn(known, field, fact, r, true) : 0;
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

Derived Identity::publicForm(const EventStore &store, const Known::Item &item, RuleMask rules) const
{
    const RuleMask others = rules & ~bit(static_cast<size_t>(item.rule));
    return { m_names[item.field], m_atoms.value(item.fact.value), item.rule, item.fitted, witness(store, item.field, item.fact, others) };
}

// Where the value only follows, it is the other rules that say from what.
EventRef Identity::witness(const EventStore &store, uint8_t field, const ImplicationTable::Fact &fact, RuleMask rules) const
{
    std::vector<Known> rows;
    if (!fact.joined || !readRow(store, fact.proof, rows))
        return fact.proof;
    for (Known &known : rows) {
        close(known, store.run(fact.proof), false, rules);
        for (const auto &item : known.derived) {
            if (item.field == field && item.fact.value == fact.value)
                return witness(store, field, item.fact, rules & ~bit(static_cast<size_t>(item.rule)));
        }
    }
    return fact.proof;
}

EventRef Identity::witness(const EventStore &store, size_t rule, const std::string &field, const ImplicationTable::Fact &fact) const
{
    const auto place = static_cast<uint8_t>(std::find(m_names.begin(), m_names.end(), field) - m_names.begin());
    return witness(store, place, fact, ~bit(rule));
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
    eachDerived(store, event, [&](const Known::Item &item) { result.push_back(publicForm(store, item, ~RuleMask(0))); });
    return result;
}

std::vector<Derived> Identity::derive(const EventStore &store, EventRef event, FieldId field) const
{
    std::vector<Derived> result;
    if (!mayDerive(field))
        return result;
    eachDerived(store, event, [&](const Known::Item &item) {
        if (m_fields[item.field] == field)
            result.push_back(publicForm(store, item, ~RuleMask(0)));
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
        table.eachFact(node, i, [&](const ImplicationTable::Fact &fact) { result.push_back({ m_names[r.implied[i]], m_atoms.value(fact.value), rule, false, witness(store, r.implied[i], fact, ~bit(static_cast<size_t>(rule))) }); });
        std::sort(result.begin() + static_cast<ptrdiff_t>(begin), result.end(), [](const Derived &a, const Derived &b) { return a.proof < b.proof; });
    }
    return result;
}

// Those of a rule's nodes that have the value; more than `limit` of them need not be all.
std::vector<uint32_t> Identity::nodesWith(size_t r, size_t implied, Atom value, const SearchIndex *index, size_t limit) const
{
    const ImplicationTable &table = m_tables[r];
    std::vector<uint32_t> nodes;
    const auto look = [&](size_t begin, size_t end) {
        for (size_t node = begin; node < end && nodes.size() <= limit; ++node) {
            if (table.firstValue(static_cast<uint32_t>(node), implied) == value)
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
        if (place == implied)
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

// What the fields with a fit can be: the values that they have in any key.
void Identity::readFits()
{
    for (size_t r = 0; r < m_rules.size(); ++r) {
        auto &values = m_fitValues[r];
        values.clear();
        for (uint32_t node = 0; m_rules[r].fit >= 0 && node < m_tables[r].size() && values.size() <= kMaxFitValues; ++node) {
            const Atom value = m_tables[r].key(node, static_cast<size_t>(m_rules[r].fit));
            if (std::find(values.begin(), values.end(), value) == values.end())
                values.push_back(value);
        }
        if (values.size() > kMaxFitValues)
            values.clear();
    }
}

std::vector<Conflict> Identity::conflicts(const EventStore &store) const
{
    std::vector<Conflict> result;
    for (size_t r = 0; r < m_rules.size(); ++r) {
        for (const auto &[node, place] : m_tables[r].contested()) {
            Conflict conflict;
            conflict.rule = static_cast<int>(r);
            conflict.run = m_tables[r].run(node);
            std::vector<Value> key;
            for (size_t k = 0; k < m_rules[r].key.size(); ++k) {
                key.push_back(m_atoms.value(m_tables[r].key(node, k)));
                conflict.key.emplace_back(m_names[m_rules[r].key[k]], key.back());
            }
            conflict.field = m_names[m_rules[r].implied[place]];
            for (auto &derived : known(store, static_cast<int>(r), conflict.run, key)) {
                if (derived.field == conflict.field)
                    conflict.values.push_back(std::move(derived));
            }
            result.push_back(std::move(conflict));
        }
    }
    std::sort(result.begin(), result.end(), [](const Conflict &a, const Conflict &b) { return a.values.front().proof < b.values.front().proof; });
    return result;
}

} // namespace widelens
