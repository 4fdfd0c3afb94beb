// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/identity/identitywork.h"
#include "model/rules/rules.h"

#include <algorithm>

namespace widelens {

IdentityBuild::Work::Reader::Reader(Work &work, const EventStore &store, Part &part, bool indirect, std::vector<Contributions> &out)
    : m_work(work)
    , m_identity(*work.m_identity)
    , m_store(store)
    , m_part(part)
    , m_indirect(indirect)
    , m_out(out)
    , m_cursors(m_identity.m_rules.size())
{
    m_out.resize(m_identity.m_rules.size());
    for (size_t r = 0; r < m_out.size(); ++r) {
        m_out[r].keys.clear();
        m_out[r].values.resize(m_identity.m_rules[r].implied.size());
        for (auto &values : m_out[r].values)
            values.clear();
        m_out[r].last.clear();
    }
}

void IdentityBuild::Work::Reader::read()
{
    RowWalk walk(m_store, m_part.segment, m_identity.m_fields, m_work.m_identity->m_atoms, m_part.begin, m_part.end, &m_work.m_poolMutex);
    if (m_indirect)
        m_part.open = false;
    if (m_part.begin == 0) {
        FieldMask constants = 0;
        for (size_t i = 0; i < walk.constants().size(); ++i)
            constants |= walk.constants()[i] ? FieldMask(1) << i : 0;
        if (usePlan(constants))
            readRow({ m_part.segment, 0 }, m_store.run({ m_part.segment, 0 }), walk.constants());
    }
    const bool hasOneRun = m_store.segments()[m_part.segment]->hasOneRun();
    RunId run = hasOneRun ? m_store.run({ m_part.segment, m_part.begin }) : kNoRun;
    RunId lastRun = kNoRun;
    walk.each([this](FieldMask mask) { return usePlan(mask); }, [&](uint32_t row, const std::vector<Atom> &atoms, bool isNew) {
        if (!hasOneRun)
            run = m_store.run({ m_part.segment, row });
        if (run == lastRun && !isNew)
            return; // says what the row before it said
        lastRun = run;
        readRow({ m_part.segment, row }, run, atoms);
    });
    m_part.stated.clear();
    for (const auto &[stated, plan] : m_plans)
        m_part.stated.push_back(stated);
}

// For the rows that state these fields; false where they have nothing to say.
bool IdentityBuild::Work::Reader::usePlan(FieldMask stated)
{
    if (stated != m_stated || m_plans.empty()) { // rows of a kind come in runs
        m_stated = stated;
        m_plan = planOf(stated);
    }
    return m_plan != nullptr;
}

const IdentityPlan *IdentityBuild::Work::Reader::planOf(FieldMask mask)
{
    for (const auto &[known, plan] : m_plans) { // there are few kinds
        if (known == mask)
            return plan;
    }
    const IdentityPlan &plan = m_work.m_plans->plan(mask);
    const bool idle = m_indirect ? plan.indirect.empty() : plan.direct.empty();
    m_plans.emplace_back(mask, idle ? nullptr : &plan);
    return m_plans.back().second;
}

void IdentityBuild::Work::Reader::readRow(EventRef event, RunId run, const std::vector<Atom> &atoms)
{
    if (run == kNoRun)
        return;
    m_mask = m_stated;
    std::copy(atoms.begin(), atoms.end(), m_atoms.begin());
    m_joined = 0;
    if (!m_indirect) {
        for (const size_t r : m_plan->direct)
            contribute(r, run, event);
        return;
    }
    const bool isContested = m_work.m_plans->isContested();
    if (isContested && saysAgain(run, atoms))
        return;
    if (isContested || !closeSimply(run)) {
        closeFully(run, atoms);
        for (const size_t r : m_plan->indirect)
            contributeAll(r, run, event);
        return;
    }
    for (const size_t r : m_plan->indirect) {
        if ((m_identity.m_rules[r].keyMask & ~m_mask) == 0)
            contribute(r, run, event);
    }
}

// Where every step has one answer, as it nearly always does. False where one has several.
bool IdentityBuild::Work::Reader::closeSimply(RunId run)
{
    std::array<Atom, Identity::kMaxFields> key;
    uint64_t done = 0; // rules
    for (bool more = true; more;) {
        more = false;
        for (const size_t r : m_plan->needed) {
            const Identity::Rule &rule = m_identity.m_rules[r];
            if ((done >> r & 1) || (rule.keyMask & ~m_mask))
                continue;
            done |= uint64_t(1) << r;
            for (size_t k = 0; k < rule.key.size(); ++k)
                key[k] = m_atoms[rule.key[k]];
            const ImplicationTable &table = m_identity.m_tables[r];
            const uint32_t node = table.find(run, key.data(), m_cursors[r]);
            for (size_t i = 0; i < rule.widening; ++i) {
                const uint8_t field = rule.implied[i];
                const Atom value = node == ImplicationTable::kNone ? 0 : table.firstValue(node, i);
                const bool wanted = (m_plan->relevant >> field & 1) != 0;
                if (!value) {
                    m_part.open |= wanted; // it may be said later
                } else if (!m_atoms[field]) {
                    m_atoms[field] = value;
                    m_mask |= FieldMask(1) << field;
                    m_joined |= FieldMask(1) << field;
                    more = true;
                } else if (m_atoms[field] != value) {
                    return false;
                }
            }
        }
    }
    for (const size_t r : m_plan->needed)
        m_part.open |= !(done >> r & 1);
    return true;
}

bool IdentityBuild::Work::Reader::saysAgain(RunId run, const std::vector<Atom> &stated)
{
    return !m_said.insert(hashOfRow(run, stated)).second;
}

void IdentityBuild::Work::Reader::closeFully(RunId run, const std::vector<Atom> &stated)
{
    m_part.open = true;
    m_known.state(stated);
    uint64_t needed = 0;
    for (const size_t r : m_plan->needed)
        needed |= uint64_t(1) << r;
    m_identity.close(m_known, run, false, needed);
}

uint64_t *IdentityBuild::Work::Reader::begin(size_t rule, RunId run)
{
    m_words.assign(2 + m_identity.m_rules[rule].key.size() + m_identity.m_rules[rule].implied.size(), 0);
    m_words[0] = index(run);
    return m_words.data();
}

void IdentityBuild::Work::Reader::keep(size_t rule, EventRef event)
{
    Contributions &to = m_out[rule];
    if (to.last == m_words)
        return;
    append(rule, event);
    to.last = m_words;
}

void IdentityBuild::Work::Reader::append(size_t rule, EventRef event)
{
    Contributions &to = m_out[rule];
    const size_t keyFields = m_identity.m_rules[rule].key.size();
    const uint32_t number = to.addKey(m_words[0], event, m_words.data() + 2, keyFields);
    for (size_t i = 0; i < to.values.size(); ++i) {
        if (const Atom atom = m_words[2 + keyFields + i])
            to.values[i].push_back({ number, (m_words[1] >> i & 1) != 0, atom });
    }
}

void IdentityBuild::Work::Reader::contribute(size_t r, RunId run, EventRef event)
{
    const Identity::Rule &rule = m_identity.m_rules[r];
    if (m_store.rules().implications[r].isFunction()) {
        std::array<Atom, Identity::kMaxFields> key;
        for (size_t k = 0; k < rule.key.size(); ++k)
            key[k] = m_atoms[rule.key[k]];
        compute(r, run, event, key.data());
        return;
    }
    if (!std::any_of(rule.implied.begin(), rule.implied.end(), [this](uint8_t field) { return m_atoms[field] != 0; }))
        return; // nothing of it followed after all
    uint64_t *words = begin(r, run);
    for (size_t k = 0; k < rule.key.size(); ++k)
        words[2 + k] = m_atoms[rule.key[k]];
    for (size_t i = 0; i < rule.implied.size(); ++i) {
        const uint8_t field = rule.implied[i];
        words[2 + rule.key.size() + i] = m_atoms[field];
        words[1] |= (m_joined >> field & 1) << i;
    }
    keep(r, event);
}

// A function of the key: once for each, whatever events say.
void IdentityBuild::Work::Reader::compute(size_t r, RunId run, EventRef event, const Atom *key)
{
    const Identity::Rule &rule = m_identity.m_rules[r];
    const ImplicationTable &table = m_identity.m_tables[r];
    const ImplicationRule &function = m_store.rules().implications[r];
    const uint32_t node = table.find(run, key, m_cursors[r]);
    std::vector<std::string> texts;
    if (node == ImplicationTable::kNone) {
        const std::lock_guard lock(m_work.m_poolMutex);
        for (size_t k = 0; k < rule.key.size(); ++k)
            texts.push_back(toText(m_identity.m_atoms.value(key[k])));
    }
    uint64_t *words = begin(r, run);
    std::copy(key, key + rule.key.size(), words + 2);
    bool any = false;
    for (size_t i = 0; i < rule.implied.size(); ++i) {
        Atom &value = words[2 + rule.key.size() + i];
        if (node != ImplicationTable::kNone) {
            value = table.firstValue(node, i);
        } else if (const std::string text = function.compute(i, texts); !text.empty()) {
            // As a column would hold it: a number where the field may be one.
            const FieldRule *field = m_store.rules().field(function.implies[i]);
            int64_t number = 0;
            const bool isNumber = (!field || field->type == FieldRule::Type::Any || field->type == FieldRule::Type::Int) && parseCanonicalInt(text, number);
            const std::lock_guard lock(m_work.m_poolMutex);
            value = m_work.m_identity->m_atoms.intern(isNumber ? Value(number) : Value(std::string_view(text)));
        }
        any |= value != 0;
    }
    if (any)
        keep(r, event);
}

// Every value with every key: there are several of one or the other.
void IdentityBuild::Work::Reader::contributeAll(size_t r, RunId run, EventRef event)
{
    const Identity::Rule &rule = m_identity.m_rules[r];
    if ((rule.keyMask & ~m_known.mask) != 0)
        return; // its key was not derived after all
    if (m_store.rules().implications[r].isFunction()) {
        m_identity.eachKey(m_known, rule, [&](const Atom *key) { compute(r, run, event, key); });
        return;
    }
    m_values.clear();
    for (uint32_t i = 0; i < rule.implied.size(); ++i) {
        const uint8_t field = rule.implied[i];
        if (m_known.own[field])
            m_values.push_back({ i, false, m_known.own[field] });
        for (const auto &item : m_known.derived) {
            if (item.field == field)
                m_values.push_back({ i, true, item.fact.value });
        }
    }
    if (m_values.empty())
        return;
    Contributions &to = m_out[r];
    size_t joined = 0;
    m_identity.eachKey(m_known, rule, [&](const Atom *key) {
        joined += m_values.size();
        if (joined > Identity::kMaxJoined && joined > m_values.size())
            return; // see Identity::leavesOut()
        const uint32_t number = to.addKey(index(run), event, key, rule.key.size());
        for (const auto &[field, isJoined, atom] : m_values)
            to.values[field].push_back({ number, isJoined, atom });
    });
    to.last.clear();
}

} // namespace widelens
