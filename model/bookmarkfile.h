// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/eventstore.h"

#include <QList>
#include <QMap>
#include <QString>

namespace widelens {

// An event that the reader wants to find again, named so that it is found when its run is read again.
struct Bookmark {
    QString run; // directory, absolute
    QString file; // below it
    uint64_t line = 0; // 1-based
    Time time = kNoTime;
    QString message; // one line; empty until it was read
    QString note;
    EventRef event; // in the store that is open; invalid when it is not there

    bool operator==(const Bookmark &) const = default;
};

using BookmarksOfRuns = QMap<QString, QList<Bookmark>>; // by run directory

// bookmarks.json beside the other settings: {"runs": {DIRECTORY: [{"file", "line", "time", "message", "note"}]}}, times as
// exact UTC. What cannot be read counts as empty; a damaged file is kept beside as bookmarks.json.damaged.
QString bookmarkFile();
BookmarksOfRuns readBookmarks(const QString &file);
bool writeBookmarks(const QString &file, const BookmarksOfRuns &bookmarks);

} // namespace widelens
