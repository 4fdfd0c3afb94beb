// SPDX-License-Identifier: GPL-3.0-or-later
// What keyboard, mouse and wheel do in the event table.
#include "views/eventtableview.h"

#include "model/items/eventmodel.h"
#include "model/session.h"
#include "views/eventcopier.h"
#include "views/eventmenus.h"
#include "views/linkdelegate.h"

#include <QApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QTableView>
#include <QWheelEvent>

#include <algorithm>

namespace widelens {

// --- choosing rows

void EventTableView::choose(size_t row, Qt::KeyboardModifiers modifiers)
{
    SelectedRows selection = m_session->selection();
    if (modifiers & Qt::ShiftModifier)
        selection.extendTo(row);
    else if (modifiers & Qt::ControlModifier)
        selection.toggle(row);
    else
        selection.select(row);
    m_session->setSelection(selection, (*m_session->rows())[row]);
}

void EventTableView::moveCurrent(qint64 by, bool extend)
{
    const auto total = static_cast<qint64>(m_session->rows()->size());
    if (total == 0)
        return;
    const auto row = static_cast<qint64>(m_session->rowOf(m_session->current()));
    const qint64 from = row < total ? row : static_cast<qint64>(m_top) - (by > 0 ? 1 : 0);
    choose(static_cast<size_t>(std::clamp<qint64>(from + by, 0, total - 1)), extend && row < total ? Qt::ShiftModifier : Qt::NoModifier);
}

void EventTableView::moveToEnd(bool last, bool extend)
{
    const auto all = static_cast<qint64>(m_session->rows()->size());
    moveCurrent(last ? all : -all, extend);
}

void EventTableView::selectAll()
{
    SelectedRows selection = m_session->selection();
    selection.selectAll(m_session->rows()->size());
    m_session->setSelection(selection, m_session->current());
}

void EventTableView::copyRows(EventFormat::Kind kind)
{
    std::vector<std::string> columns = shownColumns();
    if (!m_table->isColumnHidden(EventModel::DeltaColumn)) {
        const int place = m_table->horizontalHeader()->visualIndex(EventModel::DeltaColumn);
        int before = 0; // columns shown to the left of it
        for (int visual = 0; visual < place; ++visual)
            before += !m_table->isColumnHidden(m_table->horizontalHeader()->logicalIndex(visual));
        columns.insert(columns.begin() + before, EventFormat::kDelta);
    }
    m_copier->copyRows(kind, columns, m_model->deltaOf());
}

void EventTableView::measureFromCurrent()
{
    const EventRef current = m_session->current();
    m_model->setReference(current == m_model->reference() ? EventRef {} : current);
}

// --- keyboard

QList<QPair<QString, QString>> EventTableView::keyHelp()
{
    return { { tr("↑, ↓, PgUp, PgDown, Home, End"), tr("Moves the current row; with Shift it selects up to there.") },
             { tr("Enter"), tr("Goes from the row to all its fields.") },
             { tr("Backspace"), tr("Back to what was shown before.") },
             { tr("Ctrl+C"), tr("Copies the selected rows for a spreadsheet.") },
             { tr("Ctrl+A"), tr("Selects all rows.") } };
}

QList<QPair<QString, QString>> EventTableView::mouseHelp()
{
    return { { tr("Click on a link"), tr("Shows only events about it; Ctrl+click or the middle button: in a new tab.") },
             { tr("Right click on a cell"), tr("What can be done with its value.") },
             { tr("Right click on a title"), tr("Which columns there are, and how times are shown.") },
             { tr("Drag, Shift+click, Ctrl+click"), tr("Selects rows.") } };
}

bool EventTableView::onKey(QKeyEvent *event)
{
    const qint64 page = std::max(1, fittingRows() - 1);
    const bool extend = event->modifiers() & Qt::ShiftModifier;
    if (event->matches(QKeySequence::Copy)) {
        copyRows(EventFormat::Kind::Tsv);
        return true;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
        return true;
    }
    switch (event->key()) {
    case Qt::Key_Up:
        moveCurrent(-1, extend);
        return true;
    case Qt::Key_Down:
        moveCurrent(1, extend);
        return true;
    case Qt::Key_PageUp:
        moveCurrent(-page, extend);
        return true;
    case Qt::Key_PageDown:
        moveCurrent(page, extend);
        return true;
    case Qt::Key_Home:
        moveToEnd(false, extend);
        return true;
    case Qt::Key_End:
        moveToEnd(true, extend);
        return true;
    case Qt::Key_Backspace:
        m_session->goBack();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit rowActivated();
        return true;
    default:
        return false;
    }
}

// --- mouse

void EventTableView::press(QMouseEvent *event)
{
    const QModelIndex index = m_table->indexAt(event->position().toPoint());
    if (!index.isValid())
        return;
    const size_t row = m_top + static_cast<size_t>(index.row());
    // A link is opened in a tab; the row is where it was opened from.
    const bool opensTab = event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && event->modifiers() & Qt::ControlModifier);
    if (opensTab && m_delegate->hasLink(event->position().toPoint())) {
        choose(row, {});
        return;
    }
    const bool left = event->button() == Qt::LeftButton;
    // The menu is about all selected rows when it is asked for on one of them.
    if (left || (event->button() == Qt::RightButton && !m_session->selection().contains(row)))
        choose(row, left ? event->modifiers() : Qt::KeyboardModifiers());
    m_dragging = left && event->modifiers() == Qt::NoModifier;
}

void EventTableView::drag(QMouseEvent *event)
{
    if (!m_dragging || !(event->buttons() & Qt::LeftButton))
        return;
    const int y = event->position().toPoint().y();
    const int height = m_table->viewport()->height();
    if (y < 0 || y >= height) // one row a move: it does not run away
        scrollTo(y < 0 ? m_top - std::min<size_t>(m_top, 1) : m_top + 1);
    const int row = m_table->rowAt(std::clamp(y, 0, height - 1));
    const size_t to = row < 0 ? m_session->rows()->size() - 1 : m_top + static_cast<size_t>(row);
    if (!m_session->rows()->empty() && to != m_session->rowOf(m_session->current()))
        choose(to, Qt::ShiftModifier);
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
    if (watched == m_table)
        return event->type() == QEvent::KeyPress ? onKey(static_cast<QKeyEvent *>(event)) : QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::Wheel:
        return onWheel(static_cast<QWheelEvent *>(event));
    case QEvent::MouseButtonPress:
        press(static_cast<QMouseEvent *>(event));
        return false;
    case QEvent::MouseMove:
        drag(static_cast<QMouseEvent *>(event));
        return false;
    case QEvent::MouseButtonRelease:
        m_dragging = false;
        return false;
    case QEvent::Resize:
        QMetaObject::invokeMethod(this, &EventTableView::showRows, Qt::QueuedConnection); // not inside the layout
        return false;
    default:
        return QWidget::eventFilter(watched, event);
    }
}

// --- menus

void EventTableView::popUp(QMenu *menu, const QPoint &position)
{
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(position);
}

void EventTableView::showCellMenu(const QPoint &position)
{
    const QModelIndex index = m_table->indexAt(position);
    if (index.isValid())
        popUp(makeCellMenu(m_session, this, index), m_table->viewport()->mapToGlobal(position));
}

void EventTableView::showLevelMenu()
{
    const QHeaderView *header = m_table->horizontalHeader();
    const QPoint below(header->sectionViewportPosition(EventModel::LevelColumn), header->height());
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("levelMenu"));
    addLevelChoices(menu, m_session);
    popUp(menu, header->mapToGlobal(below));
}

void EventTableView::showColumnMenu(const QPoint &position)
{
    QHeaderView *header = m_table->horizontalHeader();
    popUp(makeColumnMenu(m_session, this, header->logicalIndexAt(position)), header->mapToGlobal(position));
}

} // namespace widelens
