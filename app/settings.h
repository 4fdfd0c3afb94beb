// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/timetext.h"
#include "views/theme.h"

#include <QObject>
#include <QString>

namespace widelens {

// What the reader chose, as the settings dialog and the settings file have it.
struct Preferences {
    ThemeMode theme = ThemeMode::System;
    TimeDisplay times = TimeDisplay::Utc;
    int timeDigits = 6; // of the seconds in the table: 0, 3, 6 or 9
    QString zone; // for logs without a zone whose run does not tell; empty: this machine's
    bool guess = false; // use the rules' guesses
    bool restoreLayout = true; // windows and panels begin where they ended
    bool restoreRuns = false; // what was open at last is opened at the start

    bool operator==(const Preferences &) const = default;
};

// The settings file, read and kept: plain text, a line a setting. A value there that is none of its setting is told by
// problems(), stays in the file, and the usual one is taken.
class Settings : public QObject
{
    Q_OBJECT
public:
    explicit Settings(QObject *parent = nullptr);

    const Preferences &now() const { return m_now; }
    void set(const Preferences &preferences); // writes what differs
    const QStringList &problems() const { return m_problems; } // sentences
    static QString filePath();

signals:
    void changed(const widelens::Preferences &before);

private:
    Preferences m_now;
    QStringList m_problems;
};

} // namespace widelens
