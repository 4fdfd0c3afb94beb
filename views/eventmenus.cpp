// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventmenus.h"

#include "model/items/eventmodel.h"
#include "model/rules/rules.h"
#include "model/session.h"
#include "views/eventcopier.h"
#include "views/eventtableview.h"

#include <QActionGroup>
#include <QHeaderView>
#include <QMenu>
#include <QTableView>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

template<typename Run>
static QAction *add(QMenu *menu, const QString &name, const QString &text, QObject *context, Run run)
{
    // An & in a value is no mnemonic.
    QAction *action = menu->addAction(QString(text).replace(u'&', u"&&"_s), context, run);
    action->setObjectName(name);
    return action;
}

Pivot pivotOnTemplate(const EventStore &store, EventRef event)
{
    const TemplateId id = store.templateId(event);
    if (id == kNoTemplate)
        return {};
    Pivot pivot = pivotOn("template", store.templates().get(id).text);
    pivot.label = QObject::tr("messages like “%1”").arg(QString::fromStdString(store.templates().get(id).text).simplified().left(60));
    return pivot;
}

// What choosing the value of a cell means as a chip; no terms: nothing.
static Pivot cellPivot(const Session &session, const EventModel &model, const QModelIndex &index)
{
    const EventRef event = model.eventAt(index.row());
    const EventStore &store = *session.store();
    const std::string value = index.data(FullTextRole).toString().toStdString();
    switch (index.column()) {
    case EventModel::LevelColumn:
        return value.empty() ? Pivot() : pivotOn(store.rules().levelField, value);
    case EventModel::SourceColumn:
        return pivotOnSource(store.source(event));
    case EventModel::MessageColumn:
        return pivotOnTemplate(store, event);
    case EventModel::TimeColumn:
    case EventModel::DeltaColumn:
    case EventModel::EntityColumn:
        return {};
    default:
        return value.empty() ? Pivot() : pivotOn(model.fields().value(index.column() - EventModel::FirstFieldColumn).toStdString(), value);
    }
}

static void addPivots(QMenu *menu, Session *session, EventRef event)
{
    const std::vector<Entity> entities = entitiesOf(*session->store(), event);
    for (const Entity &entity : entities) {
        const Pivot pivot = pivotOn(entity);
        add(menu, u"pivot."_s + pivot.label, QObject::tr("Only %1").arg(pivot.label), session, [session, pivot] { session->addPivot(pivot); });
        if (&entity != &entities.front())
            continue; // the rest by Ctrl+click
        Pivot without = pivot;
        without.negated = true;
        add(menu, u"pivot.without"_s, QObject::tr("Leave out %1").arg(pivot.label), session, [session, without] { session->addPivot(without); });
        add(menu, u"pivot.tab"_s, QObject::tr("Only %1, in a new tab").arg(pivot.label), session, [session, pivot] { session->openInTab(pivot); });
        add(menu, u"pivot.page"_s, QObject::tr("Page of %1").arg(pivot.label), session, [session, entity] { session->showEntity(entity); });
    }
    menu->addSeparator();
}

static void addValueActions(QMenu *menu, Session *session, const Pivot &pivot)
{
    if (pivot.terms.empty())
        return;
    add(menu, u"value.only"_s, QObject::tr("Only %1").arg(pivot.label), session, [session, pivot] { session->addPivot(pivot); });
    Pivot without = pivot;
    without.negated = true;
    add(menu, u"value.without"_s, QObject::tr("Leave out %1").arg(pivot.label), session, [session, without] { session->addPivot(without); });
}

void showFrom(Session *session, Time time)
{
    if (time != kNoTime)
        session->setRange({ time, std::max(session->range().end, time + 1) });
}

void showUpTo(Session *session, Time time)
{
    if (time != kNoTime)
        session->setRange({ std::min(session->range().begin, time), time + 1 });
}

static void addTimeActions(QMenu *menu, Session *session, Time time)
{
    if (time == kNoTime)
        return;
    menu->addSeparator();
    add(menu, u"time.from"_s, QObject::tr("Only from this time on"), session, [session, time] { showFrom(session, time); });
    add(menu, u"time.to"_s, QObject::tr("Only up to this time"), session, [session, time] { showUpTo(session, time); });
}

static void addCopyActions(QMenu *menu, Session *session, EventTableView *view, const QModelIndex &index)
{
    EventCopier *copier = view->copier();
    const EventRef event = view->model()->eventAt(index.row());
    if (index.column() == EventModel::MessageColumn)
        add(menu, u"copy.cell"_s, QObject::tr("Copy message"), copier, [copier, event] { copier->copyMessage(event); });
    else
        add(menu, u"copy.cell"_s, QObject::tr("Copy cell"), copier, [copier, text = index.data(FullTextRole).toString()] { copier->copyText(text); });
    const size_t count = session->selection().count();
    QMenu *rows = menu->addMenu(count > 1 ? QObject::tr("Copy %1 rows").arg(count) : QObject::tr("Copy row"));
    const std::pair<QString, std::pair<QString, EventFormat::Kind>> kinds[] = {
        { u"copy.text"_s, { QObject::tr("As &text"), EventFormat::Kind::Text } },
        { u"copy.tsv"_s, { QObject::tr("As T&SV (spreadsheet)"), EventFormat::Kind::Tsv } },
        { u"copy.jsonl"_s, { QObject::tr("As &JSON lines (every field)"), EventFormat::Kind::JsonLines } },
        { u"copy.markdown"_s, { QObject::tr("As &Markdown table"), EventFormat::Kind::Markdown } },
    };
    for (const auto &kind : kinds) {
        QAction *action = rows->addAction(kind.second.first, view, [view, what = kind.second.second] { view->copyRows(what); });
        action->setObjectName(kind.first);
    }
    const Time time = session->store()->time(event);
    if (time == kNoTime)
        return;
    const QString exact = exactTimeText(time);
    const QString epoch = QString::fromStdString(formatEpochSeconds(time));
    QMenu *times = menu->addMenu(QObject::tr("Copy time"));
    add(times, u"copy.time"_s, exact, copier, [copier, exact] { copier->copyText(exact); });
    add(times, u"copy.epoch"_s, epoch, copier, [copier, epoch] { copier->copyText(epoch); });
}

QMenu *makeCellMenu(Session *session, EventTableView *view, const QModelIndex &index)
{
    auto *menu = new QMenu(view);
    menu->setObjectName(u"cellMenu"_s);
    EventModel *model = view->model();
    const EventRef event = model->eventAt(index.row());
    addPivots(menu, session, event);
    addValueActions(menu, session, cellPivot(*session, *model, index));
    if (index.column() != EventModel::SourceColumn) {
        const Pivot source = pivotOnSource(session->store()->source(event));
        add(menu, u"source.only"_s, QObject::tr("Only source %1").arg(source.label), session, [session, source] { session->addPivot(source); });
    }
    addTimeActions(menu, session, session->store()->time(event));
    menu->addSeparator();
    add(menu, u"delta.reference"_s, QObject::tr("Measure times from here (Δ)"), model, [model, event] { model->setReference(event); });
    emit view->cellMenuShown(menu, event);
    menu->addSeparator();
    addCopyActions(menu, session, view, index);
    return menu;
}

// --- columns

template<typename Choice, typename Set>
static void addChoices(QMenu *menu, std::initializer_list<std::pair<QString, Choice>> choices, Choice chosen, QObject *context, Set set)
{
    auto *group = new QActionGroup(menu);
    for (const auto &choice : choices) {
        QAction *action = menu->addAction(choice.first, context, [set, value = choice.second] { set(value); });
        action->setCheckable(true);
        action->setChecked(choice.second == chosen);
        group->addAction(action);
    }
}

void addTimeChoices(QMenu *menu, Session *session)
{
    addChoices<TimeDisplay>(menu, { { QObject::tr("&UTC"), TimeDisplay::Utc }, { QObject::tr("&Local time"), TimeDisplay::Local }, { QObject::tr("&From the start of the run"), TimeDisplay::Relative } },
                            session->timeDisplay(), session, [session](TimeDisplay display) { session->setTimeDisplay(display); });
}

std::string leastLevel(const Session &session)
{
    for (const Pivot &pivot : session.pivots()) {
        if (pivot.enabled && !pivot.negated && pivot.terms.size() == 1 && pivot.terms.front().field == "severity")
            return pivot.terms.front().value;
    }
    return {};
}

void showLevels(Session *session, const std::string &least)
{
    if (!least.empty()) {
        session->addPivot(pivotOnLevel(least));
        return;
    }
    QList<Pivot> pivots = session->pivots();
    pivots.removeIf([](const Pivot &pivot) { return pivot.terms.size() == 1 && pivot.terms.front().field == "severity"; });
    session->setPivots(pivots);
}

QStringList leastLevels(const Rules &rules)
{
    std::vector<LevelRule> levels = rules.levels;
    std::stable_sort(levels.begin(), levels.end(), [](const LevelRule &a, const LevelRule &b) { return a.rank < b.rank; });
    QStringList names;
    int rank = rules.levelRank("DEBUG"); // all are at least that
    for (const LevelRule &level : levels) {
        if (level.rank > rank)
            names.append(QString::fromStdString(level.name));
        rank = std::max(rank, level.rank);
    }
    return names;
}

void addLevelChoices(QMenu *menu, Session *session)
{
    const QString chosen = QString::fromStdString(leastLevel(*session));
    auto *group = new QActionGroup(menu);
    for (const QString &level : QStringList { QString() } + leastLevels(*session->rules())) {
        const QString text = level.isEmpty() ? QObject::tr("All levels") : QObject::tr("%1 and up").arg(level);
        QAction *action = menu->addAction(text, session, [session, level] { showLevels(session, level.toStdString()); });
        action->setObjectName(u"level."_s + level);
        action->setCheckable(true);
        action->setChecked(level == chosen);
        group->addAction(action);
    }
}

QMenu *makeColumnMenu(Session *session, EventTableView *view, int column)
{
    auto *menu = new QMenu(view);
    menu->setObjectName(u"columnMenu"_s);
    if (column == EventModel::LevelColumn) {
        addLevelChoices(menu, session);
        menu->addSeparator();
    }
    QHeaderView *header = view->table()->horizontalHeader();
    add(menu, u"columns.choose"_s, QObject::tr("Choose columns…"), view, [view] { emit view->columnsWanted(); });
    if (column >= 0 && column != EventModel::MessageColumn) {
        const QString title = view->model()->headerData(column, Qt::Horizontal).toString();
        add(menu, u"columns.hide"_s, QObject::tr("Hide “%1”").arg(title), view, [view, column] { view->hideColumn(column); });
    }
    if (column >= 0)
        add(menu, u"columns.fitOne"_s, QObject::tr("Fit this width"), view, [view, column] { view->fitColumn(column); });
    add(menu, u"columns.fit"_s, QObject::tr("Fit all widths to what is shown"), view, [view] { view->fitColumns(); });
    QAction *only = menu->addAction(QObject::tr("Only columns with values here"), view, &EventTableView::setOnlyWithValues);
    only->setObjectName(u"columns.onlyWithValues"_s);
    only->setCheckable(true);
    only->setChecked(view->isOnlyWithValues());
    menu->addSeparator();
    addTimeChoices(menu->addMenu(QObject::tr("Times as")), session);
    EventModel *model = view->model();
    addChoices<EventModel::Delta>(menu->addMenu(QObject::tr("Δ to")), { { QObject::tr("The row &above"), EventModel::Delta::RowAbove },
                                                  { QObject::tr("The &marked row"), EventModel::Delta::Reference },
                                                  { QObject::tr("The event before of the &same task, worker…"), EventModel::Delta::Entity } },
                                  model->delta(), model, [model](EventModel::Delta delta) { model->setDelta(delta); });
    menu->addSeparator();
    for (int built = 0; built < EventModel::FirstFieldColumn; ++built) {
        QAction *action = menu->addAction(model->headerData(built, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(built));
        action->setEnabled(built != EventModel::MessageColumn);
        QObject::connect(action, &QAction::toggled, view, [view, built](bool on) { view->showColumn(built, on); });
    }
    return menu;
}

} // namespace widelens
