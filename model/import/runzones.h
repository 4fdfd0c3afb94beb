// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"
#include "model/store/source.h"
#include "model/store/timezone.h"

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace widelens {

// The zone in which a run's times without a zone are read, and what speaks for it.
struct ZoneChoice {
    TimeZone zone;
    std::string why;
};

// Finds out in which zone the hosts of a run had their clocks, at the first question about the run: from records that give an
// instant both as epoch and as local time, from epochs in the names of its files, from logs with epochs beside such without,
// else the zone that was asked for, else from when files were last written, else this machine's. Looks at the beginnings and
// ends of at most a few files. Thread-safe.
class RunZones
{
public:
    // The sources of a run, of all runs for kNoRun, in path order; it may wait until all were found.
    using SourcesOf = std::function<std::vector<Source>(RunId)>;
    // `asked`: a name, or empty. `rules` must outlive this.
    RunZones(const Rules &rules, SourcesOf sourcesOf, std::string asked);

    // A choice stays where it is. For kNoRun: that of the first run that tells.
    const ZoneChoice &of(RunId run);

private:
    ZoneChoice find(RunId run) const;

    const Rules &m_rules;
    const SourcesOf m_sourcesOf;
    std::string m_asked;
    std::mutex m_mutex;
    std::map<RunId, ZoneChoice> m_choices;
};

} // namespace widelens
