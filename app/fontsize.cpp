// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/fontsize.h"

#include <QApplication>
#include <QFontInfo>
#include <QSettings>
#include <QWheelEvent>
#include <QWidget>

#include <algorithm>
#include <cmath>

namespace widelens {

using namespace Qt::StringLiterals;

// As it was before anybody changed it.
static int desktopSize()
{
    static const int size = static_cast<int>(std::lround(QFontInfo(QApplication::font()).pointSizeF()));
    return size;
}

FontSize::FontSize(QObject *parent) : QObject(parent), m_usual(desktopSize()), m_points(QSettings().value(u"fontSize"_s).toInt())
{
    qApp->installEventFilter(this);
    if (m_points != 0)
        m_points = std::clamp(m_points, kSmallest, kLargest);
    apply();
}

void FontSize::set(int points)
{
    points = points == 0 ? 0 : std::clamp(points, kSmallest, kLargest);
    if (points == m_points)
        return;
    m_points = points;
    QSettings().setValue(u"fontSize"_s, m_points);
    apply();
    emit changed();
}

void FontSize::step(int by)
{
    const int now = m_points == 0 ? m_usual : m_points;
    const int next = std::clamp(now + by, kSmallest, kLargest);
    set(next == m_usual ? 0 : next);
}

void FontSize::apply()
{
    QFont font = QApplication::font();
    const int size = m_points == 0 ? m_usual : m_points;
    if (QFontInfo(font).pointSize() == size)
        return;
    font.setPointSize(size);
    QApplication::setFont(font);
}

bool FontSize::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::Wheel || !watched->isWidgetType())
        return false;
    const auto *wheel = static_cast<QWheelEvent *>(event);
    if (!(wheel->modifiers() & Qt::ControlModifier) || watched->objectName() == u"canvas")
        return false;
    constexpr int notch = 120;
    m_wheel += wheel->angleDelta().y();
    const int steps = m_wheel / notch;
    m_wheel -= steps * notch;
    if (steps != 0)
        step(steps);
    return true;
}

} // namespace widelens
