// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/pivot.h"
#include "model/textmatcher.h"

#include <QAbstractItemView>
#include <QPersistentModelIndex>
#include <QStyledItemDelegate>

namespace widelens {

// Paints the cells of a view by what the model says of them: level colours, dimmed and monospace text, and links in the
// text, underlined and with a hand under the mouse. A click on a link is told by activated(), one with Ctrl or the middle
// button by tabWanted(); the view still sees the click, so that the row becomes current too.
class LinkDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit LinkDelegate(QAbstractItemView *view);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    // The links of a cell, as rectangles in the view's viewport: for the mouse, and for tests.
    QList<QRect> linkRects(const QModelIndex &index) const;
    bool hasLink(const QPoint &position) const { return hit(position).link >= 0; }

signals:
    void activated(const widelens::Pivot &pivot, const QModelIndex &index);
    void tabWanted(const widelens::Pivot &pivot, const QModelIndex &index);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Hit {
        QPersistentModelIndex index;
        qsizetype link = -1;
        bool operator==(const Hit &) const = default;
    };

    QFont font(const QModelIndex &index) const;
    QRect textRect(const QRect &cell, const QModelIndex &index) const;
    QRect checkRect(const QRect &cell, const QModelIndex &index) const; // empty without a tick
    void paintCheck(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    Hit hit(const QPoint &position) const;
    void hover(const Hit &hit);
    void paintSigns(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintText(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;

    QAbstractItemView *m_view;
    const QObject *m_viewport; // of m_view
    QFont m_monospace;
    Hit m_hovered;
    Hit m_pressed;
};

} // namespace widelens
