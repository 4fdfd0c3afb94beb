// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>

class QAbstractItemModel;
class QLineEdit;
class QString;
class QTableView;
class QWidget;

namespace widelens {

class LinkDelegate;

// How every list in a panel looks and behaves: whole rows, one at a time, links in cells, rows of one line, no grid.
// What differs (sorting, widths, names) the panel sets itself.
// Answers the delegate that draws the links.
LinkDelegate *setUpList(QTableView *table);
// A list of a panel with its model; its last column fills what is left.
QTableView *makeList(QAbstractItemModel *model, const QString &name);
// A panel that says `text` as long as the model has nothing to list.
QWidget *withNotice(QWidget *list, const QAbstractItemModel *model, const QString &text);
void addClearButton(QLineEdit *edit); // with a name
void setWidths(QTableView *table, std::initializer_list<int> letters); // from the first column on

} // namespace widelens
