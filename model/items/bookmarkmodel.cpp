// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/bookmarkmodel.h"

#include "model/bookmarks.h"
#include "model/items/eventmodel.h"
#include "model/session.h"

#include <utility>

namespace widelens {

using namespace Qt::StringLiterals;

BookmarkModel::BookmarkModel(Session *session, QObject *parent) : QAbstractTableModel(parent), m_session(session)
{
    connect(session->bookmarks(), &Bookmarks::changed, this, &BookmarkModel::adopt);
    connect(session, &Session::timeDisplayChanged, this, [this] {
        if (!m_list.isEmpty())
            emit dataChanged(index(0, TimeColumn), index(rowCount() - 1, TimeColumn));
    });
    adopt();
}

// What changes in a row leaves the rows where they are. A note is told only when it is another one: somebody may be
// writing it while the message comes.
void BookmarkModel::adopt()
{
    const QList<Bookmark> &list = m_session->bookmarks()->list();
    if (list.size() != m_list.size()) {
        beginResetModel();
        m_list = list;
        endResetModel();
        return;
    }
    const QList<Bookmark> before = std::exchange(m_list, list);
    for (int row = 0; row < rowCount(); ++row) {
        if (m_list[row] == before[row])
            continue;
        emit dataChanged(index(row, MessageColumn), index(row, SourceColumn));
        emit dataChanged(index(row, TimeColumn), index(row, TimeColumn));
        if (m_list[row].note != before[row].note)
            emit dataChanged(index(row, NoteColumn), index(row, NoteColumn));
    }
}

int BookmarkModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_list.size());
}

int BookmarkModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BookmarkModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_list.size())
        return {};
    const Bookmark &bookmark = m_list[index.row()];
    const bool isThere = bookmark.event.isValid();
    switch (role) {
    case Qt::EditRole:
        return index.column() == NoteColumn ? bookmark.note : QVariant();
    case Qt::ToolTipRole:
        return isThere ? bookmark.note : tr("Not in what is open: the file is gone, or was written anew.");
    case DimRole:
        return !isThere;
    case EventRole:
        return QVariant::fromValue(bookmark.event);
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (index.column()) {
    case TimeColumn:
        if (isThere)
            return m_session->timeText(bookmark.event);
        return timeText(bookmark.time, m_session->timeDisplay(), m_session->timeOrigin());
    case NoteColumn:
        return bookmark.note;
    case MessageColumn:
        return isThere ? bookmark.message : tr("(not found) %1").arg(bookmark.message);
    default:
        return u"%1:%2"_s.arg(bookmark.file).arg(bookmark.line);
    }
}

bool BookmarkModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || index.column() != NoteColumn || role != Qt::EditRole)
        return false;
    m_session->bookmarks()->setNote(index.row(), value.toString().trimmed());
    return true;
}

Qt::ItemFlags BookmarkModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.column() == NoteColumn ? flags | Qt::ItemIsEditable : flags;
}

QVariant BookmarkModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case NoteColumn:
        return tr("Note");
    case MessageColumn:
        return tr("Message");
    default:
        return tr("Source");
    }
}

} // namespace widelens
