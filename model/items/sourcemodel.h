// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/roles.h"
#include "model/store/eventstore.h"

#include <QAbstractTableModel>

namespace widelens {

class Session;

// The files that were found and what was read of them, one a row, in path order. Numbers are numbers in SortRole. A tick says
// whether the filter lets a source's events through; taking it away makes a chip that leaves them out.
class SourceModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { PathColumn, FormatColumn, RoleColumn, EventsColumn, LinesColumn, SkippedColumn, IssuesColumn, BytesColumn, ZoneColumn, WhyColumn, ColumnCount };
    static constexpr int SortRole = Qt::UserRole + 100;

    explicit SourceModel(Session *session, QObject *parent = nullptr);
    const Source &source(int row) const { return m_store->sources()[static_cast<size_t>(row)]; }
    bool isShown(int row) const;
    void setShown(int row, bool shown);
    void showAll();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void onStoreChanged();
    void tellShown();

    Session *m_session;
    std::shared_ptr<const EventStore> m_store;
};

} // namespace widelens
