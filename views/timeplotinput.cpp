// SPDX-License-Identifier: GPL-3.0-or-later
// What the mouse does in a plot over time.
#include "views/timeplot.h"

#include "model/session.h"
#include "model/timeaxis.h"

#include <QContextMenuEvent>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>

#include <cmath>

#include <qcustomplot.h>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr int kClickDistance = 4; // pixels

// --- the mouse

QList<QPair<QString, QString>> TimePlot::mouseHelp()
{
    return { { tr("Drag"), tr("Selects a time range.") },
             { tr("Click"), tr("Goes to the event nearest in time.") },
             { tr("Double click"), tr("Shows all time.") },
             { tr("Wheel, middle button"), tr("Moves along the time.") },
             { tr("Ctrl+wheel"), tr("Zooms where the mouse is.") },
             { tr("Right click"), tr("Saves or copies the plot.") },
             { tr("Click on a legend entry"), tr("Shows or hides its series.") } };
}

QWidget *TimePlot::canvas() const
{
    return m_plot;
}

TimeScale TimePlot::scale() const
{
    const QRect rect = m_plot->axisRect()->rect();
    return { m_axis->visible(), static_cast<double>(rect.left()), static_cast<double>(std::max(1, rect.width())) };
}

// As many lines as there is room for, and how many are left; the legend says all.
static QString cutLines(const QString &text, qsizetype room)
{
    constexpr qsizetype most = 12;
    QStringList lines = text.split(u'\n');
    const qsizetype fit = std::clamp(room, qsizetype(2), most);
    if (lines.size() <= fit)
        return text;
    const qsizetype left = lines.size() - fit + 1;
    lines.resize(fit - 1);
    lines.append(QObject::tr("and %1 more, beside the plot").arg(left));
    return lines.join(u'\n');
}

void TimePlot::showHover(const QPoint &position)
{
    const QRect rect = m_plot->axisRect()->rect();
    if (!rect.contains(position) || m_axis->isEmpty() || !m_describe) {
        hideHover();
        return;
    }
    const Time time = scale().time(position.x());
    const double step = static_cast<double>(m_axis->visible().end - m_axis->visible().begin) / 1e9 / rect.width();
    QString values = cutLines(m_describe(time), rect.height() / QFontMetrics(m_hoverText->font()).height() - 2);
    if (const QString bookmark = bookmarkText(position); !bookmark.isEmpty())
        values += (values.isEmpty() ? u""_s : u"\n"_s) + bookmark;
    QString when = clockText(time, step);
    if (m_mark != kNoTime)
        when += tr("  (%1%2 from the mark)").arg(time < m_mark ? u"−"_s : u"+"_s, formatDuration(time < m_mark ? m_mark - time : time - m_mark));
    m_hovered = time;
    m_hoverText->setText(when + (values.isEmpty() ? QString() : u'\n' + values));
    const bool leftSide = position.x() > rect.center().x();
    m_hoverText->setPositionAlignment((leftSide ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignTop);
    m_hoverText->position->setCoords(position.x() + (leftSide ? -10 : 10), rect.top() + 2);
    m_hoverText->setVisible(true);
    m_hoverLine->point1->setCoords(seconds(time), 0);
    m_hoverLine->point2->setCoords(seconds(time), 1);
    m_hoverLine->setVisible(true);
    showCursors();
}

void TimePlot::hideHover()
{
    if (m_hovered != kNoTime && m_describe)
        m_describe(kNoTime); // no values any more
    m_hovered = kNoTime;
    m_hoverText->setVisible(false);
    m_hoverLine->setVisible(false);
    showCursors();
}

void TimePlot::press(QMouseEvent *event)
{
    if (m_axis->isEmpty())
        return;
    m_pressX = m_lastX = event->position().x();
    m_dragged = false;
    if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && m_spaceHeld))
        m_drag = Drag::Pan;
    else if (event->button() == Qt::LeftButton)
        m_drag = Drag::Range;
    if (m_drag == Drag::Pan)
        m_plot->setCursor(Qt::ClosedHandCursor);
}

void TimePlot::move(QMouseEvent *event)
{
    const double x = event->position().x();
    m_dragged = m_dragged || std::abs(x - m_pressX) >= kClickDistance;
    if (m_drag == Drag::Pan) {
        m_axis->pan((m_lastX - x) / scale().width);
        m_lastX = x;
    } else if (m_drag == Drag::Range && m_dragged) {
        hideHover();
        const TimeRange range = rangeBetween(scale(), m_pressX, x);
        drawRange(range, rangeText(range));
        showCursors();
    } else {
        showHover(event->position().toPoint());
    }
}

void TimePlot::release(QMouseEvent *event)
{
    const Drag drag = std::exchange(m_drag, Drag::None);
    m_plot->unsetCursor();
    if (drag != Drag::Range)
        return;
    const double x = event->position().x();
    if (m_dragged) {
        m_session->setRange(rangeBetween(scale(), m_pressX, x));
        updateSelection();
    } else if (m_plot->axisRect()->rect().contains(event->position().toPoint())) {
        m_session->goToTime(scale().time(x));
    }
}

void TimePlot::wheel(QWheelEvent *event)
{
    const QPoint delta = event->angleDelta();
    const double notches = (delta.y() ? delta.y() : delta.x()) / 120.0;
    if (event->modifiers() & Qt::ControlModifier) // at the cursor
        m_axis->zoomAt(scale().time(event->position().x()), std::pow(0.8, notches));
    else
        m_axis->pan(-0.08 * notches);
    event->accept();
}

// At the mouse, else at the current event; once more takes it away.
void TimePlot::toggleMark()
{
    const EventRef event = m_session->current();
    const Time current = event.isValid() ? m_session->store()->time(event) : kNoTime;
    m_mark = m_mark != kNoTime ? kNoTime : m_hovered != kNoTime ? m_hovered : current;
    updateCursor();
}

void TimePlot::zoomToSelection()
{
    const TimeRange range = m_session->range();
    const TimeRange span = m_axis->span();
    if (range.isEverything())
        m_axis->fit();
    else
        m_axis->setVisible({ std::max(range.begin, span.begin), std::min(range.end, span.end) });
}

void TimePlot::step(bool forward)
{
    const EventRows &rows = *m_session->rows();
    const size_t row = m_session->rowOf(m_session->current());
    if (row < rows.size() && (forward ? row + 1 < rows.size() : row > 0))
        m_session->setCurrent(rows[forward ? row + 1 : row - 1]);
    else if (row >= rows.size())
        m_session->goToTime(m_hovered != kNoTime ? m_hovered : m_axis->visible().begin);
}

void TimePlot::zoom(double factor)
{
    const TimeRange visible = m_axis->visible();
    m_axis->zoomAt(m_hovered != kNoTime ? m_hovered : visible.begin + (visible.end - visible.begin) / 2, factor);
}

void TimePlot::leave()
{
    if (m_drag == Drag::Range) {
        m_drag = Drag::None;
        updateSelection();
    } else {
        m_session->setRange({});
    }
}

bool TimePlot::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_plot)
        return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        press(static_cast<QMouseEvent *>(event));
        return false;
    case QEvent::MouseMove:
        move(static_cast<QMouseEvent *>(event));
        return false;
    case QEvent::ContextMenu:
        if (m_menu)
            m_menu->popup(static_cast<QContextMenuEvent *>(event)->globalPos());
        return m_menu != nullptr;
    case QEvent::MouseButtonRelease:
        release(static_cast<QMouseEvent *>(event));
        return false;
    case QEvent::MouseButtonDblClick:
        m_drag = Drag::None;
        m_axis->fit();
        return false;
    case QEvent::Wheel:
        wheel(static_cast<QWheelEvent *>(event));
        return true;
    case QEvent::KeyPress: // dragging moves while Space is held
        if (static_cast<QKeyEvent *>(event)->key() != Qt::Key_Space)
            return false;
        m_spaceHeld = true;
        return true;
    case QEvent::KeyRelease:
        if (static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space && !static_cast<QKeyEvent *>(event)->isAutoRepeat())
            m_spaceHeld = false;
        return false;
    case QEvent::FocusOut:
        m_spaceHeld = false;
        return false;
    case QEvent::Leave:
        hideHover();
        return false;
    case QEvent::Resize:
        setNotice(m_notice->text());
        QMetaObject::invokeMethod(this, [this] { // after the plot has laid itself out
            updateAxis();
            emit frameChanged();
        }, Qt::QueuedConnection);
        return false;
    default:
        return false;
    }
}

} // namespace widelens
