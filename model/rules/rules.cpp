// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/rules.h"

#include "model/rules/builtinrules.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace widelens {

std::string ImplicationRule::compute(size_t implied, const std::vector<std::string> &keyTexts) const
{
    if (match) {
        std::vector<Pattern::Span> spans;
        if (!match->match(keyTexts[0], spans))
            return {};
        const Pattern::Span span = spans[static_cast<size_t>(captures[implied])];
        return keyTexts[0].substr(span.begin, span.end - span.begin);
    }
    std::string result;
    for (const Piece &piece : text) {
        std::string part = piece.key < 0 ? piece.literal : keyTexts[static_cast<size_t>(piece.key)];
        for (char &c : part) {
            if (piece.letters == Piece::Letters::Lower && c >= 'A' && c <= 'Z')
                c = static_cast<char>(c - 'A' + 'a');
            if (piece.letters == Piece::Letters::Upper && c >= 'a' && c <= 'z')
                c = static_cast<char>(c - 'a' + 'A');
        }
        result += part;
    }
    return result;
}

namespace {

constexpr size_t kPrefixLength = 4;

} // namespace

const FieldRule *Rules::field(std::string_view name) const
{
    const auto found = m_fieldIndex.find(std::string(name));
    return found == m_fieldIndex.end() ? nullptr : &fields[found->second];
}

const StateRule *Rules::state(std::string_view name) const
{
    const auto found = std::find_if(states.begin(), states.end(), [&](const auto &state) { return state.name == name; });
    return found == states.end() ? nullptr : &*found;
}

const MetricRule *Rules::metric(std::string_view name) const
{
    const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const auto &metric) { return metric.name == name; });
    return found == metrics.end() ? nullptr : &*found;
}

const KeyRule *Rules::key(std::string_view kind) const
{
    const auto found = std::find_if(keys.begin(), keys.end(), [&](const auto &key) { return key.kind == kind; });
    return found == keys.end() ? nullptr : &*found;
}

const FormatRule *Rules::format(std::string_view name) const
{
    const auto found = std::find_if(formats.begin(), formats.end(), [&](const auto &format) { return format.name == name; });
    return found == formats.end() ? nullptr : &*found;
}

const GuessRule *Rules::guess(std::string_view from, std::string_view role) const
{
    const auto fits = [&](const GuessRule &guess) { return guess.from == from && std::find(guess.roles.begin(), guess.roles.end(), role) != guess.roles.end(); };
    const auto found = guessing ? std::find_if(guesses.begin(), guesses.end(), fits) : guesses.end();
    return found == guesses.end() ? nullptr : &*found;
}

int Rules::levelRank(std::string_view level) const
{
    for (const auto &rule : levels) {
        if (rule.name.size() == level.size()
            && std::equal(level.begin(), level.end(), rule.name.begin(), [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 32 : a) == b; }))
            return rule.rank;
    }
    return -1;
}

std::string Rules::canonicalName(std::string_view format, std::string_view key) const
{
    for (const std::string_view scope : { format, std::string_view() }) {
        const auto names = aliases.find(std::string(scope));
        if (names == aliases.end())
            continue;
        const auto found = names->second.find(std::string(key));
        if (found != names->second.end())
            return found->second;
    }
    return std::string(key);
}

std::string Rules::fieldForWord(std::string_view word) const
{
    if (field(word))
        return std::string(word);
    for (const auto &rule : fields) {
        if (!rule.shortName.empty() && rule.shortName == word)
            return rule.name;
    }
    return {};
}

int Rules::matchMessage(std::string_view message, std::string_view role, std::vector<Pattern::Span> &captures) const
{
    const auto tryRules = [&](const std::vector<int> &candidates) {
        for (const int i : candidates) {
            const auto &rule = messages[static_cast<size_t>(i)];
            const bool fits = rule.roles.empty() || std::find(rule.roles.begin(), rule.roles.end(), role) != rule.roles.end();
            if (fits && rule.pattern.match(message, captures))
                return i;
        }
        return -1;
    };
    const auto found = m_byPrefix.find(std::string(message.substr(0, kPrefixLength)));
    const int withPrefix = found == m_byPrefix.end() ? -1 : tryRules(found->second);
    return withPrefix >= 0 ? withPrefix : tryRules(m_withoutPrefix);
}

void Rules::index()
{
    m_fieldIndex.clear();
    for (size_t i = 0; i < fields.size(); ++i)
        m_fieldIndex[fields[i].name] = i;
    m_byPrefix.clear();
    m_withoutPrefix.clear();
    for (size_t i = 0; i < messages.size(); ++i) {
        const auto prefix = messages[i].pattern.prefix();
        if (prefix.size() < kPrefixLength)
            m_withoutPrefix.push_back(static_cast<int>(i));
        else
            m_byPrefix[std::string(prefix.substr(0, kPrefixLength))].push_back(static_cast<int>(i));
    }
}

namespace {

void addRuleFile(Rules &rules, const std::string &file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        throw RuleError(file + ": cannot be read: check its name and permissions");
    const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    addRules(rules, file, text);
}

std::vector<std::string> ruleFilesIn(const std::string &folder)
{
    std::vector<std::string> files;
    std::error_code error;
    for (std::filesystem::directory_iterator entries(folder, error), end; !error && entries != end; entries.increment(error)) {
        if (entries->path().extension() == ".json")
            files.push_back(entries->path().string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

std::shared_ptr<const Rules> loadRules(const std::vector<std::string> &userFiles)
{
    std::vector<std::string> problems;
    return loadRules({ {}, userFiles, false }, problems);
}

std::shared_ptr<const Rules> loadRules(const RuleSources &sources, std::vector<std::string> &problems)
{
    auto rules = std::make_shared<Rules>();
    for (const auto &[name, text] : builtinRules())
        addRules(*rules, std::string(name), text, false);
    if (!sources.folder.empty()) {
        for (const auto &file : ruleFilesIn(sources.folder)) {
            auto with = std::make_shared<Rules>(*rules); // a file is taken as a whole or not at all
            try {
                addRuleFile(*with, file);
                rules = std::move(with);
            } catch (const RuleError &error) {
                problems.emplace_back(error.what());
            }
        }
    }
    for (const auto &file : sources.files)
        addRuleFile(*rules, file);
    rules->guessing = sources.guessing;
    return rules;
}

} // namespace widelens
