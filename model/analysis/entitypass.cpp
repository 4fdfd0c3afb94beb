// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/entitypass.h"

#include "model/analysis/entitytable.h"
#include "model/identity/rowwalk.h"
#include "model/store/hash.h"

#include <algorithm>

namespace widelens {

namespace {

constexpr int64_t kAbsent = EntityColumn::kAbsent;
constexpr Atom kUnread = ~Atom(0);

} // namespace

EntityPass::EntityPass(const EventStore &store, const KeyRule &kind)
    : m_store(store)
    , m_kind(kind)
    , m_identity(kind.fields.empty() ? nullptr : store.identity())
    , m_entities(kind.fields.size())
    , m_tries(kind.fields.size() + 1)
{
    const Rules &rules = store.rules();
    const auto place = [&](const std::string &name) {
        const FieldId field = store.fields().find(name);
        const auto found = std::find(m_watched.begin() + static_cast<ptrdiff_t>(std::min(m_watched.size(), m_key.size())), m_watched.end(), field);
        const auto ofKey = std::find(m_key.begin(), m_key.end(), field);
        if (ofKey != m_key.end())
            return static_cast<size_t>(ofKey - m_key.begin());
        if (found == m_watched.end() || field == kNoField) {
            m_watched.push_back(field);
            return m_watched.size() - 1;
        }
        return static_cast<size_t>(found - m_watched.begin());
    };
    for (const auto &name : kind.fields)
        m_key.push_back(store.fields().find(name));
    m_watched = m_key;
    m_hasTries = kind.kind == rules.stateKind && !rules.tryField.empty();
    if (m_hasTries) {
        m_try = store.fields().find(rules.tryField);
        m_tryPlace = m_watched.size();
        m_watched.push_back(m_try);
    }
    for (size_t r = 0; m_identity && r < rules.implications.size(); ++r) {
        const ImplicationRule &rule = rules.implications[r];
        m_contested |= m_identity->table(r).isContested();
        const size_t before = m_watched.size();
        Step step { r, {}, {} };
        for (const auto &name : rule.key)
            step.key.push_back(place(name));
        for (size_t i = 0; i < rule.implies.size(); ++i)
            step.implied.emplace_back(i, place(rule.implies[i]));
        if (m_watched.size() > RowWalk::kMaxFields) {
            m_watched.resize(before); // left to Identity
            m_allSteps = false;
            continue;
        }
        if (!rule.fit.empty()) {
            Fit fit { place(rule.fit), step.key };
            std::erase(fit.rest, fit.missing);
            m_fits.push_back(std::move(fit));
        }
        m_steps.push_back(std::move(step));
    }
}

bool EntityPass::run(const Continue &goOn)
{
    const auto count = static_cast<uint32_t>(m_store.segments().size());
    for (uint32_t i = 0; i < count; ++i) {
        if (goOn && !goOn(static_cast<double>(i) / count))
            return false;
        const SegmentView &view = *m_store.segments()[i];
        m_known.clear();
        if (view.rowCount() > 0 && keyIsInContext(view))
            readSegmentByContext(i);
        else if (view.rowCount() > 0)
            readSegment(i);
    }
    return true;
}

uint32_t EntityPass::grown(uint32_t number)
{
    if (number >= events.size()) {
        events.resize(number + 1, 0);
        first.resize(number + 1, kAbsent);
        last.resize(number + 1, kAbsent);
        tryCount.resize(number + 1, 0);
        lastTry.resize(number + 1, kAbsent);
    }
    return number;
}

uint32_t EntityPass::entity(RunId run, const std::vector<Value> &key)
{
    return grown(m_entities.number(run, key));
}

// --- rows by their columns: rows without any say what the path says

void EntityPass::readSegment(uint32_t segment)
{
    const SegmentView &view = *m_store.segments()[segment];
    const bool oneRun = view.runCells().empty() && view.runRanges().empty();
    const RunId own = m_store.sources()[view.source()].run;
    const auto runOf = [&](uint32_t row) { return oneRun ? own : m_store.run({ segment, row }); };
    RowWalk walk(m_store, segment, m_watched, m_entities.atoms());
    uint32_t next = 0;
    const auto skipTo = [&](uint32_t end) {
        for (; next < end; ++next) {
            if (!view.isCopy(next))
                readRow({ segment, next }, runOf(next), walk.constants());
        }
    };
    walk.each([](FieldMask) { return true; }, [&](uint32_t row, const std::vector<Atom> &atoms, bool) {
        skipTo(row);
        next = row + 1;
        readRow({ segment, row }, runOf(row), atoms);
    });
    skipTo(view.rowCount());
}

void EntityPass::readRow(EventRef event, RunId run, const std::vector<Atom> &stated)
{
    if (m_kind.inRun && run == kNoRun)
        return;
    m_atoms = stated;
    m_run = run;
    Closing closing = isComplete() ? Closing::Complete : Closing::Incomplete;
    if (m_identity && (m_contested || closing == Closing::Incomplete))
        closing = close();
    if (closing == Closing::Complete && !m_key.empty()) {
        const uint32_t number = grown(m_entities.number(m_kind.inRun ? run : kNoRun, m_atoms.data()));
        count(event, number);
        if (m_hasTries && m_atoms[m_tryPlace])
            addTry(number, m_atoms[m_tryPlace]);
        return;
    }
    if (closing == Closing::Incomplete && !m_key.empty() && m_allSteps && !mayFit())
        return; // nothing more follows
    for (const uint32_t number : derivedMembers(event, run, stated))
        count(event, number);
}

bool EntityPass::mayFit() const
{
    return std::any_of(m_fits.begin(), m_fits.end(), [this](const Fit &fit) {
        return m_atoms[fit.missing] == 0 && std::none_of(fit.rest.begin(), fit.rest.end(), [this](size_t place) { return m_atoms[place] == 0; });
    });
}

bool EntityPass::isComplete() const
{
    return std::find(m_atoms.begin(), m_atoms.begin() + static_cast<ptrdiff_t>(m_key.size()), Atom(0)) == m_atoms.begin() + static_cast<ptrdiff_t>(m_key.size());
}

// What follows where each step has one answer, as it nearly always does.
EntityPass::Closing EntityPass::close()
{
    bool contested = false;
    for (bool more = true; more && !contested;) {
        more = false;
        for (const Step &step : m_steps)
            more |= follow(step, m_run, contested);
        if (!m_contested && isComplete() && (!m_hasTries || m_atoms[m_tryPlace]))
            break;
    }
    return contested ? Closing::Contested : isComplete() ? Closing::Complete : Closing::Incomplete;
}

bool EntityPass::follow(const Step &step, RunId run, bool &contested)
{
    const bool open = m_contested || std::any_of(step.implied.begin(), step.implied.end(), [this](const auto &implied) { return m_atoms[implied.second] == 0; });
    m_keyAtoms.clear();
    for (size_t k = 0; open && k < step.key.size(); ++k) {
        if (m_atoms[step.key[k]] == 0)
            return false;
        m_keyAtoms.push_back(toIdentity(m_atoms[step.key[k]]));
    }
    const ImplicationTable &table = m_identity->table(step.rule);
    const uint32_t node = open ? table.find(run, m_keyAtoms.data()) : ImplicationTable::kNone;
    if (node == ImplicationTable::kNone)
        return false;
    bool learnt = false;
    for (const auto &[place, field] : step.implied) {
        table.eachFact(node, place, [&, at = field](const ImplicationTable::Fact &fact) {
            const Atom value = toOwn(fact.value);
            contested |= m_atoms[at] != 0 && m_atoms[at] != value;
            learnt |= m_atoms[at] == 0;
            m_atoms[at] = m_atoms[at] ? m_atoms[at] : value;
        });
    }
    return learnt;
}

Atom EntityPass::toIdentity(Atom own)
{
    if (!(own & 1))
        return own; // whole numbers are the same in every pool
    const size_t text = own >> 1;
    if (text >= m_toIdentity.size())
        m_toIdentity.resize(text + 64, kUnread);
    if (m_toIdentity[text] == kUnread)
        m_toIdentity[text] = m_identity->atoms().find(m_entities.atoms().value(own));
    return m_toIdentity[text];
}

Atom EntityPass::toOwn(Atom identity)
{
    if (!(identity & 1))
        return identity;
    const size_t text = identity >> 1;
    if (text >= m_toOwn.size())
        m_toOwn.resize(text + 64, kUnread);
    if (m_toOwn[text] == kUnread)
        m_toOwn[text] = m_entities.atoms().intern(m_identity->atoms().value(identity));
    return m_toOwn[text];
}

void EntityPass::countOnly(const EventRows &rows)
{
    m_only.resize(m_store.segments().size());
    for (size_t i = 0; i < m_only.size(); ++i)
        m_only[i].resize(m_store.segments()[i]->rowCount());
    for (const EventRef event : rows)
        m_only[event.segment][event.row] = true;
}

void EntityPass::count(EventRef event, uint32_t entity)
{
    if (!m_only.empty() && !m_only[event.segment][event.row])
        return;
    if (event != m_counted) {
        m_counted = event;
        m_countedEntities.clear();
    }
    if (std::find(m_countedEntities.begin(), m_countedEntities.end(), entity) != m_countedEntities.end())
        return; // by another element of a list
    m_countedEntities.push_back(entity);
    ++events[entity];
    if (!m_store.hasTime(event))
        return; // it stands somewhere, which says nothing
    const Time time = m_store.time(event);
    if (first[entity] == kAbsent || time < first[entity])
        first[entity] = time;
    last[entity] = std::max(last[entity], time);
}

void EntityPass::addTry(uint32_t number, Atom attempt)
{
    if (attempt & 1)
        return;
    const auto value = static_cast<int64_t>((attempt - 2) >> 1);
    m_keyAtoms.clear();
    for (size_t k = 0; k < m_key.size(); ++k)
        m_keyAtoms.push_back(m_entities.atom(number, k));
    m_keyAtoms.push_back(attempt);
    const size_t before = m_tries.size();
    m_tries.number(m_entities.run(number), m_keyAtoms.data());
    tryCount[number] += m_tries.size() > before;
    lastTry[number] = std::max(lastTry[number], value);
}

// --- rows that need more: several values for one place, a fit, a header that names the entity

const EntityPass::Members &EntityPass::derivedMembers(EventRef event, RunId run, const std::vector<Atom> &stated)
{
    uint64_t hash = mix(index(run) + 0x9e3779b97f4a7c15ull, 0xd6e8feb86659fd93ull);
    for (const Atom atom : stated)
        hash = mix(hash ^ 0xa0761d6478bd642full, atom + 0xd6e8feb86659fd93ull);
    // A row with a list is met once an element: what is derived is for all of them.
    const auto [found, isNew] = m_known.try_emplace(hash);
    if (isNew)
        found->second = membersOf(event, run);
    return found->second;
}

bool EntityPass::keyIsInContext(const SegmentView &view) const
{
    for (uint32_t code = 0; code < view.contextCount(); ++code) {
        for (const auto &[field, cell] : view.columns().contexts[code].fields) {
            if (std::find(m_watched.begin(), m_watched.end(), field) != m_watched.end())
                return true;
        }
    }
    return false;
}

void EntityPass::readSegmentByContext(uint32_t segment)
{
    const SegmentView &view = *m_store.segments()[segment];
    struct Cursor {
        const ColumnView *view;
        size_t at;
    };
    std::vector<Cursor> cursors;
    for (const FieldId field : m_watched) {
        const ColumnView *column = view.find(field);
        if (column && column->column && column->count > 0)
            cursors.push_back({ column, 0 });
    }
    const bool oneRun = view.runCells().empty() && view.runRanges().empty();
    const RunId own = m_store.sources()[view.source()].run;
    // Only the key matters where it is all in headers and paths.
    const bool byKeyAlone = !m_identity || std::all_of(m_key.begin(), m_key.end(), [&](FieldId field) { return !m_identity->mayDerive(field); });
    if (byKeyAlone)
        std::erase_if(cursors, [this](const Cursor &cursor) { return std::find(m_key.begin(), m_key.end(), cursor.view->field) == m_key.end(); });
    uint64_t lastHash = 0;
    const Members *members = nullptr;
    for (uint32_t row = 0; row < view.rowCount(); ++row) {
        const RunId run = oneRun ? own : m_store.run({ segment, row });
        uint64_t hash = mix(index(run) + 0x9e3779b97f4a7c15ull, view.contextCode(row) + 0xd6e8feb86659fd93ull);
        for (size_t c = 0; c < cursors.size(); ++c) {
            Cursor &cursor = cursors[c];
            for (; cursor.at < cursor.view->count && cursor.view->column->rows[cursor.at] == row; ++cursor.at)
                hash = mix(hash ^ (c + 1), cursor.view->column->cells[cursor.at] + 0xa0761d6478bd642full);
        }
        if (view.isCopy(row))
            continue;
        if (!members || hash != lastHash) {
            const auto [found, isNew] = m_known.try_emplace(hash);
            if (isNew)
                found->second = membersOf({ segment, row }, run);
            members = &found->second;
            lastHash = hash;
        }
        for (const uint32_t entity : *members)
            count({ segment, row }, entity);
    }
}

EntityPass::Members EntityPass::membersOf(EventRef event, RunId run)
{
    Members members;
    if (m_kind.inRun && run == kNoRun)
        return members;
    if (m_key.empty()) {
        const Run &which = m_store.runs()[index(run)];
        if (!which.dfk.empty() || !which.rundir.empty())
            members.push_back(entity(run, {}));
        return members;
    }
    std::vector<std::vector<Value>> parts(m_key.size());
    std::vector<Value> tries;
    for (size_t k = 0; k < m_key.size(); ++k) {
        if (m_key[k] != kNoField)
            m_store.values(event, m_key[k], parts[k]);
    }
    if (m_try != kNoField)
        m_store.values(event, m_try, tries);
    const bool derivable = m_identity && std::any_of(m_key.begin(), m_key.end(), [this](FieldId field) { return m_identity->mayDerive(field); });
    std::vector<Derived> derived;
    if (derivable)
        derived = m_identity->derive(m_store, event);
    for (const auto &item : derived) {
        for (size_t k = 0; k < m_key.size(); ++k) {
            if (item.field == m_kind.fields[k])
                parts[k].push_back(item.value);
        }
        if (m_hasTries && item.field == m_store.rules().tryField)
            tries.push_back(item.value);
    }
    std::vector<Value> key(m_key.size());
    choose(parts, 0, key, m_kind.inRun ? run : kNoRun, members);
    if (members.size() == 1 && tries.size() == 1)
        addTry(members[0], m_entities.atoms().intern(tries[0]));
    return members;
}

void EntityPass::choose(const std::vector<std::vector<Value>> &parts, size_t k, std::vector<Value> &key, RunId run, Members &members)
{
    if (k == parts.size()) {
        const uint32_t number = entity(run, key);
        if (std::find(members.begin(), members.end(), number) == members.end())
            members.push_back(number);
        return;
    }
    for (const Value &value : parts[k]) {
        key[k] = value;
        choose(parts, k + 1, key, run, members);
    }
}

} // namespace widelens
