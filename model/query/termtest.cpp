// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/termtest.h"

#include "model/identity/identity.h"
#include "model/query/exceptiontext.h"
#include "model/rules/rules.h"
#include "model/store/value.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace widelens {

std::unique_ptr<RowSelection> RowSelection::everything(uint32_t rows)
{
    auto selection = std::make_unique<RowSelection>();
    selection->m_all = true;
    selection->m_rows = rows;
    return selection;
}

std::unique_ptr<RowSelection> RowSelection::list(std::vector<uint32_t> rows)
{
    if (rows.empty())
        return nullptr;
    auto selection = std::make_unique<RowSelection>();
    selection->m_list = std::move(rows);
    return selection;
}

std::unique_ptr<RowSelection> RowSelection::bits(std::vector<bool> bits)
{
    auto selection = std::make_unique<RowSelection>();
    selection->m_bits = std::move(bits);
    return selection;
}

size_t RowSelection::count() const
{
    return m_all ? m_rows : !m_bits.empty() ? static_cast<size_t>(std::count(m_bits.begin(), m_bits.end(), true)) : m_list.size();
}

bool RowSelection::contains(uint32_t row) const
{
    if (m_all)
        return true;
    if (!m_bits.empty())
        return m_bits[row];
    return std::binary_search(m_list.begin(), m_list.end(), row);
}

// A term with its operand in every form that it is compared in.
struct TermTest::Compiled {
    Term term {};
    FieldId field = kNoField;
    std::optional<double> number {};
    // What implies the value: explicit keys, where there are few; else each row is asked.
    bool mayDerive = false;
    bool listed = false;
    std::vector<Identity::ImpliedKey> impliedBy {};

    void readImplications(const EventStore &store)
    {
        const Identity *identity = store.identity();
        mayDerive = identity && field != kNoField && identity->mayDerive(field);
        if (!mayDerive)
            return;
        constexpr size_t kFew = 256;
        int64_t whole = 0;
        const Value value = parseCanonicalInt(term.value, whole) && !identity->isText(std::string_view(term.value)) ? Value(whole) : Value(std::string_view(term.value));
        listed = identity->impliedKeys(field, value, kFew, impliedBy);
    }

    bool holds(const Value &value) const
    {
        if (isAbsent(value))
            return false;
        if (number) {
            if (const auto *whole = std::get_if<int64_t>(&value))
                return static_cast<double>(*whole) == *number;
            if (const auto *real = std::get_if<double>(&value))
                return *real == *number;
        }
        const auto *text = std::get_if<std::string_view>(&value);
        return text ? *text == term.value : toText(value) == term.value;
    }
};

TermTest::TermTest(std::shared_ptr<const EventStore> store, const std::vector<Term> &terms)
    : m_store(std::move(store))
    , m_reader(m_store)
{
    for (const auto &term : terms) {
        Compiled compiled { term, m_store->fields().find(term.field), std::nullopt };
        double number = 0;
        const auto parsed = std::from_chars(term.value.data(), term.value.data() + term.value.size(), number);
        if (parsed.ec == std::errc() && parsed.ptr == term.value.data() + term.value.size())
            compiled.number = number;
        compiled.readImplications(*m_store);
        m_terms.push_back(std::move(compiled));
    }
    const auto isPlace = [](const Compiled &c) { return c.term.field == "logsource" || c.term.field == "source" || c.term.field == "rundir"; };
    std::stable_partition(m_terms.begin(), m_terms.end(), isPlace);
}

TermTest::~TermTest() = default;

std::unique_ptr<RowSelection> TermTest::select(uint32_t segment, const Continue &goOn)
{
    const uint32_t count = m_store->segments()[segment]->rowCount();
    return select(segment, goOn, count ? RowSelection::everything(count) : nullptr);
}

std::unique_ptr<RowSelection> TermTest::select(uint32_t segment, const Continue &goOn, std::unique_ptr<RowSelection> rows)
{
    for (const auto &term : m_terms) {
        if (rows)
            rows = apply(term, segment, std::move(rows), goOn);
    }
    return rows;
}

std::unique_ptr<RowSelection> TermTest::apply(const Compiled &term, uint32_t segment, std::unique_ptr<RowSelection> rows, const Continue &goOn)
{
    if (!term.mayDerive || !m_store->identity()->mayDeriveIn(*m_store, segment, term.field))
        return applyStated(term, segment, std::move(rows), goOn);
    // A value that is stated or follows: either holds. Negated: neither does.
    Compiled plain = term;
    plain.term.negated = false;
    const uint32_t count = m_store->segments()[segment]->rowCount();
    std::vector<bool> holds(count);
    if (const auto stated = applyStated(plain, segment, RowSelection::everything(count), goOn))
        stated->each([&](uint32_t row) { holds[row] = true; });
    if (const auto derived = derivedRows(term, segment, *rows, goOn))
        derived->each([&](uint32_t row) { holds[row] = true; });
    return rows->keep([&](uint32_t row) { return holds[row] != term.term.negated; });
}

// Whether a value that follows for the event is one that is asked for.
bool TermTest::follows(const Compiled &term, EventRef event) const
{
    const auto all = m_store->identity()->follows(*m_store, event);
    return std::any_of(all.begin(), all.end(), [&](const auto &value) { return value.field == term.term.field && term.holds(value.value); });
}

std::unique_ptr<RowSelection> TermTest::derivedRows(const Compiled &term, uint32_t number, const RowSelection &rows, const Continue &goOn)
{
    const Identity &identity = *m_store->identity();
    if (!term.listed) {
        size_t done = 0;
        return rows.keep([&](uint32_t row) {
            if (m_cancelled || (goOn && ++done % 4096 == 0 && !goOn(0))) {
                m_cancelled = true;
                return false;
            }
            return follows(term, { number, row });
        });
    }
    // Rows that state one of the keys; whether they do belong to the value is asked of these alone.
    std::vector<uint32_t> found;
    for (const auto &key : term.impliedBy) {
        auto matching = RowSelection::everything(m_store->segments()[number]->rowCount());
        for (const auto &[field, value] : key.terms) {
            Compiled part { { m_store->fields().name(field), toText(value), false }, field, std::nullopt, identity.mayDeriveIn(*m_store, number, field), false, {} };
            if (const auto *whole = std::get_if<int64_t>(&value))
                part.number = static_cast<double>(*whole);
            // A key field may itself follow: its stated rows narrow only where nothing can derive it.
            if (matching && !part.mayDerive)
                matching = applyStated(part, number, std::move(matching), goOn);
        }
        if (matching)
            matching->each([&](uint32_t row) { found.push_back(row); });
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::erase_if(found, [&](uint32_t row) { return !follows(term, { number, row }); });
    return RowSelection::list(std::move(found));
}

std::unique_ptr<RowSelection> TermTest::applyStated(const Compiled &compiled, uint32_t number, std::unique_ptr<RowSelection> rows, const Continue &goOn)
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
    const ColumnView *column = compiled.field == kNoField ? nullptr : view.find(compiled.field);
    const bool ofTraceback = !column && term.field == "traceback";
    const bool inHeader = !column && (term.field == "formatted" || term.field == "created"); // every record of a text log has them
    if (inHeader || ofTraceback || (column && !column->column && column->present > 0)) { // by reference: the file tells
        size_t done = 0;
        return rows->keep([&](uint32_t row) {
            if (m_cancelled || (goOn && ++done % 256 == 0 && !goOn(0))) {
                m_cancelled = true;
                return false;
            }
            if (ofTraceback)
                return (exceptionLine(m_reader.message({ number, row })) == term.value) != term.negated;
            if (term.field == "formatted")
                return compiled.holds(std::string_view(m_reader.message({ number, row }))) == !term.negated;
            const Record record = m_reader.read({ number, row });
            const auto *field = record.find(term.field);
            return (field && compiled.holds(std::string_view(field->text))) == !term.negated;
        });
    }
    if (compiled.field == kNoField)
        return verdict(false);
    // What rows without an entry in the column say: their context, else the path.
    bool constant = false;
    for (const auto &[field, cell] : view.constants())
        constant |= field == compiled.field && compiled.holds(view.value(cell));
    std::vector<bool> contexts(view.contextCount(), constant);
    bool anyContext = constant;
    for (uint32_t code = 0; code < view.contextCount(); ++code) {
        for (const auto &[field, cell] : view.columns().contexts[code].fields) {
            if (field == compiled.field)
                contexts[code] = compiled.holds(view.value(cell));
        }
        anyContext |= contexts[code];
    }
    if (!column || column->count == 0) {
        if (!anyContext)
            return verdict(false);
        if (std::all_of(contexts.begin(), contexts.end(), [](bool b) { return b; }))
            return verdict(true);
        return rows->keep([&](uint32_t row) { return contexts[view.contextCode(row)] != term.negated; });
    }
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
    std::vector<uint32_t> matched;
    std::vector<bool> hasEntry(anyContext || term.negated ? view.rowCount() : 0);
    for (size_t i = 0; i < column->count;) {
        const auto [entryRows, n] = column->column->rows.run(i, column->count);
        const auto [cells, m] = column->column->cells.run(i, column->count);
        for (size_t k = 0; k < n && k < m; ++k) {
            if (!hasEntry.empty())
                hasEntry[entryRows[k]] = true;
            if (holdsCell(cells[k]) && (matched.empty() || matched.back() != entryRows[k]))
                matched.push_back(entryRows[k]);
        }
        i += std::min(n, m);
    }
    if (!anyContext && !term.negated) {
        std::erase_if(matched, [&](uint32_t row) { return !rows->contains(row); });
        return RowSelection::list(std::move(matched));
    }
    size_t at = 0;
    return rows->keep([&](uint32_t row) {
        while (at < matched.size() && matched[at] < row)
            ++at;
        const bool holds = at < matched.size() && matched[at] == row ? true : !hasEntry[row] && contexts[view.contextCode(row)];
        return holds != term.negated;
    });
}

} // namespace widelens
