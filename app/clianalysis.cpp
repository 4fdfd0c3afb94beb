// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/clicommands.h"
#include "app/output.h"
#include "model/analysis/metrics.h"
#include "model/analysis/states.h"
#include "model/rules/rules.h"
#include "views/plotexport.h"

#include <QApplication>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace widelens {

int runStates(const CommandLine &line, const StorePtr &store)
{
    const std::string format = line.format({ "csv", "json" });
    std::vector<std::string> by;
    for (const auto &word : line.list("--by")) {
        const std::string name = store->rules().fieldForWord(word);
        if (name.empty() && store->fields().find(word) == kNoField)
            throw CommandError(2, "--by " + word + " is no field of these logs: see widelens info --format json for the fields there are");
        by.push_back(name.empty() ? word : name);
    }
    const StateCounts counts = countStates(*store, by);
    for (const auto &remark : counts.remarks) {
        if (!line.has("--quiet"))
            std::fprintf(stderr, "widelens: %s: see widelens info\n", remark.c_str());
    }
    for (const auto &sentence : counts.untold) {
        if (!line.has("--quiet"))
            std::fprintf(stderr, "widelens: %s\n", sentence.c_str());
    }
    RowWriter rows("csv");
    std::vector<std::string> header = by;
    header.push_back("created");
    header.insert(header.end(), counts.states.begin(), counts.states.end());
    if (format == "csv")
        rows.row(header);
    else
        print("[");
    bool first = true;
    for (const auto &series : counts.series) {
        for (size_t i = 0; i < series.times.size(); ++i) {
            if (format == "csv") {
                std::vector<std::string> cells = series.by;
                cells.push_back(formatEpochSeconds(series.times[i]));
                for (const auto &state : series.counts)
                    cells.push_back(std::to_string(state[i]));
                rows.row(cells);
                continue;
            }
            std::string text = first ? "{" : ",\n{";
            for (size_t b = 0; b < by.size(); ++b)
                text += jsonString(by[b]) + ":" + jsonString(series.by[b]) + ",";
            text += "\"created\":" + formatEpochSeconds(series.times[i]) + ",\"counts\":{";
            for (size_t s = 0; s < counts.states.size(); ++s)
                text += (s ? "," : "") + jsonString(counts.states[s]) + ":" + std::to_string(series.counts[s][i]);
            print(text + "}}");
            first = false;
        }
    }
    if (format == "json")
        print("]\n");
    return 0;
}

namespace {

void printList(const std::vector<MetricSummary> &list, const std::string &format, const TimePrinter &times)
{
    RowWriter rows("csv");
    if (format == "csv")
        rows.row({ "metric", "value", "derived", "samples", "first", "last", "minimum", "maximum" });
    std::string json;
    for (const auto &metric : list) {
        std::string values;
        for (const auto &value : metric.values) {
            if (format == "csv")
                rows.row({ metric.name, value.name, metric.derived ? "true" : "false", std::to_string(metric.samples), formatEpochSeconds(metric.first), formatEpochSeconds(metric.last), jsonNumber(value.minimum), jsonNumber(value.maximum) });
            else if (format == "text" && std::isnan(value.minimum))
                ; // no sample has it
            else if (format == "text")
                values += "  " + value.name + " " + jsonNumber(value.minimum) + "…" + jsonNumber(value.maximum);
            else
                values += (values.empty() ? "" : ",") + jsonString(value.name) + ":{\"minimum\":" + jsonNumber(value.minimum) + ",\"maximum\":" + jsonNumber(value.maximum) + "}";
        }
        if (format == "json")
            json += (json.empty() ? "" : ",\n") + ("{\"metric\":" + jsonString(metric.name)) + ",\"derived\":" + (metric.derived ? "true" : "false") + ",\"samples\":" + std::to_string(metric.samples)
                + ",\"first\":" + formatEpochSeconds(metric.first) + ",\"last\":" + formatEpochSeconds(metric.last) + ",\"values\":{" + values + "}}";
        else if (format == "text")
            print(metric.name + (metric.derived ? " (derived)" : "") + "  " + std::to_string(metric.samples) + " samples  " + times.text(metric.first, 3) + " … " + times.text(metric.last, 3) + values + "\n");
    }
    if (format == "json")
        print("[" + json + "]\n");
}

void printMetric(const Metric &metric, const std::string &format, const TimePrinter &times)
{
    struct Sample {
        const MetricSeries *series;
        size_t at;
    };
    std::vector<Sample> samples;
    for (const auto &series : metric.series) {
        for (size_t i = 0; i < series.times.size(); ++i)
            samples.push_back({ &series, i });
    }
    std::stable_sort(samples.begin(), samples.end(), [](const Sample &a, const Sample &b) { return a.series->times[a.at] < b.series->times[b.at]; });
    std::vector<std::string> header { "created" };
    for (const auto &value : metric.summary.values)
        header.push_back(value.name);
    header.insert(header.end(), metric.summary.identity.begin(), metric.summary.identity.end());
    RowWriter rows("csv");
    if (format == "csv")
        rows.row(header);
    std::string json;
    for (const auto &[series, at] : samples) {
        std::vector<std::string> cells { format == "text" ? times.text(series->times[at]) : formatEpochSeconds(series->times[at]) };
        for (const auto &values : series->values)
            cells.push_back(std::isnan(values[at]) ? std::string() : jsonNumber(values[at]));
        const size_t firstIdentity = cells.size();
        cells.insert(cells.end(), series->identity.begin(), series->identity.end());
        if (format == "csv") {
            rows.row(cells);
            continue;
        }
        std::string text;
        for (size_t i = 0; i < cells.size(); ++i) {
            if (cells[i].empty())
                continue;
            if (format == "text")
                text += (i ? "  " + header[i] + " " : "") + cells[i];
            else
                text += (text.empty() ? "" : ",") + jsonString(header[i]) + ":" + (i < firstIdentity ? cells[i] : jsonString(cells[i]));
        }
        if (format == "text")
            print(text + "\n");
        else
            json += (json.empty() ? "{" : ",\n{") + text + "}";
    }
    if (format == "json")
        print("[" + json + "]\n");
}

Time timeOption(const CommandLine &line, const std::string &option, const EventStore &store, Time otherwise)
{
    const std::string text = line.value(option);
    if (text.empty())
        return otherwise;
    if (text[0] == '+') {
        double seconds = 0;
        const size_t end = text.back() == 's' ? text.size() - 1 : text.size();
        const auto parsed = std::from_chars(text.data() + 1, text.data() + end, seconds);
        if (parsed.ec == std::errc() && parsed.ptr == text.data() + end && !store.timeSpan().isEverything())
            return store.timeSpan().begin + static_cast<Time>(std::llround(seconds * 1e9));
    }
    if (const auto time = parseEpochSeconds(text))
        return *time;
    if (const auto time = parseIsoTime(text)) {
        const TimePrinter zone(line.value("--tz"));
        return *time - (text.find('Z') == std::string::npos ? zone.offset(*time) * kSecond : 0);
    }
    throw CommandError(2, option + " " + text + " is no time: write 2026-08-05T05:20:01, epoch seconds, or +12.5s from the start of the run");
}

QSize sizeOption(const CommandLine &line)
{
    const std::string text = line.value("--size", "1600x900");
    int width = 0;
    int height = 0;
    if (std::sscanf(text.c_str(), "%dx%d", &width, &height) != 2 || width < 200 || height < 150 || width > 20000 || height > 20000)
        throw CommandError(2, "--size " + text + " cannot be drawn: write WIDTHxHEIGHT in pixels, at least 200x150 and at most 20000x20000");
    return { width, height };
}

} // namespace

int runMetrics(const CommandLine &line, const StorePtr &store)
{
    const std::string format = line.format({ "text", "csv", "json" });
    const TimePrinter times(line.value("--tz"));
    if (line.words.empty()) {
        printList(listMetrics(*store), format, times);
        return 0;
    }
    const Metric metric = readMetric(*store, line.words.front());
    if (!metric.problem.empty())
        throw CommandError(1, metric.problem);
    printMetric(metric, format, times);
    return 0;
}

int runPlot(const CommandLine &line, const StorePtr &store)
{
    if (line.words.size() != 1)
        throw CommandError(2, "which plot: give one of states, metric:NAME behind the run");
    if (!line.has("-o"))
        throw CommandError(2, "no file to write: add -o FILE.png (or .svg, .pdf)");
    PlotRequest request;
    request.view = QString::fromStdString(line.words.front());
    if (line.words.front() != "states" && line.words.front().rfind("metric:", 0) != 0)
        throw CommandError(2, "no plot " + line.words.front() + ": plots are states and metric:NAME");
    if (line.words.front().rfind("metric:", 0) == 0) {
        const Metric metric = readMetric(*store, line.words.front().substr(7));
        if (!metric.problem.empty())
            throw CommandError(1, metric.problem);
    }
    request.file = QString::fromStdString(line.value("-o"));
    request.size = sizeOption(line);
    request.range.begin = timeOption(line, "--from", *store, request.range.begin);
    request.range.end = timeOption(line, "--to", *store, request.range.end);
    if (request.range.begin >= request.range.end)
        throw CommandError(2, "--from is not before --to: exchange them");
    request.dataFile = QString::fromStdString(line.value("--data"));
    request.stacked = !line.has("--lines");
    qputenv("QT_QPA_PLATFORM", "offscreen"); // a picture needs no display
    // Standard error is for what concerns the user; Qt remarks there on a session that a login node does not have.
    qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &text) {
        if (!text.startsWith(QLatin1String("QStandardPaths")))
            std::fprintf(stderr, "%s\n", qPrintable(text));
    });
    int argc = 1;
    char name[] = "widelens";
    char *argv[] = { name, nullptr };
    const QApplication application(argc, argv);
    QString error;
    if (!exportPlot(*store, request, &error))
        throw CommandError(1, error.toStdString());
    return 0;
}

} // namespace widelens
