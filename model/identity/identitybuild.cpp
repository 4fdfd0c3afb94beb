// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/identity/identity.h"

#include "model/identity/rowwalk.h"
#include "model/rules/rules.h"

#include <algorithm>

namespace widelens {

// Fills the tables: a first pass takes what events state outright (key and value both in the line or its path), further
// passes what they state about a key that is itself derived, until no table grows.
class IdentityBuild
{
public:
    IdentityBuild(const EventStore &store, const Continue &goOn)
        : m_store(store)
        , m_goOn(goOn)
        , m_identity(std::make_shared<Identity>())
    {
    }

    std::shared_ptr<const Identity> run()
    {
        readRules();
        if (!pass(false))
            return nullptr;
        if (!passUntilStable())
            return nullptr;
        // What is contested makes further keys of an event count; where nothing is, every key has one value and it is done.
        const auto &tables = m_identity->m_tables;
        if (std::any_of(tables.begin(), tables.end(), [](const ImplicationTable &table) { return table.isContested(); })) {
            m_contested = true;
            m_plans.clear();
            if (!passUntilStable())
                return nullptr;
        }
        readFits();
        return m_identity;
    }

private:
    // Each pass may find what the one before it made known; only rows that depend on a table that grew are read.
    bool passUntilStable()
    {
        std::vector<bool> grew(m_identity->m_rules.size(), true);
        while (std::find(grew.begin(), grew.end(), true) != grew.end()) {
            m_dependsOn = grew;
            m_grew.assign(grew.size(), false);
            if (!pass(true))
                return false;
            grew = m_grew;
        }
        return true;
    }

    using Known = Identity::Known;
    using Rule = Identity::Rule;

    // What rows with the same set of fields can contribute.
    struct Plan {
        uint32_t closure = 0;
        std::vector<size_t> direct; // rules whose key and one of whose values are in the row
        std::vector<size_t> indirect; // rules that need something derived
        std::vector<size_t> used; // rules that derive something for the row
        uint32_t needed = 0; // rules, as bits, whose values the indirect ones need
    };

    static uint32_t bit(size_t field) { return uint32_t(1) << field; }

    uint8_t fieldNumber(const std::string &name)
    {
        auto &names = m_identity->m_names;
        const auto found = std::find(names.begin(), names.end(), name);
        if (found != names.end())
            return static_cast<uint8_t>(found - names.begin());
        names.push_back(name);
        m_identity->m_fields.push_back(m_store.fields().find(name));
        return static_cast<uint8_t>(names.size() - 1);
    }

    void readRules()
    {
        for (const auto &implication : m_store.rules().implications) {
            Rule rule;
            for (const auto &name : implication.key) {
                rule.key.push_back(fieldNumber(name));
                rule.keyMask |= bit(rule.key.back());
                if (name == implication.fit)
                    rule.fit = static_cast<int>(rule.key.size()) - 1;
            }
            for (const auto &name : implication.implies)
                rule.implied.push_back(fieldNumber(name));
            rule.widening = rule.implied.size();
            for (const auto &name : implication.facts)
                rule.implied.push_back(fieldNumber(name));
            m_identity->m_tables.emplace_back(rule.key.size(), rule.implied.size());
            m_identity->m_rules.push_back(std::move(rule));
        }
        m_identity->m_fitValues.resize(m_identity->m_rules.size());
        m_grew.assign(m_identity->m_rules.size(), false);
    }

    const Plan &planFor(uint32_t mask)
    {
        const auto [found, isNew] = m_plans.try_emplace(mask);
        if (!isNew)
            return found->second;
        Plan &plan = found->second;
        const auto &rules = m_identity->m_rules;
        const auto widens = [](const Rule &rule) {
            uint32_t bits = 0;
            for (size_t i = 0; i < rule.widening; ++i)
                bits |= bit(rule.implied[i]);
            return bits;
        };
        plan.closure = mask;
        for (bool more = true; more;) {
            more = false;
            for (size_t r = 0; r < rules.size(); ++r) {
                if ((rules[r].keyMask & ~plan.closure) == 0 && std::find(plan.used.begin(), plan.used.end(), r) == plan.used.end()) {
                    plan.used.push_back(r);
                    plan.closure |= widens(rules[r]);
                    more = true;
                }
            }
        }
        uint32_t derivable = 0;
        for (const size_t r : plan.used)
            derivable |= widens(rules[r]);
        for (const size_t r : plan.used) {
            uint32_t values = 0;
            for (const uint8_t field : rules[r].implied)
                values |= bit(field);
            uint32_t byOthers = 0;
            for (const size_t other : plan.used)
                byOthers |= other == r ? 0 : widens(rules[other]);
            const bool keyIsOwn = (rules[r].keyMask & ~mask) == 0;
            if (keyIsOwn && (values & mask))
                plan.direct.push_back(r);
            // A key that is stated and derived may be contested: what holds for one of its values then holds for the others.
            const bool mayBeContested = m_contested && (rules[r].keyMask & derivable) && (values & plan.closure);
            if ((!keyIsOwn && (values & mask)) || (values & byOthers) || mayBeContested)
                plan.indirect.push_back(r);
        }
        readNeeded(plan);
        return plan;
    }

    // Backwards from what the indirect rules take in: nothing else is looked up.
    void readNeeded(Plan &plan) const
    {
        const auto &rules = m_identity->m_rules;
        uint32_t targets = 0;
        for (const size_t r : plan.indirect) {
            targets |= rules[r].keyMask;
            for (const uint8_t field : rules[r].implied)
                targets |= bit(field);
        }
        for (bool more = true; more;) {
            more = false;
            for (const size_t r : plan.used) {
                uint32_t widens = 0;
                for (size_t i = 0; i < rules[r].widening; ++i)
                    widens |= bit(rules[r].implied[i]);
                if ((plan.needed & bit(r)) || !(widens & targets))
                    continue;
                plan.needed |= bit(r);
                targets |= rules[r].keyMask;
                more = true;
            }
        }
    }

    // The rules to which rows with these fields contribute in this pass; null: none.
    const std::vector<size_t> *rulesFor(uint32_t mask, bool indirect)
    {
        if (mask == m_lastMask && m_lastPlan)
            return m_lastRules;
        const Plan &plan = planFor(mask);
        const auto &rules = indirect ? plan.indirect : plan.direct;
        m_lastMask = mask;
        m_lastPlan = &plan;
        m_lastRules = rules.empty() || (indirect && !dependsOnGrowth(plan)) ? nullptr : &rules;
        return m_lastRules;
    }

    bool dependsOnGrowth(const Plan &plan) const
    {
        return std::any_of(plan.used.begin(), plan.used.end(), [this](size_t r) { return m_dependsOn[r] && m_identity->m_rules[r].widening > 0; });
    }

    bool pass(bool indirect)
    {
        m_lastPlan = nullptr;
        const auto count = static_cast<uint32_t>(m_store.segments().size());
        for (uint32_t i = 0; i < count; ++i) {
            if (m_goOn && !m_goOn(static_cast<double>(i) / count))
                return false;
            const SegmentView &view = *m_store.segments()[i];
            if (view.rowCount() == 0)
                continue;
            RowWalk walk(m_store, i, m_identity->m_fields, m_identity->m_atoms);
            const bool oneRun = view.runCells().empty() && view.runRanges().empty();
            const RunId own = m_store.sources()[view.source()].run;
            std::vector<Atom> last;
            RunId lastRun = kNoRun;
            readRow({ i, 0 }, oneRun ? own : m_store.run({ i, 0 }), walk.constants(), indirect);
            const auto wanted = [&](uint32_t mask) { return rulesFor(mask, indirect) != nullptr; };
            walk.each(wanted, [&](uint32_t row, const std::vector<Atom> &atoms) {
                const EventRef event { i, row };
                const RunId run = oneRun ? own : m_store.run(event);
                if (run == lastRun && atoms == last)
                    return; // says what the row before it said
                last = atoms;
                lastRun = run;
                readRow(event, run, atoms, indirect);
            });
        }
        return true;
    }

    void readRow(EventRef event, RunId run, const std::vector<Atom> &atoms, bool indirect)
    {
        if (run == kNoRun)
            return;
        uint32_t mask = 0;
        for (size_t i = 0; i < atoms.size(); ++i)
            mask |= atoms[i] ? bit(i) : 0;
        const auto *rules = rulesFor(mask, indirect);
        if (!rules)
            return;
        m_known.mask = mask;
        m_known.derived.clear();
        std::copy(atoms.begin(), atoms.end(), m_known.own.begin());
        if (indirect)
            m_identity->close(m_known, run, false, m_lastPlan ? m_lastPlan->needed : ~uint32_t(0));
        for (const size_t r : *rules)
            contribute(r, run, event);
    }

    void contribute(size_t r, RunId run, EventRef event)
    {
        const Rule &rule = m_identity->m_rules[r];
        if ((rule.keyMask & ~m_known.mask) != 0)
            return; // its key was not derived after all
        m_identity->eachKey(m_known, rule, [&](const Atom *key) {
            uint32_t node = ImplicationTable::kNone;
            ImplicationTable &table = m_identity->m_tables[r];
            const auto add = [&](size_t i, Atom atom, EventRef proof) {
                if (node == ImplicationTable::kNone)
                    node = table.findOrAdd(run, key);
                if (table.add(node, i, atom, proof))
                    m_grew[r] = true;
            };
            for (size_t i = 0; i < rule.implied.size(); ++i) {
                const uint8_t field = rule.implied[i];
                if (m_known.own[field])
                    add(i, m_known.own[field], event);
                for (const auto &item : m_known.derived) {
                    if (item.field == field)
                        add(i, item.atom, item.proof);
                }
            }
        });
    }

    void readFits()
    {
        for (size_t r = 0; r < m_identity->m_rules.size(); ++r) {
            const Rule &rule = m_identity->m_rules[r];
            const ImplicationTable &table = m_identity->m_tables[r];
            auto &values = m_identity->m_fitValues[r];
            for (uint32_t node = 0; rule.fit >= 0 && node < table.size() && values.size() <= Identity::kMaxFitValues; ++node) {
                const Atom value = table.key(node, static_cast<size_t>(rule.fit));
                if (std::find(values.begin(), values.end(), value) == values.end())
                    values.push_back(value);
            }
            if (values.size() > Identity::kMaxFitValues)
                values.clear();
        }
    }

    const EventStore &m_store;
    const Continue &m_goOn;
    std::shared_ptr<Identity> m_identity;
    std::unordered_map<uint32_t, Plan> m_plans;
    bool m_contested = false;
    // The answer of rulesFor() to the mask before: rows of a kind come in runs.
    uint32_t m_lastMask = 0;
    const Plan *m_lastPlan = nullptr;
    const std::vector<size_t> *m_lastRules = nullptr;
    std::vector<bool> m_grew;
    std::vector<bool> m_dependsOn;
    Known m_known;
};

std::shared_ptr<const Identity> Identity::build(const EventStore &store, const Continue &goOn)
{
    return IdentityBuild(store, goOn).run();
}

} // namespace widelens
