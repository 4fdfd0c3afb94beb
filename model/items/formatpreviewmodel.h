// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/formatsketch.h"
#include "model/items/roles.h"

#include <QAbstractTableModel>

#include <memory>

namespace widelens {

// What a format would make of the first lines of a file: a row a line, a column a capture. Lines that begin no record are dim
// and have a text in the last column only.
class FormatPreviewModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setSketch(std::shared_ptr<const FormatSketch> sketch);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::shared_ptr<const FormatSketch> m_sketch = std::make_shared<FormatSketch>();
};

} // namespace widelens
