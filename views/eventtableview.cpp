// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventtableview.h"

#include "model/finder.h"
#include "model/items/columnmodel.h"
#include "model/items/eventmodel.h"
#include "model/rules/rules.h"
#include "model/session.h"
#include "views/densitystrip.h"
#include "views/eventcopier.h"
#include "views/linkdelegate.h"
#include "views/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QSettings>
#include <QTableView>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace widelens {

using namespace Qt::StringLiterals;

// Selecting is the view's business: a selection may reach far beyond the rows that the table holds.
class EventTable : public QTableView
{
public:
    using QTableView::sizeHintForColumn;

protected:
    QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex &, const QEvent *) const override { return QItemSelectionModel::NoUpdate; }
};

static constexpr size_t kMaxScroll = size_t(1) << 30;

EventTableView::EventTableView(Session *session, QWidget *parent, RowCache::ReaderFactory factory)
    : QWidget(parent), m_session(session), m_model(new EventModel(session, this, std::move(factory))),
      m_table(new EventTable), m_scrollBar(new QScrollBar(Qt::Vertical)), m_strip(new DensityStrip(session)), m_delegate(new LinkDelegate(m_table)),
      m_copier(new EventCopier(session, this)), m_settling(new QTimer(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_strip);
    layout->addWidget(m_scrollBar);
    setFocusProxy(m_table);
    setUpTable();
    setUpColumns();
    connect(m_scrollBar, &QScrollBar::valueChanged, this, [this](int value) {
        if (!m_syncing)
            scrollTo(std::min(static_cast<size_t>(value) * m_rowsPerStep, lastTop()));
    });
    connect(m_strip, &DensityStrip::rowWanted, this, [this](size_t row) { choose(row, {}); });
    connect(session, &Session::rowsChanged, this, &EventTableView::onRowsChanged);
    connect(session, &Session::currentChanged, this, &EventTableView::onCurrentChanged);
    connect(session, &Session::filterChanged, this, [this] { m_keepTop = false; });
    connect(session, &Session::tabSelected, this, &EventTableView::onTabSelected);
    connect(session, &Session::columnsChanged, this, &EventTableView::showColumns);
    connect(session, &Session::selectionChanged, this, &EventTableView::showSelection);
    connect(session, &Session::timeDisplayChanged, this, &EventTableView::widenTimeColumn);
    connect(session, &Session::busyChanged, this, &EventTableView::updateNotice);
    connect(m_delegate, &LinkDelegate::activated, session, &Session::addPivot);
    connect(m_delegate, &LinkDelegate::tabWanted, session, &Session::openInTab);
    updateNotice();
}

void EventTableView::setUpTable()
{
    m_table->setObjectName(u"eventTable"_s);
    m_table->setAccessibleName(tr("Events"));
    m_scrollBar->setObjectName(u"eventScrollBar"_s);
    m_scrollBar->setAccessibleName(tr("Position among all events"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(m_delegate);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setAutoScroll(false); // the window moves, not the table
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    connect(m_table, &QWidget::customContextMenuRequested, this, &EventTableView::showCellMenu);
    connect(m_table, &QAbstractItemView::doubleClicked, this, &EventTableView::rowActivated);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { m_table->verticalScrollBar()->setValue(0); });
    auto *notice = new QLabel(m_table->viewport());
    notice->setObjectName(u"eventNotice"_s);
    notice->setAlignment(Qt::AlignCenter);
    notice->setWordWrap(true);
    notice->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_notice = notice;
}

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

void EventTableView::fitRows()
{
    m_table->verticalHeader()->setDefaultSectionSize(std::max(QFontMetrics(monospaceFont()).height(), QFontMetrics(font()).height()) + 5);
}

// --- which rows are shown

int EventTableView::fittingRows() const
{
    return std::max(1, m_table->viewport()->height() / m_table->verticalHeader()->defaultSectionSize());
}

size_t EventTableView::lastTop() const
{
    const size_t total = m_session->rows()->size();
    return total - std::min(total, static_cast<size_t>(fittingRows()));
}

void EventTableView::scrollTo(size_t row)
{
    m_top = std::min(row, lastTop());
    showRows();
}

void EventTableView::showRows()
{
    m_syncing = true;
    const size_t total = m_session->rows()->size();
    m_top = std::min(m_top, lastTop());
    if (total) // while a run is read again there is nothing for a moment
        m_topEvent = m_top > 0 ? (*m_session->rows())[m_top] : EventRef {};
    m_session->setTop(m_topEvent);
    // One more for the row that is partly seen. At the very end the table is moved up instead.
    const int wanted = fittingRows() + (m_top < lastTop() ? 1 : 0);
    m_model->refresh(m_top, wanted);
    m_rowsPerStep = 1 + total / kMaxScroll;
    m_scrollBar->setRange(0, static_cast<int>(lastTop() / m_rowsPerStep));
    m_scrollBar->setPageStep(fittingRows());
    m_scrollBar->setValue(static_cast<int>(m_top / m_rowsPerStep));
    m_syncing = false;
    showSelection();
    updateNotice();
}

// The rows that are selected, and the session's current event, as far as they stand in the window.
void EventTableView::showSelection()
{
    m_syncing = true;
    const size_t row = m_session->rowOf(m_session->current());
    const size_t end = m_top + static_cast<size_t>(m_model->rowCount());
    const bool isShown = row >= m_top && row < end;
    if (isShown || !m_session->rows()->empty())
        m_currentOffset = isShown ? static_cast<qint64>(row - m_top) : -1;
    QItemSelectionModel *selection = m_table->selectionModel();
    const int column = std::max(0, m_table->currentIndex().column());
    selection->setCurrentIndex(isShown ? m_model->index(static_cast<int>(row - m_top), column) : QModelIndex(), QItemSelectionModel::NoUpdate);
    QItemSelection selected;
    for (const SelectedRows::Span &span : m_session->selection().spans()) {
        const size_t first = std::max(span.begin, m_top);
        const size_t last = std::min(span.end, end);
        if (first < last)
            selected.select(m_model->index(static_cast<int>(first - m_top), 0), m_model->index(static_cast<int>(last - m_top) - 1, m_model->columnCount() - 1));
    }
    selection->select(selected, QItemSelectionModel::ClearAndSelect);
    m_syncing = false;
}

void EventTableView::ensureVisible(size_t row)
{
    const size_t fit = static_cast<size_t>(fittingRows());
    if (row >= m_top && row < m_top + fit)
        return;
    if (row + 1 == m_top || row == m_top + fit) // one step beyond the edge: scroll by one
        scrollTo(row < m_top ? row : row + 1 - fit);
    else
        scrollTo(row - std::min(row, fit / 2));
}

void EventTableView::onRowsChanged()
{
    const EventStore &store = *m_session->store();
    const EventRows &rows = *m_session->rows();
    const size_t current = m_session->rowOf(m_session->current());
    if (rows.empty() && !m_session->isOpen())
        m_topEvent = {};
    const bool knowsTop = m_topEvent.isValid() && m_topEvent.segment < store.segments().size() && m_topEvent.row < store.segment(m_topEvent).rowCount();
    if (rows.empty())
        m_top = 0;
    else if (std::exchange(m_keepTop, false))
        m_top = knowsTop ? store.lowerBound(rows, m_topEvent) : 0;
    else if (current < rows.size())
        m_top = current - std::min(current, static_cast<size_t>(m_currentOffset >= 0 ? m_currentOffset : fittingRows() / 2));
    else if (knowsTop)
        m_top = store.lowerBound(rows, m_topEvent);
    showRows();
    widenTimeColumn();
}

// Another tab: its rows begin where they began.
void EventTableView::onTabSelected()
{
    m_topEvent = m_session->top();
    m_currentOffset = -1;
    const EventStore &store = *m_session->store();
    m_top = 0;
    if (m_topEvent.isValid() && m_topEvent.segment < store.segments().size() && m_topEvent.row < store.segment(m_topEvent).rowCount())
        m_top = store.lowerBound(*m_session->rows(), m_topEvent);
    const EventRef top = m_topEvent;
    showRows();
    m_topEvent = top; // its rows may be filtered yet
    m_keepTop = true;
}

void EventTableView::onCurrentChanged()
{
    const size_t row = m_session->rowOf(m_session->current());
    if (row < m_session->rows()->size())
        ensureVisible(row);
    showSelection();
}

void EventTableView::updateNotice()
{
    auto *notice = static_cast<QLabel *>(m_notice);
    const bool empty = m_session->rows()->empty();
    notice->setVisible(empty);
    if (!empty)
        return;
    notice->setGeometry(m_table->viewport()->rect().adjusted(20, 0, -20, 0));
    if (m_session->isFiltering())
        notice->setText(tr("Filtering…"));
    else if (m_session->isLoading())
        notice->setText(tr("Reading…"));
    else if (!m_session->filter().isEmpty())
        notice->setText(tr("No event passes all the filters above.\nSwitch one off with a click on it, or take it away with ×."));
    else
        notice->setText(tr("Nothing was found here that could be read as events.\nThe panels Sources and Issues say what there was."));
}

// --- columns

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

void EventTableView::setFinder(const Finder *finder)
{
    connect(finder, &Finder::matcherChanged, m_model, [this, finder] { m_model->setMatcher(finder->matcher()); });
    m_strip->setFinder(finder);
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

void EventTableView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange && m_delegate) {
        fitRows();
        QMetaObject::invokeMethod(this, [this] { // the table has the font by then
            widenTimeColumn();
            showRows();
        }, Qt::QueuedConnection);
    }
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        m_table->viewport()->update();
    QWidget::changeEvent(event);
}

} // namespace widelens
