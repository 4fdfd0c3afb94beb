// SPDX-License-Identifier: GPL-3.0-or-later
// Menus, toolbar, keys and palette: all offer the one table of commands.
#include "app/mainwindow.h"

#include "app/commandpalette.h"
#include "app/keymap.h"
#include "app/recentruns.h"
#include "model/session.h"
#include "views/eventmenus.h"
#include "views/eventtableview.h"
#include "views/metricplot.h"
#include "views/pivotbar.h"
#include "views/statesplot.h"
#include "views/theme.h"
#include "views/timeplot.h"

#include <QFileInfo>
#include <QMenuBar>
#include <QShortcut>
#include <QToolBar>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

void MainWindow::makeActions()
{
    m_keymap = new Keymap(makeCommands(leastLevels(*m_session->rules())), this);
    m_deeds = deeds();
    for (const Command &command : m_keymap->commands()) {
        const Deed deed = m_deeds.value(command.id);
        Q_ASSERT_X(deed.run, "MainWindow::makeActions", qPrintable(command.id));
        auto *action = new QAction(command.text, this);
        action->setObjectName(command.id);
        action->setStatusTip(command.help);
        action->setProperty("name", plainText(command));
        action->setCheckable(static_cast<bool>(deed.isOn));
        connect(action, &QAction::triggered, this, [this, run = deed.run] {
            run();
            updateChoices();
        });
        addAction(action);
        m_actions.insert(command.id, action);
    }
    action(u"file.openSample"_s)->setEnabled(!samplePath().isEmpty());
    connect(m_keymap, &Keymap::changed, this, &MainWindow::updateKeys);
    updateKeys();
}

void MainWindow::updateKeys()
{
    qDeleteAll(m_localKeys);
    m_localKeys.clear();
    for (const Command &command : m_keymap->commands()) {
        QAction *action = this->action(command.id);
        action->setShortcuts(m_keymap->keys({ command.id, KeyScope::Window }));
        const QString keys = m_keymap->keysText(command.id);
        action->setText(action->shortcuts().isEmpty() && !keys.isEmpty() ? command.text + u'\t' + keys : command.text); // for menus
        action->setToolTip(keys.isEmpty() ? command.help : u"%1 (%2)"_s.arg(command.help, keys));
        action->setProperty("keys", keys);
    }
    for (const KeySlot &slot : m_keymap->keySlots()) {
        if (slot.scope == KeyScope::Window)
            continue;
        QList<QWidget *> places { m_events };
        if (slot.scope == KeyScope::Plot)
            places = { m_states->plot(), m_metric->plot() };
        for (const QKeySequence &key : m_keymap->keys(slot)) {
            for (QWidget *place : std::as_const(places)) {
                auto *shortcut = new QShortcut(key, place, action(slot.command), &QAction::trigger);
                shortcut->setContext(Qt::WidgetWithChildrenShortcut);
                m_localKeys.append(shortcut);
            }
        }
    }
}

// What is on and what is off may be changed elsewhere: it is asked for when somebody looks.
void MainWindow::updateChoices()
{
    for (auto deed = m_deeds.cbegin(); deed != m_deeds.cend(); ++deed) {
        if (deed->isOn)
            action(deed.key())->setChecked(deed->isOn());
    }
}

// Menus follow from the ids of the commands: "file.…" is in File. A menu stands where its first command does.
void MainWindow::makeMenus()
{
    struct Place {
        QString prefix, title, parent;
    };
    const Place places[] = { { u"file"_s, tr("&File"), {} },
                             { u"edit"_s, tr("&Edit"), {} },
                             { u"go"_s, tr("&Go"), {} },
                             { u"filter"_s, tr("F&ilter"), {} },
                             { u"level"_s, tr("Least L&evel"), u"filter"_s },
                             { u"view"_s, tr("&View"), {} },
                             { u"panel"_s, tr("&Panels"), u"view"_s },
                             { u"theme"_s, tr("T&heme"), u"view"_s },
                             { u"column"_s, tr("Colum&ns"), u"view"_s },
                             { u"times"_s, tr("T&imes"), u"view"_s },
                             { u"delta"_s, tr("&Δ to"), u"view"_s },
                             { u"plot"_s, tr("&Plot"), {} },
                             { u"help"_s, tr("&Help"), {} } };
    static const QStringList begins { u"file.teach"_s,   u"file.exportEvents"_s, u"file.settings"_s, u"file.close"_s,      u"edit.find"_s,         u"edit.findCase"_s, u"edit.copyTsv"_s,
                                      u"edit.rowMenu"_s, u"go.to"_s,             u"go.nextError"_s,  u"go.nextTab"_s,      u"go.table"_s,          u"filter.template"_s, u"filter.from"_s,
                                      u"filter.clear"_s, u"view.newTab"_s,       u"view.fontLarger"_s, u"view.columns"_s,  u"view.resetLayout"_s,  u"plot.left"_s,     u"plot.stacked"_s,
                                      u"plot.copyStates"_s };
    QHash<QString, QMenu *> menus;
    const auto menuOf = [&](const QString &prefix) -> QMenu * {
        const auto place = std::find_if(std::begin(places), std::end(places), [&](const Place &candidate) { return candidate.prefix == prefix; });
        if (place == std::end(places))
            return nullptr; // keys of the table
        QMenu *&menu = menus[prefix];
        if (!menu) {
            menu = place->parent.isEmpty() ? menuBar()->addMenu(place->title) : menus[place->parent]->addMenu(place->title);
            menu->setObjectName(u"menu."_s + prefix);
            connect(menu, &QMenu::aboutToShow, this, &MainWindow::updateChoices);
        }
        return menu;
    };
    menuOf(u"file"_s);
    menuOf(u"edit"_s);
    menuOf(u"go"_s);
    menuOf(u"filter"_s);
    menuOf(u"view"_s);
    for (const Command &command : m_keymap->commands()) {
        QMenu *menu = menuOf(command.id.section(u'.', 0, 0));
        if (!menu)
            continue;
        if (command.id == u"file.forgetRecent"_s) {
            QMenu *recent = menu->addMenu(tr("Open &Recent"));
            recent->setObjectName(u"menu.recent"_s);
            connect(recent, &QMenu::aboutToShow, this, [this, recent] { fillRecentMenu(recent); });
            continue;
        }
        if (begins.contains(command.id))
            menu->addSeparator();
        menu->addAction(action(command.id));
    }
}

void MainWindow::makeToolBar()
{
    auto *bar = new QToolBar(tr("Toolbar"));
    bar->setObjectName(u"toolBar"_s);
    bar->setMovable(false);
    bar->setIconSize({ 20, 20 });
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    for (const QString &id : { u"file.openRun"_s, u"go.back"_s, u"go.forward"_s, u"plot.fit"_s })
        bar->addAction(action(id));
    bar->addSeparator();
    bar->addWidget(new PivotBar(m_session));
    addToolBar(bar);
    if (auto *more = bar->findChild<QWidget *>(u"qt_toolbar_ext_button"_s))
        more->setAccessibleName(tr("More of the toolbar"));
    if (auto *more = menuBar()->findChild<QWidget *>(u"qt_menubar_ext_button"_s))
        more->setAccessibleName(tr("More menus"));
}

void MainWindow::fillRecentMenu(QMenu *menu)
{
    menu->clear();
    for (const QString &path : recentRuns()) {
        const bool exists = QFileInfo::exists(path);
        QAction *recent = menu->addAction(exists ? path : tr("%1 (missing)").arg(path), this, [this, path] { open({ path }); });
        recent->setEnabled(exists);
    }
    menu->addSeparator();
    menu->addAction(action(u"file.forgetRecent"_s));
}

void MainWindow::updateIcons()
{
    for (const Command &command : m_keymap->commands()) {
        if (!command.icon.isEmpty())
            action(command.id)->setIcon(themedIcon(command.icon, palette()));
    }
    setWindowIcon(themedIcon(u"widelens"_s, palette()));
}

void MainWindow::showPalette()
{
    updateChoices();
    QList<QAction *> actions;
    for (const Command &command : m_keymap->commands())
        actions.append(action(command.id));
    auto *palette = new CommandPalette(actions, this);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->show();
}

} // namespace widelens
