// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/entitypass.h"

#include "model/analysis/entitytable.h"
#include "model/identity/rowwalk.h"
#include "model/store/hash.h"
#include "model/store/parallel.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace widelens {

namespace {

constexpr size_t kPartsAtOnce = 16; // what is found in them is held at a time

} // namespace

EntityPass::EntityPass(const EventStore &store, const KeyRule &kind, uint32_t rowsAtOnce)
    : m_store(store)
    , m_kind(kind)
    , m_rowsAtOnce(rowsAtOnce)
    , m_hasTries(kind.kind == store.rules().stateKind && !store.rules().tryField.empty())
    , m_entities(kind.fields.size())
    , m_keys(store, kind, m_entities.atoms())
{
}

bool EntityPass::run(const Continue &goOn)
{
    const std::vector<RowRange> ranges = rowRanges(m_store, m_rowsAtOnce);
    if (ranges.size() == 1) {
        if (goOn && !goOn(0))
            return false;
        read(ranges[0]);
        countTries();
        return true;
    }
    std::vector<std::unique_ptr<EntityPass>> parts(std::min(kPartsAtOnce, ranges.size())); // their memory is used again
    for (size_t begin = 0; begin < ranges.size(); begin += kPartsAtOnce) {
        parts.resize(std::min(kPartsAtOnce, ranges.size() - begin));
        const auto part = [&](size_t at) { return static_cast<double>(at) / static_cast<double>(ranges.size()); };
        const bool isDone = inParallel(parts.size(), goOn, part(begin), part(begin + parts.size()), [&](size_t i) {
            if (parts[i])
                parts[i]->clear();
            else
                parts[i] = std::make_unique<EntityPass>(m_store, m_kind, m_rowsAtOnce);
            parts[i]->m_only = m_only;
            parts[i]->read(ranges[begin + i]);
        });
        if (!isDone)
            return false;
        take(parts);
    }
    countTries();
    return true;
}

void EntityPass::clear()
{
    m_entities.clear();
    for (auto *column : { &events, &first, &last })
        column->clear();
    m_firstTries.clear();
    m_laterTries.clear();
    m_known.clear();
    m_counted = {};
    m_derivedOf = {};
}

void EntityPass::countTries()
{
    tryCount.resize(m_entities.size(), 0);
    lastTry.resize(m_entities.size(), EntityColumn::kAbsent);
    for (size_t i = 0; i < m_firstTries.size(); ++i) {
        tryCount[i] = std::popcount(m_firstTries[i]);
        lastTry[i] = tryCount[i] > 0 ? static_cast<int64_t>(std::bit_width(m_firstTries[i])) - 1 : EntityColumn::kAbsent;
    }
    for (const auto &[entity, attempt] : m_laterTries) {
        ++tryCount[entity];
        lastTry[entity] = std::max(lastTry[entity], attempt);
    }
}

void EntityPass::read(const RowRange &rows)
{
    if (m_only && (*m_only)[rows.segment].empty())
        return;
    if (m_store.segments()[rows.segment]->isInContexts(m_keys.watched()))
        readByContext(rows);
    else
        readByColumns(rows);
}

std::vector<uint32_t> EntityPass::adopt(const EntityNumbers &others)
{
    std::vector<uint32_t> numbers = m_entities.adopt(others);
    growAll();
    countTries();
    return numbers;
}

void EntityPass::growAll()
{
    if (m_entities.size() > 0)
        grown(static_cast<uint32_t>(m_entities.size() - 1));
}

// The numbers in order, then each column by itself.
void EntityPass::take(const std::vector<std::unique_ptr<EntityPass>> &parts)
{
    std::vector<std::vector<uint32_t>> numbers;
    for (const auto &part : parts)
        numbers.push_back(m_entities.adopt(part->m_entities));
    growAll();
    const auto eachOf = [&](auto visit) {
        for (size_t p = 0; p < parts.size(); ++p) {
            for (uint32_t i = 0; i < numbers[p].size(); ++i)
                visit(*parts[p], i, numbers[p][i]);
        }
    };
    const auto takeColumn = [&](size_t column) {
        switch (column) {
        case 0:
            eachOf([&](const EntityPass &part, uint32_t i, uint32_t number) { events[number] += part.events[i]; });
            break;
        case 1:
            eachOf([&](const EntityPass &part, uint32_t i, uint32_t number) {
                if (part.first[i] != EntityColumn::kAbsent && (first[number] == EntityColumn::kAbsent || part.first[i] < first[number]))
                    first[number] = part.first[i];
            });
            break;
        case 2:
            eachOf([&](const EntityPass &part, uint32_t i, uint32_t number) { last[number] = std::max(last[number], part.last[i]); });
            break;
        default:
            for (size_t p = 0; p < parts.size(); ++p)
                takeTries(*parts[p], numbers[p]);
        }
    };
    inParallel(4, takeColumn);
}

void EntityPass::takeTries(const EntityPass &part, const std::vector<uint32_t> &numbers)
{
    for (uint32_t i = 0; i < numbers.size(); ++i)
        m_firstTries[numbers[i]] |= part.m_firstTries[i];
    for (const auto &[entity, attempt] : part.m_laterTries)
        m_laterTries.emplace(numbers[entity], attempt);
}

uint32_t EntityPass::grown(uint32_t number)
{
    if (number >= events.size()) {
        events.resize(number + 1, 0);
        first.resize(number + 1, EntityColumn::kAbsent);
        last.resize(number + 1, EntityColumn::kAbsent);
        m_firstTries.resize(number + 1, 0);
    }
    return number;
}

uint32_t EntityPass::entity(RunId run, const std::vector<Value> &key)
{
    return grown(m_entities.number(run, key));
}

// --- rows by their columns: rows without any say what the path says

void EntityPass::readByColumns(const RowRange &rows)
{
    const uint32_t segment = rows.segment;
    const SegmentView &view = *m_store.segments()[segment];
    RowWalk walk(m_store, segment, m_keys.watched(), m_entities.atoms(), rows.begin, rows.end);
    uint32_t next = rows.begin;
    const auto skipTo = [&](uint32_t end) {
        for (; next < end; ++next) {
            if (!view.isCopy(next))
                readRow({ segment, next }, m_store.run({ segment, next }), walk.constants());
        }
    };
    walk.each([](FieldMask) { return true; }, [&](uint32_t row, const std::vector<Atom> &atoms, bool) {
        skipTo(row);
        next = row + 1;
        readRow({ segment, row }, m_store.run({ segment, row }), atoms);
    });
    skipTo(rows.end);
}

void EntityPass::readRow(EventRef event, RunId run, const std::vector<Atom> &stated)
{
    if ((m_kind.inRun && run == kNoRun) || !isWanted(event))
        return;
    const RowKeys::Result result = m_keys.read(stated, run);
    if (result == RowKeys::Result::None)
        return;
    if (result == RowKeys::Result::One) {
        const std::vector<Atom> &atoms = m_keys.atoms();
        const uint32_t number = grown(m_entities.number(m_kind.inRun ? run : kNoRun, atoms.data()));
        count(event, number);
        if (m_keys.tryField() != kNoField && atoms[m_kind.fields.size()])
            addTryOf(number, atoms[m_kind.fields.size()]);
        return;
    }
    // A row with a list is met once an element: what is derived is for all of them.
    if (std::exchange(m_derivedOf, event) == event)
        return;
    for (const uint32_t number : derivedMembers(event, run, stated))
        count(event, number);
}

void EntityPass::countOnly(const EventRows &rows)
{
    auto only = std::make_shared<std::vector<std::vector<bool>>>(m_store.segments().size());
    for (const EventRef event : rows) {
        std::vector<bool> &wanted = (*only)[event.segment];
        if (wanted.empty())
            wanted.resize(m_store.segments()[event.segment]->rowCount());
        wanted[event.row] = true;
    }
    m_only = std::move(only);
}

void EntityPass::count(EventRef event, uint32_t entity)
{
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
    if (first[entity] == EntityColumn::kAbsent || time < first[entity])
        first[entity] = time;
    last[entity] = std::max(last[entity], time);
}

void EntityPass::addTryOf(uint32_t number, Atom attempt)
{
    if (!(attempt & 1)) // a whole number
        addTry(number, static_cast<int64_t>((attempt - 2) >> 1));
}

void EntityPass::addTry(uint32_t number, int64_t attempt)
{
    if (attempt < 64)
        m_firstTries[number] |= uint64_t(1) << attempt;
    else
        m_laterTries.emplace(number, attempt);
}

// --- rows that need more: several values for one place, a fit, a header that names the entity

// What is stated of an event with a list is all of it, not the one element that it is met with.
uint64_t EntityPass::withLists(uint64_t hash, EventRef event) const
{
    for (const FieldId field : m_keys.watched()) {
        const ColumnView *column = m_store.segments()[event.segment]->find(field);
        const auto [begin, end] = column ? SegmentView::entriesOf(*column, event.row) : std::pair<size_t, size_t>();
        for (size_t at = begin; end - begin > 1 && at < end; ++at)
            hash = mix(hash ^ (event.segment + 0x9e3779b97f4a7c15ull), column->column->cells[at] + 0xa0761d6478bd642full);
    }
    return hash;
}

const EntityPass::Members &EntityPass::derivedMembers(EventRef event, RunId run, const std::vector<Atom> &stated)
{
    const auto [found, isNew] = m_known.try_emplace(withLists(hashOfRow(run, stated), event));
    if (isNew)
        found->second = membersOf(event, run);
    return found->second;
}

void EntityPass::readByContext(const RowRange &rows)
{
    const uint32_t segment = rows.segment;
    const SegmentView &view = *m_store.segments()[segment];
    struct Cursor {
        const ColumnView *view;
        size_t at;
    };
    std::vector<Cursor> cursors;
    for (const FieldId field : m_keys.watched()) {
        const ColumnView *column = view.find(field);
        if (column && column->column && column->count > 0)
            cursors.push_back({ column, SegmentView::lowerBound(*column, rows.begin) });
    }
    // Only the key matters where it is all in headers and paths.
    const std::vector<FieldId> &key = m_keys.key();
    if (!m_keys.isDerivable())
        std::erase_if(cursors, [&key](const Cursor &cursor) { return std::find(key.begin(), key.end(), cursor.view->field) == key.end(); });
    uint64_t lastHash = 0;
    const Members *members = nullptr;
    for (uint32_t row = rows.begin; row < rows.end; ++row) {
        const RunId run = m_store.run({ segment, row });
        uint64_t hash = mix(index(run) + 0x9e3779b97f4a7c15ull, view.contextCode(row) + 0xd6e8feb86659fd93ull);
        for (size_t c = 0; c < cursors.size(); ++c) {
            Cursor &cursor = cursors[c];
            for (; cursor.at < cursor.view->count && cursor.view->column->rows[cursor.at] == row; ++cursor.at)
                hash = mix(hash ^ (c + 1), cursor.view->column->cells[cursor.at] + 0xa0761d6478bd642full);
        }
        if (view.isCopy(row) || !isWanted({ segment, row }))
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
    if (m_kind.fields.empty()) {
        const Run &which = m_store.runs()[index(run)];
        if (!which.dfk.empty() || !which.rundir.empty())
            members.push_back(entity(run, {}));
        return members;
    }
    std::vector<std::vector<Value>> parts = m_keys.values(event);
    const std::vector<Value> tries = std::move(parts.back());
    parts.pop_back();
    std::vector<Value> key(parts.size());
    choose(parts, 0, key, m_kind.inRun ? run : kNoRun, members);
    if (members.size() == 1 && tries.size() == 1)
        addTryOf(members[0], m_entities.atoms().intern(tries[0]));
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
