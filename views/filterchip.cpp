// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filterchip.h"

#include "views/theme.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QToolButton>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr int kMaxLabel = 300; // pixels

FilterChip::FilterChip(const QString &label, const QString &toolTip, int flags, QWidget *parent) : QFrame(parent), m_flags(flags), m_label(new QToolButton)
{
    setObjectName(u"chip"_s);
    m_label->setObjectName(u"chipLabel"_s);
    m_label->setText(fontMetrics().elidedText(label, Qt::ElideMiddle, kMaxLabel));
    m_label->setToolTip(toolTip);
    m_label->setAccessibleName(flags & Enabled ? label : tr("%1, switched off").arg(label));
    m_label->setAccessibleDescription(toolTip);
    m_label->setAutoRaise(true);
    m_label->setFocusPolicy(Qt::StrongFocus);
    m_label->setContextMenuPolicy(Qt::CustomContextMenu);
    m_label->installEventFilter(this);
    auto *remove = new QToolButton;
    remove->setObjectName(u"chipRemove"_s);
    remove->setText(u"×"_s);
    remove->setAccessibleName(tr("Take away %1").arg(label));
    remove->setToolTip(tr("Take this filter away (Del)"));
    remove->setAutoRaise(true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2, 0, 2, 0);
    layout->setSpacing(0);
    layout->addWidget(m_label);
    layout->addWidget(remove);
    paintLike(flags & Enabled);
    connect(m_label, &QAbstractButton::clicked, this, &FilterChip::toggleWanted);
    connect(m_label, &QWidget::customContextMenuRequested, this, &FilterChip::showMenu);
    connect(remove, &QAbstractButton::clicked, this, &FilterChip::removeWanted);
}

void FilterChip::paintLike(bool enabled)
{
    QFont font = m_label->font();
    font.setStrikeOut(!enabled); // off, also without colour
    m_label->setFont(font);
    const QColor fill = enabled ? palette().color(QPalette::Highlight) : palette().color(QPalette::Window);
    const QColor text = enabled ? palette().color(QPalette::HighlightedText) : dimColour(palette());
    const QString line = m_flags & Negated ? u"2px dashed"_s : u"1px solid"_s; // turned round, also without colour
    setStyleSheet(u"QFrame#chip { background: %1; border: %2 %3; border-radius: 5px; }"
                  "QToolButton { color: %4; border: none; padding: 2px 4px; }"
                  "QToolButton:hover { text-decoration: underline; }"
                  "QToolButton:focus { border: 1px solid %4; }"_s.arg(fill.name(), line, dimColour(palette()).name(), text.name()));
}

void FilterChip::showMenu(const QPoint &position)
{
    if (m_flags & Fixed)
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"chipMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_flags & Enabled ? tr("Switch &off") : tr("Switch &on"), QKeySequence(Qt::Key_Space), this, &FilterChip::toggleWanted)->setObjectName(u"chip.toggle"_s);
    menu->addAction(m_flags & Negated ? tr("Show o&nly these events") : tr("Leave these eve&nts out"), QKeySequence(Qt::Key_N), this, &FilterChip::negateWanted)->setObjectName(u"chip.negate"_s);
    menu->addAction(tr("Move &left"), QKeySequence(Qt::CTRL | Qt::Key_Left), this, [this] { emit moveWanted(-1); })->setObjectName(u"chip.left"_s);
    menu->addAction(tr("Move &right"), QKeySequence(Qt::CTRL | Qt::Key_Right), this, [this] { emit moveWanted(1); })->setObjectName(u"chip.right"_s);
    menu->addAction(tr("&Take away"), QKeySequence(Qt::Key_Delete), this, &FilterChip::removeWanted)->setObjectName(u"chip.remove"_s);
    menu->popup(m_label->mapToGlobal(position));
}

bool FilterChip::onKey(int key, Qt::KeyboardModifiers modifiers)
{
    const bool move = modifiers == Qt::ControlModifier && !(m_flags & Fixed);
    if (key == Qt::Key_Delete || key == Qt::Key_Backspace)
        emit removeWanted();
    else if (key == Qt::Key_Return || key == Qt::Key_Enter)
        emit toggleWanted();
    else if (move && (key == Qt::Key_Left || key == Qt::Key_Right))
        emit moveWanted(key == Qt::Key_Left ? -1 : 1);
    else if (!(m_flags & Fixed) && (key == Qt::Key_N || key == Qt::Key_Exclam))
        emit negateWanted();
    else
        return false;
    return true;
}

bool FilterChip::onMouse(QEvent *event)
{
    auto *mouse = static_cast<QMouseEvent *>(event);
    const int x = parentWidget() ? parentWidget()->mapFromGlobal(mouse->globalPosition().toPoint()).x() : 0;
    if (event->type() == QEvent::MouseButtonPress) {
        m_pressX = mouse->button() == Qt::LeftButton && !(m_flags & Fixed) ? x : -1;
        m_dragging = false;
    } else if (event->type() == QEvent::MouseMove && m_pressX >= 0) {
        m_dragging = m_dragging || std::abs(x - m_pressX) >= QApplication::startDragDistance();
        if (m_dragging)
            emit dragged(x);
    } else if (event->type() == QEvent::MouseButtonRelease) {
        m_pressX = -1;
        if (std::exchange(m_dragging, false)) {
            m_label->setDown(false); // no click
            emit dropped(x);
            return true;
        }
    }
    return m_dragging;
}

bool FilterChip::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress: {
        const auto *key = static_cast<QKeyEvent *>(event);
        return onKey(key->key(), key->modifiers() & ~Qt::KeypadModifier);
    }
    case QEvent::ShortcutOverride: // Ctrl+arrows and letters are the chip's while it has the keyboard
        if (static_cast<QKeyEvent *>(event)->key() == Qt::Key_N)
            event->accept();
        return false;
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::MouseButtonRelease:
        return onMouse(event);
    default:
        return QFrame::eventFilter(watched, event);
    }
}

} // namespace widelens
