// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QToolButton;

namespace widelens {

// A condition of the filter: a click switches it off and on, its × takes it away, its menu does both and turns it round.
// Drawn along the bar, or with Ctrl and an arrow, it takes another place.
class FilterChip : public QFrame
{
    Q_OBJECT
public:
    enum Flag { Enabled = 1, Negated = 2, Fixed = 4 }; // Fixed: it can only be taken away
    FilterChip(const QString &label, const QString &toolTip, int flags, QWidget *parent = nullptr);

    QToolButton *label() const { return m_label; }

signals:
    void toggleWanted();
    void negateWanted();
    void removeWanted();
    void moveWanted(int by); // places: -1 or 1
    void dragged(int x); // along the parent
    void dropped(int x);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void paintLike(bool enabled);
    bool onKey(int key, Qt::KeyboardModifiers modifiers);
    bool onMouse(QEvent *event);
    void showMenu(const QPoint &position);

    int m_flags;
    QToolButton *m_label;
    int m_pressX = -1;
    bool m_dragging = false;
};

} // namespace widelens
