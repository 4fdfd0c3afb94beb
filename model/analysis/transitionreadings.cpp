// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/transitionreadings.h"

#include "model/store/parallel.h"

namespace widelens {

bool TransitionReadings::Basis::operator==(const Basis &other) const
{
    return &view->columns() == &other.view->columns() && end == other.end && run == other.run && runPath == other.runPath && columns == other.columns;
}

TransitionReadings::Basis TransitionReadings::basisOf(const EventStore &store, const RowRange &rows, const std::vector<FieldId> &fields)
{
    Basis basis { store.segments()[rows.segment], rows.end, store.sources()[store.segments()[rows.segment]->source()].run, {}, {} };
    if (basis.run != kNoRun)
        basis.runPath = store.runs()[index(basis.run)].path;
    for (const FieldId field : fields) {
        if (const ColumnView *column = basis.view->find(field))
            basis.columns.emplace_back(field, column->column.get());
    }
    return basis;
}

std::shared_ptr<const TransitionReadings::Rows> TransitionReadings::read(const EventStore &store, const RowRange &rows)
{
    TransitionReading reading(store);
    Basis basis = basisOf(store, rows, reading.fields());
    const std::pair place(&basis.view->columns(), rows.begin);
    const bool isPlain = !basis.view->hasCopies() && basis.view->hasOneRun(); // those of other rows change
    {
        const std::lock_guard lock(m_mutex);
        const auto known = m_readings.find(place);
        if (known != m_readings.end()) {
            const std::shared_ptr<const Rows> before = known->second.rows;
            const bool holds = isPlain && known->second.basis == basis && !(before->byIdentity && reading.isContested());
            if (!holds || store.isComplete())
                m_readings.erase(known);
            if (holds)
                return before;
        }
        m_rowsRead += rows.end - rows.begin;
    }
    auto read = std::make_shared<const Rows>(reading.readRows(rows));
    if (isPlain && read->isFinal && !store.isComplete()) {
        const std::lock_guard lock(m_mutex);
        m_readings[place] = { std::move(basis), read };
    }
    return read;
}

bool TransitionReadings::readAhead(const EventStore &store, const Continue &goOn, uint32_t rowsAtOnce)
{
    if (!TransitionReading(store).isPossible())
        return true;
    const std::vector<RowRange> ranges = rowRanges(store, rowsAtOnce);
    return inParallel(ranges.size(), goOn, 0, 1, [&](size_t i) { read(store, ranges[i]); });
}

uint64_t TransitionReadings::rowsRead() const
{
    const std::lock_guard lock(m_mutex);
    return m_rowsRead;
}

} // namespace widelens
