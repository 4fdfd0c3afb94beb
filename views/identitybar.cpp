// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/identitybar.h"

#include "model/navigator.h"
#include "model/session.h"
#include "views/flowlayout.h"
#include "views/opening.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr int kMaxName = 140; // pixels
static constexpr int kBarPadding = 12;

IdentityBar::IdentityBar(Session *session, QWidget *parent)
    : QWidget(parent), m_session(session), m_navigator(new Navigator(session, this))
{
    setObjectName(u"identityBar"_s);
    auto *layout = new FlowLayout(this, 2);
    layout->setContentsMargins(4, 0, 4, 0);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(m_navigator, &Navigator::notFound, this, &IdentityBar::said);
    connect(session, &Session::currentChanged, this, &IdentityBar::rebuild);
    connect(session, &Session::storeChanged, this, &IdentityBar::rebuild);
    rebuild();
}

void IdentityBar::rebuild()
{
    const EventRef event = m_session->current();
    const EventStore &store = *m_session->store();
    std::vector<Entity> entities;
    if (event.isValid() && event.segment < store.segments().size())
        entities = entitiesOf(store, event);
    if (entities == m_entities) // the buttons under the mouse stay
        return;
    m_entities = std::move(entities);
    while (QLayoutItem *item = layout()->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // the click that led here may still be going on
        delete item;
    }
    for (const Entity &entity : m_entities)
        layout()->addWidget(makeGroup(entity));
    setVisible(!m_entities.empty());
    layout()->activate();
    updateGeometry();
}

QWidget *IdentityBar::makeGroup(const Entity &entity)
{
    const QString label = QString::fromStdString(entity.label());
    auto *group = new QWidget(this);
    auto *row = new QHBoxLayout(group);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    const auto add = [&](const QString &name, const QString &text, const QString &what) {
        auto *button = new QToolButton;
        button->setObjectName(name + label);
        button->setText(text);
        button->setToolTip(what);
        button->setAccessibleName(what);
        button->setAutoRaise(true);
        button->setFixedWidth(fontMetrics().horizontalAdvance(text) + kBarPadding);
        row->addWidget(button);
        return button;
    };
    QToolButton *before = add(u"previous."_s, u"‹"_s, tr("Previous event of %1").arg(label));
    QToolButton *name = add(u"only."_s, fontMetrics().elidedText(label, Qt::ElideMiddle, kMaxName), tr("Only events of %1; with Ctrl in a new tab").arg(label));
    QToolButton *after = add(u"next."_s, u"›"_s, tr("Next event of %1").arg(label));
    connect(before, &QAbstractButton::clicked, this, [this, entity] { m_navigator->goAlong(entity, false); });
    connect(after, &QAbstractButton::clicked, this, [this, entity] { m_navigator->goAlong(entity, true); });
    connect(name, &QAbstractButton::clicked, this, [this, entity] { openPivot(m_session, pivotOn(entity)); });
    group->show();
    return group;
}

} // namespace widelens
