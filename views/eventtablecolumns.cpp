// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of the event table: which there are, their order and widths, and how these become steps of the history.
#include "views/eventtableview.h"

#include "model/items/columnmodel.h"
#include "model/items/eventmodel.h"
#include "model/rules/rules.h"
#include "model/session.h"
#include "views/eventtable.h"
#include "views/linkdelegate.h"
#include "views/theme.h"

#include <QHeaderView>
#include <QScopedValueRollback>
#include <QSettings>
#include <QTimer>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

void EventTableView::setUpColumns()
{
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionsMovable(true);
    header->setStretchLastSection(true);
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setMinimumSectionSize(40);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    header->setSectionsClickable(true);
    connect(header, &QHeaderView::sectionClicked, this, [this](int column) {
        if (column == EventModel::LevelColumn)
            showLevelMenu();
    });
    m_settling->setSingleShot(true);
    m_settling->setInterval(600); // a drag is one step
    connect(m_settling, &QTimer::timeout, this, [this] { m_session->setColumns(arranged()); });
    connect(m_session, &Session::leavingStep, this, &EventTableView::settleColumns);
    connect(header, &QHeaderView::sectionMoved, this, [this](int column) { onArranged(column); });
    connect(header, &QHeaderView::sectionResized, this, [this](int column) {
        const QHeaderView *resized = m_table->horizontalHeader();
        if (resized->visualIndex(column) != resized->count() - 1) // that one fills what is left
            onArranged(column);
    });
    connect(header, &QHeaderView::sectionHandleDoubleClicked, this, &EventTableView::fitColumn);
    connect(header, &QWidget::customContextMenuRequested, this, &EventTableView::showColumnMenu);
    const QFontMetrics mono(monospaceFont());
    const QFontMetrics plain(font());
    const auto set = [this](int column, int width) { m_table->setColumnWidth(column, width + 16); };
    set(EventModel::TimeColumn, mono.horizontalAdvance(u"00:00:00.000000"_s));
    set(EventModel::DeltaColumn, mono.horizontalAdvance(u"00.000000"_s));
    set(EventModel::LevelColumn, plain.horizontalAdvance(u"WARNING  "_s));
    set(EventModel::SourceColumn, plain.horizontalAdvance(QString(18, u'n')));
    set(EventModel::EntityColumn, plain.horizontalAdvance(QString(18, u'n')));
    fitRows();
}

void EventTableView::setFields(const QStringList &fields)
{
    Columns columns = m_session->columns();
    columns.fields = fields;
    m_session->setColumns(columns);
}

void EventTableView::addField(const QString &field)
{
    if (m_model->fields().contains(field))
        return;
    setFields(m_model->fields() + QStringList { field });
    const QScopedValueRollback guard(m_arranging, true); // one step
    fitColumn(m_model->columnCount() - 1);
}

void EventTableView::hideColumn(int column)
{
    if (column < EventModel::FirstFieldColumn) {
        showColumn(column, false);
        return;
    }
    QStringList fields = m_model->fields();
    fields.removeAt(column - EventModel::FirstFieldColumn);
    setFields(fields);
}

void EventTableView::showColumn(int column, bool shown)
{
    Columns columns = m_session->columns();
    columns.hidden.removeAll(column);
    if (!shown)
        columns.hidden.append(column);
    std::sort(columns.hidden.begin(), columns.hidden.end());
    m_session->setColumns(columns);
}

void EventTableView::showColumns()
{
    const Columns &columns = m_session->columns();
    QHeaderView *header = m_table->horizontalHeader();
    m_settling->stop(); // what was dragged before is a step already, or was gone back from
    const QScopedValueRollback guard(m_arranging, true);
    for (int column = 0; column < EventModel::FirstFieldColumn; ++column)
        header->setSectionHidden(column, columns.hidden.contains(column) && column != EventModel::MessageColumn);
    const bool others = columns.fields != m_model->fields();
    if (others) {
        m_model->setFields(columns.fields);
        header->moveSection(header->visualIndex(EventModel::MessageColumn), header->count() - 1);
        hideEmptyColumns();
    }
    showArrangement(columns);
    if (others)
        showRows();
    widenTimeColumn();
}

QString EventTableView::columnName(int column) const
{
    return column < EventModel::FirstFieldColumn ? QString::number(column) : m_model->fields().value(column - EventModel::FirstFieldColumn);
}

// Columns that the order does not name stay where they come: in front of the message.
void EventTableView::showArrangement(const Columns &columns)
{
    QHeaderView *header = m_table->horizontalHeader();
    int place = 0;
    for (const QString &name : columns.order) {
        for (int column = 0; column < m_model->columnCount(); ++column) {
            if (columnName(column) == name)
                header->moveSection(header->visualIndex(column), place++);
        }
    }
    if (!columns.order.isEmpty() && columns.order.last() == QString::number(EventModel::MessageColumn))
        header->moveSection(header->visualIndex(EventModel::MessageColumn), header->count() - 1);
    for (int column = 0; column < m_model->columnCount(); ++column) {
        if (const int width = columns.widths.value(columnName(column)); width > 0 && !header->isSectionHidden(column))
            header->resizeSection(column, width);
    }
}

Columns EventTableView::arranged() const
{
    Columns columns = m_session->columns();
    const QHeaderView *header = m_table->horizontalHeader();
    columns.order.clear();
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        columns.order.append(columnName(column));
        if (!header->isSectionHidden(column) && visual != header->count() - 1)
            columns.widths[columnName(column)] = header->sectionSize(column);
    }
    return columns;
}

void EventTableView::onArranged(int column)
{
    if (!m_arranging && !m_table->isColumnHidden(column))
        m_settling->start();
}

void EventTableView::settleColumns()
{
    if (!m_settling->isActive())
        return;
    m_settling->stop();
    m_session->setColumns(arranged());
}

void EventTableView::fitColumns()
{
    for (int column = 0; column < m_model->columnCount(); ++column) {
        if (column != EventModel::MessageColumn && !m_table->isColumnHidden(column))
            fitColumn(column);
    }
}

void EventTableView::fitColumn(int column)
{
    constexpr int widest = 600;
    const int title = m_table->horizontalHeader()->sectionSizeHint(column);
    m_table->setColumnWidth(column, std::clamp(std::max(static_cast<EventTable *>(m_table)->sizeHintForColumn(column) + 8, title), 40, widest));
}

void EventTableView::setOnlyWithValues(bool only)
{
    if (only == isOnlyWithValues())
        return;
    if (only) {
        m_presence = new ColumnModel(m_session, this);
        connect(m_presence, &ColumnModel::counted, this, &EventTableView::hideEmptyColumns);
    } else {
        delete m_presence;
        m_presence = nullptr;
    }
    hideEmptyColumns();
}

void EventTableView::hideEmptyColumns()
{
    const QScopedValueRollback guard(m_arranging, true);
    for (int column = EventModel::FirstFieldColumn; column < m_model->columnCount(); ++column)
        m_table->setColumnHidden(column, m_presence && m_presence->isEmpty(m_model->fields()[column - EventModel::FirstFieldColumn]));
}

// Times are never cut: with a date, or as what passed, they need more room.
void EventTableView::widenTimeColumn()
{
    if (m_model->rowCount() == 0)
        return;
    const QScopedValueRollback guard(m_arranging, true);
    const int wanted = m_delegate->sizeHint({}, m_model->index(m_model->rowCount() - 1, EventModel::TimeColumn)).width() + 6;
    if (m_table->columnWidth(EventModel::TimeColumn) < wanted && !m_table->isColumnHidden(EventModel::TimeColumn))
        m_table->setColumnWidth(EventModel::TimeColumn, wanted);
}

std::vector<std::string> EventTableView::shownColumns() const
{
    const std::string names[] = { "created", {}, m_session->rules()->levelField, "source", "entity", "formatted" };
    const QHeaderView *header = m_table->horizontalHeader();
    std::vector<std::string> columns;
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        if (header->isSectionHidden(column))
            continue;
        if (column >= EventModel::FirstFieldColumn)
            columns.push_back(m_model->fields()[column - EventModel::FirstFieldColumn].toStdString());
        else if (!names[column].empty())
            columns.push_back(names[column]);
    }
    return columns;
}

void EventTableView::saveColumns() const
{
    QSettings settings;
    settings.setValue(u"table/fields"_s, m_model->fields());
    settings.setValue(u"table/onlyWithValues"_s, isOnlyWithValues());
    settings.setValue(u"table/columns"_s, m_table->horizontalHeader()->saveState());
}

void EventTableView::restoreColumns()
{
    const QSettings settings;
    const QScopedValueRollback guard(m_arranging, true);
    Columns columns;
    columns.fields = settings.value(u"table/fields"_s).toStringList();
    m_session->startWithColumns(columns);
    QHeaderView *header = m_table->horizontalHeader();
    header->restoreState(settings.value(u"table/columns"_s).toByteArray());
    for (int column = 0; column < EventModel::FirstFieldColumn; ++column) {
        if (header->isSectionHidden(column))
            columns.hidden.append(column);
    }
    m_session->startWithColumns(columns);
    m_session->startWithColumns(arranged()); // going back leads here
    setOnlyWithValues(settings.value(u"table/onlyWithValues"_s).toBool());
    hideEmptyColumns();
}

} // namespace widelens
