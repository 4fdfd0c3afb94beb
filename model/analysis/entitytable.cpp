// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/entitytable.h"

#include "model/analysis/transitions.h"
#include "model/identity/identity.h"
#include "model/rules/rules.h"
#include "model/store/hash.h"

#include <algorithm>
#include <set>

namespace widelens {

namespace {

using Type = EntityColumn::Type;
constexpr int64_t kAbsent = EntityColumn::kAbsent;

std::string titleOf(const Rules &rules, const std::string &field)
{
    const FieldRule *rule = rules.field(field);
    return rule && !rule->title.empty() ? rule->title : field;
}

// The entities of a kind, met row by row. Rows that say the same of identity are looked up once a segment.
class EntityPass
{
public:
    EntityPass(const EventStore &store, const KeyRule &kind)
        : m_store(store)
        , m_kind(kind)
        , m_identity(store.identity())
        , m_entities(kind.fields.size())
        , m_tries(kind.fields.size() + 1)
    {
        const Rules &rules = store.rules();
        std::set<std::string> names(kind.fields.begin(), kind.fields.end());
        for (const auto &name : kind.fields)
            m_key.push_back(store.fields().find(name));
        m_hasTries = kind.kind == rules.stateKind && !rules.tryField.empty();
        if (m_hasTries) {
            m_try = store.fields().find(rules.tryField);
            names.insert(rules.tryField);
        }
        for (size_t i = 0; m_identity && !kind.fields.empty() && i < rules.implications.size(); ++i) {
            names.insert(rules.implications[i].key.begin(), rules.implications[i].key.end());
            names.insert(rules.implications[i].implies.begin(), rules.implications[i].implies.end());
            m_contested |= m_identity->table(i).isContested();
        }
        for (const auto &name : names) {
            if (const FieldId field = store.fields().find(name); field != kNoField)
                m_watched.push_back(field);
        }
    }

    bool run(const Continue &goOn)
    {
        const auto count = static_cast<uint32_t>(m_store.segments().size());
        for (uint32_t i = 0; i < count; ++i) {
            if (goOn && !goOn(static_cast<double>(i) / count))
                return false;
            if (m_store.segments()[i]->rowCount() > 0)
                readSegment(i);
        }
        return true;
    }

    uint32_t entity(RunId run, const std::vector<Value> &key)
    {
        const uint32_t number = m_entities.number(run, key);
        if (number >= m_events.size()) {
            m_events.resize(number + 1, 0);
            m_first.resize(number + 1, kAbsent);
            m_last.resize(number + 1, kAbsent);
            m_tryCount.resize(number + 1, 0);
            m_lastTry.resize(number + 1, kAbsent);
        }
        return number;
    }

    const EntityNumbers &entities() const { return m_entities; }
    bool hasTries() const { return m_hasTries; }

    std::vector<int64_t> m_events, m_first, m_last, m_tryCount, m_lastTry;

private:
    using Members = std::vector<uint32_t>; // the entities that a row belongs to

    void readSegment(uint32_t segment)
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
        const bool byContext = keyIsInContext(view);
        const bool oneRun = view.runCells().empty() && view.runRanges().empty();
        const RunId own = m_store.sources()[view.source()].run;
        std::unordered_map<uint64_t, Members> known;
        uint64_t last = 0;
        const Members *members = nullptr;
        for (uint32_t row = 0; row < view.rowCount(); ++row) {
            const RunId run = oneRun ? own : m_store.run({ segment, row });
            uint64_t hash = mix(index(run) + 0x9e3779b97f4a7c15ull, byContext ? view.contextCode(row) + 0xd6e8feb86659fd93ull : 0xd6e8feb86659fd93ull);
            for (size_t c = 0; c < cursors.size(); ++c) {
                Cursor &cursor = cursors[c];
                for (; cursor.at < cursor.view->count && cursor.view->column->rows[cursor.at] == row; ++cursor.at)
                    hash = mix(hash ^ (c + 1), cursor.view->column->cells[cursor.at] + 0xa0761d6478bd642full);
            }
            if (view.isCopy(row))
                continue;
            if (!members || hash != last) {
                const auto [found, isNew] = known.try_emplace(hash);
                if (isNew)
                    found->second = membersOf({ segment, row }, run);
                members = &found->second;
                last = hash;
            }
            for (const uint32_t entity : *members)
                count(entity, view.time(row));
        }
    }

    bool keyIsInContext(const SegmentView &view) const
    {
        for (uint32_t code = 0; code < view.contextCount(); ++code) {
            for (const auto &[field, cell] : view.columns().contexts[code].fields) {
                if (std::find(m_watched.begin(), m_watched.end(), field) != m_watched.end())
                    return true;
            }
        }
        return false;
    }

    void count(uint32_t entity, Time time)
    {
        ++m_events[entity];
        if (time == kNoTime)
            return;
        if (m_first[entity] == kAbsent || time < m_first[entity])
            m_first[entity] = time;
        m_last[entity] = std::max(m_last[entity], time);
    }

    Members membersOf(EventRef event, RunId run)
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
        bool complete = true;
        for (size_t k = 0; k < m_key.size(); ++k) {
            if (m_key[k] != kNoField)
                m_store.values(event, m_key[k], parts[k]);
            complete &= !parts[k].empty();
        }
        if (m_try != kNoField)
            m_store.values(event, m_try, tries);
        // What is stated is all there is, unless somewhere two values claim the same place.
        std::vector<Derived> derived;
        if (m_identity && (!complete || m_contested))
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
            addTry(members[0], tries[0]);
        return members;
    }

    void choose(const std::vector<std::vector<Value>> &parts, size_t k, std::vector<Value> &key, RunId run, Members &members)
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

    void addTry(uint32_t number, const Value &value)
    {
        const auto *attempt = std::get_if<int64_t>(&value);
        if (!attempt || *attempt < 0)
            return;
        std::vector<Atom> key;
        for (size_t k = 0; k < m_key.size(); ++k)
            key.push_back(m_entities.atom(number, k));
        key.push_back(m_entities.atoms().find(value)); // whole numbers are the same in every pool
        const size_t before = m_tries.size();
        m_tries.number(m_entities.run(number), key.data());
        m_tryCount[number] += m_tries.size() > before;
        m_lastTry[number] = std::max(m_lastTry[number], *attempt);
    }

    const EventStore &m_store;
    const KeyRule &m_kind;
    const Identity *m_identity;
    std::vector<FieldId> m_key;
    std::vector<FieldId> m_watched; // fields whose cells decide which entities a row belongs to
    FieldId m_try = kNoField;
    bool m_hasTries = false;
    bool m_contested = false;
    EntityNumbers m_entities;
    EntityNumbers m_tries;
};

// Turns what the pass found into columns, and adds facts and states.
class EntityListing
{
public:
    EntityListing(const EventStore &store, const KeyRule &kind, const Continue &goOn)
        : m_store(store)
        , m_rules(store.rules())
        , m_kind(kind)
        , m_goOn(goOn)
        , m_pass(store, kind)
    {
    }

    std::shared_ptr<const EntityTable> list()
    {
        if (!m_pass.run([this](double part) { return goOn(0.5 * part); }))
            return nullptr;
        std::optional<Transitions> transitions;
        if (hasStates()) {
            transitions = readTransitions(m_store, [this](double part) { return goOn(0.5 + 0.3 * part); });
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
        if (!addFacts())
            return nullptr;
        for (auto &column : m_stateColumns)
            add(std::move(column));
        add({ "events", "events", Type::Number, std::move(m_pass.m_events) });
        add({ "first", "first event", Type::Instant, std::move(m_pass.m_first) });
        add({ "last", "last event", Type::Instant, std::move(m_pass.m_last) });
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
        column.cells.resize(m_rows, kAbsent);
        const bool isKey = m_table->columns.size() < m_table->keyColumns;
        if (isKey || std::any_of(column.cells.begin(), column.cells.end(), [](int64_t cell) { return cell != kAbsent; }))
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
    EntityColumn columnOf(const std::string &field, const std::vector<Atom> &atoms, const AtomPool &pool)
    {
        EntityColumn column { field, titleOf(m_rules, field), Type::Number, std::vector<int64_t>(atoms.size(), kAbsent) };
        const bool numbers = std::none_of(atoms.begin(), atoms.end(), [](Atom atom) { return atom & 1; });
        column.type = numbers ? Type::Number : Type::Text;
        std::unordered_map<Atom, int64_t> places;
        for (size_t row = 0; row < atoms.size(); ++row) {
            if (atoms[row] == 0)
                continue;
            if (numbers) {
                column.cells[row] = static_cast<int64_t>((atoms[row] - 2) >> 1);
                continue;
            }
            const auto [found, isNew] = places.try_emplace(atoms[row], 0);
            if (isNew)
                found->second = textPlace(toText(pool.value(atoms[row])));
            column.cells[row] = found->second;
        }
        return column;
    }

    bool addKey()
    {
        std::vector<Atom> atoms(m_rows);
        for (size_t k = 0; k < m_kind.fields.size(); ++k) {
            for (uint32_t row = 0; row < m_rows; ++row)
                atoms[row] = m_pass.entities().atom(row, k);
            add(columnOf(m_kind.fields[k], atoms, m_pass.entities().atoms()));
        }
        const bool isRun = m_kind.fields.empty();
        if (isRun || (m_kind.inRun && m_store.runs().size() > 1)) {
            EntityColumn dir { "rundir", "run directory", Type::Text, std::vector<int64_t>(m_rows, kAbsent) };
            EntityColumn id { m_rules.runField, titleOf(m_rules, m_rules.runField), Type::Text, dir.cells };
            EntityColumn began { "began", "began", Type::Instant, dir.cells };
            EntityColumn lasted { "duration", "duration", Type::Duration, dir.cells };
            for (size_t row = 0; row < m_rows; ++row) {
                const Run &run = m_store.runs()[index(m_table->runs[row])];
                dir.cells[row] = run.rundir.empty() ? kAbsent : textPlace(run.rundir);
                id.cells[row] = run.dfk.empty() ? kAbsent : textPlace(run.dfk);
                began.cells[row] = run.began;
                lasted.cells[row] = run.began == kNoTime || run.ended == kNoTime ? kAbsent : run.ended - run.began;
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
            EntityColumn column { fact, titleOf(m_rules, fact), Type::Text, std::vector<int64_t>(m_rows, kAbsent) };
            for (size_t row = 0; row < m_rows; ++row) {
                for (const auto &[name, value] : m_store.runs()[index(m_table->runs[row])].facts) {
                    if (name == fact)
                        column.cells[row] = textPlace(value);
                }
            }
            add(std::move(column));
        }
    }

    // What the implications know of the key, then of what became known by that, and so on. Of entities with tries: of the last.
    bool addFacts()
    {
        const Identity *identity = m_store.identity();
        if (!identity || m_kind.fields.empty())
            return true;
        std::unordered_map<std::string, std::vector<Atom>> known; // atoms of the identity
        for (size_t k = 0; k < m_kind.fields.size(); ++k)
            known[m_kind.fields[k]] = identityAtoms(k);
        if (m_pass.hasTries()) {
            auto &tries = known[m_rules.tryField];
            for (const int64_t attempt : m_pass.m_lastTry)
                tries.push_back(attempt == kAbsent ? 0 : (static_cast<Atom>(attempt) << 1) + 2);
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
                std::vector<const std::vector<Atom> *> key;
                for (const auto &name : rule.key)
                    key.push_back(&known[name]); // stays where it is
                std::vector<std::string> implied = rule.implies;
                implied.insert(implied.end(), rule.facts.begin(), rule.facts.end());
                std::vector<std::pair<size_t, std::vector<Atom> *>> targets;
                for (size_t i = 0; i < implied.size(); ++i) {
                    const auto [found, isNew] = known.try_emplace(implied[i], std::vector<Atom>(m_rows, 0));
                    if (isNew)
                        order.push_back(implied[i]);
                    if (std::find(m_kind.fields.begin(), m_kind.fields.end(), implied[i]) == m_kind.fields.end())
                        targets.emplace_back(i, &found->second);
                }
                std::vector<Atom> atoms(rule.key.size());
                const ImplicationTable &table = identity->table(r);
                for (size_t row = 0; row < m_rows; ++row) {
                    bool complete = true;
                    for (size_t k = 0; k < atoms.size(); ++k)
                        complete &= (atoms[k] = (*key[k])[row]) != 0;
                    const uint32_t node = complete ? table.find(m_table->runs[row], atoms.data()) : ImplicationTable::kNone;
                    if (node == ImplicationTable::kNone)
                        continue;
                    for (const auto &[place, target] : targets) {
                        const bool was = (*target)[row] != 0;
                        size_t values = 0;
                        std::string text;
                        table.eachFact(node, place, [&](const ImplicationTable::Fact &fact) {
                            if (!was && ++values == 1)
                                (*target)[row] = fact.value;
                            if (values == 2)
                                text = toText(identity->atoms().value((*target)[row]));
                            if (values > 1)
                                text += " | " + toText(identity->atoms().value(fact.value));
                        });
                        if (values > 1)
                            several[implied[place]][row] = text;
                    }
                }
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
                cell = cell == kAbsent ? kAbsent : textPlace(std::to_string(cell));
        }
        for (const auto &[row, text] : several)
            column.cells[row] = textPlace(text);
    }

    std::vector<Atom> identityAtoms(size_t field) const
    {
        const EntityNumbers &entities = m_pass.entities();
        std::vector<Atom> atoms(m_rows);
        std::unordered_map<Atom, Atom> texts;
        for (uint32_t row = 0; row < m_rows; ++row) {
            const Atom own = entities.atom(row, field);
            if (!(own & 1)) {
                atoms[row] = own; // whole numbers are the same in every pool
                continue;
            }
            const auto [found, isNew] = texts.try_emplace(own, 0);
            if (isNew)
                found->second = m_store.identity()->atoms().find(entities.atoms().value(own));
            atoms[row] = found->second;
        }
        return atoms;
    }

    // Last state, beginning, end, and the time in each state.
    void readStates(const Transitions &read)
    {
        const bool tries = isTry();
        const size_t states = read.states.size();
        EntityColumn last { m_rules.stateField, titleOf(m_rules, m_rules.stateField), Type::Text, {} };
        EntityColumn count { "tries", "tries", Type::Number, {} };
        EntityColumn start { "start", "start", Type::Instant, {} };
        EntityColumn end { "end", "end", Type::Instant, {} };
        EntityColumn whole { "duration", "duration", Type::Duration, {} };
        std::vector<EntityColumn> spent;
        std::vector<int64_t> names;
        for (const auto &name : read.states) {
            spent.push_back({ "state " + name, name, Type::Duration, {} });
            names.push_back(textPlace(name));
        }
        const auto put = [](EntityColumn &column, uint32_t row, int64_t cell) {
            if (row >= column.cells.size())
                column.cells.resize(std::max<size_t>(row + 1, column.cells.capacity()), kAbsent);
            column.cells[row] = cell;
        };
        const auto get = [](const EntityColumn &column, uint32_t row) { return row < column.cells.size() ? column.cells[row] : kAbsent; };
        const Time now = m_store.timeSpan().end;
        std::vector<Value> key;
        for (size_t i = 0; i < read.list.size(); ++i) {
            const Transition &transition = read.list[i];
            const bool newEntity = i == 0 || read.list[i - 1].entity != transition.entity || tries;
            if (newEntity) {
                key.clear();
                for (size_t k = 0; k < read.entities.keyFields(); ++k)
                    key.push_back(read.entities.value(transition.entity, k));
                if (tries)
                    key.push_back(static_cast<int64_t>(std::max(transition.attempt, 0)));
                // A try that no line names is none: its states are the entity's.
                m_row = tries ? m_pass.entities().find(read.entities.run(transition.entity), key) : m_pass.entity(read.entities.run(transition.entity), key);
            }
            if (transition.late || m_row == EntityNumbers::kNone)
                continue;
            size_t next = i + 1;
            while (next < read.list.size() && read.list[next].late && read.list[next].entity == transition.entity)
                ++next;
            const bool isLast = next == read.list.size() || read.list[next].entity != transition.entity;
            const StateRule *rule = m_rules.state(read.states[transition.state]);
            const bool isFinal = rule && rule->final;
            const Time until = !isLast ? read.list[next].time : isFinal ? transition.time : now;
            if (get(start, m_row) == kAbsent)
                put(start, m_row, transition.time);
            put(last, m_row, names[transition.state]);
            if (isFinal || !isLast) {
                put(end, m_row, isFinal ? transition.time : until);
            }
            if (isLast && !isFinal && get(end, m_row) != kAbsent)
                put(end, m_row, kAbsent); // still going on
            if (!isFinal) {
                const int64_t sofar = get(spent[transition.state], m_row);
                put(spent[transition.state], m_row, (sofar == kAbsent ? 0 : sofar) + (until - transition.time));
            }
        }
        const size_t rows = m_pass.entities().size();
        for (EntityColumn *column : { &last, &start, &end, &count, &whole })
            column->cells.resize(rows, kAbsent);
        for (uint32_t row = 0; row < rows; ++row) {
            if (start.cells[row] != kAbsent && end.cells[row] != kAbsent)
                whole.cells[row] = end.cells[row] - start.cells[row];
            if (m_pass.hasTries() && m_pass.m_tryCount[row] > 0)
                count.cells[row] = m_pass.m_tryCount[row];
        }
        for (EntityColumn *column : { &last, &count, &whole })
            m_lifeColumns.push_back(std::move(*column));
        for (EntityColumn *column : { &start, &end })
            m_stateColumns.push_back(std::move(*column));
        for (size_t s = 0; s < states; ++s)
            m_stateColumns.push_back(std::move(spent[s]));
    }

    const EventStore &m_store;
    const Rules &m_rules;
    const KeyRule &m_kind;
    const Continue &m_goOn;
    EntityPass m_pass;
    size_t m_rows = 0;
    uint32_t m_row = 0;
    std::vector<EntityColumn> m_lifeColumns; // in short: before the facts
    std::vector<EntityColumn> m_stateColumns; // at length: behind them
    std::unordered_map<std::string, size_t> m_texts;
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
    if (cell == kAbsent)
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

std::shared_ptr<const EntityTable> listEntities(const EventStore &store, const std::string &kind, const Continue &goOn)
{
    const KeyRule *rule = store.rules().key(kind);
    return rule ? EntityListing(store, *rule, goOn).list() : std::make_shared<EntityTable>();
}

} // namespace widelens
