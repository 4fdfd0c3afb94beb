// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/entitytable.h"
#include "model/items/roles.h"
#include "model/task.h"

#include <QAbstractTableModel>

namespace widelens {

class Session;

// The entities of one kind, a row each. Listing, filtering and sorting go on in the background: the model only holds which
// rows of the table are shown in which order, so a million rows cost nothing until they are looked at.
class EntityModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    struct Kind {
        QString name;
        QString title;
        uint64_t count = 0;
        bool operator==(const Kind &) const = default;
    };

    explicit EntityModel(Session *session, QObject *parent = nullptr);

    // Nothing is computed while it is not active: nobody looks.
    void setActive(bool active);
    const QList<Kind> &kinds() const { return m_kinds; } // those that occur
    void setKind(const QString &kind);
    const QString &kind() const { return m_kind; }
    void sortByField(const QString &field); // ascending, of the chosen kind's table once it is there
    void setFilter(const QString &filter);
    const QString &filter() const { return m_filter; }
    void setTable(std::shared_ptr<const EntityTable> table);
    const EntityTable &table() const { return *m_table; }
    bool isBusy() const { return m_listTask.isRunning() || m_orderTask.isRunning(); }
    double progress() const { return m_progress; } // of listing, 0…1
    void cancel(); // keeps what is shown

    Entity entity(int row) const;
    int rowOf(const Entity &entity) const; // O(rows); -1 when it is not shown
    int sortColumn() const { return m_sortColumn; }
    Qt::SortOrder sortOrder() const { return m_descending ? Qt::DescendingOrder : Qt::AscendingOrder; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

signals:
    void kindsChanged();
    void busyChanged();
    void progressChanged();
    void tableChanged(); // other columns, perhaps

private:
    void onStoreChanged();
    void countKinds();
    void list();
    void order();
    void showRows(std::shared_ptr<const EntityTable> table, std::shared_ptr<const EntityRows> rows);
    void readLevels();
    void readSortField(const EntityTable &table);
    QString cellText(const EntityColumn &column, int64_t cell, bool full) const;
    LevelClass level(uint32_t row) const;

    Session *m_session;
    std::shared_ptr<const EventStore> m_store; // that the table is of
    std::shared_ptr<const EntityTable> m_table = std::make_shared<EntityTable>(); // never null
    std::shared_ptr<const EntityRows> m_rows = std::make_shared<EntityRows>();
    std::shared_ptr<const EntityTable> m_next; // listed, not yet ordered
    QList<Kind> m_kinds;
    QString m_kind;
    QString m_filter;
    int m_sortColumn = 0;
    bool m_descending = false;
    QString m_sortField; // that is to be sorted by as soon as it is known which column it is
    bool m_active = false;
    bool m_stale = true; // kinds and table are not of the session's store
    bool m_again = false; // a newer version came while listing
    double m_progress = 0;
    int m_stateColumn = -1;
    std::vector<LevelClass> m_levels; // by text
    Task<std::shared_ptr<const QList<Kind>>> m_countTask;
    Task<std::shared_ptr<const EntityTable>> m_listTask;
    Task<std::shared_ptr<const EntityRows>> m_orderTask;
};

} // namespace widelens
