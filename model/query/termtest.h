// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/recordreader.h"
#include "model/query/filter.h"
#include "model/query/rowselection.h"

#include <memory>
#include <vector>

namespace widelens {

struct ColumnView;
struct CompiledTerm;
class EntityTerms;
class SearchIndex;
class SegmentView;

// Decides terms on the rows of a segment, the cheapest first: what is constant for the file, what the index of the store
// leads to, columns, then what follows, and last what must be read from the file, only on the rows that are left. Terms that
// name an entity together must hold for one.
class TermTest
{
public:
    TermTest(std::shared_ptr<const EventStore> store, const std::vector<Term> &terms);
    TermTest(const TermTest &other); // of the same terms, for another thread
    TermTest &operator=(const TermTest &) = delete;
    ~TermTest();

    std::unique_ptr<RowSelection> select(uint32_t segment, const Continue &goOn); // null: none; void where goOn said no
    // Of these rows. Costs in proportion to them where a term must be read from the file.
    std::unique_ptr<RowSelection> select(uint32_t segment, const Continue &goOn, std::unique_ptr<RowSelection> rows);

private:
    using Rows = std::unique_ptr<RowSelection>;

    // About how many rows or entries are looked at.
    double cost(const CompiledTerm &term, uint32_t segment) const;
    double statedCost(const CompiledTerm &term, uint32_t segment) const;
    bool mayFollowIn(const CompiledTerm &term, uint32_t segment) const;
    bool isByReference(const CompiledTerm &term, const SegmentView &view) const;

    Rows apply(const CompiledTerm &term, uint32_t segment, Rows rows, const Continue &goOn);

    // --- what rows state
    Rows applyStated(const CompiledTerm &term, uint32_t segment, Rows rows, const Continue &goOn);
    Rows applyReference(const CompiledTerm &term, uint32_t segment, Rows rows, const Continue &goOn);
    Rows applyColumn(const CompiledTerm &term, uint32_t segment, Rows rows) const;
    std::vector<bool> decideContexts(const CompiledTerm &term, const SegmentView &view) const;

    // --- what follows for them
    bool follows(const CompiledTerm &term, EventRef event) const; // a value that is asked for
    Rows following(const CompiledTerm &term, uint32_t segment, const RowSelection &rows, const Continue &goOn);
    Rows followingByKeys(const CompiledTerm &term, uint32_t segment, const RowSelection &rows, const Continue &goOn);
    Rows followingByRow(const CompiledTerm &term, uint32_t segment, const RowSelection &rows, const Continue &goOn);
    bool mayGoOn(const Continue &goOn);

    std::shared_ptr<const EventStore> m_store;
    std::shared_ptr<const SearchIndex> m_index; // null: columns are searched as a whole
    std::shared_ptr<const std::vector<CompiledTerm>> m_terms;
    std::shared_ptr<const std::vector<EntityTerms>> m_entities; // whose terms are among these
    RecordReader m_reader;
    bool m_cancelled = false;
    size_t m_asked = 0;
};

} // namespace widelens
