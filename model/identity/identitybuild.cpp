// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/identity/identitywork.h"
#include "model/rules/rules.h"
#include "model/store/parallel.h"

#include <algorithm>

namespace widelens {

namespace {

constexpr uint32_t kRowsOfAPart = 1 << 13; // what they contribute fits into the cache
constexpr size_t kPartsAtOnce = 32; // what they contribute is held at a time

} // namespace

bool IdentityBuild::Work::extend(const EventStore &store, const Continue &goOn)
{
    if (m_hasLeftOut)
        startOver();
    const bool isFirst = !m_isComplete;
    if (!readStated(store, goOn))
        return false;
    // What followed from a key that has too many values now does not follow any more.
    const bool holds = isFirst || m_unfollowed == countUnfollowed();
    if (holds && !join(store, goOn))
        return false;
    if (isFirst || (holds && !m_hasLeftOut))
        return true;
    // Which values are left out depends on what came first: all is read again, in the order of the store.
    startOver();
    return readStated(store, goOn) && join(store, goOn);
}

bool IdentityBuild::Work::join(const EventStore &store, const Continue &goOn)
{
    m_unfollowed = countUnfollowed();
    // Until nothing new follows. What is complete stays so, unless something is contested: then all may learn more.
    std::vector<Part *> parts;
    for (bool again = true; again;) {
        const bool contested = mayContest();
        parts.clear();
        for (Part &part : m_parts) {
            if ((part.open || contested) && mayJoin(part))
                parts.push_back(&part);
        }
        m_grew.assign(m_places.size(), 0);
        if (!pass(store, parts, true, goOn))
            return false;
        again = std::find(m_grew.begin(), m_grew.end(), 1) != m_grew.end() || (!contested && mayContest());
    }
    m_identity->readFits();
    m_isComplete = true;
    return findLeftOut(store, goOn);
}

// What the new rows say themselves. What they say of too many values is complete before anything is followed.
bool IdentityBuild::Work::readStated(const EventStore &store, const Continue &goOn)
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
    m_grew.assign(m_places.size(), 0);
    if (!pass(store, parts, false, goOn))
        return false;
    m_parts.insert(m_parts.end(), fresh.begin(), fresh.end());
    return true;
}

void IdentityBuild::Work::startOver()
{
    m_identity = std::make_shared<Identity>();
    m_plans.reset();
    m_places.clear();
    m_done.clear();
    m_parts.clear();
    m_isComplete = false;
    m_hasLeftOut = false;
}

size_t IdentityBuild::Work::countUnfollowed() const
{
    size_t count = 0;
    for (const Place &place : m_places)
        count += place.field < m_identity->m_rules[place.rule].widening ? m_identity->m_tables[place.rule].unfollowed(place.field) : 0;
    return count;
}

// Where that is possible at all: in runs that contradict themselves much.
bool IdentityBuild::Work::findLeftOut(const EventStore &store, const Continue &goOn)
{
    Identity::LeftOut all;
    m_contributions.clear();
    if (m_plans->isContested() && m_identity->mayLeaveOut()) {
        std::vector<Identity::LeftOut> each(m_parts.size());
        if (!inParallel(each.size(), goOn, 0, 1, [&](size_t i) { each[i] = leftOutOf(store, m_parts[i]); }))
            return false;
        for (const auto &part : each) {
            if (all.events == 0)
                all.first = part.first;
            all.events += part.events;
        }
    }
    m_identity->m_leftOut = all;
    m_hasLeftOut = all.events > 0 || std::any_of(m_places.begin(), m_places.end(), [this](const Place &place) { return m_identity->m_tables[place.rule].hasMore(place.field); });
    return true;
}

Identity::LeftOut IdentityBuild::Work::leftOutOf(const EventStore &store, const Part &part)
{
    Identity::LeftOut result;
    RowWalk walk(store, part.segment, m_identity->m_fields, m_identity->m_atoms, part.begin, part.end, &m_poolMutex);
    Known known;
    bool isLeftOut = false;
    EventRef last; // of those counted: a row with a list is met once an element
    RunId lastRun = kNoRun;
    walk.each([](FieldMask) { return true; }, [&](uint32_t row, const std::vector<Atom> &atoms, bool isNew) {
        const EventRef event { part.segment, row };
        const RunId run = store.run(event);
        if (isNew || run != lastRun) {
            known.state(atoms);
            isLeftOut = run != kNoRun && m_identity->leavesOut(known, run);
        }
        lastRun = run;
        if (!isLeftOut || last == event)
            return;
        result.first = result.events++ == 0 ? event : result.first;
        last = event;
    });
    return result;
}

bool IdentityBuild::Work::mayContest()
{
    const auto &tables = m_identity->m_tables;
    if (!m_plans->isContested() && std::any_of(tables.begin(), tables.end(), [](const ImplicationTable &table) { return table.isContested(); }))
        m_plans->contest();
    return m_plans->isContested();
}

// Whether any of its rows contributes something once other things are known.
bool IdentityBuild::Work::mayJoin(const Part &part)
{
    return std::any_of(part.stated.begin(), part.stated.end(), [this](FieldMask stated) { return !m_plans->plan(stated).indirect.empty(); });
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
        for (size_t i = 0; i < rule.implied.size(); ++i)
            m_places.push_back({ identity.m_rules.size(), i });
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
        inParallel(m_identity->m_rules.size(), [&](size_t rule) { applyKeys(end - begin, rule); });
        inParallel(m_places.size(), [&](size_t i) { applyValues(end - begin, m_places[i], indirect, m_grew[i]); });
    }
    return true;
}

void IdentityBuild::Work::applyKeys(size_t parts, size_t rule)
{
    ImplicationTable &table = m_identity->m_tables[rule];
    const size_t stride = 2 + m_identity->m_rules[rule].key.size();
    ImplicationTable::Cursor cursor;
    for (size_t part = 0; part < parts; ++part) {
        Contributions &from = m_contributions[part][rule];
        from.nodes.clear();
        for (size_t at = 0; at < from.keys.size(); at += stride)
            from.nodes.push_back(table.findOrAdd(static_cast<RunId>(from.keys[at]), &from.keys[at + 2], cursor));
    }
}

void IdentityBuild::Work::applyValues(size_t parts, Place place, bool indirect, char &grew)
{
    ImplicationTable &table = m_identity->m_tables[place.rule];
    const Identity::Rule &rule = m_identity->m_rules[place.rule];
    const size_t stride = 2 + rule.key.size();
    const bool onlyFollowed = indirect && place.field < rule.widening;
    bool any = false;
    for (size_t part = 0; part < parts; ++part) {
        const Contributions &from = m_contributions[part][place.rule];
        for (const auto &value : from.values[place.field])
            any |= table.add(from.nodes[value.key], place.field, value.atom, from.keys[value.key * stride + 1] | static_cast<uint64_t>(value.joined) << 63, onlyFollowed);
    }
    if (any && place.field < rule.widening)
        grew = 1;
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
    std::vector<FieldId> fields;
    for (const std::string &name : m_work->m_identity->m_names)
        fields.push_back(whole.fields().find(name));
    return std::all_of(whole.segments().begin(), whole.segments().end(), [&](const auto &segment) {
        const auto isKept = [&](FieldId field) {
            const ColumnView *column = segment->find(field);
            return !column || column->column;
        };
        return !segment->hasCopies() && segment->hasOneRun() && std::all_of(fields.begin(), fields.end(), isKept);
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
