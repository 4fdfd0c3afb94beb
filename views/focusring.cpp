// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/focusring.h"

#include <QEvent>
#include <QPainter>

namespace widelens {

FocusRing::FocusRing(QWidget *around) : QWidget(around)
{
    setObjectName(QStringLiteral("focusRing"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    setGeometry(around->rect());
    setVisible(around->hasFocus());
    around->installEventFilter(this);
}

bool FocusRing::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::Resize:
        setGeometry(parentWidget()->rect());
        break;
    case QEvent::FocusIn:
        show();
        raise();
        break;
    case QEvent::FocusOut:
        hide();
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void FocusRing::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(QPen(palette().color(QPalette::Link), 2));
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
}

} // namespace widelens
