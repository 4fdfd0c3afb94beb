// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/processes.h"

#include <algorithm>

namespace widelens {

ProcessTable::ProcessTable(const EventStore &store)
    : m_segments(1)
    , m_sources(1, 0)
{
    const FieldId id = store.fields().find("process");
    const FieldId name = store.fields().find("processName");
    std::map<std::string, uint32_t> known;
    for (uint32_t i = 0; i < store.segments().size(); ++i) {
        const SegmentView &segment = *store.segments()[i];
        m_processes.emplace_back(segment.contextCount(), 0);
        for (uint32_t code = 0; code < segment.contextCount(); ++code) {
            std::string key;
            bool hasId = false;
            for (const auto &[field, cell] : segment.columns().contexts[code].fields) {
                if (field != id && field != name)
                    continue;
                hasId |= field == id;
                key += field == id ? '#' : '@';
                key += toText(segment.value(cell));
            }
            if (!hasId)
                continue;
            const auto [found, isNew] = known.try_emplace(key, static_cast<uint32_t>(m_segments.size()));
            if (isNew) {
                m_segments.emplace_back();
                m_sources.push_back(0);
            }
            m_processes[i][code] = found->second;
            auto &segments = m_segments[found->second];
            if (!segments.empty() && segments.back() == i)
                continue;
            m_sources[found->second] += segments.empty() || store.segments()[segments.back()]->source() != segment.source();
            segments.push_back(i);
        }
    }
}

bool ProcessTable::anyShared() const
{
    return std::any_of(m_sources.begin(), m_sources.end(), [](size_t sources) { return sources > 1; });
}

} // namespace widelens
