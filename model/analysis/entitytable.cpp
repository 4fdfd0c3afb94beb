// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/entitytable.h"

#include "model/analysis/entitypass.h"
#include "model/analysis/entitystates.h"
#include "model/analysis/failures.h"
#include "model/identity/identity.h"
#include "model/rules/rules.h"
#include "model/store/parallel.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

namespace widelens {

namespace {

using Type = EntityColumn::Type;
using Cells = LargeVector<int64_t>;
using Atoms = LargeVector<Atom>;
constexpr size_t kAtOnce = 1 << 14; // rows of the table

std::string titleOf(const Rules &rules, const std::string &field)
{
    const FieldRule *rule = rules.field(field);
    return rule && !rule->title.empty() ? rule->title : field;
}

// Turns what the pass found into columns, and adds facts and states.
class EntityListing
{
public:
    EntityListing(const EventStore &store, const KeyRule &kind, const Continue &goOn, uint32_t rowsAtOnce, const TransitionSource &source)
        : m_store(store)
        , m_rules(store.rules())
        , m_kind(kind)
        , m_goOn(goOn)
        , m_rowsAtOnce(rowsAtOnce)
        , m_source(source)
        , m_pass(store, kind, rowsAtOnce)
    {
    }

    std::shared_ptr<const EntityTable> list()
    {
        if (!m_pass.run([this](double part) { return goOn(0.5 * part); }))
            return nullptr;
        if (hasStates()) {
            const auto transitions = readTransitions(m_source, m_store, [this](double part) { return goOn(0.5 + 0.3 * part); }, m_rowsAtOnce);
            if (!transitions)
                return nullptr;
            readStates(*transitions);
        }
        m_rows = m_pass.entities().size();
        m_table->kind = m_kind.kind;
        m_table->title = m_kind.title;
        m_table->rowCount = m_rows;
        m_table->keyColumns = m_kind.fields.size();
        for (uint32_t row = 0; row < m_rows; ++row)
            m_table->runs.push_back(m_pass.entities().run(row));
        if (!addKey())
            return nullptr;
        for (auto &column : m_lifeColumns)
            add(std::move(column));
        if (m_kind.kind == m_rules.stateKind && !addFailures())
            return nullptr;
        if (!addFacts())
            return nullptr;
        for (auto &column : m_stateColumns)
            add(std::move(column));
        add({ "events", "events", Type::Number, std::move(m_pass.events) });
        add({ "first", "first event", Type::Instant, std::move(m_pass.first) });
        add({ "last", "last event", Type::Instant, std::move(m_pass.last) });
        return m_table;
    }

private:
    bool goOn(double part) const { return !m_goOn || m_goOn(part); }

    // The kind that has states, or a try of it.
    bool hasStates() const { return m_kind.kind == m_rules.stateKind || isTry(); }
    bool isTry() const
    {
        const KeyRule *whole = m_rules.key(m_rules.stateKind);
        if (!whole || m_rules.tryField.empty())
            return false;
        std::vector<std::string> fields = whole->fields;
        fields.push_back(m_rules.tryField);
        return m_kind.fields == fields;
    }

    void add(EntityColumn column)
    {
        column.cells.resize(m_rows, EntityColumn::kAbsent);
        const bool isKey = m_table->columns.size() < m_table->keyColumns;
        if (isKey || std::any_of(column.cells.begin(), column.cells.end(), [](int64_t cell) { return cell != EntityColumn::kAbsent; }))
            m_table->columns.push_back(std::move(column));
    }

    int64_t textPlace(std::string text)
    {
        const auto [found, isNew] = m_texts.try_emplace(std::move(text), m_table->texts.size());
        if (isNew)
            m_table->texts.push_back(found->first);
        return static_cast<int64_t>(found->second);
    }

    // Atoms become numbers where all of them are, else texts.
    EntityColumn columnOf(const std::string &field, const Atoms &atoms, const AtomPool &pool)
    {
        EntityColumn column { field, titleOf(m_rules, field), Type::Number, Cells(atoms.size(), EntityColumn::kAbsent) };
        const bool numbers = std::none_of(atoms.begin(), atoms.end(), [](Atom atom) { return atom & 1; });
        column.type = numbers ? Type::Number : Type::Text;
        std::unordered_map<Atom, int64_t> places;
        Atom last = 0; // entities with neighbouring numbers often have the same
        int64_t place = EntityColumn::kAbsent;
        for (size_t row = 0; row < atoms.size(); ++row) {
            if (atoms[row] == 0)
                continue;
            if (numbers) {
                column.cells[row] = static_cast<int64_t>((atoms[row] - 2) >> 1);
                continue;
            }
            if (atoms[row] != last) {
                last = atoms[row];
                const auto [found, isNew] = places.try_emplace(last, 0);
                if (isNew)
                    found->second = textPlace(toText(pool.value(last)));
                place = found->second;
            }
            column.cells[row] = place;
        }
        return column;
    }

    bool addKey()
    {
        Atoms atoms(m_rows, 0);
        for (size_t k = 0; k < m_kind.fields.size(); ++k) {
            for (uint32_t row = 0; row < m_rows; ++row)
                atoms[row] = m_pass.entities().atom(row, k);
            add(columnOf(m_kind.fields[k], atoms, m_pass.entities().atoms()));
        }
        const bool isRun = m_kind.fields.empty();
        if (isRun || (m_kind.inRun && m_store.runs().size() > 1)) {
            EntityColumn dir { "rundir", "run directory", Type::Text, Cells(m_rows, EntityColumn::kAbsent) };
            EntityColumn id { m_rules.runField, titleOf(m_rules, m_rules.runField), Type::Text, dir.cells };
            EntityColumn began { "began", "began", Type::Instant, dir.cells };
            EntityColumn lasted { "duration", "duration", Type::Duration, dir.cells };
            for (size_t row = 0; row < m_rows; ++row) {
                const Run &run = m_store.runs()[index(m_table->runs[row])];
                dir.cells[row] = run.rundir.empty() ? EntityColumn::kAbsent : textPlace(run.rundir);
                id.cells[row] = run.dfk.empty() ? EntityColumn::kAbsent : textPlace(run.dfk);
                began.cells[row] = run.began;
                lasted.cells[row] = run.began == kNoTime || run.ended == kNoTime ? EntityColumn::kAbsent : run.ended - run.began;
            }
            add(std::move(dir));
            add(std::move(id));
            if (isRun) {
                add(std::move(began));
                add(std::move(lasted));
                addRunFacts();
            }
        }
        return goOn(0.85);
    }

    void addRunFacts()
    {
        for (const auto &fact : m_rules.runFacts) {
            EntityColumn column { fact, titleOf(m_rules, fact), Type::Text, Cells(m_rows, EntityColumn::kAbsent) };
            for (size_t row = 0; row < m_rows; ++row) {
                for (const auto &[name, value] : m_store.runs()[index(m_table->runs[row])].facts) {
                    if (name == fact)
                        column.cells[row] = textPlace(value);
                }
            }
            add(std::move(column));
        }
    }

    // The types of exception that any event names of an entity, whichever of its tries: "A | B".
    bool addFailures()
    {
        std::unordered_map<uint32_t, std::vector<std::string>> types;
        const auto visit = [&](EventRef event, const std::string &type, const std::vector<Value> &key) {
            const uint32_t row = m_pass.entities().find(m_store.run(event), key);
            if (row == EntityNumbers::kNone)
                return;
            std::vector<std::string> &known = types[row];
            if (std::find(known.begin(), known.end(), type) == known.end())
                known.push_back(type);
        };
        if (!eachFailure(m_store, m_kind, visit, [this](double) { return goOn(0.85); }))
            return false;
        EntityColumn column { "exceptions", "exceptions", Type::Text, Cells(m_rows, EntityColumn::kAbsent) };
        for (auto &[row, names] : types) {
            std::sort(names.begin(), names.end());
            std::string text;
            for (const auto &name : names)
                text += (text.empty() ? "" : " | ") + name;
            column.cells[row] = textPlace(text);
        }
        add(std::move(column));
        return true;
    }

    using Targets = std::vector<std::pair<size_t, Atoms *>>; // fields of a rule, and where their values go
    struct Several {
        size_t place; // of the field in the rule
        size_t row;
        std::string text; // "A | B"
    };
    // What one implication knows of the entities in these rows.
    std::vector<Several> readFacts(size_t rule, const std::vector<const Atoms *> &key, const Targets &targets, size_t begin, size_t end) const
    {
        const Identity &identity = *m_store.identity();
        const ImplicationTable &table = identity.table(rule);
        ImplicationTable::Cursor cursor;
        std::vector<Several> found;
        Atoms atoms(key.size());
        for (size_t row = begin; row < end; ++row) {
            bool complete = true;
            for (size_t k = 0; k < atoms.size(); ++k)
                complete &= (atoms[k] = (*key[k])[row]) != 0;
            const uint32_t node = complete ? table.find(m_table->runs[row], atoms.data(), cursor) : ImplicationTable::kNone;
            if (node == ImplicationTable::kNone)
                continue;
            for (const auto &[place, target] : targets) {
                const bool was = (*target)[row] != 0;
                size_t values = 0;
                std::string text;
                table.eachFact(node, place, [&, out = target](const ImplicationTable::Fact &fact) {
                    if (!was && ++values == 1)
                        (*out)[row] = fact.value;
                    if (values == 2)
                        text = toText(identity.atoms().value((*out)[row]));
                    if (values > 1)
                        text += " | " + toText(identity.atoms().value(fact.value));
                });
                if (values > 1)
                    found.push_back({ place, row, text });
            }
        }
        return found;
    }

    // What the implications know of the key, then of what became known by that, and so on. Of entities with tries: of the last.
    bool addFacts()
    {
        const Identity *identity = m_store.identity();
        if (!identity || m_kind.fields.empty())
            return true;
        std::unordered_map<std::string, Atoms> known; // atoms of the identity
        for (size_t k = 0; k < m_kind.fields.size(); ++k)
            known[m_kind.fields[k]] = identityAtoms(k);
        if (m_pass.hasTries()) {
            auto &tries = known[m_rules.tryField];
            for (const int64_t attempt : m_pass.lastTry)
                tries.push_back(attempt == EntityColumn::kAbsent ? 0 : (static_cast<Atom>(attempt) << 1) + 2);
        }
        std::vector<bool> used(m_rules.implications.size(), false);
        std::vector<std::string> order;
        std::unordered_map<std::string, std::unordered_map<size_t, std::string>> several;
        for (bool more = true; more;) {
            more = false;
            for (size_t r = 0; r < used.size(); ++r) {
                const ImplicationRule &rule = m_rules.implications[r];
                if (used[r] || !std::all_of(rule.key.begin(), rule.key.end(), [&](const auto &name) { return known.contains(name); }))
                    continue;
                used[r] = more = true;
                if (!goOn(0.9))
                    return false;
                std::vector<const Atoms *> key;
                for (const auto &name : rule.key)
                    key.push_back(&known[name]); // stays where it is
                std::vector<std::string> implied = rule.implies;
                implied.insert(implied.end(), rule.facts.begin(), rule.facts.end());
                Targets targets;
                for (size_t i = 0; i < implied.size(); ++i) {
                    const auto [found, isNew] = known.try_emplace(implied[i]);
                    if (isNew)
                        order.push_back(implied[i]);
                    found->second.resize(m_rows, 0);
                    if (std::find(m_kind.fields.begin(), m_kind.fields.end(), implied[i]) == m_kind.fields.end())
                        targets.emplace_back(i, &found->second);
                }
                const auto isDone = inParallel((m_rows + kAtOnce - 1) / kAtOnce, m_goOn, 0.9, 0.95, [&](size_t chunk) {
                    const auto found = readFacts(r, key, targets, chunk * kAtOnce, std::min(m_rows, (chunk + 1) * kAtOnce));
                    const std::lock_guard lock(m_mutex);
                    for (const auto &[place, row, text] : found)
                        several[implied[place]][row] = text;
                });
                if (!isDone)
                    return false;
            }
        }
        for (const auto &name : order) {
            if (std::find(m_kind.fields.begin(), m_kind.fields.end(), name) != m_kind.fields.end() || (m_pass.hasTries() && name == m_rules.tryField))
                continue;
            EntityColumn column = columnOf(name, known[name], identity->atoms());
            if (const auto found = several.find(name); found != several.end())
                showSeveral(column, found->second);
            add(std::move(column));
        }
        return true;
    }

    void showSeveral(EntityColumn &column, const std::unordered_map<size_t, std::string> &several)
    {
        if (column.type == Type::Number) {
            column.type = Type::Text;
            for (auto &cell : column.cells)
                cell = cell == EntityColumn::kAbsent ? EntityColumn::kAbsent : textPlace(std::to_string(cell));
        }
        for (const auto &[row, text] : several)
            column.cells[row] = textPlace(text);
    }

    Atoms identityAtoms(size_t field) const
    {
        const EntityNumbers &entities = m_pass.entities();
        AtomTranslation toIdentity(entities.atoms(), m_store.identity()->atoms());
        Atoms atoms(m_rows, 0);
        for (uint32_t row = 0; row < m_rows; ++row)
            atoms[row] = toIdentity(entities.atom(row, field));
        return atoms;
    }

    void readStates(const Transitions &read)
    {
        StateColumns columns = readStateColumns(m_store, read, m_pass, isTry());
        std::vector<int64_t> names;
        for (const auto &name : read.states)
            names.push_back(textPlace(name));
        for (int64_t &cell : columns.last.cells)
            cell = cell == EntityColumn::kAbsent ? EntityColumn::kAbsent : names[static_cast<size_t>(cell)];
        columns.last.title = titleOf(m_rules, m_rules.stateField);
        for (EntityColumn *column : { &columns.last, &columns.tries, &columns.whole })
            m_lifeColumns.push_back(std::move(*column));
        for (EntityColumn *column : { &columns.start, &columns.end })
            m_stateColumns.push_back(std::move(*column));
        for (EntityColumn &column : columns.spent)
            m_stateColumns.push_back(std::move(column));
    }

    const EventStore &m_store;
    const Rules &m_rules;
    const KeyRule &m_kind;
    const Continue &m_goOn;
    uint32_t m_rowsAtOnce;
    const TransitionSource &m_source;
    EntityPass m_pass;
    size_t m_rows = 0;
    std::vector<EntityColumn> m_lifeColumns; // in short: before the facts
    std::vector<EntityColumn> m_stateColumns; // at length: behind them
    std::unordered_map<std::string, size_t> m_texts;
    std::mutex m_mutex;
    std::shared_ptr<EntityTable> m_table = std::make_shared<EntityTable>();
};

} // namespace

int EntityTable::findColumn(std::string_view name) const
{
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const auto &column) { return column.name == name; });
    return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

std::string EntityTable::text(size_t row, size_t column) const
{
    const EntityColumn &c = columns[column];
    const int64_t cell = c.cells[row];
    if (cell == EntityColumn::kAbsent)
        return {};
    if (c.type == Type::Text)
        return texts[static_cast<size_t>(cell)];
    return c.type == Type::Number ? std::to_string(cell) : formatEpochSeconds(cell); // nanoseconds as seconds, both
}

Entity EntityTable::entity(const EventStore &store, size_t row) const
{
    std::vector<std::string> key;
    for (size_t k = 0; k < keyColumns; ++k)
        key.push_back(text(row, k));
    const KeyRule *rule = store.rules().key(kind);
    return rule ? makeEntity(store, *rule, runs[row], key) : Entity();
}

std::shared_ptr<const EntityTable> listEntities(const EventStore &store, const std::string &kind, const Continue &goOn, uint32_t rowsAtOnce, const TransitionSource &source)
{
    const KeyRule *rule = store.rules().key(kind);
    return rule ? EntityListing(store, *rule, goOn, rowsAtOnce, source).list() : std::make_shared<EntityTable>();
}

} // namespace widelens
