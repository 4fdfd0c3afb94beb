// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/termtest.h"

#include "model/query/compiledterm.h"
#include "model/query/entityterms.h"
#include "model/query/exceptiontext.h"
#include "model/query/searchindex.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <set>

namespace widelens {

TermTest::TermTest(std::shared_ptr<const EventStore> store, const std::vector<Term> &terms)
    : m_store(std::move(store))
    , m_index(m_store->searchIndex())
    , m_reader(m_store)
{
    std::vector<CompiledTerm> compiled;
    for (const auto &term : terms)
        compiled.emplace_back(*m_store, term);
    m_terms = std::make_shared<const std::vector<CompiledTerm>>(std::move(compiled));
    m_entities = std::make_shared<const std::vector<EntityTerms>>(EntityTerms::among(*m_store, *m_terms));
}

TermTest::TermTest(const TermTest &other)
    : m_store(other.m_store)
    , m_index(other.m_index)
    , m_terms(other.m_terms)
    , m_entities(other.m_entities)
    , m_reader(m_store)
{
}

TermTest::~TermTest() = default;

std::unique_ptr<RowSelection> TermTest::select(uint32_t segment, const Continue &goOn)
{
    const uint32_t count = m_store->segments()[segment]->rowCount();
    return select(segment, goOn, count ? RowSelection::everything(count) : nullptr);
}

std::unique_ptr<RowSelection> TermTest::select(uint32_t segment, const Continue &goOn, std::unique_ptr<RowSelection> rows)
{
    std::vector<std::pair<double, const CompiledTerm *>> order;
    for (const auto &term : *m_terms)
        order.emplace_back(rows && m_terms->size() > 1 ? cost(term, segment) : 0, &term);
    std::stable_sort(order.begin(), order.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    for (const auto &[cost, term] : order) {
        if (rows)
            rows = apply(*term, segment, std::move(rows), goOn);
        if (rows && rows->count() == 0)
            rows = nullptr;
    }
    for (const EntityTerms &entity : *m_entities) {
        if (rows)
            rows = entity.keep(*m_store, segment, std::move(rows), [&] { return mayGoOn(goOn); });
        if (rows && rows->count() == 0)
            rows = nullptr;
    }
    return rows;
}

// --- what is decided first

bool TermTest::isByReference(const CompiledTerm &term, const SegmentView &view) const
{
    const ColumnView *column = term.field == kNoField ? nullptr : view.find(term.field);
    const std::string &name = term.term.field;
    if (!column) // every record of a text log has them
        return name == "formatted" || name == "created" || name == "traceback";
    return !column->column && column->present > 0;
}

double TermTest::statedCost(const CompiledTerm &term, uint32_t segment) const
{
    constexpr double kReading = 1000; // times the cost of a row in memory
    constexpr double kIndexed = 1.0 / 64; // of the entries are looked at
    const SegmentView &view = *m_store->segments()[segment];
    const double rows = view.rowCount();
    const std::string &name = term.term.field;
    if (term.isPlace())
        return 0;
    if (name == "severity" || name == "template")
        return rows;
    if (name == m_store->rules().runField)
        return view.hasOneRun() ? 0 : rows;
    if (isByReference(term, view))
        return rows * kReading;
    const ColumnView *column = term.field == kNoField ? nullptr : view.find(term.field);
    if (!column || column->count == 0)
        return term.field != kNoField && view.isInContexts({ term.field }) ? rows : 0;
    const double entries = static_cast<double>(column->count);
    return term.term.negated ? rows : m_index && m_index->column(segment, term.field) ? entries * kIndexed : entries;
}

bool TermTest::mayFollowIn(const CompiledTerm &term, uint32_t segment) const
{
    return term.mayDerive && m_store->identity()->mayDeriveIn(*m_store, segment, term.field);
}

double TermTest::cost(const CompiledTerm &term, uint32_t segment) const
{
    constexpr double kFollowing = 100; // times the cost of a row that is looked at
    const double stated = statedCost(term, segment);
    if (!mayFollowIn(term, segment))
        return stated;
    const double rows = m_store->segments()[segment]->rowCount();
    return term.listed && !term.term.negated ? std::min(rows, stated * static_cast<double>(1 + term.impliedBy.size())) : rows * kFollowing;
}

bool TermTest::mayGoOn(const Continue &goOn)
{
    constexpr size_t stride = 256;
    if (!m_cancelled && goOn && ++m_asked % stride == 0)
        m_cancelled = !goOn(0);
    return !m_cancelled;
}

std::unique_ptr<RowSelection> TermTest::apply(const CompiledTerm &term, uint32_t segment, Rows rows, const Continue &goOn)
{
    if (!mayFollowIn(term, segment))
        return applyStated(term, segment, std::move(rows), goOn);
    // A value that is stated or follows: either holds. Negated: neither does.
    CompiledTerm plain = term;
    plain.term.negated = false;
    auto found = applyStated(plain, segment, std::make_unique<RowSelection>(*rows), goOn);
    if (auto more = following(term, segment, *rows, goOn))
        found = found ? unite(*found, *more) : std::move(more);
    if (!found)
        return term.term.negated ? std::move(rows) : nullptr;
    return term.term.negated ? subtract(*rows, *found) : intersect(*rows, *found);
}

// --- what rows state

std::unique_ptr<RowSelection> TermTest::applyStated(const CompiledTerm &compiled, uint32_t number, Rows rows, const Continue &goOn)
{
    const SegmentView &view = *m_store->segments()[number];
    const Source &source = m_store->sources()[view.source()];
    const Term &term = compiled.term;
    const auto verdict = [&](bool holds) { return holds != term.negated ? std::move(rows) : nullptr; };
    if (term.field == "source")
        return verdict(source.path == term.value);
    if (term.field == "logsource")
        return verdict(source.logsource == term.value);
    if (term.field == "rundir")
        return verdict(source.run != kNoRun && m_store->runs()[index(source.run)].rundir == term.value);
    if (term.field == "severity") {
        const int least = m_store->rules().levelRank(term.value);
        return rows->keep([&](uint32_t row) { return (least >= 0 && m_store->severity({ number, row }) >= least) != term.negated; });
    }
    if (term.field == "template") {
        std::set<TemplateId> wanted;
        for (const TemplateId id : view.templateIds()) {
            if (m_store->templates().get(id).text == term.value)
                wanted.insert(id);
        }
        return rows->keep([&](uint32_t row) { return (wanted.count(view.templateId(row)) > 0) != term.negated; });
    }
    if (term.field == m_store->rules().runField && view.hasOneRun())
        return verdict(source.run != kNoRun && m_store->runs()[index(source.run)].dfk == term.value);
    if (term.field == m_store->rules().runField)
        return rows->keep([&](uint32_t row) { return compiled.holds(m_store->value({ number, row }, compiled.field)) == !term.negated; });
    if (isByReference(compiled, view))
        return applyReference(compiled, number, std::move(rows), goOn);
    if (compiled.field == kNoField)
        return verdict(false);
    const ColumnView *column = view.find(compiled.field);
    if (column && column->count > 0)
        return applyColumn(compiled, number, std::move(rows));
    const std::vector<bool> contexts = decideContexts(compiled, view);
    const auto isSet = [](bool holds) { return holds; };
    if (std::none_of(contexts.begin(), contexts.end(), isSet))
        return verdict(false);
    if (std::all_of(contexts.begin(), contexts.end(), isSet))
        return verdict(true);
    return rows->keep([&](uint32_t row) { return contexts[view.contextCode(row)] != term.negated; });
}

// The file tells.
std::unique_ptr<RowSelection> TermTest::applyReference(const CompiledTerm &compiled, uint32_t number, Rows rows, const Continue &goOn)
{
    const Term &term = compiled.term;
    const bool ofTraceback = term.field == "traceback" && !m_store->segments()[number]->find(compiled.field);
    return rows->keep([&](uint32_t row) {
        if (!mayGoOn(goOn))
            return false;
        if (ofTraceback)
            return (exceptionLine(m_reader.message({ number, row })) == term.value) != term.negated;
        if (term.field == "formatted")
            return compiled.holds(std::string_view(m_reader.message({ number, row }))) == !term.negated;
        const Record record = m_reader.read({ number, row });
        const auto *field = record.find(term.field);
        return (field && compiled.holds(std::string_view(field->text))) == !term.negated;
    });
}

// What rows without an entry in the column say: their context, else the path.
std::vector<bool> TermTest::decideContexts(const CompiledTerm &term, const SegmentView &view) const
{
    bool constant = false;
    for (const auto &[field, cell] : view.constants())
        constant |= field == term.field && term.holds(view.value(cell));
    std::vector<bool> contexts(view.contextCount(), constant);
    for (uint32_t code = 0; code < view.contextCount(); ++code) {
        for (const auto &[field, cell] : view.columns().contexts[code].fields) {
            if (field == term.field)
                contexts[code] = term.holds(view.value(cell));
        }
    }
    return contexts;
}

std::unique_ptr<RowSelection> TermTest::applyColumn(const CompiledTerm &compiled, uint32_t number, Rows rows) const
{
    const SegmentView &view = *m_store->segments()[number];
    const ColumnView &column = *view.find(compiled.field);
    const auto &entries = *column.column;
    const bool negated = compiled.term.negated;
    const std::vector<bool> contexts = decideContexts(compiled, view);
    const bool anyContext = std::find(contexts.begin(), contexts.end(), true) != contexts.end();
    // One decision per distinct cell, then one look per entry.
    std::vector<std::pair<Cell, bool>> decided;
    const auto holdsCell = [&](Cell cell) {
        if (cell < ValuePool::kPooled)
            return compiled.number ? static_cast<double>(cell) == *compiled.number : compiled.holds(view.value(cell));
        for (const auto &[known, holds] : decided) {
            if (known == cell)
                return holds;
        }
        const bool holds = compiled.holds(view.value(cell));
        if (decided.size() < 64)
            decided.emplace_back(cell, holds);
        return holds;
    };
    constexpr size_t kSearch = 32; // entries that cost as much as searching for one
    if (rows->isList() && rows->count() * kSearch < column.count) {
        return rows->keep([&](uint32_t row) {
            size_t i = SegmentView::lowerBound(column, row);
            if (i == column.count || entries.rows[i] != row)
                return contexts[view.contextCode(row)] != negated;
            bool holds = false;
            for (; !holds && i < column.count && entries.rows[i] == row; ++i)
                holds = holdsCell(entries.cells[i]);
            return holds != negated;
        });
    }
    auto matched = RowSelection::none(view.rowCount());
    auto stating = RowSelection::none(view.rowCount()); // rows with an entry, where the others matter
    const bool othersMatter = anyContext || negated;
    uint32_t last = 0xffffffff;
    uint32_t lastStating = 0xffffffff;
    const auto look = [&](size_t begin, size_t end) {
        for (size_t i = begin; i < end;) {
            const auto [entryRows, n] = entries.rows.run(i, end);
            const auto [cells, m] = entries.cells.run(i, end);
            for (size_t k = 0; k < n && k < m; ++k) {
                if (othersMatter && std::exchange(lastStating, entryRows[k]) != entryRows[k])
                    stating->append(entryRows[k]);
                if (holdsCell(cells[k]) && std::exchange(last, entryRows[k]) != entryRows[k])
                    matched->append(entryRows[k]);
            }
            i += std::min(n, m);
        }
    };
    const BlockFilter *blocks = m_index && !othersMatter ? m_index->column(number, compiled.field) : nullptr;
    if (blocks)
        blocks->eachPart(compiled.hashes, column.count, look);
    else
        look(0, column.count);
    if (!othersMatter)
        return rows->isEverything() ? std::move(matched) : intersect(*rows, *matched);
    matched->useBits();
    stating->useBits();
    return rows->keep([&](uint32_t row) {
        const bool holds = matched->contains(row) || (!stating->contains(row) && contexts[view.contextCode(row)]);
        return holds != negated;
    });
}

} // namespace widelens
