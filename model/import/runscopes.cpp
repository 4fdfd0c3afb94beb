// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/runscopes.h"

#include "model/import/processes.h"
#include "model/import/threadruns.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace widelens {

namespace {

using Scope = MessageRule::Scope;

struct Marker {
    Time time;
    EventRef event;
    Scope scope;
    std::string dfk;
    uint32_t process;
};

// When a run was alive in a process; open ends where its log does not say.
struct Life {
    Time begin = std::numeric_limits<Time>::min();
    Time end = std::numeric_limits<Time>::max();
    RunId run = kNoRun;
    bool isClosed = false;

    bool contains(Time time) const { return time >= begin && time <= end; }
};
using Lives = std::map<std::string, Life>; // by the run's id

// The run that a row's own line names; "" where it names none.
std::string namedRun(const EventStore &store, const SegmentView &segment, uint32_t row)
{
    const ColumnView *column = segment.find(store.fields().find(store.rules().runField));
    const size_t at = column ? SegmentView::lowerBound(*column, row) : 0;
    const bool named = column && column->column && at < column->count && column->column->rows[at] == row;
    return named ? toText(segment.value(column->column->cells[at])) : std::string();
}

std::vector<Marker> findMarkers(const EventStore &store, const ProcessTable &processes, const std::function<bool(double)> &goOn)
{
    const Rules &rules = store.rules();
    std::vector<Marker> markers;
    for (uint32_t i = 0; i < store.segments().size() && (!goOn || goOn(0)); ++i) {
        const SegmentView &segment = *store.segments()[i];
        std::map<TemplateId, Scope> scopes;
        for (const TemplateId id : segment.templateIds()) {
            const int rule = store.templates().rule(id);
            if (rule >= 0 && rules.messages[static_cast<size_t>(rule)].scope != Scope::None)
                scopes[id] = rules.messages[static_cast<size_t>(rule)].scope;
        }
        for (uint32_t row = 0; !scopes.empty() && row < segment.rowCount(); ++row) {
            const auto scope = scopes.find(segment.templateId(row));
            if (scope == scopes.end() || segment.isCopy(row))
                continue;
            const EventRef event { i, row };
            markers.push_back({ segment.time(row), event, scope->second, namedRun(store, segment, row), processes.process(i, segment.contextCode(row)) });
        }
    }
    std::sort(markers.begin(), markers.end(), [](const Marker &a, const Marker &b) { return a.time != b.time ? a.time < b.time : a.event < b.event; });
    return markers;
}

// When the logs of a run end that this process wrote. While a run is alive they hold all that its process writes, whichever run
// that is about: one that was killed does not live on in a later process that has its number by chance.
Time lastLine(const EventStore &store, const ProcessTable &processes, uint32_t process, RunId run)
{
    Time last = kNoTime;
    for (const uint32_t segment : processes.segmentsOf(process)) {
        const Source &source = store.sources()[store.segments()[segment]->source()];
        if (source.run == run)
            last = std::max(last, source.last);
    }
    return last == kNoTime ? std::numeric_limits<Time>::max() : last;
}

// The one run that can be meant by words that name none; empty where there are several.
std::string onlyOpen(const Lives &lives, Time time)
{
    std::string open;
    for (const auto &[dfk, life] : lives) {
        if (life.isClosed || !life.contains(time))
            continue;
        if (!open.empty())
            return {};
        open = dfk;
    }
    return open;
}

// Begins and ends. `lives`: the runs that the markers name, with what is known of them besides.
void readLives(const std::vector<const Marker *> &markers, Lives &lives)
{
    std::set<std::string> begun;
    const Marker *began = nullptr;
    std::string closing;
    for (const Marker *marker : markers) {
        switch (marker->scope) {
        case Scope::Begins:
            began = marker;
            closing.clear();
            break;
        case Scope::Identifies:
            if (begun.insert(marker->dfk).second)
                lives[marker->dfk].begin = began ? began->time : marker->time;
            began = nullptr;
            break;
        case Scope::Closing:
            closing = marker->dfk; // alive since before this log, when its beginning is not here
            break;
        case Scope::Closed:
            if (closing.empty())
                closing = onlyOpen(lives, marker->time);
            if (!closing.empty()) {
                lives[closing].end = marker->time;
                lives[closing].isClosed = true;
            }
            break;
        case Scope::None:
            break;
        }
    }
}

// The one run that was alive, or kNoRun.
RunId aliveAt(const Lives &lives, Time time)
{
    RunId alive = kNoRun;
    for (const auto &[dfk, life] : lives) {
        if (!life.contains(time))
            continue;
        if (alive != kNoRun)
            return kNoRun;
        alive = life.run;
    }
    return alive;
}

// Whose a line is by its time: where none was alive, that of the run that ended last, else `own`. kNoRun where several were.
RunId runAt(const Lives &lives, Time time, RunId own)
{
    const Life *last = nullptr;
    bool any = false;
    for (const auto &[dfk, life] : lives) {
        any = any || life.contains(time);
        if (life.end < time && (!last || life.end > last->end))
            last = &life;
    }
    return any ? aliveAt(lives, time) : last ? last->run : own;
}

// Lines of a source whose time alone does not tell their run.
struct Ambiguous {
    uint64_t byThread = 0; // their thread does
    uint64_t unresolved = 0;
    EventRef first;
};

RunId ifAlive(const Lives &lives, RunId run, Time time)
{
    const bool isAlive = std::any_of(lives.begin(), lives.end(), [&](const auto &named) { return named.second.run == run && named.second.contains(time); });
    return isAlive ? run : kNoRun;
}

RunId runNamed(const Lives &lives, const std::string &dfk)
{
    const auto found = lives.find(dfk);
    return found == lives.end() ? kNoRun : found->second.run;
}

ThreadRuns threadsOf(const EventStore &store, const ProcessTable &processes, uint32_t process, const Lives &lives, const std::vector<const Marker *> &markers)
{
    std::vector<RunId> runs;
    for (const auto &[dfk, life] : lives)
        runs.push_back(life.run);
    std::vector<EventRef> serving;
    for (const Marker *marker : markers)
        serving.push_back(marker->event);
    return ThreadRuns(store, processes, process, std::move(runs), serving, [&](uint32_t segment, uint32_t row) {
        const SegmentView &view = *store.segments()[segment];
        const RunId alive = aliveAt(lives, view.time(row));
        return alive != kNoRun ? alive : runNamed(lives, namedRun(store, view, row));
    });
}

void scopeSegment(StoreAssembly &assembly, const EventStore &store, const ProcessTable &processes, uint32_t number, uint32_t process, const Lives &lives, const ThreadRuns &threads, Ambiguous &ambiguous)
{
    const SegmentView &segment = *store.segments()[number];
    const RunId own = store.sources()[segment.source()].run;
    std::vector<SegmentView::RunRange> ranges;
    for (uint32_t row = 0; row < segment.rowCount(); ++row) {
        const bool isHere = processes.process(number, segment.contextCode(row)) == process;
        RunId run = isHere ? runAt(lives, segment.time(row), own) : own;
        if (run == kNoRun && namedRun(store, segment, row).empty()) {
            run = isHere ? ifAlive(lives, threads.of(number, segment.contextCode(row)), segment.time(row)) : kNoRun;
            if (!segment.isCopy(row) && ambiguous.byThread + ambiguous.unresolved == 0)
                ambiguous.first = { number, row };
            if (!segment.isCopy(row))
                ++(run == kNoRun ? ambiguous.unresolved : ambiguous.byThread);
        }
        if (!ranges.empty() && ranges.back().run == run)
            ranges.back().end = row + 1;
        else
            ranges.push_back({ row + 1, run });
    }
    assembly.setRunRanges(number, std::move(ranges));
}

void noteAmbiguous(StoreAssembly &assembly, const EventStore &store, const Ambiguous &lines, const Lives &lives)
{
    if (lines.byThread + lines.unresolved == 0)
        return;
    std::string names;
    for (const auto &[dfk, life] : lives)
        names += (names.empty() ? "" : ", ") + dfk;
    const SegmentView &segment = store.segment(lines.first);
    std::string what = std::to_string(lines.unresolved + lines.byThread) + " lines were written while several runs were alive in one process (" + names + ") and do not say which they belong to: ";
    what += std::to_string(lines.byThread) + " are given to the run whose thread wrote them, " + std::to_string(lines.unresolved) + " are left without a run";
    assembly.addIssue(segment.source(), { Issue::Severity::Note, store.line(lines.first), segment.offset(lines.first.row), std::move(what),
                                          "tasks of these runs are counted only where the log tells; JSON logs or a process per run would tell" });
}

} // namespace

void scopeRuns(StoreAssembly &assembly, const std::shared_ptr<const EventStore> &store, const std::function<bool(double)> &goOn)
{
    const auto isCancelled = [&goOn] { return goOn && !goOn(0); };
    if (isCancelled())
        return;
    const ProcessTable processes(*store);
    const auto markers = findMarkers(*store, processes, goOn);
    std::map<uint32_t, std::vector<const Marker *>> byProcess;
    for (const auto &marker : markers) {
        byProcess[marker.process].push_back(&marker);
        const RunId run = store->sources()[store->segments()[marker.event.segment]->source()].run;
        if (marker.scope == Scope::Closed && run != kNoRun)
            assembly.setFinished(run);
    }
    for (const auto &[process, list] : byProcess) {
        Lives lives;
        for (const Marker *marker : list) {
            if (marker->scope == Scope::Identifies)
                lives[marker->dfk].begin = std::numeric_limits<Time>::max(); // until it is read
            else if (marker->scope == Scope::Closing)
                lives[marker->dfk];
        }
        if (process == 0 || lives.size() < 2 || isCancelled())
            continue;
        for (auto &[dfk, life] : lives) {
            life.run = assembly.runForDfk(dfk);
            life.end = lastLine(*store, processes, process, life.run);
        }
        readLives(list, lives);
        const ThreadRuns threads = threadsOf(*store, processes, process, lives, list);
        std::map<uint32_t, Ambiguous> ambiguous; // by source
        for (const uint32_t segment : processes.segmentsOf(process)) {
            if (!isCancelled())
                scopeSegment(assembly, *store, processes, segment, process, lives, threads, ambiguous[store->segments()[segment]->source()]);
        }
        for (const auto &[source, lines] : ambiguous)
            noteAmbiguous(assembly, *store, lines, lives);
    }
}

} // namespace widelens
