// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/bookmarkfile.h"

#include "model/timetext.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QSettings>

namespace widelens {

using namespace Qt::StringLiterals;

QString bookmarkFile()
{
    return QFileInfo(QSettings().fileName()).absolutePath() + u"/bookmarks.json"_s;
}

BookmarksOfRuns readBookmarks(const QString &file)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly))
        return {};
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(source.readAll(), &error);
    if (error.error != QJsonParseError::NoError)
        QFile::copy(file, file + u".damaged"_s); // the next change writes a new one
    BookmarksOfRuns read;
    const QJsonObject runs = document.object().value(u"runs"_s).toObject();
    for (auto run = runs.begin(); run != runs.end(); ++run) {
        for (const QJsonValue value : run->toArray()) {
            const QJsonObject object = value.toObject();
            Bookmark bookmark;
            bookmark.run = run.key();
            bookmark.file = object.value(u"file"_s).toString();
            bookmark.line = static_cast<uint64_t>(std::max<qint64>(object.value(u"line"_s).toInteger(), 0));
            bookmark.time = parseIsoTime(object.value(u"time"_s).toString().toStdString()).value_or(kNoTime);
            bookmark.message = object.value(u"message"_s).toString();
            bookmark.note = object.value(u"note"_s).toString();
            if (!bookmark.file.isEmpty() && bookmark.line > 0)
                read[run.key()].append(bookmark);
        }
    }
    return read;
}

bool writeBookmarks(const QString &file, const BookmarksOfRuns &bookmarks)
{
    QJsonObject runs;
    for (auto run = bookmarks.begin(); run != bookmarks.end(); ++run) {
        QJsonArray list;
        for (const Bookmark &bookmark : *run)
            list.append(QJsonObject { { u"file"_s, bookmark.file }, { u"line"_s, static_cast<qint64>(bookmark.line) }, { u"time"_s, exactTimeText(bookmark.time) },
                                      { u"message"_s, bookmark.message }, { u"note"_s, bookmark.note } });
        if (!list.isEmpty())
            runs.insert(run.key(), list);
    }
    QDir().mkpath(QFileInfo(file).absolutePath());
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly))
        return false;
    target.write(QJsonDocument(QJsonObject { { u"runs"_s, runs } }).toJson());
    return target.commit();
}

} // namespace widelens
