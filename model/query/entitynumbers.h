// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/atoms.h"
#include "model/identity/keyindex.h"

#include <algorithm>
#include <string>
#include <vector>

namespace widelens {

// Numbers the entities of a kind, 0, 1, 2 … as they are met: by their run and the values of their key.
class EntityNumbers
{
public:
    static constexpr uint32_t kNone = KeyIndex::kNone;

    explicit EntityNumbers(size_t keyFields = 1)
        : m_fields(keyFields)
        , m_key(std::max<size_t>(keyFields, 1), 0) // the run itself has no fields
        , m_index(m_key.size())
    {
    }

    uint32_t number(RunId run, const std::vector<Value> &key)
    {
        for (size_t i = 0; i < m_fields; ++i)
            m_key[i] = m_atoms.intern(key[i]);
        return number(run, m_key.data());
    }
    uint32_t find(RunId run, const std::vector<Value> &key) const // kNone when it was not met
    {
        std::vector<Atom> atoms = m_key;
        for (size_t i = 0; i < m_fields; ++i)
            atoms[i] = m_atoms.find(key[i]);
        return find(run, atoms.data());
    }
    // Forgets all entities; atoms stay what they are, and memory is kept.
    void clear()
    {
        m_index.clear();
        m_cursor = {};
    }
    // `atoms` are those of atoms().
    uint32_t number(RunId run, const Atom *atoms) { return m_index.findOrAdd(run, m_fields ? atoms : m_key.data(), m_cursor); }
    uint32_t find(RunId run, const Atom *atoms) const
    {
        KeyIndex::Cursor cursor;
        return find(run, atoms, cursor);
    }
    uint32_t find(RunId run, const Atom *atoms, KeyIndex::Cursor &cursor) const { return m_index.find(run, m_fields ? atoms : m_key.data(), cursor); }

    // Takes in all of another's; the answer has the number here of each there.
    std::vector<uint32_t> adopt(const EntityNumbers &other)
    {
        AtomAdoption own(other.m_atoms, m_atoms);
        return m_index.adopt(other.m_index, own);
    }

    size_t size() const { return m_index.size(); }
    size_t keyFields() const { return m_fields; }
    RunId run(uint32_t number) const { return m_index.run(number); }
    Atom atom(uint32_t number, size_t i) const { return m_index.key(number, i); }
    Value value(uint32_t number, size_t i) const { return m_atoms.value(atom(number, i)); } // lives as long as this
    std::vector<std::string> keyTexts(uint32_t number) const
    {
        std::vector<std::string> texts;
        for (size_t i = 0; i < m_fields; ++i)
            texts.push_back(toText(value(number, i)));
        return texts;
    }
    AtomPool &atoms() { return m_atoms; }
    const AtomPool &atoms() const { return m_atoms; }

private:
    size_t m_fields;
    std::vector<Atom> m_key;
    AtomPool m_atoms;
    KeyIndex m_index;
    KeyIndex::Cursor m_cursor;
};

} // namespace widelens
