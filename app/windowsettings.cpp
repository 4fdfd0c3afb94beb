// SPDX-License-Identifier: GPL-3.0-or-later
// How the main window follows the settings.
#include "app/mainwindow.h"

#include "app/fontsize.h"
#include "app/keymap.h"
#include "app/savedsetting.h"
#include "app/settings.h"
#include "app/settingsdialog.h"
#include "app/userrules.h"
#include "model/session.h"

#include <QFileInfo>
#include <QSettings>
#include <QStatusBar>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

void MainWindow::showSettings()
{
    auto *dialog = new SettingsDialog(m_settings, m_keymap, m_fontSize, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SettingsDialog::resetLayoutWanted, this, &MainWindow::resetLayout);
    connect(dialog, &SettingsDialog::rereadRulesWanted, this, [this] {
        m_rulesRead = rulesFingerprint();
        m_session->setRules(loadOwnRules());
        m_session->reload();
        say(tr("Rule files were read again."));
    });
    dialog->show();
}

void MainWindow::applySettings(const Preferences &before)
{
    const Preferences &now = m_settings->now();
    if (now.theme != before.theme)
        applyTheme(now.theme);
    m_session->setTimeDisplay(now.times);
    m_session->setTimeDigits(now.timeDigits);
    m_session->setZone(now.zone);
    if (now.guess != before.guess)
        m_session->setRules(loadOwnRules());
}

// What is wrong with the settings file: it is kept as it is.
void MainWindow::tellSettingsProblems()
{
    const QStringList problems = m_settings->problems() + m_keymap->problems();
    if (problems.isEmpty())
        return;
    qWarning("widelens: %s: %s", qPrintable(Settings::filePath()), qPrintable(problems.join(u"; "_s)));
    statusBar()->showMessage(tr("Settings file: %1. The usual is taken.").arg(problems.join(u"; "_s)));
}

// A run that brought the program down must not do it again at once.
void MainWindow::openLast()
{
    QStringList paths = QSettings().value(u"last"_s).toStringList();
    paths.removeAll(u"-"_s);
    paths.removeIf([](const QString &path) { return !QFileInfo::exists(path); });
    if (!m_settings->now().restoreRuns || paths.isEmpty())
        return;
    if (savedSetting(u"reopening"_s).toBool()) {
        saveSetting(u"reopening"_s, {});
        statusBar()->showMessage(tr("What was open at last is not opened again: the program ended while it was read."));
        return;
    }
    saveSetting(u"reopening"_s, true);
    finishSaving(); // it must be there if the program ends now
    m_session->open(paths);
    auto *reading = new QObject(this);
    connect(m_session, &Session::busyChanged, reading, [this, reading] {
        if (m_session->isLoading())
            return;
        saveSetting(u"reopening"_s, {});
        reading->deleteLater();
    });
}

} // namespace widelens
