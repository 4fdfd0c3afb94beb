// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/loader.h"
#include "model/rules/rules.h"
#include "model/store/eventstore.h"
#include "model/store/sanitized.h"

#include <QString>
#include <QTemporaryDir>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace widelens {

using StorePtr = std::shared_ptr<const EventStore>;

// The rules that ship with Widelens, loaded once.
std::shared_ptr<const Rules> shippedRules();

// Everything below the paths, read to its end.
StorePtr loadAll(const std::vector<std::string> &paths, const std::string &run = {});

std::string recordedRun(const std::string &name); // tests/data/runs/NAME
std::vector<std::string> recordedRuns(); // the names
void addRecordedRuns(); // a row of test data for each: its name, as "run"
std::string readFile(const std::string &path);
void writeFile(const std::string &path, std::string_view content);
void copyTree(const std::string &from, const std::string &to); // files and directories

// A folder of logs that a test writes; gone with it.
class LogFolder
{
public:
    std::string path(const std::string &name = {}) const;
    void write(const std::string &name, std::string_view content) const; // makes the folders in the name
    StorePtr load(const std::string &name = {}) const { return loadAll({ path(name) }); }

private:
    QTemporaryDir m_folder;
};

// A record of a text log: "1785900001.000000 2026-08-05 05:20:01 MainProcess-4711 MainThread-1404 parsl.x:10 f INFO: message\n".
struct TextLine {
    double seconds = 0; // since 1785900000, whole microseconds
    std::string message;
    std::string level = "INFO";
    std::string process = "MainProcess-4711";
    std::string thread = "MainThread-1404";
    std::string logger = "parsl.dataflow.dflow:10";

    std::string text() const;
};
std::string textLine(double seconds, const std::string &message);
// A thousand lines a second: "Task 0 does something" …
std::string manyLines(int count, const std::string &what = "Task ");

// A record of the prototype's JSON dialect (every value a string) or of the upstream one; `more` is appended inside the
// object: ", \"a\": 1".
std::string prototypeLine(double seconds, const std::string &message, const std::string &more = {});
std::string upstreamLine(double seconds, const std::string &message, const std::string &more = {});

constexpr Time kEpoch = 1'785'900'000 * kSecond; // what `seconds` count from
Time at(double seconds); // in microseconds precision

// The source whose path or logsource is `name`; a test fails by the empty source otherwise.
const Source &sourceNamed(const EventStore &store, const std::string &name);
// lines = events + continued + blank + skipped, for every source; "" or the first that breaks it.
std::string brokenAccount(const EventStore &store);
// The first issue whose text contains `word`; null: none.
const Issue *findIssue(const Source &source, std::string_view word);
// Every issue says what and how to fix it, and damage says where; "" or what is missing.
std::string incompleteIssue(const EventStore &store);

// A field of an event as text, from the columns; several of a list are joined by ",".
std::string fieldText(const EventStore &store, EventRef event, const std::string &name);
// The messages of all events, in order.
std::vector<std::string> messagesOf(const StorePtr &store);

// How often to do the same, or how much of it to read: less under the thread sanitizer, where it takes ten times as long and
// one thread does it anyway.
constexpr size_t lessForThreads(size_t usual)
{
    return WIDELENS_THREAD_SANITIZED ? std::max<size_t>(1, usual / 10) : usual;
}

QString q(std::string_view text); // so that a failure shows it
uint64_t peakMemory(); // of this process, bytes

using Random = std::mt19937_64;
size_t below(Random &random, size_t limit);

} // namespace widelens
