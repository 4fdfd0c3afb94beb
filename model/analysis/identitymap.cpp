// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/identitymap.h"

#include "model/analysis/quoting.h"
#include "model/identity/identity.h"
#include "model/query/census.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <functional>

namespace widelens {

namespace {

using Link = IdentityMap::Link;
using Names = std::vector<std::string>;

bool holds(const Names &names, const std::string &name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool holdsAll(const Names &names, const Names &wanted)
{
    return std::all_of(wanted.begin(), wanted.end(), [&](const auto &name) { return holds(names, name); });
}

// Where a part of the key of the kind led to comes from.
struct Part {
    bool isKey;
    size_t place; // in the own key, or in the implication's values
};

class MapDrawing
{
public:
    MapDrawing(const EventStore &store, const Continue &goOn)
        : m_store(store)
        , m_rules(store.rules())
        , m_goOn(goOn)
    {
    }

    std::shared_ptr<const IdentityMap> draw()
    {
        m_censuses = takeCensuses(m_store, [this](double part) { return goOn(0.7 * part); });
        if (m_censuses.empty() && !m_rules.keys.empty())
            return nullptr;
        for (size_t k = 0; k < m_rules.keys.size(); ++k) {
            const uint64_t count = m_censuses[k].size();
            if (count == 0)
                continue;
            m_kinds.push_back(k);
            m_map->nodes.push_back({ m_rules.keys[k].kind, count == 1 ? m_rules.keys[k].kind : m_rules.keys[k].title, count });
        }
        for (size_t from = 0; from < m_kinds.size(); ++from) {
            if (!goOn(0.7 + 0.3 * static_cast<double>(from) / static_cast<double>(m_kinds.size())))
                return nullptr;
            for (size_t to = 0; to < m_kinds.size(); ++to)
                addLink(from, to);
        }
        dropMutual();
        dropIndirect();
        return m_map;
    }

private:
    bool goOn(double part) const { return !m_goOn || m_goOn(part); }
    const KeyRule &kind(size_t node) const { return m_rules.keys[m_kinds[node]]; }
    const Census &census(size_t node) const { return m_censuses[m_kinds[node]]; }

    void addLink(size_t from, size_t to)
    {
        const KeyRule &own = kind(from);
        const KeyRule &other = kind(to);
        if (from == to || own.fields.empty() || (other.inRun && !own.inRun))
            return;
        const std::string field = other.fields.empty() ? std::string() : other.fields.back();
        if (other.fields.size() < own.fields.size() && holdsAll(own.fields, other.fields)) {
            std::vector<Part> parts;
            for (const auto &name : other.fields)
                parts.push_back({ true, placeIn(own.fields, name) });
            count({ from, to, {}, false, field, 0, 0 }, parts, nullptr);
            return;
        }
        for (size_t r = 0; m_store.identity() && r < m_rules.implications.size(); ++r) {
            const ImplicationRule &rule = m_rules.implications[r];
            if (rule.key.size() != own.fields.size() || !holdsAll(rule.key, own.fields))
                continue;
            Names values = rule.implies;
            values.insert(values.end(), rule.facts.begin(), rule.facts.end());
            std::vector<Part> parts;
            for (const auto &name : other.fields) {
                if (holds(own.fields, name))
                    parts.push_back({ true, placeIn(own.fields, name) });
                else if (holds(values, name))
                    parts.push_back({ false, placeIn(values, name) });
            }
            if (parts.size() != other.fields.size())
                continue;
            const bool described = std::any_of(parts.begin(), parts.end(), [&](const Part &part) { return !part.isKey && part.place >= rule.implies.size(); });
            count({ from, to, rule.name, described, field, 0, 0 }, parts, &rule);
            return;
        }
    }

    static size_t placeIn(const Names &names, const std::string &name) { return static_cast<size_t>(std::find(names.begin(), names.end(), name) - names.begin()); }

    void count(Link link, const std::vector<Part> &parts, const ImplicationRule *rule)
    {
        const EntityNumbers &from = census(link.from).entities;
        const EntityNumbers &to = census(link.to).entities;
        const AtomPool &pool = rule ? m_store.identity()->atoms() : from.atoms();
        AtomTranslation toRule(from.atoms(), pool);
        AtomTranslation toOther(pool, to.atoms());
        const ImplicationTable *table = rule ? &m_store.identity()->table(static_cast<size_t>(rule - m_rules.implications.data())) : nullptr;
        std::vector<size_t> asked; // places of the implication's key in the own one
        for (size_t k = 0; rule && k < rule->key.size(); ++k)
            asked.push_back(placeIn(kind(link.from).fields, rule->key[k]));
        std::vector<Atom> own(from.keyFields());
        std::vector<Atom> ruleKey(asked.size());
        std::vector<Atom> key(std::max<size_t>(parts.size(), 1), 0);
        std::vector<bool> reached(to.size());
        uint32_t node = ImplicationTable::kNone;
        RunId run = kNoRun;
        bool any = false;
        // Every combination of what is known: one, while nothing is in conflict.
        const std::function<void(size_t)> choose = [&](size_t p) {
            if (p == parts.size()) {
                const uint32_t number = to.find(run, key.data());
                any |= number != EntityNumbers::kNone;
                if (number != EntityNumbers::kNone)
                    reached[number] = true;
            } else if (parts[p].isKey) {
                key[p] = toOther(own[parts[p].place]);
                choose(p + 1);
            } else if (table->isFollowed(node, parts[p].place)) { // very many values lead nowhere
                table->eachFact(node, parts[p].place, [&](const ImplicationTable::Fact &fact) {
                    key[p] = toOther(fact.value);
                    choose(p + 1);
                });
            }
        };
        for (uint32_t n = 0; n < from.size(); ++n) {
            for (size_t k = 0; k < own.size(); ++k)
                own[k] = toRule(from.atom(n, k));
            for (size_t k = 0; k < asked.size(); ++k)
                ruleKey[k] = own[asked[k]];
            if (table && (node = table->find(from.run(n), ruleKey.data())) == ImplicationTable::kNone)
                continue;
            run = kind(link.to).inRun ? from.run(n) : kNoRun;
            any = false;
            choose(0);
            link.linked += any;
        }
        link.reached = static_cast<uint64_t>(std::count(reached.begin(), reached.end(), true));
        if (link.linked > 0)
            m_map->links.push_back(std::move(link));
    }

    // Where two kinds lead to each other, the one leads whose events take over the other's key; else the more specific one.
    void dropMutual()
    {
        auto &links = m_map->links;
        std::erase_if(links, [all = links](const Link &link) {
            const auto stronger = [&](const Link &other) { return link.described != other.described ? link.described : link.from > link.to; };
            return std::any_of(all.begin(), all.end(), [&](const Link &other) { return other.from == link.to && other.to == link.from && stronger(other); });
        });
    }

    // a → c says nothing where a → b → c: b stands between for most of those that it links.
    void dropIndirect()
    {
        auto &links = m_map->links;
        std::erase_if(links, [this, all = links](const Link &link) {
            return std::any_of(all.begin(), all.end(), [&](const Link &step) {
                return step.from == link.from && step.to != link.to && 2 * step.linked >= link.linked && leadsTo(all, step.to, link.to, link.from);
            });
        });
    }

    bool leadsTo(const std::vector<Link> &links, size_t from, size_t to, size_t without) const
    {
        std::vector<bool> seen(m_kinds.size());
        std::vector<size_t> open { from };
        seen[from] = seen[without] = true;
        while (!open.empty()) {
            const size_t at = open.back();
            open.pop_back();
            if (at == to)
                return true;
            for (const Link &link : links) {
                if (link.from == at && !seen[link.to]) {
                    seen[link.to] = true;
                    open.push_back(link.to);
                }
            }
        }
        return false;
    }

    const EventStore &m_store;
    const Rules &m_rules;
    const Continue &m_goOn;
    std::vector<Census> m_censuses; // by kind of the rules
    std::vector<size_t> m_kinds; // of the rules, by node
    std::shared_ptr<IdentityMap> m_map = std::make_shared<IdentityMap>();
};

} // namespace

std::string describe(const IdentityMap &map, const Link &link)
{
    const IdentityMap::Node &from = map.nodes[link.from];
    const IdentityMap::Node &to = map.nodes[link.to];
    const auto part = [](uint64_t some, uint64_t all) { return some == all ? grouped(all) : grouped(some) + " of " + grouped(all); };
    const bool one = from.count == 1;
    return part(link.linked, from.count) + " " + from.title + (one ? " belongs to " : " belong to ") + part(std::min(link.reached, to.count), to.count) + " " + to.title;
}

std::shared_ptr<const IdentityMap> mapIdentity(const EventStore &store, const Continue &goOn)
{
    return MapDrawing(store, goOn).draw();
}

} // namespace widelens
