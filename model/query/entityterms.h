// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/compiledterm.h"
#include "model/query/rowselection.h"
#include "model/rules/rules.h"

#include <functional>
#include <memory>
#include <vector>

namespace widelens {

// Terms for two or more of the key fields of a kind: together they name an entity. A line about several ("Sent tasks: [53, 54]")
// has the values of all of them, and term by term it would also be about one that is made of them: of such lines, those are left
// that name an entity for which all terms hold, as EntityPass counts them. Where there are several terms for a field, one of
// them has to hold for it. Any thread may read it.
class EntityTerms
{
public:
    // By kind; those of one field, and negated ones, are none's. `terms` outlive them.
    static std::vector<EntityTerms> among(const EventStore &store, const std::vector<CompiledTerm> &terms);

    // Of rows of a segment for which each of the terms holds. Costs a look at each in the columns with lists, and a few look-ups
    // an element where there is one.
    std::unique_ptr<RowSelection> keep(const EventStore &store, uint32_t segment, std::unique_ptr<RowSelection> rows,
                                       const std::function<bool()> &mayGoOn) const;

private:
    using FieldTerms = std::vector<const CompiledTerm *>;

    KeyRule m_kind; // with no other fields than these
    std::vector<FieldTerms> m_terms; // by field
};

} // namespace widelens
