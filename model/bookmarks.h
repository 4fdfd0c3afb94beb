// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/bookmarkfile.h"
#include "model/rowcache.h"
#include "model/task.h"

#include <QHash>
#include <QObject>

namespace widelens {

class Session;

// The bookmarks of the runs that are open. Every change goes into the file at once; other runs in it stay as they are.
class Bookmarks : public QObject
{
    Q_OBJECT
public:
    explicit Bookmarks(Session *session);

    const QList<Bookmark> &list() const { return m_list; } // by time
    qsizetype indexOf(EventRef event) const { return m_at.value(event, -1); } // -1: it has none
    void toggle(EventRef event);
    void add(EventRef event, const QString &note = {}); // a new note for the one that is there
    void setNote(qsizetype index, const QString &note);
    void remove(qsizetype index);
    // The bookmark next to an event in time order, among the rows shown; none there: an invalid event.
    EventRef next(EventRef from, bool forward) const;

signals:
    void changed();
    void failed(const QString &message);

private:
    struct Message {
        Bookmark of;
        QString text;
    };
    void find();
    void read();
    void adopt(QList<Bookmark> list);
    void change(const QList<Bookmark> &list);
    void save();
    void readMessages();

    Session *m_session;
    QList<Bookmark> m_list;
    QHash<EventRef, qsizetype> m_at;
    BookmarksOfRuns m_read; // the file, as it was when the run was opened
    Task<std::shared_ptr<const QList<Message>>> m_task;
};

} // namespace widelens
