// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

namespace widelens {

namespace {

struct CommandRule {
    std::string_view name;
    std::string_view words; // behind RUN…
    std::string_view what;
    std::string_view options; // its own, with a value: "--where", flags end in '!'
    std::string_view example;
};

constexpr std::array kCommands {
    CommandRule { "info", "", "what was read, and what was wrong with it", "--format", "widelens info runinfo --format json" },
    CommandRule { "events", "", "the events, in time order", "--format --where --columns --limit", "widelens events runinfo/000 --where 'levelname=ERROR' --format jsonl" },
    CommandRule { "about", "KEY=VALUE…", "everything that carries the identity of one task, block, worker …", "--format --columns --limit", "widelens about runinfo/000 task=58" },
    CommandRule { "states", "", "how many tasks are in each state, over time", "--format --by", "widelens states runinfo/000 --format csv" },
    CommandRule { "metrics", "[NAME]", "the metric series there are, or the samples of one", "--format", "widelens metrics runinfo/000 managers_count --format csv" },
    CommandRule { "plot", "VIEW", "a plot as a file; VIEW is states or metric:NAME", "-o --size --from --to --data --lines!", "widelens plot runinfo/000 states -o states.png --size 1600x900" },
};

constexpr std::string_view kCommonOptions = "--run --tz --rules --copies! --damaged! --all-fields! --guess! --quiet! --help! --version!";

const CommandRule *ruleFor(std::string_view name)
{
    const auto found = std::find_if(kCommands.begin(), kCommands.end(), [&](const auto &rule) { return rule.name == name; });
    return found == kCommands.end() ? nullptr : &*found;
}

enum class Takes { Nothing, Value, Unknown };

Takes takes(std::string_view options, std::string_view name)
{
    size_t at = 0;
    while (at < options.size()) {
        const size_t end = std::min(options.find(' ', at), options.size());
        const std::string_view option = options.substr(at, end - at);
        if (option == name)
            return Takes::Value;
        if (option.back() == '!' && option.substr(0, option.size() - 1) == name)
            return Takes::Nothing;
        at = end + 1;
    }
    return Takes::Unknown;
}

bool isPath(const std::string &word)
{
    std::error_code error;
    return word == "-" || std::filesystem::exists(word, error);
}

// Which of the words are runs: for `about` those before the first KEY=VALUE, for metrics and plot those that exist.
void splitWords(CommandLine &line, const std::vector<std::string> &words)
{
    const bool keyed = line.command == "about";
    const bool named = line.command == "metrics" || line.command == "plot";
    for (size_t i = 0; i < words.size(); ++i) {
        const bool behind = keyed ? (i > 0 || words[i].find('=') != std::string::npos) && !isPath(words[i])
                                  : named && i > 0 && i + 1 == words.size() && !isPath(words[i]);
        if (behind || !line.words.empty())
            line.words.push_back(words[i]);
        else
            line.runs.push_back(words[i]);
    }
}

} // namespace

std::string CommandLine::value(const std::string &option, const std::string &otherwise) const
{
    const auto found = options.find(option);
    return found == options.end() ? otherwise : found->second;
}

std::string CommandLine::format(const std::vector<std::string> &known) const
{
    const std::string word = value("--format", known.front());
    if (std::find(known.begin(), known.end(), word) != known.end())
        return word;
    std::string all;
    for (const auto &name : known)
        all += (all.empty() ? "" : ", ") + name;
    throw CommandError(2, "--format " + word + " is not for " + command + ": formats are " + all);
}

std::vector<std::string> CommandLine::list(const std::string &option) const
{
    std::vector<std::string> result;
    const std::string text = value(option);
    size_t at = 0;
    while (at < text.size()) {
        const size_t end = std::min(text.find(',', at), text.size());
        if (end > at)
            result.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return result;
}

CommandLine parseCommandLine(int argc, char **argv)
{
    CommandLine line;
    std::vector<std::string> words;
    const CommandRule *rule = nullptr;
    for (int i = 1; i < argc; ++i) {
        std::string word = argv[i];
        if (word.size() < 2 || word[0] != '-') {
            if (line.command.empty()) {
                rule = ruleFor(word);
                if (!rule)
                    throw CommandError(2, "no command " + word + ": see widelens --help");
                line.command = word;
            } else {
                words.push_back(std::move(word));
            }
            continue;
        }
        if (word == "-h")
            word = "--help";
        std::string inlineValue;
        const size_t equals = word.find('=');
        const bool hasInline = word.rfind("--", 0) == 0 && equals != std::string::npos;
        if (hasInline) {
            inlineValue = word.substr(equals + 1);
            word.resize(equals);
        }
        Takes kind = takes(kCommonOptions, word);
        if (kind == Takes::Unknown && rule)
            kind = takes(rule->options, word);
        if (kind == Takes::Unknown)
            throw CommandError(2, "no option " + word + (rule ? " for " + line.command + ": see widelens " + line.command + " --help" : ": see widelens --help"));
        if (kind == Takes::Nothing) {
            line.options[word];
        } else if (hasInline) {
            line.options[word] = inlineValue;
        } else if (i + 1 < argc) {
            line.options[word] = argv[++i];
        } else {
            throw CommandError(2, "option " + word + " has no value: give one behind it");
        }
    }
    splitWords(line, words);
    return line;
}

bool isKnownCommand(const std::string &word)
{
    return ruleFor(word) != nullptr;
}

std::string helpFor(const std::string &command)
{
    if (const CommandRule *rule = ruleFor(command)) {
        std::string text = "widelens " + command + " RUN…" + (rule->words.empty() ? "" : " " + std::string(rule->words)) + "\n    " + std::string(rule->what) + "\n\nOptions: "
            + std::string(rule->options) + "\nAll commands: " + std::string(kCommonOptions) + "\n\nExample: " + std::string(rule->example) + "\n";
        std::erase(text, '!');
        return text;
    }
    std::string text = "Widelens " WIDELENS_VERSION ", an explorer for the logs of distributed runs.\n\n    widelens [RUN…]                  the window, on one or more runs\n";
    for (const auto &rule : kCommands) {
        std::string call = "widelens " + std::string(rule.name) + " RUN…" + (rule.words.empty() ? "" : " " + std::string(rule.words));
        call.resize(std::max<size_t>(call.size() + 2, 35), ' ');
        text += "    " + call + std::string(rule.what) + "\n";
    }
    text += "\nRUN is a numbered run directory, a directory that holds several of them, an archive of either, one log file, or -:\n"
            "standard input.\n"
            "Common options: --run 003 or --run ID (of several runs only this one), --copies, --damaged, --all-fields,\n"
            "--tz ZONE (print times in it, default UTC, and read times without a zone in it where their run does not tell, default\n"
            "this machine's), --rules FILE (beside those in $XDG_CONFIG_HOME/Widelens/rules), --guess (use the rules' guesses, such as\n"
            "tasks of a queue bound by order of submission; marked), --quiet, --version, --help (also behind a command).\n"
            "Exit codes: 0 done, 1 nothing to read or no such entity or metric, 2 the words are off or ambiguous.\n";
    return text;
}

} // namespace widelens
