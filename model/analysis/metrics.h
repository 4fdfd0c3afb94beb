// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/filter.h"
#include "model/store/eventstore.h"

#include <string>
#include <vector>

namespace widelens {

// One value field of a metric.
struct MetricValueRange {
    std::string name; // "queued_tasks"
    double minimum = 0;
    double maximum = 0;
};

struct MetricSummary {
    std::string name; // "pending_task_queue_length"
    bool derived = false; // counted from +1/-1 messages where the metric itself is not there
    uint64_t samples = 0;
    Time first = kNoTime;
    Time last = kNoTime;
    std::vector<MetricValueRange> values;
    std::vector<std::string> identity; // fields that tell its series apart, in order: run, executor, manager …
    std::string unit; // from the rules; may be empty
    std::string title; // from the rules: "Interchange queue length"; else the name
};

// One series: the samples of a metric that share their identity, in time order.
struct MetricSeries {
    std::vector<std::string> identity; // parallel to MetricSummary::identity; "" where absent
    std::vector<Time> times;
    std::vector<std::vector<double>> values; // [value field][sample]; NaN where a sample lacks the field
    std::vector<EventRef> events;

    // The identity as a reader wants it: "htex_Local", "manager 4f65… · htex_Local".
    std::string label() const;
};

struct Metric {
    MetricSummary summary;
    std::vector<MetricSeries> series;
    std::string problem; // why there is none: "no such metric …" or what log level would have shown it
};

// The metrics there are, by name. O(rows of messages that carry one).
std::vector<MetricSummary> listMetrics(const EventStore &store, const Continue &goOn = {});
Metric readMetric(const EventStore &store, const std::string &name, const Continue &goOn = {});

} // namespace widelens
