// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/bookmarks.h"

#include "model/import/recordreader.h"
#include "model/query/eventplace.h"
#include "model/session.h"

#include <QDir>
#include <QSet>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr size_t kMaxMessage = 400;

Bookmarks::Bookmarks(Session *session) : QObject(session), m_session(session)
{
    connect(session, &Session::opened, this, &Bookmarks::read);
    connect(session, &Session::storeChanged, this, &Bookmarks::find);
}

// The directory that bookmarks of a source are kept by, and its name in there. Looks at no file: that could take long.
static std::pair<QString, QString> placeOfSource(const EventStore &store, const Source &source)
{
    const auto whole = [](const std::string &path) { return QDir::cleanPath(QDir().absoluteFilePath(QString::fromStdString(path))); };
    if (source.run != kNoRun && !store.runs()[index(source.run)].path.empty())
        return { whole(store.runs()[index(source.run)].path), QString::fromStdString(source.logsource) };
    const QString path = whole(source.filePath);
    return { path.section(u'/', 0, -2), path.section(u'/', -1) };
}

void Bookmarks::read()
{
    m_read = readBookmarks(bookmarkFile());
    m_task.cancel();
    adopt({});
}

// Which events of the store the bookmarks are: those read from the file, and those made since.
void Bookmarks::find()
{
    const EventStore &store = *m_session->store();
    if (!m_session->isOpen())
        adopt({});
    if (m_read.isEmpty() && m_list.isEmpty())
        return;
    QHash<std::pair<QString, QString>, std::string> paths;
    QSet<QString> runs;
    for (const Source &source : store.sources()) {
        const auto place = placeOfSource(store, source);
        paths.insert(place, source.path);
        runs.insert(place.first);
    }
    QList<Bookmark> list;
    QList<Bookmark> known = m_list;
    for (const QString &run : runs)
        known += m_read.take(run); // from here on they are the list's
    for (Bookmark bookmark : known) {
        bookmark.event = {};
        if (const auto path = paths.constFind({ bookmark.run, bookmark.file }); path != paths.cend())
            bookmark.event = eventAt(store, { *path, bookmark.line });
        // Another event stands there now: the file was written anew.
        if (bookmark.event.isValid() && bookmark.time != kNoTime && store.time(bookmark.event) != bookmark.time)
            bookmark.event = {};
        list.append(bookmark);
    }
    adopt(list);
    readMessages();
}

void Bookmarks::adopt(QList<Bookmark> list)
{
    std::stable_sort(list.begin(), list.end(), [](const Bookmark &a, const Bookmark &b) { return a.time < b.time; });
    if (list == m_list)
        return;
    m_list = list;
    m_at.clear();
    for (qsizetype i = 0; i < m_list.size(); ++i) {
        if (m_list[i].event.isValid())
            m_at.insert(m_list[i].event, i);
    }
    emit changed();
}

void Bookmarks::change(const QList<Bookmark> &list)
{
    adopt(list);
    save();
}

void Bookmarks::save()
{
    const QString file = bookmarkFile();
    BookmarksOfRuns all = readBookmarks(file); // another window may have written
    const EventStore &store = *m_session->store();
    for (const Source &source : store.sources())
        all.remove(placeOfSource(store, source).first);
    for (const Bookmark &bookmark : std::as_const(m_list))
        all[bookmark.run].append(bookmark);
    if (!writeBookmarks(file, all))
        emit failed(tr("The bookmarks cannot be saved: %1 cannot be written. Is its folder writable, is the disk full?").arg(file));
}

void Bookmarks::toggle(EventRef event)
{
    if (const qsizetype there = indexOf(event); there >= 0)
        remove(there);
    else
        add(event);
}

void Bookmarks::add(EventRef event, const QString &note)
{
    if (!event.isValid())
        return;
    if (const qsizetype there = indexOf(event); there >= 0) {
        setNote(there, note);
        return;
    }
    const EventStore &store = *m_session->store();
    Bookmark bookmark;
    std::tie(bookmark.run, bookmark.file) = placeOfSource(store, store.source(event));
    bookmark.line = store.line(event);
    bookmark.time = store.time(event);
    bookmark.note = note;
    bookmark.event = event;
    change(m_list + QList<Bookmark> { bookmark });
    readMessages();
}

void Bookmarks::setNote(qsizetype index, const QString &note)
{
    QList<Bookmark> list = m_list;
    list[index].note = note;
    change(list);
}

void Bookmarks::remove(qsizetype index)
{
    QList<Bookmark> list = m_list;
    list.removeAt(index);
    change(list);
}

// Their text is kept too: what a bookmark was about can be read also when its file is gone.
void Bookmarks::readMessages()
{
    QList<Bookmark> wanted;
    for (const Bookmark &bookmark : std::as_const(m_list)) {
        if (bookmark.event.isValid() && bookmark.message.isEmpty())
            wanted.append(bookmark);
    }
    if (wanted.isEmpty())
        return;
    auto work = [store = m_session->store(), wanted](const Continue &goOn) -> std::shared_ptr<const QList<Message>> {
        auto messages = std::make_shared<QList<Message>>();
        RecordReader reader(store);
        for (const Bookmark &bookmark : wanted) {
            if (!goOn(0))
                break;
            messages->append({ bookmark, QString::fromStdString(reader.message(bookmark.event, kMaxMessage)).section(u'\n', 0, 0).simplified() });
        }
        return messages;
    };
    m_task.start(this, work, [this](const std::shared_ptr<const QList<Message>> &messages) {
        QList<Bookmark> list = m_list;
        for (Bookmark &bookmark : list) {
            for (const Message &message : *messages) {
                if (bookmark.run == message.of.run && bookmark.file == message.of.file && bookmark.line == message.of.line)
                    bookmark.message = message.text;
            }
        }
        if (list != m_list)
            change(list);
    });
}

EventRef Bookmarks::next(EventRef from, bool forward) const
{
    const EventStore &store = *m_session->store();
    EventRef found;
    for (const Bookmark &bookmark : m_list) {
        const EventRef event = bookmark.event;
        if (!event.isValid() || event == from || m_session->rowOf(event) == m_session->rows()->size())
            continue;
        const bool isBehind = !from.isValid() || (forward ? store.isBefore(from, event) : store.isBefore(event, from));
        if (isBehind && (!found.isValid() || (forward ? store.isBefore(event, found) : store.isBefore(found, event))))
            found = event;
    }
    return found;
}

} // namespace widelens
