// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/mainwindow.h"
#include "model/session.h"
#include "tests/model-qt/recordedrun.h"

#include <QAction>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace widelens {

// A test of the real window: with settings of its own, which last as long as the test.
class WindowTest : public QObject
{
protected:
    void useOwnSettings()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("WidelensTest"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    }
    void makeWindow(const QSize &size = { 1400, 900 })
    {
        m_window = std::make_unique<MainWindow>(testRules());
        m_window->resize(size);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void openRun(const QString &name)
    {
        m_window->open({ runPath(name) });
        QTRY_VERIFY_WITH_TIMEOUT(!session()->isLoading() && !session()->rows()->empty(), 20000);
    }
    Session *session() const { return m_window->session(); }
    void trigger(const QString &id) { m_window->action(id)->trigger(); }

    QTemporaryDir m_settings;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace widelens
