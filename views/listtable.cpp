// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/listtable.h"

#include "views/linkdelegate.h"

#include <QHeaderView>
#include <QTableView>

namespace widelens {

LinkDelegate *setUpList(QTableView *table)
{
    auto *delegate = new LinkDelegate(table);
    table->setItemDelegate(delegate);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->setAlternatingRowColors(true);
    table->setFrameShape(QFrame::NoFrame);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 6);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    return delegate;
}

} // namespace widelens
