// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/identitymap.h"
#include "model/analysis/maplayout.h"

#include <QPainterPath>
#include <QWidget>

#include <memory>
#include <vector>

namespace widelens {

// Draws an IdentityMap: a box a kind, an arrow a link, and on it how many lead nowhere. Everything can be pointed at,
// clicked, and reached by the arrow keys.
class MapCanvas : public QWidget
{
    Q_OBJECT
public:
    // A column holds a layer of the layout, and on its right the gap to the next.
    struct Column {
        double left;
        double width;
        double gap;
    };

    explicit MapCanvas(QWidget *parent = nullptr);

    void setMap(std::shared_ptr<const IdentityMap> map); // null: none
    const IdentityMap *map() const { return m_map.get(); }
    // Where to click, for tests and for popups.
    QRect nodeRect(size_t node) const { return m_items[node].area.boundingRect().toAlignedRect(); }
    QPoint linkPoint(size_t link) const; // on its line
    QRect withoutRect(size_t link) const; // empty when none are without
    QSize minimumSizeHint() const override;

signals:
    void nodeWanted(size_t node);
    void linkWanted(size_t link, bool without); // without: those of its beginning that lead nowhere

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    // Something that can be pointed at.
    struct Item {
        enum class Kind { Node, Without, Link } kind;
        size_t index; // of the map's nodes or links
        QPainterPath area;
        QPointF centre;
    };

    void place();
    void placeLink(size_t link);
    // Scale: of the letters.
    std::vector<Column> columns(bool compact, double scale) const; // with the smallest gaps
    double nodeHeight(bool compact, double scale) const;
    double leastHeight(bool compact, double scale) const;
    QRectF boxAt(const MapLayout::Point &point) const;
    double forkOf(size_t link) const;
    QString withoutText(size_t link) const; // of the beginnings
    QString unreachedText(size_t link) const; // of the ends
    QString tip(const Item &item) const;
    int itemAt(const QPointF &point) const;
    void setPointed(int item);
    void moveFocus(const QPointF &direction);
    void activate(int item);
    void paintLink(QPainter &painter, size_t link) const;
    void paintNode(QPainter &painter, size_t node) const;
    bool isLit(Item::Kind kind, size_t index) const;
    QFont textFont(double scale) const;
    QFont countFont(double scale) const;
    QFont smallFont(double scale) const;

    std::shared_ptr<const IdentityMap> m_map;
    MapLayout m_layout;
    std::vector<Item> m_items; // nodes first, in their order
    std::vector<QPainterPath> m_lines; // by link
    std::vector<QRectF> m_withouts; // by link; empty when there are none
    QPointF m_origin; // of lane 0
    std::vector<Column> m_columns;
    double m_laneStep = 0;
    bool m_compact = false; // count and title in one line
    double m_scale = 1; // of the letters
    int m_pointed = -1; // under the mouse
    int m_focused = 0; // by keys
};

} // namespace widelens
