// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace widelens {

// Where the user's own rule files are, for window and command line alike: $XDG_CONFIG_HOME/Widelens/rules.
QString rulesFolder();
// The same for the same rule files in it.
QByteArray rulesFingerprint();

// Watches a folder of rule files and the files in it; the folder may come later. changed() comes once for changes at the
// same time.
class RulesWatcher : public QObject
{
    Q_OBJECT
public:
    explicit RulesWatcher(const QString &folder, QObject *parent = nullptr);

signals:
    void changed();

private:
    void watch();

    QString m_folder;
    QFileSystemWatcher m_watcher;
    QTimer m_pause; // editors write a file in several steps
};

} // namespace widelens
