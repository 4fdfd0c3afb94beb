// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/formatpreviewmodel.h"

namespace widelens {

void FormatPreviewModel::setSketch(std::shared_ptr<const FormatSketch> sketch)
{
    beginResetModel();
    m_sketch = std::move(sketch);
    endResetModel();
}

int FormatPreviewModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_sketch->rows.size());
}

int FormatPreviewModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_sketch->names.size());
}

QVariant FormatPreviewModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount())
        return {};
    const auto &row = m_sketch->rows[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return QString::fromStdString(row.cells[static_cast<size_t>(index.column())]);
    case DimRole:
        return !row.begins;
    default:
        return {};
    }
}

QVariant FormatPreviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= columnCount())
        return {};
    const std::string &name = m_sketch->names[static_cast<size_t>(section)];
    return name == "created" ? tr("time") : name == "formatted" ? tr("message") : QString::fromStdString(name);
}

} // namespace widelens
