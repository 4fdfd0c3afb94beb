// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/linkdelegate.h"

#include "views/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

namespace widelens {

static constexpr int kLinkPadding = 5;

LinkDelegate::LinkDelegate(QAbstractItemView *view) : QStyledItemDelegate(view), m_view(view), m_viewport(view->viewport()), m_monospace(monospaceFont())
{
    view->setMouseTracking(true);
    view->viewport()->installEventFilter(this);
}

QFont LinkDelegate::font(const QModelIndex &index) const
{
    if (!index.data(MonospaceRole).toBool())
        return m_view->font();
    QFont font = m_monospace;
    font.setPointSizeF(m_view->font().pointSizeF());
    return font;
}

QRect LinkDelegate::textRect(const QRect &cell, const QModelIndex &index) const
{
    const QRect check = checkRect(cell, index);
    return cell.adjusted(check.isEmpty() ? kLinkPadding : check.right() - cell.left() + kLinkPadding, 0, -kLinkPadding, 0);
}

// Where Qt's own delegate looks for clicks on it.
QRect LinkDelegate::checkRect(const QRect &cell, const QModelIndex &index) const
{
    if (!index.data(Qt::CheckStateRole).isValid())
        return {};
    QStyleOptionViewItem option;
    initStyleOption(&option, index);
    option.rect = cell;
    return m_view->style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option, m_view);
}

void LinkDelegate::paintCheck(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QRect rect = checkRect(option.rect, index);
    if (rect.isEmpty())
        return;
    QStyleOptionViewItem box = option;
    box.rect = rect;
    box.state.setFlag(QStyle::State_HasFocus, false);
    box.state |= index.data(Qt::CheckStateRole).toInt() == Qt::Checked ? QStyle::State_On : QStyle::State_Off;
    m_view->style()->drawPrimitive(QStyle::PE_IndicatorItemViewItemCheck, &box, painter, m_view);
}

QSize LinkDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const QFontMetrics metrics(font(index));
    return { metrics.horizontalAdvance(index.data().toString()) + 2 * kLinkPadding + 1, metrics.height() + 6 };
}

// --- painting

void LinkDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const bool selected = option.state & QStyle::State_Selected;
    const auto level = static_cast<LevelClass>(index.siblingAtColumn(0).data(LevelRole).toInt());
    const QColor tint = levelTint(level, option.palette);
    if (selected)
        painter->fillRect(option.rect, option.palette.color(QPalette::Highlight));
    else if (tint.isValid())
        painter->fillRect(option.rect, tint);
    else if (option.features & QStyleOptionViewItem::Alternate)
        painter->fillRect(option.rect, option.palette.color(QPalette::AlternateBase));
    painter->save();
    painter->setClipRect(option.rect);
    paintCheck(painter, option, index);
    paintText(painter, option, index);
    paintSigns(painter, option, index);
    painter->restore();
    if (option.state & QStyle::State_HasFocus) { // the keyboard's place, also where the colours are alike
        painter->setPen(option.palette.color(QPalette::Link));
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
}

static QColor textColour(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (option.state & QStyle::State_Selected)
        return option.palette.color(QPalette::HighlightedText);
    if (index.data(DimRole).toBool() || index.data(PendingRole).toBool())
        return dimColour(option.palette);
    const QVariant level = index.data(LevelRole);
    return level.isValid() ? levelColour(static_cast<LevelClass>(level.toInt()), option.palette) : option.palette.color(QPalette::Text);
}

// Piece by piece, so that no glyph is drawn twice: that would look bold.
void LinkDelegate::paintText(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFont plain = font(index);
    const QFontMetrics metrics(plain);
    const QRect rect = textRect(option.rect, index);
    const QString text = metrics.elidedText(index.data().toString(), Qt::ElideRight, rect.width());
    const QColor colour = textColour(option, index);
    const QColor linkColour = (option.state & QStyle::State_Selected) ? colour : option.palette.color(QPalette::Link);
    const bool right = index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight;
    const int left = right ? rect.right() - metrics.horizontalAdvance(text) : rect.left();
    const auto draw = [&](qsizetype begin, qsizetype end, const QColor &pen, bool underline) {
        QFont pieceFont = plain;
        pieceFont.setUnderline(underline);
        painter->setFont(pieceFont);
        painter->setPen(pen);
        const QRect place(left + metrics.horizontalAdvance(text, static_cast<int>(begin)), rect.top(), rect.width(), rect.height());
        painter->drawText(place, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine | Qt::TextDontClip, text.mid(begin, end - begin));
    };
    for (const TextSpan &match : index.data(MatchesRole).value<QList<TextSpan>>()) {
        const int x = left + metrics.horizontalAdvance(text, static_cast<int>(std::min(match.begin, text.size())));
        const int width = metrics.horizontalAdvance(text.mid(match.begin, match.length));
        const QRect marked = QRect(x, rect.center().y() - metrics.height() / 2, width, metrics.height()).intersected(rect);
        painter->fillRect(marked, matchColour(option.palette));
        painter->setPen(matchColour(option.palette).darker(160)); // seen also where the colours are alike
        painter->drawLine(marked.bottomLeft(), marked.bottomRight());
    }
    qsizetype drawn = 0;
    const auto links = index.data(LinksRole).value<QList<Link>>();
    for (qsizetype i = 0; i < links.size(); ++i) {
        const qsizetype begin = std::min(links[i].begin, text.size());
        const qsizetype end = std::min(links[i].begin + links[i].length, text.size());
        if (begin < drawn || begin == end)
            continue;
        draw(drawn, begin, colour, false);
        draw(begin, end, linkColour, m_hovered.index == index && m_hovered.link == i);
        drawn = end;
    }
    draw(drawn, text.size(), colour, false);
}

// In the row's first cell: a star for a bookmark, a Δ where differences are measured from.
void LinkDelegate::paintSigns(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (index.column() != 0)
        return;
    QString signs;
    if (index.data(ReferenceRole).toBool())
        signs += u'Δ';
    if (index.data(BookmarkRole).isValid())
        signs += u'★';
    if (signs.isEmpty())
        return;
    painter->setFont(m_view->font());
    const bool selected = option.state & QStyle::State_Selected;
    painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Link));
    painter->drawText(option.rect.adjusted(0, 0, -2, 0), Qt::AlignVCenter | Qt::AlignRight, signs);
}

// --- the mouse

QList<QRect> LinkDelegate::linkRects(const QModelIndex &index) const
{
    const QFontMetrics metrics(font(index));
    const QRect rect = textRect(m_view->visualRect(index), index);
    const QString text = index.data().toString();
    QList<QRect> rects;
    for (const Link &link : index.data(LinksRole).value<QList<Link>>()) {
        const int x = rect.left() + metrics.horizontalAdvance(text, static_cast<int>(link.begin));
        const int width = metrics.horizontalAdvance(text.mid(link.begin, link.length));
        rects.append(QRect(x, rect.top(), width, rect.height()).intersected(rect));
    }
    return rects;
}

LinkDelegate::Hit LinkDelegate::hit(const QPoint &position) const
{
    const QModelIndex index = m_view->indexAt(position);
    if (!index.isValid())
        return {};
    const QList<QRect> rects = linkRects(index);
    for (qsizetype i = 0; i < rects.size(); ++i) {
        if (rects[i].contains(position))
            return { index, i };
    }
    return {};
}

void LinkDelegate::hover(const Hit &hit)
{
    if (hit == m_hovered)
        return;
    const Hit before = std::exchange(m_hovered, hit);
    if (before.index.isValid())
        m_view->update(before.index);
    if (hit.index.isValid())
        m_view->update(hit.index);
    if (hit.link >= 0)
        m_view->viewport()->setCursor(Qt::PointingHandCursor);
    else
        m_view->viewport()->unsetCursor();
}

bool LinkDelegate::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_viewport) // the view itself may be half gone: it takes its viewport with it
        return QStyledItemDelegate::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseMove:
        hover(hit(static_cast<QMouseEvent *>(event)->position().toPoint()));
        break;
    case QEvent::Leave:
        hover({});
        break;
    case QEvent::MouseButtonPress:
        m_pressed = {};
        // With Shift a click selects rows.
        if (!(static_cast<QMouseEvent *>(event)->modifiers() & Qt::ShiftModifier) && static_cast<QMouseEvent *>(event)->button() != Qt::RightButton)
            m_pressed = hit(static_cast<QMouseEvent *>(event)->position().toPoint());
        break;
    case QEvent::MouseButtonRelease: {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const Hit released = hit(mouse->position().toPoint());
        const Hit pressed = std::exchange(m_pressed, {});
        if (released.link < 0 || released != pressed)
            break;
        const Pivot pivot = released.index.data(LinksRole).value<QList<Link>>()[released.link].pivot;
        if (mouse->button() == Qt::MiddleButton || mouse->modifiers() & Qt::ControlModifier)
            emit tabWanted(pivot, released.index);
        else
            emit activated(pivot, released.index);
        break;
    }
    default:
        break;
    }
    return false;
}

} // namespace widelens
