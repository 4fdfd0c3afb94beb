// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/rowwalk.h"

#include <map>
#include <mutex>
#include <vector>

namespace widelens {

// An implication, with its fields as places in the list of all identity fields.
struct PlannedRule {
    FieldMask key = 0;
    FieldMask widens = 0; // fields of events that it implies
    FieldMask values = 0; // those, and facts
    bool computed = false; // from the key: events need not say any of them
};

// What rows that state the same set of fields can contribute, and what has to be looked up for that.
struct IdentityPlan {
    FieldMask closure = 0; // what a row could know
    std::vector<size_t> direct; // rules whose key and one of whose values are in the row
    std::vector<size_t> indirect; // rules to which it contributes only with something derived
    std::vector<size_t> needed; // rules whose values the indirect ones need
    FieldMask relevant = 0; // of the closure, what the indirect ones take in
};

// The plans of the sets that occur, made when they are first asked for. Any thread may ask.
class IdentityPlans
{
public:
    explicit IdentityPlans(std::vector<PlannedRule> rules)
        : m_rules(std::move(rules))
    {
    }
    const IdentityPlan &plan(FieldMask stated); // stays where it is until contest()

    // From now on keys may have several values: what is stated and derived may differ, and holds for one as for the other.
    void contest();
    bool isContested() const { return m_contested; }

private:
    IdentityPlan make(FieldMask stated) const;
    void readNeeded(IdentityPlan &plan, const std::vector<size_t> &used) const;
    bool addsNothing(size_t rule, FieldMask stated, const std::vector<size_t> &used) const;

    std::vector<PlannedRule> m_rules;
    bool m_contested = false;
    std::mutex m_mutex;
    std::map<FieldMask, IdentityPlan> m_plans;
};

} // namespace widelens
