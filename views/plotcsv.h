// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/metrics.h"
#include "model/analysis/states.h"

#include <QByteArray>
#include <QString>

#include <functional>

namespace widelens {

// The data behind a plot, within a range, as CSV: `created` in epoch seconds, then a column a state, or the value fields
// and the identity of a metric. Calls back for each line; what it was made from must live as long.
using CsvLines = std::function<void(const std::function<void(const std::string &line)> &put)>;
CsvLines statesCsv(const StateCounts &counts, TimeRange range);
CsvLines metricCsv(const Metric &metric, TimeRange range);

// Answers what went wrong, empty when nothing did. For any thread.
QString writeCsv(const CsvLines &lines, const QString &file);
QByteArray csvText(const CsvLines &lines);

} // namespace widelens
