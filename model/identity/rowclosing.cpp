// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/identity/rowclosing.h"

#include "model/rules/rules.h"

#include <algorithm>

namespace widelens {

namespace {

const AtomPool &poolOf(const Identity *identity, const AtomPool &own)
{
    return identity ? identity->atoms() : own;
}

} // namespace

RowClosing::RowClosing(const EventStore &store, const std::vector<FieldId> &key, FieldId also, AtomPool &own)
    : m_identity(key.empty() ? nullptr : store.identity())
    , m_keyFields(key.size())
    , m_watched(key)
    , m_toIdentity(own, poolOf(m_identity, own))
    , m_toOwn(poolOf(m_identity, own), own)
{
    if (also != kNoField)
        m_watched.push_back(also);
    m_asked = m_watched.size();
    const auto &rules = store.rules().implications;
    for (size_t r = 0; m_identity && r < rules.size(); ++r) {
        const ImplicationRule &rule = rules[r];
        m_contested |= m_identity->table(r).isContested();
        const size_t before = m_watched.size();
        Step step { r, {}, {} };
        for (const auto &name : rule.key)
            step.key.push_back(place(store.fields().find(name)));
        for (size_t i = 0; i < rule.implies.size(); ++i)
            step.implied.emplace_back(i, place(store.fields().find(rule.implies[i])));
        if (m_watched.size() > RowWalk::kMaxFields) {
            m_watched.resize(before); // left to Identity
            m_allSteps = false;
            continue;
        }
        if (!rule.fit.empty()) {
            Fit fit { place(store.fields().find(rule.fit)), step.key };
            std::erase(fit.rest, fit.missing);
            m_fits.push_back(std::move(fit));
        }
        for (const size_t at : step.key)
            step.needs |= FieldMask(1) << at;
        for (const auto &[fact, at] : step.implied)
            step.gives |= FieldMask(1) << at;
        m_steps.push_back(std::move(step));
    }
}

// A field that no event has gets a place for each of its names: they are different fields.
size_t RowClosing::place(FieldId field)
{
    const auto found = std::find(m_watched.begin(), m_watched.end(), field);
    if (found != m_watched.end() && field != kNoField)
        return static_cast<size_t>(found - m_watched.begin());
    m_watched.push_back(field);
    return m_watched.size() - 1;
}

bool RowClosing::isComplete(const std::vector<Atom> &atoms) const
{
    const auto end = atoms.begin() + static_cast<ptrdiff_t>(m_keyFields);
    return std::find(atoms.begin(), end, Atom(0)) == end;
}

bool RowClosing::mayFollowMore(const std::vector<Atom> &atoms) const
{
    const auto fits = [&](const Fit &fit) {
        return atoms[fit.missing] == 0 && std::none_of(fit.rest.begin(), fit.rest.end(), [&](size_t at) { return atoms[at] == 0; });
    };
    return !m_allSteps || std::any_of(m_fits.begin(), m_fits.end(), fits);
}

const std::vector<size_t> &RowClosing::stepsOf(FieldMask stated)
{
    if (m_lastPlan < m_plans.size() && m_plans[m_lastPlan].first == stated)
        return m_plans[m_lastPlan].second;
    for (m_lastPlan = 0; m_lastPlan < m_plans.size(); ++m_lastPlan) {
        if (m_plans[m_lastPlan].first == stated)
            return m_plans[m_lastPlan].second;
    }
    std::vector<size_t> steps;
    FieldMask reachable = stated;
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < m_steps.size(); ++i) {
            if ((m_steps[i].needs & ~reachable) || std::find(steps.begin(), steps.end(), i) != steps.end())
                continue;
            steps.push_back(i);
            reachable |= m_steps[i].gives;
            more = true;
        }
    }
    // Where nothing is contested, only what leads to the fields that are asked for matters, and what is stated needs no proof.
    FieldMask wanted = ((FieldMask(1) << m_asked) - 1) & ~stated;
    for (FieldMask before = 0; !m_contested && before != wanted;) {
        before = wanted;
        for (const size_t step : steps) {
            if (m_steps[step].gives & wanted)
                wanted |= m_steps[step].needs & ~stated;
        }
    }
    if (!m_contested)
        std::erase_if(steps, [&](size_t step) { return !(m_steps[step].gives & wanted); });
    m_plans.emplace_back(stated, std::move(steps));
    return m_plans.back().second;
}

RowClosing::Result RowClosing::close(std::vector<Atom> &atoms, RunId run)
{
    FieldMask stated = 0;
    for (size_t i = 0; i < m_watched.size(); ++i)
        stated |= atoms[i] ? FieldMask(1) << i : 0;
    const auto asked = atoms.begin() + static_cast<ptrdiff_t>(m_asked);
    const std::vector<size_t> &steps = stepsOf(stated);
    bool contested = false;
    for (bool more = true; more && !contested;) {
        bool learnt = false;
        bool open = m_contested; // a key was missing that what was learnt may complete
        for (const size_t step : steps) {
            const Followed followed = follow(m_steps[step], atoms, run, contested);
            learnt |= followed == Followed::Something;
            open |= followed == Followed::NoKey;
        }
        more = learnt && open && (m_contested || std::find(atoms.begin(), asked, Atom(0)) != asked);
    }
    return contested ? Result::Contested : isComplete(atoms) ? Result::Complete : Result::Incomplete;
}

RowClosing::Followed RowClosing::follow(Step &step, std::vector<Atom> &atoms, RunId run, bool &contested)
{
    if (!m_contested && std::none_of(step.implied.begin(), step.implied.end(), [&](const auto &implied) { return atoms[implied.second] == 0; }))
        return Followed::Nothing;
    m_keyAtoms.clear();
    for (const size_t at : step.key) {
        if (atoms[at] == 0)
            return Followed::NoKey;
        m_keyAtoms.push_back(m_toIdentity(atoms[at]));
    }
    const ImplicationTable &table = m_identity->table(step.rule);
    const uint32_t node = table.find(run, m_keyAtoms.data(), step.cursor);
    if (node == ImplicationTable::kNone)
        return Followed::Nothing;
    bool learnt = false;
    const auto learn = [&](size_t at, Atom value) {
        value = m_toOwn(value);
        contested |= value != 0 && atoms[at] != 0 && atoms[at] != value;
        learnt |= value != 0 && atoms[at] == 0;
        atoms[at] = atoms[at] ? atoms[at] : value;
    };
    for (const auto &[fact, at] : step.implied) {
        if (!table.isFollowed(node, fact))
            continue;
        if (table.isContested())
            table.eachFact(node, fact, [&, to = at](const ImplicationTable::Fact &each) { learn(to, each.value); });
        else
            learn(at, table.firstValue(node, fact));
    }
    return learnt ? Followed::Something : Followed::Nothing;
}

} // namespace widelens
