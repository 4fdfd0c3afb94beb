// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/pivotbar.h"

#include "model/session.h"
#include "views/theme.h"
#include "views/timescale.h"

#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>
#include <QToolButton>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr int kMaxLabel = 300; // pixels

PivotBar::PivotBar(Session *session, QWidget *parent)
    : QWidget(parent), m_session(session), m_scroll(new QScrollArea), m_hint(new QLabel), m_clear(new QToolButton)
{
    setObjectName(u"pivotBar"_s);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(4, 0, 4, 0);
    auto *content = new QWidget;
    m_chips = new QHBoxLayout(content);
    m_chips->setContentsMargins(0, 0, 0, 0);
    m_chips->setSpacing(6);
    m_scroll->setFocusPolicy(Qt::NoFocus); // its chips have it
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // the wheel scrolls
    m_scroll->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_scroll->setFixedHeight(fontMetrics().height() + 16);
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
    connect(m_clear, &QAbstractButton::clicked, session, &Session::clearFilter);
    connect(session, &Session::filterChanged, this, &PivotBar::rebuild);
    connect(session, &Session::opened, this, &PivotBar::rebuild);
    rebuild();
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

QWidget *PivotBar::makeChip(const QString &label, const QString &toolTip, bool enabled)
{
    auto *chip = new QFrame;
    chip->setObjectName(u"chip"_s);
    auto *layout = new QHBoxLayout(chip);
    layout->setContentsMargins(2, 0, 2, 0);
    layout->setSpacing(0);
    auto *name = new QToolButton;
    name->setObjectName(u"chipLabel"_s);
    name->setText(fontMetrics().elidedText(label, Qt::ElideMiddle, kMaxLabel));
    name->setToolTip(toolTip);
    name->setAccessibleName(label);
    name->setAutoRaise(true);
    QFont font = name->font();
    font.setStrikeOut(!enabled); // off, also without colour
    name->setFont(font);
    auto *remove = new QToolButton;
    remove->setObjectName(u"chipRemove"_s);
    remove->setText(u"×"_s);
    remove->setAccessibleName(tr("Take away %1").arg(label));
    remove->setToolTip(tr("Take this filter away"));
    remove->setAutoRaise(true);
    layout->addWidget(name);
    layout->addWidget(remove);
    const QColor fill = enabled ? palette().color(QPalette::Highlight) : palette().color(QPalette::Window);
    const QColor text = enabled ? palette().color(QPalette::HighlightedText) : dimColour(palette());
    chip->setStyleSheet(u"QFrame#chip { background: %1; border: 1px solid %2; border-radius: 5px; }"
                        "QToolButton { color: %3; border: none; padding: 2px 4px; }"
                        "QToolButton:hover { text-decoration: underline; }"
                        "QToolButton:focus { border: 1px solid %3; }"_s.arg(fill.name(), palette().color(QPalette::Mid).name(), text.name()));
    return chip;
}

void PivotBar::rebuild()
{
    clearChips();
    const QList<Pivot> &pivots = m_session->pivots();
    for (qsizetype i = 0; i < pivots.size(); ++i) {
        const Pivot &pivot = pivots[i];
        QStringList terms;
        for (const Term &term : pivot.terms)
            terms.append(QString::fromStdString(term.field + (term.negated != pivot.negated ? " ≠ " : " = ") + term.value));
        const QString label = pivot.negated ? tr("not %1").arg(pivot.label) : pivot.label;
        const QString toolTip = tr("Shows only events with\n%1\nClick switches it %2.").arg(terms.join(u'\n'), pivot.enabled ? tr("off") : tr("on"));
        QWidget *chip = makeChip(label, toolTip, pivot.enabled);
        connect(chip->findChild<QToolButton *>(u"chipLabel"_s), &QAbstractButton::clicked, m_session,
                [this, i, on = !pivot.enabled] { m_session->setPivotEnabled(i, on); });
        connect(chip->findChild<QToolButton *>(u"chipRemove"_s), &QAbstractButton::clicked, m_session, [this, i] { m_session->removePivot(i); });
        m_chips->addWidget(chip);
    }
    if (const TimeRange range = m_session->range(); !range.isEverything()) {
        QWidget *chip = makeChip(tr("Time %1").arg(formatRange(range)), tr("The table shows only events of this time.\nClick takes it away."), true);
        for (QToolButton *button : chip->findChildren<QToolButton *>())
            connect(button, &QAbstractButton::clicked, m_session, [this] { m_session->setRange({}); });
        chip->setProperty("isRange", true);
        m_chips->addWidget(chip);
    }
    const bool none = m_session->pivots().isEmpty() && m_session->range().isEverything();
    if (none)
        m_chips->addWidget(m_hint);
    m_hint->setVisible(none && m_session->isOpen());
    m_clear->setVisible(!none);
    m_chips->addStretch(1);
    // The newest chip is the one the reader asked for.
    QTimer::singleShot(0, this, [this] { m_scroll->horizontalScrollBar()->setValue(m_scroll->horizontalScrollBar()->maximum()); });
}

void PivotBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        QMetaObject::invokeMethod(this, &PivotBar::rebuild, Qt::QueuedConnection);
    QWidget::changeEvent(event);
}

} // namespace widelens
