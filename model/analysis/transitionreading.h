// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/transitions.h"
#include "model/identity/rowclosing.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace widelens {

// The place of a name in a list; it is added when it is not there.
uint32_t numberOf(std::vector<std::string> &names, const std::string &name);

// Reads the changes of state that events tell: of segments of one source, or of some events. Used once. The answer is as the events
// stand: neither sorted nor joined with its witnesses.
class TransitionReading
{
public:
    explicit TransitionReading(const EventStore &store);

    bool isPossible() const; // the rules know states, and the events have their fields
    // Of a source whose times only grow any part can be read by itself; another one has to be read as a whole.
    Transitions readSegments(uint32_t begin, uint32_t end);
    Transitions readSome(const EventRows &events); // all as of one entity

private:
    class FileClock;
    bool isInColumns(const SegmentView &view, const std::vector<FieldId> &fields) const;
    void readByColumns(uint32_t segment, const std::vector<FieldId> &fields, size_t state, FileClock &clock);
    void readByKeys(uint32_t segment, FileClock &clock);
    bool follow(EventRef event, RunId run, std::vector<Atom> &atoms);
    bool readKey(EventRef event);

    const EventStore &m_store;
    const Rules &m_rules;
    std::vector<FieldId> m_key;
    FieldId m_tryField;
    FieldId m_state;
    Transitions m_result;
    RowClosing m_closing; // watches the key, then the try
    std::vector<Value> m_values;
    int32_t m_try = -1;
};

} // namespace widelens
