// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/runsummary.h"

#include "model/analysis/failures.h"
#include "model/import/recordreader.h"
#include "model/query/entity.h"
#include "model/query/exceptiontext.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <map>
#include <unordered_set>

namespace widelens {

namespace {

class Summarizing
{
public:
    Summarizing(std::shared_ptr<const EventStore> store, const Continue &goOn, const TransitionSource &source)
        : m_store(std::move(store)), m_rules(m_store->rules()), m_goOn(goOn), m_source(source), m_result(std::make_shared<RunSummary>())
    {
    }

    std::shared_ptr<const RunSummary> summarize()
    {
        const auto transitions = readTransitions(m_source, *m_store, [this](double fraction) { return goOn(fraction * 0.3); });
        if (!transitions)
            return nullptr;
        countStates(*transitions);
        if (!countFailures(*transitions) || !countLevels() || !readErrors())
            return nullptr;
        sortFailures();
        countKinds();
        countUnread();
        return m_result;
    }

private:
    bool goOn(double fraction) const { return !m_goOn || m_goOn(fraction); }

    void countStates(const Transitions &transitions)
    {
        for (const auto &name : transitions.states) {
            const StateRule *rule = m_rules.state(name);
            m_result->states.push_back({ { name, 0 }, rule && rule->failure, rule && rule->final });
        }
        constexpr uint32_t none = ~uint32_t(0);
        m_last.assign(transitions.entities.size(), none);
        for (uint32_t entity = 0; entity < m_last.size(); ++entity) {
            for (const Transition &transition : transitions.of(entity)) {
                if (!transition.late)
                    m_last[entity] = transition.state;
            }
        }
        m_result->statesOfRuns.assign(m_store->runs().size(), std::vector<uint64_t>(transitions.states.size()));
        for (uint32_t entity = 0; entity < m_last.size(); ++entity) {
            if (m_last[entity] == none)
                continue;
            ++m_result->entities;
            ++m_result->states[m_last[entity]].count;
            ++m_result->statesOfRuns[index(transitions.entities.run(entity))][m_last[entity]];
        }
    }

    RunSummary::Failure &failure(std::string_view type)
    {
        RunSummary::Failure &found = m_failures[std::string(shortName(type))];
        if (found.type.empty())
            found.type = type;
        return found;
    }

    bool countFailures(const Transitions &transitions)
    {
        const KeyRule *kind = m_rules.key(m_rules.stateKind);
        if (!kind)
            return true;
        std::map<std::string, std::unordered_set<uint32_t>> seen;
        const auto visit = [&](EventRef event, const std::string &type, const std::vector<Value> &key) {
            RunSummary::Failure &found = failure(type);
            ++found.events;
            auto name = std::find_if(found.names.begin(), found.names.end(), [&](const auto &n) { return n.name == type; });
            if (name == found.names.end())
                name = found.names.insert(name, { type, 0 });
            ++name->count;
            if (!found.first.isValid() || m_store->isBefore(event, found.first))
                found.first = event;
            const uint32_t entity = transitions.entities.find(m_store->run(event), key);
            if (entity == EntityNumbers::kNone || !seen[std::string(shortName(type))].insert(entity).second)
                return;
            ++found.entities;
            found.ended += m_last[entity] < m_result->states.size() && m_result->states[m_last[entity]].failure;
        };
        return eachFailure(*m_store, *kind, visit, [this](double part) { return goOn(0.3 + 0.3 * part); });
    }

    bool countLevels()
    {
        std::map<std::pair<int, std::string>, uint64_t> levels;
        const int error = m_rules.levelRank("ERROR");
        size_t seen = 0;
        for (const EventRef event : *m_store->rows()) {
            if ((++seen & 0xfffff) == 0 && !goOn(0.6))
                return false;
            const Context &context = m_store->segment(event).context(event.row);
            ++levels[{ context.severity, std::string(context.levelName) }];
            if (context.severity >= error && error >= 0) {
                ++m_result->errors;
                if (m_errors.size() < RunSummary::kMaxRead)
                    m_errors.push_back(event);
            }
        }
        for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
            if (!level->first.second.empty())
                m_result->levels.push_back({ level->first.second, level->second });
        }
        return true;
    }

    // Why: the last lines of the tracebacks of errors.
    bool readErrors()
    {
        RecordReader reader(m_store);
        std::map<std::string, std::map<std::string, RunSummary::Message>> messages;
        for (const EventRef event : m_errors) {
            if (!goOn(0.6 + 0.4 * static_cast<double>(m_result->errorsRead) / static_cast<double>(m_errors.size())))
                return false;
            ++m_result->errorsRead;
            const auto exception = exceptionIn(reader.message(event));
            if (!exception)
                continue;
            RunSummary::Failure &found = failure(exception->first);
            if (!found.first.isValid())
                found.first = event;
            const std::string text = withoutNumbers(exception->second);
            RunSummary::Message &message = messages[std::string(shortName(found.type))].try_emplace(text, RunSummary::Message { text, 0, event }).first->second;
            ++message.count;
        }
        for (auto &[type, texts] : messages) {
            std::vector<RunSummary::Message> &list = m_failures[type].messages;
            for (auto &[text, message] : texts)
                list.push_back(std::move(message));
            std::stable_sort(list.begin(), list.end(), [](const auto &a, const auto &b) { return a.count > b.count; });
            list.resize(std::min(list.size(), RunSummary::kMaxMessages));
        }
        return true;
    }

    void sortFailures()
    {
        for (auto &[type, found] : m_failures)
            m_result->failures.push_back(std::move(found));
        std::stable_sort(m_result->failures.begin(), m_result->failures.end(), [](const auto &a, const auto &b) {
            return a.ended != b.ended ? a.ended > b.ended : a.events > b.events;
        });
    }

    void countKinds()
    {
        const auto counts = countEntities(*m_store);
        for (const KeyRule &key : m_rules.keys) {
            if (const auto found = counts.find(key.kind); found != counts.end())
                m_result->kinds.push_back({ key.kind, found->second });
        }
    }

    void countUnread()
    {
        RunSummary::Unread &unread = m_result->unread;
        for (const Source &source : m_store->sources()) {
            unread.skippedLines += source.skipped;
            for (const Issue &issue : source.issues) {
                unread.lost += issue.severity == Issue::Severity::Lost;
                unread.damaged += issue.severity == Issue::Severity::Damage;
                unread.notes += issue.severity == Issue::Severity::Note;
            }
            unread.damaged += source.issuesLeftOut;
            unread.emptyFiles += source.format == "empty";
            if (source.format == "unknown" && source.done)
                unread.unknownFiles.push_back(source.path);
        }
    }

    std::shared_ptr<const EventStore> m_store;
    const Rules &m_rules;
    const Continue &m_goOn;
    const TransitionSource &m_source;
    std::shared_ptr<RunSummary> m_result;
    std::vector<uint32_t> m_last; // state of each entity
    std::map<std::string, RunSummary::Failure> m_failures; // by short name
    std::vector<EventRef> m_errors;
};

} // namespace

std::shared_ptr<const RunSummary> summarizeRuns(const std::shared_ptr<const EventStore> &store, const Continue &goOn, const TransitionSource &source)
{
    return Summarizing(store, goOn, source).summarize();
}

} // namespace widelens
