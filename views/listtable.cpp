// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/listtable.h"

#include "views/linkdelegate.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

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

QTableView *makeList(QAbstractItemModel *model, const QString &name)
{
    auto *table = new QTableView;
    table->setObjectName(name);
    table->setModel(model);
    setUpList(table);
    table->horizontalHeader()->setStretchLastSection(true);
    return table;
}

QWidget *withNotice(QWidget *list, const QAbstractItemModel *model, const QString &text)
{
    auto *panel = new QWidget;
    auto *layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *notice = new QLabel(text);
    notice->setAlignment(Qt::AlignCenter);
    notice->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(notice, 1);
    layout->addWidget(list, 1);
    const auto update = [model, list, notice] {
        const bool empty = model->rowCount() == 0;
        notice->setVisible(empty);
        list->setVisible(!empty);
    };
    QObject::connect(model, &QAbstractItemModel::modelReset, panel, update);
    update();
    return panel;
}

void addClearButton(QLineEdit *edit)
{
    edit->setClearButtonEnabled(true);
    for (QToolButton *button : edit->findChildren<QToolButton *>())
        button->setAccessibleName(QObject::tr("Clear"));
}

void setWidths(QTableView *table, std::initializer_list<int> letters)
{
    int column = 0;
    for (const int count : letters)
        table->setColumnWidth(column++, table->fontMetrics().horizontalAdvance(QString(count, u'n')));
}

} // namespace widelens
