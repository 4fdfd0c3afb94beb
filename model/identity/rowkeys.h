// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/rowclosing.h"
#include "model/rules/rules.h"

#include <vector>

namespace widelens {

// The keys of a kind that rows have, by what they state and what follows: of a row with a list one for each element. A look-up
// or two each, in atoms of the caller's pool. Not for rows of segments that state something of it in headers: see isInContexts().
// One thread's.
class RowKeys
{
public:
    enum class Result {
        None, // something of the key is not known
        One, // see atoms()
        Several, // something has several values: see values(), which are for all elements of the row
    };

    RowKeys(const EventStore &store, const KeyRule &kind, AtomPool &own); // these outlive it

    // The key, then the field that numbers tries where the kind has them, then what implications know: for a RowWalk.
    const std::vector<FieldId> &watched() const { return m_closing.watched(); }
    const std::vector<FieldId> &key() const { return m_key; } // kNoField where no event has it
    FieldId tryField() const { return m_try; } // kNoField: none
    bool isDerivable() const { return m_isDerivable; } // something of the key may follow

    // Of a row that states this (as watched), or of an element of its list.
    Result read(const std::vector<Atom> &stated, RunId run);
    const std::vector<Atom> &atoms() const { return m_atoms; } // what read() found, as watched

    // All values that an event states or that follow for it: by field of the key, then those that number a try. Every
    // combination is a key.
    std::vector<std::vector<Value>> values(EventRef event) const;

private:
    const EventStore &m_store;
    std::vector<std::string> m_names; // of the key, and of the field that numbers tries
    std::vector<FieldId> m_key;
    FieldId m_try;
    const Identity *m_identity;
    bool m_isDerivable;
    RowClosing m_closing;
    std::vector<Atom> m_atoms;
};

} // namespace widelens
