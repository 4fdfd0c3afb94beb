// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/listpanels.h"

#include "model/items/issuemodel.h"
#include "model/items/sourcemodel.h"
#include "model/session.h"
#include "views/linkdelegate.h"

#include <QHeaderView>
#include <QLabel>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace widelens {

using namespace Qt::StringLiterals;

static QTableView *makeTable(QAbstractItemModel *model, const QString &name)
{
    auto *table = new QTableView;
    table->setObjectName(name);
    table->setModel(model);
    table->setItemDelegate(new LinkDelegate(table));
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->setAlternatingRowColors(true);
    table->setFrameShape(QFrame::NoFrame);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 6);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    return table;
}

// What a panel says as long as it has nothing to list.
static QWidget *withNotice(QTableView *table, const QString &text)
{
    auto *panel = new QWidget;
    auto *layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *notice = new QLabel(text);
    notice->setAlignment(Qt::AlignCenter);
    notice->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(notice, 1);
    layout->addWidget(table, 1);
    const auto update = [table, notice] {
        const bool empty = table->model()->rowCount() == 0;
        notice->setVisible(empty);
        table->setVisible(!empty);
    };
    QObject::connect(table->model(), &QAbstractItemModel::modelReset, panel, update);
    update();
    return panel;
}

static void setWidths(QTableView *table, std::initializer_list<int> letters)
{
    int column = 0;
    for (const int count : letters)
        table->setColumnWidth(column++, table->fontMetrics().horizontalAdvance(QString(count, u'n')));
}

QWidget *makeSourcesPanel(Session *session)
{
    auto *model = new SourceModel(session);
    auto *sorted = new QSortFilterProxyModel;
    sorted->setSourceModel(model);
    sorted->setSortRole(SourceModel::SortRole);
    QTableView *table = makeTable(sorted, u"sourceTable"_s);
    model->setParent(table);
    sorted->setParent(table);
    table->setAccessibleName(QObject::tr("Sources"));
    table->setSortingEnabled(true);
    table->sortByColumn(SourceModel::EventsColumn, Qt::DescendingOrder);
    setWidths(table, { 32, 16, 10, 8, 8, 8, 7, 9, 5, 30 });
    QObject::connect(table, &QAbstractItemView::doubleClicked, session, [session, model, sorted](const QModelIndex &index) {
        session->addPivot(pivotOnSource(model->source(sorted->mapToSource(index).row())));
    });
    return withNotice(table, QObject::tr("The files that were read are listed here. Open a run first."));
}

QWidget *makeIssuesPanel(Session *session)
{
    auto *model = new IssueModel(session);
    QTableView *table = makeTable(model, u"issueTable"_s);
    model->setParent(table);
    table->setAccessibleName(QObject::tr("Issues"));
    setWidths(table, { 9, 30, 6, 32, 30 });
    QObject::connect(table, &QAbstractItemView::doubleClicked, session, [session, model](const QModelIndex &index) {
        if (const EventRef event = model->eventAt(index.row()); event.isValid())
            session->setCurrent(event);
    });
    return withNotice(table, QObject::tr("Nothing was wrong with what has been read."));
}

} // namespace widelens
