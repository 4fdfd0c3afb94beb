// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTableView;

namespace widelens {

class LinkDelegate;

// How every list in a panel looks and behaves: whole rows, one at a time, links in cells, rows of one line, no grid.
// What differs (sorting, widths, names) the panel sets itself.
// Answers the delegate that draws the links.
LinkDelegate *setUpList(QTableView *table);

} // namespace widelens
