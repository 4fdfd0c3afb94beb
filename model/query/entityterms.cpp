// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/entityterms.h"

#include "model/identity/rowkeys.h"
#include "model/identity/rowwalk.h"

#include <algorithm>
#include <optional>

namespace widelens {

namespace {

// Rows of a segment whose lists decide which entities they name. One thread's.
class EntityTest
{
public:
    EntityTest(const EventStore &store, uint32_t segment, const KeyRule &kind, const std::vector<std::vector<const CompiledTerm *>> &terms)
        : m_store(store)
        , m_segment(segment)
        , m_terms(terms)
        , m_keys(store, kind, m_atoms)
        , m_listing(listing())
        , m_lists(store, segment, m_listing, m_atoms)
        , m_rows(store, segment, m_keys.watched(), m_atoms)
    {
    }

    // What a header says comes with everything that the row says beside it: each combination is an entity.
    bool isNeeded() const { return !m_listing.empty() && !m_store.segments()[m_segment]->isInContexts(m_keys.watched()); }

    // Of rows in their order.
    bool passes(uint32_t row)
    {
        if (!m_lists.hasList(row))
            return true;
        const EventRef event { m_segment, row };
        const RunId run = m_store.run(event);
        std::optional<bool> whole; // what all elements say together
        return m_rows.any(row, [&](const std::vector<Atom> &stated) {
            switch (m_keys.read(stated, run)) {
            case RowKeys::Result::None:
                return false;
            case RowKeys::Result::One:
                return holdForKey(m_keys.atoms());
            case RowKeys::Result::Several:
                break;
            }
            if (!whole)
                whole = holdForAny(m_keys.values(event));
            return *whole;
        });
    }

private:
    // The fields whose elements may make a difference.
    std::vector<FieldId> listing() const
    {
        std::vector<FieldId> fields = m_keys.isDerivable() ? m_keys.watched() : m_keys.key();
        std::erase_if(fields, [&](FieldId field) {
            const ColumnView *column = m_store.segments()[m_segment]->find(field);
            return !column || !column->hasLists();
        });
        return fields;
    }

    bool holds(size_t k, const Value &value) const
    {
        return std::any_of(m_terms[k].begin(), m_terms[k].end(), [&](const CompiledTerm *term) { return term->holds(value); });
    }
    bool holdForKey(const std::vector<Atom> &atoms) const
    {
        for (size_t k = 0; k < m_terms.size(); ++k) {
            if (!holds(k, m_atoms.value(atoms[k])))
                return false;
        }
        return true;
    }
    bool holdForAny(const std::vector<std::vector<Value>> &values) const
    {
        for (size_t k = 0; k < m_terms.size(); ++k) {
            if (std::none_of(values[k].begin(), values[k].end(), [&](const Value &value) { return holds(k, value); }))
                return false;
        }
        return true;
    }

    const EventStore &m_store;
    uint32_t m_segment;
    const std::vector<std::vector<const CompiledTerm *>> &m_terms;
    AtomPool m_atoms;
    RowKeys m_keys;
    std::vector<FieldId> m_listing;
    RowWalk m_lists;
    RowWalk m_rows;
};

} // namespace

std::vector<EntityTerms> EntityTerms::among(const EventStore &store, const std::vector<CompiledTerm> &terms)
{
    std::vector<EntityTerms> found;
    for (const KeyRule &kind : store.rules().keys) {
        EntityTerms entity;
        entity.m_kind = kind;
        entity.m_kind.fields.clear();
        for (const auto &name : kind.fields) {
            FieldTerms ofField;
            for (const CompiledTerm &term : terms) {
                if (term.term.field == name && !term.term.negated)
                    ofField.push_back(&term);
            }
            if (ofField.empty())
                continue;
            entity.m_kind.fields.push_back(name);
            entity.m_terms.push_back(std::move(ofField));
        }
        if (entity.m_terms.size() > 1)
            found.push_back(std::move(entity));
    }
    return found;
}

std::unique_ptr<RowSelection> EntityTerms::keep(const EventStore &store, uint32_t segment, std::unique_ptr<RowSelection> rows, const std::function<bool()> &mayGoOn) const
{
    const std::vector<ColumnView> &columns = store.segments()[segment]->sparse();
    if (std::none_of(columns.begin(), columns.end(), [](const ColumnView &column) { return column.hasLists(); }))
        return rows;
    EntityTest test(store, segment, m_kind, m_terms);
    if (!test.isNeeded())
        return rows;
    const auto others = rows->keep([&](uint32_t row) { return !mayGoOn() || !test.passes(row); });
    return others->count() > 0 ? subtract(*rows, *others) : std::move(rows);
}

} // namespace widelens
