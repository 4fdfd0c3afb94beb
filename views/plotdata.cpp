// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plotdata.h"

#include "model/rules/rules.h"
#include "views/theme.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace widelens {

static bool isHidden(const std::vector<bool> &hidden, size_t i)
{
    return i < hidden.size() && hidden[i];
}

QColor stateColour(const Rules &rules, const std::string &state, size_t index, bool dark)
{
    const StateRule *rule = rules.state(state);
    if (!rule || rule->colour.empty())
        return seriesColour(index, dark);
    return QColor(QString::fromStdString(dark && !rule->colourDark.empty() ? rule->colourDark : rule->colour));
}

std::vector<PlotSeries> stateSeries(const StateCounts &counts, const Rules &rules, const std::vector<bool> &hidden, bool stacked,
                                    const PlotFrame &frame)
{
    std::vector<PlotSeries> result;
    if (counts.series.empty())
        return result;
    const StateSeries &series = counts.series.front();
    // Only what the frame shows, and what holds when it begins.
    const auto after = std::upper_bound(series.times.begin(), series.times.end(), frame.range.begin);
    const size_t first = static_cast<size_t>(std::max<ptrdiff_t>(after - series.times.begin() - 1, 0));
    const auto end = std::upper_bound(after, series.times.end(), frame.range.end);
    const std::vector<Time> times(series.times.begin() + static_cast<ptrdiff_t>(first), end);
    std::vector<double> values(times.size());
    for (size_t state = 0; state < counts.states.size(); ++state) {
        if (isHidden(hidden, state))
            continue;
        const uint32_t *count = series.counts[state].data() + first;
        for (size_t row = 0; row < values.size(); ++row)
            values[row] = (stacked ? values[row] : 0) + count[row];
        PlotSeries line;
        line.name = QString::fromStdString(counts.states[state]);
        line.colour = stateColour(rules, counts.states[state], state, frame.dark);
        line.mark = state;
        line.points = reduceSteps(times, values, frame.range, frame.origin, frame.pixels);
        line.filled = stacked;
        result.push_back(std::move(line));
    }
    if (stacked)
        std::reverse(result.begin(), result.end());
    return result;
}

std::vector<QString> metricLineNames(const Metric &metric)
{
    std::vector<QString> names;
    const auto &values = metric.summary.values;
    for (const MetricSeries &series : metric.series) {
        const QString label = QString::fromStdString(series.label());
        for (const MetricValueRange &value : values) {
            const QString name = QString::fromStdString(value.name);
            // As short as it may be: what all lines share says nothing.
            const bool nameTells = values.size() > 1 || label.isEmpty();
            const bool labelTells = !label.isEmpty() && (metric.series.size() > 1 || values.size() == 1);
            names.push_back(nameTells && labelTells ? QStringLiteral("%1 · %2").arg(name, label) : labelTells ? label : name);
        }
    }
    return names;
}

std::vector<PlotSeries> metricSeries(const Metric &metric, const std::vector<bool> &hidden, const PlotFrame &frame)
{
    std::vector<PlotSeries> result;
    const std::vector<QString> names = metricLineNames(metric);
    size_t index = 0;
    for (const MetricSeries &series : metric.series) {
        for (const std::vector<double> &values : series.values) {
            const size_t i = index++;
            if (isHidden(hidden, i))
                continue;
            PlotSeries line;
            line.name = i < names.size() ? names[i] : QString();
            line.colour = seriesColour(i, frame.dark);
            line.mark = i;
            line.points = reduceSteps(series.times, values, frame.range, frame.origin, frame.pixels);
            result.push_back(std::move(line));
        }
    }
    return result;
}

double valueAt(const std::vector<Time> &times, const std::vector<double> &values, Time time)
{
    const auto after = std::upper_bound(times.begin(), times.end(), time);
    if (after == times.begin())
        return std::numeric_limits<double>::quiet_NaN();
    return values[static_cast<size_t>(after - times.begin()) - 1];
}

double highest(const std::vector<PlotSeries> &series)
{
    double value = 0;
    for (const PlotSeries &line : series) {
        for (const double v : line.points.values)
            value = std::isnan(v) ? value : std::max(value, v);
    }
    return value;
}

double lowest(const std::vector<PlotSeries> &series)
{
    double value = 0;
    for (const PlotSeries &line : series) {
        for (const double v : line.points.values)
            value = std::isnan(v) ? value : std::min(value, v);
    }
    return value;
}

} // namespace widelens
