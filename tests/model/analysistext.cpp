// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/analysistext.h"

namespace widelens {

std::string textOf(const Transitions &read)
{
    std::string text = std::to_string(read.unresolved) + "/" + std::to_string(read.orphans) + "/" + std::to_string(read.contested);
    for (uint32_t entity = 0; entity < read.entities.size(); ++entity) {
        for (const Transition &change : read.of(entity)) {
            text += "\n" + std::to_string(entity) + " " + std::to_string(index(read.entities.run(entity)));
            for (const auto &key : read.entities.keyTexts(entity))
                text += " " + key;
            for (const EventRef event : { change.event, read.witness(change) })
                text += " " + std::to_string(event.segment) + "/" + std::to_string(event.row);
            text += " " + read.states[change.state] + " " + std::to_string(change.time) + " " + std::to_string(change.attempt) + (change.late ? " late" : "");
        }
    }
    return text;
}

std::string textOf(const StateCounts &counts)
{
    std::string text;
    for (const auto &state : counts.states)
        text += state + " ";
    for (const auto &series : counts.series) {
        for (const auto &by : series.by)
            text += "\n" + by;
        for (size_t row = 0; row < series.times.size(); ++row) {
            text += "\n" + std::to_string(series.times[row]);
            for (const auto &state : series.counts)
                text += " " + std::to_string(state[row]);
        }
    }
    return text + "\n" + std::to_string(counts.transitions);
}

} // namespace widelens
