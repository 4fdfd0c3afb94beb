// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/mapcanvas.h"

#include "model/analysis/quoting.h"
#include "views/theme.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr double kMapMargin = 10;
static constexpr double kLeastGap = 30; // between columns: room for an arrow
static constexpr double kMostMore = 120; // of a gap, where there is room
static constexpr double kLeastLaneGap = 18;
static constexpr double kMostLaneGap = 70;
static constexpr double kLeastScale = 0.8; // of letters, where there is little room
static constexpr double kArrow = 7;
static constexpr double kBoxPadding = 9; // of a box, left and right
static constexpr double kFork = 12; // between links that leave the same box

static QString number(uint64_t count)
{
    return QString::fromStdString(grouped(count));
}

MapCanvas::MapCanvas(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"mapCanvas"_s);
    setAccessibleName(tr("Map of identity"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
}

void MapCanvas::setMap(std::shared_ptr<const IdentityMap> map)
{
    m_map = std::move(map);
    m_layout = m_map ? layOut(*m_map) : MapLayout();
    m_pointed = -1;
    m_focused = 0;
    place();
    QStringList sentences;
    for (size_t i = 0; m_map && i < m_map->links.size(); ++i)
        sentences.append(QString::fromStdString(describe(*m_map, m_map->links[i])));
    setAccessibleDescription(sentences.join(u"; "_s));
    updateGeometry();
    update();
}

// --- places

QFont MapCanvas::textFont(double scale) const
{
    QFont font = this->font();
    font.setPointSizeF(font.pointSizeF() * scale);
    return font;
}

QFont MapCanvas::countFont(double scale) const
{
    QFont font = textFont(scale);
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * 1.25);
    return font;
}

QFont MapCanvas::smallFont(double scale) const
{
    QFont font = textFont(scale);
    font.setPointSizeF(std::max(6.5, font.pointSizeF() * 0.9));
    return font;
}

double MapCanvas::nodeHeight(bool compact, double scale) const
{
    const double line = QFontMetrics(countFont(scale)).height();
    return compact ? line + 8 : line + QFontMetrics(textFont(scale)).height() + 12;
}

double MapCanvas::leastHeight(bool compact, double scale) const
{
    const double lanes = std::max(1.0, m_layout.lanes);
    return 2 * kMapMargin + lanes * nodeHeight(compact, scale) + (lanes - 1) * kLeastLaneGap;
}

std::vector<MapCanvas::Column> MapCanvas::columns(bool compact, double scale) const
{
    const QFontMetrics text(textFont(scale));
    const QFontMetrics bold(countFont(scale));
    std::vector<Column> columns(static_cast<size_t>(m_layout.layers), Column { 0, 40, kLeastGap });
    for (size_t i = 0; m_map && i < m_map->nodes.size(); ++i) {
        const double title = text.horizontalAdvance(QString::fromStdString(m_map->nodes[i].title));
        const double count = bold.horizontalAdvance(number(m_map->nodes[i].count));
        double &width = columns[static_cast<size_t>(m_layout.nodes[i].layer)].width;
        width = std::max(width, std::ceil(compact ? title + count + 6 : std::max(title, count)) + 2 * kBoxPadding);
    }
    const QFontMetrics small(smallFont(scale));
    for (size_t i = 0; m_map && i < m_map->links.size(); ++i) {
        const IdentityMap::Link &link = m_map->links[i];
        const auto from = static_cast<size_t>(m_layout.nodes[link.from].layer);
        const auto to = static_cast<size_t>(m_layout.nodes[link.to].layer);
        const double without = m_map->without(link) > 0 ? small.horizontalAdvance(withoutText(i)) + 16 : 0;
        const double unreached = m_map->unreached(link) > 0 ? small.horizontalAdvance(unreachedText(i)) + 8 : 0;
        const bool near = from == to + 1;
        columns[to].gap = std::max(columns[to].gap, 2 * kArrow + unreached + (near ? without : 0));
        if (!near && from > 0)
            columns[from - 1].gap = std::max(columns[from - 1].gap, kArrow + without);
    }
    if (!columns.empty())
        columns.back().gap = 0;
    return columns;
}

static double widthOf(const std::vector<MapCanvas::Column> &columns)
{
    return std::accumulate(columns.begin(), columns.end(), 2 * kMapMargin, [](double sum, const MapCanvas::Column &column) { return sum + column.width + column.gap; });
}

QSize MapCanvas::minimumSizeHint() const
{
    return { static_cast<int>(widthOf(columns(true, kLeastScale))), static_cast<int>(leastHeight(true, kLeastScale)) };
}

QRectF MapCanvas::boxAt(const MapLayout::Point &point) const
{
    const Column &column = m_columns[static_cast<size_t>(point.layer)];
    return { column.left, m_origin.y() + point.lane * m_laneStep, column.width, nodeHeight(m_compact, m_scale) };
}

void MapCanvas::place()
{
    m_items.clear();
    m_lines.clear();
    m_withouts.clear();
    if (!m_map)
        return;
    // Smaller letters before anything has to be scrolled to.
    for (m_scale = 1;; m_scale = std::max(kLeastScale, m_scale - 0.05)) {
        m_compact = height() < leastHeight(false, m_scale);
        m_columns = columns(m_compact, m_scale);
        const bool fits = widthOf(m_columns) <= width() && leastHeight(m_compact, m_scale) <= height();
        if (fits || m_scale <= kLeastScale)
            break;
    }
    const double least = widthOf(m_columns);
    const size_t gaps = m_columns.size() - std::min<size_t>(1, m_columns.size());
    const double more = gaps ? std::clamp((width() - least) / static_cast<double>(gaps), 0.0, kMostMore) : 0;
    double left = std::max(kMapMargin, (width() - least - more * static_cast<double>(gaps)) / 2 + kMapMargin);
    for (Column &column : m_columns) {
        column.left = left;
        column.gap += more;
        left += column.width + column.gap;
    }
    const double size = nodeHeight(m_compact, m_scale);
    const double lanes = m_layout.lanes;
    m_laneStep = size + (lanes > 1 ? std::clamp((height() - 2 * kMapMargin - lanes * size) / (lanes - 1), kLeastLaneGap, kMostLaneGap) : 0);
    m_origin.setY(std::max(kMapMargin, (height() - (lanes - 1) * m_laneStep - size) / 2));
    for (size_t i = 0; i < m_map->nodes.size(); ++i) {
        const QRectF box = boxAt(m_layout.nodes[i]);
        QPainterPath area;
        area.addRoundedRect(box, 6, 6);
        m_items.push_back({ Item::Kind::Node, i, area, box.center() });
    }
    for (size_t i = 0; i < m_map->links.size(); ++i)
        placeLink(i);
}

void MapCanvas::placeLink(size_t link)
{
    const auto &route = m_layout.routes[link];
    QPainterPath line;
    const double fork = forkOf(link);
    QPointF at(boxAt(route.front()).left(), boxAt(route.front()).center().y() + fork);
    line.moveTo(at);
    // Level through the columns between, curved from one to the next.
    for (size_t i = 1; i < route.size(); ++i) {
        const QRectF box = boxAt(route[i]);
        const QPointF end(box.right() + (i + 1 == route.size() ? kArrow : 0), box.center().y());
        const double bend = (at.x() - end.x()) / 2;
        line.cubicTo(at - QPointF(bend, 0), end + QPointF(bend, 0), end);
        at = end;
        if (i + 1 < route.size()) {
            at = QPointF(box.left(), end.y());
            line.lineTo(at);
        }
    }
    m_lines.push_back(line);
    QRectF tag;
    if (m_map->without(m_map->links[link]) > 0) {
        const QFontMetrics metrics(smallFont(m_scale));
        const QPointF start = line.pointAtPercent(0);
        const double width = metrics.horizontalAdvance(withoutText(link)) + 10;
        const double height = metrics.height() + 2;
        tag = QRectF(start.x() - width - 3, fork < 0 ? start.y() - 3 - height : start.y() + 3, width, height);
        QPainterPath area;
        area.addRoundedRect(tag, 4, 4);
        m_items.push_back({ Item::Kind::Without, link, area, tag.center() });
    }
    m_withouts.push_back(tag);
    QPainterPathStroker stroker;
    stroker.setWidth(12);
    m_items.push_back({ Item::Kind::Link, link, stroker.createStroke(line), line.pointAtPercent(0.5) });
}

// Links that leave the same box begin below one another, in the order of where they go.
double MapCanvas::forkOf(size_t link) const
{
    const auto &links = m_map->links;
    double before = 0;
    double all = 0;
    for (size_t i = 0; i < links.size(); ++i) {
        if (links[i].from != links[link].from)
            continue;
        ++all;
        before += m_layout.routes[i][1].lane < m_layout.routes[link][1].lane ? 1 : 0;
    }
    return kFork * (before - (all - 1) / 2);
}

QPoint MapCanvas::linkPoint(size_t link) const
{
    return m_lines[link].pointAtPercent(0.5).toPoint();
}

QRect MapCanvas::withoutRect(size_t link) const
{
    return m_withouts[link].toAlignedRect();
}

void MapCanvas::resizeEvent(QResizeEvent *event)
{
    place();
    QWidget::resizeEvent(event);
}

void MapCanvas::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        place();
        updateGeometry();
    }
    QWidget::changeEvent(event);
}

// --- what is drawn

QString MapCanvas::withoutText(size_t link) const
{
    return tr("%1 without").arg(number(m_map->without(m_map->links[link])));
}

QString MapCanvas::unreachedText(size_t link) const
{
    return tr("%1 without").arg(number(m_map->unreached(m_map->links[link])));
}

bool MapCanvas::isLit(Item::Kind kind, size_t index) const
{
    const auto is = [&](int item) { return item >= 0 && static_cast<size_t>(item) < m_items.size() && m_items[static_cast<size_t>(item)].kind == kind && m_items[static_cast<size_t>(item)].index == index; };
    return is(m_pointed) || (hasFocus() && is(m_focused));
}

void MapCanvas::paintEvent(QPaintEvent *)
{
    if (!m_map)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (size_t i = 0; i < m_lines.size(); ++i)
        paintLink(painter, i);
    for (size_t i = 0; i < m_map->nodes.size(); ++i)
        paintNode(painter, i);
}

void MapCanvas::paintLink(QPainter &painter, size_t link) const
{
    const bool lit = isLit(Item::Kind::Link, link);
    const QColor colour = lit ? palette().color(QPalette::Highlight) : dimColour(palette());
    const QPainterPath &line = m_lines[link];
    painter.setPen(QPen(colour, lit ? 2.4 : 1.4));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(line);
    const QPointF tip = line.pointAtPercent(1) - QPointF(kArrow, 0);
    painter.setBrush(colour);
    painter.setPen(Qt::NoPen);
    painter.drawPolygon(QPolygonF { tip, tip + QPointF(kArrow + 1, -kArrow / 2), tip + QPointF(kArrow + 1, kArrow / 2) });
    painter.setFont(smallFont(m_scale));
    if (m_map->unreached(m_map->links[link]) > 0) {
        const QFontMetrics metrics(smallFont(m_scale));
        const QString text = unreachedText(link);
        painter.setPen(lit ? palette().color(QPalette::Text) : dimColour(palette()));
        painter.drawText(QRectF(tip.x() + kArrow + 4, tip.y() - metrics.height() - 1, metrics.horizontalAdvance(text) + 2, metrics.height()), Qt::AlignCenter, text);
    }
    if (m_withouts[link].isEmpty())
        return;
    const bool tagLit = isLit(Item::Kind::Without, link);
    const QColor warning = levelColour(LevelClass::Warning, palette());
    painter.setPen(QPen(tagLit ? palette().color(QPalette::Highlight) : warning, tagLit ? 2 : 1));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(m_withouts[link], 4, 4);
    painter.setPen(warning);
    painter.drawText(m_withouts[link], Qt::AlignCenter, withoutText(link));
}

void MapCanvas::paintNode(QPainter &painter, size_t node) const
{
    const bool lit = isLit(Item::Kind::Node, node);
    const QRectF box = boxAt(m_layout.nodes[node]);
    painter.setPen(QPen(lit ? palette().color(QPalette::Highlight) : dimColour(palette()), lit ? 2.4 : 1));
    painter.setBrush(palette().color(QPalette::AlternateBase));
    painter.drawRoundedRect(box, 6, 6);
    painter.setPen(palette().color(QPalette::Text));
    const QString count = number(m_map->nodes[node].count);
    const QString title = QString::fromStdString(m_map->nodes[node].title);
    const QFontMetrics bold(countFont(m_scale));
    QRectF countBox(box.left(), box.top() + 4, box.width(), bold.height());
    QRectF titleBox(box.left(), countBox.bottom() + 1, box.width(), QFontMetrics(textFont(m_scale)).height());
    if (m_compact) {
        const double both = bold.horizontalAdvance(count) + 6 + QFontMetrics(textFont(m_scale)).horizontalAdvance(title);
        countBox = QRectF(box.center().x() - both / 2, box.top(), bold.horizontalAdvance(count), box.height());
        titleBox = QRectF(countBox.right() + 6, box.top(), both, box.height());
    }
    painter.setFont(countFont(m_scale));
    painter.drawText(countBox, Qt::AlignCenter, count);
    painter.setFont(textFont(m_scale));
    painter.drawText(titleBox, static_cast<int>(m_compact ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignCenter), title);
}

// --- pointing and choosing

QString MapCanvas::tip(const Item &item) const
{
    if (item.kind == Item::Kind::Node)
        return tr("List the %1").arg(QString::fromStdString(m_map->nodes[item.index].title));
    const IdentityMap::Link &link = m_map->links[item.index];
    const QString from = QString::fromStdString(m_map->nodes[link.from].title);
    const QString to = QString::fromStdString(m_map->nodes[link.to].title);
    if (item.kind == Item::Kind::Without)
        return tr("List the %1 %2 that belong to none of the %3").arg(number(m_map->without(link)), from, to);
    const QString why = link.rule.empty() ? tr("their key says so") : tr("known by “%1”").arg(QString::fromStdString(link.rule));
    const QString alone = m_map->unreached(link) > 0 ? tr("; %1 %2 have none").arg(number(m_map->unreached(link)), to) : QString();
    return tr("%1%2: %3.\nClick to list the %4 with what they belong to").arg(QString::fromStdString(describe(*m_map, link)), alone, why, from);
}

int MapCanvas::itemAt(const QPointF &point) const
{
    for (size_t i = 0; i < m_items.size(); ++i) {
        if (m_items[i].area.contains(point))
            return static_cast<int>(i);
    }
    return -1;
}

void MapCanvas::setPointed(int item)
{
    if (item == m_pointed)
        return;
    m_pointed = item;
    if (item >= 0)
        setCursor(Qt::PointingHandCursor);
    else
        unsetCursor();
    update();
}

void MapCanvas::mouseMoveEvent(QMouseEvent *event)
{
    setPointed(itemAt(event->position()));
}

void MapCanvas::leaveEvent(QEvent *)
{
    setPointed(-1);
}

void MapCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    const int item = itemAt(event->position());
    if (event->button() != Qt::LeftButton || item < 0)
        return;
    m_focused = item;
    update();
    activate(item);
}

void MapCanvas::activate(int item)
{
    if (item < 0 || static_cast<size_t>(item) >= m_items.size())
        return;
    const Item &chosen = m_items[static_cast<size_t>(item)];
    if (chosen.kind == Item::Kind::Node)
        emit nodeWanted(chosen.index);
    else
        emit linkWanted(chosen.index, chosen.kind == Item::Kind::Without);
}

// To the nearest item that lies in that direction, more ahead than aside.
void MapCanvas::moveFocus(const QPointF &direction)
{
    if (m_items.empty())
        return;
    const QPointF from = m_items[static_cast<size_t>(m_focused)].centre;
    double nearest = 0;
    int best = -1;
    for (size_t i = 0; i < m_items.size(); ++i) {
        const QPointF way = m_items[i].centre - from;
        const double ahead = QPointF::dotProduct(way, direction);
        const double aside = std::abs(way.x() * direction.y()) + std::abs(way.y() * direction.x());
        const double cost = ahead + 2 * aside;
        if (ahead > 1 && aside < 2 * ahead && (best < 0 || cost < nearest)) {
            nearest = cost;
            best = static_cast<int>(i);
        }
    }
    m_focused = best < 0 ? m_focused : best;
    update();
}

void MapCanvas::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return moveFocus({ -1, 0 });
    case Qt::Key_Right:
        return moveFocus({ 1, 0 });
    case Qt::Key_Up:
        return moveFocus({ 0, -1 });
    case Qt::Key_Down:
        return moveFocus({ 0, 1 });
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        return activate(m_focused);
    default:
        QWidget::keyPressEvent(event);
    }
}

bool MapCanvas::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        if (const int item = itemAt(help->pos()); item >= 0)
            QToolTip::showText(help->globalPos(), tip(m_items[static_cast<size_t>(item)]), this);
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return QWidget::event(event);
}

} // namespace widelens
