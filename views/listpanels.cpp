// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/listpanels.h"

#include "model/items/issuemodel.h"
#include "model/items/sourcemodel.h"
#include "model/session.h"
#include "views/linkdelegate.h"
#include "views/listtable.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
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
    setUpList(table);
    table->horizontalHeader()->setStretchLastSection(true);
    return table;
}

// What a panel says as long as its model has nothing to list.
static QWidget *withNotice(QWidget *list, const QAbstractItemModel *model, const QString &text)
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
    return withNotice(table, model, QObject::tr("The files that were read are listed here. Open a run first."));
}

// A line of words over the table; those in any column count.
static QWidget *withFilter(QWidget *table, QSortFilterProxyModel *proxy, const QString &name)
{
    auto *panel = new QWidget;
    auto *filter = new QLineEdit;
    filter->setObjectName(name);
    filter->setAccessibleName(QObject::tr("Filter of the list"));
    filter->setPlaceholderText(QObject::tr("Filter: words of a kind, a source, a task"));
    filter->setClearButtonEnabled(true);
    proxy->setFilterKeyColumn(-1);
    proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    auto *layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 2, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(filter);
    layout->addWidget(table, 1);
    QObject::connect(filter, &QLineEdit::textChanged, proxy, &QSortFilterProxyModel::setFilterFixedString);
    return panel;
}

// Everything that a row of the issues leads to.
static void openIssueMenu(Session *session, const Finding *finding, EventRef event, QWidget *parent, const QPoint &position)
{
    auto *menu = new QMenu(parent);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto place = [session](EventRef at) {
        const EventStore &store = *session->store();
        return u"%1:%2"_s.arg(QString::fromStdString(store.source(at).path)).arg(store.line(at));
    };
    const std::vector<EventRef> evidence = finding ? finding->evidence : std::vector<EventRef> { event };
    for (const EventRef at : evidence) {
        if (at.isValid())
            menu->addAction(QObject::tr("Go to %1").arg(place(at)), session, [session, at] { session->setCurrent(at); });
    }
    if (finding && !finding->entity.key.empty()) {
        const QString label = QString::fromStdString(finding->entity.label());
        menu->addSeparator();
        menu->addAction(QObject::tr("Show only events of %1").arg(label), session, [session, entity = finding->entity] { session->addPivot(pivotOn(entity)); });
        menu->addAction(QObject::tr("Open the page of %1").arg(label), session, [session, entity = finding->entity] { session->showEntity(entity); });
    }
    if (menu->isEmpty())
        delete menu;
    else
        menu->popup(position);
}

QWidget *makeIssuesPanel(Session *session, IssueModel *model)
{
    auto *filtered = new QSortFilterProxyModel;
    filtered->setSourceModel(model);
    QTableView *table = makeTable(filtered, u"issueTable"_s);
    filtered->setParent(table);
    table->setAccessibleName(QObject::tr("Issues"));
    table->setContextMenuPolicy(Qt::CustomContextMenu);
    setWidths(table, { 9, 12, 24, 6, 60, 30 });
    const auto goTo = [session, model, filtered](const QModelIndex &index) {
        if (const EventRef event = model->eventAt(filtered->mapToSource(index).row()); event.isValid())
            session->setCurrent(event);
    };
    QObject::connect(table, &QAbstractItemView::doubleClicked, session, goTo);
    QObject::connect(table, &QAbstractItemView::activated, session, goTo);
    QObject::connect(table, &QWidget::customContextMenuRequested, session, [=](const QPoint &position) {
        const QModelIndex index = table->indexAt(position);
        const int row = filtered->mapToSource(index).row();
        if (index.isValid())
            openIssueMenu(session, model->finding(row), model->eventAt(row), table, table->viewport()->mapToGlobal(position));
    });
    return withNotice(withFilter(table, filtered, u"issueFilter"_s), model, QObject::tr("Nothing was wrong with what has been read."));
}

} // namespace widelens
