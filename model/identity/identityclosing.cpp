// SPDX-License-Identifier: GPL-3.0-or-later
// What follows at one event.
#include "model/identity/identity.h"
#include "model/store/hash.h"

#include <algorithm>

namespace widelens {

void Identity::Known::state(const std::vector<Atom> &atoms)
{
    own.fill(0);
    std::copy(atoms.begin(), atoms.end(), own.begin());
    mask = 0;
    for (size_t i = 0; i < atoms.size(); ++i)
        mask |= atoms[i] ? bit(i) : 0;
    derived.clear();
    places.fill(0);
    isCut = false;
}

bool Identity::Known::add(const Item &item)
{
    if (own[item.field] == item.fact.value)
        return false;
    size_t at = mix(item.fact.value ^ 0x9e3779b97f4a7c15ull, item.field + 0xd6e8feb86659fd93ull) % kPlaces;
    for (; places[at]; at = (at + 1) % kPlaces) {
        const Item &other = derived[places[at] - 1u];
        if (other.field == item.field && other.fact.value == item.fact.value)
            return false;
    }
    if (derived.size() == kMaxFollowing) {
        isCut = true;
        return false;
    }
    derived.push_back(item);
    places[at] = static_cast<uint8_t>(derived.size());
    mask |= bit(item.field);
    return true;
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

FieldMask Identity::closeByRule(Known &known, RunId run, size_t r) const
{
    // The keys first: what is learnt must not be chosen from in the same breath.
    const Rule &rule = m_rules[r];
    const ImplicationTable &table = m_tables[r];
    std::array<uint32_t, kMaxKeys> nodes;
    size_t count = 0;
    known.isCut |= !eachKey(known, rule, [&](const Atom *key) {
        const uint32_t node = table.find(run, key);
        if (node != ImplicationTable::kNone)
            nodes[count++] = node;
    });
    FieldMask fresh = 0;
    for (size_t n = 0; n < count; ++n) {
        for (size_t i = 0; i < rule.widening; ++i) {
            if (!table.isFollowed(nodes[n], i))
                continue;
            const uint8_t field = rule.implied[i];
            table.eachFact(nodes[n], i, [&](const ImplicationTable::Fact &fact) { fresh |= known.add({ field, false, static_cast<int16_t>(r), fact }) ? bit(field) : 0; });
        }
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
        known.isCut |= !eachKey(tried, rule, [&](const Atom *key) {
            const uint32_t node = m_tables[r].find(run, key);
            if (node == ImplicationTable::kNone)
                return;
            fitting += fact.value != value;
            fact.value = value;
            for (size_t i = 0; i < rule.implied.size(); ++i) {
                const ImplicationTable::Fact first = m_tables[r].earliest(node, i);
                if (first.value && !first.joined)
                    fact.proof = std::min(fact.proof, first.proof);
            }
        });
    }
    return fitting == 1 && known.add({ field, true, static_cast<int16_t>(r), fact }) ? bit(field) : 0;
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

// --- what the bounds leave out

// From the most values that any key has: how many there could be of each field at an event.
bool Identity::mayLeaveOut() const
{
    std::vector<double> values(m_names.size(), 1);
    const auto keysOf = [&](const Rule &rule) {
        double keys = 1;
        for (const uint8_t field : rule.key)
            keys *= values[field];
        return keys;
    };
    for (size_t round = 0; round < m_rules.size(); ++round) {
        std::vector<double> more(m_names.size(), 1);
        for (size_t r = 0; r < m_rules.size(); ++r) {
            const Rule &rule = m_rules[r];
            for (size_t i = 0; i < rule.widening; ++i)
                more[rule.implied[i]] += keysOf(rule) * static_cast<double>(m_tables[r].mostFollowed(i));
            if (rule.fit >= 0)
                more[rule.key[static_cast<size_t>(rule.fit)]] += 1;
        }
        values = std::move(more);
    }
    double following = 0;
    for (const double count : values)
        following += count - 1;
    return following > static_cast<double>(kMaxFollowing) || std::any_of(m_rules.begin(), m_rules.end(), [&](const Rule &rule) {
        double joined = 0;
        for (const uint8_t field : rule.implied)
            joined += values[field];
        return keysOf(rule) > static_cast<double>(kMaxKeys) || keysOf(rule) * joined > static_cast<double>(kMaxJoined);
    });
}

size_t Identity::countValues(const Known &known, uint8_t field)
{
    const auto derived = std::count_if(known.derived.begin(), known.derived.end(), [field](const Known::Item &item) { return item.field == field; });
    return static_cast<size_t>(derived) + (known.own[field] ? 1 : 0);
}

bool Identity::leavesOut(Known &known, RunId run) const
{
    close(known, run, true);
    return known.isCut || std::any_of(m_rules.begin(), m_rules.end(), [&](const Rule &rule) {
        size_t keys = 1;
        for (const uint8_t field : rule.key)
            keys = std::min(kMaxKeys + 1, keys * countValues(known, field));
        size_t values = 0;
        for (const uint8_t field : rule.implied)
            values += countValues(known, field);
        return keys > kMaxKeys || (keys > 1 && keys * values > kMaxJoined);
    });
}

} // namespace widelens
