// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/transitions.h"
#include "model/identity/rowclosing.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace widelens {

// Numbers names 0, 1, 2 … as they are met.
class NameNumbers
{
public:
    uint32_t number(const std::string &name)
    {
        const auto [found, isNew] = m_numbers.try_emplace(name, static_cast<uint32_t>(m_names.size()));
        if (isNew)
            m_names.push_back(name);
        return found->second;
    }
    const std::vector<std::string> &names() const { return m_names; }

private:
    std::vector<std::string> m_names;
    std::unordered_map<std::string, uint32_t> m_numbers;
};

// Reads the changes of state that events tell: of some rows, or of some events. Used once. The answer is as the events
// stand: neither sorted nor joined with its witnesses.
class TransitionReading
{
public:
    // A change in the rows; their segment and time are not held again.
    struct Change {
        uint32_t entity; // of Rows::entities
        uint32_t row;
        uint32_t state; // of Rows::states
        int32_t attempt;
    };
    struct Rows {
        NameNumbers states;
        EntityNumbers entities;
        LargeVector<Change> changes;
        std::vector<uint32_t> counts; // changes of each entity
        uint64_t unresolved = 0;
        uint64_t orphans = 0;
        uint64_t contested = 0;
        bool isFinal = false; // more events, and what follows from them, add nothing, as long as no key has several values
        bool byIdentity = false; // something followed
    };

    explicit TransitionReading(const EventStore &store);

    bool isPossible() const; // the rules know states, and the events have their fields
    std::vector<FieldId> fields() const; // those that it looks at: the key, what leads to it, the state
    bool isContested() const { return m_closing.isContested(); } // some key has several values
    Rows readRows(const RowRange &rows);
    Rows readSome(const EventRows &inFileOrder); // all as of one entity; the row of a change is its place in the list

private:
    bool isInColumns(const SegmentView &view, const std::vector<FieldId> &fields) const;
    void readByColumns(const RowRange &rows, const std::vector<FieldId> &fields);
    void readByKeys(const RowRange &rows);
    void add(uint32_t entity, uint32_t row, uint32_t state, int32_t attempt);
    bool follow(EventRef event, RunId run, std::vector<Atom> &atoms);
    bool readKey(EventRef event);

    const EventStore &m_store;
    const Rules &m_rules;
    std::vector<FieldId> m_key;
    FieldId m_tryField;
    FieldId m_state;
    Rows m_result;
    RowClosing m_closing; // watches the key, then the try
    std::vector<Value> m_values;
    int32_t m_try = -1;
};

} // namespace widelens
