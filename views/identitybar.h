// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/entity.h"

#include <QWidget>

namespace widelens {

class Navigator;
class Session;

// What the current event is about, each with buttons to its event before and after among the rows shown. A click on the
// name shows only events about it.
class IdentityBar : public QWidget
{
    Q_OBJECT
public:
    explicit IdentityBar(Session *session, QWidget *parent = nullptr);

signals:
    void said(const QString &message); // there is no event further on

private:
    void rebuild();
    QWidget *makeGroup(const Entity &entity);

    Session *m_session;
    Navigator *m_navigator;
    std::vector<Entity> m_entities; // shown
};

} // namespace widelens
