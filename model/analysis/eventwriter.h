// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/recordreader.h"

#include <functional>
#include <map>

namespace widelens {

// How events are written as text.
struct EventFormat {
    enum class Kind { Text, Csv, Tsv, JsonLines, Markdown };
    Kind kind = Kind::Csv;
    // Canonical names, or "entity" (its label) and "source" (its path); empty: what the rules list. Not for JSON lines:
    // those have every field.
    std::vector<std::string> columns;
    bool allFields = false; // JSON lines: also what the rules call noise
    std::function<std::string(Time)> timeText; // in Text and Markdown; default: UTC with microseconds
    // What column kDelta says, in seconds; without it that is a field like any other. JSON lines have it where it is given.
    std::function<std::string(EventRef)> deltaText = {};
    static constexpr const char *kDelta = "delta_s";
};

// Writes events, a line (or more, with line breaks in their messages) each. Reads them from their files: for background
// threads, one writer a thread.
class EventWriter
{
public:
    EventWriter(std::shared_ptr<const EventStore> store, EventFormat format);

    std::string header() const; // "" where the format has none
    std::string line(EventRef event); // with the line break

private:
    using Joined = std::map<std::string, std::vector<const RecordField *>>;

    bool isForPeople() const { return m_format.kind == EventFormat::Kind::Text || m_format.kind == EventFormat::Kind::Markdown; }
    std::string cell(EventRef event, const Record &record, const std::string &column) const;
    std::string createdText(EventRef event, const Record &record) const;
    std::string joinCells(const std::vector<std::string> &cells) const;
    std::string jsonLine(EventRef event);
    std::string joinedJson(const Record &record, const Joined &joined) const;

    std::shared_ptr<const EventStore> m_store;
    RecordReader m_reader;
    EventFormat m_format;
};

} // namespace widelens
