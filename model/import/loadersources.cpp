// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/archivereader.h"
#include "model/import/databasefile.h"
#include "model/import/loaderreading.h"
#include "model/import/recognition.h"

#include <algorithm>
#include <filesystem>

// The sources of a loading: read by importers, in parallel, and found in archives by one more thread.

namespace widelens {

void Loader::State::importAll()
{
    std::unique_lock lock(mutex);
    while (true) {
        changed.wait(lock, [this] { return !queue.empty() || isDone() || isTextsTurn(); });
        if (isTextsTurn()) {
            readingTexts = true;
            for (const uint32_t number : texts)
                queue.push_back({ number });
            texts.clear();
            changed.notify_all();
        }
        if (queue.empty() || cancelled)
            return;
        const Piece piece = std::move(queue.front());
        queue.pop_front();
        lock.unlock();
        if (piece.reading)
            importPart(piece.reading, piece.part);
        else
            importSource(piece.source);
        lock.lock();
    }
}

// A file that holds others: the unpacker's. What comes out of it is read as if it had been found beside it.
bool Loader::State::isPacked(uint32_t number, Source &source, FileReader &file)
{
    char head[512];
    if (!source.issues.empty() || !source.member.empty() || isNeverOpened(*rules, source.logsource) || !openSource(source, file))
        return false;
    const int64_t n = file.readAt(0, head, sizeof head);
    if (n > 0 && (isContainer({ head, static_cast<size_t>(n) }) || isDatabase({ head, static_cast<size_t>(n) }))) {
        const std::lock_guard lock(mutex);
        packed.push_back(number);
        packedBytes += source.bytes;
        sources[number].bytes = 0;
        changed.notify_all();
        return true;
    }
    if (source.spooled) { // standard input, and a log
        Run run; // a file by itself: its lines still belong together
        run.path = source.filePath;
        source.run = addRun(std::move(run));
    }
    return false;
}

void Loader::State::unpackAll()
{
    Unpacker unpacker(*rules, options.archives, cancelled, options.run);
    std::unique_lock lock(mutex);
    while (true) {
        changed.wait(lock, [this] { return !packed.empty() || isDone(); });
        if (packed.empty() || cancelled)
            return;
        const uint32_t number = packed.front();
        lock.unlock();
        unpack(number, unpacker);
        lock.lock();
        packed.pop_front();
        changed.notify_all();
    }
}

RunId Loader::State::addRun(Run run)
{
    const std::lock_guard lock(mutex);
    for (size_t i = 0; i < runs.size(); ++i) {
        if (runs[i].path == run.path)
            return static_cast<RunId>(i);
    }
    runs.push_back(std::move(run));
    return static_cast<RunId>(runs.size() - 1);
}

void Loader::State::shift(Source &source) const
{
    const auto wanted = options.shifts.find(source.path);
    source.shift = wanted == options.shifts.end() ? 0 : wanted->second;
}

// All sources of a run. Those that are still in an archive are waited for: the unpacker waits for nobody.
std::vector<Source> Loader::State::sourcesOf(RunId run)
{
    std::unique_lock lock(mutex);
    const auto isPacked = [&](uint32_t number) { return run == kNoRun || index(run) >= foundRuns || sources[number].run == run; };
    changed.wait(lock, [&] { return cancelled || std::none_of(packed.begin(), packed.end(), isPacked); });
    std::vector<Source> found;
    for (const auto &source : sources) {
        if (run != kNoRun && source.run != run)
            continue;
        found.push_back(source);
        if (source.spooled)
            found.back().bytes = source.spooled->size();
    }
    std::stable_sort(found.begin(), found.end(), [](const Source &a, const Source &b) { return a.path < b.path; });
    return found;
}

void Loader::State::addSegments(uint32_t number)
{
    firstSegments.push_back(static_cast<uint32_t>(segments.size()));
    const Source &source = sources[number];
    segments.insert(segments.end(), source.spooled ? 1 : mostParts(source.bytes, options.partBytes), SegmentView::nothingOf(number));
}

void Loader::State::addSource(Source source)
{
    const std::lock_guard lock(mutex);
    const auto number = static_cast<uint32_t>(sources.size());
    shift(source);
    sources.push_back(std::move(source));
    addSegments(number);
    if (sources.back().done)
        ++sourcesDone;
    else
        queue.push_back({ number });
    changed.notify_all();
}

void Loader::State::unpack(uint32_t number, Unpacker &with)
{
    Source source;
    Run run;
    {
        const std::lock_guard lock(mutex);
        source = sources[number];
        current = source.path;
        if (source.run != kNoRun)
            run = runs[index(source.run)];
    }
    std::error_code error;
    const uint64_t size = source.spooled ? 0 : std::filesystem::file_size(source.filePath, error);
    uint64_t counted = 0;
    const auto consumed = [&](uint64_t bytes) {
        const uint64_t upTo = std::min(bytes, size);
        bytesDone += upTo > counted ? upTo - counted : 0;
        counted = std::max(counted, upTo);
    };
    const auto replace = [&](const Source &single) {
        source = single;
        if (source.run == kNoRun && source.logsource.rfind("../", 0) != 0) {
            Run own;
            own.path = source.filePath;
            source.run = addRun(std::move(own));
        }
        shift(source);
        const std::lock_guard lock(mutex);
        sources[number] = source;
        queue.push_front({ number });
        changed.notify_all();
    };
    const Unpacker::Sink sink { [this](Run found) { return addRun(std::move(found)); }, [this](Source found) { addSource(std::move(found)); }, replace, consumed };
    const bool isArchive = with.unpack(source, source.run == kNoRun ? nullptr : &run, sink);
    consumed(size);
    if (!isArchive)
        return;
    source.bytes = size;
    source.done = true;
    const std::lock_guard lock(mutex);
    packedBytes -= size;
    sources[number] = source;
    ++sourcesDone;
    changed.notify_all();
}

// Where a text without times stands: when its file was made or written, as far as its run was there then. Copying may have
// changed that, and an archive may not say it.
Time Loader::State::placeOfText(const Source &source, Time created)
{
    Time began = kNoTime;
    Time ended = kNoTime;
    for (const auto &other : sources) {
        if (other.run != source.run || other.first == kNoTime)
            continue;
        began = began == kNoTime ? other.first : std::min(began, other.first);
        ended = std::max(ended, other.last);
    }
    const Time place = created == kNoTime ? source.written : created;
    return began == kNoTime ? place : std::clamp(place, began, ended);
}

// Opens a source and finds out how it is read; null where there is nothing to do now: it holds others, or its turn comes later.
std::shared_ptr<Loader::State::Reading> Loader::State::beginReading(uint32_t number)
{
    auto reading = std::make_shared<Reading>(number);
    Source &source = reading->found;
    FileReader &file = reading->file;
    {
        const std::lock_guard lock(mutex);
        source = sources[number];
        current = source.path;
    }
    const uint32_t most = mostParts(source.bytes, options.partBytes); // segments that were set aside: the file may have grown since
    file.setStop(&cancelled);
    if (isPacked(number, source, file))
        return nullptr;
    reading->path = readPath(*rules, source.logsource);
    source.role = reading->path.role;
    reading->format = source.issues.empty() || source.spooled ? recognise(*rules, source, file, reading->path.format) : nullptr;
    if (cancelled && !reading->format)
        return nullptr; // its beginning may not have been read: as if its turn had not come
    const FormatRule *format = reading->format;
    if (format && format->kind == FormatRule::Kind::Lines) {
        const std::lock_guard lock(mutex);
        if (!readingTexts) {
            texts.push_back(number);
            sources[number].format = source.format;
            sources[number].why = source.why;
            changed.notify_all();
            return nullptr;
        }
        reading->last = placeOfText(source, reading->path.created);
    }
    if (format && format->kind == FormatRule::Kind::Documents) {
        reading->documents.emplace(*rules, *format, source, cancelled);
        file.close();
        openSource(source, file);
    }
    if (format) {
        reading->limit = file.isGrowing() ? UINT64_MAX : source.spooled ? file.size() : source.bytes;
        source.trace = FileTrace::of(file, source.bytes);
        if (source.spooled)
            source.bytes = file.size();
        reading->places = partsOf(*format, source, file, options.partBytes, most);
    }
    reading->parts.resize(reading->places.size());
    return reading;
}

void Loader::State::importSource(uint32_t number)
{
    const auto reading = beginReading(number);
    if (!reading)
        return;
    if (!reading->format)
        return finishReading(*reading);
    if (reading->parts.size() > 1) {
        const std::lock_guard lock(mutex);
        divided.push_back(reading);
    }
    importPart(reading, 0);
}

void Loader::State::hand(uint32_t number, const Source &source, uint32_t part, std::shared_ptr<const SegmentView> segment)
{
    const std::lock_guard lock(mutex);
    auto &place = segments[firstSegments[number] + part];
    rowsReady += segment->rowCount() - place->rowCount();
    sources[number] = source;
    place = std::move(segment);
}

} // namespace widelens
