// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace widelens {

// What was opened before, the latest first, kept in the settings.
QStringList recentRuns();
void rememberRun(const QString &path);
void forgetRuns();

// The run that comes with the program; empty when it is not there.
QString samplePath();

} // namespace widelens
