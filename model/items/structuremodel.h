// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/structure.h"
#include "model/items/roles.h"

#include <QAbstractItemModel>

#include <memory>

namespace widelens {

// The parts of a value as a tree: name and value. What has parts says how many.
class StructureModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { NameColumn, ValueColumn, ColumnCount };

    using QAbstractItemModel::QAbstractItemModel;

    void setStructure(std::shared_ptr<const Structure> structure); // null: nothing
    const Structure *structure() const { return m_structure.get(); }
    int node(const QModelIndex &index) const { return index.isValid() ? static_cast<int>(index.internalId()) : 0; }
    QString plain(const QModelIndex &index) const; // for copying: a text without quotes, parts indented
    QString path(const QModelIndex &index) const; // of a file that a frame or a value names; empty when it names none

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    const Structure::Node &at(int number) const { return m_structure->nodes[static_cast<size_t>(number)]; }
    int rowOf(int number) const;
    QString nameText(int number) const;
    QString valueText(int number) const;

    std::shared_ptr<const Structure> m_structure;
    std::vector<int> m_rows; // of each node below its parent
};

// The path of a file at the beginning of a text, "/a/b.py:12" without the line; empty when it is none.
QString pathIn(const QString &text);

} // namespace widelens
