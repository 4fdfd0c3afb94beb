// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/legendview.h"

#include "views/theme.h"

#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QResizeEvent>
#include <QScrollBar>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr int kWidth = 184;
static constexpr int kMostColumns = 3;
static constexpr double kMostShare = 0.4; // of the plot that it stands beside
static constexpr QSizeF kSwatch(22, 12);

LegendView::LegendView(QWidget *parent) : QListWidget(parent)
{
    setObjectName(u"legend"_s);
    setAccessibleName(tr("Legend"));
    setFrameShape(QFrame::NoFrame);
    setFixedWidth(kWidth);
    m_wantedWidth = kWidth;
    setSelectionMode(NoSelection);
    setTextElideMode(Qt::ElideMiddle);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setUniformItemSizes(true);
    setSpacing(0);
    setWrapping(true);
    setResizeMode(Adjust);
    setIconSize(kSwatch.toSize());
    setToolTip(tr("Click hides or shows, Ctrl+click shows alone"));
    connect(this, &QListWidget::itemClicked, this, [this](QListWidgetItem *item) {
        toggle(row(item), QGuiApplication::keyboardModifiers() & Qt::ControlModifier);
    });
}

static QIcon swatch(const QColor &colour, size_t mark, bool filled, bool hidden, qreal ratio)
{
    QPixmap pixmap(QSizeF(kSwatch * ratio).toSize());
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    if (filled || hidden) { // hollow: hidden, also without colour
        painter.setPen(QPen(colour, 1.5));
        painter.setBrush(hidden ? QBrush(Qt::NoBrush) : areaBrush(colour, mark));
        painter.drawRect(QRectF(1, 1, kSwatch.width() - 2, kSwatch.height() - 2));
    } else {
        painter.setPen(seriesPen(colour, mark, 2.5));
        painter.drawLine(QPointF(0, kSwatch.height() / 2), QPointF(kSwatch.width(), kSwatch.height() / 2));
    }
    return pixmap;
}

void LegendView::setLines(const std::vector<QString> &names, const std::vector<QColor> &colours, const std::vector<size_t> &marks, bool filled)
{
    if (names == m_names && colours == m_colours && filled == m_filled)
        return;
    m_filled = filled;
    m_marks = marks;
    if (names != m_names) {
        m_hidden.assign(names.size(), false);
        m_names = names;
        m_values.clear();
        clear();
        for (const QString &name : names)
            addItem(name);
        arrange();
        emit hiddenChanged();
    }
    m_colours = colours;
    paintSwatches();
}

void LegendView::paintSwatches()
{
    for (int i = 0; i < count(); ++i) {
        const size_t line = static_cast<size_t>(i);
        item(i)->setIcon(swatch(m_colours[line], m_marks[line], m_filled, m_hidden[line], devicePixelRatioF()));
        item(i)->setForeground(m_hidden[line] ? dimColour(palette()) : palette().color(QPalette::Text));
        item(i)->setToolTip(m_names[line]);
    }
}

// As many columns as it takes to see all names, as far as there is room.
void LegendView::arrange()
{
    const int line = fontMetrics().height() + 3;
    const int rows = std::max(1, viewport()->height() / line);
    const int wanted = (count() + rows - 1) / rows;
    int widest = 0;
    for (const QString &name : m_names)
        widest = std::max(widest, fontMetrics().horizontalAdvance(name));
    const int each = iconSize().width() + widest + fontMetrics().horizontalAdvance(u"0000"_s) + 14;
    const int room = parentWidget() ? static_cast<int>(parentWidget()->width() * kMostShare) / each : 1;
    const int columns = std::clamp(wanted, 1, std::clamp(room, 1, kMostColumns));
    const int own = columns == 1 ? kWidth : columns * each;
    const int width = std::max(own, m_leastWidth);
    const bool scrolls = wanted > columns;
    const int inner = width - (scrolls ? verticalScrollBar()->sizeHint().width() : 0) - 6; // less than the view, or the last would wrap
    setFlow(scrolls && columns > 1 ? LeftToRight : TopToBottom); // down to read on; down to scroll
    setWrapping(columns > 1);
    setGridSize({ inner / columns, line });
    for (int i = 0; i < count(); ++i)
        item(i)->setSizeHint(gridSize());
    setFixedWidth(width);
    if (own != m_wantedWidth) {
        m_wantedWidth = own;
        emit widthWanted(own);
    }
}

void LegendView::setLeastWidth(int width)
{
    if (width == m_leastWidth)
        return;
    m_leastWidth = width;
    arrange();
}

void LegendView::resizeEvent(QResizeEvent *event)
{
    QListWidget::resizeEvent(event);
    if (event->size().height() != event->oldSize().height())
        arrange();
}

void LegendView::changeEvent(QEvent *event)
{
    QListWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        arrange();
}

void LegendView::setValues(const QStringList &values)
{
    if (values == m_values)
        return;
    m_values = values;
    for (int i = 0; i < count(); ++i) {
        const QString &name = m_names[static_cast<size_t>(i)];
        const QString value = values.value(i);
        item(i)->setText(value.isEmpty() ? name : value + u"  "_s + name);
    }
}

void LegendView::toggle(int line, bool alone)
{
    if (line < 0)
        return;
    const size_t chosen = static_cast<size_t>(line);
    if (alone) {
        const bool wasAlone = !m_hidden[chosen] && std::count(m_hidden.begin(), m_hidden.end(), false) == 1;
        m_hidden.assign(m_hidden.size(), !wasAlone);
        m_hidden[chosen] = false;
    } else {
        m_hidden[chosen] = !m_hidden[chosen];
    }
    paintSwatches();
    emit hiddenChanged();
}

void LegendView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space)
        toggle(currentRow(), event->modifiers() & Qt::ControlModifier);
    else
        QListWidget::keyPressEvent(event);
}

} // namespace widelens
