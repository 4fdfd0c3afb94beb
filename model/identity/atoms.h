// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/hash.h"
#include "model/store/ids.h"
#include "model/store/segment.h"
#include "model/store/value.h"

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace widelens {

// A value, the same number for equal values in any segment. 0: no value.
using Atom = uint64_t;

// Of what a row of a run states. Rows of one hash are taken to state the same.
inline uint64_t hashOfRow(RunId run, const std::vector<Atom> &stated)
{
    uint64_t hash = mix(index(run) + 0x9e3779b97f4a7c15ull, 0xd6e8feb86659fd93ull);
    for (const Atom atom : stated)
        hash = mix(hash ^ 0xa0761d6478bd642full, atom + 0xd6e8feb86659fd93ull);
    return hash;
}

// Whole numbers that are not negative are atoms by themselves; everything else is kept here once.
class AtomPool
{
public:
    Atom intern(const Value &value)
    {
        if (const auto *number = std::get_if<int64_t>(&value); number && *number >= 0)
            return (static_cast<uint64_t>(*number) << 1) + 2;
        if (isAbsent(value))
            return 0;
        const std::string text = toText(value);
        const auto [found, isNew] = m_numbers.try_emplace(text, m_texts.size());
        if (isNew)
            m_texts.push_back(text);
        return (static_cast<uint64_t>(found->second) << 1) | 1;
    }
    // The atom of a value if it is known; 0 otherwise.
    Atom find(const Value &value) const
    {
        if (const auto *number = std::get_if<int64_t>(&value); number && *number >= 0)
            return (static_cast<uint64_t>(*number) << 1) + 2;
        const auto found = m_numbers.find(toText(value));
        return found == m_numbers.end() ? 0 : (static_cast<uint64_t>(found->second) << 1) | 1;
    }
    Value value(Atom atom) const
    {
        if (atom == 0)
            return {};
        if (atom & 1)
            return std::string_view(m_texts[atom >> 1]);
        return static_cast<int64_t>((atom - 2) >> 1);
    }

private:
    std::unordered_map<std::string, size_t> m_numbers;
    std::deque<std::string> m_texts; // stable addresses
};

// The atoms of one pool as those of another. Both outlive it.
template<typename Pool, Atom (*Known)(Pool &, const Value &)>
class AtomsBetween
{
public:
    AtomsBetween(const AtomPool &from, Pool &to)
        : m_from(from)
        , m_to(to)
    {
    }
    Atom operator()(Atom atom)
    {
        if (!(atom & 1))
            return atom; // whole numbers are the same in every pool
        const size_t text = atom >> 1;
        if (text >= m_known.size())
            m_known.resize(text + 64, kUnread);
        if (m_known[text] == kUnread)
            m_known[text] = Known(m_to, m_from.value(atom));
        return m_known[text];
    }

private:
    static constexpr Atom kUnread = ~Atom(0);
    const AtomPool &m_from;
    Pool &m_to;
    std::vector<Atom> m_known; // by text
};

inline Atom findAtom(const AtomPool &pool, const Value &value)
{
    return pool.find(value);
}
inline Atom internAtom(AtomPool &pool, const Value &value)
{
    return pool.intern(value);
}
using AtomTranslation = AtomsBetween<const AtomPool, findAtom>; // texts that the other does not have are 0
using AtomAdoption = AtomsBetween<AtomPool, internAtom>; // the other takes them in

} // namespace widelens
