// SPDX-License-Identifier: GPL-3.0-or-later
// Rows for which a value follows, beyond those that state it.
#include "model/identity/rowclosing.h"
#include "model/query/compiledterm.h"
#include "model/query/termtest.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <map>

namespace widelens {

namespace {

// Whether a value follows for a row, from the atoms that it states: what a look-up or two can tell. One thread's.
class QuickVerdict
{
public:
    enum class Verdict { No, Yes, Unknown };

    QuickVerdict(const EventStore &store, const CompiledTerm &term, AtomPool &atoms)
        : m_term(term)
        , m_atoms(atoms)
        , m_closing(store, { term.field }, kNoField, atoms)
    {
    }
    bool isPossible() const { return m_closing.hasAllSteps() && !m_closing.isContested(); }
    const std::vector<FieldId> &watched() const { return m_closing.watched(); }

    Verdict of(const std::vector<Atom> &stated, RunId run)
    {
        m_row = stated;
        const auto closing = m_closing.isComplete(m_row) ? RowClosing::Result::Complete : m_closing.close(m_row, run);
        if (closing == RowClosing::Result::Complete)
            return holds(m_row.front()) ? Verdict::Yes : Verdict::No;
        return closing == RowClosing::Result::Incomplete && !m_closing.mayFollowMore(m_row) ? Verdict::No : Verdict::Unknown;
    }

private:
    bool holds(Atom atom)
    {
        if (atom != m_last) {
            m_last = atom;
            m_holds = m_term.holds(m_atoms.value(atom));
        }
        return m_holds;
    }

    const CompiledTerm &m_term;
    AtomPool &m_atoms;
    RowClosing m_closing;
    std::vector<Atom> m_row;
    Atom m_last = 0;
    bool m_holds = false;
};

// The bits of some fields, by their places in one list, as those of another.
FieldMask maskAmong(const std::vector<FieldId> &to, const std::vector<FieldId> &from, FieldMask mask)
{
    FieldMask answer = 0;
    for (size_t i = 0; i < from.size(); ++i) {
        const auto place = std::find(to.begin(), to.end(), from[i]);
        if ((mask >> i & 1) && place != to.end())
            answer |= FieldMask(1) << (place - to.begin());
    }
    return answer;
}

} // namespace

bool TermTest::follows(const CompiledTerm &term, EventRef event) const
{
    const auto all = m_store->identity()->follows(*m_store, event);
    return std::any_of(all.begin(), all.end(), [&](const auto &value) { return value.field == term.term.field && term.holds(value.value); });
}

std::unique_ptr<RowSelection> TermTest::following(const CompiledTerm &term, uint32_t segment, const RowSelection &rows, const Continue &goOn)
{
    constexpr size_t kFewKeys = 8; // to look up in each of a few rows
    if (term.listed && (!rows.isList() || term.impliedBy.size() <= kFewKeys)) {
        if (auto byKeys = followingByKeys(term, segment, rows, goOn))
            return byKeys;
    }
    return followingByRow(term, segment, rows, goOn);
}

// Rows that state one of the keys; whether they do belong to the value is asked of these alone. Of a list, those in it; else
// all, and null where the keys do not narrow.
std::unique_ptr<RowSelection> TermTest::followingByKeys(const CompiledTerm &term, uint32_t number, const RowSelection &rows, const Continue &goOn)
{
    const Identity &identity = *m_store->identity();
    const uint32_t count = m_store->segments()[number]->rowCount();
    std::vector<uint32_t> found;
    for (const auto &key : term.impliedBy) {
        std::vector<std::pair<double, CompiledTerm>> parts;
        for (const auto &[field, value] : key.terms) {
            // A key field may itself follow: its stated rows narrow only where nothing can derive it.
            if (!identity.mayDeriveIn(*m_store, number, field)) {
                CompiledTerm part(*m_store, field, value);
                const double cost = statedCost(part, number);
                parts.emplace_back(cost, std::move(part));
            }
        }
        std::stable_sort(parts.begin(), parts.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
        Rows matching = rows.isList() ? std::make_unique<RowSelection>(rows) : RowSelection::everything(count);
        for (const auto &[cost, part] : parts) {
            if (matching)
                matching = applyStated(part, number, std::move(matching), goOn);
        }
        if (matching && matching->isEverything() && count > 0)
            return nullptr;
        if (matching)
            matching->each([&](uint32_t row) { found.push_back(row); });
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::erase_if(found, [&](uint32_t row) { return !mayGoOn(goOn) || !follows(term, { number, row }); });
    return RowSelection::list(count, std::move(found));
}

// Asks each row; of rows that state the same, one. Those that state nothing from which it could follow are passed over.
std::unique_ptr<RowSelection> TermTest::followingByRow(const CompiledTerm &term, uint32_t number, const RowSelection &rows, const Continue &goOn)
{
    const Identity &identity = *m_store->identity();
    const SegmentView &view = *m_store->segments()[number];
    const std::vector<FieldId> &fields = identity.fields();
    const auto asked = [&](uint32_t row) { return mayGoOn(goOn) && follows(term, { number, row }); };
    // What headers say, or a run, is not in columns.
    const bool onlyColumns = !view.isInContexts(fields) && std::find(fields.begin(), fields.end(), m_store->fields().find(m_store->rules().runField)) == fields.end();
    if (rows.isList() || !onlyColumns)
        return rows.keep(asked);
    AtomPool atoms;
    QuickVerdict quick(*m_store, term, atoms);
    const bool isQuick = quick.isPossible();
    const std::vector<FieldId> &walked = isQuick ? quick.watched() : fields;
    RowWalk walk(*m_store, number, walked, atoms);
    std::vector<std::pair<FieldMask, bool>> known; // few: rows come in few kinds
    const auto mayFollow = [&](FieldMask stated) {
        for (const auto &[mask, may] : known) {
            if (mask == stated)
                return may;
        }
        known.emplace_back(stated, identity.mayDeriveFrom(maskAmong(fields, walked, stated), term.field));
        return known.back().second;
    };
    const bool fromPath = mayFollow(walk.constantMask()); // for all rows, whatever they state
    auto found = RowSelection::none(view.rowCount());
    auto visited = RowSelection::none(view.rowCount());
    uint32_t last = 0xffffffff;
    RunId lastRun = kNoRun;
    bool wasList = false;
    bool holds = false;
    const auto verdictOf = [&](uint32_t row, RunId run, const std::vector<Atom> &stated) {
        const auto verdict = isQuick ? quick.of(stated, run) : QuickVerdict::Verdict::Unknown;
        return verdict == QuickVerdict::Verdict::Unknown ? asked(row) : mayGoOn(goOn) && verdict == QuickVerdict::Verdict::Yes;
    };
    walk.each(mayFollow, [&](uint32_t row, const std::vector<Atom> &stated, bool isNew) {
        if (std::exchange(last, row) == row) { // another element of its list: it may follow from this one
            if (!holds && (holds = verdictOf(row, lastRun, stated)))
                found->append(row);
            wasList = true;
            return;
        }
        const RunId run = m_store->run({ number, row });
        if (isNew || wasList || run != lastRun)
            holds = verdictOf(row, run, stated);
        wasList = false;
        lastRun = run;
        if (holds)
            found->append(row);
        if (fromPath)
            visited->append(row);
    });
    if (!fromPath)
        return found;
    visited->useBits();
    std::map<RunId, bool> byRun;
    const auto others = rows.keep([&](uint32_t row) {
        if (visited->contains(row))
            return false;
        const auto [run, isNew] = byRun.try_emplace(m_store->run({ number, row }), false);
        if (isNew)
            run->second = asked(row);
        return run->second;
    });
    return unite(*found, *others);
}

} // namespace widelens
