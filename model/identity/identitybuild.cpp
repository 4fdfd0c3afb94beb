// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/identity/identitybuild.h"

#include "model/identity/identityplan.h"
#include "model/rules/rules.h"
#include "model/store/parallel.h"

#include <algorithm>
#include <atomic>

namespace widelens {

namespace {

constexpr uint32_t kRowsOfAPart = 1 << 13; // what they contribute fits into the cache
constexpr size_t kPartsAtOnce = 16; // what they contribute is held at a time
constexpr size_t kAhead = 8;

} // namespace

// Rows are read in parts, on all cores, while the tables stand still; what a part contributes is then added, a table a core.
class IdentityBuild::Work
{
public:
    bool extend(const EventStore &store, const Continue &goOn);
    std::shared_ptr<Identity> m_identity = std::make_shared<Identity>();

private:
    using Known = Identity::Known;
    using Proof = ImplicationTable::Proof;

    // Rows of a segment.
    struct Part {
        uint32_t segment;
        uint32_t begin;
        uint32_t end;
        bool open = true; // some of its rows may still learn something
    };

    // To one table: run, proof, joined (a bit a value), key, values; 0 where there is none.
    struct Contributions {
        std::vector<uint64_t> words;
        size_t last = 0; // where the last one begins: most rows say again what the one before them said
        bool any = false;
    };

    // Reads one part.
    class Reader
    {
    public:
        Reader(Work &work, const EventStore &store, Part &part, bool indirect, std::vector<Contributions> &out);
        void read();

    private:
        void readRow(EventRef event, RunId run, const std::vector<Atom> &atoms);
        bool usePlan(FieldMask stated);
        const IdentityPlan *planOf(FieldMask mask);
        bool closeSimply(RunId run);
        void closeFully(RunId run, const std::vector<Atom> &stated);
        void contribute(size_t rule, RunId run, EventRef event);
        void contributeAll(size_t rule, RunId run, EventRef event);
        uint64_t *record(size_t rule, RunId run, EventRef event);
        void keep(size_t rule);
        void compute(size_t rule, RunId run, EventRef event, const Atom *key);

        Work &m_work;
        const Identity &m_identity;
        const EventStore &m_store;
        Part &m_part;
        bool m_indirect;
        std::vector<Contributions> &m_out; // by rule
        std::vector<std::pair<FieldMask, const IdentityPlan *>> m_plans; // of this part's rows; null: nothing to do
        const IdentityPlan *m_plan = nullptr;
        std::array<Atom, Identity::kMaxFields> m_atoms {};
        FieldMask m_stated = 0; // by the row; m_plan is for that
        FieldMask m_mask = 0; // and what follows
        FieldMask m_joined = 0; // fields of m_atoms that were derived
        Known m_known;
    };

    void readRules(const EventStore &store);
    void addParts(const EventStore &store, std::vector<Part> &fresh);
    bool pass(const EventStore &store, std::vector<Part *> parts, bool indirect, const Continue &goOn);
    void apply(size_t parts, size_t rule);
    bool mayContest();

    std::vector<uint32_t> m_done; // rows of each segment
    std::vector<Part> m_parts; // those that are not direct alone
    std::unique_ptr<IdentityPlans> m_plans;
    std::vector<size_t> m_strides; // of contributions, by rule
    std::vector<std::vector<Contributions>> m_contributions; // of the parts read at once: memory that is used again
    std::mutex m_poolMutex;
    std::vector<char> m_grew; // by rule: whether events can follow more than before
};

// --- the whole

bool IdentityBuild::Work::extend(const EventStore &store, const Continue &goOn)
{
    if (!m_plans)
        readRules(store);
    if (m_identity->m_rules.empty())
        return true;
    for (size_t i = 0; i < m_identity->m_names.size(); ++i)
        m_identity->m_fields[i] = store.fields().find(m_identity->m_names[i]);
    std::vector<Part> fresh;
    addParts(store, fresh);
    std::vector<Part *> parts;
    for (Part &part : fresh)
        parts.push_back(&part);
    m_grew.assign(m_identity->m_rules.size(), 0);
    if (!pass(store, parts, false, goOn))
        return false;
    m_parts.insert(m_parts.end(), fresh.begin(), fresh.end());
    // Until nothing new follows. What is complete stays so, unless something is contested: then all may learn more.
    for (bool again = true; again;) {
        const bool contested = mayContest();
        parts.clear();
        for (Part &part : m_parts) {
            if (part.open || contested)
                parts.push_back(&part);
        }
        m_grew.assign(m_grew.size(), 0);
        if (!pass(store, parts, true, goOn))
            return false;
        again = std::find(m_grew.begin(), m_grew.end(), 1) != m_grew.end() || (!contested && mayContest());
    }
    m_identity->readFits();
    m_contributions.clear();
    return true;
}

bool IdentityBuild::Work::mayContest()
{
    const auto &tables = m_identity->m_tables;
    if (!m_plans->isContested() && std::any_of(tables.begin(), tables.end(), [](const ImplicationTable &table) { return table.isContested(); }))
        m_plans->contest();
    return m_plans->isContested();
}

void IdentityBuild::Work::readRules(const EventStore &store)
{
    Identity &identity = *m_identity;
    const auto place = [&](const std::string &name) {
        const auto found = std::find(identity.m_names.begin(), identity.m_names.end(), name);
        if (found != identity.m_names.end())
            return static_cast<uint8_t>(found - identity.m_names.begin());
        identity.m_names.push_back(name);
        return static_cast<uint8_t>(identity.m_names.size() - 1);
    };
    std::vector<PlannedRule> planned;
    for (const auto &implication : store.rules().implications) {
        Identity::Rule rule;
        PlannedRule plan;
        for (const auto &name : implication.key) {
            rule.key.push_back(place(name));
            plan.key |= FieldMask(1) << rule.key.back();
            if (name == implication.fit)
                rule.fit = static_cast<int>(rule.key.size()) - 1;
        }
        for (const auto &name : implication.implies) {
            rule.implied.push_back(place(name));
            plan.widens |= FieldMask(1) << rule.implied.back();
        }
        rule.widening = rule.implied.size();
        plan.values = plan.widens;
        for (const auto &name : implication.facts) {
            rule.implied.push_back(place(name));
            plan.values |= FieldMask(1) << rule.implied.back();
        }
        rule.keyMask = plan.key;
        plan.computed = implication.isFunction();
        identity.m_tables.emplace_back(rule.key.size(), rule.implied.size());
        m_strides.push_back(3 + rule.key.size() + rule.implied.size());
        identity.m_rules.push_back(std::move(rule));
        planned.push_back(plan);
    }
    identity.m_fields.assign(identity.m_names.size(), kNoField);
    identity.m_fitValues.resize(identity.m_rules.size());
    m_plans = std::make_unique<IdentityPlans>(std::move(planned));
}

void IdentityBuild::Work::addParts(const EventStore &store, std::vector<Part> &fresh)
{
    m_done.resize(store.segments().size(), 0);
    for (uint32_t i = 0; i < m_done.size(); ++i) {
        const uint32_t rows = store.segments()[i]->rowCount();
        for (; m_done[i] < rows; m_done[i] = fresh.back().end)
            fresh.push_back({ i, m_done[i], std::min(rows, m_done[i] + kRowsOfAPart) });
    }
}

bool IdentityBuild::Work::pass(const EventStore &store, std::vector<Part *> parts, bool indirect, const Continue &goOn)
{
    for (size_t begin = 0; begin < parts.size(); begin += kPartsAtOnce) {
        if (goOn && !goOn(static_cast<double>(begin) / static_cast<double>(parts.size())))
            return false;
        const size_t end = std::min(parts.size(), begin + kPartsAtOnce);
        m_contributions.resize(std::max(m_contributions.size(), end - begin));
        inParallel(end - begin, [&](size_t i) { Reader(*this, store, *parts[begin + i], indirect, m_contributions[i]).read(); });
        inParallel(m_identity->m_rules.size(), [&](size_t rule) { apply(end - begin, rule); });
    }
    return true;
}

void IdentityBuild::Work::apply(size_t parts, size_t rule)
{
    ImplicationTable &table = m_identity->m_tables[rule];
    const Identity::Rule &r = m_identity->m_rules[rule];
    const size_t stride = m_strides[rule];
    for (size_t part = 0; part < parts; ++part) {
        const std::vector<uint64_t> &words = m_contributions[part][rule].words;
        for (size_t at = 0; at < words.size(); at += stride) {
            if (const size_t ahead = at + kAhead * stride; ahead < words.size())
                table.prefetch(static_cast<RunId>(words[ahead]), &words[ahead + 3]);
            const uint64_t *values = &words[at + 3 + r.key.size()];
            const uint32_t node = table.findOrAdd(static_cast<RunId>(words[at]), &words[at + 3]);
            for (size_t i = 0; i < r.implied.size(); ++i) {
                const Proof proof = words[at + 1] | (words[at + 2] >> i & 1) << 63;
                if (values[i] && table.add(node, i, values[i], proof) && i < r.widening)
                    m_grew[rule] = 1;
            }
        }
    }
}

// --- a part

IdentityBuild::Work::Reader::Reader(Work &work, const EventStore &store, Part &part, bool indirect, std::vector<Contributions> &out)
    : m_work(work)
    , m_identity(*work.m_identity)
    , m_store(store)
    , m_part(part)
    , m_indirect(indirect)
    , m_out(out)
{
    m_out.resize(m_identity.m_rules.size());
    for (Contributions &to : m_out) {
        to.words.clear();
        to.any = false;
    }
}

void IdentityBuild::Work::Reader::read()
{
    const SegmentView &view = *m_store.segments()[m_part.segment];
    const bool oneRun = view.runCells().empty() && view.runRanges().empty();
    const RunId own = m_store.sources()[view.source()].run;
    const auto runOf = [&](uint32_t row) { return oneRun ? own : m_store.run({ m_part.segment, row }); };
    RowWalk walk(m_store, m_part.segment, m_identity.m_fields, m_work.m_identity->m_atoms, m_part.begin, m_part.end, &m_work.m_poolMutex);
    if (m_indirect)
        m_part.open = false;
    if (m_part.begin == 0) {
        FieldMask constants = 0;
        for (size_t i = 0; i < walk.constants().size(); ++i)
            constants |= walk.constants()[i] ? FieldMask(1) << i : 0;
        if (usePlan(constants))
            readRow({ m_part.segment, 0 }, runOf(0), walk.constants());
    }
    RunId lastRun = kNoRun;
    walk.each([this](FieldMask mask) { return usePlan(mask); }, [&](uint32_t row, const std::vector<Atom> &atoms, bool isNew) {
        const RunId run = runOf(row);
        if (run == lastRun && !isNew)
            return; // says what the row before it said
        lastRun = run;
        readRow({ m_part.segment, row }, run, atoms);
    });
}

// For the rows that state these fields; false where they have nothing to say.
bool IdentityBuild::Work::Reader::usePlan(FieldMask stated)
{
    if (stated != m_stated || m_plans.empty()) { // rows of a kind come in runs
        m_stated = stated;
        m_plan = planOf(stated);
    }
    return m_plan != nullptr;
}

const IdentityPlan *IdentityBuild::Work::Reader::planOf(FieldMask mask)
{
    for (const auto &[known, plan] : m_plans) { // there are few kinds
        if (known == mask)
            return plan;
    }
    const IdentityPlan &plan = m_work.m_plans->plan(mask);
    const bool idle = m_indirect ? plan.indirect.empty() : plan.direct.empty();
    m_plans.emplace_back(mask, idle ? nullptr : &plan);
    return m_plans.back().second;
}

void IdentityBuild::Work::Reader::readRow(EventRef event, RunId run, const std::vector<Atom> &atoms)
{
    if (run == kNoRun)
        return;
    m_mask = m_stated;
    std::copy(atoms.begin(), atoms.end(), m_atoms.begin());
    m_joined = 0;
    if (!m_indirect) {
        for (const size_t r : m_plan->direct)
            contribute(r, run, event);
        return;
    }
    if (m_work.m_plans->isContested() || !closeSimply(run)) {
        closeFully(run, atoms);
        for (const size_t r : m_plan->indirect)
            contributeAll(r, run, event);
        return;
    }
    for (const size_t r : m_plan->indirect) {
        if ((m_identity.m_rules[r].keyMask & ~m_mask) == 0)
            contribute(r, run, event);
    }
}

// Where every step has one answer, as it nearly always does. False where one has several.
bool IdentityBuild::Work::Reader::closeSimply(RunId run)
{
    std::array<Atom, Identity::kMaxFields> key;
    uint64_t done = 0; // rules
    for (bool more = true; more;) {
        more = false;
        for (const size_t r : m_plan->needed) {
            const Identity::Rule &rule = m_identity.m_rules[r];
            if ((done >> r & 1) || (rule.keyMask & ~m_mask))
                continue;
            done |= uint64_t(1) << r;
            for (size_t k = 0; k < rule.key.size(); ++k)
                key[k] = m_atoms[rule.key[k]];
            const ImplicationTable &table = m_identity.m_tables[r];
            const uint32_t node = table.find(run, key.data());
            for (size_t i = 0; i < rule.widening; ++i) {
                const uint8_t field = rule.implied[i];
                const Atom value = node == ImplicationTable::kNone ? 0 : table.firstValue(node, i);
                const bool wanted = (m_plan->relevant >> field & 1) != 0;
                if (!value) {
                    m_part.open |= wanted; // it may be said later
                } else if (!m_atoms[field]) {
                    m_atoms[field] = value;
                    m_mask |= FieldMask(1) << field;
                    m_joined |= FieldMask(1) << field;
                    more = true;
                } else if (m_atoms[field] != value) {
                    return false;
                }
            }
        }
    }
    for (const size_t r : m_plan->needed)
        m_part.open |= !(done >> r & 1);
    return true;
}

void IdentityBuild::Work::Reader::closeFully(RunId run, const std::vector<Atom> &stated)
{
    m_part.open = true;
    m_known.own.fill(0);
    std::copy(stated.begin(), stated.end(), m_known.own.begin());
    m_known.mask = m_stated;
    m_known.derived.clear();
    uint64_t needed = 0;
    for (const size_t r : m_plan->needed)
        needed |= uint64_t(1) << r;
    m_identity.close(m_known, run, false, needed);
}

uint64_t *IdentityBuild::Work::Reader::record(size_t rule, RunId run, EventRef event)
{
    Contributions &to = m_out[rule];
    const size_t begin = to.words.size();
    to.words.resize(begin + m_work.m_strides[rule], 0);
    uint64_t *words = &to.words[begin];
    words[0] = index(run);
    words[1] = ImplicationTable::proofOf(event, false);
    return words;
}

// Unless the last one said the same.
void IdentityBuild::Work::Reader::keep(size_t rule)
{
    Contributions &to = m_out[rule];
    const size_t stride = m_work.m_strides[rule];
    const size_t begin = to.words.size() - stride;
    const auto word = [&](size_t at) { return to.words.begin() + static_cast<ptrdiff_t>(at); };
    if (to.any && to.words[to.last] == to.words[begin] && std::equal(word(begin + 2), word(begin + stride), word(to.last + 2))) {
        to.words.resize(begin);
        return;
    }
    to.any = true;
    to.last = begin;
}

void IdentityBuild::Work::Reader::contribute(size_t r, RunId run, EventRef event)
{
    const Identity::Rule &rule = m_identity.m_rules[r];
    if (m_store.rules().implications[r].isFunction()) {
        std::array<Atom, Identity::kMaxFields> key;
        for (size_t k = 0; k < rule.key.size(); ++k)
            key[k] = m_atoms[rule.key[k]];
        compute(r, run, event, key.data());
        return;
    }
    if (!std::any_of(rule.implied.begin(), rule.implied.end(), [this](uint8_t field) { return m_atoms[field] != 0; }))
        return; // nothing of it followed after all
    uint64_t *words = record(r, run, event);
    for (size_t k = 0; k < rule.key.size(); ++k)
        words[3 + k] = m_atoms[rule.key[k]];
    for (size_t i = 0; i < rule.implied.size(); ++i) {
        const uint8_t field = rule.implied[i];
        words[3 + rule.key.size() + i] = m_atoms[field];
        words[2] |= (m_joined >> field & 1) << i;
    }
    keep(r);
}

// A function of the key: once for each, whatever events say.
void IdentityBuild::Work::Reader::compute(size_t r, RunId run, EventRef event, const Atom *key)
{
    const Identity::Rule &rule = m_identity.m_rules[r];
    const ImplicationTable &table = m_identity.m_tables[r];
    const ImplicationRule &function = m_store.rules().implications[r];
    const uint32_t node = table.find(run, key);
    std::vector<std::string> texts;
    if (node == ImplicationTable::kNone) {
        const std::lock_guard lock(m_work.m_poolMutex);
        for (size_t k = 0; k < rule.key.size(); ++k)
            texts.push_back(toText(m_identity.m_atoms.value(key[k])));
    }
    uint64_t *words = record(r, run, event);
    std::copy(key, key + rule.key.size(), words + 3);
    bool any = false;
    for (size_t i = 0; i < rule.implied.size(); ++i) {
        Atom &value = words[3 + rule.key.size() + i];
        if (node != ImplicationTable::kNone) {
            value = table.firstValue(node, i);
        } else if (const std::string text = function.compute(i, texts); !text.empty()) {
            // As a column would hold it: a number where the field may be one.
            const FieldRule *field = m_store.rules().field(function.implies[i]);
            int64_t number = 0;
            const bool isNumber = (!field || field->type == FieldRule::Type::Any || field->type == FieldRule::Type::Int) && parseCanonicalInt(text, number);
            const std::lock_guard lock(m_work.m_poolMutex);
            value = m_work.m_identity->m_atoms.intern(isNumber ? Value(number) : Value(std::string_view(text)));
        }
        any |= value != 0;
    }
    if (any)
        keep(r);
    else
        m_out[r].words.resize(m_out[r].words.size() - m_work.m_strides[r]);
}

// Every value with every key: there are several of one or the other.
void IdentityBuild::Work::Reader::contributeAll(size_t r, RunId run, EventRef event)
{
    const Identity::Rule &rule = m_identity.m_rules[r];
    if ((rule.keyMask & ~m_known.mask) != 0)
        return; // its key was not derived after all
    m_identity.eachKey(m_known, rule, [&](const Atom *key) {
        if (m_store.rules().implications[r].isFunction()) {
            compute(r, run, event, key);
            return;
        }
        const auto add = [&](size_t i, Atom value, bool joined) {
            uint64_t *words = record(r, run, event);
            std::copy(key, key + rule.key.size(), words + 3);
            words[3 + rule.key.size() + i] = value;
            words[2] = static_cast<uint64_t>(joined) << i;
        };
        for (size_t i = 0; i < rule.implied.size(); ++i) {
            const uint8_t field = rule.implied[i];
            if (m_known.own[field])
                add(i, m_known.own[field], false);
            for (const auto &item : m_known.derived) {
                if (item.field == field)
                    add(i, item.fact.value, true);
            }
        }
    });
    m_out[r].any = false;
}

// --- from outside

IdentityBuild::IdentityBuild()
    : m_work(std::make_unique<Work>())
{
}

IdentityBuild::~IdentityBuild() = default;

bool IdentityBuild::extend(const EventStore &store, const Continue &goOn)
{
    return m_work->extend(store, goOn);
}

bool IdentityBuild::holdsFor(const EventStore &whole) const
{
    return std::all_of(whole.segments().begin(), whole.segments().end(), [&](const auto &segment) {
        const auto isKept = [&](const std::string &name) {
            const ColumnView *column = segment->find(whole.fields().find(name));
            return !column || column->column;
        };
        const auto &names = m_work->m_identity->m_names;
        return !segment->hasCopies() && segment->runCells().empty() && segment->runRanges().empty() && std::all_of(names.begin(), names.end(), isKept);
    });
}

std::shared_ptr<const Identity> IdentityBuild::snapshot() const
{
    return std::make_shared<Identity>(*m_work->m_identity);
}

std::shared_ptr<const Identity> IdentityBuild::take()
{
    return std::move(m_work->m_identity);
}

std::shared_ptr<const Identity> Identity::build(const EventStore &store, const Continue &goOn)
{
    IdentityBuild build;
    return build.extend(store, goOn) ? build.take() : nullptr;
}

} // namespace widelens
