// SPDX-License-Identifier: GPL-3.0-or-later
// The main window's commands that filter by what the current event is.
#include "app/mainwindow.h"

#include "model/session.h"
#include "views/eventmenus.h"

#include <QStatusBar>

namespace widelens {

using namespace Qt::StringLiterals;

void MainWindow::withCurrent(const std::function<void(EventRef)> &run)
{
    if (m_session->current().isValid())
        run(m_session->current());
    else
        say(tr("Choose an event first."));
}

// What the current event is about in the first place.
void MainWindow::withEntity(const std::function<void(const Entity &)> &run)
{
    withCurrent([&](EventRef event) {
        const std::vector<Entity> entities = entitiesOf(*m_session->store(), event);
        if (entities.empty())
            say(tr("This event is about no task, worker or manager."));
        else
            run(entities.front());
    });
}

void MainWindow::addFilterDeeds(Deeds &does)
{
    const auto entity = [this](const std::function<void(const Entity &)> &run) { return Deed { [this, run] { withEntity(run); }, {} }; };
    does[u"filter.same"_s] = entity([this](const Entity &same) { m_session->addPivot(pivotOn(same)); });
    does[u"filter.sameTab"_s] = entity([this](const Entity &same) { m_session->openInTab(pivotOn(same)); });
    does[u"filter.without"_s] = entity([this](const Entity &same) {
        Pivot without = pivotOn(same);
        without.negated = true;
        m_session->addPivot(without);
    });
    does[u"filter.page"_s] = entity([this](const Entity &same) { m_session->showEntity(same); });
    const auto event = [this](const std::function<void(EventRef)> &run) { return Deed { [this, run] { withCurrent(run); }, {} }; };
    const auto alike = [this](EventRef current, bool negated) {
        Pivot pivot = pivotOnTemplate(*m_session->store(), current);
        pivot.negated = negated;
        if (pivot.terms.empty())
            say(tr("This event has no message that others could be like."));
        else
            m_session->addPivot(pivot);
    };
    does[u"filter.template"_s] = event([alike](EventRef current) { alike(current, false); });
    does[u"filter.withoutTemplate"_s] = event([alike](EventRef current) { alike(current, true); });
    does[u"filter.source"_s] = event([this](EventRef current) { m_session->addPivot(pivotOnSource(m_session->store()->source(current))); });
    does[u"filter.from"_s] = event([this](EventRef current) { showFrom(m_session, m_session->store()->time(current)); });
    does[u"filter.to"_s] = event([this](EventRef current) { showUpTo(m_session, m_session->store()->time(current)); });
    does[u"level.all"_s] = { [this] { showLevels(m_session, {}); }, [this] { return leastLevel(*m_session).empty(); } };
    for (const QString &name : leastLevels(*m_session->rules())) {
        const std::string level = name.toStdString();
        does[u"level."_s + name] = { [this, level] { showLevels(m_session, level); }, [this, level] { return leastLevel(*m_session) == level; } };
    }
    does[u"filter.clear"_s] = { [this] { m_session->clearFilter(); }, {} };
    does[u"filter.clearRange"_s] = { [this] { m_session->setRange({}); }, {} };
}

} // namespace widelens
