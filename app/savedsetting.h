// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVariant>

namespace widelens {

// What the program keeps by itself while somebody works, as the runs opened last: in a file beside the settings, written in the
// background. Qt syncs such a file to its disk or server, which takes seconds while that is busy with a run, and whoever reads
// the same file meanwhile waits too: therefore a file of its own. Called on the GUI thread.
void saveSetting(const QString &key, const QVariant &value); // an invalid value: the key is removed
QVariant savedSetting(const QString &key); // what was saved last, written or not; invalid: nothing
void finishSaving(); // returns once all is written
QString savedSettingsPath();

} // namespace widelens
