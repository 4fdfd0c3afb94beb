// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventtableview.h"

#include "model/finder.h"
#include "model/items/eventmodel.h"
#include "model/session.h"
#include "views/densitystrip.h"
#include "views/eventcopier.h"
#include "views/eventtable.h"
#include "views/linkdelegate.h"
#include "views/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QTableView>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace widelens {

using namespace Qt::StringLiterals;

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

// The header tells of its sections while it goes, when nothing is left here that could hear it.
EventTableView::~EventTableView()
{
    m_table->horizontalHeader()->disconnect(this);
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
        m_topEvent = m_top > 0 || !m_session->hasAllRows() ? (*m_session->rows())[m_top] : EventRef {};
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
    else if (m_keepTop)
        m_top = knowsTop ? store.lowerBound(rows, m_topEvent) : 0;
    else if (current < rows.size())
        m_top = current - std::min(current, static_cast<size_t>(m_currentOffset >= 0 ? m_currentOffset : fittingRows() / 2));
    else if (knowsTop)
        m_top = store.lowerBound(rows, m_topEvent);
    m_keepTop = !m_session->hasAllRows() || (m_keepTop && rows.empty()); // the others come around these
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

void EventTableView::setFinder(const Finder *finder)
{
    connect(finder, &Finder::matcherChanged, m_model, [this, finder] { m_model->setMatcher(finder->matcher()); });
    m_strip->setFinder(finder);
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
