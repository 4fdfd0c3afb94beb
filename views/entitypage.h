// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/entitylife.h"
#include "model/task.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;
class QTextBrowser;
class QToolButton;
class QUrl;

namespace widelens {

class Session;
class StateLane;
class StepModel;

// The page of the entity that Session::entity() names: its states over time, what is known of it with proofs, its
// neighbours, its steps. Everything leads on: to events, to other pages.
class EntityPage : public QWidget
{
    Q_OBJECT
public:
    explicit EntityPage(Session *session, QWidget *parent = nullptr);

    const EntityLife *life() const { return m_life.get(); } // null: none, or not read yet
    StepModel *steps() const { return m_steps; }
    StateLane *lane() const { return m_lane; }

private:
    void makeHeader();
    void onWanted();
    void onStoreChanged();
    void read();
    void goBack();
    void showLife(std::shared_ptr<const EntityLife> life);
    void showNothing(const QString &text);
    QString html() const;
    QString factsHtml() const;
    QString neighboursHtml() const;
    QString eventLink(EventRef event, const QString &text) const;
    void follow(const QUrl &link);

    Session *m_session;
    StepModel *m_steps;
    QWidget *m_header;
    QToolButton *m_back;
    QLabel *m_title;
    QPushButton *m_pivot;
    QLabel *m_notice;
    StateLane *m_lane;
    QTextBrowser *m_text;
    QTableView *m_table;
    QWidget *m_body;
    Entity m_entity;
    QList<Entity> m_before; // pages to go back to
    std::shared_ptr<const EventStore> m_store; // that the life is of
    std::shared_ptr<const EntityLife> m_life;
    Task<std::shared_ptr<const EntityLife>, promptPool> m_task;
};

} // namespace widelens
