// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/keyscan.h"

namespace widelens {

KeyScan::KeyScan(const EventStore &store, uint32_t segment, const std::vector<FieldId> &fields)
    : m_store(store)
    , m_segment(segment)
{
    const SegmentView &view = *store.segments()[segment];
    if (view.rowCount() == 0) {
        m_possible = false;
        return;
    }
    for (const FieldId field : fields) {
        Part part;
        part.field = field;
        const ColumnView *column = view.find(field);
        if (column && column->column && column->count > 0)
            part.column = column;
        m_anyColumn |= part.column != nullptr;
        for (const auto &[id, cell] : view.constants()) {
            if (id == field)
                part.constant = cell;
        }
        part.inContext = view.isInContexts({ field });
        if (!part.column && !part.constant && !part.inContext)
            m_possible = false;
        const bool onlyColumn = part.column && !part.constant && !part.inContext;
        if (onlyColumn && (!m_driver || part.column->count < m_driver->count))
            m_driver = part.column;
        m_parts.push_back(part);
    }
}

} // namespace widelens
