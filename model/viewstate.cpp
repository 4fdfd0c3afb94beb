// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/viewstate.h"

#include <algorithm>

namespace widelens {

bool isSameFilter(const Filter &a, const Filter &b)
{
    return a.range == b.range && std::is_permutation(a.terms.begin(), a.terms.end(), b.terms.begin(), b.terms.end())
        && std::is_permutation(a.excluded.begin(), a.excluded.end(), b.excluded.begin(), b.excluded.end());
}

Filter filterOf(const ViewState &state)
{
    Filter filter;
    filter.range = state.range;
    for (const Pivot &pivot : state.pivots) {
        if (!pivot.enabled)
            continue;
        // Not (task 58 of that run) is more than not 58 and not that run.
        if (pivot.negated && pivot.terms.size() > 1) {
            filter.excluded.push_back(pivot.terms);
            continue;
        }
        for (Term term : pivot.terms) {
            term.negated = term.negated != pivot.negated;
            filter.terms.push_back(std::move(term));
        }
    }
    return filter;
}

} // namespace widelens
