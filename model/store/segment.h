// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/chunkedvector.h"
#include "model/store/ids.h"
#include "model/store/stringpool.h"
#include "model/store/time.h"
#include "model/store/value.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace widelens {

// A value in four bytes: a small whole number itself, or an index into the segment's pool of values.
using Cell = uint32_t;

// One field of a segment, only the rows that have it, in row order. A row stands several times when the field is a list.
// A text field whose distinct values do not stay few is dropped to "by reference": its values are then only counted here
// and read from the file when they are shown.
struct SparseColumn {
    FieldId field = kNoField;
    ChunkedVector<uint32_t> rows;
    ChunkedVector<Cell> cells;
};

struct ColumnView {
    FieldId field = kNoField;
    std::shared_ptr<const SparseColumn> column; // null when by reference
    size_t count = 0; // entries that this version sees
    uint64_t present = 0; // events that have the field, also when by reference

    bool hasLists() const { return column && count > present; } // some row stands several times
};

// What the header of a record says, shared by all records that say the same: process, thread, logger, line, level …
struct Context {
    std::vector<std::pair<FieldId, Cell>> fields;
    std::string_view levelName;
    int severity = -1;
    uint64_t events = 0; // written by the importer only; read it from SegmentView::contextEvents
};

// The columns of one segment, written by one importer, in file order. Anything handed out by publish() stays valid and
// unchanged while more is appended.
struct SegmentColumns {
    ChunkedVector<Time> times;
    ChunkedVector<uint64_t> offsets;
    ChunkedVector<uint32_t> lengths;
    ChunkedVector<uint32_t> lines;
    ChunkedVector<TemplateId> templates;
    ChunkedVector<uint32_t> contextCodes;
    ChunkedVector<Context> contexts;
    ValuePool pool;
};

// A version of a segment: its first `rowCount()` rows. A source has one or several of them, one behind the other in file
// order; each knows whose it is. Row access is O(1), field access O(log n).
class SegmentView
{
public:
    // One without rows, of a source that was not begun.
    static std::shared_ptr<const SegmentView> nothingOf(uint32_t source);

    uint32_t source() const { return m_source; }
    uint32_t rowCount() const { return m_rows; }
    Time time(uint32_t row) const { return m_columns->times[row]; }
    bool hasTime(uint32_t row) const;
    uint32_t marksAt(uint32_t row) const; // what messages up to this row told of the source: bits, numbers in Rules::marks
    uint64_t offset(uint32_t row) const { return m_columns->offsets[row]; }
    uint32_t length(uint32_t row) const { return m_columns->lengths[row]; }
    uint64_t line(uint32_t row) const { return m_columns->lines[row]; }
    TemplateId templateId(uint32_t row) const { return m_columns->templates[row]; }
    const Context &context(uint32_t row) const { return m_columns->contexts[m_columns->contextCodes[row]]; }
    uint32_t contextCode(uint32_t row) const { return m_columns->contextCodes[row]; }
    const SegmentColumns &columns() const { return *m_columns; }
    // Only as many contexts as this version knows.
    uint32_t contextCount() const { return static_cast<uint32_t>(m_contextEvents.size()); }
    const std::vector<uint64_t> &contextEvents() const { return m_contextEvents; }

    // Fields that are the same for every row of the source: what its path says.
    const std::vector<std::pair<FieldId, Cell>> &constants() const { return m_constants; }
    const std::vector<ColumnView> &sparse() const { return m_sparse; }
    const ColumnView *find(FieldId field) const; // null when no row has it as a column
    const std::vector<uint64_t> &templateEvents() const { return m_templateEvents; } // parallel to templateIds()
    const std::vector<TemplateId> &templateIds() const { return m_templateIds; } // the templates that occur here

    Value value(Cell cell) const { return m_columns->pool.value(cell); }
    // First index into the column's entries whose row is not before `row`. O(log n).
    static size_t lowerBound(const ColumnView &view, uint32_t row);
    // First and end of a row's entries: several where it has a list, none where it has no value or they are by reference.
    static std::pair<size_t, size_t> entriesOf(const ColumnView &view, uint32_t row);
    // As lowerBound(), where the entries before `from` are before the row. O(log n) of how far it is.
    static size_t lowerBound(const ColumnView &view, uint32_t row, size_t from);

    // Rows [begin, end) of run ranges: whose run they belong to. Empty: all rows are of the source's own run.
    struct RunRange {
        uint32_t end;
        RunId run;
    };
    const std::vector<RunRange> &runRanges() const { return m_runRanges; }
    // The runs that the lines themselves name: cell of the run field → run.
    const std::vector<std::pair<Cell, RunId>> &runCells() const { return m_runCells; }
    bool hasOneRun() const { return m_runRanges.empty() && m_runCells.empty(); } // its source's
    bool isInContexts(const std::vector<FieldId> &fields) const; // whether the header of any row names one of them
    bool isCopy(uint32_t row) const { return !m_copies.empty() && m_copies[row]; }
    bool hasCopies() const { return !m_copies.empty(); }
    bool isTimeSorted() const { return m_timeSorted; }

private:
    friend class SegmentWriter;
    friend class StoreAssembly;

    uint32_t m_source = 0;
    uint32_t m_rows = 0;
    std::shared_ptr<const SegmentColumns> m_columns;
    std::vector<std::pair<FieldId, Cell>> m_constants;
    std::vector<ColumnView> m_sparse; // sorted by field
    std::vector<uint64_t> m_contextEvents;
    std::vector<TemplateId> m_templateIds;
    std::vector<uint64_t> m_templateEvents;
    std::vector<uint32_t> m_timeless; // sorted
    std::vector<std::pair<uint32_t, uint32_t>> m_marks; // row, bits
    std::vector<RunRange> m_runRanges;
    std::vector<std::pair<Cell, RunId>> m_runCells;
    std::vector<bool> m_copies;
    bool m_timeSorted = true;
};

} // namespace widelens
