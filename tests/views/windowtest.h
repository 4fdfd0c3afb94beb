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
    void useOwnSettings();
    void clearSettings();
    void makeWindow(const QSize &size = { 1400, 900 });
    void openRun(const QString &name);
    Session *session() const { return m_window->session(); }
    void trigger(const QString &id) { m_window->action(id)->trigger(); }

    QTemporaryDir m_settings;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace widelens
