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

int32_t tryNumber(Atom atom, const AtomPool &pool)
{
    if (atom == 0 || (atom & 1))
        return atom == 0 ? -1 : tryNumber(pool.value(atom));
    const uint64_t number = (atom - 2) >> 1;
    return number < 0x7fffffff ? static_cast<int32_t>(number) : -1;
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

TransitionReading::TransitionReading(const EventStore &store)
    : m_store(store)
    , m_rules(store.rules())
    , m_key(keyOf(store))
    , m_tryField(store.fields().find(m_rules.tryField))
    , m_state(store.fields().find(m_rules.stateField))
    , m_result { {}, EntityNumbers(m_key.size()), {}, {} }
    , m_closing(store, m_key, m_tryField, m_result.entities.atoms())
{
}

bool TransitionReading::isPossible() const
{
    return m_state != kNoField && !m_key.empty() && std::find(m_key.begin(), m_key.end(), kNoField) == m_key.end();
}

std::vector<FieldId> TransitionReading::fields() const
{
    std::vector<FieldId> fields = m_closing.watched();
    if (std::find(fields.begin(), fields.end(), m_state) == fields.end())
        fields.push_back(m_state);
    return fields;
}

TransitionReading::Rows TransitionReading::readRows(const RowRange &rows)
{
    const SegmentView &view = *m_store.segments()[rows.segment];
    const std::vector<FieldId> fields = this->fields();
    if (fields.size() <= RowWalk::kMaxFields && isInColumns(view, fields))
        readByColumns(rows, fields);
    else
        readByKeys(rows);
    return std::move(m_result);
}

void TransitionReading::add(uint32_t entity, uint32_t row, uint32_t state, int32_t attempt)
{
    if (entity >= m_result.counts.size())
        m_result.counts.resize(entity + 1, 0);
    ++m_result.counts[entity];
    m_result.changes.push_back({ entity, row, state, attempt });
}

TransitionReading::Rows TransitionReading::readSome(const EventRows &inFileOrder)
{
    std::vector<Value> states;
    for (uint32_t i = 0; i < inFileOrder.size(); ++i) {
        const EventRef event = inFileOrder[i];
        if (!isPossible() || m_store.run(event) == kNoRun)
            continue;
        m_store.values(event, m_state, states);
        m_values.clear();
        if (states.empty() || !readKey(event))
            continue;
        for (const Value &state : states)
            add(0, i, m_result.states.number(toText(state)), m_try);
    }
    return std::move(m_result);
}

// Whether columns and paths say it all: no header names a field, and states are no part of the path.
bool TransitionReading::isInColumns(const SegmentView &view, const std::vector<FieldId> &fields) const
{
    return !view.isInContexts(fields) && std::none_of(view.constants().begin(), view.constants().end(), [this](const auto &constant) { return constant.first == m_state; });
}

void TransitionReading::readByColumns(const RowRange &rows, const std::vector<FieldId> &fields)
{
    const auto state = static_cast<size_t>(std::find(fields.begin(), fields.end(), m_state) - fields.begin());
    m_result.isFinal = !m_closing.isContested();
    AtomPool &pool = m_result.entities.atoms();
    std::unordered_map<Atom, uint32_t> states;
    std::vector<Atom> atoms;
    if (const ColumnView *column = m_store.segments()[rows.segment]->find(m_state); column && column->column)
        m_result.changes.reserve(SegmentView::lowerBound(*column, rows.end) - SegmentView::lowerBound(*column, rows.begin));
    RowWalk walk(m_store, rows.segment, fields, pool, rows.begin, rows.end);
    walk.eachWith(state, [&](uint32_t row, const std::vector<Atom> &stated, bool) {
        const RunId run = m_store.run({ rows.segment, row });
        if (run == kNoRun) {
            ++m_result.unresolved;
            return;
        }
        atoms = stated;
        if (!m_closing.isComplete(atoms) && !follow({ rows.segment, row }, run, atoms))
            return;
        auto [found, isNew] = states.try_emplace(atoms[state], 0);
        if (isNew)
            found->second = m_result.states.number(toText(pool.value(atoms[state])));
        const uint32_t entity = m_result.entities.number(run, atoms.data());
        const int32_t attempt = m_tryField == kNoField ? -1 : tryNumber(atoms[m_key.size()], pool);
        add(entity, row, found->second, attempt);
    });
}

// Completes the key.
bool TransitionReading::follow(EventRef event, RunId run, std::vector<Atom> &atoms)
{
    m_result.isFinal = m_result.isFinal && m_store.identity();
    if (!m_store.identity())
        return false;
    m_result.byIdentity = true;
    const auto result = m_closing.close(atoms, run);
    m_result.isFinal = m_result.isFinal && result == RowClosing::Result::Complete && (m_tryField == kNoField || atoms[m_key.size()] != 0);
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

void TransitionReading::readByKeys(const RowRange &rows)
{
    const SegmentView &view = *m_store.segments()[rows.segment];
    std::unordered_map<Cell, uint32_t> states;
    const auto visit = [&](uint32_t row, const std::vector<Cell> &cells) {
        const RunId run = m_store.run({ rows.segment, row });
        if (run == kNoRun) {
            ++m_result.unresolved;
            return;
        }
        m_values.clear();
        if (!readKey({ rows.segment, row }))
            return;
        auto [found, isNew] = states.try_emplace(cells.back(), 0);
        if (isNew)
            found->second = m_result.states.number(toText(view.value(cells.back())));
        add(m_result.entities.number(run, m_values), row, found->second, m_try);
    };
    KeyScan(m_store, rows.segment, { m_state }).each(visit, rows.begin, rows.end);
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
