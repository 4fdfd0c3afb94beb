// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/metrics.h"
#include "model/analysis/states.h"

#include <QString>

namespace widelens {

// The data behind a plot, within a range, as CSV: `created` in epoch seconds, then a column a state, or the value fields
// and the identity of a metric. Answers what went wrong, empty when nothing did. For any thread.
QString writeStatesCsv(const StateCounts &counts, TimeRange range, const QString &file);
QString writeMetricCsv(const Metric &metric, TimeRange range, const QString &file);

} // namespace widelens
