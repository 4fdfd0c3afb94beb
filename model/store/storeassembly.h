// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/eventorder.h"
#include "model/store/eventstore.h"

#include <functional>
#include <memory>
#include <vector>

namespace widelens {

void noteCancelled(Source &source); // that its end was not read, because somebody wanted no more

// Puts versions of an EventStore together while its sources are read. One thread's.
class StoreAssembly
{
public:
    StoreAssembly(std::shared_ptr<const Rules> rules, std::shared_ptr<FieldTable> fields, std::shared_ptr<TemplateTable> templates, std::vector<Run> runs, std::vector<Source> sources);

    // The version after these segments, of which each says whose it is: in the order of the sources, those of a source in file
    // order. Segments, sources and runs may have been added at their ends.
    // False when cancelled: the version stays the one before.
    bool update(const SegmentList &segments, std::vector<Source> sources, const std::vector<Run> &runs, const std::function<bool(double)> &goOn = {});
    // What was begun is not read to its end.
    void breakOff();
    // Puts sources and their segments in path order, and the runs from `firstRun` on too, where they came in another one:
    // events are numbered anew then.
    void sort(size_t firstRun);
    // What only the whole shows: which lines are copies (bits per segment and row), whose run ranges of rows are.
    void setCopies(uint32_t segment, std::vector<bool> copies);
    void setRunRanges(uint32_t segment, std::vector<SegmentView::RunRange> ranges);
    void addIssue(uint32_t source, Issue issue);
    void setFinished(RunId run) { m_runs[index(run)].finished = true; }
    void readFacts(); // of each run, from its lines
    void reorder(); // after copies were set
    std::shared_ptr<const EventStore> publish(bool complete, double seconds);

    // The last version, with what follows about identities; that was computed from it.
    static std::shared_ptr<const EventStore> withIdentity(const EventStore &store, std::shared_ptr<const Identity> identity, double seconds);

    RunId runForDfk(std::string_view dfk); // finds it, or adds a run without a directory
    const std::vector<Run> &runs() const { return m_runs; }
    const SegmentList &segments() const { return m_segments; }
    size_t rowCount() const { return m_rows->size(); }

private:
    Source &sourceOf(uint32_t segment) { return ownSources()[m_segments[segment]->source()]; }
    std::vector<Source> &ownSources(); // to be changed: not those of a version that was handed out
    void readRuns();
    void readRunCells(uint32_t segment);
    static void spanRuns(EventStore &store);
    void sortRuns(size_t first);
    void sortSegments(const std::vector<uint32_t> &numbers, EventRows &rows);

    std::shared_ptr<const Rules> m_rules;
    std::shared_ptr<FieldTable> m_fields;
    std::shared_ptr<TemplateTable> m_templates;
    std::vector<Run> m_runs;
    std::shared_ptr<std::vector<Source>> m_sources;
    bool m_sourcesAreShared = false; // a version has them
    SegmentList m_segments;
    std::vector<uint32_t> m_ordered; // rows of each segment that m_rows holds
    std::shared_ptr<const EventRows> m_rows = std::make_shared<EventRows>();
    bool m_renumbered = false;
};

} // namespace widelens
