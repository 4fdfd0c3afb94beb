// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plotexport.h"

#include "model/rules/rules.h"
#include "views/plotcsv.h"
#include "views/theme.h"
#include "views/timescale.h"

#include <QObject>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

// "runinfo/000 · 2f1c83d0": enough to find the run again.
static QString runLabel(const EventStore &store)
{
    constexpr size_t most = 3;
    QStringList labels;
    for (size_t i = 0; i < std::min(store.runs().size(), most); ++i) {
        const Run &run = store.runs()[i];
        QString label = QString::fromStdString(run.rundir);
        const QStringList parts = QString::fromStdString(run.path).split(u'/', Qt::SkipEmptyParts);
        if (parts.size() > 1 && parts.last() == label)
            label = parts[parts.size() - 2] + u'/' + label;
        if (!run.dfk.empty())
            label += u" · "_s + QString::fromStdString(run.dfk).left(8);
        labels.append(label);
    }
    if (store.runs().size() > most)
        labels.append(QObject::tr("%1 more").arg(store.runs().size() - most));
    return labels.join(u", "_s);
}

static void takeData(const PlotRequest &request, PlotPicture &picture, const CsvLines &lines)
{
    if (!request.dataFile.isEmpty())
        picture.problem = writeCsv(lines, request.dataFile);
    if (request.wantsData)
        picture.data = csvText(lines);
}

static void addStates(const EventStore &store, const PlotRequest &request, PlotPicture &picture, const Continue &goOn)
{
    const Rules &rules = store.rules();
    const StateCounts counts = request.onlyShown && request.rows ? countStatesOf(store, *request.rows, goOn, request.transitions) : countStates(store, {}, goOn, kRowsAtOnce, request.transitions);
    if (counts.states.empty()) {
        picture.problem = QObject::tr("no state changes in these logs: open the log of the process that submits the tasks");
        return;
    }
    const KeyRule *key = rules.key(rules.stateKind);
    picture.yLabel = key ? QString::fromStdString(key->title) : QObject::tr("entities");
    picture.title = QObject::tr("%1 in each state").arg(picture.yLabel);
    for (const auto &sentences : { counts.remarks, counts.untold }) { // what is missing must not be lost with the window
        for (const std::string &sentence : sentences)
            picture.subtitle += u'\n' + QString::fromStdString(sentence);
    }
    picture.series = stateSeries(counts, rules, {}, request.stacked, picture.frame);
    for (size_t i = counts.states.size(); i-- > 0;) { // the legend reads from the top, like the areas
        picture.legend.push_back(QString::fromStdString(counts.states[i]));
        picture.legendColours.push_back(stateColour(rules, counts.states[i], i, false));
        picture.legendMarks.push_back(i);
    }
    takeData(request, picture, statesCsv(counts, request.range));
}

static void addMetric(const EventStore &store, const PlotRequest &request, PlotPicture &picture, const Continue &goOn)
{
    const Metric metric = readMetric(store, request.view.section(u':', 1).toStdString(), goOn);
    if (metric.series.empty()) {
        picture.problem = metric.problem.empty() ? QObject::tr("no such metric: %1").arg(request.view.section(u':', 1))
                                                 : QString::fromStdString(metric.problem);
        return;
    }
    const MetricSummary &summary = metric.summary;
    picture.title = QString::fromStdString(summary.title.empty() ? summary.name : summary.title);
    if (summary.derived)
        picture.title += QObject::tr(" (derived)");
    picture.yLabel = QString::fromStdString(!summary.unit.empty() ? summary.unit : summary.values.size() == 1 ? summary.values[0].name : std::string());
    picture.series = metricSeries(metric, {}, picture.frame);
    const std::vector<QString> names = metricLineNames(metric);
    for (size_t i = 0; i < names.size(); ++i) {
        picture.legend.push_back(names[i]);
        picture.legendColours.push_back(seriesColour(i, false));
        picture.legendMarks.push_back(i);
    }
    takeData(request, picture, metricCsv(metric, request.range));
}

std::shared_ptr<const PlotPicture> makePicture(const EventStore &store, const PlotRequest &request, const Continue &goOn)
{
    bool cancelled = false;
    const Continue watch = [&](double fraction) {
        cancelled = cancelled || (goOn && !goOn(fraction));
        return !cancelled;
    };
    auto picture = std::make_shared<PlotPicture>();
    const TimeRange span = store.timeSpan();
    if (span.isEverything()) {
        picture->problem = QObject::tr("nothing to plot: there are no events with a time");
        return picture;
    }
    picture->frame.origin = span.begin;
    picture->frame.range = { request.range.begin == kNoTime ? span.begin : request.range.begin, std::min(request.range.end, span.end) };
    if (picture->frame.range.begin >= picture->frame.range.end) {
        picture->problem = QObject::tr("the time range holds nothing: the events are from %1 to %2")
                               .arg(QString::fromStdString(formatTime(span.begin)), QString::fromStdString(formatTime(span.end)));
        return picture;
    }
    picture->frame.pixels = static_cast<size_t>(std::max(100, request.size.width()));
    picture->times = request.times;
    picture->xLabel = request.times == TimeDisplay::Relative ? QObject::tr("time since start of run (s)")
                                                             : QObject::tr("time (%1), %2").arg(timeDisplayName(request.times, span.begin),
                                                                   timeText(picture->frame.range.begin, request.times, kNoTime, 0).left(10));
    picture->subtitle = QObject::tr("%1 · starts %2 UTC").arg(runLabel(store), QString::fromStdString(formatTime(span.begin, 3)));
    if (request.view == u"states"_s)
        addStates(store, request, *picture, watch);
    else if (request.view.startsWith(u"metric:"_s))
        addMetric(store, request, *picture, watch);
    else
        picture->problem = QObject::tr("no such view: %1: use states or metric:NAME").arg(request.view);
    if (!picture->title.isEmpty())
        picture->title[0] = picture->title[0].toUpper();
    return cancelled ? nullptr : picture;
}

bool exportPlot(const EventStore &store, const PlotRequest &request, QString *error)
{
    return drawPicture(*makePicture(store, request), request, error);
}

} // namespace widelens
