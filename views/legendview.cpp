// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/legendview.h"

#include "views/theme.h"

#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr int kWidth = 176;

LegendView::LegendView(QWidget *parent) : QListWidget(parent)
{
    setObjectName(u"legend"_s);
    setAccessibleName(tr("Legend"));
    setFrameShape(QFrame::NoFrame);
    setFixedWidth(kWidth);
    setSelectionMode(NoSelection);
    setTextElideMode(Qt::ElideMiddle);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setUniformItemSizes(true);
    setSpacing(0);
    setIconSize({ 12, 12 });
    setToolTip(tr("Click hides or shows, Ctrl+click shows alone"));
    connect(this, &QListWidget::itemClicked, this, [this](QListWidgetItem *item) {
        toggle(row(item), QGuiApplication::keyboardModifiers() & Qt::ControlModifier);
    });
}

static QIcon swatch(const QColor &colour, bool hidden)
{
    QPixmap pixmap(24, 24);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setPen(QPen(colour, 3));
    painter.setBrush(hidden ? QBrush(Qt::NoBrush) : QBrush(colour)); // hollow: hidden, also without colour
    painter.drawRect(3, 3, 18, 18);
    return pixmap;
}

void LegendView::setLines(const std::vector<QString> &names, const std::vector<QColor> &colours)
{
    if (names == m_names && colours == m_colours)
        return;
    if (names != m_names) {
        m_hidden.assign(names.size(), false);
        m_names = names;
        clear();
        for (const QString &name : names)
            addItem(name);
        emit hiddenChanged();
    }
    m_colours = colours;
    paintSwatches();
}

void LegendView::paintSwatches()
{
    for (int i = 0; i < count(); ++i) {
        const size_t line = static_cast<size_t>(i);
        item(i)->setIcon(swatch(m_colours[line], m_hidden[line]));
        item(i)->setForeground(m_hidden[line] ? dimColour(palette()) : palette().color(QPalette::Text));
        item(i)->setToolTip(m_names[line]);
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
