// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/identity/identityplan.h"

#include <algorithm>

namespace widelens {

const IdentityPlan &IdentityPlans::plan(FieldMask stated)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_plans.find(stated);
    return found != m_plans.end() ? found->second : m_plans.emplace(stated, make(stated)).first->second;
}

void IdentityPlans::contest()
{
    m_contested = true;
    m_plans.clear();
}

IdentityPlan IdentityPlans::make(FieldMask stated) const
{
    IdentityPlan plan;
    plan.closure = stated;
    std::vector<size_t> used; // rules that derive something for the row
    for (bool more = true; more;) {
        more = false;
        for (size_t r = 0; r < m_rules.size(); ++r) {
            if ((m_rules[r].key & ~plan.closure) == 0 && std::find(used.begin(), used.end(), r) == used.end()) {
                used.push_back(r);
                plan.closure |= m_rules[r].widens;
                more = true;
            }
        }
    }
    FieldMask derivable = 0;
    for (const size_t r : used)
        derivable |= m_rules[r].widens;
    for (const size_t r : used) {
        const PlannedRule &rule = m_rules[r];
        FieldMask byOthers = 0;
        for (const size_t other : used)
            byOthers |= other == r ? 0 : m_rules[other].widens;
        const bool keyIsOwn = (rule.key & ~stated) == 0;
        if (rule.computed) {
            (keyIsOwn ? plan.direct : plan.indirect).push_back(r);
            if (keyIsOwn && m_contested && (rule.key & derivable))
                plan.indirect.push_back(r);
            continue;
        }
        if (keyIsOwn && (rule.values & stated))
            plan.direct.push_back(r);
        // A key that is stated and derived may be contested: what holds for one of its values then holds for the others.
        const bool mayBeContested = m_contested && (rule.key & derivable) && (rule.values & plan.closure);
        const bool joins = (!keyIsOwn && (rule.values & stated)) || (rule.values & byOthers);
        if (mayBeContested || (joins && !addsNothing(r, stated, used)))
            plan.indirect.push_back(r);
    }
    readNeeded(plan, used);
    for (const size_t r : plan.indirect)
        plan.relevant |= (m_rules[r].key | (m_rules[r].computed ? 0 : m_rules[r].values)) & derivable;
    for (const size_t r : plan.needed)
        plan.relevant |= m_rules[r].key & derivable;
    return plan;
}

// Where the rest of the key follows from a stated key, the line that proves it has that key, too: it contributes whatever
// of its fields the key already holds. This spares most rows of the logs that know a thing by its other number.
bool IdentityPlans::addsNothing(size_t rule, FieldMask stated, const std::vector<size_t> &used) const
{
    const PlannedRule &wanted = m_rules[rule];
    if (m_contested)
        return false;
    for (const size_t r : used) {
        const bool fromStated = r != rule && !m_rules[r].computed && (m_rules[r].key & ~stated) == 0 && (wanted.key & ~stated & ~m_rules[r].widens) == 0;
        FieldMask byOthers = 0;
        for (const size_t other : used)
            byOthers |= other == rule || other == r ? 0 : m_rules[other].widens;
        const FieldMask offered = wanted.values & (stated | byOthers);
        // What r itself implies stands at its proof as well.
        if (fromStated && (wanted.key & stated & ~m_rules[r].key) == 0 && (offered & ~m_rules[r].key & ~m_rules[r].widens) == 0 && (offered & stated & ~m_rules[r].key) == 0)
            return true;
    }
    return false;
}

// Backwards from what the indirect rules take in: nothing else is looked up.
void IdentityPlans::readNeeded(IdentityPlan &plan, const std::vector<size_t> &used) const
{
    FieldMask targets = 0;
    for (const size_t r : plan.indirect)
        targets |= m_rules[r].key | (m_rules[r].computed ? 0 : m_rules[r].values);
    for (bool more = true; more;) {
        more = false;
        for (const size_t r : used) {
            if (std::find(plan.needed.begin(), plan.needed.end(), r) != plan.needed.end() || !(m_rules[r].widens & targets))
                continue;
            plan.needed.push_back(r);
            targets |= m_rules[r].key;
            more = true;
        }
    }
    std::sort(plan.needed.begin(), plan.needed.end());
}

} // namespace widelens
