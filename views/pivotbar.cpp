// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/pivotbar.h"

#include "model/session.h"
#include "views/filterchip.h"
#include "views/timescale.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>
#include <QToolButton>

namespace widelens {

using namespace Qt::StringLiterals;

PivotBar::PivotBar(Session *session, QWidget *parent)
    : QWidget(parent), m_session(session), m_scroll(new QScrollArea), m_hint(new QLabel), m_place(nullptr), m_clear(new QToolButton)
{
    setObjectName(u"pivotBar"_s);
    setAccessibleName(tr("Filters"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(4, 0, 4, 0);
    auto *content = new QWidget;
    m_chips = new QHBoxLayout(content);
    m_chips->setContentsMargins(0, 0, 0, 0);
    m_chips->setSpacing(6);
    m_place = new QWidget(content);
    m_place->setAutoFillBackground(true);
    m_place->setBackgroundRole(QPalette::Link);
    m_place->hide();
    m_scroll->setFocusPolicy(Qt::NoFocus); // its chips have it
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // the wheel scrolls
    m_scroll->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_scroll->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setText(tr("All events. Click a link in the table to see only what is about it; drag in a plot to choose a time."));
    m_clear->setObjectName(u"clearFilter"_s);
    m_clear->setText(tr("Clear all"));
    m_clear->setToolTip(tr("Take away all filters (Ctrl+Shift+X)"));
    m_clear->setAutoRaise(true);
    layout->addWidget(m_scroll, 1);
    layout->addWidget(m_clear);
    fit();
    connect(m_clear, &QAbstractButton::clicked, session, &Session::clearFilter);
    connect(session, &Session::filterChanged, this, &PivotBar::rebuild);
    connect(session, &Session::opened, this, &PivotBar::rebuild);
    connect(session, &Session::timeDisplayChanged, this, &PivotBar::rebuild);
    rebuild();
}

void PivotBar::fit()
{
    m_scroll->setFixedHeight(fontMetrics().height() + 16);
}

void PivotBar::clearChips()
{
    while (QLayoutItem *item = m_chips->takeAt(0)) {
        if (item->widget() && item->widget() != m_hint) {
            item->widget()->hide();
            item->widget()->deleteLater(); // it may be the one that was clicked
        }
        delete item;
    }
}

void PivotBar::addChip(qsizetype i, const Pivot &pivot)
{
    QStringList terms;
    for (const Term &term : pivot.terms)
        terms.append(QString::fromStdString(term.field + (term.negated ? " ≠ " : " = ") + term.value));
    const QString label = pivot.negated ? tr("not %1").arg(pivot.label) : pivot.label;
    const QString toolTip = tr("%1\n%2\nClick: switch %3. N: turn round. Drag or Ctrl+arrows: move. Del: take away.")
                                .arg(pivot.negated ? tr("Leaves out events with all of") : tr("Shows only events with"), terms.join(u'\n'), pivot.enabled ? tr("off") : tr("on"));
    auto *chip = new FilterChip(label, toolTip, (pivot.enabled ? FilterChip::Enabled : 0) | (pivot.negated ? FilterChip::Negated : 0));
    m_chips->addWidget(chip);
    connect(chip, &FilterChip::toggleWanted, m_session, [this, i, on = !pivot.enabled] {
        m_focus = i;
        m_session->setPivotEnabled(i, on);
    });
    connect(chip, &FilterChip::negateWanted, m_session, [this, i, negated = !pivot.negated] {
        m_focus = i;
        m_session->setPivotNegated(i, negated);
    });
    connect(chip, &FilterChip::removeWanted, m_session, [this, i] {
        m_focus = std::min(i, m_session->pivots().size() - 2);
        m_session->removePivot(i);
    });
    connect(chip, &FilterChip::moveWanted, this, [this, i](int by) { move(i, i + by); });
    connect(chip, &FilterChip::dragged, this, &PivotBar::showPlace);
    connect(chip, &FilterChip::dropped, this, [this, i](int x) {
        m_place->hide();
        const qsizetype place = placeAt(x);
        move(i, place > i ? place - 1 : place);
    });
}

void PivotBar::addRangeChip()
{
    auto *chip = new FilterChip(tr("Time %1").arg(formatRange(m_session->range(), m_session->timeDisplay(), m_session->timeOrigin())), tr("The table shows only events of this time.\nClick takes it away."),
                                FilterChip::Enabled | FilterChip::Fixed);
    for (const auto wanted : { &FilterChip::toggleWanted, &FilterChip::removeWanted })
        connect(chip, wanted, m_session, [this] { m_session->setRange({}); });
    m_chips->addWidget(chip);
}

void PivotBar::rebuild()
{
    const bool hadFocus = focusWidget() && focusWidget()->hasFocus();
    clearChips();
    const QList<Pivot> &pivots = m_session->pivots();
    for (qsizetype i = 0; i < pivots.size(); ++i)
        addChip(i, pivots[i]);
    if (!m_session->range().isEverything())
        addRangeChip();
    const bool none = pivots.isEmpty() && m_session->range().isEverything();
    if (none)
        m_chips->addWidget(m_hint);
    m_hint->setVisible(none && m_session->isOpen());
    m_clear->setVisible(!none);
    m_chips->addStretch(1);
    const qsizetype focus = std::exchange(m_focus, -1);
    if (focus >= 0 && focus < pivots.size() && hadFocus)
        static_cast<FilterChip *>(m_chips->itemAt(static_cast<int>(focus))->widget())->label()->setFocus(Qt::OtherFocusReason);
    // The newest chip is the one the reader asked for.
    QTimer::singleShot(0, this, [this] { m_scroll->horizontalScrollBar()->setValue(m_scroll->horizontalScrollBar()->maximum()); });
}

// --- other places

qsizetype PivotBar::placeAt(int x) const
{
    const qsizetype count = m_session->pivots().size();
    for (qsizetype i = 0; i < count; ++i) {
        if (x < m_chips->itemAt(static_cast<int>(i))->geometry().center().x())
            return i;
    }
    return count;
}

void PivotBar::showPlace(int x)
{
    const qsizetype place = placeAt(x);
    const int gap = m_chips->spacing();
    const int left = place < m_session->pivots().size() ? m_chips->itemAt(static_cast<int>(place))->geometry().left() - gap / 2 - 1
                                                         : m_chips->itemAt(static_cast<int>(place) - 1)->geometry().right() + gap / 2;
    m_place->setGeometry(std::max(0, left), 2, 3, m_scroll->height() - 4);
    m_place->show();
    m_place->raise();
}

void PivotBar::move(qsizetype from, qsizetype to)
{
    if (to < 0 || to >= m_session->pivots().size() || to == from)
        return;
    m_focus = to;
    m_session->movePivot(from, to);
}

void PivotBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        fit();
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        QMetaObject::invokeMethod(this, &PivotBar::rebuild, Qt::QueuedConnection);
    QWidget::changeEvent(event);
}

} // namespace widelens
