// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/findings.h"

#include "model/analysis/witnesses.h"
#include "model/identity/identity.h"
#include "model/query/census.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <map>
#include <set>

namespace widelens {

namespace {

using Kind = Finding::Kind;
constexpr double kNearlyAll = 0.95;
constexpr size_t kMostValues = ImplicationTable::kMaxFollowed; // of a conflict, said in its sentence
constexpr uint64_t kFewestBesideOne = 3; // others, for a single one to stand out
constexpr size_t kMostOfATry = 64; // changes: one that has more goes round and round, and leads over everything
constexpr size_t kMostBefore = 1024; // changes of one entity before a cause, of which one may be its effect
constexpr uint64_t kFewest = 10; // ways from state to state, to speak of what is usual

class FindingSearch
{
public:
    FindingSearch(const EventStore &store, const Continue &goOn, const TransitionSource &source)
        : m_store(store)
        , m_rules(store.rules())
        , m_goOn(goOn)
        , m_source(source)
    {
    }

    std::shared_ptr<const Findings> search()
    {
        addConflicts();
        if (!addFromCensuses() || !addEventsWithoutRun())
            return nullptr;
        const auto transitions = readTransitions(m_source, m_store, [this](double part) { return goOn(0.4 + 0.6 * part); });
        if (!transitions)
            return nullptr;
        addStates(*transitions);
        addDisagreements(*transitions);
        auto findings = std::make_shared<Findings>();
        for (auto &[kind, list] : m_lists) {
            std::stable_sort(list.begin(), list.end(), [this](const Finding &a, const Finding &b) { return m_store.isBefore(a.evidence.front(), b.evidence.front()); });
            findings->counts.emplace_back(kind, m_counts[kind]);
            for (auto &finding : list)
                findings->list.push_back(std::move(finding));
        }
        return findings;
    }

private:
    bool goOn(double part) const { return !m_goOn || m_goOn(part); }

    // Counts all, keeps some: `make` is called only for those that are kept.
    template<typename Make>
    void add(Kind kind, Make make)
    {
        if (m_counts[kind]++ < Findings::kMaxOfAKind)
            m_lists[kind].push_back(make());
    }

    std::string titleOf(const std::string &field) const
    {
        const FieldRule *rule = m_rules.field(field);
        return rule && !rule->title.empty() ? rule->title : field;
    }

    const KeyRule *kindWithKey(const std::vector<std::string> &fields) const
    {
        const auto found = std::find_if(m_rules.keys.begin(), m_rules.keys.end(), [&](const KeyRule &kind) { return kind.fields == fields; });
        return found == m_rules.keys.end() ? nullptr : &*found;
    }

    void addConflicts()
    {
        if (!m_store.identity())
            return;
        const Identity::LeftOut &leftOut = m_store.identity()->leftOut();
        if (leftOut.events > 0) {
            add(Kind::Conflict, [&] {
                const std::string events = std::to_string(leftOut.events) + (leftOut.events == 1 ? " event" : " events");
                const std::string what = "so much contradicts itself that more follows for " + events + " than is taken in: at most ";
                return Finding { Kind::Conflict, what + std::to_string(Identity::kMaxFollowing) + " values of an event are", {}, { leftOut.first } };
            });
        }
        for (const Conflict &conflict : m_store.identity()->conflicts(m_store)) {
            add(Kind::Conflict, [&] {
                const ImplicationRule &rule = m_rules.implications[static_cast<size_t>(conflict.rule)];
                Finding finding { Kind::Conflict, {}, {}, {} };
                std::vector<std::string> key;
                std::string label;
                for (const auto &[field, value] : conflict.key) {
                    key.push_back(toText(value));
                    label += (label.empty() ? "" : ", ") + titleOf(field) + " " + toText(value);
                }
                if (const KeyRule *kind = kindWithKey(rule.key)) {
                    finding.entity = makeEntity(m_store, *kind, conflict.run, key);
                    label = finding.entity.label();
                }
                finding.what = label + " has several values for " + titleOf(conflict.field) + ":";
                for (size_t i = 0; i < std::min(kMostValues, conflict.values.size()); ++i) {
                    finding.what += (i == 0 ? " " : ", ") + toText(conflict.values[i].value);
                    finding.evidence.push_back(conflict.values[i].proof);
                }
                if (conflict.values.size() > kMostValues)
                    finding.what += " and " + std::to_string(conflict.values.size() - kMostValues) + " more";
                if (!conflict.isFollowed)
                    finding.what += "; they are too many to be followed";
                if (conflict.hasMore)
                    finding.what += "; more follow, and are left out";
                return finding;
            });
        }
    }

    bool addFromCensuses()
    {
        const auto censuses = takeCensuses(m_store, [this](double part) { return goOn(0.3 * part); });
        if (censuses.empty() && !m_rules.keys.empty())
            return false;
        for (size_t k = 0; k < censuses.size(); ++k) {
            addOrphans(m_rules.keys[k], censuses[k]);
            addOfOneSource(m_rules.keys[k], censuses[k]);
        }
        return true;
    }

    Entity entityOf(const KeyRule &kind, const Census &census, uint32_t n) const { return makeEntity(m_store, kind, census.entities.run(n), census.entities.keyTexts(n)); }

    // Entities whose implication leads to the key of the kind that has states, but of which nothing is known. Where that is so for
    // all of a run (its version logs no line that names both), that is one finding, not one for each.
    void addOrphans(const KeyRule &kind, const Census &census)
    {
        const KeyRule *owner = m_rules.key(m_rules.stateKind);
        for (size_t r = 0; owner && m_store.identity() && r < m_rules.implications.size(); ++r) {
            const ImplicationRule &rule = m_rules.implications[r];
            const auto implied = [&](const std::string &field) { return std::find(rule.implies.begin(), rule.implies.end(), field) != rule.implies.end(); };
            if (kind.fields != rule.key || !std::all_of(owner->fields.begin(), owner->fields.end(), implied))
                continue;
            const Identity &identity = *m_store.identity();
            AtomTranslation toIdentity(census.entities.atoms(), identity.atoms());
            std::vector<Atom> key(kind.fields.size());
            std::map<RunId, OfRun> runs;
            for (uint32_t n = 0; n < census.size(); ++n) {
                const RunId run = census.entities.run(n);
                for (size_t k = 0; k < key.size(); ++k)
                    key[k] = toIdentity(census.entities.atom(n, k));
                const uint32_t node = identity.table(r).find(run, key.data());
                const bool isOrphan = run != kNoRun && (node == ImplicationTable::kNone || !knows(r, node, *owner));
                runs[run].count(n, isOrphan);
            }
            for (const auto &[run, of] : runs) {
                if (of.orphans.size() > 1 && of.orphans.size() == of.entities)
                    addAllOrphans(kind, *owner, census, of.orphans);
                else
                    addEachOrphan(kind, *owner, census, of.orphans);
            }
        }
    }

    struct OfRun {
        uint64_t entities = 0;
        std::vector<uint32_t> orphans;

        void count(uint32_t n, bool isOrphan)
        {
            ++entities;
            if (isOrphan)
                orphans.push_back(n);
        }
    };

    void addEachOrphan(const KeyRule &kind, const KeyRule &owner, const Census &census, const std::vector<uint32_t> &orphans)
    {
        for (const uint32_t n : orphans) {
            add(Kind::Orphan, [&] {
                Finding finding { Kind::Orphan, {}, entityOf(kind, census, n), { census.firsts[n] } };
                finding.what = finding.entity.label() + " belongs to no " + owner.kind + " that any line names";
                return finding;
            });
        }
    }

    void addAllOrphans(const KeyRule &kind, const KeyRule &owner, const Census &census, const std::vector<uint32_t> &orphans)
    {
        add(Kind::Orphan, [&] {
            const auto isEarlier = [&](uint32_t a, uint32_t b) {
                const EventRef x = census.firsts[a];
                const EventRef y = census.firsts[b];
                return x.isValid() && (!y.isValid() || m_store.isBefore(x, y));
            };
            const uint32_t first = *std::min_element(orphans.begin(), orphans.end(), isEarlier);
            const Run &run = m_store.runs()[index(census.entities.run(first))];
            const std::string where = m_store.runs().size() > 1 && !run.rundir.empty() ? " of " + run.rundir : "";
            Finding finding { Kind::Orphan, {}, {}, { census.firsts[first] } };
            finding.what = "all " + std::to_string(orphans.size()) + " " + kind.title + where + " belong to no " + owner.kind + " that any line names, " + entityOf(kind, census, first).label() + " first: no line says which " + owner.kind + " they are";
            return finding;
        });
    }

    // An id that only one source names, where nearly all ids of the kind stand in several.
    void addOfOneSource(const KeyRule &kind, const Census &census)
    {
        const auto several = static_cast<uint64_t>(std::count(census.several.begin(), census.several.end(), true));
        const bool usual = census.size() - several == 1 ? several >= kFewestBesideOne : static_cast<double>(several) >= kNearlyAll * static_cast<double>(census.size());
        for (uint32_t n = 0; usual && n < census.size(); ++n) {
            if (census.several[n] || !census.firsts[n].isValid())
                continue;
            add(Kind::OneSource, [&] {
                Finding finding { Kind::OneSource, {}, entityOf(kind, census, n), { census.firsts[n] } };
                finding.what = finding.entity.label() + " is named by " + m_store.source(census.firsts[n]).logsource + " alone; " + std::to_string(several) + " of " + std::to_string(census.size()) + " " + kind.title + " are named by several sources";
                return finding;
            });
        }
    }

    bool knows(size_t rule, uint32_t node, const KeyRule &owner) const
    {
        const auto &implies = m_rules.implications[rule].implies;
        for (const auto &field : owner.fields) {
            bool any = false;
            m_store.identity()->table(rule).eachFact(node, static_cast<size_t>(std::find(implies.begin(), implies.end(), field) - implies.begin()), [&](const auto &) { any = true; });
            if (!any)
                return false;
        }
        return true;
    }

    // One finding a source.
    bool addEventsWithoutRun()
    {
        const auto count = static_cast<uint32_t>(m_store.segments().size());
        std::map<uint32_t, std::pair<uint64_t, EventRef>> lacking; // by source
        const bool anyRun = std::any_of(m_store.runs().begin(), m_store.runs().end(), [](const Run &run) { return !run.dfk.empty() || !run.rundir.empty(); });
        for (uint32_t i = 0; i < count && anyRun; ++i) {
            if (!goOn(0.3 + 0.1 * i / count))
                return false;
            const SegmentView &view = *m_store.segments()[i];
            if (view.hasOneRun() && m_store.sources()[view.source()].run != kNoRun)
                continue;
            auto &[events, first] = lacking[view.source()];
            for (uint32_t row = 0; row < view.rowCount(); ++row) {
                if (view.isCopy(row) || m_store.run({ i, row }) != kNoRun)
                    continue;
                first = events++ ? first : EventRef { i, row };
            }
        }
        for (const auto &[source, lack] : lacking) {
            const auto &[events, first] = lack;
            if (events == 0)
                continue;
            add(Kind::NoRun, [&, events = events, first = first, source = source] {
                const std::string what = events == 1 ? "1 event does" : std::to_string(events) + " events do";
                return Finding { Kind::NoRun, what + " not say which run it belongs to: " + m_store.sources()[source].path, {}, { first } };
            });
        }
        return true;
    }

    Entity entityOf(const Transitions &read, uint32_t entity) const
    {
        return makeEntity(m_store, *m_rules.key(m_rules.stateKind), read.entities.run(entity), read.entities.keyTexts(entity));
    }

    int rank(const std::string &state) const
    {
        const StateRule *rule = m_rules.state(state);
        return rule ? rule->rank : -1;
    }

    // Its line does not say the state: another one may, before it too.
    bool isImplied(const Transition &transition) const
    {
        const int rule = m_store.templates().rule(m_store.templateId(transition.event));
        return rule >= 0 && m_rules.messages[static_cast<size_t>(rule)].implied;
    }

    void addStates(const Transitions &read)
    {
        for (uint32_t entity = 0; entity < read.entities.size(); ++entity) {
            const Transition *before = nullptr;
            for (const Transition &transition : read.of(entity)) {
                addIfRepeated(read, entity, transition, before);
                addIfLate(read, entity, transition, before);
                before = transition.late ? before : &transition;
            }
        }
        addSkipped(read);
        addEffectsFirst(read);
    }

    void addIfLate(const Transitions &read, uint32_t entity, const Transition &transition, const Transition *before)
    {
        if (!transition.late)
            return;
        m_late.insert({ entity, transition.state });
        if (isImplied(transition))
            return;
        add(Kind::LateState, [&] {
            Finding finding { Kind::LateState, {}, entityOf(read, entity), { transition.event } };
            if (before)
                finding.evidence.push_back(before->event);
            finding.what = finding.entity.label() + ": " + read.states[transition.state] + " is reported after " + (before ? read.states[before->state] : "later states");
            return finding;
        });
    }

    void addIfRepeated(const Transitions &read, uint32_t entity, const Transition &transition, const Transition *before)
    {
        if (transition.late || !before || before->state != transition.state || before->attempt != transition.attempt || isImplied(transition) || isImplied(*before))
            return;
        add(Kind::RepeatedState, [&] {
            Finding finding { Kind::RepeatedState, {}, entityOf(read, entity), { transition.event, before->event } };
            finding.what = finding.entity.label() + ": " + read.states[transition.state] + " is reported again in the same try";
            return finding;
        });
    }

    // Two sources of which one reports causes after the other reported their effects.
    struct Disorder {
        uint64_t count = 0;
        Time most = 0;
        EventRef cause;
        EventRef effect;
    };

    // How far apart two times must be to tell which is earlier: as they are written, whole seconds or milliseconds.
    static Time resolution(Time time)
    {
        return time % kSecond == 0 ? kSecond : time % 1'000'000 == 0 ? 1'000'000 : 1'000;
    }

    using Disorders = std::map<std::pair<uint32_t, uint32_t>, Disorder>; // by the sources of cause and effect

    void addDisorders(const Transitions &read, std::span<const Transition> changes, Disorders &disorders) const
    {
        constexpr Time delay = kSecond; // of a process that writes a state when it comes to that
        size_t lastTry = 0; // its first change
        std::vector<uint32_t> sources; // of the changes so far; few
        for (size_t i = 0; i < changes.size(); ++i) {
            const Transition &cause = changes[i];
            const uint32_t source = m_store.segment(cause.event).source();
            const bool isNewSource = std::find(sources.begin(), sources.end(), source) == sources.end();
            if (isNewSource)
                sources.push_back(source);
            const StateRule *rule = m_rules.state(read.states[cause.state]);
            if (rule && rule->opens && !cause.late)
                lastTry = i;
            // What opens the first try is reported before all else, unless the beginning of its log is missing.
            const bool first = rule && rule->opens && isNewSource;
            if (!rule || !(cause.late || first) || (isImplied(cause) && !rule->belated))
                continue;
            // Where nothing says which try it is of, what stands in the last one is its effect, and nothing of another.
            const size_t begin = std::max(cause.attempt < 0 && !first ? lastTry : 0, i - std::min(i, kMostBefore));
            for (const Transition &effect : changes.subspan(begin, i - begin)) {
                const Time apart = cause.time - effect.time;
                const Time least = std::max({ rule->belated ? delay : 0, resolution(cause.time), resolution(effect.time) });
                const bool sameTry = first || effect.attempt == cause.attempt || cause.attempt < 0;
                if (effect.late || isImplied(effect) || !sameTry || rank(read.states[effect.state]) <= rule->rank || apart <= least || m_store.isSameFile(cause.event, effect.event))
                    continue;
                Disorder &disorder = disorders[{ source, m_store.segment(effect.event).source() }];
                ++disorder.count;
                if (apart > disorder.most) {
                    disorder.most = apart;
                    disorder.cause = cause.event;
                    disorder.effect = effect.event;
                }
                break;
            }
        }
    }

    void addEffectsFirst(const Transitions &read)
    {
        Disorders disorders;
        for (uint32_t entity = 0; entity < read.entities.size(); ++entity)
            addDisorders(read, read.of(entity), disorders);
        for (const auto &[pair, disorder] : disorders) {
            add(Kind::EffectFirst, [this, &disorder = disorder] {
                std::string seconds = formatEpochSeconds(disorder.most);
                const std::string what = disorder.count == 1 ? "1 cause in " : std::to_string(disorder.count) + " causes in ";
                return Finding { Kind::EffectFirst, what + m_store.source(disorder.cause).path + " stand after their effects in " + m_store.source(disorder.effect).path + ", by up to " + seconds + " s: the clocks of their hosts differ, or one was read in a wrong zone; nothing was shifted", {}, { disorder.cause, disorder.effect } };
            });
        }
    }

    void addDisagreements(const Transitions &read)
    {
        findDisagreements(m_store, read, [&](Disagreement disagreement) {
            add(Kind::Disagreement, [&] {
                Finding finding { Kind::Disagreement, std::move(disagreement.what), {}, std::move(disagreement.evidence) };
                if (!disagreement.isOfMany) {
                    finding.entity = entityOf(read, disagreement.entity);
                    finding.what = finding.entity.label() + ": " + finding.what;
                }
                return finding;
            });
        });
    }

    // Visits the tries: an entity, and the states of one attempt that were applied.
    template<typename Visit>
    static void eachTry(const Transitions &read, Visit visit)
    {
        std::vector<const Transition *> changes;
        for (uint32_t entity = 0; entity < read.entities.size(); ++entity) {
            changes.clear();
            const auto end = [&] {
                if (changes.size() <= kMostOfATry)
                    visit(entity, changes);
                changes.clear();
            };
            for (const Transition &change : read.of(entity)) {
                if (change.late)
                    continue;
                if (!changes.empty() && changes.back()->attempt != change.attempt)
                    end();
                changes.push_back(&change);
            }
            end();
        }
    }

    // A way from state a to state b in one try usually leads over c when nearly all tries that go from a to b do.
    void addSkipped(const Transitions &read)
    {
        using Changes = std::vector<const Transition *>;
        const size_t n = read.states.size();
        std::vector<uint64_t> ways(n * n, 0);
        std::vector<uint64_t> over(n * n * n, 0);
        eachTry(read, [&](uint32_t, const Changes &changes) {
            for (size_t i = 0; i < changes.size(); ++i) {
                for (size_t k = i + 1; k < changes.size(); ++k) {
                    const size_t way = changes[i]->state * n + changes[k]->state;
                    ++ways[way];
                    for (size_t j = i + 1; j < k; ++j)
                        ++over[way * n + changes[j]->state];
                }
            }
        });
        std::vector<int> ranks;
        for (const std::string &state : read.states)
            ranks.push_back(rank(state));
        eachTry(read, [&](uint32_t entity, const Changes &changes) {
            for (size_t i = 0; i + 1 < changes.size(); ++i) {
                const Transition &from = *changes[i];
                const Transition &to = *changes[i + 1];
                const size_t way = from.state * n + to.state;
                if (ways[way] < kFewest)
                    continue;
                for (uint32_t c = 0; c < n; ++c) {
                    const bool between = ranks[c] > ranks[from.state] && ranks[c] < ranks[to.state];
                    const bool usual = static_cast<double>(over[way * n + c]) >= kNearlyAll * static_cast<double>(ways[way]);
                    if (!between || !usual || m_late.contains({ entity, c }))
                        continue;
                    add(Kind::SkippedState, [&] {
                        Finding finding { Kind::SkippedState, {}, entityOf(read, entity), { from.event, to.event } };
                        finding.what = finding.entity.label() + " goes from " + read.states[from.state] + " to " + read.states[to.state] + " without " + read.states[c] + "; "
                            + std::to_string(over[way * n + c]) + " of " + std::to_string(ways[way]) + " tries pass through it";
                        return finding;
                    });
                }
            }
        });
    }

    const EventStore &m_store;
    const Rules &m_rules;
    const Continue &m_goOn;
    const TransitionSource &m_source;
    std::map<Kind, std::vector<Finding>> m_lists;
    std::map<Kind, uint64_t> m_counts;
    std::set<std::pair<uint32_t, uint32_t>> m_late; // entity and state: not skipped
};

} // namespace

bool isSerious(Finding::Kind kind)
{
    return kind == Kind::Conflict || kind == Kind::Orphan || kind == Kind::SkippedState || kind == Kind::EffectFirst || kind == Kind::Disagreement;
}

const char *findingName(Finding::Kind kind)
{
    switch (kind) {
    case Kind::Conflict:
        return "conflict";
    case Kind::Orphan:
        return "orphan";
    case Kind::OneSource:
        return "one source";
    case Kind::NoRun:
        return "no run";
    case Kind::SkippedState:
        return "skipped state";
    case Kind::RepeatedState:
        return "repeated state";
    case Kind::LateState:
        return "late state";
    case Kind::EffectFirst:
        return "effect first";
    case Kind::Disagreement:
        return "disagreement";
    }
    return "";
}

std::shared_ptr<const Findings> findFindings(const EventStore &store, const Continue &goOn, const TransitionSource &source)
{
    return FindingSearch(store, goOn, source).search();
}

} // namespace widelens
