// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/importer.h"
#include "model/import/loaderreading.h"
#include "model/import/values.h"

#include <algorithm>
#include <utility>

// The parts of a source: read at the same time, joined in the order of the file.

namespace widelens {

namespace {

// So much of a source tells the marks that it has, mostly.
constexpr uint64_t kTelling = LineReader::kBlock / 2;

// Whether a part would have been read the same, had all before it been known.
bool holdsBehind(const SourceState &before, const LocalClock::State &clock, uint32_t assumed, const SourceState &state, const LocalClock::State &ownClock)
{
    const uint32_t lacking = before.marks & ~assumed;
    if ((assumed & ~before.marks) != 0 || (state.missed & lacking) != 0)
        return false;
    if (ownClock.noted && (clock.noted || clock.last != kNoTime))
        return false;
    const auto isCounted = [&](const auto &ordinal) { return before.ordinals.count(ordinal.first) > 0; };
    return before.ordinals.empty() || std::none_of(state.ordinals.begin(), state.ordinals.end(), isCounted);
}

// Adds what a part says of its source, of which there are so many lines before it.
void addTo(Source &source, Source part)
{
    for (Issue &issue : part.issues) {
        issue.line += issue.line > 0 ? source.lines : 0;
        addIssue(source, issue.severity, issue.line, issue.offset, std::move(issue.what), std::move(issue.fix));
    }
    source.issuesLeftOut += part.issuesLeftOut;
    source.lines += part.lines;
    source.events += part.events;
    source.continued += part.continued;
    source.blank += part.blank;
    source.skipped += part.skipped;
    if (part.first != kNoTime) {
        source.first = source.first == kNoTime ? part.first : std::min(source.first, part.first);
        source.last = std::max(source.last, part.last);
    }
    if (!part.zoneWhy.empty()) {
        source.zone = std::move(part.zone);
        source.zoneWhy = std::move(part.zoneWhy);
    }
}

} // namespace

void Loader::State::readPart(Reading &reading, size_t number, ReadPart &part, SourceState before, const std::function<bool(uint64_t, const SourceState &)> &blockDone)
{
    for (const auto &[name, text] : reading.path.fields) {
        const FieldRule *field = rules->field(name);
        part.writer.addConstant(fields->intern(name), cellOf(part.writer.pool(), text, field ? field->type : FieldRule::Type::Any));
    }
    FileReader own;
    own.setStop(&cancelled);
    FileReader &file = number == 0 ? reading.file : own;
    part.end = reading.places[number].begin;
    part.assumed = before.marks;
    if (number == 0 || own.open(reading.file)) {
        const ImportJob *running = nullptr;
        const auto onBlock = [&](uint64_t bytes) {
            part.end = bytes;
            part.source.bytes = std::max(part.source.bytes, bytes);
            return blockDone(bytes, running->state) && !cancelled;
        };
        ImportJob job { *rules, *reading.format, *fields, *templates, part.source, part.writer, file, reading.endOf(number), onBlock, part.clock, reading.places[number].begin, std::move(before) };
        running = &job;
        importRecords(job);
        part.state = std::move(job.state);
    }
    part.problem = file.problem();
}

void Loader::State::importPart(const std::shared_ptr<Reading> &reading, size_t number)
{
    SourceState before;
    {
        const std::lock_guard lock(mutex);
        if (reading->finished)
            return;
        before.marks = reading->marks;
    }
    auto part = std::make_unique<ReadPart>(reading->number, reading->found, zones.get());
    if (number == 0)
        part->writer.startAt(reading->last);
    uint64_t counted = reading->places[number].begin;
    const auto blockDone = [&](uint64_t bytes, const SourceState &state) {
        bytesDone += bytes - counted;
        reading->counted += bytes - counted;
        counted = bytes;
        if (number > 0)
            return true;
        hand(reading->number, part->source, 0, part->writer.publish(false));
        if (bytes > kTelling)
            queueParts(reading, state.marks);
        return true;
    };
    readPart(*reading, number, *part, std::move(before), blockDone);
    if (number == 0)
        queueParts(reading, part->state.marks);
    {
        const std::lock_guard lock(mutex);
        reading->parts[number] = std::move(part);
    }
    joinParts(*reading);
}

// The parts behind the first, as soon as it is known what they may assume.
void Loader::State::queueParts(const std::shared_ptr<Reading> &reading, uint32_t marks)
{
    if (reading->places.size() == 1)
        return;
    const std::lock_guard lock(mutex);
    if (std::exchange(reading->queued, true))
        return;
    reading->marks = marks;
    for (size_t part = reading->places.size(); part-- > 1;)
        queue.push_front({ reading->number, reading, part });
    changed.notify_all();
}

// Joins what was read behind all that was joined. One thread does at a time: it also takes what others bring meanwhile.
void Loader::State::joinParts(Reading &reading)
{
    std::unique_lock lock(mutex);
    if (std::exchange(reading.joining, true))
        return;
    while (!reading.finished && reading.parts[reading.joined]) {
        const size_t number = reading.joined;
        auto part = std::move(reading.parts[number]);
        lock.unlock();
        const bool goOn = joinPart(reading, number, std::move(part));
        lock.lock();
        reading.marks |= reading.state.marks;
        ++reading.joined;
        if (goOn && reading.joined < reading.places.size())
            continue;
        reading.finished = true;
        lock.unlock();
        finishReading(reading);
        lock.lock();
    }
    reading.joining = false;
}

// False: what stands behind is not read.
bool Loader::State::joinPart(Reading &reading, size_t number, std::unique_ptr<ReadPart> part)
{
    if (number > 0 && !holdsBehind(reading.state, reading.clock, part->assumed, part->state, part->clock.state())) {
        if (cancelled)
            return false;
        part = std::make_unique<ReadPart>(reading.number, reading.found, zones.get());
        part->clock.resume(reading.clock);
        SourceState before;
        before.marks = reading.state.marks;
        before.ordinals = std::move(reading.state.ordinals);
        readPart(reading, number, *part, std::move(before), [](uint64_t, const SourceState &) { return true; });
    }
    if (number == 0) {
        reading.source = std::move(part->source);
    } else {
        part->writer.continueAfter(reading.source.lines, reading.last, reading.state.marks);
        addTo(reading.source, std::move(part->source));
    }
    if (part->writer.rowCount() > 0)
        reading.last = part->writer.lastTime();
    reading.state.marks |= part->state.marks;
    reading.state.shapeOverflow += part->state.shapeOverflow;
    if (reading.state.ordinals.empty())
        reading.state.ordinals = std::move(part->state.ordinals);
    else
        reading.state.ordinals.merge(part->state.ordinals); // none of them was there
    if (part->clock.state().last != kNoTime)
        reading.clock.last = part->clock.state().last;
    reading.clock.noted |= part->clock.state().noted;
    reading.end = part->end;
    reading.problem = part->problem;
    hand(reading.number, reading.source, reading.places[number].number, part->writer.publish(true));
    return reading.problem.empty() && !cancelled;
}

void Loader::State::finishReading(Reading &reading)
{
    if (reading.joined == 0)
        reading.source = reading.found;
    Source &source = reading.source;
    FileReader &file = reading.file;
    if (reading.format) {
        noteShapeOverflow(source, cancelled ? 0 : reading.state.shapeOverflow);
        if (reading.documents)
            reading.documents->finish(source);
        if (!reading.problem.empty())
            addIssue(source, Issue::Severity::Lost, source.lines + 1, reading.end, "reading failed: " + reading.problem, "check the file system and open the run again");
        else if (file.isUnlinked())
            addIssue(source, Issue::Severity::Lost, 0, 0, "the file was deleted while it was read", "what was read is shown, but its text is gone; open the run again where it still exists");
        else if (!cancelled && file.size() < source.bytes)
            addIssue(source, Issue::Severity::Lost, 0, file.size(), "the file shrank while it was read: it was written anew or cut", "open the run again");
        else if (!cancelled && !source.trace.holds(file))
            addIssue(source, Issue::Severity::Lost, 0, 0, "the file was written anew while it was read", "open the run again");
    }
    if (source.spooled && !cancelled) {
        source.bytes = file.size();
        if (const std::string problem = source.spooled->problem(); !problem.empty())
            addIssue(source, Issue::Severity::Damage, source.lines, source.bytes, problem, source.spooled->advice());
    }
    if (cancelled && reading.format)
        noteCancelled(source);
    source.done = true;
    bytesDone += source.bytes > reading.counted ? source.bytes - reading.counted : 0;
    const std::lock_guard lock(mutex);
    sources[reading.number] = source;
    ++sourcesDone;
    std::erase_if(divided, [&](const auto &other) { return other.get() == &reading; });
    changed.notify_all();
}

} // namespace widelens
