// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/bookmarkfile.h"

#include <QAbstractTableModel>

namespace widelens {

class Session;

// The bookmarks of the open runs, by time. Notes can be edited in place.
class BookmarkModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { TimeColumn, NoteColumn, MessageColumn, SourceColumn, ColumnCount };

    explicit BookmarkModel(Session *session, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void adopt();

    Session *m_session;
    QList<Bookmark> m_list; // as it is shown
};

} // namespace widelens
