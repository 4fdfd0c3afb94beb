// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/density.h"

#include "model/rules/rules.h"

namespace widelens {

size_t beginOfPart(size_t part, size_t parts, size_t rows)
{
    // Without overflow: rows and parts are far below 2^32 each but for the rows of many runs.
    return part * (rows / parts) + part * (rows % parts) / parts;
}

std::vector<LevelDensity> levelDensity(const EventStore &store, const EventRows &rows, size_t parts, const Continue &goOn)
{
    const int warning = store.rules().levelRank("WARNING");
    const int error = store.rules().levelRank("ERROR");
    std::vector<LevelDensity> density(parts);
    for (size_t part = 0; part < parts; ++part) {
        if (goOn && !goOn(static_cast<double>(part) / static_cast<double>(parts)))
            return {};
        LevelDensity &here = density[part];
        const size_t end = beginOfPart(part + 1, parts, rows.size());
        for (size_t row = beginOfPart(part, parts, rows.size()); row < end; ++row) {
            const int severity = store.severity(rows[row]);
            if (severity >= error) {
                if (here.errors++ == 0)
                    here.firstError = row;
            } else if (severity >= warning) {
                if (here.warnings++ == 0)
                    here.firstWarning = row;
            }
        }
    }
    return density;
}

} // namespace widelens
