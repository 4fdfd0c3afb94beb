// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/roles.h"
#include "model/rowcache.h"

#include <QAbstractTableModel>
#include <QTimer>

namespace widelens {

class Session;

// The events of one entity as steps: time, what passed since the step before, message, source. Messages are read in the
// background, of the rows that are looked at.
class StepModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { TimeColumn, GapColumn, MessageColumn, SourceColumn, ColumnCount };

    explicit StepModel(Session *session, QObject *parent = nullptr, RowCache::ReaderFactory factory = RowCache::fileReader);
    void setEvents(std::shared_ptr<const EventStore> store, std::shared_ptr<const EventRows> events);
    EventRef eventAt(int row) const { return (*m_events)[static_cast<size_t>(row)]; }
    int rowOf(EventRef event) const; // -1: not a step

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(int row, int column) const;
    const RowText *message(int row) const;

    Session *m_session;
    std::shared_ptr<const EventStore> m_store;
    std::shared_ptr<const EventRows> m_events = std::make_shared<EventRows>();
    bool m_oneDay = false; // times without the date
    RowCache m_cache;
    mutable std::vector<EventRef> m_missing; // looked at, not read yet
    mutable QTimer m_ask;
};

// "+0.012 s", "+2 min 3.4 s": with as many digits as tell steps apart.
QString gapText(Time gap);

} // namespace widelens
