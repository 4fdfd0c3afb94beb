// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli.h"

#include "app/clicommands.h"
#include "app/output.h"
#include "app/userrules.h"
#include "model/import/loader.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <clocale>
#include <cstdio>

namespace widelens {

namespace {

void say(const std::string &message)
{
    std::fprintf(stderr, "widelens: %s\n", message.c_str());
}

// --run names a run directory or a run's id. An id is known only when everything was read: then its directory is read alone.
StorePtr load(const CommandLine &line, const std::shared_ptr<const Rules> &rules)
{
    LoadOptions options;
    options.paths = line.runs;
    options.run = line.value("--run");
    options.zone = line.value("--tz");
    StorePtr store = Loader::load(rules, options);
    if (options.run.empty())
        return store;
    const std::string wanted = options.run;
    const auto isThere = [&wanted](const Run &run) { return !run.rundir.empty() && (run.rundir == wanted || run.dfk == wanted); };
    if (std::any_of(store->runs().begin(), store->runs().end(), isThere))
        return store;
    options.run.clear();
    store = Loader::load(rules, options);
    std::string known;
    bool isBesideOthers = false; // in a file that tells of other runs too: a database by itself
    for (const auto &run : store->runs()) {
        if (run.dfk == wanted && !run.rundir.empty()) {
            options.run = run.rundir;
            return Loader::load(rules, options);
        }
        if (run.dfk == wanted && store->runs().size() == 1)
            return store;
        isBesideOthers = isBesideOthers || run.dfk == wanted;
        known += (known.empty() ? "" : ", ") + (run.rundir.empty() ? run.dfk : run.rundir);
    }
    if (isBesideOthers)
        throw CommandError(2, "--run " + wanted + " has no directory here, and its lines stand among those of other runs: leave --run out and use --by " + rules->runField + " (states) or --where " + rules->runField + "=" + wanted + " (events)");
    throw CommandError(2, "--run " + wanted + " is not there: runs are " + known);
}

void sayDamage(const CommandLine &line, const EventStore &store)
{
    uint64_t damaged = 0;
    uint64_t lost = 0;
    for (const auto &source : store.sources()) {
        for (const auto &issue : source.issues) {
            damaged += issue.severity == Issue::Severity::Damage;
            lost += issue.severity == Issue::Severity::Lost;
            if (line.has("--damaged") && issue.severity != Issue::Severity::Note)
                say(source.path + (issue.line ? ":" + std::to_string(issue.line) : "") + ": " + issue.what + ": " + issue.fix);
        }
        damaged += source.issuesLeftOut;
    }
    if ((damaged || lost) && !line.has("--quiet"))
        say(std::to_string(damaged) + " damaged and " + std::to_string(lost) + " lost places in the sources: see widelens info, or --damaged for each");
}

int run(const CommandLine &line)
{
    if (line.has("--version")) {
        print("widelens " WIDELENS_VERSION "\n");
        return 0;
    }
    if (line.has("--help") || line.command.empty()) {
        print(helpFor(line.command));
        return 0;
    }
    if (line.runs.empty())
        throw CommandError(2, "no run given: name a run directory, a directory of runs or a log file (widelens " + line.command + " --help)");
    if (const std::string problem = checkPaths(line.runs); !problem.empty())
        throw CommandError(1, problem);
    const TimePrinter checked(line.value("--tz"));
    RuleSources ruleSources { rulesFolder().toStdString(), {}, line.has("--guess") };
    if (line.has("--rules"))
        ruleSources.files.push_back(line.value("--rules"));
    std::vector<std::string> ruleProblems;
    const auto rules = loadRules(ruleSources, ruleProblems);
    for (const auto &problem : ruleProblems)
        say(problem + " (this file is left out)");
    const StorePtr store = load(line, rules);
    if (store->sources().empty())
        throw CommandError(1, line.runs.front() + ": nothing to read: there is no file in it");
    sayDamage(line, *store);
    using Command = int (*)(const CommandLine &, const StorePtr &);
    const std::map<std::string, Command> commands { { "info", runInfo }, { "events", runEvents }, { "about", runAbout }, { "states", runStates }, { "metrics", runMetrics }, { "plot", runPlot } };
    return commands.at(line.command)(line, store);
}

} // namespace

bool isCommand(const char *word)
{
    const std::string text(word);
    return text == "--help" || text == "-h" || text == "--version" || isKnownCommand(text);
}

int runCommandLine(int argc, char **argv)
{
    std::setlocale(LC_ALL, "C.UTF-8");
    try {
        return run(parseCommandLine(argc, argv));
    } catch (const CommandError &error) {
        say(error.what());
        return error.code();
    } catch (const RuleError &error) {
        say(error.what());
        return 2;
    }
}

} // namespace widelens
