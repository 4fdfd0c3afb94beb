// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventmenus.h"

#include "model/analysis/summary.h"
#include "model/items/eventmodel.h"
#include "model/session.h"
#include "views/eventtableview.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QTableView>

namespace widelens {

using namespace Qt::StringLiterals;

void copyRow(const EventModel &model, const QModelIndex &index)
{
    if (!index.isValid())
        return;
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column)
        cells.append(index.siblingAtColumn(column).data(FullTextRole).toString());
    QGuiApplication::clipboard()->setText(cells.join(u'\t'));
}

static void addTimeActions(QMenu &menu, Session *session, Time time)
{
    if (time == kNoTime)
        return;
    menu.addSeparator();
    menu.addAction(QObject::tr("Only from this time on"), session, [session, time] {
        const TimeRange range = session->range();
        session->setRange({ time, std::max(range.end, time + 1) });
    });
    menu.addAction(QObject::tr("Only up to this time"), session, [session, time] {
        const TimeRange range = session->range();
        session->setRange({ std::min(range.begin, time), time + 1 });
    });
}

void execCellMenu(Session *session, const EventModel &model, const QModelIndex &index, const QPoint &position)
{
    const EventRef event = model.event(index.row());
    const EventStore &store = *session->store();
    QMenu menu;
    for (const Entity &entity : entitiesOf(store, event)) {
        const Pivot pivot = pivotOn(entity);
        menu.addAction(QObject::tr("Only %1").arg(pivot.label), session, [session, pivot] { session->addPivot(pivot); });
    }
    menu.addSeparator();
    const std::string level(store.levelName(event));
    if (!level.empty()) {
        for (const bool negated : { false, true }) {
            const QString text = negated ? QObject::tr("Leave out level %1") : QObject::tr("Only level %1");
            menu.addAction(text.arg(QString::fromStdString(level)), session,
                           [=] { session->addPivot(pivotOn("levelname", level, negated)); });
        }
    }
    for (const bool negated : { false, true }) {
        Pivot pivot = pivotOnSource(store.source(event));
        pivot.negated = negated;
        const QString text = negated ? QObject::tr("Leave out source %1") : QObject::tr("Only source %1");
        menu.addAction(text.arg(pivot.label), session, [session, pivot] { session->addPivot(pivot); });
    }
    addTimeActions(menu, session, store.time(event));
    menu.addSeparator();
    menu.addAction(QObject::tr("Copy cell"), session, [text = index.data(FullTextRole).toString()] { QGuiApplication::clipboard()->setText(text); });
    menu.addAction(QObject::tr("Copy row"), session, [&] { copyRow(model, index); });
    menu.exec(position);
}

static void addFieldActions(QMenu &menu, Session *session, EventTableView *view)
{
    const QStringList shown = view->model()->fields();
    for (const FieldPresence &field : presentFields(*session->store())) {
        const QString name = QString::fromStdString(field.name);
        if (field.noise && !shown.contains(name))
            continue;
        const QString note = field.byReference ? QObject::tr(", read from the files") : QString();
        QAction *action = menu.addAction(u"%1\t%2%3"_s.arg(name).arg(field.present).arg(note));
        action->setCheckable(true);
        action->setChecked(shown.contains(name));
        QObject::connect(action, &QAction::toggled, view, [view, name, shown](bool on) {
            QStringList fields = shown;
            if (on)
                fields.append(name);
            else
                fields.removeAll(name);
            view->setFields(fields);
        });
    }
}

void execColumnMenu(Session *session, EventTableView *view, const QPoint &position)
{
    QMenu menu;
    QHeaderView *header = view->table()->horizontalHeader();
    for (int column = 0; column < EventModel::FirstFieldColumn; ++column) {
        QAction *action = menu.addAction(view->model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(column));
        action->setEnabled(column != EventModel::MessageColumn);
        QObject::connect(action, &QAction::toggled, header, [header, column](bool on) { header->setSectionHidden(column, !on); });
    }
    QMenu *fields = menu.addMenu(QObject::tr("More fields"));
    fields->setStyleSheet(u"QMenu { menu-scrollable: 1; }"_s);
    addFieldActions(*fields, session, view);
    menu.exec(position);
}

} // namespace widelens
