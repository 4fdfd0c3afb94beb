// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/entity.h"

#include "model/identity/identity.h"
#include "model/identity/rowkeys.h"
#include "model/query/census.h"
#include "model/query/keyscan.h"
#include "model/rules/rules.h"
#include "model/store/hash.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_set>

namespace widelens {

namespace {

constexpr size_t kMostOfAList = 16;

// The term that names a run: its own id, else its directory; nothing for a file by itself.
std::vector<Term> runTerms(const EventStore &store, RunId run)
{
    if (run == kNoRun)
        return {};
    const Run &which = store.runs()[index(run)];
    if (!which.dfk.empty())
        return { { store.rules().runField, which.dfk, false } };
    if (!which.rundir.empty())
        return { { "rundir", which.rundir, false } };
    return {};
}

std::vector<FieldId> fieldIds(const EventStore &store, const std::vector<std::string> &names)
{
    std::vector<FieldId> ids;
    for (const auto &name : names)
        ids.push_back(store.fields().find(name));
    return ids;
}

bool allOccur(const std::vector<FieldId> &ids)
{
    return std::find(ids.begin(), ids.end(), kNoField) == ids.end();
}

// Visits the distinct key sequences of a kind: visit(run, values). Values are the segment's; a sequence may come again
// from another segment.
template<typename Visit>
void eachKey(const EventStore &store, const KeyRule &kind, Visit visit)
{
    const auto ids = fieldIds(store, kind.fields);
    if (!allOccur(ids))
        return;
    std::vector<Value> values(ids.size());
    for (uint32_t i = 0; i < store.segments().size(); ++i) {
        const SegmentView &view = *store.segments()[i];
        const KeyScan scan(store, i, ids);
        std::unordered_set<uint64_t> seen;
        const auto found = [&](RunId run, const std::vector<Cell> &cells) {
            uint64_t h = index(run);
            for (const Cell cell : cells)
                h = mix(h ^ 0x9e3779b97f4a7c15ull, cell + 0xd6e8feb86659fd93ull);
            if (!seen.insert(h).second)
                return;
            for (size_t k = 0; k < cells.size(); ++k)
                values[k] = view.value(cells[k]);
            visit(run, values);
        };
        if (scan.isPerContext() && view.hasOneRun() && !view.hasCopies())
            scan.eachContext([&](uint32_t, const std::vector<Cell> &cells) { found(store.sources()[view.source()].run, cells); });
        else
            scan.each([&](uint32_t row, const std::vector<Cell> &cells) { found(store.run({ i, row }), cells); });
    }
}

std::string keyText(RunId run, const std::vector<Value> &values)
{
    std::string text = std::to_string(index(run));
    for (const auto &value : values)
        text += '\0' + toText(value);
    return text;
}

bool hasList(const EventStore &store, EventRef event)
{
    const std::vector<ColumnView> &columns = store.segments()[event.segment]->sparse();
    return std::any_of(columns.begin(), columns.end(), [&](const ColumnView &column) {
        if (!column.hasLists())
            return false;
        const auto [begin, end] = SegmentView::entriesOf(column, event.row);
        return end - begin > 1;
    });
}

// The keys of a kind that an event with a list names, one for each element. Nothing where they are all that its values make.
std::optional<std::vector<std::vector<std::string>>> keysOfList(const EventStore &store, const KeyRule &kind, EventRef event)
{
    AtomPool atoms;
    RowKeys keys(store, kind, atoms);
    if (store.segments()[event.segment]->isInContexts(keys.watched()))
        return std::nullopt;
    RowWalk walk(store, event.segment, keys.watched(), atoms, event.row, event.row + 1);
    std::vector<std::vector<std::string>> found;
    const bool isContested = walk.any(event.row, [&](const std::vector<Atom> &stated) {
        const RowKeys::Result result = keys.read(stated, store.run(event));
        if (result != RowKeys::Result::One || found.size() == kMostOfAList)
            return result == RowKeys::Result::Several;
        std::vector<std::string> key;
        for (size_t k = 0; k < kind.fields.size(); ++k)
            key.push_back(toText(atoms.value(keys.atoms()[k])));
        if (std::find(found.begin(), found.end(), key) == found.end())
            found.push_back(std::move(key));
        return false;
    });
    return isContested ? std::nullopt : std::optional(std::move(found));
}

} // namespace

std::string Entity::label() const
{
    std::string text = kind;
    std::string values;
    for (size_t i = 0; i < key.size(); ++i) {
        if (i == 0 && key.size() > own)
            continue;
        values += (values.empty() ? "" : "/") + key[i].value;
    }
    if (values.empty() && !key.empty())
        values = key[0].value.substr(0, 8);
    return values.empty() ? text : text + " " + values;
}

Entity makeEntity(const EventStore &store, const KeyRule &kind, RunId run, const std::vector<std::string> &values)
{
    Entity entity { kind.kind, kind.inRun ? runTerms(store, run) : std::vector<Term>(), kind.fields.size() };
    for (size_t i = 0; i < values.size() && i < kind.fields.size(); ++i)
        entity.key.push_back({ kind.fields[i], values[i], false });
    return entity;
}

std::vector<Entity> entitiesOf(const EventStore &store, EventRef event)
{
    std::vector<Entity> entities;
    const RunId run = store.run(event);
    std::vector<Value> values;
    const auto derived = store.identity() ? store.identity()->follows(store, event) : std::vector<Identity::Follows>();
    for (const auto &kind : store.rules().keys) {
        if (kind.inRun && run == kNoRun)
            continue;
        std::vector<Entity> found { { kind.kind, kind.inRun ? runTerms(store, run) : std::vector<Term>(), kind.fields.size() } };
        for (const auto &name : kind.fields) {
            const FieldId field = store.fields().find(name);
            if (field == kNoField)
                values.clear();
            else
                store.values(event, field, values);
            for (const auto &item : derived) {
                if (item.field == name)
                    values.push_back(item.value);
            }
            std::vector<Entity> longer;
            for (const auto &entity : found) {
                for (size_t i = 0; i < values.size() && i < kMostOfAList; ++i) {
                    longer.push_back(entity);
                    longer.back().key.push_back({ name, toText(values[i]), false });
                }
            }
            found = std::move(longer);
        }
        if (kind.fields.size() > 1 && found.size() > 1 && hasList(store, event)) {
            if (const auto keys = keysOfList(store, kind, event)) {
                found.clear();
                for (const auto &key : *keys)
                    found.push_back(makeEntity(store, kind, run, key));
            }
        }
        for (auto &entity : found) {
            if (!entity.key.empty())
                entities.push_back(std::move(entity));
        }
    }
    return entities;
}

std::map<std::string, uint64_t> countEntities(const EventStore &store, const Continue &goOn)
{
    std::map<std::string, uint64_t> counts;
    const auto censuses = takeCensuses(store, goOn);
    for (size_t i = 0; i < censuses.size(); ++i) {
        if (censuses[i].size())
            counts[store.rules().keys[i].kind] = censuses[i].size();
    }
    return counts;
}

namespace {

// The kind that the given fields mean: its last key field is given, and the most of its others are.
const KeyRule *kindOf(const Rules &rules, const std::vector<Term> &given)
{
    const auto isGiven = [&](const std::string &name) { return std::any_of(given.begin(), given.end(), [&](const Term &term) { return term.field == name; }); };
    const KeyRule *best = nullptr;
    size_t bestCovered = 0;
    for (const auto &kind : rules.keys) {
        if (kind.fields.empty() || !isGiven(kind.fields.back()))
            continue;
        const auto covered = static_cast<size_t>(std::count_if(kind.fields.begin(), kind.fields.end(), isGiven));
        if (covered > bestCovered || (covered == bestCovered && kind.fields.size() < best->fields.size())) {
            best = &kind;
            bestCovered = covered;
        }
    }
    return best;
}

bool isRunTerm(const Rules &rules, const Term &term)
{
    return term.field == rules.runField || term.field == "rundir";
}

bool runFits(const EventStore &store, RunId run, const std::vector<Term> &given)
{
    for (const auto &term : given) {
        if (!isRunTerm(store.rules(), term))
            continue;
        const std::string value = run == kNoRun ? "" : term.field == "rundir" ? store.runs()[index(run)].rundir : store.runs()[index(run)].dfk;
        if (value != term.value)
            return false;
    }
    return true;
}

EntityMatch findRuns(const EventStore &store, const std::vector<Term> &given, size_t limit)
{
    EntityMatch match;
    for (uint32_t i = 0; i < store.runs().size() && match.entities.size() < limit; ++i) {
        const auto run = static_cast<RunId>(i);
        if (runFits(store, run, given))
            match.entities.push_back({ "run", runTerms(store, run), 0 });
    }
    return match;
}

} // namespace

EntityMatch findEntities(const EventStore &store, const std::vector<Term> &words, size_t limit)
{
    const Rules &rules = store.rules();
    EntityMatch match;
    std::vector<Term> given = words;
    for (auto &term : given) {
        const std::string name = rules.fieldForWord(term.field);
        if (name.empty() && store.fields().find(term.field) == kNoField) {
            match.error = "\"" + term.field + "\" is no field of this run and no short name: short names are";
            for (const auto &field : rules.fields)
                match.error += field.shortName.empty() ? "" : " " + field.shortName;
            return match;
        }
        if (!name.empty())
            term.field = name;
    }
    if (std::all_of(given.begin(), given.end(), [&](const Term &term) { return isRunTerm(rules, term); }))
        return findRuns(store, given, limit);
    const KeyRule *kind = kindOf(rules, given);
    if (!kind) { // no entity's key: the events with these values
        match.entities.push_back({ "", given, given.size() });
        return match;
    }
    std::set<std::string> seen;
    eachKey(store, *kind, [&](RunId run, const std::vector<Value> &values) {
        if (match.entities.size() >= limit || (kind->inRun && run == kNoRun) || !runFits(store, run, given))
            return;
        for (size_t k = 0; k < values.size(); ++k) {
            for (const auto &term : given) {
                if (term.field == kind->fields[k] && term.value != toText(values[k]))
                    return;
            }
        }
        if (!seen.insert(keyText(run, values)).second)
            return;
        Entity entity { kind->kind, kind->inRun ? runTerms(store, run) : std::vector<Term>(), kind->fields.size() };
        for (size_t k = 0; k < values.size(); ++k)
            entity.key.push_back({ kind->fields[k], toText(values[k]), false });
        match.entities.push_back(std::move(entity));
    });
    // What was given beyond the key narrows the events.
    for (auto &entity : match.entities) {
        for (const auto &term : given) {
            const bool inKey = std::any_of(entity.key.begin(), entity.key.end(), [&](const Term &t) { return t.field == term.field; });
            if (!inKey && !isRunTerm(rules, term)) {
                entity.key.push_back(term);
                ++entity.own;
            }
        }
    }
    return match;
}

} // namespace widelens
