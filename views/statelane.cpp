// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/statelane.h"

#include "model/rules/rules.h"
#include "views/plotdata.h"
#include "views/theme.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace widelens {

static constexpr int kLaneMargin = 8;

StateLane::StateLane(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("stateLane"));
    setAccessibleName(tr("States over time"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StateLane::setLife(std::shared_ptr<const EntityLife> life, std::shared_ptr<const Rules> rules)
{
    m_life = std::move(life);
    m_rules = std::move(rules);
    m_current = -1;
    QStringList all;
    for (int i = 0; m_life && i < static_cast<int>(m_life->spans.size()) && i < 100; ++i)
        all.append(describe(i));
    setAccessibleDescription(all.join(QStringLiteral("; ")));
    setVisible(m_life && !m_life->spans.empty());
    update();
}

QSize StateLane::sizeHint() const
{
    return { 300, fontMetrics().height() * 3 + 22 };
}

QRect StateLane::lane() const
{
    const int line = fontMetrics().height();
    return { kLaneMargin, line + 6, std::max(width() - 2 * kLaneMargin, 10), line + 8 };
}

int StateLane::x(Time time) const
{
    const Time begin = m_life->spans.front().begin;
    const Time end = std::max(m_life->spans.back().end, begin + 1);
    return lane().left() + static_cast<int>(static_cast<double>(time - begin) / static_cast<double>(end - begin) * (lane().width() - 4));
}

QRect StateLane::spanRect(int span) const
{
    const EntityLife::Span &s = m_life->spans[static_cast<size_t>(span)];
    const int left = x(s.begin);
    const int right = std::max(x(s.end), left + (s.begin == s.end ? 4 : 1)); // an end is a mark
    return { left, lane().top(), right - left, lane().height() };
}

int StateLane::spanAt(const QPoint &position) const
{
    for (int i = m_life ? static_cast<int>(m_life->spans.size()) - 1 : -1; i >= 0; --i) {
        if (spanRect(i).adjusted(-1, -4, 1, 4).contains(position))
            return i;
    }
    return -1;
}

QString StateLane::describe(int span) const
{
    const EntityLife::Span &s = m_life->spans[static_cast<size_t>(span)];
    const QString state = QString::fromStdString(s.state);
    if (s.begin == s.end)
        return state;
    const double seconds = static_cast<double>(s.end - s.begin) / 1e9;
    const QString length = tr("%1 s").arg(seconds, 0, 'f', seconds < 1 ? 6 : 3);
    return s.open ? tr("%1, %2 until the logs end").arg(state, length) : tr("%1, %2").arg(state, length);
}

QColor StateLane::colour(const EntityLife::Span &span) const
{
    size_t number = 0;
    while (number < m_rules->states.size() && m_rules->states[number].name != span.state)
        ++number;
    return stateColour(*m_rules, span.state, number, isDark(palette()));
}

// --- painting

void StateLane::paintEvent(QPaintEvent *)
{
    if (!m_life || m_life->spans.empty())
        return;
    QPainter painter(this);
    const QFontMetrics metrics = fontMetrics();
    for (int i = 0; i < static_cast<int>(m_life->spans.size()); ++i) {
        const EntityLife::Span &span = m_life->spans[static_cast<size_t>(i)];
        const QRect rect = spanRect(i);
        const QColor fill = colour(span);
        painter.fillRect(rect, span.open ? QBrush(fill, Qt::BDiagPattern) : QBrush(fill));
        painter.setPen(palette().color(QPalette::Base));
        if (rect.width() > 3)
            painter.drawLine(rect.topRight(), rect.bottomRight());
        const QString name = QString::fromStdString(span.state);
        if (metrics.horizontalAdvance(name) + 8 <= rect.width()) {
            painter.setPen(qGray(fill.rgb()) > 140 || span.open ? (span.open ? palette().color(QPalette::Text) : QColor(Qt::black)) : QColor(Qt::white));
            painter.drawText(rect.adjusted(4, 0, -4, 0), Qt::AlignVCenter | Qt::AlignLeft, name);
        }
    }
    paintScale(painter);
    if (m_current >= 0) {
        painter.setPen(QPen(palette().color(QPalette::Text), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(spanRect(m_current).adjusted(-1, -2, 1, 2));
    }
    if (hasFocus()) {
        painter.setPen(palette().color(QPalette::Link));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

// Above: where tries begin. Below: the chosen state, else how long it all took.
void StateLane::paintScale(QPainter &painter) const
{
    painter.setPen(dimColour(palette()));
    const QFontMetrics metrics = fontMetrics();
    int free = 0;
    for (size_t i = 0; i < m_life->spans.size(); ++i) {
        const EntityLife::Span &span = m_life->spans[i];
        const bool begins = i == 0 || m_life->spans[i - 1].attempt != span.attempt;
        const QString text = tr("try %1").arg(span.attempt);
        const int left = x(span.begin);
        if (!begins || left < free || (i == 0 && m_life->spans.back().attempt == span.attempt))
            continue;
        painter.drawLine(left, lane().top() - 4, left, lane().bottom() + 2);
        if (left + 3 + metrics.horizontalAdvance(text) <= width())
            painter.drawText(left + 3, lane().top() - metrics.descent() - 2, text);
        free = left + metrics.horizontalAdvance(text) + 8;
    }
    const Time all = m_life->spans.back().end - m_life->spans.front().begin;
    const QString below = m_current >= 0 ? describe(m_current) : tr("%1 s in all").arg(static_cast<double>(all) / 1e9, 0, 'f', 3);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(QRect(lane().left(), lane().bottom() + 4, lane().width(), metrics.height()), Qt::AlignLeft | Qt::AlignVCenter, below);
}

// --- mouse and keys

void StateLane::choose(int span)
{
    m_current = span;
    update();
    if (span >= 0) {
        QAccessibleEvent told(this, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&told);
        setToolTip({});
    }
}

void StateLane::mousePressEvent(QMouseEvent *event)
{
    const int span = spanAt(event->position().toPoint());
    choose(span);
    if (span >= 0)
        emit eventWanted(m_life->spans[static_cast<size_t>(span)].event);
}

void StateLane::keyPressEvent(QKeyEvent *event)
{
    const int count = m_life ? static_cast<int>(m_life->spans.size()) : 0;
    if (count > 0 && event->key() == Qt::Key_Right)
        choose(std::min(m_current + 1, count - 1));
    else if (count > 0 && event->key() == Qt::Key_Left)
        choose(std::max(m_current - 1, 0));
    else if (m_current >= 0 && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space))
        emit eventWanted(m_life->spans[static_cast<size_t>(m_current)].event);
    else
        QWidget::keyPressEvent(event);
}

void StateLane::focusInEvent(QFocusEvent *event)
{
    if (m_current < 0 && m_life && !m_life->spans.empty() && event->reason() != Qt::MouseFocusReason)
        choose(0);
    QWidget::focusInEvent(event);
}

bool StateLane::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const int span = spanAt(help->pos());
        if (span >= 0)
            QToolTip::showText(help->globalPos(), describe(span), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace widelens
