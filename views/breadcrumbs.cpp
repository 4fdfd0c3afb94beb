// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/breadcrumbs.h"

#include "model/session.h"
#include "views/timescale.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr int kMaxText = 220; // pixels of a step
static constexpr qsizetype kMostSteps = 30; // the latest, and the first

// --- what a step did

static QString label(const Pivot &pivot)
{
    return pivot.negated ? QObject::tr("not %1").arg(pivot.label) : pivot.label;
}

static QString pivotsText(const QList<Pivot> &before, const QList<Pivot> &after)
{
    if (after.size() > before.size())
        return label(after.last());
    if (after.isEmpty())
        return QObject::tr("no filters");
    if (after.size() < before.size()) {
        for (const Pivot &pivot : before) {
            if (!after.contains(pivot))
                return QObject::tr("without %1").arg(label(pivot));
        }
    }
    for (qsizetype i = 0; i < after.size() && i < before.size(); ++i) {
        if (after[i] == before[i])
            continue;
        if (before.contains(after[i]) && after.contains(before[i]))
            return QObject::tr("other order");
        if (after[i].enabled != before[i].enabled)
            return (after[i].enabled ? QObject::tr("%1 on") : QObject::tr("%1 off")).arg(label(after[i]));
        return label(after[i]);
    }
    return label(after.last());
}

static QString columnsText(const Columns &before, const Columns &after)
{
    QStringList parts;
    for (const QString &field : after.fields) {
        if (!before.fields.contains(field))
            parts.append(u'+' + field);
    }
    for (const QString &field : before.fields) {
        if (!after.fields.contains(field))
            parts.append(u"−"_s + field);
    }
    if (!parts.isEmpty())
        return QObject::tr("columns %1").arg(parts.join(u' '));
    if (after.hidden != before.hidden)
        return QObject::tr("columns");
    return after.order != before.order ? QObject::tr("columns moved") : QObject::tr("column widths");
}

static QString rangeText(TimeRange range, TimeDisplay display, Time origin)
{
    if (range.begin == kNoTime || range.end == std::numeric_limits<Time>::max())
        return formatRange(range, display, origin);
    return formatDuration(range.end - range.begin);
}

QString stepText(const ViewState &before, const ViewState &after, TimeDisplay display, Time origin)
{
    const bool narrower = !after.range.isEverything();
    if (after.pivots != before.pivots)
        return pivotsText(before.pivots, after.pivots);
    if (after.range != before.range)
        return narrower ? QObject::tr("time %1").arg(rangeText(after.range, display, origin)) : QObject::tr("all times");
    if (after.columns != before.columns)
        return columnsText(before.columns, after.columns);
    return after.zoom.isEverything() ? QObject::tr("whole plots") : QObject::tr("zoom %1").arg(rangeText(after.zoom, display, origin));
}

QString stateText(const ViewState &state, TimeDisplay display, Time origin)
{
    QStringList parts;
    for (const Pivot &pivot : state.pivots) {
        if (pivot.enabled)
            parts.append(label(pivot));
    }
    if (!state.range.isEverything())
        parts.append(rangeText(state.range, display, origin));
    return parts.isEmpty() ? QObject::tr("All events") : parts.join(u", "_s);
}

// --- the row

Breadcrumbs::Breadcrumbs(Session *session, QWidget *parent) : QWidget(parent), m_session(session), m_scroll(new QScrollArea)
{
    setObjectName(u"breadcrumbs"_s);
    setAccessibleName(tr("Steps"));
    auto *content = new QWidget;
    m_steps = new QHBoxLayout(content);
    m_steps->setContentsMargins(4, 0, 4, 0);
    m_steps->setSpacing(1);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // the wheel scrolls
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_scroll);
    connect(session, &Session::historyChanged, this, &Breadcrumbs::rebuild);
    connect(session, &Session::timeDisplayChanged, this, &Breadcrumbs::rebuild);
    rebuild();
}

void Breadcrumbs::addStep(qsizetype step, const QString &text)
{
    const qsizetype at = m_session->history().at();
    auto *button = new QToolButton;
    button->setObjectName(u"step%1"_s.arg(step));
    button->setText(fontMetrics().elidedText(text, Qt::ElideMiddle, kMaxText));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    QFont font = this->font();
    font.setBold(step == at);
    button->setFont(font);
    if (step > at) // gone back from: also without colour
        button->setText(u"(%1)"_s.arg(button->text()));
    button->setAccessibleName(step == at ? tr("%1, shown now").arg(text) : text);
    button->setToolTip(step == at ? tr("This is shown now") : tr("Back to “%1”").arg(text));
    connect(button, &QAbstractButton::clicked, m_session, [this, step] { m_session->goToStep(step); });
    m_steps->addWidget(button);
}

void Breadcrumbs::rebuild()
{
    while (QLayoutItem *item = m_steps->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater(); // it may be the one that was clicked
        }
        delete item;
    }
    const QList<ViewState> &steps = m_session->history().steps();
    const qsizetype first = std::max(qsizetype(1), steps.size() - kMostSteps);
    const TimeDisplay display = m_session->timeDisplay();
    const Time origin = m_session->timeOrigin();
    addStep(0, stateText(steps.first(), display, origin));
    for (qsizetype step = first; step < steps.size(); ++step) {
        auto *arrow = new QLabel(step > 1 && step == first ? u"› … ›"_s : u"›"_s);
        arrow->setForegroundRole(QPalette::PlaceholderText);
        m_steps->addWidget(arrow);
        addStep(step, stepText(steps[step - 1], steps[step], display, origin));
    }
    m_steps->addStretch(1);
    m_scroll->setFixedHeight(fontMetrics().height() + 8);
    setVisible(steps.size() > 1);
    QMetaObject::invokeMethod(this, &Breadcrumbs::showCurrent, Qt::QueuedConnection); // after it was laid out
}

void Breadcrumbs::showCurrent()
{
    if (auto *current = findChild<QToolButton *>(u"step%1"_s.arg(m_session->history().at())))
        m_scroll->ensureWidgetVisible(current, 40, 0);
}

void Breadcrumbs::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    QMetaObject::invokeMethod(this, &Breadcrumbs::showCurrent, Qt::QueuedConnection);
}

void Breadcrumbs::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        QMetaObject::invokeMethod(this, &Breadcrumbs::rebuild, Qt::QueuedConnection);
    QWidget::changeEvent(event);
}

} // namespace widelens
