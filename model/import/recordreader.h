// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/eventstore.h"
#include "model/store/filereader.h"
#include "model/store/record.h"

#include <memory>
#include <string>
#include <unordered_map>

namespace widelens {

struct FormatRule;

// Reads events again from their files: raw bytes, message, all fields. One reader belongs to one thread (it keeps the
// descriptors it opened, at most 64, and a read buffer). May block as long as the file system does: never on the GUI thread.
class RecordReader
{
public:
    explicit RecordReader(std::shared_ptr<const EventStore> store);
    ~RecordReader();
    RecordReader(const RecordReader &) = delete;
    RecordReader &operator=(const RecordReader &) = delete;

    Record read(EventRef event);
    // The bytes of the record; `problem` says why there are none.
    std::string raw(EventRef event, std::string *problem = nullptr);
    // The field `formatted` alone, at most `limit` bytes: cheaper than read().
    std::string message(EventRef event, size_t limit = SIZE_MAX, std::string *problem = nullptr);

    const std::shared_ptr<const EventStore> &store() const { return m_store; }

private:
    // A file with the block that was read of it last: neighbouring records are mostly asked for one after the other.
    struct OpenFile {
        FileReader reader;
        bool holds = true; // what was imported stands there still, when it was last looked at
        std::string block;
        uint64_t offset = 0;
    };
    OpenFile *open(uint32_t source, std::string &problem);
    std::string asJson(const FormatRule &format, EventRef event, const std::string &raw) const;
    void addPlace(EventRef event, Record &record) const;
    void addOrdinal(EventRef event, Record &record) const;
    bool isChanged(EventRef event) const;
    void checkTime(EventRef event, Record &record) const;
    void addJoined(EventRef event, Record &record) const;

    std::shared_ptr<const EventStore> m_store;
    std::unordered_map<uint32_t, std::unique_ptr<OpenFile>> m_files;
};

} // namespace widelens
