// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace widelens {

// Selecting is the view's business: a selection may reach far beyond the rows that the table holds.
class EventTable : public QTableView
{
public:
    using QTableView::sizeHintForColumn;

protected:
    QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex &, const QEvent *) const override { return QItemSelectionModel::NoUpdate; }
};

} // namespace widelens
