// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/entitylife.h"

#include <QWidget>

namespace widelens {

struct Rules;

// The life of an entity: its states as bars along the time, each named where there is room, with the tries marked above.
// Left and right go from state to state, a click or Enter goes to the event that began it.
class StateLane : public QWidget
{
    Q_OBJECT
public:
    explicit StateLane(QWidget *parent = nullptr);

    void setLife(std::shared_ptr<const EntityLife> life, std::shared_ptr<const Rules> rules);
    int current() const { return m_current; } // of the spans; -1: none
    QRect spanRect(int span) const; // at least a pixel wide
    int spanAt(const QPoint &position) const; // -1: none
    QString describe(int span) const; // "launched, 0.598 s"
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return { 80, sizeHint().height() }; }

signals:
    void eventWanted(widelens::EventRef event);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void choose(int span);
    QRect lane() const;
    int x(Time time) const;
    QColor colour(const EntityLife::Span &span) const;
    void paintScale(QPainter &painter) const;

    std::shared_ptr<const EntityLife> m_life;
    std::shared_ptr<const Rules> m_rules;
    int m_current = -1;
};

} // namespace widelens
