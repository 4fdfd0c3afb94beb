// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/entitycounts.h"

#include "model/analysis/entitypass.h"
#include "model/query/entity.h"

#include <map>

namespace widelens {

static std::string textOf(const std::vector<Term> &terms)
{
    std::string text;
    for (const Term &term : terms)
        text += term.field + '\0' + term.value + '\0';
    return text;
}

std::shared_ptr<const EntityCounts> EntityCounts::count(const EventStore &store, const Continue &goOn, uint64_t few)
{
    bool isCancelled = false;
    const std::map<std::string, uint64_t> sizes = countEntities(store, [&](double) { return !(isCancelled = goOn && !goOn(0)); });
    if (isCancelled)
        return nullptr;
    std::vector<const KeyRule *> kinds;
    for (const KeyRule &kind : store.rules().keys) {
        const auto size = sizes.find(kind.kind);
        if (!kind.fields.empty() && size != sizes.end() && size->second <= few)
            kinds.push_back(&kind);
    }
    auto counts = std::make_shared<EntityCounts>();
    for (size_t i = 0; i < kinds.size(); ++i) {
        EntityPass pass(store, *kinds[i]);
        const auto part = [&](double done) { return (static_cast<double>(i) + done) / static_cast<double>(kinds.size()); };
        if (!pass.run([&](double done) { return !goOn || goOn(part(done)); }))
            return nullptr;
        for (uint32_t number = 0; number < pass.entities().size(); ++number) {
            const Entity entity = makeEntity(store, *kinds[i], pass.entities().run(number), pass.entities().keyTexts(number));
            const auto [known, isNew] = counts->m_events.try_emplace(textOf(entity.key), static_cast<uint64_t>(pass.events[number]));
            if (!isNew) // as a number and as a text: a row may be of both
                known->second = std::nullopt;
        }
    }
    return counts;
}

std::optional<uint64_t> EntityCounts::of(const Filter &filter) const
{
    const bool asksForMore = !filter.range.isEverything() || !filter.excluded.empty() || std::any_of(filter.terms.begin(), filter.terms.end(), [](const Term &term) { return term.negated; });
    const auto found = asksForMore ? m_events.end() : m_events.find(textOf(filter.terms));
    return found == m_events.end() ? std::nullopt : found->second;
}

} // namespace widelens
