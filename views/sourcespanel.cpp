// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sourcespanel.h"

#include "model/items/sourcemodel.h"
#include "model/session.h"
#include "views/clipboard.h"
#include "views/listfilter.h"
#include "views/listtable.h"
#include "views/opening.h"

#include <QHeaderView>
#include <QInputDialog>
#include <QMenu>
#include <QTableView>

#include <cmath>

namespace widelens {

using namespace Qt::StringLiterals;

// By how much the times of a source are to be shifted: seconds, since its host's clock was off by so much.
static void askShift(Session *session, const Source &source, QWidget *parent)
{
    bool accepted = false;
    const double seconds = QInputDialog::getDouble(parent, QObject::tr("Shift Times"), QObject::tr("Seconds to add to all times of %1:").arg(QString::fromStdString(source.path)),
                                                   static_cast<double>(source.shift) / 1e9, -1e8, 1e8, 6, &accepted);
    if (accepted)
        session->setShift(source.path, static_cast<Time>(std::llround(seconds * 1e6)) * 1000);
}

static QMenu *makeSourceMenu(Session *session, SourceModel *model, int row, QWidget *parent)
{
    auto *menu = new QMenu(parent);
    menu->setObjectName(u"sourceMenu"_s);
    const Source &source = model->source(row);
    const QString path = QString::fromStdString(source.filePath);
    const auto add = [menu](const QString &name, const QString &text, auto context, auto run) {
        menu->addAction(QString(text).replace(u'&', u"&&"_s), context, run)->setObjectName(name);
    };
    add(u"source.only"_s, QObject::tr("Show only events of this source"), session, [session, pivot = pivotOnSource(source)] { session->addPivot(pivot); });
    add(u"source.tab"_s, QObject::tr("Show only events of this source, in a new tab"), session, [session, pivot = pivotOnSource(source)] { session->openInTab(pivot); });
    if (model->isShown(row))
        add(u"source.hide"_s, QObject::tr("Hide its events"), model, [model, row] { model->setShown(row, false); });
    else
        add(u"source.show"_s, QObject::tr("Show its events again"), model, [model, row] { model->setShown(row, true); });
    add(u"source.showAll"_s, QObject::tr("Show the events of all sources"), model, [model] { model->showAll(); });
    add(u"source.shift"_s, QObject::tr("Shift its times…"), parent, [session, source, parent] { askShift(session, source, parent); });
    menu->addSeparator();
    add(u"source.copyPath"_s, QObject::tr("Copy path %1").arg(path), menu, [path] { copyToClipboard(path); });
    return menu;
}

QWidget *makeSourcesPanel(Session *session, std::function<void(const Source &)> teach)
{
    auto *model = new SourceModel(session);
    auto *sorted = new ListFilter;
    sorted->setSourceModel(model);
    sorted->setSortRole(SourceModel::SortRole);
    QTableView *table = makeList(sorted, u"sourceTable"_s);
    model->setParent(table);
    sorted->setParent(table);
    table->setAccessibleName(QObject::tr("Sources"));
    table->setSortingEnabled(true);
    table->sortByColumn(SourceModel::EventsColumn, Qt::DescendingOrder);
    table->setContextMenuPolicy(Qt::CustomContextMenu);
    setWidths(table, { 34, 16, 10, 8, 8, 8, 7, 12, 18, 15 });
    QObject::connect(table, &QAbstractItemView::doubleClicked, session, [session, model, sorted](const QModelIndex &index) {
        openPivot(session, pivotOnSource(model->source(sorted->mapToSource(index).row())));
    });
    QObject::connect(table, &QWidget::customContextMenuRequested, table, [=](const QPoint &position) {
        const QModelIndex index = table->indexAt(position);
        if (!index.isValid())
            return;
        QMenu *menu = makeSourceMenu(session, model, sorted->mapToSource(index).row(), table);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        const Source source = model->source(sorted->mapToSource(index).row());
        if (teach && source.format == "unknown" && source.bytes > 0)
            menu->addAction(QObject::tr("Teach Widelens this format…"), menu, [teach, source] { teach(source); })->setObjectName(u"source.teach"_s);
        menu->popup(table->viewport()->mapToGlobal(position));
    });
    return withNotice(withFilter(table, sorted, u"sourceFilter"_s, QObject::tr("Filter: words of a path, a format; format=unknown, skipped>0")), model, QObject::tr("The files that were read are listed here. Open a run first."));
}

} // namespace widelens
