// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/identity/identitywork.h"
#include "model/rules/rules.h"
#include "model/store/parallel.h"

#include <algorithm>

namespace widelens {

namespace {

constexpr uint32_t kRowsOfAPart = 1 << 13; // what they contribute fits into the cache
constexpr size_t kPartsAtOnce = 16; // what they contribute is held at a time
constexpr size_t kAhead = 8;

} // namespace

bool IdentityBuild::Work::extend(const EventStore &store, const Continue &goOn)
{
    if (!m_plans)
        readRules(store);
    if (m_identity->m_rules.empty())
        return true;
    for (size_t i = 0; i < m_identity->m_names.size(); ++i)
        m_identity->m_fields[i] = store.fields().find(m_identity->m_names[i]);
    std::vector<Part> fresh;
    addParts(store, fresh);
    std::vector<Part *> parts;
    for (Part &part : fresh)
        parts.push_back(&part);
    m_grew.assign(m_identity->m_rules.size(), 0);
    if (!pass(store, parts, false, goOn))
        return false;
    m_parts.insert(m_parts.end(), fresh.begin(), fresh.end());
    // Until nothing new follows. What is complete stays so, unless something is contested: then all may learn more.
    for (bool again = true; again;) {
        const bool contested = mayContest();
        parts.clear();
        for (Part &part : m_parts) {
            if (part.open || contested)
                parts.push_back(&part);
        }
        m_grew.assign(m_grew.size(), 0);
        if (!pass(store, parts, true, goOn))
            return false;
        again = std::find(m_grew.begin(), m_grew.end(), 1) != m_grew.end() || (!contested && mayContest());
    }
    m_identity->readFits();
    m_contributions.clear();
    return true;
}

bool IdentityBuild::Work::mayContest()
{
    const auto &tables = m_identity->m_tables;
    if (!m_plans->isContested() && std::any_of(tables.begin(), tables.end(), [](const ImplicationTable &table) { return table.isContested(); }))
        m_plans->contest();
    return m_plans->isContested();
}

void IdentityBuild::Work::readRules(const EventStore &store)
{
    Identity &identity = *m_identity;
    const auto place = [&](const std::string &name) {
        const auto found = std::find(identity.m_names.begin(), identity.m_names.end(), name);
        if (found != identity.m_names.end())
            return static_cast<uint8_t>(found - identity.m_names.begin());
        identity.m_names.push_back(name);
        return static_cast<uint8_t>(identity.m_names.size() - 1);
    };
    std::vector<PlannedRule> planned;
    for (const auto &implication : store.rules().implications) {
        Identity::Rule rule;
        PlannedRule plan;
        for (const auto &name : implication.key) {
            rule.key.push_back(place(name));
            plan.key |= FieldMask(1) << rule.key.back();
            if (name == implication.fit)
                rule.fit = static_cast<int>(rule.key.size()) - 1;
        }
        for (const auto &name : implication.implies) {
            rule.implied.push_back(place(name));
            plan.widens |= FieldMask(1) << rule.implied.back();
        }
        rule.widening = rule.implied.size();
        plan.values = plan.widens;
        for (const auto &name : implication.facts) {
            rule.implied.push_back(place(name));
            plan.values |= FieldMask(1) << rule.implied.back();
        }
        rule.keyMask = plan.key;
        plan.computed = implication.isFunction();
        identity.m_tables.emplace_back(rule.key.size(), rule.implied.size());
        m_strides.push_back(3 + rule.key.size() + rule.implied.size());
        identity.m_rules.push_back(std::move(rule));
        planned.push_back(plan);
    }
    identity.m_fields.assign(identity.m_names.size(), kNoField);
    identity.m_fitValues.resize(identity.m_rules.size());
    m_plans = std::make_unique<IdentityPlans>(std::move(planned));
}

void IdentityBuild::Work::addParts(const EventStore &store, std::vector<Part> &fresh)
{
    m_done.resize(store.segments().size(), 0);
    for (uint32_t i = 0; i < m_done.size(); ++i) {
        const uint32_t rows = store.segments()[i]->rowCount();
        for (; m_done[i] < rows; m_done[i] = fresh.back().end)
            fresh.push_back({ i, m_done[i], std::min(rows, m_done[i] + kRowsOfAPart) });
    }
}

bool IdentityBuild::Work::pass(const EventStore &store, std::vector<Part *> parts, bool indirect, const Continue &goOn)
{
    for (size_t begin = 0; begin < parts.size(); begin += kPartsAtOnce) {
        if (goOn && !goOn(static_cast<double>(begin) / static_cast<double>(parts.size())))
            return false;
        const size_t end = std::min(parts.size(), begin + kPartsAtOnce);
        m_contributions.resize(std::max(m_contributions.size(), end - begin));
        inParallel(end - begin, [&](size_t i) { Reader(*this, store, *parts[begin + i], indirect, m_contributions[i]).read(); });
        inParallel(m_identity->m_rules.size(), [&](size_t rule) { apply(end - begin, rule); });
    }
    return true;
}

void IdentityBuild::Work::apply(size_t parts, size_t rule)
{
    ImplicationTable &table = m_identity->m_tables[rule];
    const Identity::Rule &r = m_identity->m_rules[rule];
    const size_t stride = m_strides[rule];
    for (size_t part = 0; part < parts; ++part) {
        const std::vector<uint64_t> &words = m_contributions[part][rule].words;
        for (size_t at = 0; at < words.size(); at += stride) {
            if (const size_t ahead = at + kAhead * stride; ahead < words.size())
                table.prefetch(static_cast<RunId>(words[ahead]), &words[ahead + 3]);
            const uint64_t *values = &words[at + 3 + r.key.size()];
            const uint32_t node = table.findOrAdd(static_cast<RunId>(words[at]), &words[at + 3]);
            for (size_t i = 0; i < r.implied.size(); ++i) {
                const Proof proof = words[at + 1] | (words[at + 2] >> i & 1) << 63;
                if (values[i] && table.add(node, i, values[i], proof) && i < r.widening)
                    m_grew[rule] = 1;
            }
        }
    }
}

// --- from outside

IdentityBuild::IdentityBuild()
    : m_work(std::make_unique<Work>())
{
}

IdentityBuild::~IdentityBuild() = default;

bool IdentityBuild::extend(const EventStore &store, const Continue &goOn)
{
    return m_work->extend(store, goOn);
}

bool IdentityBuild::holdsFor(const EventStore &whole) const
{
    return std::all_of(whole.segments().begin(), whole.segments().end(), [&](const auto &segment) {
        const auto isKept = [&](const std::string &name) {
            const ColumnView *column = segment->find(whole.fields().find(name));
            return !column || column->column;
        };
        const auto &names = m_work->m_identity->m_names;
        return !segment->hasCopies() && segment->hasOneRun() && std::all_of(names.begin(), names.end(), isKept);
    });
}

std::shared_ptr<const Identity> IdentityBuild::snapshot() const
{
    return std::make_shared<Identity>(*m_work->m_identity);
}

std::shared_ptr<const Identity> IdentityBuild::take()
{
    return std::move(m_work->m_identity);
}

std::shared_ptr<const Identity> Identity::build(const EventStore &store, const Continue &goOn)
{
    IdentityBuild build;
    return build.extend(store, goOn) ? build.take() : nullptr;
}

} // namespace widelens
