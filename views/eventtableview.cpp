// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventtableview.h"

#include "model/items/eventmodel.h"
#include "model/session.h"
#include "views/eventmenus.h"
#include "views/linkdelegate.h"
#include "views/theme.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QScrollBar>
#include <QTableView>
#include <QWheelEvent>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr size_t kMaxScroll = size_t(1) << 30;

EventTableView::EventTableView(Session *session, QWidget *parent, RowCache::ReaderFactory factory)
    : QWidget(parent), m_session(session), m_model(new EventModel(session, this, std::move(factory))),
      m_table(new QTableView), m_scrollBar(new QScrollBar(Qt::Vertical)), m_delegate(new LinkDelegate(m_table))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_scrollBar);
    setFocusProxy(m_table);
    setUpTable();
    setUpColumns();
    connect(m_scrollBar, &QScrollBar::valueChanged, this, [this](int value) {
        if (!m_syncing)
            scrollTo(std::min(static_cast<size_t>(value) * m_rowsPerStep, lastTop()));
    });
    connect(session, &Session::rowsChanged, this, &EventTableView::onRowsChanged);
    connect(session, &Session::currentChanged, this, &EventTableView::onCurrentChanged);
    connect(session, &Session::busyChanged, this, &EventTableView::updateNotice);
    connect(m_delegate, &LinkDelegate::activated, session, &Session::addPivot);
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
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
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
    // Not the current index: the table sets one by itself when it gets the focus.
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this](const QItemSelection &selected) {
        if (!m_syncing && !selected.isEmpty())
            m_session->setCurrent(m_model->event(selected.first().top()));
    });
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
    connect(header, &QWidget::customContextMenuRequested, this, &EventTableView::showColumnMenu);
    const QFontMetrics mono(monospaceFont());
    const QFontMetrics plain(font());
    const auto set = [this](int column, int width) { m_table->setColumnWidth(column, width + 16); };
    set(EventModel::TimeColumn, mono.horizontalAdvance(u"00:00:00.000000"_s));
    set(EventModel::DeltaColumn, mono.horizontalAdvance(u"00.000000"_s));
    set(EventModel::LevelColumn, plain.horizontalAdvance(u"WARNING"_s));
    set(EventModel::SourceColumn, plain.horizontalAdvance(QString(18, u'n')));
    set(EventModel::EntityColumn, plain.horizontalAdvance(QString(18, u'n')));
    m_table->verticalHeader()->setDefaultSectionSize(std::max(mono.height(), plain.height()) + 5);
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
    m_topEvent = total ? (*m_session->rows())[m_top] : EventRef {};
    // One more for the row that is partly seen. At the very end the table is moved up instead.
    const int wanted = fittingRows() + (m_top < lastTop() ? 1 : 0);
    m_model->refresh(m_top, wanted);
    m_rowsPerStep = 1 + total / kMaxScroll;
    m_scrollBar->setRange(0, static_cast<int>(lastTop() / m_rowsPerStep));
    m_scrollBar->setPageStep(fittingRows());
    m_scrollBar->setValue(static_cast<int>(m_top / m_rowsPerStep));
    m_syncing = false;
    selectCurrent();
    updateNotice();
}

// The selected row is that of the session's current event, wherever the window stands.
void EventTableView::selectCurrent()
{
    m_syncing = true;
    const size_t row = m_session->rowOf(m_session->current());
    const size_t end = m_top + static_cast<size_t>(m_model->rowCount());
    const bool isShown = row >= m_top && row < end;
    m_currentOffset = isShown ? static_cast<qint64>(row - m_top) : -1;
    QItemSelectionModel *selection = m_table->selectionModel();
    if (isShown) {
        const int column = std::max(0, m_table->currentIndex().column());
        selection->setCurrentIndex(m_model->index(static_cast<int>(m_currentOffset), column),
                                   QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    } else {
        selection->clear();
    }
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
    if (rows.empty())
        m_top = 0;
    else if (current < rows.size())
        m_top = current - std::min(current, static_cast<size_t>(m_currentOffset >= 0 ? m_currentOffset : fittingRows() / 2));
    else if (m_top > 0 && m_topEvent.isValid() && m_topEvent.segment < store.segments().size())
        m_top = store.lowerBound(rows, m_topEvent);
    showRows();
}

void EventTableView::onCurrentChanged()
{
    const size_t row = m_session->rowOf(m_session->current());
    if (row < m_session->rows()->size())
        ensureVisible(row);
    selectCurrent();
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

// --- keyboard, wheel, menus

void EventTableView::moveCurrent(qint64 by)
{
    const auto total = static_cast<qint64>(m_session->rows()->size());
    if (total == 0)
        return;
    const auto row = static_cast<qint64>(m_session->rowOf(m_session->current()));
    const qint64 from = row < total ? row : static_cast<qint64>(m_top) - (by > 0 ? 1 : 0);
    m_session->setCurrent((*m_session->rows())[static_cast<size_t>(std::clamp<qint64>(from + by, 0, total - 1))]);
}

bool EventTableView::onKey(QKeyEvent *event)
{
    const qint64 all = static_cast<qint64>(m_session->rows()->size());
    const qint64 page = std::max(1, fittingRows() - 1);
    const bool control = event->modifiers() & Qt::ControlModifier;
    switch (event->key()) {
    case Qt::Key_Up:
        moveCurrent(-1);
        return true;
    case Qt::Key_Down:
        moveCurrent(1);
        return true;
    case Qt::Key_PageUp:
        moveCurrent(-page);
        return true;
    case Qt::Key_PageDown:
        moveCurrent(page);
        return true;
    case Qt::Key_Home:
        moveCurrent(-all);
        return true;
    case Qt::Key_End:
        moveCurrent(all);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit rowActivated();
        return true;
    case Qt::Key_C:
        if (control)
            copyRow(*m_model, m_table->currentIndex());
        return control;
    default:
        return false;
    }
}

bool EventTableView::onWheel(QWheelEvent *event)
{
    if (event->modifiers() & (Qt::ShiftModifier | Qt::AltModifier) || event->angleDelta().y() == 0)
        return false; // sideways is the table's business
    constexpr int notch = 120;
    m_wheel += event->angleDelta().y() * QApplication::wheelScrollLines();
    const int lines = m_wheel / notch;
    m_wheel -= lines * notch;
    const qint64 top = static_cast<qint64>(m_top) - lines;
    scrollTo(static_cast<size_t>(std::max<qint64>(top, 0)));
    event->accept();
    return true;
}

bool EventTableView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress)
        return onKey(static_cast<QKeyEvent *>(event));
    if (watched == m_table->viewport() && event->type() == QEvent::Wheel)
        return onWheel(static_cast<QWheelEvent *>(event));
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(this, &EventTableView::showRows, Qt::QueuedConnection); // not inside the layout
    return QWidget::eventFilter(watched, event);
}

void EventTableView::showCellMenu(const QPoint &position)
{
    const QModelIndex index = m_table->indexAt(position);
    if (index.isValid())
        execCellMenu(m_session, *m_model, index, m_table->viewport()->mapToGlobal(position));
}

void EventTableView::showColumnMenu(const QPoint &position)
{
    execColumnMenu(m_session, this, m_table->horizontalHeader()->mapToGlobal(position));
}

void EventTableView::setFields(const QStringList &fields)
{
    QHeaderView *header = m_table->horizontalHeader();
    m_model->setFields(fields);
    header->moveSection(header->visualIndex(EventModel::MessageColumn), header->count() - 1);
    showRows();
}

QByteArray EventTableView::saveColumns() const
{
    return m_table->horizontalHeader()->saveState();
}

void EventTableView::restoreColumns(const QByteArray &state)
{
    m_table->horizontalHeader()->restoreState(state);
}

void EventTableView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        m_table->viewport()->update();
    QWidget::changeEvent(event);
}

} // namespace widelens
