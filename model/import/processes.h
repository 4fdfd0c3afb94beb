// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/eventstore.h"

#include <map>
#include <string>
#include <vector>

namespace widelens {

// Which processes wrote to which sources, told by process id and name. O(contexts).
class ProcessTable
{
public:
    explicit ProcessTable(const EventStore &store);

    // Number of a context's process; 0: its header does not say.
    uint32_t process(uint32_t segment, uint32_t contextCode) const { return m_processes[segment][contextCode]; }
    // How many sources that process wrote to.
    size_t sharedBy(uint32_t segment, uint32_t contextCode) const { return m_sources[process(segment, contextCode)]; }
    const std::vector<uint32_t> &segmentsOf(uint32_t process) const { return m_segments[process]; }
    bool anyShared() const;

private:
    std::vector<std::vector<uint32_t>> m_processes; // [segment][context]
    std::vector<std::vector<uint32_t>> m_segments; // [process]; 0 is nobody's
    std::vector<size_t> m_sources; // how many; [process]
};

} // namespace widelens
