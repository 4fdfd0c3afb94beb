// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model/testlogs.h"

#include "model/import/recordreader.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/resource.h>

namespace widelens {

namespace fs = std::filesystem;

std::shared_ptr<const Rules> shippedRules()
{
    static const auto rules = loadRules();
    return rules;
}

StorePtr loadAll(const std::vector<std::string> &paths, const std::string &run)
{
    LoadOptions options;
    options.paths = paths;
    options.run = run;
    return Loader::load(shippedRules(), options);
}

std::string recordedRun(const std::string &name)
{
    return std::string(WIDELENS_TEST_DATA "/runs/") + name;
}

std::vector<std::string> recordedRuns()
{
    std::vector<std::string> names;
    for (const auto &entry : fs::directory_iterator(WIDELENS_TEST_DATA "/runs"))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

void addRecordedRuns()
{
    QTest::addColumn<QString>("run");
    for (const std::string &run : recordedRuns())
        QTest::newRow(run.c_str()) << q(run);
}

std::string readFile(const std::string &path)
{
    std::ifstream stream(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
}

void writeFile(const std::string &path, std::string_view content)
{
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream stream(path, std::ios::binary | std::ios::trunc);
    stream.write(content.data(), static_cast<std::streamsize>(content.size()));
}

void copyTree(const std::string &from, const std::string &to)
{
    fs::create_directories(to);
    fs::copy(from, to, fs::copy_options::recursive);
}

std::string LogFolder::path(const std::string &name) const
{
    const std::string folder = m_folder.path().toStdString();
    return name.empty() ? folder : folder + "/" + name;
}

void LogFolder::write(const std::string &name, std::string_view content) const
{
    writeFile(path(name), content);
}

Time at(double seconds)
{
    return kEpoch + static_cast<Time>(std::llround(seconds * 1e6)) * 1000;
}

std::string TextLine::text() const
{
    const Time time = at(seconds);
    std::string epoch = std::to_string(time / kSecond) + ".";
    const std::string micros = std::to_string(time % kSecond / 1000);
    epoch += std::string(6 - micros.size(), '0') + micros;
    return epoch + " " + formatTime(time, 0) + " " + process + " " + thread + " " + logger + " f " + level + ": " + message + "\n";
}

std::string textLine(double seconds, const std::string &message)
{
    return TextLine { seconds, message }.text();
}

std::string manyLines(int count, const std::string &what)
{
    std::string text;
    for (int i = 0; i < count; ++i)
        text += textLine(i * 0.001, what + std::to_string(i) + " does something");
    return text;
}

std::string prototypeLine(double seconds, const std::string &message, const std::string &more)
{
    return "{\"created\": \"" + formatEpochSeconds(at(seconds)) + "\", \"process\": \"4711\", \"processName\": \"MainProcess\", \"threadName\": \"MainThread\", \"thread\": \"1404\", "
           "\"name\": \"parsl.x\", \"lineno\": \"10\", \"funcname\": \"f\", \"levelname\": \"INFO\", \"msg\": \"" + message + "\", \"formatted\": \"" + message
        + "\", \"known_keys\": \"dict_keys([])\"" + more + "}\n";
}

std::string upstreamLine(double seconds, const std::string &message, const std::string &more)
{
    return "{\"created\": " + formatEpochSeconds(at(seconds)) + ", \"process\": 4711, \"processName\": \"MainProcess\", \"threadName\": \"MainThread\", \"thread\": 1404, "
           "\"name\": \"parsl.x\", \"lineno\": 10, \"funcname\": \"f\", \"levelname\": \"INFO\", \"msg\": \"" + message + "\", \"formatted\": \"" + message + "\"" + more + "}\n";
}

const Source &sourceNamed(const EventStore &store, const std::string &name)
{
    static const Source none;
    for (const auto &source : store.sources()) {
        if (source.path == name || source.logsource == name)
            return source;
    }
    return none;
}

std::string brokenAccount(const EventStore &store)
{
    for (const auto &source : store.sources()) {
        if (source.lines != source.events + source.continued + source.blank + source.skipped)
            return source.path + ": " + std::to_string(source.lines) + " lines, " + std::to_string(source.events) + " events + " + std::to_string(source.continued) + " continued + "
                + std::to_string(source.blank) + " blank + " + std::to_string(source.skipped) + " skipped";
    }
    return {};
}

const Issue *findIssue(const Source &source, std::string_view word)
{
    const auto found = std::find_if(source.issues.begin(), source.issues.end(), [&](const Issue &issue) { return issue.what.find(word) != std::string::npos; });
    return found == source.issues.end() ? nullptr : &*found;
}

std::string incompleteIssue(const EventStore &store)
{
    for (const auto &source : store.sources()) {
        for (const auto &issue : source.issues) {
            if (issue.what.empty() || issue.fix.empty())
                return source.path + ": an issue without words: " + issue.what + "|" + issue.fix;
            if (issue.line > source.lines + 1 || issue.offset > source.bytes)
                return source.path + ": " + issue.what + ": a place that is not there";
        }
    }
    return {};
}

std::string fieldText(const EventStore &store, EventRef event, const std::string &name)
{
    std::vector<Value> values;
    const FieldId field = store.fields().find(name);
    if (field != kNoField)
        store.values(event, field, values);
    std::string text;
    for (size_t i = 0; i < values.size(); ++i)
        text += (i ? "," : "") + toText(values[i]);
    return text;
}

std::vector<std::string> messagesOf(const StorePtr &store)
{
    RecordReader reader(store);
    std::vector<std::string> messages;
    for (const EventRef event : *store->rows())
        messages.push_back(reader.message(event));
    return messages;
}

QString q(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

uint64_t peakMemory()
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

size_t below(Random &random, size_t limit)
{
    return static_cast<size_t>(random() % limit);
}

} // namespace widelens
