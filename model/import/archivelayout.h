// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"

#include <optional>
#include <string>
#include <vector>

namespace widelens {

// Which run directory each member of an archive lies in, so that an archive reads as its directory would, however it was
// packed: 000/…, runinfo/000/…, or the files of a run without a directory around them. Most members can be placed as they
// come, by the rules for paths; the others when all are known.
class ArchiveLayout
{
public:
    explicit ArchiveLayout(const Rules &rules)
        : m_rules(rules)
    {
    }

    struct Place {
        std::string root; // the run directory's path in the archive; "": the archive itself
        std::string logsource; // below it; "../…" beside it
        bool isBeside = false; // of several runs: it belongs to none of them
    };

    // Where a member lies, if that can be told before the others are known.
    std::optional<Place> place(const std::string &path);
    // The numbered directory that a path leads through first, if any.
    static std::optional<Place> numberedRun(const std::string &path);
    // Where those lie that place() could not tell.
    std::vector<Place> placeRest(const std::vector<std::string> &paths);

private:
    void addRoot(const std::string &root);
    bool fitsRules(std::string_view path) const;
    bool marksRun(std::string_view name) const;
    void vote(const std::vector<std::string> &paths);
    void findRuns(const std::vector<std::string> &paths);
    const std::string *rootOf(const std::string &path) const;
    Place placeBeside(const std::string &path) const;

    const Rules &m_rules;
    std::vector<std::string> m_roots; // sorted
    std::string m_common; // the directories that all members lie in, as far as they are known
    bool m_any = false;
};

} // namespace widelens
