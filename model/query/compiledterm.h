// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/identity.h"
#include "model/query/filter.h"

#include <optional>
#include <vector>

namespace widelens {

// A term with its operand in every form that it is compared in.
struct CompiledTerm {
    CompiledTerm(const EventStore &store, Term given);
    // The same field has this value; stated, not following.
    CompiledTerm(const EventStore &store, FieldId id, const Value &value);

    bool holds(const Value &value) const; // whether negated or not
    bool isPlace() const; // decided for a source as a whole

    Term term;
    FieldId field = kNoField;
    std::optional<double> number;
    std::vector<uint64_t> hashes; // of the values for which it can hold, see SearchIndex
    // What implies the value: explicit keys, where there are few; else each row is asked.
    bool mayDerive = false;
    bool listed = false;
    std::vector<Identity::ImpliedKey> impliedBy;
};

} // namespace widelens
