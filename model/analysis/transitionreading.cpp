// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/transitionreading.h"

#include "model/query/keyscan.h"
#include "model/rules/rules.h"

#include <algorithm>

namespace widelens {

namespace {

int32_t tryNumber(const Value &value)
{
    int64_t number = -1;
    return parseCanonicalInt(toText(value), number) && number >= 0 && number < 0x7fffffff ? static_cast<int32_t>(number) : -1;
}

std::vector<FieldId> keyOf(const EventStore &store)
{
    std::vector<FieldId> fields;
    if (const KeyRule *key = store.rules().key(store.rules().stateKind)) {
        for (const auto &name : key->fields)
            fields.push_back(store.fields().find(name));
    }
    return fields;
}

} // namespace

// Within one file its own order is the truth for an entity: where the clock steps back, a later line counts from the time
// that was reached before. A file whose times only grow needs no memory.
class TransitionReading::FileClock
{
public:
    explicit FileClock(bool isSorted)
        : m_isSorted(isSorted)
    {
    }
    Time forward(uint32_t entity, Time time)
    {
        if (m_isSorted)
            return time;
        Time &reached = m_reached.try_emplace(entity, time).first->second;
        return reached = std::max(reached, time);
    }

private:
    bool m_isSorted;
    std::unordered_map<uint32_t, Time> m_reached;
};

uint32_t numberOf(std::vector<std::string> &names, const std::string &name)
{
    const auto found = std::find(names.begin(), names.end(), name);
    const auto number = static_cast<uint32_t>(found - names.begin());
    if (found == names.end())
        names.push_back(name);
    return number;
}

TransitionReading::TransitionReading(const EventStore &store)
    : m_store(store)
    , m_rules(store.rules())
    , m_key(keyOf(store))
    , m_tryField(store.fields().find(m_rules.tryField))
    , m_state(store.fields().find(m_rules.stateField))
    , m_result { {}, EntityNumbers(m_key.size()), {} }
    , m_closing(store, m_key, m_tryField, m_result.entities.atoms())
{
}

bool TransitionReading::isPossible() const
{
    return m_state != kNoField && !m_key.empty() && std::find(m_key.begin(), m_key.end(), kNoField) == m_key.end();
}

Transitions TransitionReading::readSegments(uint32_t begin, uint32_t end)
{
    std::vector<FieldId> fields = m_closing.watched();
    const size_t state = static_cast<size_t>(std::find(fields.begin(), fields.end(), m_state) - fields.begin());
    if (state == fields.size())
        fields.push_back(m_state);
    FileClock clock(end - begin == 1 && m_store.segments()[begin]->isTimeSorted());
    for (uint32_t segment = begin; segment < end; ++segment) {
        if (fields.size() <= RowWalk::kMaxFields && isInColumns(*m_store.segments()[segment], fields))
            readByColumns(segment, fields, state, clock);
        else
            readByKeys(segment, clock);
    }
    return std::move(m_result);
}

Transitions TransitionReading::readSome(const EventRows &events)
{
    std::vector<Value> states;
    EventRows inFileOrder = events;
    std::sort(inFileOrder.begin(), inFileOrder.end());
    FileClock clock(false);
    EventRef before;
    for (const EventRef event : inFileOrder) {
        if (before.isValid() && !m_store.isSameFile(before, event))
            clock = FileClock(false);
        before = event;
        if (!isPossible() || m_store.run(event) == kNoRun)
            continue;
        m_store.values(event, m_state, states);
        m_values.clear();
        if (states.empty() || !readKey(event))
            continue;
        for (const Value &state : states)
            m_result.list.push_back({ 0, numberOf(m_result.states, toText(state)), clock.forward(0, m_store.time(event)), event, m_try });
    }
    return std::move(m_result);
}

// Whether columns and paths say it all: no header names a field, and states are no part of the path.
bool TransitionReading::isInColumns(const SegmentView &view, const std::vector<FieldId> &fields) const
{
    return !view.isInContexts(fields) && std::none_of(view.constants().begin(), view.constants().end(), [this](const auto &constant) { return constant.first == m_state; });
}

void TransitionReading::readByColumns(uint32_t segment, const std::vector<FieldId> &fields, size_t state, FileClock &clock)
{
    const SegmentView &view = *m_store.segments()[segment];
    AtomPool &pool = m_result.entities.atoms();
    std::unordered_map<Atom, uint32_t> states;
    std::vector<Atom> atoms;
    RowWalk walk(m_store, segment, fields, pool);
    walk.each([state](FieldMask mask) { return (mask >> state & 1) != 0; }, [&](uint32_t row, const std::vector<Atom> &stated, bool) {
        const RunId run = m_store.run({ segment, row });
        if (run == kNoRun) {
            ++m_result.unresolved;
            return;
        }
        atoms = stated;
        if (!m_closing.isComplete(atoms) && !follow({ segment, row }, run, atoms))
            return;
        const auto [found, isNew] = states.try_emplace(atoms[state], 0);
        if (isNew)
            found->second = numberOf(m_result.states, toText(pool.value(atoms[state])));
        const uint32_t entity = m_result.entities.number(run, atoms.data());
        const int32_t attempt = m_tryField == kNoField ? -1 : tryNumber(pool.value(atoms[m_key.size()]));
        m_result.list.push_back({ entity, found->second, clock.forward(entity, view.time(row)), { segment, row }, attempt });
    });
}

// Completes the key.
bool TransitionReading::follow(EventRef event, RunId run, std::vector<Atom> &atoms)
{
    if (!m_store.identity())
        return false;
    const auto result = m_closing.close(atoms, run);
    if (result == RowClosing::Result::Complete)
        return true;
    if (result == RowClosing::Result::Incomplete && !m_closing.mayFollowMore(atoms)) {
        ++m_result.orphans;
        return false;
    }
    m_values.clear();
    if (!readKey(event))
        return false;
    AtomPool &pool = m_result.entities.atoms();
    for (size_t k = 0; k < m_key.size(); ++k)
        atoms[k] = pool.intern(m_values[k]);
    if (m_tryField != kNoField)
        atoms[m_key.size()] = m_try < 0 ? 0 : pool.intern(static_cast<int64_t>(m_try));
    return true;
}

void TransitionReading::readByKeys(uint32_t segment, FileClock &clock)
{
    const SegmentView &view = *m_store.segments()[segment];
    std::unordered_map<Cell, uint32_t> states;
    KeyScan(m_store, segment, { m_state }).each([&](uint32_t row, const std::vector<Cell> &cells) {
        const RunId run = m_store.run({ segment, row });
        if (run == kNoRun) {
            ++m_result.unresolved;
            return;
        }
        m_values.clear();
        if (!readKey({ segment, row }))
            return;
        auto [found, isNew] = states.try_emplace(cells.back(), 0);
        if (isNew)
            found->second = numberOf(m_result.states, toText(view.value(cells.back())));
        const uint32_t entity = m_result.entities.number(run, m_values);
        m_result.list.push_back({ entity, found->second, clock.forward(entity, view.time(row)), { segment, row }, m_try });
    });
}

// The key of the entity that changes, from the line or from what follows for it; also which try of it (m_try, -1: not known).
bool TransitionReading::readKey(EventRef event)
{
    bool complete = true;
    for (const FieldId field : m_key) {
        m_values.push_back(m_store.value(event, field));
        complete &= !isAbsent(m_values.back());
    }
    Value number = m_tryField == kNoField ? Value() : m_store.value(event, m_tryField);
    if (!complete && !m_store.identity())
        return false;
    if (!complete) {
        for (const auto &derived : m_store.identity()->follows(m_store, event)) {
            for (size_t k = 0; k < m_key.size(); ++k) {
                if (m_rules.key(m_rules.stateKind)->fields[k] != derived.field)
                    continue;
                if (!isAbsent(m_values[k]) && m_values[k] != derived.value) {
                    ++m_result.contested;
                    return false; // several entities claim it
                }
                m_values[k] = derived.value;
            }
            if (derived.field == m_rules.tryField)
                number = derived.value;
        }
        complete = std::none_of(m_values.begin(), m_values.end(), isAbsent);
        m_result.orphans += !complete;
    }
    m_try = tryNumber(number);
    return complete;
}

} // namespace widelens
