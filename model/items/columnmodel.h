// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/summary.h"
#include "model/task.h"

#include <QAbstractTableModel>
#include <QStringList>

namespace widelens {

class Session;

// The fields that events have, to choose table columns from: each with how many of the rows shown have it. Counting goes
// on in the background.
class ColumnModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { NameColumn, PresentColumn, TypeColumn, ColumnCount };
    static constexpr int SortRole = Qt::UserRole + 100;
    static constexpr int PresentRole = Qt::UserRole + 101; // how many of the rows shown have it

    explicit ColumnModel(Session *session, QObject *parent = nullptr);

    QStringList chosen() const { return m_chosen; } // in the order in which they were chosen
    void setChosen(const QStringList &names);
    void dropEmpty(); // those that no row shown has
    // Surely no row shown has it: those that are read from the files are only estimated.
    bool isEmpty(const QString &field) const;
    bool isCounting() const { return m_task.isRunning(); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    void chosenChanged();
    void counted();

private:
    void count();
    void show(const std::vector<FieldPresence> &shown, size_t rows);
    QString presentText(const FieldPresence &field) const;

    Session *m_session;
    std::vector<FieldPresence> m_fields; // by name; all of the store
    size_t m_rows = 0; // that were counted
    QStringList m_chosen;
    Task<std::shared_ptr<const std::pair<std::vector<FieldPresence>, size_t>>> m_task;
    bool m_countAgain = false;
};

} // namespace widelens
