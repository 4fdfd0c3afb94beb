// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plotcsv.h"

#include "model/analysis/quoting.h"

#include <QObject>
#include <QSaveFile>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace widelens {

static std::string number(double value)
{
    if (std::isnan(value))
        return {};
    char buffer[32];
    return { buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr };
}

QString writeCsv(const CsvLines &lines, const QString &name)
{
    QSaveFile file(name);
    if (file.open(QIODevice::WriteOnly)) {
        lines([&file](const std::string &line) { file.write(line.data(), static_cast<qint64>(line.size())); });
        if (file.commit())
            return {};
    }
    return QObject::tr("cannot write %1: %2").arg(name, file.errorString());
}

QByteArray csvText(const CsvLines &lines)
{
    QByteArray text;
    lines([&text](const std::string &line) { text.append(line.data(), static_cast<qsizetype>(line.size())); });
    return text;
}

CsvLines statesCsv(const StateCounts &counts, TimeRange range)
{
    return [&counts, range](const auto &put) {
        std::string line = "created";
        for (const std::string &state : counts.states)
            line += ',' + csvCell(state);
        put(line + '\n');
        if (counts.series.empty())
            return;
        const StateSeries &series = counts.series.front();
        for (size_t row = 0; row < series.times.size(); ++row) {
            if (!range.contains(series.times[row]))
                continue;
            line = formatEpochSeconds(series.times[row]);
            for (const auto &state : series.counts)
                line += ',' + std::to_string(state[row]);
            put(line + '\n');
        }
    };
}

CsvLines metricCsv(const Metric &metric, TimeRange range)
{
    struct Sample {
        Time time;
        uint32_t series;
        size_t index;
    };
    std::vector<Sample> samples; // of all series, in time order
    for (uint32_t s = 0; s < metric.series.size(); ++s) {
        for (size_t i = 0; i < metric.series[s].times.size(); ++i) {
            if (range.contains(metric.series[s].times[i]))
                samples.push_back({ metric.series[s].times[i], s, i });
        }
    }
    std::stable_sort(samples.begin(), samples.end(), [](const Sample &a, const Sample &b) { return a.time < b.time; });
    return [&metric, samples = std::move(samples)](const auto &put) {
        std::string line = "created";
        for (const MetricValueRange &value : metric.summary.values)
            line += ',' + csvCell(value.name);
        for (const std::string &field : metric.summary.identity)
            line += ',' + csvCell(field);
        put(line + '\n');
        for (const Sample &sample : samples) {
            const MetricSeries &series = metric.series[sample.series];
            line = formatEpochSeconds(sample.time);
            for (const auto &values : series.values)
                line += ',' + number(values[sample.index]);
            for (const std::string &identity : series.identity)
                line += ',' + csvCell(identity);
            put(line + '\n');
        }
    };
}

} // namespace widelens
