// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/issuespanel.h"

#include "model/items/issuemodel.h"
#include "model/session.h"
#include "views/excerptview.h"
#include "views/listfilter.h"
#include "views/listtable.h"
#include "views/opening.h"

#include <QHeaderView>
#include <QMenu>
#include <QSplitter>
#include <QTableView>

namespace widelens {

using namespace Qt::StringLiterals;

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
        menu->addAction(QObject::tr("Show only events of %1").arg(label), session, [session, entity = finding->entity] { openPivot(session, pivotOn(entity)); });
        menu->addAction(QObject::tr("Show only events of %1, in a new tab").arg(label), session, [session, entity = finding->entity] { session->openInTab(pivotOn(entity)); });
        menu->addAction(QObject::tr("Open the page of %1").arg(label), session, [session, entity = finding->entity] { session->showEntity(entity); });
    }
    if (menu->isEmpty())
        delete menu;
    else
        menu->popup(position);
}

QWidget *makeIssuesPanel(Session *session, IssueModel *model)
{
    auto *filtered = new ListFilter;
    filtered->setSourceModel(model);
    QTableView *table = makeList(filtered, u"issueTable"_s);
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
    auto *excerpt = new ExcerptView(QObject::tr("Lines around the place"));
    excerpt->setObjectName(u"issueExcerpt"_s);
    excerpt->clearPlace(QObject::tr("Choose an issue to see the lines around its place."));
    const auto showPlace = [session, model, filtered, excerpt](const QModelIndex &index) {
        const IssueModel::Spot spot = index.isValid() ? model->spotOf(filtered->mapToSource(index).row()) : IssueModel::Spot();
        if (spot.source < 0)
            excerpt->clearPlace();
        else
            excerpt->show(session->store()->sources()[static_cast<size_t>(spot.source)], spot.offset, spot.length, spot.line);
    };
    QObject::connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, excerpt, showPlace);
    auto *splitter = new QSplitter(Qt::Horizontal);
    splitter->addWidget(table);
    splitter->addWidget(excerpt);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    return withNotice(withFilter(splitter, filtered, u"issueFilter"_s, QObject::tr("Filter: words of a kind, a source, a task; severity=damage")), model, QObject::tr("Nothing was wrong with what has been read."));
}

} // namespace widelens
