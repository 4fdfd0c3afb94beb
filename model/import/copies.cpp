// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/copies.h"

#include "model/import/processes.h"
#include "model/import/recordreader.h"

#include <algorithm>
#include <map>

namespace widelens {

namespace {

struct Candidate {
    Time time;
    uint32_t header; // equal for equal headers
    EventRef event;

    bool operator<(const Candidate &other) const
    {
        if (time != other.time)
            return time < other.time;
        return header != other.header ? header < other.header : event < other.event;
    }
};

// The header of a context as text, the same for the same header in any segment.
std::string headerText(const EventStore &store, const SegmentView &segment, const Context &context)
{
    std::vector<std::pair<std::string, std::string>> fields;
    for (const auto &[field, cell] : context.fields)
        fields.emplace_back(store.fields().name(field), toText(segment.value(cell)));
    std::sort(fields.begin(), fields.end());
    std::string text;
    for (const auto &[name, value] : fields)
        text += name + '\1' + value + '\2';
    return text;
}

// All rows that come from processes which wrote to more than one source.
std::vector<Candidate> candidates(const EventStore &store, const ProcessTable &processes, const std::function<bool(double)> &goOn)
{
    std::vector<Candidate> found;
    std::map<std::string, uint32_t> headers;
    for (uint32_t i = 0; i < store.segments().size(); ++i) {
        if (goOn && !goOn(0))
            return {};
        const SegmentView &segment = *store.segments()[i];
        std::vector<uint32_t> header(segment.contextCount(), 0);
        bool any = false;
        for (uint32_t code = 0; code < segment.contextCount(); ++code) {
            if (processes.sharedBy(i, code) < 2)
                continue;
            const auto text = headerText(store, segment, segment.columns().contexts[code]);
            header[code] = headers.try_emplace(text, static_cast<uint32_t>(headers.size()) + 1).first->second;
            any = true;
        }
        for (uint32_t row = 0; any && row < segment.rowCount(); ++row) {
            if (const uint32_t h = header[segment.contextCode(row)])
                found.push_back({ segment.time(row), h, { i, row } });
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace

void markCopies(StoreAssembly &assembly, const std::shared_ptr<const EventStore> &store, const std::function<bool(double)> &goOn)
{
    const ProcessTable processes(*store);
    if (!processes.anyShared())
        return;
    const auto found = candidates(*store, processes, goOn);
    size_t looked = 0;
    RecordReader reader(store);
    std::map<uint32_t, std::vector<bool>> copies;
    for (size_t i = 0; i < found.size();) {
        if ((++looked & 0x3f) == 0 && goOn && !goOn(static_cast<double>(i) / static_cast<double>(found.size())))
            return;
        size_t end = i + 1;
        while (end < found.size() && found[end].time == found[i].time && found[end].header == found[i].header)
            ++end;
        if (end - i > 1 && !store->isSameFile(found[i].event, found[end - 1].event)) {
            // The nth event with a text in a file answers to the nth of an earlier file.
            std::map<std::string, std::map<uint32_t, uint32_t>> seen; // text → source → how many
            for (size_t k = i; k < end; ++k) {
                const EventRef event = found[k].event;
                const uint32_t source = store->segment(event).source();
                auto &bySource = seen[reader.message(event)];
                const uint32_t nth = ++bySource[source];
                const bool isCopy = std::any_of(bySource.begin(), bySource.end(), [&](const auto &entry) { return entry.first < source && entry.second >= nth; });
                if (!isCopy)
                    continue;
                auto &bits = copies[event.segment];
                bits.resize(store->segments()[event.segment]->rowCount());
                bits[event.row] = true;
            }
        }
        i = end;
    }
    for (auto &[segment, bits] : copies)
        assembly.setCopies(segment, std::move(bits));
    if (!copies.empty())
        assembly.reorder();
}

} // namespace widelens
