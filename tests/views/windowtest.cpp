// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/windowtest.h"

#include "app/savedsetting.h"

#include <QFile>
#include <QSignalSpy>

namespace widelens {

void WindowTest::useOwnSettings()
{
    QCoreApplication::setOrganizationName(QStringLiteral("WidelensTest"));
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
}

void WindowTest::clearSettings()
{
    finishSaving(); // of the test before
    QFile::remove(savedSettingsPath());
    QSettings().clear();
}

void WindowTest::makeWindow(const QSize &size)
{
    m_window = std::make_unique<MainWindow>(testRules());
    m_window->resize(size);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void WindowTest::openRun(const QString &name)
{
    QSignalSpy opened(session(), &Session::opened); // until then what was open before stands there, loaded
    m_window->open({ runPath(name) });
    QTRY_VERIFY_WITH_TIMEOUT(!opened.isEmpty() && !session()->isLoading() && !session()->rows()->empty(), 20000);
}

} // namespace widelens
