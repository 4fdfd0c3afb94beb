// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/flowlayout.h"

#include <QWidget>

#include <algorithm>

namespace widelens {

FlowLayout::FlowLayout(QWidget *parent, int gap) : QLayout(parent), m_gap(gap) {}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    place(rect, true);
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem *item : m_items)
        size = size.expandedTo(item->minimumSize());
    const QMargins margins = contentsMargins();
    return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

int FlowLayout::place(const QRect &rect, bool move) const
{
    const QRect inside = rect.marginsRemoved(contentsMargins());
    int x = inside.left();
    int y = inside.top();
    int line = 0;
    for (QLayoutItem *item : m_items) {
        const QSize size = item->sizeHint().expandedTo(item->minimumSize()).boundedTo({ std::max(inside.width(), item->minimumSize().width()), QWIDGETSIZE_MAX });
        if (x > inside.left() && x + size.width() > inside.right() + 1) {
            x = inside.left();
            y += line + m_gap;
            line = 0;
        }
        if (move)
            item->setGeometry({ { x, y }, size });
        x += size.width() + m_gap;
        line = std::max(line, size.height());
    }
    return y + line - rect.top() + contentsMargins().bottom();
}

} // namespace widelens
