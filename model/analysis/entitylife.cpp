// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/entitylife.h"

#include "model/analysis/transitions.h"
#include "model/identity/identity.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

namespace widelens {

namespace {

constexpr size_t kMaxOfARelation = 200;

std::string secondsText(Time duration)
{
    char text[32];
    const double seconds = static_cast<double>(duration) / 1e9;
    std::snprintf(text, sizeof text, seconds < 1 ? "%.4f s" : seconds < 100 ? "%.3f s" : "%.1f s", seconds);
    return text;
}

// Every whole number in a text.
std::vector<std::string> numbersIn(std::string_view text)
{
    std::vector<std::string> numbers;
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    for (size_t i = 0; i < text.size();) {
        const size_t begin = i;
        while (i < text.size() && isDigit(text[i]))
            ++i;
        if (i > begin)
            numbers.emplace_back(text.substr(begin, i - begin));
        else
            ++i;
    }
    return numbers;
}

class LifeReading
{
public:
    LifeReading(const std::shared_ptr<const EventStore> &store, const Entity &entity, const Continue &goOn)
        : m_shared(store)
        , m_store(*store)
        , m_rules(store->rules())
        , m_goOn(goOn)
        , m_kind(store->rules().key(entity.kind))
        , m_states(store->rules().key(store->rules().stateKind))
    {
        m_life->entity = entity;
    }

    std::shared_ptr<const EntityLife> read()
    {
        m_life->events = applyFilter(m_shared, { m_life->entity.key, {} }, [this](double part) { return goOn(0.4 * part); });
        if (!m_life->events)
            return nullptr;
        if (!m_kind)
            return m_life;
        if (!m_life->events->empty())
            m_run = m_store.run(m_life->events->front());
        readTries();
        readFacts();
        if (!readSpans() || !addLists() || !goOn(0.7))
            return nullptr;
        addTries();
        if (!addPlaces())
            return nullptr;
        markContested();
        return m_life;
    }

private:
    bool goOn(double part) const { return !m_goOn || m_goOn(part); }

    std::string titleOf(const std::string &field) const
    {
        const FieldRule *rule = m_rules.field(field);
        return rule && !rule->title.empty() ? rule->title : field;
    }

    const std::string *ownValue(const std::string &field) const
    {
        for (const auto &term : m_life->entity.key) {
            if (term.field == field && !term.negated)
                return &term.value;
        }
        return nullptr;
    }

    Value typed(const std::string &field, const std::string &text) const
    {
        int64_t number = 0;
        const FieldRule *rule = m_rules.field(field);
        if ((!rule || rule->type != FieldRule::Type::Text) && parseCanonicalInt(text, number))
            return number;
        return std::string_view(text);
    }

    bool isTry() const
    {
        return m_states && !m_rules.tryField.empty() && m_kind->fields.size() == m_states->fields.size() + 1 && m_kind->fields.back() == m_rules.tryField
            && std::equal(m_states->fields.begin(), m_states->fields.end(), m_kind->fields.begin());
    }

    // Which tries the entity's events name.
    void readTries()
    {
        const FieldId field = m_kind->kind == m_rules.stateKind ? m_store.fields().find(m_rules.tryField) : kNoField;
        if (field == kNoField)
            return;
        std::vector<Value> values;
        for (const EventRef event : *m_life->events) {
            m_store.values(event, field, values);
            if (values.empty() && m_store.identity()) {
                for (const auto &derived : m_store.identity()->derive(m_store, event, field))
                    values.push_back(derived.value);
            }
            if (values.size() == 1 && std::holds_alternative<int64_t>(values[0]))
                m_tries.emplace(std::get<int64_t>(values[0]), event);
        }
    }

    // What the implications know of the key, then of what became known by that: of the whole, then of each try.
    void readFacts()
    {
        if (!m_store.identity() || m_kind->fields.empty()) {
            if (m_kind->fields.empty() && m_run != kNoRun) {
                for (const auto &[name, value] : m_store.runs()[index(m_run)].facts)
                    m_life->facts.push_back({ -1, name, titleOf(name), value, {}, {}, false });
            }
            return;
        }
        std::map<std::string, std::string> known;
        for (const auto &field : m_kind->fields) {
            if (const std::string *value = ownValue(field))
                known[field] = *value;
        }
        std::vector<bool> used(m_rules.implications.size(), false);
        if (m_tries.empty()) {
            m_known[-1] = known;
            learn(m_known[-1], used, -1);
            return;
        }
        // What needs no try holds for the whole.
        m_known[-1] = known;
        learn(m_known[-1], used, -1);
        for (const auto &[attempt, event] : m_tries) {
            auto &ofTry = m_known[attempt] = m_known[-1];
            ofTry[m_rules.tryField] = std::to_string(attempt);
            std::vector<bool> usedHere = used;
            learn(ofTry, usedHere, attempt);
        }
    }

    void learn(std::map<std::string, std::string> &known, std::vector<bool> &used, int64_t attempt)
    {
        for (bool more = true; more;) {
            more = false;
            for (size_t r = 0; r < used.size(); ++r) {
                const ImplicationRule &rule = m_rules.implications[r];
                if (used[r] || !std::all_of(rule.key.begin(), rule.key.end(), [&](const auto &name) { return known.contains(name); }))
                    continue;
                used[r] = more = true;
                std::vector<Value> key;
                for (const auto &name : rule.key)
                    key.push_back(typed(name, known[name]));
                std::set<std::string> here;
                for (const auto &derived : m_store.identity()->known(m_store, static_cast<int>(r), m_run, key)) {
                    const bool isNew = !known.contains(derived.field) || here.contains(derived.field);
                    const std::string text = toText(derived.value);
                    if (!isNew && known[derived.field] == text)
                        continue;
                    here.insert(derived.field);
                    known.emplace(derived.field, text);
                    m_life->facts.push_back({ attempt, derived.field, titleOf(derived.field), text, rule.name, derived.proof, false });
                }
            }
        }
    }

    void markContested()
    {
        std::map<std::pair<int64_t, std::string>, size_t> counts;
        for (const auto &fact : m_life->facts)
            ++counts[{ fact.attempt, fact.field }];
        for (auto &fact : m_life->facts)
            fact.contested = counts[{ fact.attempt, fact.field }] > 1;
    }

    bool readSpans()
    {
        const bool ofTry = isTry();
        if (!m_states || (m_kind->kind != m_rules.stateKind && !ofTry))
            return true;
        auto events = m_life->events;
        int32_t attempt = -1;
        if (ofTry) { // states are told of the whole entity
            Entity whole = m_life->entity;
            attempt = static_cast<int32_t>(std::atoi(whole.key.back().value.c_str()));
            whole.key.pop_back();
            events = applyFilter(m_shared, { whole.key, {} }, [this](double part) { return goOn(0.4 + 0.1 * part); });
            if (!events)
                return false;
        }
        const Transitions read = readTransitions(m_store, *events);
        for (size_t i = 0; i < read.list.size(); ++i) {
            const Transition &transition = read.list[i];
            if (transition.late) {
                m_life->lateStates.push_back(transition.event);
                continue;
            }
            if (!m_life->spans.empty() && m_life->spans.back().open) {
                m_life->spans.back().end = transition.time;
                m_life->spans.back().open = false;
            }
            const StateRule *rule = m_rules.state(read.states[transition.state]);
            const bool isFinal = rule && rule->final;
            m_life->spans.push_back({ read.states[transition.state], transition.attempt, transition.time, isFinal ? transition.time : m_store.timeSpan().end, !isFinal, transition.event });
        }
        if (ofTry)
            std::erase_if(m_life->spans, [&](const auto &span) { return span.attempt != attempt; });
        return true;
    }

    void add(const std::string &relation, const std::string &detail, Entity entity, EventRef proof = {})
    {
        size_t same = 0;
        for (const auto &other : m_life->neighbours) {
            if (other.relation != relation)
                continue;
            if (other.entity == entity && other.detail == detail)
                return; // another list says it again
            ++same;
        }
        if (same >= kMaxOfARelation)
            ++m_life->neighboursLeftOut;
        else
            m_life->neighbours.push_back({ relation, detail, std::move(entity), proof });
    }

    // Those that a field of this entity names, and those whose field names this one.
    bool addLists()
    {
        for (const auto &rule : m_rules.neighbours) {
            if (rule.kind != m_kind->kind || m_kind->fields.size() != 1)
                continue;
            for (const auto &fact : m_life->facts) {
                if (fact.field != rule.field)
                    continue;
                for (const auto &number : numbersIn(fact.text))
                    add(rule.title, {}, makeEntity(m_store, *m_kind, m_run, { number }), fact.proof);
            }
            if (!addReverse(rule))
                return false;
        }
        return true;
    }

    bool addReverse(const NeighbourRule &list)
    {
        const Identity *identity = m_store.identity();
        for (size_t r = 0; identity && r < m_rules.implications.size(); ++r) {
            const ImplicationRule &rule = m_rules.implications[r];
            std::vector<std::string> implied = rule.implies;
            implied.insert(implied.end(), rule.facts.begin(), rule.facts.end());
            const auto found = std::find(implied.begin(), implied.end(), list.field);
            if (rule.key != m_kind->fields || found == implied.end())
                continue;
            const auto place = static_cast<size_t>(found - implied.begin());
            const ImplicationTable &table = identity->table(r);
            const std::string own = m_life->entity.key.back().value;
            for (uint32_t node = 0; node < table.size(); ++node) {
                if ((node & 0xffff) == 0 && !goOn(0.5))
                    return false;
                if (table.run(node) != m_run)
                    continue;
                table.eachFact(node, place, [&](const ImplicationTable::Fact &fact) {
                    const auto numbers = numbersIn(toText(identity->atoms().value(fact.value)));
                    if (std::find(numbers.begin(), numbers.end(), own) != numbers.end())
                        add(list.reverse, {}, makeEntity(m_store, *m_kind, m_run, { toText(identity->atoms().value(table.key(node, 0))) }), identity->witness(m_store, list.field, fact));
                });
            }
        }
        return true;
    }

    void addTries()
    {
        if (m_tries.empty() || !m_states)
            return;
        std::vector<std::string> fields = m_kind->fields;
        fields.push_back(m_rules.tryField);
        const auto kind = std::find_if(m_rules.keys.begin(), m_rules.keys.end(), [&](const KeyRule &rule) { return rule.fields == fields; });
        for (auto entry = m_tries.begin(); kind != m_rules.keys.end() && entry != m_tries.end(); ++entry) {
            std::vector<std::string> key;
            for (const auto &field : m_kind->fields)
                key.push_back(*ownValue(field));
            key.push_back(std::to_string(entry->first));
            add(kind->title, {}, makeEntity(m_store, *kind, m_run, key), entry->second);
        }
    }

    // Entities of other kinds whose keys are known of this one: where it ran, what it is part of.
    bool addPlaces()
    {
        std::set<std::string> seen;
        std::vector<Entity> sequences;
        for (const auto &[attempt, known] : m_known) {
            for (const auto &kind : m_rules.keys) {
                if (kind.kind == m_kind->kind || kind.fields.empty())
                    continue;
                std::vector<std::string> key;
                for (const auto &field : kind.fields) {
                    if (const auto found = known.find(field); found != known.end())
                        key.push_back(found->second);
                }
                if (key.size() != kind.fields.size() || (m_rules.tryField == kind.fields.back() && m_kind->kind == m_rules.stateKind))
                    continue;
                Entity entity = makeEntity(m_store, kind, m_run, key);
                if (!seen.insert(entity.label()).second)
                    continue;
                const bool takesTurns = std::find(m_rules.sequences.begin(), m_rules.sequences.end(), kind.kind) != m_rules.sequences.end();
                if (takesTurns && (m_kind->kind == m_rules.stateKind || isTry()))
                    sequences.push_back(entity);
                add(kind.kind, attempt >= 0 && m_tries.size() > 1 ? titleOf(m_rules.tryField) + " " + std::to_string(attempt) : std::string(), std::move(entity));
            }
        }
        for (const auto &kind : m_rules.keys) {
            if (kind.fields.empty() && m_run != kNoRun && m_kind->kind != kind.kind)
                add(kind.kind, {}, makeEntity(m_store, kind, m_run, {}));
        }
        for (const Entity &sequence : sequences) {
            const auto events = applyFilter(m_shared, { sequence.key, {} }, [this](double part) { return goOn(0.7 + 0.2 * part); });
            if (!events || !addTurns(sequence, *events))
                return false;
        }
        const bool isSequence = std::find(m_rules.sequences.begin(), m_rules.sequences.end(), m_kind->kind) != m_rules.sequences.end();
        return !isSequence || addTurns(m_life->entity, *m_life->events);
    }

    struct Turn {
        Entity entity;
        Time begin;
        Time end;
        EventRef first;
    };

    // What a worker did: the entities with states, in order of their first event there.
    bool addTurns(const Entity &sequence, const EventRows &events)
    {
        std::vector<Turn> turns;
        size_t read = 0;
        for (const EventRef event : events) {
            if ((++read & 0xfff) == 0 && !goOn(0.9))
                return false;
            for (auto &entity : entitiesOf(m_store, event)) {
                if (entity.kind != m_rules.stateKind)
                    continue;
                const auto found = std::find_if(turns.rbegin(), turns.rend(), [&](const Turn &turn) { return turn.entity == entity; });
                if (found == turns.rend() || found - turns.rbegin() > 4) // it came back
                    turns.push_back({ std::move(entity), m_store.time(event), m_store.time(event), event });
                else
                    found->end = m_store.time(event);
            }
        }
        if (sequence == m_life->entity) {
            for (const Turn &turn : turns)
                add(m_rules.states.empty() ? std::string() : m_states->title, "at " + formatTime(turn.begin, 3).substr(11) + ", " + secondsText(turn.end - turn.begin), turn.entity, turn.first);
            return true;
        }
        Entity own = m_life->entity;
        if (isTry()) {
            own.kind = m_rules.stateKind;
            own.key.pop_back();
            --own.own;
        }
        for (size_t i = 0; i < turns.size(); ++i) {
            const EventRows &mine = *m_life->events;
            if (turns[i].entity != own || (isTry() && std::none_of(mine.begin(), mine.end(), [&](EventRef event) { return m_store.isSameFile(event, turns[i].first) && event >= turns[i].first && m_store.time(event) <= turns[i].end; })))
                continue;
            if (i > 0)
                add("before it on " + sequence.label(), "ended " + secondsText(turns[i].begin - turns[i - 1].end) + " earlier", turns[i - 1].entity, turns[i - 1].first);
            if (i + 1 < turns.size())
                add("after it on " + sequence.label(), "began " + secondsText(turns[i + 1].begin - turns[i].end) + " later", turns[i + 1].entity, turns[i + 1].first);
        }
        return true;
    }

    std::shared_ptr<const EventStore> m_shared;
    const EventStore &m_store;
    const Rules &m_rules;
    const Continue &m_goOn;
    const KeyRule *m_kind;
    const KeyRule *m_states;
    RunId m_run = kNoRun;
    std::map<int64_t, EventRef> m_tries; // with the first event that names it
    std::map<int64_t, std::map<std::string, std::string>> m_known; // by try; -1: of the whole
    std::shared_ptr<EntityLife> m_life = std::make_shared<EntityLife>();
};

} // namespace

std::shared_ptr<const EntityLife> lifeOf(const std::shared_ptr<const EventStore> &store, const Entity &entity, const Continue &goOn)
{
    return LifeReading(store, entity, goOn).read();
}

} // namespace widelens
