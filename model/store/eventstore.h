// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/fieldtable.h"
#include "model/store/ids.h"
#include "model/store/largememory.h"
#include "model/store/late.h"
#include "model/store/segment.h"
#include "model/store/source.h"
#include "model/store/templatetable.h"
#include "model/store/time.h"
#include "model/store/value.h"

#include <memory>
#include <string>
#include <vector>

namespace widelens {

class Identity;
class SearchIndex;
struct Rules;

// Rows of events in time order (time, source path, line): the whole store, or what a filter left of it.
using EventRows = LargeVector<EventRef>;

// One immutable version of everything read so far. Loading publishes a new version now and then; readers keep the one
// they have through a shared_ptr and need no lock. Text is not held: it is read from the files (RecordReader).
class EventStore
{
public:
    // --- rows
    const std::shared_ptr<const EventRows> &rows() const { return m_rows; } // all events but copies, in order
    Time time(EventRef event) const { return segment(event).time(event.row); } // effective: that of its predecessor when it has none
    bool hasTime(EventRef event) const { return segment(event).hasTime(event.row); }
    bool isBefore(EventRef a, EventRef b) const; // the time order
    // First index in `rows` whose time is not before `time`. O(log n).
    size_t lowerBound(const EventRows &rows, Time time) const;
    // Where `event` stands in `rows`, or where it would. O(log n).
    size_t lowerBound(const EventRows &rows, EventRef event) const;
    TimeRange timeSpan() const { return m_span; } // [first, last + 1 ns) over all events; everything when there are none

    // --- fields of an event that are held as columns, or that follow from its path or its run
    // The first value in line order; a list ("Sent tasks: [3, 4]") has several, see values().
    Value value(EventRef event, FieldId field) const;
    void values(EventRef event, FieldId field, std::vector<Value> &out) const;
    std::string_view levelName(EventRef event) const;
    int severity(EventRef event) const; // rank of its level in the rules (0 lowest), -1 without one
    TemplateId templateId(EventRef event) const { return segment(event).templateId(event.row); }
    RunId run(EventRef event) const { return segment(event).hasOneRun() ? source(event).run : runOfRow(event); } // kNoRun where the lines do not tell
    const Source &source(EventRef event) const { return (*m_sources)[segment(event).source()]; }
    uint64_t line(EventRef event) const { return segment(event).line(event.row); } // 1-based
    bool isCopy(EventRef event) const;
    // The one before it in its file, whichever segment that is in; not valid for the first.
    EventRef previousInFile(EventRef event) const;
    bool isSameFile(EventRef a, EventRef b) const { return segment(a).source() == segment(b).source(); }

    // --- tables
    const std::vector<Source> &sources() const { return *m_sources; } // in path order, once all were found
    const std::vector<Run> &runs() const { return m_runs; }
    const FieldTable &fields() const { return *m_fields; }
    const TemplateTable &templates() const { return *m_templates; }
    const Rules &rules() const { return *m_rules; }
    std::shared_ptr<const Rules> sharedRules() const { return m_rules; }
    const std::vector<std::shared_ptr<const SegmentView>> &segments() const { return m_segments; }
    const SegmentView &segment(EventRef event) const { return *m_segments[event.segment]; }
    uint64_t eventCount() const { return m_eventCount; } // records read, copies included
    uint64_t copyCount() const { return m_copyCount; }
    // What follows about the identity of events (see Identity), while loading of what was read so far; null: not known.
    const Identity *identity() const { return m_identity.get(); }
    // Makes filters by identities cost as much as what they find; null until somebody has built it. Any thread.
    std::shared_ptr<const SearchIndex> searchIndex() const { return m_searchIndex->get(); }
    void setSearchIndex(std::shared_ptr<const SearchIndex> index) const { m_searchIndex->set(std::move(index)); }
    bool isComplete() const { return m_complete; }
    // Its events are numbered otherwise than in the versions before: files came out of an archive in another order.
    bool isRenumbered() const { return m_renumbered; }
    double loadSeconds() const { return m_loadSeconds; }
    // All copies, in time order (for listing them).
    EventRows copies() const;

    static std::shared_ptr<const EventStore> empty(std::shared_ptr<const Rules> rules);

private:
    friend class StoreAssembly;
    RunId runOfRow(EventRef event) const;

    std::shared_ptr<const std::vector<Source>> m_sources = std::make_shared<std::vector<Source>>(); // versions may share them: ten thousand are megabytes
    std::vector<Run> m_runs;
    std::vector<std::shared_ptr<const SegmentView>> m_segments;
    std::shared_ptr<const EventRows> m_rows = std::make_shared<EventRows>();
    std::shared_ptr<const FieldTable> m_fields;
    std::shared_ptr<const TemplateTable> m_templates;
    std::shared_ptr<const Rules> m_rules;
    std::shared_ptr<const Identity> m_identity;
    FieldId m_runField = kNoField;
    FieldId m_rundirField = kNoField;
    FieldId m_logsourceField = kNoField;
    TimeRange m_span;
    uint64_t m_eventCount = 0;
    uint64_t m_copyCount = 0;
    double m_loadSeconds = 0;
    bool m_complete = false;
    bool m_renumbered = false;
    std::shared_ptr<Late<SearchIndex>> m_searchIndex = std::make_shared<Late<SearchIndex>>();
};

} // namespace widelens
